//! The session of a run: given in a variable, kept on this machine, or renewed without asking anybody.

use jiff::Timestamp;
use secrecy::ExposeSecret;

use super::holder::Holder;
use super::store::LoginFields;
use super::voice::Voice;
use super::wire::Wire;
use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::jwt;
use crate::runtime::core::lockout::Trial;
use crate::runtime::core::oauth::Client;
use crate::runtime::core::renewal::{Progress, Refresh, Renewal};
use crate::runtime::core::request::not_logged_in;
use crate::runtime::core::session::{Method, Session};
use crate::runtime::core::words::say;

/// What a session takes.
#[derive(Debug)]
pub struct Sessions<'a> {
    /// On whose behalf.
    pub holder: &'a Holder,
    /// Keeps tokens out of messages.
    pub voice: &'a dyn Voice,
    /// The way to the server.
    pub wire: &'a dyn Wire,
    /// What is configured.
    pub credentials: &'a Credentials,
}

/// Where a session was found.
#[derive(Debug, Clone)]
pub enum Found {
    /// Nowhere.
    Nowhere,
    /// In a variable of this run.
    Given(Session),
    /// Kept on this machine, good or ended.
    Kept(Session),
}

impl Found {
    /// The session.
    #[must_use]
    pub const fn session(&self) -> Option<&Session> {
        match self {
            Self::Nowhere => None,
            Self::Given(session) | Self::Kept(session) => Some(session),
        }
    }
}

