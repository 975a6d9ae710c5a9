//! Device codes that wait for a person while no program runs.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::super::holder::Holder;
use super::super::private_file::PrivateFile;
use super::super::store::Key;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::oauth::DeviceCode;
use crate::runtime::core::words::say;

/// The codes of one user.
#[derive(Debug)]
pub(super) struct PendingLogins {
    file: PrivateFile,
}

/// A code with the moment of the last question.
#[derive(Debug, Clone)]
pub(super) struct PendingLogin {
    pub(super) code: DeviceCode,
    pub(super) asked_at: Option<Timestamp>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    profile: String,
    environment: String,
    origin: String,
    device_code: String,
    user_code: String,
    verification_uri: String,
    expires_at: String,
    interval_ms: u64,
    asked_at: Option<String>,
}

impl Entry {
    fn is(&self, key: &Key) -> bool {
        self.profile == key.profile && self.environment == key.environment && self.origin == key.origin
    }

    fn new(key: &Key, login: &PendingLogin) -> Self {
        let code = &login.code;
        Self {
            profile: key.profile.clone(),
            environment: key.environment.clone(),
            origin: key.origin.clone(),
            device_code: code.device_code.expose_secret().to_owned(),
            user_code: code.user_code.clone(),
            verification_uri: code.verification_uri.to_string(),
            expires_at: code.expires_at.to_string(),
            interval_ms: u64::try_from(code.interval.as_millis()).unwrap_or(u64::MAX),
            asked_at: login.asked_at.map(|at| at.to_string()),
        }
    }

    fn login(&self) -> Option<PendingLogin> {
        let code = DeviceCode {
            device_code: self.device_code.as_str().into(),
            user_code: self.user_code.clone(),
            verification_uri: self.verification_uri.parse().ok()?,
            verification_uri_complete: None,
            expires_at: self.expires_at.parse().ok()?,
            interval: Duration::from_millis(self.interval_ms),
        };
        Some(PendingLogin { code, asked_at: self.asked_at.as_deref().and_then(|at| at.parse().ok()) })
    }
}

impl PendingLogins {
    /// Where they are kept.
    pub(super) fn of(holder: &Holder) -> Self {
        Self { file: PrivateFile::new(holder.home.pending_logins()) }
    }

    /// The code of that key, dead or not.
    pub(super) fn find(&self, key: &Key) -> Result<Option<PendingLogin>, Failure> {
        Ok(self.load()?.iter().find(|entry| entry.is(key)).and_then(Entry::login))
    }

    /// Keeps a code in the place of an earlier one.
    pub(super) fn save(&self, key: &Key, login: &PendingLogin) -> Result<(), Failure> {
        self.change(key, Some(Entry::new(key, login)))
    }

    /// Forgets the code.
    pub(super) fn remove(&self, key: &Key) -> Result<(), Failure> {
        if self.file.exists() { self.change(key, None) } else { Ok(()) }
    }

    fn change(&self, key: &Key, new: Option<Entry>) -> Result<(), Failure> {
        let _held = self.file.hold("lock")?;
        let mut entries = self.load()?;
        let now = Timestamp::now();
        entries.retain(|entry| !entry.is(key) && entry.login().is_some_and(|login| !login.code.is_dead(now)));
        entries.extend(new);
        if entries.is_empty() {
            return self.file.delete().map(drop);
        }
        let bytes =
            serde_json::to_vec_pretty(&entries).map_err(|error| self.file.broken(error.to_string()))?;
        self.file.replace(&bytes)
    }

    fn load(&self) -> Result<Vec<Entry>, Failure> {
        let Some(text) = self.file.read()? else { return Ok(Vec::new()) };
        // The parser's own message could quote the file, and with it a code.
        serde_json::from_str(&text)
            .map_err(|error| self.file.broken(say("line {}, column {}", &[&error.line(), &error.column()])))
    }
}
