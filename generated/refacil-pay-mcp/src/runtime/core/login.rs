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
use super::spec::{Api, Kind, Login, Operation, Schema};
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
        let mut arguments = Map::new();
        for (field, value) in fields {
            put(&mut arguments, operation, field, value.expose_secret());
        }
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

/// Puts a configured text into the login's body, in the type that the field has there.
fn put(arguments: &mut Map<String, Value>, operation: &Operation, field: &str, text: &str) {
    let param =
        |name: &str| operation.params.iter().find(|param| param.name == name || param.argument == name);
    // A form may have dots in the names of its fields.
    if let Some(param) = param(field) {
        arguments.insert(param.argument.to_owned(), as_kind(param.schema.kind, text));
        return;
    }
    let object = field.split_once('.').and_then(|(name, rest)| Some((param(name)?, rest)));
    match object {
        Some((param, rest)) => put_inside(arguments, (param.argument, param.schema), rest, text),
        None => drop(arguments.insert(field.to_owned(), text.into())),
    }
}

fn put_inside(map: &mut Map<String, Value>, (name, schema): (&str, &Schema), path: &str, text: &str) {
    let inner = map.entry(name).or_insert_with(|| Value::Object(Map::new()));
    let Some(inner) = inner.as_object_mut() else { return };
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let known =
        schema.fields.iter().find(|field| field.name == first).map_or(&Schema::ANY, |field| field.schema);
    match rest {
        Some(rest) => put_inside(inner, (first, known), rest, text),
        None => drop(inner.insert(first.to_owned(), as_kind(known.kind, text))),
    }
}

/// A variable holds a text; a body may want a number.
fn as_kind(kind: Kind, text: &str) -> Value {
    let number =
        || serde_json::from_str::<Value>(text).ok().filter(|value| value.is_number() || value.is_boolean());
    match kind {
        Kind::Integer | Kind::Number | Kind::Boolean => number().unwrap_or_else(|| text.into()),
        _ => text.into(),
    }
}

/// Wrong credentials are a matter of authentication, whatever status the API gives them.
fn refused(failure: Failure) -> Failure {
    match failure.http_status {
        Some(status @ (400..=403 | 422)) => failure.with(|details| {
            details.exit = Exit::Auth;
            if status == 401 {
                // "Log in again" is what was just tried.
                details.hint = None;
            }
            let advice = "check the user and the password of this environment";
            details.hint.get_or_insert_with(|| advice.into());
        }),
        _ => failure,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::runtime::core::spec::{Field, Location, Param};

    const NUMBER: Schema = Schema { kind: Kind::Integer, ..Schema::ANY };
    const USER: Schema = Schema {
        kind: Kind::Object,
        fields: &[Field { name: "pin", flag: "pin", required: true, fixed: None, schema: &NUMBER }],
        ..Schema::ANY
    };

    const fn in_body(name: &'static str, argument: &'static str, schema: &'static Schema) -> Param {
        let location = Location::Body;
        Param { name, argument, flag: argument, location, required: true, fixed: None, schema }
    }

    #[test]
    fn a_refused_login_is_about_its_credentials() {
        let hint = |status: u16, hint: &'static str| {
            let failure = Failure::new(Exit::Auth, "unauthenticated", "no").hint(hint);
            let refused = refused(failure.with(|details| details.http_status = Some(status)));
            refused.hint.as_ref().map(crate::runtime::core::words::Said::english)
        };
        assert!(hint(401, "log in again").is_some_and(|hint| hint.contains("the password")));
        assert_eq!(hint(403, "ask support").as_deref(), Some("ask support"));
    }

    #[test]
    fn fields_stand_where_the_body_has_them_as_what_they_are_there() {
        const PARAMS: &[Param] = &[
            in_body("user", "user", &USER),
            in_body("client[key.id]", "client_key_id", &Schema::ANY),
            in_body("code", "code", &NUMBER),
        ];
        let operation = Operation { params: PARAMS, ..Operation::EMPTY };
        let mut arguments = Map::new();
        let given =
            [("user.name", "ana"), ("user.pin", "12"), ("client[key.id]", "7"), ("code", "x"), ("a.b", "1")];
        for (field, text) in given {
            put(&mut arguments, &operation, field, text);
        }
        let wanted =
            json!({"user": {"name": "ana", "pin": 12}, "client_key_id": "7", "code": "x", "a.b": "1"});
        assert_eq!(Value::Object(arguments), wanted);
    }
}
