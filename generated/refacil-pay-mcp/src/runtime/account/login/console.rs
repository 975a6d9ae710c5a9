//! Login by user and password: configured, or typed at the terminal.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::super::holder::Holder;
use super::super::prompt;
use super::attempt::{Attempt, kept, now};
use super::method::Password;
use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::lockout::Trial;
use crate::runtime::core::login::LoginAttempt;
use crate::runtime::core::request::not_logged_in;
use crate::runtime::core::spec::Login;
use crate::runtime::core::text::visible;
use crate::runtime::core::words::say;

/// Logs in.
pub(super) fn run(attempt: &Attempt<'_>, password: Password) -> Result<(), Failure> {
    let holder = attempt.holder;
    let Some(login) = &holder.api.login else {
        let message = say("{} has no login", &[&holder.api.title]);
        return Err(Failure::new(Exit::Invalid, "no-login", message));
    };
    let typed = !attempt.credentials.can_log_in();
    let fields = if typed { asked(login, holder)? } else { attempt.credentials.login.clone() };
    fields.values().for_each(|secret| attempt.voice.hide(secret.expose_secret()));
    let request = LoginAttempt::new(holder.api, &holder.target, &fields, attempt.credentials)?;
    let trial = begin(attempt, &fields)?;
    let report = attempt.exchange(request.request());
    let outcome = request.read(&report, now());
    attempt.sessions().end(trial, &outcome);
    let session = outcome?;
    match password {
        Password::Keep => attempt.keep_with(&session, &kept(&fields))?,
        // An earlier password that was kept belongs to an earlier login.
        Password::Forget => attempt.keep_with(&session, &BTreeMap::new())?,
    }
    attempt.done(&session);
    if typed && password == Password::Forget {
        attempt.voice.note(&"with --store-credentials later sessions come without asking".into());
    }
    Ok(())
}

/// A program that tries on and on may lock the account; a person knows when to stop.
fn begin(
    attempt: &Attempt<'_>,
    fields: &BTreeMap<&'static str, SecretString>,
) -> Result<Option<Trial>, Failure> {
    let credentials = Credentials { login: fields.clone(), ..attempt.credentials.clone() };
    if prompt::can_ask() {
        Ok(attempt.sessions().begin_by_hand(&credentials))
    } else {
        attempt.sessions().begin(&credentials)
    }
}

fn asked(login: &'static Login, holder: &Holder) -> Result<BTreeMap<&'static str, SecretString>, Failure> {
    if !prompt::can_ask() {
        return Err(not_logged_in().hint(say("log in: {}", &[&holder.how_to_log_in()])));
    }
    let target = &holder.target;
    let title = visible(holder.api.title);
    let heading = say("Log in to {} ({}, {})", &[&title, &target.environment.name, &target.origin()]);
    prompt::heading(&heading.in_language(holder.api.language));
    let mut fields = BTreeMap::new();
    for field in login.fields {
        let value = if field.secret { prompt::hidden(field.field)? } else { prompt::text(field.field)? };
        fields.insert(field.field, value);
    }
    Ok(fields)
}
