//! `[login]`: the request that gives the session token. What the collection shows by itself need not be repeated.

use super::fields::{Fields, problem};
use crate::lower::auth;
use crate::model::{Api, Diagnostic, Login, LoginField, Place};
use crate::suggest;

/// What a person says of the login; what is absent stays as it was found.
#[derive(Debug)]
pub(super) struct LoginRule {
    /// The collection's login is none.
    ignore: bool,
    operation: Option<String>,
    host: Option<String>,
    fields: Option<Vec<LoginField>>,
    token: Option<String>,
    lifetime_seconds: Option<u64>,
    renew_on: Option<Vec<u16>>,
    /// The collection's variable that keeps the token.
    variable: Option<String>,
    at: Place,
}

pub(super) fn read(fields: Fields<'_, '_>) -> LoginRule {
    let rule = LoginRule {
        ignore: fields.flag("ignore").unwrap_or_default(),
        operation: fields.text("operation"),
        host: host(&fields),
        fields: fields
            .has("fields")
            .then(|| fields.named("fields").into_iter().map(|(name, inner)| field(name, inner)).collect()),
        token: fields.text("token"),
        lifetime_seconds: fields.whole("lifetime_seconds"),
        renew_on: fields.statuses("renew_on"),
        variable: fields.text("variable"),
        at: fields.place(),
    };
    if rule.fields.as_ref().is_some_and(Vec::is_empty) {
        let help = "say which body field takes which variable: `fields = { user = { variable = \"USER\" } }`";
        fields.report("overlay-missing-key", "fields", "`fields` must name a field".into(), help.into());
    }
    fields.finish();
    rule
}

fn host(fields: &Fields<'_, '_>) -> Option<String> {
    let host = fields.text("host")?;
    if crate::origin::origin(&host).as_deref() != Some(host.as_str()) || crate::origin::is_open(&host) {
        let message = format!("`{host}` is no host that a password may go to");
        let help = "give scheme and host alone, such as `https://login.example.com`";
        fields.report("overlay-value", "host", message, help.into());
    }
    Some(host)
}

fn field(field: String, fields: Fields<'_, '_>) -> LoginField {
    let read = LoginField {
        field,
        variable: fields.needed("variable"),
        secret: fields.flag("secret").unwrap_or_default(),
    };
    fields.finish();
    read
}

/// Makes an operation the login, and every use of its variable the session token.
pub(super) fn apply(api: &mut Api, rule: &LoginRule, problems: &mut Vec<Diagnostic>) {
    if rule.ignore {
        return ignore(api, rule, problems);
    }
    let found = api.login.take();
    let named = rule.operation.as_ref().or(found.as_ref().map(|login| &login.operation)).cloned();
    let (Some(id), found) = (named.clone(), found.filter(|login| Some(&login.operation) == named.as_ref()))
    else {
        problems.push(missing(rule, "operation", "the collection shows no login by itself"));
        return;
    };
    api.operations.iter_mut().for_each(auth::unmark_login);
    if !api.operations.iter().any(|operation| operation.id == id) {
        let message = format!("there is no operation `{id}`");
        let help = suggest::help(&id, api.operations.iter().map(|operation| operation.id.as_str()));
        problems.push(problem("overlay-unknown-operation", rule.at.clone(), message, help));
        return;
    }
    give_session(api, rule, problems);
    api.operations.iter_mut().filter(|operation| operation.id == id).for_each(auth::mark_login);
    settle_host(api, &id, rule);
    api.login = merged(id, rule, found, problems);
}

/// The host that a person names is where a variable without a value leads, in every request that goes there.
fn settle_host(api: &mut Api, id: &str, rule: &LoginRule) {
    let login = api.operations.iter().find(|operation| operation.id == id);
    let Some(written) = login.filter(|login| login.host_setting.is_some()).map(|login| &login.foreign_origin)
    else {
        return;
    };
    let (Some(written), Some(host)) = (written.clone(), &rule.host) else { return };
    for operation in &mut api.operations {
        if operation.foreign_origin.as_ref() == Some(&written) {
            operation.foreign_origin = Some(host.clone());
            operation.host_setting = None;
        }
    }
}

fn merged(
    id: String,
    rule: &LoginRule,
    found: Option<Login>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Login> {
    let shown = found.as_ref();
    let fields = rule.fields.clone().or(shown.map(|login| login.fields.clone()));
    let token = rule.token.clone().or(shown.map(|login| login.token.clone()));
    for (key, missing_here) in [("fields", fields.is_none()), ("token", token.is_none())] {
        if missing_here {
            problems.push(missing(rule, key, "the collection does not show it by itself"));
        }
    }
    let lifetime = rule.lifetime_seconds.or(shown.map(|login| login.lifetime_seconds));
    let renew_on = rule.renew_on.clone().or(shown.map(|login| login.renew_on.clone()));
    Some(Login {
        operation: id,
        host: rule.host.clone(),
        fields: fields?,
        token: token?,
        lifetime_seconds: lifetime.unwrap_or(Login::LIFETIME_SECONDS),
        renew_on: renew_on.unwrap_or_else(|| Login::RENEW_ON.to_vec()),
    })
}

/// The variable that the rule names holds the session token, and no other one does.
fn give_session(api: &mut Api, rule: &LoginRule, problems: &mut Vec<Diagnostic>) {
    let Some(variable) = &rule.variable else { return };
    if api.session.as_ref().is_some_and(|setting| setting.variable == *variable) {
        return;
    }
    // What the collection's own OAuth server gives is another token.
    auth::take_session(api);
    api.oauth = None;
    if !auth::give_session(api, variable) {
        problems.push(unknown_variable(api, variable, rule.at.clone()));
    }
}

/// A variable that no operation sends as a credential.
pub(super) fn unknown_variable(api: &Api, variable: &str, at: Place) -> Diagnostic {
    let message = format!("no operation sends the variable `{variable}` as a credential");
    let known = api.settings.iter().map(|setting| setting.variable.as_str());
    let help = suggest::help(variable, known.filter(|name| !name.is_empty()).collect::<Vec<_>>());
    problem("overlay-unused", at, message, help)
}

fn ignore(api: &mut Api, rule: &LoginRule, problems: &mut Vec<Diagnostic>) {
    if rule.operation.is_some() || rule.fields.is_some() || rule.token.is_some() || rule.variable.is_some() {
        let message = "`ignore` says that there is no login, and other keys describe one".to_owned();
        problems.push(problem("overlay-value", rule.at.clone(), message, "keep one of the two".into()));
    }
    if api.login.take().is_none() {
        let message = "the collection shows no login that could be ignored".to_owned();
        problems.push(problem("overlay-unused", rule.at.clone(), message, "remove [login]".into()));
        return;
    }
    api.operations.iter_mut().for_each(auth::unmark_login);
    if api.oauth.is_none() {
        auth::take_session(api);
    }
}

fn missing(rule: &LoginRule, key: &str, why: &str) -> Diagnostic {
    let at = Place { field: format!("login.{key}"), ..rule.at.clone() };
    problem(
        "overlay-missing-key",
        at,
        format!("`{key}` must be given: {why}"),
        format!("add `{key}` to [login]"),
    )
}
