//! Login on another device (RFC 8628): in one step at a terminal, in two where nobody watches.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::super::prompt;
use super::super::qr;
use super::attempt::{Attempt, now};
use super::pending::PendingLogin;
use crate::runtime::core::answer::BrokenKind;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::oauth::{Client, DeviceCode, DeviceLogin, Poll, ended};
use crate::runtime::core::session::Method;
use crate::runtime::core::words::{Said, say};

/// A saved code is asked about at once, or after a short pause; who must wait longer comes again.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Gets a code. At a terminal it then waits for the person; elsewhere it keeps the code for `--redeem` and ends.
pub(super) fn start(attempt: &Attempt<'_>) -> Result<(), Failure> {
    let client = attempt.client()?;
    let login = DeviceLogin::new(&client, &attempt.holder.target)?;
    let report = attempt.exchange(login.request());
    let code = login.read(&report, now())?;
    attempt.voice.hide_token(code.device_code.expose_secret());
    if prompt::can_ask() {
        attempt.voice.aside(&shown(attempt, &code), &invitation(&code));
        return wait(attempt, &client, code);
    }
    attempt.pending().save(&attempt.key(), &PendingLogin { code: code.clone(), asked_at: None })?;
    let redeem = redeem_command(attempt);
    attempt.voice.data(&shown(attempt, &code), &|_| say("{}\nThen run: {}", &[&invitation(&code), &redeem]));
    Ok(())
}

/// Asks at the server's pace until the person has decided or the code has ended.
fn wait(attempt: &Attempt<'_>, client: &Client, mut code: DeviceCode) -> Result<(), Failure> {
    loop {
        std::thread::sleep(code.interval);
        if code.is_dead(now()) {
            return Err(ended());
        }
        match ask(attempt, client, &mut code)? {
            Poll::Agreed(tokens) => {
                attempt.voice.note(&"Device authorization complete".into());
                return attempt.finish(tokens.session(&attempt.holder.target, Method::Device, None));
            }
            Poll::Pending => {}
            Poll::Ended(failure) | Poll::Failed(failure) => return Err(failure),
        }
    }
}

fn ask(attempt: &Attempt<'_>, client: &Client, code: &mut DeviceCode) -> Result<Poll, Failure> {
    let question = code.question(client, &attempt.holder.target)?;
    let report = attempt.exchange(question.request());
    if let Err(broken) = &report
        && broken.kind == BrokenKind::Interrupted
    {
        return Err(Failure::new(Exit::Interrupted, "interrupted", "interrupted"));
    }
    Ok(code.read(&question, &report, now()))
}

/// Asks once about the code that was kept: 0 when there is a session, the pending code while nobody has decided, 1 when
/// the code is of no use any more.
pub(super) fn redeem(attempt: &Attempt<'_>) -> Result<(), Failure> {
    let kept_code = attempt.holder.api.oauth.as_ref().and_then(|oauth| oauth.pending_exit);
    redeem_once(attempt).map_err(|failure| match (failure.exit, kept_code) {
        (Exit::Waiting, Some(code)) => failure.with(|details| details.exit = Exit::of_code(code)),
        // Where a published code stands for waiting, it must stand for nothing else.
        (exit, Some(_)) if exit != Exit::Interrupted => failure.with(|details| details.exit = Exit::Other),
        _ => failure,
    })
}

fn redeem_once(attempt: &Attempt<'_>) -> Result<(), Failure> {
    let (client, key, pending) = (attempt.client()?, attempt.key(), attempt.pending());
    let again = attempt.holder.caller.command(&["login", "--device"], &[]);
    let over = |failure: Failure| {
        failure.hint(say("start over: {}", &[&again])).with(|details| details.exit = Exit::Other)
    };
    let Some(PendingLogin { mut code, asked_at }) = pending.find(&key)? else {
        return Err(over(Failure::new(Exit::Other, "no-pending-login", "no login is waiting here")));
    };
    attempt.voice.hide_token(code.device_code.expose_secret());
    if code.is_dead(now()) {
        pending.remove(&key)?;
        return Err(over(ended()));
    }
    let pause = pause(asked_at, code.interval, now());
    if pause > LONGEST_PAUSE {
        return Err(waiting(attempt, &code));
    }
    std::thread::sleep(pause);
    let asked_at = Some(now());
    match ask(attempt, &client, &mut code)? {
        Poll::Agreed(tokens) => {
            attempt.finish(tokens.session(&attempt.holder.target, Method::Device, None))?;
            pending.remove(&key)
        }
        Poll::Pending => {
            let failure = waiting(attempt, &code);
            pending.save(&key, &PendingLogin { code, asked_at })?;
            Err(failure)
        }
        Poll::Ended(failure) => {
            pending.remove(&key)?;
            Err(over(failure))
        }
        Poll::Failed(failure) => Err(failure),
    }
}

/// What is left of the interval since the last question.
fn pause(asked_at: Option<Timestamp>, interval: Duration, now: Timestamp) -> Duration {
    let since = asked_at.map(|at| Duration::try_from(now.duration_since(at)).unwrap_or_default());
    since.map_or(Duration::ZERO, |since| interval.saturating_sub(since))
}

fn waiting(attempt: &Attempt<'_>, code: &DeviceCode) -> Failure {
    let message = say("nobody has agreed yet to the code {}", &[&code.user_code]);
    let hint = say("open {} and enter it, then run: {}", &[&code.verification_uri, &redeem_command(attempt)]);
    Failure::new(Exit::Waiting, "authorization_pending", message)
        .hint(hint)
        .with(|details| details.retryable = true)
}

fn redeem_command(attempt: &Attempt<'_>) -> String {
    attempt.holder.caller.command(&["login", "--device", "--redeem"], &[])
}

fn shown(attempt: &Attempt<'_>, code: &DeviceCode) -> Value {
    json!({
        "pending": true,
        "profile": attempt.holder.profile,
        "env": attempt.holder.target.environment.name,
        "user_code": code.user_code,
        "verification_uri": code.verification_uri.as_str(),
        "verification_uri_complete": code.verification_uri_complete.as_ref().map(url::Url::as_str),
        "expires_in": life(code),
        "expires_at": code.expires_at.to_string(),
        "interval": code.interval.as_secs(),
        "redeem": redeem_command(attempt),
    })
}

/// Rounded up: a code that lives for five minutes says so.
fn life(code: &DeviceCode) -> u64 {
    let left = Duration::try_from(code.expires_at.duration_since(now())).unwrap_or_default();
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}

/// The invitation in the words of the published tools; a code to scan stands in it on a terminal only.
fn invitation(code: &DeviceCode) -> Said {
    let mut lines: Vec<Said> = vec!["==== Device Authorization ====".into()];
    lines.push(say("Visit: {}", &[&code.verification_uri]));
    lines.push(say("Enter code: {}", &[&code.user_code]));
    let complete = code.verification_uri_complete.as_ref();
    lines.extend(complete.map(|url| say("Or open directly: {}", &[&url])));
    lines.push(say("Expires in {} seconds", &[&life(code)]));
    if prompt::can_ask() {
        lines.extend(qr::in_characters(complete.unwrap_or(&code.verification_uri).as_str()).map(Said::from));
        lines.push("Waiting for authorization...".into());
    }
    Said::List(lines, "\n")
}
