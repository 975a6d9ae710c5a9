//! What an authorization server's answer means. It is read strictly: a token that is taken by mistake would be sent on.

use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::runtime::core::answer::{self, Broken, Response};
use crate::runtime::core::content;
use crate::runtime::core::failure::{Exit, Failure, Sent};
use crate::runtime::core::jwt;
use crate::runtime::core::request::Request;
use crate::runtime::core::session::{Method, Session, expiry};
use crate::runtime::core::target::Target;
use crate::runtime::core::text::visible_capped;

use super::super::words::{Said, say};

/// Tokens as the server gave them.
#[derive(Debug)]
pub struct Tokens {
    access: SecretString,
    refresh: Option<SecretString>,
    expires_at: Timestamp,
}

/// Why there are no tokens.
#[derive(Debug)]
pub struct Refusal {
    /// What the server called it; none where it did not refuse but fail.
    pub error: Option<ErrorCode>,
    /// What to tell.
    pub failure: Failure,
}

/// Error codes that decide what happens next (RFC 6749, 5.2; RFC 8628, 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    /// Nobody has decided yet.
    AuthorizationPending,
    /// The same, and the client asks too often.
    SlowDown,
    /// The person said no.
    AccessDenied,
    /// The device code has ended.
    ExpiredToken,
    /// The code or the refresh token is not good (any more).
    InvalidGrant,
    /// Another one.
    Other,
}

impl Tokens {
    /// The session that they make. A refresh token that the server did not replace stays in use.
    #[must_use]
    pub fn session(self, target: &Target, method: Method, used: Option<&Session>) -> Session {
        let kept = used.and_then(|session| session.refresh_token.clone());
        let account = used.and_then(|session| session.account.clone());
        let refresh_token = self.refresh.or(kept);
        Session {
            refresh_token,
            account,
            ..Session::new(self.access, self.expires_at, target.origin(), method)
        }
    }
}

/// A success, or what stands against it.
pub(super) fn judge<'a>(
    request: &Request,
    report: &'a Result<Response, Broken>,
) -> Result<&'a Response, Refusal> {
    let response = match report {
        Ok(response) => response,
        Err(broken) => return Err(Refusal { error: None, failure: answer::judge_broken(request, broken) }),
    };
    // Some servers refuse with a 200.
    let error = object(response).and_then(|body| text(&body, "error").map(|code| (code, description(&body))));
    match (response.status, error) {
        (200..=299, None) => Ok(response),
        (status, Some((code, said))) if status < 500 => Err(refused(response, &code, said)),
        _ => Err(Refusal { error: None, failure: failed(response) }),
    }
}

/// The tokens of a success (RFC 6749, 5.1).
pub(super) fn tokens(response: &Response, now: Timestamp) -> Result<Tokens, Refusal> {
    let unreadable = |why: &'static str| Refusal { error: None, failure: unreadable(response, why) };
    let Some(body) = object(response) else { return Err(unreadable("it is no JSON object")) };
    let Some(access) = text(&body, "access_token") else {
        return Err(unreadable("it holds no access_token"));
    };
    if !is_sendable(&access) {
        return Err(unreadable("its access_token holds characters that no token has"));
    }
    match text(&body, "token_type") {
        Some(kind) if kind.eq_ignore_ascii_case("bearer") => {}
        Some(_) => return Err(unreadable("its token_type is not bearer")),
        None => return Err(unreadable("it holds no token_type")),
    }
    let refresh = text(&body, "refresh_token").filter(|token| is_sendable(token));
    let stated =
        seconds(body.get("expires_in")).map_err(|()| unreadable("its expires_in is no number of seconds"))?;
    let expires_at = match stated {
        Some(seconds) => expiry(now, seconds),
        None => jwt::expiry(&access).unwrap_or(Timestamp::MAX),
    };
    Ok(Tokens { access: access.into(), refresh: refresh.map(SecretString::from), expires_at })
}

pub(super) fn object(response: &Response) -> Option<Map<String, Value>> {
    match content::read(response).1 {
        Value::Object(map) => Some(map),
        _ => None,
    }
}

