//! Who may speak to the HTTP server: hosts and origins that are its own, and whoever shows a token.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rmcp::ServerHandler;
use serde_json::json;
use url::Url;

use crate::runtime::core::spec::Language;
use crate::runtime::core::target::is_loopback;
use crate::runtime::core::words::Said;

use super::doors::Doors;
use super::listen::Listen;
use super::plain::only;
use super::principals::rights::{Right, Rights};
use super::principals::token::Denied;

/// Where requests may come from.
#[derive(Debug)]
pub(super) struct Place {
    only_this_machine: bool,
    allowed: Vec<String>,
}

impl Place {
    /// The rules that follow from where the server listens.
    pub(super) fn new(listen: &Listen) -> Arc<Self> {
        let (only_this_machine, allowed) = (listen.is_loopback(), listen.allowed_hosts.clone());
        Arc::new(Self { only_this_machine, allowed })
    }

    /// Outside this machine the token is what keeps strangers out; names are checked where the operator listed them.
    fn takes_host(&self, host: Option<&str>) -> bool {
        let anywhere = !self.only_this_machine && self.allowed.is_empty();
        anywhere
            || host.is_some_and(|host| self.lists(host) || (self.only_this_machine && is_local_host(host)))
    }

    fn takes_origin(&self, origin: Option<&str>) -> bool {
        let url = origin.and_then(|origin| Url::parse(origin).ok());
        url.filter(|url| matches!(url.scheme(), "http" | "https"))
            .is_some_and(|url| is_loopback(&url) || url.host_str().is_some_and(|host| self.lists(host)))
    }

    /// The name is listed, with its port or without any.
    fn lists(&self, host: &str) -> bool {
        if self.allowed.is_empty() {
            return false;
        }
        let Some(url) = place(host) else { return false };
        let bare = url.host_str().unwrap_or_default();
        self.allowed.iter().any(|allowed| {
            allowed == bare || place(allowed).is_some_and(|known| known == url && allowed.contains(':'))
        })
    }
}

/// A host with or without a port, and nothing else.
fn place(host: &str) -> Option<Url> {
    let url = Url::parse(&format!("http://{host}/")).ok()?;
    let plain = url.path() == "/" && url.username().is_empty() && url.query().is_none();
    Some(url).filter(|_| plain && !host.contains(['/', '@', '?', '#']))
}

/// The host that the request names: an absolute URL counts before the header, and a repeated header counts for nothing
/// (RFC 9112, 3.2).
fn host(request: &Request) -> Option<&str> {
    let authority = request.uri().authority().map(Authority::as_str);
    authority.or_else(|| only(request.headers(), header::HOST.as_str()))
}

/// Refuses pages of other sites: a browser on this machine must not act for them (DNS rebinding, CSRF).
pub(super) async fn check_place(State(place): State<Arc<Place>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !place.takes_host(host(&request)) {
        return refuse(StatusCode::FORBIDDEN, "Host not allowed");
    }
    if headers.contains_key(header::ORIGIN) && !place.takes_origin(only(headers, header::ORIGIN.as_str())) {
        return refuse(StatusCode::FORBIDDEN, "Origin not allowed");
    }
    next.run(request).await
}

/// Finds out who calls, and lets them in by their own door.
pub(super) async fn check_token<S: ServerHandler>(
    State(doors): State<Arc<Doors<S>>>,
    mut request: Request,
    next: Next,
) -> Response {
    match doors.open(request.headers()) {
        Ok(door) => {
            request.extensions_mut().insert(door);
            next.run(request).await
        }
        Err(denied) => {
            tracing::warn!(reason = ?denied, "a request was turned away");
            deny(doors.language(), denied)
        }
    }
}

/// The answer to whoever did not prove who they are (RFC 6750, 3; MCP authorization, error handling).
fn deny(language: Language, denied: Denied) -> Response {
    let (status, challenge) = match denied {
        Denied::Missing => (StatusCode::UNAUTHORIZED, "Bearer"),
        Denied::Unknown => (StatusCode::UNAUTHORIZED, "Bearer error=\"invalid_token\""),
        Denied::Account | Denied::Session => (StatusCode::FORBIDDEN, "Bearer error=\"insufficient_scope\""),
    };
    let (error, message) = match denied {
        Denied::Missing | Denied::Unknown => {
            ("MCP token required", "send Authorization: Bearer <token>, or X-MCP-Token")
        }
        Denied::Account => (
            "Account not allowed",
            "this token may not use that X-Secret-ID; the operator lists it in the file of tokens",
        ),
        Denied::Session => (
            "Session not allowed",
            "this token may not bring a session with X-API-Authorization: Bearer <session>",
        ),
    };
    let said = |sentence: &'static str| Said::from(sentence).in_language(language);
    let body = Json(json!({"error": said(error), "message": said(message)}));
    (status, [(header::WWW_AUTHENTICATE, challenge)], body).into_response()
}

/// The challenge for whoever lacks a right: the rights that would do.
pub(super) fn insufficient(rights: &Rights, needed: Right) -> HeaderValue {
    let scope = rights.with(needed).names();
    let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
    HeaderValue::from_str(&challenge).unwrap_or(HeaderValue::from_static("Bearer"))
}

fn refuse(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({"error": error}))).into_response()
}

fn is_local_host(host: &str) -> bool {
    // What nearly every client sends is recognised without a parser.
    let bare = host.split_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    matches!(bare.map_or(host, |(bare, _)| bare), "localhost" | "127.0.0.1")
        || place(host).is_some_and(|url| is_loopback(&url))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(only_this_machine: bool, allowed: &[&str]) -> Place {
        Place { only_this_machine, allowed: allowed.iter().map(|host| (*host).to_owned()).collect() }
    }

    #[test]
    fn only_this_machine_is_local() {
        let here = rules(true, &[]);
        for host in ["localhost", "localhost:3009", "127.0.0.1:3009", "[::1]:3009"] {
            assert!(here.takes_host(Some(host)), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "user@localhost",
            "localhost/x",
            "",
        ] {
            assert!(!here.takes_host(Some(host)), "{host}");
        }
        assert!(!here.takes_host(None));
        assert!(here.takes_origin(Some("http://localhost:5173")));
        for origin in ["null", "https://evil.example", "http://localhost.evil.example", "file://localhost"] {
            assert!(!here.takes_origin(Some(origin)), "{origin}");
        }
    }

    #[test]
    fn listed_names_are_taken_with_the_port_that_is_listed() {
        let open = rules(false, &[]);
        assert!(open.takes_host(Some("shop.example")));
        let listed = rules(false, &["shop.example", "pay.example:8443"]);
        for host in ["shop.example", "shop.example:3009", "SHOP.example", "pay.example:8443"] {
            assert!(listed.takes_host(Some(host)), "{host}");
        }
        for host in ["evil.example", "pay.example", "pay.example:1", "localhost", "evil.example/shop.example"]
        {
            assert!(!listed.takes_host(Some(host)), "{host}");
        }
        assert!(listed.takes_origin(Some("https://shop.example")));
        assert!(!listed.takes_origin(Some("https://evil.example")));
        assert!(rules(true, &["shop.example"]).takes_host(Some("localhost:1")));
    }
}
