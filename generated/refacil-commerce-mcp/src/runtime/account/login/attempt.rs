//! What every way to log in has in common: the requests, the keeping, the last word.

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::json;

use crate::runtime::core::answer::{Broken, Response};
use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::oauth::Client;
use crate::runtime::core::ordered::ordered;
use crate::runtime::core::request::Request;
use crate::runtime::core::session::Session;
use crate::runtime::core::words::say;

use super::super::holder::Holder;
use super::super::sessions::Sessions;
use super::super::store::{Key, LoginFields};
use super::super::voice::Voice;
use super::super::wire::Wire;
use super::identity;
use super::pending::PendingLogins;

/// One login.
#[derive(Debug)]
pub struct Attempt<'a> {
    pub(super) holder: &'a Holder,
    pub(super) voice: &'a dyn Voice,
    pub(super) credentials: &'a Credentials,
    wire: &'a dyn Wire,
}

impl<'a> Attempt<'a> {
    /// A login whose store can be read; what is configured stays out of everything that is said.
    ///
    /// # Errors
    /// The kept sessions cannot be read.
    pub fn new(
        holder: &'a Holder,
        voice: &'a dyn Voice,
        wire: &'a dyn Wire,
        credentials: &'a Credentials,
    ) -> Result<Self, Failure> {
        credentials.secrets().for_each(|secret| voice.hide(secret));
        holder.store().list()?;
        Ok(Self { holder, voice, credentials, wire })
    }

    /// The authorization server's client.
    pub(super) fn client(&self) -> Result<Client, Failure> {
        let client = Client::new(self.holder.api, self.credentials).ok_or_else(|| {
            let title = self.holder.api.title;
            Failure::new(Exit::Invalid, "no-such-login", say("{} has no authorization server", &[&title]))
        })?;
        client.check(self.credentials)?;
        Ok(client)
    }

    /// Sends one request.
    pub(super) fn exchange(&self, request: &Request) -> Result<Response, Broken> {
        self.wire.exchange(request)
    }

    pub(super) fn key(&self) -> Key {
        self.holder.key()
    }

    pub(super) fn pending(&self) -> PendingLogins {
        PendingLogins::of(self.holder)
    }

    pub(super) fn sessions(&self) -> Sessions<'_> {
        Sessions { holder: self.holder, voice: self.voice, wire: self.wire, credentials: self.credentials }
    }

    /// A session with the name of its account, where the API tells it. That it cannot tell ends no login.
    pub(super) fn named(&self, session: Session) -> Session {
        self.sessions().hide(&session);
        let account = identity::of(self, &session).ok().flatten().and_then(|identity| identity.account);
        Session { account, ..session }
    }

    /// Keeps the session.
    pub(super) fn keep(&self, session: &Session) -> Result<(), Failure> {
        self.sessions().hide(session);
        self.holder.store().save(&self.key(), session)
    }

    /// Keeps the session, and what its renewal needs.
    pub(super) fn keep_with(&self, session: &Session, login: &LoginFields) -> Result<(), Failure> {
        self.sessions().hide(session);
        self.holder.store().save_with_login(&self.key(), session, login)
    }

    /// The last word.
    pub(super) fn done(&self, session: &Session) {
        let environment = self.holder.target.environment.name;
        let profile = &self.holder.profile;
        let end = session.stated_expiry().map(|end| end.to_string());
        let done = json!({
            "logged_in": true,
            "profile": profile,
            "env": environment,
            "method": session.method.name(),
            "account": session.account,
            "expires_at": end,
        });
        self.voice.data(&done, &|_| {
            let account =
                session.account.as_deref().map(|account| format!(" ({account})")).unwrap_or_default();
            let until = end.as_deref().map(|end| say(", until {}", &[&end])).unwrap_or_default();
            say("logged in to {} as profile {}{}{}", &[&environment, &profile, &account, &until])
        });
    }

    /// Keeps the session, and says so.
    pub(super) fn finish(&self, session: Session) -> Result<(), Failure> {
        let session = self.named(session);
        self.keep(&session)?;
        self.done(&session);
        Ok(())
    }
}

/// The moment of now, in one place.
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

/// The fields of a login as they are kept.
pub(super) fn kept(fields: &std::collections::BTreeMap<&'static str, SecretString>) -> LoginFields {
    ordered(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())))
}