pub(super) fn text(body: &Map<String, Value>, name: &str) -> Option<String> {
    body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A whole number of seconds, as a number or as its digits; absent where nothing is stated.
pub(super) fn seconds(value: Option<&Value>) -> Result<Option<u64>, ()> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => number.to_string().parse().map(Some).map_err(drop),
        Some(Value::String(text)) if text.bytes().all(|b| b.is_ascii_digit()) => {
            text.parse().map(Some).map_err(drop)
        }
        Some(_) => Err(()),
    }
}

/// The characters that RFC 6749, appendix A, allows in tokens and codes, in a length that a header can carry.
pub(super) fn is_sendable(token: &str) -> bool {
    token.len() <= 16 * 1024 && token.bytes().all(|b| (0x20..=0x7e).contains(&b))
}

pub(super) fn unreadable(response: &Response, why: &'static str) -> Failure {
    let message = say("the authorization server's answer cannot be used: {}", &[&Said::from(why)]);
    answered(Failure::new(Exit::Other, "bad-token-answer", message), response)
}

fn answered(failure: Failure, response: &Response) -> Failure {
    failure.with(|details| {
        details.http_status = Some(response.status);
        details.request_id = response.request_id();
        details.sent = Sent::Yes;
    })
}

/// The server's words, short and on one line; they stand in messages only.
fn description(body: &Map<String, Value>) -> Option<String> {
    text(body, "error_description").map(|said| visible_capped(said.trim(), 300))
}

fn refused(response: &Response, code: &str, said: Option<String>) -> Refusal {
    let (error, exit, hint) = match code {
        "authorization_pending" => (ErrorCode::AuthorizationPending, Exit::Waiting, None),
        "slow_down" => (ErrorCode::SlowDown, Exit::Waiting, None),
        "access_denied" => (ErrorCode::AccessDenied, Exit::Auth, Some("log in again, and agree to it")),
        "expired_token" => (ErrorCode::ExpiredToken, Exit::Auth, Some("log in again")),
        "invalid_grant" => (ErrorCode::InvalidGrant, Exit::Auth, Some("log in again")),
        "invalid_client" | "unauthorized_client" => (
            ErrorCode::Other,
            Exit::Auth,
            Some("check the client's identifier and secret for this environment"),
        ),
        "invalid_scope" => (ErrorCode::Other, Exit::Auth, Some("this client may not ask for these scopes")),
        "temporarily_unavailable" | "server_error" => {
            (ErrorCode::Other, Exit::Other, Some("try again later"))
        }
        _ => (ErrorCode::Other, Exit::Auth, None),
    };
    let code = code_name(code);
    let message = match said {
        Some(said) => say("the authorization server refused ({}): {}", &[&code, &said]),
        None => say("the authorization server refused: {}", &[&code]),
    };
    let failure = answered(Failure::new(exit, &code, message), response).with(|details| {
        details.hint = hint.map(Said::from);
        details.retryable = matches!(exit, Exit::Waiting | Exit::Other);
    });
    Refusal { error: Some(error), failure }
}

/// A code as a program may show it; a server's free text is none.
fn code_name(code: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    if code.len() <= 64 && code.bytes().all(plain) { code.to_owned() } else { "oauth-error".to_owned() }
}

fn failed(response: &Response) -> Failure {
    let (exit, code, hint) = match response.status {
        300..=399 => (
            Exit::Other,
            "redirected",
            "credentials follow no redirect; check the base URL and the API's description",
        ),
        401 | 403 => {
            (Exit::Auth, "unauthenticated", "check the client's identifier and secret for this environment")
        }
        429 => (Exit::RateLimited, "rate-limited", "wait a minute, then try again"),
        500.. => (Exit::Other, "server-error", "try again later"),
        _ => (Exit::Other, "unexpected-answer", "check the base URL and the API's description"),
    };
    let message = say("the authorization server answered with HTTP {}", &[&response.status]);
    answered(Failure::new(exit, code, message), response).hint(hint).with(|details| {
        details.retryable = response.status == 429 || response.status >= 500;
    })
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
