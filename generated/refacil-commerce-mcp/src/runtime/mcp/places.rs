//! Where a server keeps what must outlive it, and where its policy is.

use std::path::{Path, PathBuf};

use crate::runtime::core::audit;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::lockout::Lockout;
use crate::runtime::core::policy::Source;
use crate::runtime::core::spec::Api;
use crate::runtime::core::words::say;

use super::environment::Lookup;
use super::variables::{self, Variable};

/// The file of refused logins.
const LOGINS: &str = "logins.json";

/// The places of one server.
#[derive(Debug)]
pub(super) struct Places {
    /// Where mutations are recorded.
    pub(super) audit: audit::Place,
    /// Limits on money.
    pub(super) policy: Source,
    state: PathBuf,
}

/// Reads them from variables, else from the home folder.
///
/// # Errors
/// There is no home folder, and variables that would do without are not set.
pub(super) fn read(api: &Api, lookup: Lookup<'_>) -> Result<Places, Failure> {
    let own = || home().map(|home| home.join(format!(".{}", api.app)));
    let path = |variable: Variable| variable.read(api, lookup).map(PathBuf::from);
    let audit = path(variables::AUDIT_PATH).or_else(|| Some(own()?.join("audit.log")));
    let state = path(variables::STATE_PATH).or_else(own);
    let (audit, state) = match (audit, state) {
        (Some(audit), Some(state)) => (audit, state),
        (Some(_), None) => return Err(no_home(api, &[variables::STATE_PATH])),
        (None, Some(_)) => return Err(no_home(api, &[variables::AUDIT_PATH])),
        (None, None) => return Err(no_home(api, &[variables::AUDIT_PATH, variables::STATE_PATH])),
    };
    // Never a path of the working folder: that one is not trusted.
    let config = lookup("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let config = config.or_else(|| home().map(|home| home.join(".config")));
    let usual = config.map_or_else(|| state.clone(), |config| config.join(api.app)).join("policy.json");
    Ok(Places { audit: audit::Place::named(audit), policy: Source::find(api, usual, lookup), state })
}

impl Places {
    /// Which dangerous calls left.
    pub(super) fn ledger(&self) -> PathBuf {
        self.state.join("ledger.json")
    }

    /// Calls that wait for the operator.
    pub(super) fn approvals(&self) -> PathBuf {
        self.state.join("approvals")
    }

    /// The same failure with the variables' names in place of the paths: those who call need not know how this machine is
    /// laid out.
    pub(super) fn without_paths(&self, api: &Api, failure: Failure) -> Failure {
        let places = [
            (self.audit.path(), variables::AUDIT_PATH),
            (self.policy.path(), variables::POLICY),
            (self.state.as_path(), variables::STATE_PATH),
        ];
        let named = |text: &str| {
            places.iter().fold(text.to_owned(), |text, (path, variable)| {
                text.replace(&path.display().to_string(), &variable.full_name(api))
            })
        };
        failure.with(|details| {
            details.message = details.message.changed(&named);
            details.hint = details.hint.as_ref().map(|hint| hint.changed(&named));
        })
    }

    /// Logins that were refused.
    pub(super) fn logins(&self) -> Lockout {
        Lockout::new(self.state.join(LOGINS))
    }

    /// All that is kept, from the folder on.
    pub(super) fn kept(&self) -> [PathBuf; 4] {
        [self.state.clone(), self.ledger(), self.state.join(LOGINS), self.approvals()]
    }

    /// The folder of all but the audit log.
    pub(super) fn state(&self) -> &Path {
        &self.state
    }
}

fn home() -> Option<PathBuf> {
    etcetera::home_dir().ok()
}

fn no_home(api: &Api, needed: &[Variable]) -> Failure {
    let names: Vec<String> = needed.iter().map(|variable| variable.full_name(api)).collect();
    let message = say("there is no home folder; set {}", &[&names.join(", ")]);
    Failure::new(Exit::Invalid, "no-home", message).param(names.join(", "))
}
