//! A session got without asking anybody: by a refresh token, by the client itself, or by a configured login.
//!
//! A driver sends what [`Renewal::advance`] gives and reports the answer, until there is a session or a reason.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::answer::{Broken, Response};
use super::credentials::Credentials;
use super::failure::Failure;
use super::login::LoginAttempt;
use super::oauth::{Client, ErrorCode, Exchange, Refusal};
use super::request::{Request, not_logged_in};
use super::session::{Method, Session};
use super::spec::{Api, Grant};
use super::target::Target;

/// One renewal.
#[derive(Debug)]
pub struct Renewal {
    target: Target,
    stale: Option<Session>,
    ways: VecDeque<Way>,
    refresh: Refresh,
    outcome: Option<Result<Session, Failure>>,
}

/// What the driver does next.
#[derive(Debug)]
pub enum Progress {
    /// Send this and report its answer.
    Send(Box<Request>),
    /// There is a session, or none can be had.
    Done(Box<Result<Session, Failure>>),
}

/// What became of the stale session's refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// There is none, or nobody asked.
    Untried,
    /// It is of no use any more: forget it.
    Refused,
}

#[derive(Debug)]
enum Way {
    Refresh(Exchange),
    Client(Exchange),
    Login(Box<LoginAttempt>),
}

impl Renewal {
    /// Prepares the ways that the configuration offers, the mildest first.
    ///
    /// # Errors
    /// An address cannot be used, or a configured value is not acceptable.
    pub fn new(
        api: &'static Api,
        target: &Target,
        credentials: &Credentials,
        stale: Option<&Session>,
    ) -> Result<Self, Failure> {
        let mut ways = VecDeque::new();
        let own = stale.filter(|session| session.origin == target.origin());
        let personal = own.is_some_and(|session| session.method.is_personal());
        if let Some(client) = Client::new(api, credentials) {
            if let Some(token) = own.and_then(|session| session.refresh_token.as_ref()) {
                ways.push_back(Way::Refresh(Exchange::refresh(&client, target, token)?));
            }
            if client.speaks_for_itself() && !personal {
                ways.push_back(Way::Client(Exchange::client_credentials(&client, target)?));
            }
        }
        if credentials.can_log_in() {
            let attempt = LoginAttempt::new(api, target, &credentials.login, credentials)?;
            ways.push_back(Way::Login(Box::new(attempt)));
        }
        Ok(Self {
            target: target.clone(),
            stale: own.cloned(),
            ways,
            refresh: Refresh::Untried,
            outcome: None,
        })
    }

    /// What to do now. Asking again before reporting gives the same answer.
    #[must_use]
    pub fn advance(&self) -> Progress {
        if let Some(outcome) = &self.outcome {
            return Progress::Done(Box::new(outcome.clone()));
        }
        match self.ways.front() {
            Some(Way::Refresh(exchange) | Way::Client(exchange)) => {
                Progress::Send(Box::new(exchange.request().clone()))
            }
            Some(Way::Login(attempt)) => Progress::Send(Box::new(attempt.request().clone())),
            None => Progress::Done(Box::new(Err(not_logged_in()))),
        }
    }

    /// The driver sent the request and tells what came of it.
    pub fn report(&mut self, report: &Result<Response, Broken>, now: Timestamp) {
        let Some(way) = self.ways.pop_front() else { return };
        let outcome = match &way {
            Way::Refresh(exchange) => match exchange.read(report, now) {
                Ok(tokens) => {
                    let method = self.stale.as_ref().map_or(Method::Client, |session| session.method);
                    Ok(tokens.session(&self.target, method, self.stale.as_ref()))
                }
                Err(Refusal { error: Some(ErrorCode::InvalidGrant), failure }) => {
                    self.refresh = Refresh::Refused;
                    if !self.ways.is_empty() {
                        return;
                    }
                    Err(failure)
                }
                Err(refusal) => Err(refusal.failure),
            },
            Way::Client(exchange) => exchange
                .read(report, now)
                .map(|tokens| tokens.session(&self.target, Method::Client, None))
                .map_err(|refusal| refusal.failure),
            Way::Login(attempt) => attempt.read(report, now),
        };
        self.outcome = Some(outcome);
    }

    /// What became of the stale session's refresh token.
    #[must_use]
    pub const fn refresh(&self) -> Refresh {
        self.refresh
    }

    /// Nothing is configured or kept that could get a session.
    #[must_use]
    pub fn is_hopeless(&self) -> bool {
        self.ways.is_empty() && self.outcome.is_none()
    }
}

/// What is configured so that nobody has to be asked: the variables of the login, or those of the client; none where a
/// person must agree.
#[must_use]
pub fn variables(api: &Api) -> Vec<String> {
    let login: Vec<_> = api.login.iter().flat_map(|login| login.fields).map(|field| field.variable).collect();
    let client = api.oauth.iter().filter(|oauth| oauth.grants.contains(&Grant::ClientCredentials));
    let client = client.flat_map(|oauth| {
        let identifier = oauth.client_id_setting.filter(|_| oauth.client_id.is_none());
        [identifier, oauth.client_secret_setting].into_iter().flatten()
    });
    let names = if login.is_empty() { client.collect() } else { login };
    names.into_iter().map(|name| api.variable(name)).collect()
}
