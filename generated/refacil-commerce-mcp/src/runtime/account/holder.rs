//! On whose behalf, and where: what a session belongs to.

use std::rc::Rc;

use secrecy::SecretString;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::lockout::Lockout;
use crate::runtime::core::renewal;
use crate::runtime::core::shell::Caller;
use crate::runtime::core::spec::{Api, Environment};
use crate::runtime::core::target::Target;
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::words::{Said, say};

use super::home::Home;
use super::keychain::Vault;
use super::legacy;
use super::store::{Key, Store};

/// The profile that nobody needs to name.
pub const DEFAULT_PROFILE: &str = "default";

/// A profile in an environment, and how the program that asks was called.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The API.
    pub api: &'static Api,
    /// The profile.
    pub profile: String,
    /// Where requests go.
    pub target: Target,
    /// The address that somebody chose instead of the environment's own.
    pub address: Option<String>,
    /// Who chose the environment.
    pub named: Named,
    /// A token that stands in a variable of its own.
    pub given: Option<SecretString>,
    /// A variable says that nobody can use a browser here.
    pub headless: bool,
    /// For commands that somebody is told to run next.
    pub caller: Caller,
    /// Variables of the program.
    pub variables: Variables,
    /// The folder of sessions.
    pub home: Home,
    /// The keychain of this run.
    pub vault: Rc<Vault>,
}

/// Full names of variables of the program.
#[derive(Debug, Clone)]
pub struct Variables {
    /// Names the environment.
    pub environment: String,
    /// Holds a token.
    pub token: String,
    /// Those with credentials whose value nobody filled in.
    pub unfilled: Vec<String>,
}

/// Who chose the environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// The user, for this run.
    Explicitly,
    /// A default.
    ByDefault,
}

impl Holder {
    /// Where a session of that environment would be good: at the chosen address, if there is one.
    ///
    /// # Errors
    /// There is no such environment, or the address is not one of it.
    pub fn target_in(&self, environment_name: &str) -> Result<Target, Failure> {
        Target::new(self.api, environment(self.api, environment_name)?, self.address.as_deref())
    }

    /// Under which the session of this profile, environment and address is kept.
    #[must_use]
    pub fn key(&self) -> Key {
        Key {
            profile: self.profile.clone(),
            environment: self.target.environment.name.to_owned(),
            origin: self.target.origin(),
        }
    }

    /// The kept sessions.
    #[must_use]
    pub fn store(&self) -> Store {
        Store::new(legacy::sessions_file(&self.home), Rc::clone(&self.vault))
    }

    /// Logins that were refused, by all programs of the API.
    #[must_use]
    pub fn lockout(&self) -> Lockout {
        Lockout::new(self.home.lockout())
    }

    /// A token that stands in a variable of its own. It is taken only together with the environment that it is for: what
    /// was made for a test must not reach real money, nor the other way round.
    ///
    /// # Errors
    /// Nobody says which environment it is for.
    pub fn given_token(&self) -> Result<Option<SecretString>, Failure> {
        let Some(token) = &self.given else { return Ok(None) };
        if self.has_choice() {
            let variable = &self.variables.token;
            let message = say("{} is set, and nobody says which environment the token is for", &[&variable]);
            return Err(Failure::new(Exit::Invalid, "token-without-environment", message)
                .hint(say("set {}, or add --env", &[&self.variables.environment]))
                .param("--env"));
        }
        Ok(Some(token.clone()))
    }

    /// Nobody said which environment, and there are several.
    #[must_use]
    pub fn has_choice(&self) -> bool {
        self.named == Named::ByDefault && self.api.environments.len() > 1
    }

    /// The command that logs in here, and the variables that do without a terminal.
    #[must_use]
    pub fn how_to_log_in(&self) -> Said {
        let command = self.caller.command(&["login"], &[]);
        let variables = renewal::variables(self.api);
        let how = if variables.is_empty() {
            command.into()
        } else {
            say("{} (without a terminal set {})", &[&command, &and(&variables)])
        };
        let unfilled = &self.variables.unfilled;
        let unfilled = (!unfilled.is_empty())
            .then(|| say("{} holds a placeholder, which counts as not set", &[&and(unfilled)]));
        let all = [Some(how), legacy::told(&self.home), unfilled].into_iter().flatten();
        Said::List(all.collect(), "; ")
    }
}

/// All these names.
pub(super) fn and(names: &[impl ToString]) -> Said {
    Said::List(names.iter().map(|name| name.to_string().into()).collect(), " and ")
}

/// The environment of that name.
///
/// # Errors
/// The API has none of that name.
pub fn environment(api: &'static Api, name: &str) -> Result<&'static Environment, Failure> {
    api.environment(name).ok_or_else(|| {
        let known: Vec<_> = api.environments.iter().map(|known| known.name).collect();
        let shown = visible_capped(name, 64);
        Failure::new(
            Exit::Invalid,
            "unknown-environment",
            say("there is no environment {}", &[&format!("{shown:?}")]),
        )
        .hint(say("use one of {}", &[&known.join(", ")]))
        .param("--env")
    })
}

/// Names are part of keys and records; what a shell or a file system could misread is refused.
///
/// # Errors
/// It cannot be the name of a profile.
pub fn check_profile(name: &str) -> Result<(), Failure> {
    let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    // A dot or a hyphen in front would make it a path or a flag.
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins && name.len() <= 64 && name.bytes().all(fine) {
        return Ok(());
    }
    let message = say("{} cannot be the name of a profile", &[&format!("{:?}", visible_capped(name, 64))]);
    Err(Failure::new(Exit::Invalid, "invalid-profile", message)
        .hint("use up to 64 letters, digits, dots, underscores and hyphens, a letter or digit first")
        .param("--profile"))
}
