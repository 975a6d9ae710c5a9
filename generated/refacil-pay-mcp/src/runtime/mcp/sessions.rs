//! The sessions of one principal: one for all of its calls, one login at a time, and whoever waited for it shares what came
//! of it.
//!
//! Each principal has its own, behind a lock of its own: of several that come at once each logs in once, however many calls
//! it makes, and none waits for the login of another. They share only what concerns an account at the API, whoever uses it:
//! how long it rests ([`super::rests`]), and how often its login was refused ([`crate::runtime::core::lockout`]).

use std::time::{Duration, Instant};

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::task::block_in_place;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::jwt;
use crate::runtime::core::lockout::Trial;
use crate::runtime::core::renewal::{Progress, Refresh, Renewal};
use crate::runtime::core::session::{Method, Session};
use crate::runtime::core::words::say;

use super::config::Config;
use super::kept::Kept;
use super::principals::Principal;
use super::server::Server;
use super::variables;

/// The sessions of one principal.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    session: Option<Session>,
    last: Option<Attempt>,
    refused: u8,
}

/// The newest login, kept for those who were waiting while it ran.
#[derive(Debug)]
struct Attempt {
    ended: Instant,
    outcome: Result<Session, Failure>,
}

/// After this many refusals in a row nothing is tried any more: a third may lock the account.
const MAX_REFUSED: u8 = 2;

impl Sessions {
    /// A session that was got before, is good now and is not the stale one; none while somebody gets one.
    pub(super) fn at_hand(
        &self,
        server: &Server,
        principal: &Principal,
        stale: Option<&Session>,
    ) -> Option<Session> {
        // This machine's session is looked up each time: whoever has logged out since is no longer served.
        if principal.kept.is_some() {
            return None;
        }
        self.state.try_lock().ok()?.usable(&server.config, stale)
    }

    /// A session that is good now and is not the stale one.
    ///
    /// # Errors
    /// The login failed, or earlier ones were refused.
    pub(super) async fn get(
        &self,
        server: &Server,
        principal: &Principal,
        stale: Option<&Session>,
    ) -> Result<Session, Failure> {
        if let Some(token) = &principal.given {
            return given(server, token, stale);
        }
        if let Some(kept) = &principal.kept {
            return self.kept(server, principal, kept, stale).await;
        }
        let arrived = Instant::now();
        let mut state = self.state.lock().await;
        if let Some(session) = state.usable(&server.config, stale) {
            return Ok(session);
        }
        if let Some(attempt) = state.last.as_ref().filter(|attempt| attempt.ended >= arrived) {
            return attempt.outcome.clone();
        }
        if state.refused >= MAX_REFUSED {
            return Err(stopped());
        }
        server.rests.check(&principal.account, Instant::now())?;
        let trial = begin(server, principal)?;
        let (outcome, refresh) = log_in(server, principal, state.session.as_ref()).await;
        if let Some(trial) = trial {
            block_in_place(|| server.config.places.logins().end(trial, &outcome));
        }
        if let (Refresh::Refused, Some(session)) = (refresh, &mut state.session) {
            session.refresh_token = None;
        }
        server.rests.end(&principal.account, &outcome, Instant::now());
        state.record(&outcome);
        outcome
    }

    /// The operator's session on this machine. It is looked for anew whenever the one at hand will not do: a login or a
    /// renewal by another program counts at once.
    async fn kept(
        &self,
        server: &Server,
        principal: &Principal,
        kept: &Kept,
        stale: Option<&Session>,
    ) -> Result<Session, Failure> {
        let arrived = Instant::now();
        let mut state = self.state.lock().await;
        // Whoever has logged out since is no longer served.
        if let Some(session) = state.usable(&server.config, stale)
            && block_in_place(|| kept.is_there(server.api)).unwrap_or(false)
        {
            return Ok(session);
        }
        if let Some(attempt) = state.last.as_ref().filter(|attempt| attempt.ended >= arrived) {
            return attempt.outcome.clone();
        }
        server.rests.check(&principal.account, Instant::now())?;
        let outcome =
            block_in_place(|| kept.session(server.api, &server.transport, &principal.credentials, stale));
        let outcome = outcome.map(|session| limited(session, server.config.session_limit));
        server.rests.end(&principal.account, &outcome, Instant::now());
        state.record(&outcome);
        outcome
    }
}

