//! An authorization server.

/// An OAuth 2 server that gives the session token. A URL that starts with `/` stands below the environment's base URL.
#[derive(Debug)]
pub struct OAuth {
    /// Grants that this tool may use, preferred first.
    pub grants: &'static [Grant],
    /// Where tokens are given.
    pub token_url: &'static str,
    /// Where a person agrees, in a browser.
    pub authorize_url: Option<&'static str>,
    /// Where a device code is given (RFC 8628).
    pub device_url: Option<&'static str>,
    /// Where a token is taken back (RFC 7009).
    pub revoke_url: Option<&'static str>,
    /// Identifier of a public client.
    pub client_id: Option<&'static str>,
    /// Setting of the client's identifier, where each user has their own.
    pub client_id_setting: Option<&'static str>,
    /// Setting of the client's secret.
    pub client_secret_setting: Option<&'static str>,
    /// How the client proves itself at the token endpoint.
    pub client_authentication: ClientAuthentication,
    /// Scopes that are asked for.
    pub scopes: &'static [&'static str],
    /// Further fields of authorization and token requests.
    pub extra: &'static [(&'static str, &'static str)],
    /// How the browser comes back.
    pub redirect: RedirectStyle,
    /// Exit code of a device login that still waits, where a published one is kept; else 9.
    pub pending_exit: Option<u8>,
}

/// How a token is obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// A person agrees in a browser (RFC 6749 section 4.1, with PKCE).
    AuthorizationCode,
    /// A person agrees on another device (RFC 8628).
    DeviceCode,
    /// The client speaks for itself (RFC 6749 section 4.4).
    ClientCredentials,
}

/// How a client proves itself (RFC 6749 section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// `Authorization: Basic`.
    Basic,
    /// Fields of the body.
    Body,
}

/// How the browser comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectStyle {
    /// `redirect_uri=http://127.0.0.1:PORT/callback` (RFC 8252).
    RedirectUri,
    /// `callback_port=PORT`: the server makes the address itself.
    CallbackPort,
}
