//! Login with a token that was made elsewhere, read from standard input.

use std::io::{IsTerminal, Read};

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::super::{prompt, terminal};
use super::attempt::{Attempt, now};
use super::identity;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::jwt;
use crate::runtime::core::session::{Method, Session};
use crate::runtime::core::words::{Said, reason, say};

/// No token is longer.
const LONGEST: u64 = 16 * 1024;

/// Reads, proves and keeps the token.
pub(super) fn run(attempt: &Attempt<'_>) -> Result<(), Failure> {
    let holder = attempt.holder;
    if holder.has_choice() {
        let message = "nobody says which environment the token is for";
        return Err(Failure::new(Exit::Invalid, "token-without-environment", message)
            .hint(say("add --env, or set {}", &[&holder.variables.environment]))
            .param("--env"));
    }
    let token = token()?;
    attempt.voice.hide_token(token.expose_secret());
    let expires_at = jwt::expiry(token.expose_secret()).unwrap_or(Timestamp::MAX);
    let session = Session::new(token, expires_at, holder.target.origin(), Method::Token);
    if !session.is_good(&session.origin, now()) {
        let message = say("the token ended at {}", &[&expires_at]);
        return Err(Failure::new(Exit::Auth, "token-expired", message).hint("get a new one"));
    }
    let identity = identity::of(attempt, &session)?;
    let Some(identity) = identity else {
        attempt.keep(&session)?;
        attempt.done(&session);
        attempt.voice.note(&"the token is kept unproven: this API has no call that tells whose it is".into());
        return Ok(());
    };
    check_environment(attempt, identity.environment.as_deref())?;
    check_account(attempt, identity.account.as_deref())?;
    let session = Session { account: identity.account, ..session };
    attempt.keep(&session)?;
    attempt.done(&session);
    Ok(())
}

fn check_environment(attempt: &Attempt<'_>, said: Option<&str>) -> Result<(), Failure> {
    let wanted = attempt.holder.target.environment.name;
    match said {
        Some(said) if said != wanted => {
            let message = say("the token belongs to {}, not to {}", &[&said, &wanted]);
            Err(Failure::new(Exit::Auth, "wrong-environment", message)
                .hint("choose the token's own environment with --env, or give a token of this one"))
        }
        _ => Ok(()),
    }
}

/// A profile stands for one account in all environments.
fn check_account(attempt: &Attempt<'_>, said: Option<&str>) -> Result<(), Failure> {
    let profile = &attempt.holder.profile;
    let kept = attempt.holder.store().list()?;
    let mut accounts = kept
        .iter()
        .filter(|listed| listed.key.profile == *profile)
        .filter_map(|listed| listed.account.as_deref());
    match (accounts.next(), said) {
        (Some(known), Some(said)) if known != said => {
            let message = say("profile {} belongs to {}, and the token to {}", &[&profile, &known, &said]);
            Err(Failure::new(Exit::Auth, "wrong-account", message)
                .hint("choose another --profile, or log out of this one first"))
        }
        _ => Ok(()),
    }
}

fn token() -> Result<SecretString, Failure> {
    if std::io::stdin().is_terminal() && terminal::agent().is_some() {
        return Err(unusable("nobody types at the terminal of an agent"));
    }
    if std::io::stdin().is_terminal() {
        return prompt::hidden("token").and_then(|token| checked(token.expose_secret()));
    }
    let mut text = String::new();
    let read = std::io::stdin().lock().take(LONGEST + 1).read_to_string(&mut text);
    read.map_err(|error| unusable(reason(&error)))?;
    checked(&text)
}

fn checked(text: &str) -> Result<SecretString, Failure> {
    let token = text.trim();
    if token.is_empty() {
        return Err(unusable("nothing came on standard input"));
    }
    if token.len() as u64 > LONGEST || !token.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(unusable("it is too long, or holds blanks or characters that no token has"));
    }
    Ok(token.into())
}

fn unusable(why: impl Into<Said>) -> Failure {
    Failure::new(Exit::Invalid, "no-token", say("there is no token to use: {}", &[&why.into()]))
        .param("--stdin")
}
