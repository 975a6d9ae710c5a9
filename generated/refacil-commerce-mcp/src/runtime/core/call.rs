//! One call from arguments to outcome, as a machine that a driver turns.
//!
//! The driver asks [`Call::advance`] what to do, does just that, and reports back. Renewal, token steps, redirects and
//! every decision about money are made here, once for both products.

mod contents;
mod preview;
mod report;

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;

use super::answer::Success;
use super::automatic::Filled;
use super::credentials::Credentials;
use super::failure::{Exit, Failure, Sent};
use super::idempotency::{self, Key};
use super::request::{Absent, Purpose, Request, Sender};
use super::retry::Retries;
use super::session::Session;
use super::spec::{Api, Nature, Operation, Repeat, TokenStep};
use super::target::Target;
use super::validate;
use super::words::say;

/// What the driver does next.
#[derive(Debug)]
pub enum Next {
    /// Get a session (see [`super::renewal`]) and report it by [`Call::signed_in`] or [`Call::not_sent`].
    LogIn,
    /// Send this, and report by [`Call::report`] or [`Call::not_sent`].
    Send(Arc<Request>),
    /// Wait this long, then ask again; or [`Call::give_up`] when nobody waits any more.
    Pause(Duration),
    /// The call has ended.
    Done(Box<Result<Success, Failure>>),
}

/// One call.
#[derive(Debug)]
pub struct Call {
    api: &'static Api,
    operation: &'static Operation,
    target: Target,
    arguments: Map<String, Value>,
    filled: Filled,
    credentials: Credentials,
    session: Option<Session>,
    tokens: Vec<(&'static str, SecretString)>,
    idempotency_key: Key,
    time_limit: Option<Duration>,
    renewed: bool,
    retries: Retries,
    redirected: Option<Url>,
    page: Option<Url>,
    hops: u8,
    in_flight: Option<Arc<Request>>,
    stage: Stage,
}

/// How far a call has come.
#[derive(Debug)]
enum Stage {
    /// Something is still to be done.
    UnderWay,
    /// It has ended like this.
    Ended(Box<Result<Success, Failure>>),
    /// It succeeded, and the driver has the answer.
    Told,
}

impl Call {
    /// Checks the arguments and prepares the call. Nothing is sent yet.
    ///
    /// # Errors
    /// The arguments are not acceptable, or the operation is a callback.
    pub fn new(
        api: &'static Api,
        operation: &'static Operation,
        target: Target,
        arguments: Map<String, Value>,
        credentials: Credentials,
    ) -> Result<Self, Failure> {
        Self::filled_in(api, operation, target, (arguments, Filled::default()), credentials)
    }

    /// Like [`Call::new`], with arguments in which the tool filled some in.
    ///
    /// # Errors
    /// As in [`Call::new`].
    pub fn filled_in(
        api: &'static Api,
        operation: &'static Operation,
        target: Target,
        (arguments, filled): (Map<String, Value>, Filled),
        credentials: Credentials,
    ) -> Result<Self, Failure> {
        if operation.nature == Nature::Callback {
            return Err(Failure::new(
                Exit::Refused,
                "callback",
                say(
                    "{} is a call that your own server receives; it is never sent to the API",
                    &[&operation.id],
                ),
            ));
        }
        let problems = filled.without_excused(validate::check(operation, &arguments));
        if !problems.is_empty() {
            return Err(Failure::invalid(problems));
        }
        let call = Self {
            api,
            operation,
            target,
            arguments,
            filled,
            credentials,
            session: None,
            tokens: Vec::new(),
            idempotency_key: Key::Own(first_key(operation)?),
            time_limit: None,
            renewed: false,
            retries: Retries::default(),
            redirected: None,
            page: None,
            hops: 0,
            in_flight: None,
            stage: Stage::UnderWay,
        };
        // An argument that cannot be sent shows now, not after a login.
        call.sender(Absent::Name).check(operation, &call.arguments)?;
        Ok(call)
    }

    /// Uses a session that is at hand, if it is good for this call.
    pub fn use_session(&mut self, session: Session, now: Timestamp) {
        if session.is_good(&self.target.origin(), now) {
            self.session = Some(session);
        }
    }

    /// The driver got a session.
    pub fn signed_in(&mut self, session: Session) {
        self.session = Some(session);
    }

