//! `login`, `logout`, `whoami`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::super::core::call::Call;
use super::super::core::failure::{Exit, Failure};
use super::super::core::spec::Login;
use super::super::core::text::visible;
use super::context::Context;
use super::driver::Driver;
use super::parser::Effect;
use super::printer::{Printer, write_quietly};
use super::prompt;

/// Logs in and keeps the session.
///
/// # Errors
/// Nobody can be asked, or the login failed.
pub fn log_in(context: &Context, printer: &Printer) -> Result<(), Failure> {
    let Some(login) = &context.api.login else {
        let message = format!("{} has no login", context.api.title);
        return Err(Failure::new(Exit::Invalid, "no-login", message));
    };
    if context.effect == Effect::DryRun {
        return plan(context, printer, login);
    }
    let credentials = context.credentials()?;
    credentials.secrets().for_each(|secret| printer.hide(secret));
    let configured = credentials.can_log_in().then(|| credentials.login.clone());
    // Interrupts are heard from the first question on.
    let driver = Driver::new(context, printer, credentials)?;
    let fields = if let Some(configured) = configured {
        configured
    } else if prompt::can_ask() {
        asked(login, context)?
    } else {
        return Err(Call::needs_login(format!("log in: {}", context.how_to_log_in())));
    };
    fields.values().for_each(|secret| printer.hide(secret.expose_secret()));
    let session = driver.log_in(&fields)?;
    let environment = context.target.environment.name;
    let done = json!({
        "logged_in": true,
        "profile": context.profile,
        "env": environment,
        "expires_at": session.expires_at.to_string(),
    });
    printer.data(&done, |_| {
        format!("logged in to {environment} as profile {}, until {}", context.profile, session.expires_at)
    });
    Ok(())
}

fn asked(login: &'static Login, context: &Context) -> Result<BTreeMap<&'static str, SecretString>, Failure> {
    let target = &context.target;
    let title = visible(context.api.title);
    let heading = format!("Log in to {title} ({}, {})", target.environment.name, target.origin());
    write_quietly(&mut std::io::stderr(), &heading);
    let mut fields = BTreeMap::new();
    for field in login.fields {
        let value = if field.secret { prompt::hidden(field.field)? } else { prompt::text(field.field)? };
        fields.insert(field.field, value);
    }
    Ok(fields)
}

/// What the login would send, with the variables that would feed it.
fn plan(context: &Context, printer: &Printer, login: &Login) -> Result<(), Failure> {
    let operation = context.api.operation(login.operation);
    let fields: Map<String, Value> = login
        .fields
        .iter()
        .map(|field| (field.field.to_owned(), format!("<{}>", context.api.variable(field.variable)).into()))
        .collect();
    let plan = json!({
        "dry_run": true,
        "operation": login.operation,
        "environment": context.target.environment.name,
        "request": {
            "method": operation.map(|operation| operation.method),
            "url": format!("{}{}", context.target.base.as_str().trim_end_matches('/'), operation.map_or("", |found| found.path)),
            "body": fields,
        },
    });
    printer.data(&plan, super::answers::pretty);
    printer.note("dry run: nothing was sent");
    Ok(())
}

/// Forgets the session.
///
/// # Errors
/// The kept sessions cannot be changed.
pub fn log_out(context: &Context, printer: &Printer) -> Result<(), Failure> {
    let key = context.key();
    let real = context.effect == Effect::Real;
    let removed =
        if real { context.store().remove(&key)?.is_some() } else { context.store().find(&key)?.is_some() };
    let done = json!({
        "logged_out": removed && real,
        "dry_run": !real,
        "profile": key.profile,
        "env": key.environment,
    });
    let place = format!("profile {} in {}", key.profile, key.environment);
    printer.data(&done, |_| match (removed, real) {
        (true, true) => format!("logged out: {place}"),
        (true, false) => format!("would log out: {place}"),
        (false, _) => format!("nobody was logged in: {place}"),
    });
    Ok(())
}

/// Shows who is logged in; asks nobody, sends nothing.
///
/// # Errors
/// The kept sessions cannot be read.
pub fn who_am_i(context: &Context, printer: &Printer) -> Result<(), Failure> {
    let key = context.key();
    let session = context.store().find(&key)?;
    let good = session.as_ref().is_some_and(|session| session.is_good(&key.origin, Timestamp::now()));
    let expires_at = session.as_ref().map(|session| session.expires_at.to_string());
    let state = json!({
        "authenticated": good,
        "profile": key.profile,
        "env": key.environment,
        "host": key.origin,
        "expires_at": expires_at,
        "token_source": session.as_ref().map(|_| "file"),
    });
    let place = format!("{} ({}), profile {}", key.environment, key.origin, key.profile);
    printer.data(&state, |_| match (&expires_at, good) {
        (Some(until), true) => format!("logged in to {place}, until {until}"),
        (Some(until), false) => format!("the session in {place} ended at {until}"),
        (None, _) => format!("not logged in to {place}"),
    });
    Ok(())
}
