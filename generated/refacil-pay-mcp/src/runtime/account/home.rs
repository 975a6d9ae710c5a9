//! Where the program keeps things.

use std::path::{Path, PathBuf};

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Api;
use crate::runtime::core::words::say;

/// The folders of one user.
#[derive(Debug, Clone)]
pub struct Home {
    user: PathBuf,
    config: PathBuf,
    state: PathBuf,
    audit_log: PathBuf,
}

impl Home {
    /// `<APP>_HOME` moves everything; else the XDG configuration folder and the home folder.
    ///
    /// # Errors
    /// The user has no home folder.
    pub fn find(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let named = api.session_variable("HOME");
        let own = if named == "HOME" { None } else { variable(&named).filter(|path| !path.is_empty()) };
        if let Some(home) = own.map(PathBuf::from) {
            return Ok(Self::below(api, home.join(".config"), &home));
        }
        let home = etcetera::home_dir().map_err(|error| {
            Failure::new(Exit::Other, "no-home", say("there is no home folder: {}", &[&error]))
                .hint(say("set {} to the folder to use", &[&named]))
        })?;
        // XDG: a relative path is to be ignored.
        let config = variable("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        Ok(Self::below(api, config.unwrap_or_else(|| home.join(".config")), &home))
    }

    fn below(api: &Api, config: PathBuf, home: &Path) -> Self {
        let app = api.session_keeper();
        let state = home.join(format!(".{app}"));
        // A program that takes the place of another goes on in its log.
        let published = api.product.audit_log.map(|path| home.join(path));
        let audit_log = published.unwrap_or_else(|| state.join("audit.log"));
        Self { user: home.to_owned(), config: config.join(app), state, audit_log }
    }

    /// The user's home folder, or what takes its place.
    #[must_use]
    pub fn user(&self) -> &Path {
        &self.user
    }

    /// The folders of this run are those that the system gives the user.
    #[must_use]
    pub fn is_usual(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> bool {
        let named = api.session_variable("HOME");
        named == "HOME" || variable(&named).is_none_or(|path| path.is_empty())
    }

    /// Sessions.
    #[must_use]
    pub fn credentials(&self) -> PathBuf {
        self.config.join("credentials.json")
    }

    /// Sessions, where the usual file is another program's.
    #[must_use]
    pub fn own_credentials(&self) -> PathBuf {
        self.config.join("sessions.json")
    }

    /// What the user chose once.
    #[must_use]
    pub fn settings(&self) -> PathBuf {
        self.config.join("config.json")
    }

    /// Device codes that wait for a person.
    #[must_use]
    pub fn pending_logins(&self) -> PathBuf {
        self.config.join("pending-login.json")
    }

    /// Whose number sends messages, and who got one.
    #[must_use]
    pub fn whatsapp(&self) -> PathBuf {
        self.config.join("whatsapp.json")
    }

    /// Limits on money.
    #[must_use]
    pub fn policy(&self) -> PathBuf {
        self.config.join("policy.json")
    }

    /// Folders that somebody named for the skill.
    #[must_use]
    pub fn skill_folders(&self) -> PathBuf {
        self.state.join("skills.json")
    }

    /// Logins that were refused.
    #[must_use]
    pub fn lockout(&self) -> PathBuf {
        self.state.join("logins.json")
    }

    /// Which dangerous calls left.
    #[must_use]
    pub fn ledger(&self) -> PathBuf {
        self.state.join("ledger.json")
    }

    /// Notices that came.
    #[must_use]
    pub fn webhooks(&self) -> PathBuf {
        self.state.join("webhooks")
    }

    /// The audit log.
    #[must_use]
    pub fn audit_log(&self) -> PathBuf {
        self.audit_log.clone()
    }
}
