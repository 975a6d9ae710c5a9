//! Who is logged in, and how; sends nothing.

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::super::holder::Holder;
use super::super::voice::Voice;
use super::attempt::now;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::jwt;
use crate::runtime::core::session::{Method, Session};
use crate::runtime::core::words::{Said, say};

/// Shows the state.
///
/// # Errors
/// The kept sessions cannot be read, or the given token says nothing of its environment.
pub fn show(holder: &Holder, voice: &dyn Voice) -> Result<(), Failure> {
    let key = holder.key();
    let given = holder.given_token()?;
    let (session, source) = match &given {
        Some(token) => {
            let expires_at = jwt::expiry(token.expose_secret()).unwrap_or(Timestamp::MAX);
            (
                Some(Session::new(token.clone(), expires_at, key.origin.clone(), Method::Token)),
                Some("variable"),
            )
        }
        None => {
            let kept = holder.store().find(&key)?;
            let source = kept.as_ref().map(|kept| kept.place.name());
            (kept.map(|kept| kept.session), source)
        }
    };
    let good = session.as_ref().is_some_and(|session| session.is_good(&key.origin, now()));
    let end = session.as_ref().and_then(Session::stated_expiry).map(|end| end.to_string());
    let state = json!({
        "authenticated": good,
        "headless": holder.headless,
        "keychainAvailable": holder.vault.is_usable(),
        "tokenSource": source,
        "profile": key.profile,
        "env": key.environment,
        "host": key.origin,
        "account": session.as_ref().and_then(|session| session.account.as_deref()),
        "method": session.as_ref().map(|session| session.method.name()),
        "expires_at": end,
        "renewable": session.as_ref().map(|session| session.refresh_token.is_some() && given.is_none()),
    });
    let place = say("{} ({}), profile {}", &[&key.environment, &key.origin, &key.profile]);
    voice.data(&state, &|state| {
        let account = state["account"].as_str().map(|account| say(" as {}", &[&account])).unwrap_or_default();
        match (&session, &end, good) {
            (None, ..) => say("not logged in to {}", &[&place]),
            (_, Some(end), true) => say("logged in to {}{}, until {}", &[&place, &account, &end]),
            (_, None, true) => say("logged in to {}{}", &[&place, &account]),
            (_, Some(end), false) => say("the session in {} ended at {}{}", &[&place, &end, &renewal(state)]),
            (_, None, false) => say("the session in {} ended", &[&place]),
        }
    });
    if session.is_none() && holder.api.has_sessions() {
        voice.note(&say("log in: {}", &[&holder.how_to_log_in()]));
    }
    Ok(())
}

fn renewal(state: &Value) -> Said {
    if state["renewable"] == true { "; it is renewed when it is needed".into() } else { Said::default() }
}
