//! One session for all calls: one login at a time, and whoever waited for it shares what came of it.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::login::LoginAttempt;
use crate::runtime::core::session::Session;
use crate::runtime::core::spec::Api;

use super::config::Config;
use super::transport::Transport;

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

/// After so many refusals in a row nothing is tried any more: a third may lock the account.
const MAX_REFUSED: u8 = 2;

impl Sessions {
    /// A session that is good now and is not the stale one.
    ///
    /// # Errors
    /// The login failed, or earlier ones were refused.
    pub(super) async fn get(
        &self,
        api: &'static Api,
        config: &Config,
        transport: &Transport,
        stale: Option<&Session>,
    ) -> Result<Session, Failure> {
        let arrived = Instant::now();
        let mut state = self.state.lock().await;
        if let Some(session) = state.usable(config, stale) {
            return Ok(session);
        }
        if let Some(attempt) = state.last.as_ref().filter(|attempt| attempt.ended >= arrived) {
            return attempt.outcome.clone();
        }
        if state.refused >= MAX_REFUSED {
            return Err(stopped());
        }
        let outcome = log_in(api, config, transport).await;
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

fn stopped() -> Failure {
    Failure::new(
        Exit::Auth,
        "login-stopped",
        "the API refused the login twice, so it is not tried again: another try may lock the account",
    )
    .hint("the operator corrects the credentials and restarts this server")
}

async fn log_in(api: &'static Api, config: &Config, transport: &Transport) -> Result<Session, Failure> {
    let attempt = LoginAttempt::new(api, &config.target, &config.credentials.login, &config.credentials)?;
    let report = transport.send(attempt.request()).await;
    let now = Timestamp::now();
    let mut session = attempt.read(&report, now)?;
    if let Some(limit) = config.session_limit {
        session.expires_at = session.expires_at.min(after(now, limit));
    }
    tracing::info!(expires_at = %session.expires_at, "logged in");
    Ok(session)
}

fn after(now: Timestamp, life: Duration) -> Timestamp {
    jiff::SignedDuration::try_from(life)
        .ok()
        .and_then(|life| now.checked_add(life).ok())
        .unwrap_or(Timestamp::MAX)
}
