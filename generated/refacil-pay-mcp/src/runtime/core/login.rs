//! The login: one request, one session.

use std::collections::BTreeMap;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::answer::{self, Broken, Response};
use super::credentials::Credentials;
use super::dotted;
use super::failure::{Exit, Failure};
use super::request::{Absent, Purpose, Request, Sender};
use super::session::{Method, Session, expiry};
use super::spec::{Api, Login};
use super::target::Target;
use super::words::say;

/// One attempt to log in.
#[derive(Debug)]
pub struct LoginAttempt {
    api: &'static Api,
    login: &'static Login,
    origin: String,
    request: Request,
}

impl LoginAttempt {
    /// Prepares a login with these fields; settings come from the credentials.
    ///
    /// # Errors
    /// The API has no login, or a field is missing or unacceptable.
    pub fn new(
        api: &'static Api,
        target: &Target,
        fields: &BTreeMap<&'static str, SecretString>,
        credentials: &Credentials,
    ) -> Result<Self, Failure> {
        let found = api.login.as_ref().and_then(|login| Some((login, api.operation(login.operation)?)));
        let Some((login, operation)) = found else {
            return Err(Failure::new(Exit::Invalid, "no-login", say("{} has no login", &[&api.title])));
        };
        if let Some(missing) = login.fields.iter().find(|field| !fields.contains_key(field.field)) {
            return Err(super::request::not_logged_in()
                .hint(say("set {} and its companions", &[&api.variable(missing.variable)])));
        }
        let arguments: Map<String, Value> = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Value::from(value.expose_secret())))
            .collect();
        let problems = super::validate::check(operation, &arguments);
        if !problems.is_empty() {
            return Err(Failure::invalid(problems));
        }
        let sender = Sender {
            api,
            target,
            credentials,
            session: None,
            tokens: &[],
            idempotency_key: "",
            absent: Absent::Refuse,
        };
        let request = sender.request(operation, &arguments, Purpose::Login)?;
        Ok(Self { api, login, origin: target.origin(), request })
    }

    /// The request to send.
    #[must_use]
    pub const fn request(&self) -> &Request {
        &self.request
    }

    /// Reads the answer.
    ///
    /// # Errors
    /// The login was refused, failed, or gave no token.
    pub fn read(&self, report: &Result<Response, Broken>, now: Timestamp) -> Result<Session, Failure> {
        let response = report.as_ref().map_err(|broken| answer::judge_broken(&self.request, broken))?;
        let success = answer::judge(self.api, &self.request, response).map_err(refused)?;
        let token = dotted::get(&success.body, self.login.token).and_then(Value::as_str);
        let token = token.filter(|token| !token.is_empty() && !token.bytes().any(|b| b.is_ascii_control()));
        let Some(token) = token else {
            return Err(Failure::new(
                Exit::Other,
                "login-without-token",
                say("the login answered without a token at {}", &[&self.login.token]),
            ));
        };
        let expires_at = expiry(now, self.login.lifetime_seconds);
        Ok(Session::new(token.into(), expires_at, self.origin.clone(), Method::Login))
    }
}

/// Wrong credentials are a matter of authentication, whatever status the API gives them.
fn refused(failure: Failure) -> Failure {
    match failure.http_status {
        Some(400..=403 | 422) => failure.with(|details| {
            details.exit = Exit::Auth;
            let advice = "check the user and the password of this environment";
            details.hint.get_or_insert_with(|| advice.into());
        }),
        _ => failure,
    }
}
