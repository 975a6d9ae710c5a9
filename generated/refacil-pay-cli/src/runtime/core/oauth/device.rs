//! Device authorization (RFC 8628): a person agrees on another device, and the tool asks until that is decided.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::Url;

use super::answer::{self, ErrorCode, Refusal, Tokens};
use super::client::Client;
use super::endpoint;
use super::exchange::{self, Exchange, field, no_endpoint, scope};
use crate::runtime::core::answer::{Broken, Response};
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::session::expiry;
use crate::runtime::core::target::{Target, is_loopback};
use crate::runtime::core::text::visible_capped;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// RFC 8628, 3.2: where the server states no interval.
const USUAL_INTERVAL: u64 = 5;
/// RFC 8628, 3.5: what `slow_down` adds.
const SLOWER_BY: Duration = Duration::from_secs(5);
const LONGEST_INTERVAL: Duration = Duration::from_secs(60);
/// No person needs longer; a saved code is not kept for ever.
const LONGEST_LIFE: u64 = 60 * 60;

/// The request for a code.
#[derive(Debug)]
pub struct DeviceLogin(Exchange);

/// A code that waits for a person.
#[derive(Debug, Clone)]
pub struct DeviceCode {
    /// What this tool shows to the server; a secret.
    pub device_code: SecretString,
    /// What the person types.
    pub user_code: String,
    /// Where.
    pub verification_uri: Url,
    /// The same with the code inside.
    pub verification_uri_complete: Option<Url>,
    /// When the code dies.
    pub expires_at: Timestamp,
    /// How long to wait between two questions.
    pub interval: Duration,
}

/// What came of asking once.
#[derive(Debug)]
pub enum Poll {
    /// The person agreed.
    Agreed(Tokens),
    /// Nobody has decided yet, or the server could not be asked; the interval says when to ask again.
    Pending,
    /// The code is of no use any more.
    Ended(Failure),
    /// The server refused for another reason.
    Failed(Failure),
}

impl DeviceLogin {
    /// Prepares the request for a code.
    ///
    /// # Errors
    /// The API gives no device codes, or the address cannot be used.
    pub fn new(client: &Client, target: &Target) -> Result<Self, Failure> {
        let device = client.oauth().device_url.ok_or_else(|| no_endpoint("login on another device"))?;
        let mut fields: Vec<_> = scope(client).into_iter().collect();
        exchange::extend_with_extra(client, &mut fields);
        Ok(Self(Exchange::new(client, endpoint::resolve(device, target)?, fields, Vec::new())))
    }

    /// The request to send.
    #[must_use]
    pub const fn request(&self) -> &crate::runtime::core::request::Request {
        self.0.request()
    }

    /// Reads the code.
    ///
    /// # Errors
    /// The server refused, failed, or answered something else.
    pub fn read(&self, report: &Result<Response, Broken>, now: Timestamp) -> Result<DeviceCode, Failure> {
        let response = self.0.judged(report).map_err(|refusal| refusal.failure)?;
        let body = answer::object(response).unwrap_or_default();
        code(&body, now).map_err(|why| answer::unreadable(response, why))
    }
}

fn code(body: &Map<String, Value>, now: Timestamp) -> Result<DeviceCode, &'static str> {
    let device_code = answer::text(body, "device_code").filter(|code| answer::is_sendable(code));
    let device_code = device_code.ok_or("it holds no device_code")?;
    let user_code = answer::text(body, "user_code").ok_or("it holds no user_code")?;
    // The name that drafts of the RFC had is still seen.
    let page = answer::text(body, "verification_uri").or_else(|| answer::text(body, "verification_url"));
    let verification_uri =
        page.as_deref().and_then(safe_page).ok_or("its verification_uri cannot be opened")?;
    let complete = answer::text(body, "verification_uri_complete");
    let life = answer::seconds(body.get("expires_in"))
        .ok()
        .flatten()
        .ok_or("its expires_in is no number of seconds")?;
    let interval =
        answer::seconds(body.get("interval")).map_err(|()| "its interval is no number of seconds")?;
    Ok(DeviceCode {
        device_code: device_code.into(),
        user_code: visible_capped(&user_code, 64),
        verification_uri,
        verification_uri_complete: complete.as_deref().and_then(safe_page),
        expires_at: expiry(now, life.min(LONGEST_LIFE)),
        interval: Duration::from_secs(interval.unwrap_or(USUAL_INTERVAL).max(1)).min(LONGEST_INTERVAL),
    })
}

/// A page that a person may be sent to.
fn safe_page(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none() && url.host().is_some();
    let encrypted = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    (plain && encrypted).then_some(url)
}

impl DeviceCode {
    /// Nobody can agree to it any more.
    #[must_use]
    pub fn is_dead(&self, now: Timestamp) -> bool {
        now >= self.expires_at
    }

    /// The question whether the person agreed.
    ///
    /// # Errors
    /// The token endpoint's address cannot be used.
    pub fn question(&self, client: &Client, target: &Target) -> Result<Exchange, Failure> {
        let mut fields = vec![field("grant_type", GRANT)];
        fields.push(field("device_code", self.device_code.expose_secret()));
        Exchange::token(client, target, fields, vec![self.device_code.clone()])
    }

    /// Reads the answer to the question; the interval follows what the server wants.
    pub fn read(&mut self, exchange: &Exchange, report: &Result<Response, Broken>, now: Timestamp) -> Poll {
        let Refusal { error, failure } = match exchange.read(report, now) {
            Ok(tokens) => return Poll::Agreed(tokens),
            Err(refusal) => refusal,
        };
        match error {
            Some(ErrorCode::AuthorizationPending) => Poll::Pending,
            Some(ErrorCode::SlowDown) => {
                self.interval = (self.interval + SLOWER_BY).min(LONGEST_INTERVAL);
                Poll::Pending
            }
            Some(ErrorCode::AccessDenied) => Poll::Ended(denied()),
            Some(ErrorCode::ExpiredToken | ErrorCode::InvalidGrant) => Poll::Ended(ended()),
            None if failure.retryable => {
                // RFC 8628, 3.5: a server that cannot answer is asked less and less often.
                self.interval = (self.interval * 2).min(LONGEST_INTERVAL);
                Poll::Pending
            }
            _ => Poll::Failed(failure),
        }
    }
}

/// The person said no.
fn denied() -> Failure {
    Failure::new(Exit::Auth, "access_denied", "the login was denied").hint("log in again")
}

/// The code has ended.
#[must_use]
pub fn ended() -> Failure {
    Failure::new(Exit::Auth, "expired_token", "the code ended before anybody agreed to it")
        .hint("log in again")
}
