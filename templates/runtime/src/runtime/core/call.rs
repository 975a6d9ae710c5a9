//! One call from arguments to outcome, as a machine that a driver turns.
//!
//! The driver asks [`Call::advance`] what to do, does just that, and reports back. Renewal, token steps, redirects and
//! every decision about money are made here, once for both products.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::Url;

use super::answer::{self, Broken, Response, Success};
use super::credentials::Credentials;
use super::dotted;
use super::failure::{Exit, Failure, Sent};
use super::redact;
use super::request::{Absent, Purpose, Request, Sender, not_logged_in};
use super::session::Session;
use super::spec::{Api, Class, Nature, Operation, Origin, Source, TokenStep};
use super::target::Target;
use super::validate;

/// What the driver does next.
#[derive(Debug)]
pub enum Next {
    /// Get a session (see [`super::renewal`]) and report it by [`Call::signed_in`] or [`Call::sign_in_failed`].
    LogIn,
    /// Send this, and report by [`Call::report`].
    Send(Box<Request>),
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
    credentials: Credentials,
    session: Option<Session>,
    tokens: Vec<(&'static str, SecretString)>,
    idempotency_key: String,
    renewed: bool,
    redirected: Option<Url>,
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
        let problems = validate::check(operation, &arguments);
        if !problems.is_empty() {
            return Err(Failure::invalid(problems));
        }
        let call = Self {
            api,
            operation,
            target,
            arguments,
            credentials,
            session: None,
            tokens: Vec::new(),
            idempotency_key: new_key()?,
            renewed: false,
            redirected: None,
            hops: 0,
            in_flight: None,
            outcome: None,
        };
        // An argument that cannot be sent shows now, not after a login.
        call.sender(Absent::Name).request(operation, &call.arguments, Purpose::Main)?;
        Ok(call)
    }

    /// Every configured value that the call needs is there. A dry run does without; a driver asks before it asks a person.
    ///
    /// # Errors
    /// One is missing; the failure names its variable.
    pub fn check_settings(&self) -> Result<(), Failure> {
        if let Some(Origin::Setting(name)) = self.operation.foreign_origin {
            self.credentials.address(self.api, name)?;
        }
        for header in self.operation.headers {
            let names = match header.source {
                Source::Setting(name) => [Some(name), None],
                Source::Basic { user, password } => [Some(user), Some(password)],
                _ => [None, None],
            };
            for name in names.into_iter().flatten() {
                self.credentials.setting(self.api, name)?;
            }
        }
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

    /// Where it goes.
    #[must_use]
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// What the call would send, with the sources of values that are not at hand.
    ///
    /// # Errors
    /// As in [`Call::new`], which has checked it already.
    pub fn preview(&self) -> Result<Request, Failure> {
        self.sender(Absent::Name).request(self.operation, &self.arguments, Purpose::Main)
    }

    /// Like [`Call::preview`], built from the arguments with their secret values masked: a secret shows nowhere in it,
    /// neither in the address nor in a header or a body of whatever encoding.
    ///
    /// # Errors
    /// As in [`Call::preview`].
    pub fn masked_preview(&self) -> Result<Request, Failure> {
        let masked = redact::without_secrets(self.operation, &self.arguments);
        self.sender(Absent::Name).request(self.operation, &masked, Purpose::Main)
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
        self.outcome = Some(Err(failure.with(|details| details.sent = Sent::No)));
    }

    /// What to do now. Asking again before reporting gives the same answer.
    pub fn advance(&mut self) -> Next {
        match self.decide() {
            Ok(next) => next,
            Err(failure) => {
                self.outcome = Some(Err(failure.clone()));
                Next::Done(Box::new(Err(failure)))
            }
        }
    }

    fn decide(&mut self) -> Result<Next, Failure> {
        if let Some(outcome) = &self.outcome {
            return Ok(Next::Done(Box::new(outcome.clone())));
        }
        if self.needs_session() && self.session.is_none() {
            return Ok(Next::LogIn);
        }
        let request = match self.missing_step() {
            Some(step) => self.sender(Absent::Refuse).request(step, &Map::new(), Purpose::Token)?,
            None => {
                let mut request =
                    self.sender(Absent::Refuse).request(self.operation, &self.arguments, Purpose::Main)?;
                if let Some(url) = &self.redirected {
                    request.url = url.clone();
                }
                request
            }
        };
        self.in_flight = Some(request.clone());
        Ok(Next::Send(Box::new(request)))
    }

    /// The driver sent the request and tells what came of it.
    pub fn report(&mut self, report: &Result<Response, Broken>) {
        let Some(request) = self.in_flight.take() else { return };
        let result = match report {
            Err(broken) => Err(answer::judge_broken(&request, broken)),
            Ok(response) => {
                if self.renews(&request, response.status) {
                    self.renewed = true;
                    self.session = None;
                    self.tokens.clear();
                    return;
                }
                if self.follows(&request, response) {
                    return;
                }
                answer::judge(self.api, &request, response)
            }
        };
        match (request.purpose, result) {
            (Purpose::Token, Ok(success)) => self.keep_token(&request, &success),
            (Purpose::Token, Err(failure)) => self.outcome = Some(Err(self.before_main(&request, failure))),
            (_, Ok(success)) => self.outcome = Some(Ok(success)),
            (_, Err(failure)) => self.outcome = Some(Err(self.with_lookup(failure))),
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
                self.outcome = Some(Err(failure));
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

/// A version 4 UUID (RFC 9562).
fn new_key() -> Result<String, Failure> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::new(Exit::Other, "no-randomness", format!("no random numbers: {error}")))?;
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Ok(format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)))
}
