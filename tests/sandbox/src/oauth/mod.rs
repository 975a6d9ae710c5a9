//! An authorization server: OAuth 2.1 with PKCE, device codes, client credentials, refresh tokens and revocation.
//!
//! Its access tokens open the API beside it. Pages for people are plain HTML; the ids of their elements are fixed, so that
//! a driven browser finds them (see [`pages`]).

mod authorize;
mod clients;
mod devices;
mod pages;
mod params;
mod tokens;

use serde_json::{Value, json};

use crate::{clock::Moment, reply::Reply, world::Call};
use authorize::Codes;
use devices::Devices;
use params::Params;
use tokens::Tokens;

/// All state of the server.
pub(crate) struct Server {
    owner: Owner,
    codes: Codes,
    devices: Devices,
    tokens: Tokens,
}

/// The person who may agree.
#[derive(Clone, Copy)]
pub(crate) struct Owner {
    pub(crate) user: &'static str,
    pub(crate) password: &'static str,
}

/// What the person decided on a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Decision {
    Approved,
    Denied,
}

/// Paths that this server answers.
pub(crate) fn serves(path: &str) -> bool {
    path == "/device" || path.starts_with("/oauth/")
}

impl Server {
    pub(crate) fn new(owner: Owner) -> Self {
        Self { owner, codes: Codes::default(), devices: Devices::default(), tokens: Tokens::default() }
    }

    pub(crate) fn answer(&mut self, call: &Call<'_>) -> Reply {
        let query = Params::parse(call.request.query.as_deref().unwrap_or_default().as_bytes());
        let form = Params::parse(&call.request.body);
        let reply = match call.route() {
            ("GET", "/oauth/authorize") => self.codes.ask(&query),
            ("POST", "/oauth/authorize") => self.codes.decide(self.owner, &form, call),
            ("GET", "/device") => Ok(pages::device(query.get("user_code").unwrap_or_default(), None)),
            ("POST", "/device") => Ok(self.devices.decide(self.owner, &form, call.now)),
            ("POST", "/oauth/device_authorization") => self.devices.start(call, &form),
            ("POST", "/oauth/token") => self.token(call, &form),
            ("POST", "/oauth/revoke") => self.revoke(call, &form),
            (method, path) => Err(refusal(404, "invalid_request", &format!("Cannot {method} {path}"))),
        };
        // RFC 6749, 5.1: nothing of this is kept on the way.
        reply.unwrap_or_else(|refusal| refusal).with_header("cache-control", "no-store")
    }

    fn token(&mut self, call: &Call<'_>, form: &Params) -> Result<Reply, Reply> {
        let client = clients::prove(call, form)?;
        let now = call.now;
        match form.required("grant_type")? {
            "authorization_code" => match self.codes.redeem(client, form, now) {
                Ok(code) => Ok(self.tokens.issue(client, &code, tokens::Renewable::Yes, now)),
                Err((refusal, reused)) => {
                    // A code that comes twice was stolen: what it gave is taken back.
                    reused.into_iter().for_each(|code| self.tokens.revoke_grant(&code));
                    Err(refusal)
                }
            },
            "urn:ietf:params:oauth:grant-type:device_code" => {
                let code = self.devices.redeem(client, form, now)?;
                Ok(self.tokens.issue(client, &code, tokens::Renewable::Yes, now))
            }
            "client_credentials" => {
                client.must_be_confidential()?;
                Ok(self.tokens.issue(client, &tokens::random(), tokens::Renewable::No, now))
            }
            "refresh_token" => self.tokens.refresh(client, form.required("refresh_token")?, now),
            _ => Err(refusal(400, "unsupported_grant_type", "no such grant")),
        }
    }

    /// RFC 7009: an unknown token is none any more, and so all is well.
    fn revoke(&mut self, call: &Call<'_>, form: &Params) -> Result<Reply, Reply> {
        clients::prove(call, form)?;
        self.tokens.revoke(form.required("token")?);
        Ok(Reply { status: 200, headers: Vec::new(), body: String::new(), hangs: false })
    }

    /// An access token of this server opens the API.
    pub(crate) fn opens(&self, bearer: Option<&str>, now: Moment) -> bool {
        bearer.is_some_and(|token| self.tokens.is_good(token, now))
    }

    pub(crate) fn state(&self, now: Moment) -> Value {
        json!({
            "codes": self.codes.count(),
            "devices": self.devices.state(now),
            "access_tokens": self.tokens.living(now),
            "issued": self.tokens.issued(),
        })
    }
}

/// An error as RFC 6749, 5.2 has it.
fn refusal(status: u16, error: &str, description: &str) -> Reply {
    Reply::json(status, &json!({"error": error, "error_description": description}))
}