    /// The driver could not get a session, or could not send. This attempt did not leave, whatever became of the login;
    /// what became of an earlier attempt stays as it is known.
    pub fn not_sent(&mut self, failure: Failure) {
        let unsent = failure.with(|details| details.sent = Sent::No);
        self.end(self.retries.settled(Err(unsent)));
    }

    /// Nobody waits for another attempt.
    pub fn give_up(&mut self) {
        self.end(Err(self.with_lookup(self.retries.abandoned())));
    }

    fn end(&mut self, outcome: Result<Success, Failure>) {
        self.stage = Stage::Ended(Box::new(outcome));
    }

    /// What to do now. Asking again before reporting gives the same answer; a pause and an answer of the API are told once.
    pub fn advance(&mut self) -> Next {
        match mem::replace(&mut self.stage, Stage::Told) {
            Stage::UnderWay => match self.decide() {
                Ok(next) => {
                    self.stage = Stage::UnderWay;
                    next
                }
                Err(failure) => {
                    let outcome = self.retries.settled(Err(failure));
                    self.tell(Box::new(outcome))
                }
            },
            Stage::Ended(outcome) => self.tell(outcome),
            Stage::Told => {
                let failure = Failure::new(Exit::Other, "ended", "this call has succeeded, and was told so");
                Next::Done(Box::new(Err(failure.with(|details| details.sent = Sent::Yes))))
            }
        }
    }

    /// A failure is told as often as somebody asks. An answer may be large: it is handed over.
    fn tell(&mut self, outcome: Box<Result<Success, Failure>>) -> Next {
        if let Err(failure) = &*outcome {
            self.end(Err(failure.clone()));
        }
        Next::Done(outcome)
    }

    fn decide(&mut self) -> Result<Next, Failure> {
        if let Some(pause) = self.retries.pause() {
            return Ok(Next::Pause(pause));
        }
        if let Some(path) = self.filled.lacks() {
            let message = say("{} was not filled in: nothing was sent", &[&path]);
            return Err(Failure::new(Exit::Other, "not-filled-in", message).param(path));
        }
        if self.needs_session() && self.session.is_none() {
            return Ok(Next::LogIn);
        }
        let request = match self.missing_step() {
            Some(step) => self.sender(Absent::Refuse).request(step, &Map::new(), Purpose::Token)?,
            None => {
                let mut request =
                    self.sender(Absent::Refuse).request(self.operation, &self.arguments, Purpose::Main)?;
                if let Some(page) = &self.page {
                    request.url = self.at_page(page, &request.url);
                }
                if let Some(url) = &self.redirected {
                    request.url = url.clone();
                }
                request
            }
        };
        let request = Request { timeout: self.time_limit.unwrap_or(request.timeout), ..request };
        let request = Arc::new(request);
        self.in_flight = Some(Arc::clone(&request));
        Ok(Next::Send(request))
    }

    /// The call or one of its steps carries the session token.
    #[must_use]
    pub fn needs_session(&self) -> bool {
        let steps = self.operation.own_steps().iter().filter_map(|step| self.api.operation(step.operation));
        std::iter::once(self.operation).chain(steps).any(Operation::carries_session)
    }

    fn missing_step(&self) -> Option<&'static Operation> {
        self.api.operation(self.open_step()?.operation)
    }

    /// The first step whose token is not at hand; a foreign origin gets none.
    fn open_step(&self) -> Option<&'static TokenStep> {
        let is_open = |step: &&TokenStep| !self.tokens.iter().any(|(header, _)| *header == step.header);
        self.operation.own_steps().iter().find(is_open)
    }

    fn sender(&self, absent: Absent) -> Sender<'_> {
        Sender {
            api: self.api,
            target: &self.target,
            credentials: &self.credentials,
            session: self.session.as_ref(),
            tokens: &self.tokens,
            idempotency_key: self.idempotency_key.as_str(),
            absent,
        }
    }
}

/// The key of a call by which its repeat is recognised; nobody looks for a repeat of what changes nothing.
fn first_key(operation: &Operation) -> Result<String, Failure> {
    let is_looked_for = operation.class.is_mutation() || matches!(operation.repeat, Repeat::Header(_));
    if is_looked_for { idempotency::new_key() } else { Ok(String::new()) }
}
