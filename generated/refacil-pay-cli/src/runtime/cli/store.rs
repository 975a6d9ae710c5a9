//! Sessions on disk, one for each profile, environment and address.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::super::core::durable::Held;
use super::super::core::failure::Failure;
use super::super::core::session::{Method, Session};
use super::private_file::PrivateFile;

/// The sessions of one user.
#[derive(Debug, Clone)]
pub struct Store {
    file: PrivateFile,
}

/// Whose session it is, and where it is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Profile.
    pub profile: String,
    /// Environment.
    pub environment: String,
    /// The only origin that may see the token.
    pub origin: String,
}

/// What a login needs, by field, kept because its owner asked for it.
pub type LoginFields = BTreeMap<String, SecretString>;

const FORMAT: u32 = 1;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    format: u32,
    sessions: Vec<Entry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    profile: String,
    environment: String,
    origin: String,
    token: String,
    expires_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    login: BTreeMap<String, String>,
}

impl Entry {
    fn new(key: &Key, session: &Session, login: BTreeMap<String, String>) -> Self {
        let exposed = |secret: &SecretString| secret.expose_secret().to_owned();
        Self {
            profile: key.profile.clone(),
            environment: key.environment.clone(),
            origin: key.origin.clone(),
            token: exposed(&session.token),
            expires_at: session.expires_at.to_string(),
            method: Some(session.method.name().to_owned()),
            refresh_token: session.refresh_token.as_ref().map(exposed),
            account: session.account.clone(),
            login,
        }
    }

    fn is(&self, key: &Key) -> bool {
        self.profile == key.profile && self.environment == key.environment && self.origin == key.origin
    }

    fn key(&self) -> Key {
        Key {
            profile: self.profile.clone(),
            environment: self.environment.clone(),
            origin: self.origin.clone(),
        }
    }

    fn session(&self) -> Option<Session> {
        let expires_at: Timestamp = self.expires_at.parse().ok()?;
        // Before other methods were known, every session came from the API's login.
        let method = self.method.as_deref().map_or(Some(Method::Login), Method::named)?;
        Some(Session {
            refresh_token: self.refresh_token.as_deref().map(SecretString::from),
            account: self.account.clone(),
            ..Session::new(self.token.as_str().into(), expires_at, self.origin.clone(), method)
        })
    }
}

impl Store {
    /// The store in that file; it need not exist.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { file: PrivateFile::new(path) }
    }

    /// The session of that key.
    ///
    /// # Errors
    /// The file can be read by others, or is not ours.
    pub fn find(&self, key: &Key) -> Result<Option<Session>, Failure> {
        let contents = self.load()?;
        let found = contents.sessions.iter().find(|entry| entry.is(key));
        found.map(|entry| self.session(entry)).transpose()
    }

    /// All sessions with their keys.
    ///
    /// # Errors
    /// As in [`Store::find`].
    pub fn all(&self) -> Result<Vec<(Key, Session)>, Failure> {
        let contents = self.load()?;
        contents.sessions.iter().map(|entry| Ok((entry.key(), self.session(entry)?))).collect()
    }

    /// What the login of that key needs, where it is kept.
    ///
    /// # Errors
    /// As in [`Store::find`].
    pub fn login(&self, key: &Key) -> Result<LoginFields, Failure> {
        let contents = self.load()?;
        let found = contents.sessions.into_iter().find(|entry| entry.is(key));
        let fields = found.map(|entry| entry.login).unwrap_or_default();
        Ok(fields.into_iter().map(|(name, value)| (name, value.into())).collect())
    }

    /// Keeps a session in the place of an earlier one; what its login needs stays as it was.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn save(&self, key: &Key, session: &Session) -> Result<(), Failure> {
        self.change(|sessions| {
            let login = take(sessions, key).map(|entry| entry.login).unwrap_or_default();
            sessions.push(Entry::new(key, session, login));
        })
    }

    /// Keeps a session with what its login needs.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn save_with_login(&self, key: &Key, session: &Session, login: &LoginFields) -> Result<(), Failure> {
        let login = login.iter().map(|(name, value)| (name.clone(), value.expose_secret().to_owned()));
        let entry = Entry::new(key, session, login.collect());
        self.change(|sessions| {
            take(sessions, key);
            sessions.push(entry);
        })
    }

    /// Forgets a session, and gives it back.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn remove(&self, key: &Key) -> Result<Option<Session>, Failure> {
        let mut removed = None;
        self.change_if_any(|sessions| removed = take(sessions, key))?;
        Ok(removed.and_then(|entry| entry.session()))
    }

    /// Gives the sessions of one profile to another, which has none.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn rename_profile(&self, old: &str, new: &str) -> Result<(), Failure> {
        self.change_if_any(|sessions| {
            let of_old = sessions.iter_mut().filter(|entry| entry.profile == old);
            of_old.for_each(|entry| new.clone_into(&mut entry.profile));
        })
    }

    /// Forgets the sessions of a profile.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn remove_profile(&self, profile: &str) -> Result<(), Failure> {
        self.change_if_any(|sessions| sessions.retain(|entry| entry.profile != profile))
    }

    /// Deletes the file, if it is one of this program.
    ///
    /// # Errors
    /// It is not, or cannot be deleted.
    pub fn delete(&self) -> Result<bool, Failure> {
        self.load()?;
        self.file.delete()
    }

    /// Waits until no other process renews a session: a refresh token is often good for one use only.
    ///
    /// # Errors
    /// The lock cannot be made.
    pub fn hold_renewal(&self) -> Result<Held, Failure> {
        self.file.hold("renewal")
    }

    fn session(&self, entry: &Entry) -> Result<Session, Failure> {
        entry.session().ok_or_else(|| self.file.broken("an expiry is not a time, or a method is unknown"))
    }

    fn change_if_any(&self, change: impl FnOnce(&mut Vec<Entry>)) -> Result<(), Failure> {
        if self.file.exists() { self.change(change) } else { Ok(()) }
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Entry>)) -> Result<(), Failure> {
        let _held = self.file.hold("lock")?;
        let mut contents = self.load()?;
        change(&mut contents.sessions);
        let bytes =
            serde_json::to_vec_pretty(&contents).map_err(|error| self.file.broken(&error.to_string()))?;
        self.file.replace(&bytes)
    }

    fn load(&self) -> Result<Contents, Failure> {
        let Some(text) = self.file.read()? else {
            return Ok(Contents { format: FORMAT, sessions: Vec::new() });
        };
        // The parser's own message could quote the file, and with it a token.
        let contents: Contents = serde_json::from_str(&text).map_err(|error| {
            self.file.broken(&format!("line {}, column {}", error.line(), error.column()))
        })?;
        if contents.format == FORMAT { Ok(contents) } else { Err(self.file.broken("it has another format")) }
    }
}

fn take(sessions: &mut Vec<Entry>, key: &Key) -> Option<Entry> {
    let at = sessions.iter().position(|entry| entry.is(key))?;
    Some(sessions.remove(at))
}
