//! The page on which a person agrees, and the codes that it gives.

use std::{collections::HashMap, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use url::Url;

use super::{Decision, Owner, Params, clients::Client, pages, refusal, tokens};
use crate::{clock::Moment, reply::Reply, world::Call};

/// A code dies after this time.
const LIFE: Duration = Duration::from_secs(60);
/// Ports that a `callback_port` may name.
const PORTS: std::ops::RangeInclusive<u16> = 1024..=u16::MAX;

/// Codes that were given.
#[derive(Default)]
pub(super) struct Codes(HashMap<String, Code>);

struct Code {
    client: Client,
    /// As it was asked for; none where only a port was.
    redirect_uri: Option<String>,
    challenge: String,
    given: Moment,
    used: bool,
}

/// A request to agree to.
struct Asked {
    client: Client,
    redirect_uri: Option<String>,
    back: Url,
    state: String,
    challenge: String,
}

impl Asked {
    /// Everything is checked before a browser is sent anywhere.
    fn read(params: &Params) -> Result<Self, String> {
        let client = Client::named(params.get("client_id")).ok_or("unknown client_id")?;
        let (redirect_uri, back) = match (params.get("redirect_uri"), params.get("callback_port")) {
            (Some(uri), None) => {
                (Some(uri.to_owned()), loopback(uri).ok_or("redirect_uri is not on this machine")?)
            }
            (None, Some(port)) => {
                let port = port.parse().ok().filter(|port| PORTS.contains(port));
                let uri = format!(
                    "http://127.0.0.1:{}/callback",
                    port.ok_or("callback_port is no port from 1024 on")?
                );
                (None, Url::parse(&uri).map_err(|error| error.to_string())?)
            }
            _ => return Err("one of redirect_uri and callback_port is needed".to_owned()),
        };
        if params.get("response_type") != Some("code") {
            return Err("response_type must be code".to_owned());
        }
        if params.get("code_challenge_method") != Some("S256") {
            return Err("code_challenge_method must be S256".to_owned());
        }
        let challenge = params.get("code_challenge").filter(|challenge| challenge.len() == 43);
        let state = params.get("state").filter(|state| state.len() >= 43);
        Ok(Self {
            client,
            redirect_uri,
            back,
            state: state.ok_or("state must hold 256 bits")?.to_owned(),
            challenge: challenge.ok_or("code_challenge is missing")?.to_owned(),
        })
    }

    fn back_with(&self, call: &Call<'_>, pairs: &[(&str, &str)]) -> Reply {
        let mut url = self.back.clone();
        let issuer = issuer(call);
        url.query_pairs_mut()
            .extend_pairs(pairs)
            .append_pair("state", &self.state)
            .append_pair("iss", &issuer);
        Reply { status: 303, headers: Vec::new(), body: String::new(), hangs: false }
            .with_header("location", url.as_str())
    }
}

/// RFC 8252, 7.3: plain http on the loopback address, whatever the port.
fn loopback(uri: &str) -> Option<Url> {
    let url = Url::parse(uri).ok()?;
    let here = url.scheme() == "http" && matches!(url.host_str(), Some("127.0.0.1" | "[::1]"));
    (here && url.fragment().is_none()).then_some(url)
}

/// The server's own name (RFC 9207).
pub(super) fn issuer(call: &Call<'_>) -> String {
    format!("http://{}", call.request.header("host").unwrap_or("127.0.0.1"))
}

impl Codes {
    /// Shows the page.
    pub(super) fn ask(&self, query: &Params) -> Result<Reply, Reply> {
        Asked::read(query).map_err(|why| pages::problem(&why))?;
        Ok(pages::agree(&query.encoded(), None))
    }

    /// The person agreed or not.
    pub(super) fn decide(&mut self, owner: Owner, form: &Params, call: &Call<'_>) -> Result<Reply, Reply> {
        let asked_for = form.get("request").unwrap_or_default().to_owned();
        let asked = Asked::read(&Params::parse(asked_for.as_bytes())).map_err(|why| pages::problem(&why))?;
        match owner.decision(form) {
            Err(why) => Ok(pages::agree(&asked_for, Some(why))),
            Ok(Decision::Denied) => Ok(asked.back_with(call, &[("error", "access_denied")])),
            Ok(Decision::Approved) => {
                let code = tokens::random();
                let reply = asked.back_with(call, &[("code", &code)]);
                let Asked { client, redirect_uri, challenge, .. } = asked;
                self.0.insert(code, Code { client, redirect_uri, challenge, given: call.now, used: false });
                Ok(reply)
            }
        }
    }

    /// Uses a code up. Where it was used before, the refusal comes with it.
    pub(super) fn redeem(
        &mut self,
        client: Client,
        form: &Params,
        now: Moment,
    ) -> Result<String, (Reply, Option<String>)> {
        let no = |why: &str| (refusal(400, "invalid_grant", why), None);
        let text = form.required("code").map_err(|refusal| (refusal, None))?;
        let code = self.0.get_mut(text).ok_or_else(|| no("unknown code"))?;
        if code.used {
            return Err((refusal(400, "invalid_grant", "the code was used before"), Some(text.to_owned())));
        }
        code.used = true;
        if now.since(code.given) >= LIFE {
            return Err(no("the code has expired"));
        }
        if code.client != client || code.redirect_uri.as_deref() != form.get("redirect_uri") {
            return Err(no("the code was given to another client or redirect_uri"));
        }
        let verifier = form.get("code_verifier").unwrap_or_default();
        if URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) != code.challenge {
            return Err(no("code_verifier does not fit"));
        }
        Ok(text.to_owned())
    }

    pub(super) fn count(&self) -> usize {
        self.0.len()
    }
}

impl Owner {
    /// Saying no needs no password.
    pub(super) fn decision(self, form: &Params) -> Result<Decision, &'static str> {
        match form.get("decision") {
            Some("deny") => Ok(Decision::Denied),
            Some("approve")
                if (form.get("username"), form.get("password")) == (Some(self.user), Some(self.password)) =>
            {
                Ok(Decision::Approved)
            }
            Some("approve") => Err("Wrong user or password."),
            _ => Err("Choose one of the buttons."),
        }
    }
}
