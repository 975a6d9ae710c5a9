//! Login in a browser: authorization code with PKCE, brought back to a listener on this machine.

use std::time::{Duration, Instant};

use secrecy::ExposeSecret;

use super::super::browser::{self, Opened};
use super::attempt::{Attempt, now};
use super::listener::{Listener, Visitor};
use super::page::Page;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::oauth::{Authorization, Callback, Client};
use crate::runtime::core::session::{Method, Session};
use crate::runtime::core::spec::Language;

/// How long a person may take.
const LIMIT: Duration = Duration::from_secs(5 * 60);

/// Opens the page, waits for the browser, and keeps the session.
pub(super) fn run(attempt: &Attempt<'_>) -> Result<(), Failure> {
    let (holder, client) = (attempt.holder, attempt.client()?);
    let language = holder.api.language;
    let listener = Listener::start(language)?;
    let authorization = Authorization::new(&client, &holder.target, listener.port())?;
    invite(attempt, &authorization);
    let (visitor, code) = answered(attempt, &listener, &authorization, language)?;
    // Nobody else is heard from here on.
    drop(listener);
    let title = holder.api.title;
    let session = code.and_then(|code| redeem(attempt, &client, &authorization, &code));
    let kept = session.and_then(|session| {
        let session = attempt.named(session);
        attempt.keep(&session)?;
        Ok(session)
    });
    match kept {
        Ok(session) => {
            visitor.show(&Page::success(language, title));
            attempt.done(&session);
            Ok(())
        }
        Err(failure) => {
            let denied = failure.code == "access_denied";
            visitor.show(&if denied { Page::denied(language, title) } else { Page::failed(language, title) });
            Err(failure)
        }
    }
}

/// Sends the person to the page; its address is always shown, since nobody knows what a browser really did.
fn invite(attempt: &Attempt<'_>, authorization: &Authorization) {
    let url = authorization.url().as_str();
    let words = match browser::open(url) {
        Opened::Yes => "a browser opens; if it does not, open this page yourself",
        Opened::No => "open this page in a browser on this machine",
    };
    attempt.voice.event("open-page", url, &words.into());
}

type Code = secrecy::SecretString;

/// The one visitor that belongs to this attempt, and the code that it brought.
fn answered(
    attempt: &Attempt<'_>,
    listener: &Listener,
    authorization: &Authorization,
    language: Language,
) -> Result<(Visitor, Result<Code, Failure>), Failure> {
    let deadline = Instant::now() + LIMIT;
    while let Some(visitor) = listener.wait(deadline) {
        match authorization.callback(&visitor.query) {
            Callback::Foreign => visitor.show(&Page::plain(400, language)),
            Callback::Agreed(code) => {
                attempt.voice.hide_token(code.expose_secret());
                return Ok((visitor, Ok(code)));
            }
            Callback::Refused(failure) => return Ok((visitor, Err(failure))),
        }
    }
    Err(Failure::new(Exit::Auth, "login-timeout", "nobody agreed within five minutes").hint("log in again"))
}

fn redeem(
    attempt: &Attempt<'_>,
    client: &Client,
    authorization: &Authorization,
    code: &Code,
) -> Result<Session, Failure> {
    let target = &attempt.holder.target;
    let exchange = authorization.exchange(client, target, code)?;
    let report = attempt.exchange(exchange.request());
    let tokens = exchange.read(&report, now()).map_err(|refusal| refusal.failure)?;
    Ok(tokens.session(target, Method::Browser, None))
}