impl Sessions<'_> {
    /// The session at hand; a token that is given wins over one that is kept.
    ///
    /// # Errors
    /// The given token says nothing of its environment, or the kept sessions cannot be read.
    pub fn find(&self) -> Result<Found, Failure> {
        let found = match self.holder.given_token()? {
            Some(token) => {
                let expires_at = jwt::expiry(token.expose_secret()).unwrap_or(Timestamp::MAX);
                let origin = self.holder.target.origin();
                Found::Given(Session::new(token, expires_at, origin, Method::Token))
            }
            None => match self.holder.store().find(&self.holder.key())? {
                Some(kept) => Found::Kept(kept.session),
                None => Found::Nowhere,
            },
        };
        if let Some(session) = found.session() {
            self.hide(session);
        }
        Ok(found)
    }

    /// A new session in the place of one that ended or was refused. It is kept only where one was kept before: who never
    /// logged in on this machine leaves nothing on it.
    ///
    /// # Errors
    /// Nothing is configured or kept that could get one, or the server refused.
    pub fn renew(&self, found: &Found) -> Result<Session, Failure> {
        match found {
            Found::Given(session) => Err(self.spent(session)),
            Found::Nowhere => self.run(None, self.credentials),
            Found::Kept(session) => self.renew_kept(session),
        }
    }

    fn renew_kept(&self, stale: &Session) -> Result<Session, Failure> {
        let (store, key) = (self.holder.store(), self.holder.key());
        // A login may happen twice where no lock can be made; a refresh token may not be shown twice.
        let _held = match (store.hold_renewal(), &stale.refresh_token) {
            (Ok(held), _) => Some(held),
            (Err(failure), Some(_)) => return Err(failure),
            (Err(_), None) => None,
        };
        let kept = store.find(&key)?.map(|kept| kept.session);
        // Another process may have renewed it while this one waited.
        let other = kept.as_ref().filter(|kept| kept.token.expose_secret() != stale.token.expose_secret());
        if let Some(other) = other.filter(|other| other.is_good(&key.origin, Timestamp::now())) {
            self.hide(other);
            return Ok(other.clone());
        }
        let credentials = self.with_kept_login(store.login(&key)?);
        let session = self.run(kept.as_ref().or(Some(stale)), &credentials)?;
        if let Err(failure) = store.save(&key, &session) {
            self.voice.warning(&say("the new session is not kept: {}", &[&failure.message]));
        }
        Ok(session)
    }

    /// What is configured wins over what is kept.
    fn with_kept_login(&self, kept: LoginFields) -> Credentials {
        let mut credentials = self.credentials.clone();
        let fields = self.holder.api.login.iter().flat_map(|login| login.fields);
        if !credentials.can_log_in() && !kept.is_empty() {
            for field in fields {
                if let Some(value) = kept.get(field.field) {
                    self.voice.hide(value.expose_secret());
                    credentials.login.insert(field.field, value.clone());
                }
            }
        }
        credentials
    }

    fn run(&self, stale: Option<&Session>, credentials: &Credentials) -> Result<Session, Failure> {
        let Holder { api, target, .. } = self.holder;
        let mut renewal = Renewal::new(api, target, credentials, stale)?;
        if renewal.is_hopeless() {
            let how = self.holder.how_to_log_in();
            return Err(not_logged_in().hint(match stale {
                Some(_) => say("log in again: {}", &[&how]),
                None => say("log in: {}", &[&how]),
            }));
        }
        let trial = self.begin(credentials)?;
        let outcome = loop {
            match renewal.advance() {
                Progress::Send(request) => {
                    let report = self.wire.exchange(&request);
                    renewal.report(&report, Timestamp::now());
                }
                Progress::Done(outcome) => break *outcome,
            }
        };
        self.end(trial, &outcome);
        match (&outcome, stale) {
            (Ok(session), _) => self.hide(session),
            (Err(_), Some(stale)) if renewal.refresh() == Refresh::Refused => self.forget_refresh(stale),
            _ => {}
        }
        outcome.map_err(|failure| self.with_command(failure))
    }

    /// Begins a login with these credentials.
    ///
    /// # Errors
    /// The same was refused twice.
    pub fn begin(&self, credentials: &Credentials) -> Result<Option<Trial>, Failure> {
        let hint = say("correct the credentials: {}", &[&self.holder.how_to_log_in()]);
        self.holder.lockout().begin(&self.who(), credentials, &hint)
    }

    /// Begins a login that a person does.
    #[must_use]
    pub fn begin_by_hand(&self, credentials: &Credentials) -> Option<Trial> {
        self.holder.lockout().begin_by_hand(&self.who(), credentials)
    }

    fn who(&self) -> String {
        let Holder { profile, target, .. } = self.holder;
        format!("{profile} {} {}", target.environment.name, target.origin())
    }

    /// Counts what came of it.
    pub fn end(&self, trial: Option<Trial>, outcome: &Result<Session, Failure>) {
        if let Some(trial) = trial {
            self.holder.lockout().end(trial, outcome);
        }
    }

    /// A refused refresh token is never shown again.
    fn forget_refresh(&self, stale: &Session) {
        let session = Session { refresh_token: None, expires_at: Timestamp::now(), ..stale.clone() };
        if let Err(failure) = self.holder.store().save(&self.holder.key(), &session) {
            self.voice.warning(&say("the ended session is still kept: {}", &[&failure.message]));
        }
    }

    /// "Log in again" with the command that does it.
    #[must_use]
    pub fn with_command(&self, failure: Failure) -> Failure {
        let generic = failure.hint == Some("log in again".into());
        if generic { failure.hint(say("log in again: {}", &[&self.holder.how_to_log_in()])) } else { failure }
    }

    fn spent(&self, session: &Session) -> Failure {
        let variable = &self.holder.variables.token;
        let message = match session.stated_expiry().filter(|end| *end <= Timestamp::now()) {
            Some(end) => say("the token in {} ended at {}", &[&variable, &end]),
            None => say("the API refused the token in {}, or it is about to end", &[&variable]),
        };
        Failure::new(Exit::Auth, "token-refused", message)
            .hint(say("put a good token of this environment in {}", &[&variable]))
    }

    /// Keeps its secrets out of everything that is written.
    pub fn hide(&self, session: &Session) {
        self.voice.hide_token(session.token.expose_secret());
        if let Some(token) = &session.refresh_token {
            self.voice.hide_token(token.expose_secret());
        }
    }

    /// The client of the authorization server, if the API has one.
    #[must_use]
    pub fn client(&self) -> Option<Client> {
        Client::new(self.holder.api, self.credentials)
    }
}
