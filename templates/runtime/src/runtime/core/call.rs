//! One call from arguments to outcome, as a machine that a driver turns.
//!
//! The driver asks [`Call::advance`] what to do, does just that, and reports back. Renewal, token steps, redirects and
//! every decision about money are made here, once for both products.

mod preview;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::Url;

use super::answer::{self, Broken, Response, Success};
use super::automatic::Filled;
use super::credentials::Credentials;
use super::dotted;
use super::failure::{Exit, Failure, Sent};
use super::idempotency;
use super::request::{Absent, Purpose, Request, Sender, not_logged_in};
use super::retry::Retries;
use super::session::Session;
use super::spec::{Api, Class, Nature, Operation, TokenStep};
use super::target::Target;
use super::validate;

/// What the driver does next.
#[derive(Debug)]
pub enum Next {
    /// Get a session (see [`super::renewal`]) and report it by [`Call::signed_in`] or [`Call::sign_in_failed`].
    LogIn,
    /// Send this, and report by [`Call::report`].
    Send(Box<Request>),
    /// Wait as long, then ask again; or [`Call::give_up`] when nobody waits any more.
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
    idempotency_key: String,
    time_limit: Option<Duration>,
    renewed: bool,
    retries: Retries,
    redirected: Option<Url>,
    page: Option<Url>,
    hops: u8,
    in_flight: Option<Request>,
    outcome: Option<Result<Success, Failure>>,
}

