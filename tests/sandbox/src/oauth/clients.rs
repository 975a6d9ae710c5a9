//! Who asks for tokens.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{Params, refusal};
use crate::{
    credentials::{OAUTH_CLIENT_ID, OAUTH_SERVICE_ID, OAUTH_SERVICE_SECRET},
    reply::Reply,
    world::Call,
};

/// The tool of Pay's own maker.
const PAY_TOOL: &str = "refacil-pay-cli";

/// A registered client. One that names nobody is the tool of the API's own maker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    /// Installed on people's machines: it has no secret.
    Tool,
    /// A server of a merchant.
    Service,
}

impl Client {
    /// The client of that name, for requests that prove nothing.
    pub(super) fn named(name: Option<&str>) -> Option<Self> {
        match name {
            None | Some(OAUTH_CLIENT_ID | PAY_TOOL) => Some(Self::Tool),
            Some(OAUTH_SERVICE_ID) => Some(Self::Service),
            Some(_) => None,
        }
    }

    pub(super) fn must_be_confidential(self) -> Result<(), Reply> {
        match self {
            Self::Service => Ok(()),
            Self::Tool => {
                Err(refusal(400, "unauthorized_client", "a client without a secret cannot speak for itself"))
            }
        }
    }
}

/// RFC 6749, 2.3.1: by a header or by fields of the body, never by both.
pub(super) fn prove(call: &Call<'_>, form: &Params) -> Result<Client, Reply> {
    let unknown = || {
        refusal(401, "invalid_client", "unknown client, or wrong secret")
            .with_header("www-authenticate", "Basic")
    };
    let header = call.request.header("authorization");
    let (name, secret) = match header {
        Some(header) => basic(header).ok_or_else(unknown).map(|(name, secret)| (Some(name), Some(secret)))?,
        None => (form.get("client_id").map(str::to_owned), form.get("client_secret").map(str::to_owned)),
    };
    if header.is_some() && form.get("client_secret").is_some() {
        return Err(refusal(400, "invalid_request", "the client proves itself twice"));
    }
    match (Client::named(name.as_deref()), secret.as_deref()) {
        (Some(Client::Tool), None) => Ok(Client::Tool),
        (Some(Client::Service), Some(OAUTH_SERVICE_SECRET)) => Ok(Client::Service),
        _ => Err(unknown()),
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let text = String::from_utf8(STANDARD.decode(header.strip_prefix("Basic ")?).ok()?).ok()?;
    let (name, secret) = text.split_once(':')?;
    let decode = |part: &str| {
        let pair = format!("x={part}");
        Params::parse(pair.as_bytes()).get("x").map(str::to_owned)
    };
    Some((decode(name)?, decode(secret)?))
}
