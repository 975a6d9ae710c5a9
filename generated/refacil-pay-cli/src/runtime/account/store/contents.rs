//! What the file of sessions holds. Secrets stand in it only where no keychain has them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::super::keychain::Place;
use super::super::private_file::PrivateFile;
use super::{Key, Listed, LoginFields};
use crate::runtime::core::failure::Failure;
use crate::runtime::core::ordered::ordered;
use crate::runtime::core::session::{Method, Session};
use crate::runtime::core::words::say;

const FORMAT: u32 = 1;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contents {
    format: u32,
    pub(super) sessions: Vec<Entry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    profile: String,
    environment: String,
    origin: String,
    expires_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// The slot of the keychain that holds the secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keychain: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    login: BTreeMap<String, String>,
}

/// The secret part of a session, with the end of its token: what is written together belongs together.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Secrets {
    token: String,
    expires_at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    login: BTreeMap<String, String>,
}

impl Secrets {
    pub(super) fn new(session: &Session, login: &LoginFields) -> Self {
        let exposed = |secret: &SecretString| secret.expose_secret().to_owned();
        Self {
            token: exposed(&session.token),
            expires_at: session.expires_at.to_string(),
            refresh_token: session.refresh_token.as_ref().map(exposed),
            login: ordered(login.iter().map(|(name, value)| (name.clone(), exposed(value)))),
        }
    }

    /// As a slot of the keychain holds them.
    pub(super) fn to_text(&self) -> Option<SecretString> {
        serde_json::to_string(self).ok().map(SecretString::from)
    }

    /// What a slot holds, if it is of this program.
    pub(super) fn of_text(text: &SecretString) -> Option<Self> {
        serde_json::from_str(text.expose_secret()).ok()
    }

    pub(super) fn into_login(self) -> LoginFields {
        ordered(self.login.into_iter().map(|(name, value)| (name, value.into())))
    }
}

impl Entry {
    /// The session's entry: with its secrets, or with the slot that holds them.
    pub(super) fn new(key: &Key, session: &Session, kept: Result<String, Secrets>) -> Self {
        let (keychain, secrets) = match kept {
            Ok(slot) => (Some(slot), None),
            Err(secrets) => (None, Some(secrets)),
        };
        let (token, refresh_token, login) = secrets.map_or_else(Default::default, |secrets| {
            (Some(secrets.token), secrets.refresh_token, secrets.login)
        });
        Self {
            profile: key.profile.clone(),
            environment: key.environment.clone(),
            origin: key.origin.clone(),
            expires_at: session.expires_at.to_string(),
            method: Some(session.method.name().to_owned()),
            account: session.account.clone(),
            keychain,
            token,
            refresh_token,
            login,
        }
    }

    pub(super) fn is(&self, key: &Key) -> bool {
        self.profile == key.profile && self.environment == key.environment && self.origin == key.origin
    }

    pub(super) fn is_of(&self, profile: &str) -> bool {
        self.profile == profile
    }

    pub(super) fn give_to(&mut self, profile: &str) {
        profile.clone_into(&mut self.profile);
    }

    /// The slot that holds its secrets.
    pub(super) fn slot(&self) -> Option<&str> {
        self.keychain.as_deref()
    }

    /// Where its secrets are.
    pub(super) const fn place(&self) -> Place {
        if self.keychain.is_some() { Place::Keychain } else { Place::File }
    }

    /// The secrets that stand in the file.
    pub(super) fn secrets(&self) -> Option<Secrets> {
        let token = self.token.clone()?;
        let (expires_at, login) = (self.expires_at.clone(), self.login.clone());
        Some(Secrets { token, expires_at, refresh_token: self.refresh_token.clone(), login })
    }

    pub(super) fn session(&self, secrets: &Secrets) -> Option<Session> {
        let expires_at: Timestamp = secrets.expires_at.parse().ok()?;
        Some(Session {
            refresh_token: secrets.refresh_token.as_deref().map(SecretString::from),
            account: self.account.clone(),
            ..Session::new(secrets.token.as_str().into(), expires_at, self.origin.clone(), self.method()?)
        })
    }

    pub(super) fn listed(&self) -> Option<Listed> {
        let key = Key {
            profile: self.profile.clone(),
            environment: self.environment.clone(),
            origin: self.origin.clone(),
        };
        self.expires_at.parse::<Timestamp>().ok()?;
        self.method()?;
        Some(Listed { key, account: self.account.clone(), slot: self.keychain.clone() })
    }

    /// Before other methods were known, every session came from the API's login.
    fn method(&self) -> Option<Method> {
        self.method.as_deref().map_or(Some(Method::Login), Method::named)
    }
}

impl Contents {
    /// What the file holds; nothing where it does not exist.
    pub(super) fn read(file: &PrivateFile) -> Result<Self, Failure> {
        let Some(text) = file.read()? else {
            return Ok(Self { format: FORMAT, sessions: Vec::new() });
        };
        // The parser's own message could quote the file, and with it a token.
        let contents: Self = serde_json::from_str(&text)
            .map_err(|error| file.broken(say("line {}, column {}", &[&error.line(), &error.column()])))?;
        if contents.format != FORMAT {
            return Err(file.broken("it has another format"));
        }
        // The secrets of a session stand here, or elsewhere.
        if contents.sessions.iter().any(|entry| entry.keychain.is_some() == entry.token.is_some()) {
            return Err(file.broken("a session has no token, or two"));
        }
        Ok(contents)
    }

    pub(super) fn write(&self, file: &PrivateFile) -> Result<(), Failure> {
        let bytes = serde_json::to_vec_pretty(self).map_err(|error| file.broken(error.to_string()))?;
        file.replace(&bytes)
    }

    /// Takes the entry of that key out.
    pub(super) fn take(&mut self, key: &Key) -> Option<Entry> {
        let at = self.sessions.iter().position(|entry| entry.is(key))?;
        Some(self.sessions.remove(at))
    }
}
