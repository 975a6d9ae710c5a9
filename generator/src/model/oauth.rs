use serde::Serialize;

/// An OAuth 2 authorization server (RFC 6749) that gives the session token.
///
/// URLs are absolute, or start with `/` and stand below the environment's base URL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OAuth {
    /// Grants that the tools may use, preferred first.
    pub grants: Vec<Grant>,
    /// Where tokens are given.
    pub token_url: String,
    /// Where a person agrees, in a browser.
    pub authorize_url: Option<String>,
    /// Where a device code is given (RFC 8628).
    pub device_url: Option<String>,
    /// Where a token is taken back (RFC 7009).
    pub revoke_url: Option<String>,
    /// Identifier of a public client, known to all.
    pub client_id: Option<String>,
    /// Setting of the client's identifier, where each user has their own.
    pub client_id_setting: Option<String>,
    /// Setting of the client's secret.
    pub client_secret_setting: Option<String>,
    /// How the client proves itself at the token endpoint.
    pub client_authentication: ClientAuthentication,
    /// Scopes that are asked for.
    pub scopes: Vec<String>,
    /// Further fields of authorization and token requests, such as `audience`.
    pub extra: Vec<(String, String)>,
    /// How the browser comes back.
    pub redirect: RedirectStyle,
    /// Exit code of a device login that still waits, where a published one is kept.
    pub pending_exit: Option<u8>,
}

/// How a token is obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grant {
    /// A person agrees in a browser (RFC 6749 section 4.1, with PKCE).
    AuthorizationCode,
    /// A person agrees on another device (RFC 8628).
    DeviceCode,
    /// The client speaks for itself (RFC 6749 section 4.4).
    ClientCredentials,
}

impl Grant {
    /// Its name in overlays and locks.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization-code",
            Self::DeviceCode => "device-code",
            Self::ClientCredentials => "client-credentials",
        }
    }
}

/// How a client proves itself (RFC 6749 section 2.3.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClientAuthentication {
    /// `Authorization: Basic`.
    #[default]
    Basic,
    /// Fields of the body.
    Body,
}

/// How the browser comes back to the tool.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RedirectStyle {
    /// `redirect_uri=http://127.0.0.1:PORT/callback` (RFC 8252).
    #[default]
    RedirectUri,
    /// `callback_port=PORT`: the server makes the address itself.
    CallbackPort,
}
