//! A login that the collection shows by itself, applied where no overlay speaks.

use serde_json::Value;
use url::form_urlencoded;

use super::{report, session};
use crate::dotted;
use crate::lower::chains::{LoginFinding, NeededField};
use crate::lower::credential_names::looks_like_secret;
use crate::lower::variables::{login_variable, uses};
use crate::lower::words::words;
use crate::model::{Api, Body, Location, Login, LoginField, Operation, Place};

/// Fields that say how to log in, not who does. What the file writes there is sent as it is.
const CONSTANTS: &[&str] = &["audience", "granttype", "resource", "scope"];

/// Makes the found request the login.
pub(super) fn apply(api: &mut Api, found: &LoginFinding) {
    let taken: Vec<String> = api.settings.iter().map(|setting| setting.name.clone()).collect();
    session::give_session(api, &found.variable);
    let Some(operation) = api.operations.iter_mut().find(|one| one.index == found.index) else { return };
    session::mark_login(operation);
    let constants = operation.body.as_mut().map(fix_constants).unwrap_or_default();
    fix_query(operation);
    let asked = found.fields.iter().filter(|field| !constants.contains(&field.field));
    let mut fields: Vec<LoginField> = Vec::new();
    for field in asked {
        let used = |name: &str| {
            taken.iter().any(|taken| taken == name) || fields.iter().any(|one| one.variable == name)
        };
        let variable = name(field, used);
        fields.push(LoginField { field: field.field.clone(), variable, secret: field.secret });
    }
    api.login = Some(Login {
        operation: operation.id.clone(),
        host: None,
        fields,
        token: found.token.clone(),
        lifetime_seconds: found.lifetime_seconds.unwrap_or(Login::LIFETIME_SECONDS),
        renew_on: Login::RENEW_ON.to_vec(),
    });
}

/// Named as the collection's variable is, else as the field; a name that is taken says that it is the login's.
fn name(field: &NeededField, used: impl Fn(&str) -> bool) -> String {
    let own = field.field.rsplit('.').next().unwrap_or(&field.field);
    let candidates = [field.variable.as_deref().unwrap_or(own), own, &field.field];
    let plain = candidates.iter().map(|text| login_variable(text)).find(|name| !used(name));
    plain.unwrap_or_else(|| login_variable(&format!("login_{}", field.field)))
}

/// Paths of the constants, which the body keeps from now on.
fn fix_constants(body: &mut Body) -> Vec<String> {
    let mut fixed = Vec::new();
    for path in dotted::paths(&body.schema) {
        let written = body
            .example
            .as_ref()
            .and_then(|example| path.split('.').try_fold(example, |value, name| value.get(name)));
        let value = constant(path.rsplit('.').next().unwrap_or_default(), written);
        if let (Some(property), Some(value)) = (dotted::property_mut(&mut body.schema, &path), value) {
            property.fixed = Some(value);
            fixed.push(path);
        }
    }
    fixed
}

/// The constants of the address, `?grant_type=client_credentials`: the login sends them as well.
fn fix_query(operation: &mut Operation) {
    for param in operation.params.iter_mut().filter(|param| param.location == Location::Query) {
        param.fixed = constant(&param.name, param.schema.example.as_ref()).map(unescaped);
    }
}

/// Postman leaves what is written with percent signs in an address as it is.
fn unescaped(value: Value) -> Value {
    let text = value.as_str().filter(|text| text.contains('%')).map(|text| format!("v={text}"));
    let read = text.and_then(|text| {
        form_urlencoded::parse(text.as_bytes()).next().map(|(_, value)| Value::from(value.into_owned()))
    });
    read.unwrap_or(value)
}

/// What the file writes there, where the name says how to log in.
fn constant(name: &str, written: Option<&Value>) -> Option<Value> {
    let text = written.filter(|_| CONSTANTS.contains(&words(name).concat().as_str()))?.as_str()?;
    let plain = uses(text).next().is_none() && !text.is_empty() && !looks_like_secret(text);
    plain.then(|| text.into())
}

/// A request to another host gives what operations send: nothing is done about it without a person's word.
pub(super) fn report_foreign(api: &mut Api, file: &str) {
    let mut found = Vec::new();
    for chain in &api.chains {
        let Some(producer) = api.operations.iter().find(|one| one.index == chain.producer_index) else {
            continue;
        };
        let Some(host) = &producer.foreign_origin else { continue };
        let setting = api.settings.iter().find(|setting| setting.variable == chain.variable);
        let sent = |name: &str| {
            api.operations.iter().any(|one: &Operation| one.auth.settings().any(|sent| sent == name))
        };
        if setting.is_some_and(|setting| sent(&setting.name)) {
            let place = Place { file: file.to_owned(), request: producer.path.clone(), field: "url".into() };
            found.push(report::foreign_login(place, host));
        }
    }
    api.diagnostics.extend(found);
}