const MAX_HOPS: u8 = 5;

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
                format!(
                    "{} is a call that your own server receives; it is never sent to the API",
                    operation.id
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
            idempotency_key: idempotency::new_key()?,
            time_limit: None,
            renewed: false,
            retries: Retries::default(),
            redirected: None,
            page: None,
            hops: 0,
            in_flight: None,
            outcome: None,
        };
        // An argument that cannot be sent shows now, not after a login.
        call.sender(Absent::Name).request(operation, &call.arguments, Purpose::Main)?;
        Ok(call)
    }

    /// Nothing is sent again by itself.
    pub fn without_retries(&mut self) {
        self.retries = Retries::none();
    }

    /// Waits as long for each answer, instead of the operation's own limit.
    pub const fn use_time_limit(&mut self, limit: Duration) {
        self.time_limit = Some(limit);
    }

    /// The longest wait for the answer.
    #[must_use]
    pub fn time_limit(&self) -> Duration {
        self.time_limit.unwrap_or(Duration::from_millis(self.operation.timeout_ms))
    }

    /// The key by which the API recognises a repeat of an earlier call of the user's.
    ///
    /// # Errors
    /// The API honours no key here, or it is not acceptable.
    pub fn use_idempotency_key(&mut self, key: &str) -> Result<(), Failure> {
        idempotency::check(self.operation, key)?;
        key.clone_into(&mut self.idempotency_key);
        Ok(())
    }

    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The arguments.
    #[must_use]
    pub const fn arguments(&self) -> &Map<String, Value> {
        &self.arguments
    }

    /// What the tool filled in.
    #[must_use]
    pub const fn filled(&self) -> &Filled {
        &self.filled
    }

    /// Puts the public address where it is wanted.
    ///
    /// # Errors
    /// The field takes no such address.
    pub fn put_public_ip(&mut self, address: IpAddr) -> Result<(), Failure> {
        self.filled.put_public_ip(self.operation, &mut self.arguments, address)
    }

    /// Puts the address for notices where it is wanted.
    ///
    /// # Errors
    /// The field takes no such address.
    pub fn put_notice_address(&mut self, address: &str) -> Result<(), Failure> {
        self.filled.put_notice_address(self.operation, &mut self.arguments, address)
    }

    /// The arguments as an earlier call had them, for which these references were made.
    #[must_use]
    pub fn arguments_with(&self, references: &BTreeMap<String, Value>) -> Map<String, Value> {
        let (mut arguments, mut filled) = (self.arguments.clone(), self.filled.clone());
        filled.keep_references(&mut arguments, references);
        arguments
    }

    /// Takes over the references that were made for an earlier call which this one repeats.
    pub fn keep_references(&mut self, earlier: &BTreeMap<String, Value>) {
        self.filled.keep_references(&mut self.arguments, earlier);
    }

    /// Where it goes.
    #[must_use]
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// The key by which an API may recognise a repeat of this call.
    #[must_use]
    pub fn idempotency_key(&self) -> &str {
        &self.idempotency_key
    }

    /// Takes over the key of an earlier call that this one repeats.
    pub fn keep_idempotency_key(&mut self, key: String) {
        self.idempotency_key = key;
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

    /// The driver could not get a session: whatever became of the login, the call itself did not leave.
    pub fn sign_in_failed(&mut self, failure: Failure) {
        let unsent = failure.with(|details| details.sent = Sent::No);
        self.outcome = Some(self.retries.settled(Err(unsent)));
    }

    /// Nobody waits for another attempt.
    pub fn give_up(&mut self) {
        self.outcome = Some(Err(self.with_lookup(self.retries.abandoned())));
    }

    /// What to do now. Asking again before reporting gives the same answer; a pause is told once.
    pub fn advance(&mut self) -> Next {
        match self.decide() {
            Ok(next) => next,
            Err(failure) => {
                let outcome = self.retries.settled(Err(failure));
                self.outcome = Some(outcome.clone());
                Next::Done(Box::new(outcome))
            }
        }
    }

    fn decide(&mut self) -> Result<Next, Failure> {
        if let Some(outcome) = &self.outcome {
            return Ok(Next::Done(Box::new(outcome.clone())));
        }
        if let Some(pause) = self.retries.pause() {
            return Ok(Next::Pause(pause));
        }
        if let Some(path) = self.filled.lacks() {
            let message = format!("{path} was not filled in: nothing was sent");
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
        self.in_flight = Some(request.clone());
        Ok(Next::Send(Box::new(request)))
    }

    /// The driver sent the request and tells what came of it.
    pub fn report(&mut self, report: &Result<Response, Broken>) {
        let Some(request) = self.in_flight.take() else { return };
        if let Ok(response) = report {
            if self.renews(&request, response.status) {
                self.renewed = true;
                self.session = None;
                self.tokens.clear();
                return;
            }
            if self.follows(&request, response) {
                return;
            }
        }
        let result = match report {
            Err(broken) => Err(answer::judge_broken(&request, broken)),
            Ok(response) => answer::judge(self.api, &request, response),
        };
        if self.retries.again(&request, report) {
            if let Err(failure) = result {
                self.retries.remember(&request, self.with_lookup(failure));
            }
            // A token for one call is never shown twice.
            if report.as_ref().map_or_else(|broken| broken.sent, |_| Sent::Yes) != Sent::No {
                self.tokens.clear();
            }
            return;
        }
        match (request.purpose, result) {
            (Purpose::Token, Ok(success)) => self.keep_token(&request, &success),
            (Purpose::Token, Err(failure)) => {
                self.outcome = Some(self.retries.settled(Err(self.before_main(&request, failure))));
            }
            (_, Ok(success)) => self.outcome = Some(Ok(success)),
            (_, Err(failure)) => self.outcome = Some(self.retries.settled(Err(self.with_lookup(failure)))),
        }
    }

    /// A refusal that a login may cure is cured once: a new session, new tokens, the same arguments and key.
    fn renews(&self, request: &Request, status: u16) -> bool {
        let uses_session = request.operation.carries_session();
        uses_session && self.api.renews_on(status) && !self.renewed
    }

    /// A read follows a redirect within its origin; nothing else follows any.
    fn follows(&mut self, request: &Request, response: &Response) -> bool {
        let plain_read = request.purpose == Purpose::Main
            && matches!(request.method, "GET" | "HEAD")
            && request.body.is_none()
            && request.operation.class == Class::ReadOnly;
        let redirect = matches!(response.status, 301 | 302 | 303 | 307 | 308);
        if !plain_read || !redirect || self.hops >= MAX_HOPS {
            return false;
        }
        let Some(url) = response.redirect(&request.url) else { return false };
        self.hops += 1;
        self.redirected = Some(url);
        true
    }

    fn keep_token(&mut self, request: &Request, success: &Success) {
        let step = self.open_step().filter(|step| step.operation == request.operation.id);
        let token = step.and_then(|step| dotted::get(&success.body, step.token)).and_then(Value::as_str);
        match (step, token) {
            (Some(step), Some(token)) if !token.is_empty() => self.tokens.push((step.header, token.into())),
            _ => {
                let failure = Failure::new(
                    Exit::Other,
                    "token-missing",
                    format!("{} answered without a token", request.operation.id),
                );
                self.outcome = Some(self.retries.settled(Err(failure)));
            }
        }
    }

    /// A failed step means that the call itself never left.
    fn before_main(&self, step: &Request, failure: Failure) -> Failure {
        failure.with(|details| {
            details.message = format!(
                "{} could not get its token from {}: {}",
                self.operation.id, step.operation.id, details.message
            );
            details.sent = Sent::No;
        })
    }

    fn with_lookup(&self, failure: Failure) -> Failure {
        if self.operation.class.is_mutation() && failure.sent != Sent::No && failure.exit != Exit::Invalid {
            let lookup = answer::lookup(self.api, self.operation, &self.arguments);
            failure.with(|details| details.lookup = lookup)
        } else {
            failure
        }
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
            idempotency_key: &self.idempotency_key,
            absent,
        }
    }

    /// The tokens that the call now uses, to be removed from texts.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let session = self.session.iter().map(|session| &session.token);
        session.chain(self.tokens.iter().map(|(_, token)| token)).map(ExposeSecret::expose_secret)
    }

    /// The failure for a call that needs a login where none can be done.
    #[must_use]
    pub fn needs_login(hint: String) -> Failure {
        not_logged_in().hint(hint)
    }
}
