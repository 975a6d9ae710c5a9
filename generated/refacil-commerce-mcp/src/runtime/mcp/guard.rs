//! Who may speak to the HTTP server: hosts and origins of this machine, and whoever shows the token.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use subtle::ConstantTimeEq;
use url::Url;

use crate::runtime::core::spec::{Api, Language};
use crate::runtime::core::target::is_loopback;

use super::listen::Listen;
use super::words::Text;

/// The rules of one server.
#[derive(Debug)]
pub(super) struct Guard {
    language: Language,
    token: Option<SecretString>,
    only_this_machine: bool,
}

impl Guard {
    /// The rules that follow from where the server listens.
    pub(super) fn new(api: &Api, listen: &Listen) -> Arc<Self> {
        let only_this_machine = listen.is_loopback();
        Arc::new(Self { language: api.language, token: listen.token.clone(), only_this_machine })
    }

    fn shows_token(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let expected = token.expose_secret().as_bytes();
        let is_it = |given: &str| bool::from(given.as_bytes().ct_eq(expected));
        let bearer = text(headers, header::AUTHORIZATION.as_str()).and_then(bearer);
        bearer.is_some_and(is_it) || text(headers, "x-mcp-token").is_some_and(is_it)
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
}

/// Refuses pages of other sites: a browser on this machine must not become their hand (DNS rebinding, CSRF).
pub(super) async fn check_place(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let host =
        text(headers, "host").or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    if guard.only_this_machine && !host.is_some_and(is_local_host) {
        return refuse(StatusCode::FORBIDDEN, "Host not allowed");
    }
    if headers.contains_key(header::ORIGIN) && !text(headers, "origin").is_some_and(is_local_origin) {
        return refuse(StatusCode::FORBIDDEN, "Origin not allowed");
    }
    next.run(request).await
}

/// Demands the token, where one is configured.
pub(super) async fn check_token(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    if guard.shows_token(request.headers()) {
        return next.run(request).await;
    }
    let error = Text { en: "MCP token required", es: "Token MCP requerido" }.say(guard.language);
    let message = Text {
        en: "send Authorization: Bearer <token>, or X-MCP-Token",
        es: "envíe Authorization: Bearer <token>, o X-MCP-Token",
    }
    .say(guard.language);
    let body = Json(json!({"error": error, "message": message}));
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")], body).into_response()
}

fn refuse(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({"error": error}))).into_response()
}

fn is_local_host(host: &str) -> bool {
    Url::parse(&format!("http://{host}/")).is_ok_and(|url| is_loopback(&url) && url.path() == "/")
}

fn is_local_origin(origin: &str) -> bool {
    Url::parse(origin).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && is_loopback(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_local() {
        for host in ["localhost", "localhost:3009", "127.0.0.1:3009", "[::1]:3009"] {
            assert!(is_local_host(host), "{host}");
        }
        for host in
            ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "user@evil.example", ""]
        {
            assert!(!is_local_host(host), "{host}");
        }
        assert!(is_local_origin("http://localhost:5173"));
        for origin in ["null", "https://evil.example", "http://localhost.evil.example", "file://localhost"] {
            assert!(!is_local_origin(origin), "{origin}");
        }
    }
}