impl State {
    fn usable(&self, config: &Config, stale: Option<&Session>) -> Option<Session> {
        let session = self.session.as_ref()?;
        let is_stale =
            stale.is_some_and(|stale| stale.token.expose_secret() == session.token.expose_secret());
        (!is_stale && session.is_good(&config.target.origin(), Timestamp::now())).then(|| session.clone())
    }

    fn record(&mut self, outcome: &Result<Session, Failure>) {
        match outcome {
            Ok(session) => {
                self.session = Some(session.clone());
                self.refused = 0;
            }
            Err(failure) if failure.exit == Exit::Auth => self.refused += 1,
            Err(_) => {}
        }
        self.last = Some(Attempt { ended: Instant::now(), outcome: outcome.clone() });
    }
}

/// A token that came from elsewhere: it cannot be renewed.
fn given(server: &Server, token: &SecretString, stale: Option<&Session>) -> Result<Session, Failure> {
    let expires_at = jwt::expiry(token.expose_secret()).unwrap_or(Timestamp::MAX);
    let origin = server.config.target.origin();
    let session = Session::new(token.clone(), expires_at, origin, Method::Token);
    if stale.is_none() && session.is_good(&session.origin, Timestamp::now()) {
        return Ok(session);
    }
    let name = variables::ACCESS_TOKEN.full_name(server.api);
    let is_operators =
        server.config.given.as_ref().is_some_and(|own| own.expose_secret() == token.expose_secret());
    let (message, hint) = if is_operators {
        (
            say("the API refused the token in {}, or it has ended", &[&name]),
            say("the operator puts a good token in {} and restarts this server", &[&name]),
        )
    } else {
        let message = "the API refused the session that came with the request, or it has ended";
        (message.into(), "send a good one in X-API-Authorization: Bearer <session>".into())
    };
    Err(Failure::new(Exit::Auth, "token-refused", message).hint(hint))
}

/// Refusals are counted beyond the end of this process: a server that restarts over and over must not lock the account.
fn begin(server: &Server, principal: &Principal) -> Result<Option<Trial>, Failure> {
    let target = &server.config.target;
    let who = format!("{} {} {}", principal.account, target.environment.name, target.origin());
    let hint = "the operator corrects the credentials and restarts this server";
    block_in_place(|| server.config.places.logins().begin(&who, &principal.credentials, &hint.into()))
}

fn stopped() -> Failure {
    Failure::new(
        Exit::Auth,
        "login-stopped",
        "the API refused the login twice, so it is not tried again: another try may lock the account",
    )
    .hint("the operator corrects the credentials and restarts this server")
}

/// The session, or why there is none; what became of the refresh token of the one before.
async fn log_in(
    server: &Server,
    principal: &Principal,
    kept: Option<&Session>,
) -> (Result<Session, Failure>, Refresh) {
    let config = &server.config;
    let mut renewal = match Renewal::new(server.api, &config.target, &principal.credentials, kept) {
        Ok(renewal) => renewal,
        Err(failure) => return (Err(failure), Refresh::Untried),
    };
    let outcome = loop {
        match renewal.advance() {
            Progress::Send(request) => {
                let report = server.transport.send(&request).await;
                renewal.report(&report, Timestamp::now());
            }
            Progress::Done(outcome) => break *outcome,
        }
    };
    let outcome = outcome.map(|session| limited(session, config.session_limit));
    if let Ok(session) = &outcome {
        tracing::info!(
            principal = principal.name,
            expires_at = session.stated_expiry().map(|end| end.to_string()),
            "logged in"
        );
    }
    (outcome, renewal.refresh())
}

fn limited(session: Session, limit: Option<Duration>) -> Session {
    match limit {
        Some(limit) => {
            Session { expires_at: session.expires_at.min(after(Timestamp::now(), limit)), ..session }
        }
        None => session,
    }
}

fn after(now: Timestamp, life: Duration) -> Timestamp {
    jiff::SignedDuration::try_from(life)
        .ok()
        .and_then(|life| now.checked_add(life).ok())
        .unwrap_or(Timestamp::MAX)
}
