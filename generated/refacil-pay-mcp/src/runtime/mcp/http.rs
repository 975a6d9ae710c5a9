//! HTTP mode: the protocol under `/mcp`, and the plain pages that operators know.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use rmcp::ServerHandler;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Language;
use crate::runtime::core::words::{Said, reason, say};

use super::bodies::{self, Bodies, Refused};
use super::catalog::Resolved;
use super::connections::{self, Limits};
use super::doors::{Door, Doors, Service};
use super::guard::{self, Place};
use super::handler::Wrap;
use super::listen::{Listen, Sessions};
use super::pages;
use super::plain::{Plain, only};
use super::principals::Principal;
use super::principals::rights::Right;
use super::running::Begun;
use super::server::Server;
use super::{rpc, variables};

/// How long the streams of sessions outlive the last call.
const LAST_ANSWERS: Duration = Duration::from_millis(250);
/// Names the session of a client, in the revisions that have them.
pub(super) const SESSION: &str = "mcp-session-id";
/// More requests than this at once are told to come back.
const MAX_REQUESTS: usize = 512;

/// Serves until a signal ends it.
///
/// # Errors
/// The address cannot be listened on.
pub(super) async fn serve<S: ServerHandler>(
    server: Arc<Server>,
    listen: Listen,
    wrap: Wrap<S>,
) -> Result<ExitCode, Failure> {
    let host = listen.host.trim_start_matches('[').trim_end_matches(']');
    let listener = TcpListener::bind((host, listen.port)).await;
    let listener = listener.map_err(|error| not_free(&server, &listen, &error))?;
    if let Ok(address) = listener.local_addr() {
        tracing::info!("listening on http://{address}/mcp");
    }
    let (stop, streams) = (CancellationToken::new(), CancellationToken::new());
    let router = router(&server, listen, wrap, &streams);
    tokio::spawn({
        let (server, stop) = (Arc::clone(&server), stop.clone());
        async move {
            super::signals::wait().await;
            stop.cancel();
            server.finish().await;
            // The answers of the last calls are on their way over these streams.
            tokio::time::sleep(LAST_ANSWERS).await;
            streams.cancel();
        }
    });
    connections::serve(listener, router, Limits::USUAL, stop).await;
    server.finish().await;
    Ok(ExitCode::SUCCESS)
}

fn not_free(server: &Server, listen: &Listen, error: &std::io::Error) -> Failure {
    let api = server.api;
    let (host, port) = (variables::HOST.full_name(api), variables::PORT.full_name(api));
    let message =
        say("cannot listen on {}={} {}={}: {}", &[&host, &listen.host, &port, &listen.port, &reason(error)]);
    Failure::new(Exit::Network, "port-taken", message)
        .hint(say("stop what uses the port, or choose another with {}", &[&port]))
}

/// Probes reach `/health` by address and without a token; all else is guarded.
fn router<S: ServerHandler>(
    server: &Arc<Server>,
    listen: Listen,
    wrap: Wrap<S>,
    streams: &CancellationToken,
) -> Router {
    let place = Place::new(&listen);
    let protocol = Arc::new(Protocol {
        server: Arc::clone(server),
        sessions: listen.sessions,
        slots: Semaphore::new(MAX_REQUESTS),
        bodies: Bodies::new(bodies::Limits::USUAL),
    });
    let doors = Doors::new(server, listen, wrap, streams.clone());
    let protocol = move |request: Request| {
        let protocol = Arc::clone(&protocol);
        async move { protocol.admit::<S>(request).await }
    };
    let guarded = Router::new()
        .route("/mcp", any(protocol))
        .route("/tools", get(pages::tools))
        .route("/resources", get(pages::resources))
        .route("/resources/{uri}", get(pages::resource))
        .layer(from_fn_with_state(doors, guard::check_token::<S>))
        .layer(from_fn_with_state(place, guard::check_place));
    Router::new()
        .route("/health", get(pages::health))
        .route("/health/live", get(pages::live))
        .route("/health/ready", get(pages::ready))
        .merge(guarded)
        .with_state(Arc::clone(server))
}

/// What `/mcp` answers.
struct Protocol {
    server: Arc<Server>,
    sessions: Sessions,
    slots: Semaphore,
    bodies: Bodies,
}

impl Protocol {
    fn language(&self) -> Language {
        self.server.api.language
    }

    async fn admit<S: ServerHandler>(&self, request: Request) -> Response {
        let Some(door) = request.extensions().get::<Arc<Door<S>>>().cloned() else {
            return rpc_error(StatusCode::INTERNAL_SERVER_ERROR, -32603, &Value::Null, "Internal error");
        };
        if let Err(seconds) = door.pace.take(Instant::now()) {
            return later(
                StatusCode::TOO_MANY_REQUESTS,
                seconds,
                &Said::from("too many requests").in_language(self.language()),
            );
        }
        let Ok(_slot) = self.slots.try_acquire() else {
            return busy(self.language());
        };
        if request.method() == Method::POST {
            return self.post(&door, request).await;
        }
        let in_session = door.conversations.hear(request.headers(), Instant::now());
        let service = if in_session { &door.with_sessions } else { &door.stateless };
        let ends = request.method() == Method::DELETE;
        let mut response = by_library(service, request).await;
        // Some clients take nothing else for the end of their session.
        if ends && response.status() == StatusCode::ACCEPTED {
            *response.status_mut() = StatusCode::NO_CONTENT;
        }
        response
    }

    /// Whether the message begins a conversation that gets a session.
    fn opens_session(&self, message: &Value) -> bool {
        let begins = message.get("method").and_then(Value::as_str) == Some("initialize");
        begins
            && match self.sessions {
                Sessions::Always => true,
                Sessions::WhereNeeded => can_be_asked(message),
                Sessions::Never => false,
            }
    }

    /// Begins the request if it is one to be answered where it arrives: of the server's own, for what a program adds may
    /// tell its client something on the way; and in a session none that may change something, for a question before a change
    /// travels over it.
    async fn begin<'d, S>(
        &self,
        door: &'d Door<S>,
        headers: &HeaderMap,
        request: &Plain,
    ) -> Option<Begun<'d>> {
        let catalog = &self.server.catalog;
        let tool = request.call().map(|(tool, _)| tool);
        if !headers.contains_key(SESSION) {
            let is_own = door.is_unwrapped || tool.is_some_and(|tool| catalog.runs(tool));
            return is_own.then(Begun::alone);
        }
        let session = only(headers, SESSION)?;
        let changes = tool.is_some_and(|tool| catalog.may_change(tool));
        let here = door.is_unwrapped && request.may_have_session && !changes;
        if here && door.conversations.is_open(session).await {
            return door.running.begin(session, &request.id);
        }
        None
    }

    async fn post<S: ServerHandler>(&self, door: &Door<S>, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = match self.bodies.read(body).await {
            Ok(body) => body,
            Err(refused) => return not_read(self.language(), refused),
        };
        let now = Instant::now();
        let names_session = door.conversations.hear(&parts.headers, now);
        let is_json = is_json(&parts.headers);
        let plain = if is_json { Plain::read(&parts.headers, &body.bytes) } else { None };
        if let Some(plain) = plain
            && let Some(begun) = self.begin(door, &parts.headers, &plain).await
        {
            let call = plain.call();
            let right = call.and_then(|(tool, given)| lacking(&self.server, &door.principal, tool, given));
            return match right {
                Some(right) => insufficient(&self.server, &door.principal, right, &json!(plain.id)),
                None => door.direct.answer(plain, parts, begun).await,
            };
        }
        if let Some(session) = only(&parts.headers, SESSION) {
            door.running.hear(session, &body.bytes);
        }
        let Ok(message) = looked_at(&door.principal, &body.bytes) else {
            return rpc_error(StatusCode::BAD_REQUEST, rpc::PARSE_ERROR, &Value::Null, "Parse error");
        };
        if message.is_array() {
            return unreadable(StatusCode::BAD_REQUEST, &rpc::no_batches(self.language()));
        }
        if let Some(right) = lacking_for(&self.server, &door.principal, &message) {
            return insufficient(&self.server, &door.principal, right, &message["id"]);
        }
        let opens = self.opens_session(&message) && door.conversations.make_room(now).await;
        let service = if names_session || opens { &door.with_sessions } else { &door.stateless };
        let response = by_library(service, Request::from_parts(parts, Body::from(body.bytes.clone()))).await;
        // The library takes a body that is no message for one of another type.
        if is_json && response.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
            return unreadable(StatusCode::BAD_REQUEST, "Invalid Request");
        }
        response
    }
}

/// What the library answers. Its future is boxed, for it is large, and every layer above copies what it holds.
async fn by_library<S: ServerHandler>(service: &Service<S>, request: Request) -> Response {
    Box::pin(service.handle(request)).await.into_response()
}

/// A message as far as this server looks at it; the protocol reads it anyway.
#[derive(Deserialize)]
struct Head {
    method: String,
}

/// A first message and, where tokens have rights, the call of a tool: any other is `null`.
fn looked_at(principal: &Principal, bytes: &[u8]) -> serde_json::Result<Value> {
    match serde_json::from_slice::<Head>(bytes) {
        Ok(head) if head.method == "tools/call" && !principal.shows_token => Ok(Value::Null),
        Ok(head) if !matches!(head.method.as_str(), "tools/call" | "initialize") => Ok(Value::Null),
        _ => serde_json::from_slice(bytes),
    }
}

/// The right that the call of a tool needs and its token does not have. Where nobody shows tokens, the tool itself says
/// what is missing: there is no other token that a client could try.
fn lacking(
    server: &Server,
    principal: &Principal,
    name: &str,
    arguments: Option<&Map<String, Value>>,
) -> Option<Right> {
    if !principal.shows_token {
        return None;
    }
    let Ok(Resolved::Run(operation, arguments)) =
        server.catalog.resolve(name, arguments.cloned().unwrap_or_default())
    else {
        return None;
    };
    let needed = Right::needed(operation, &arguments);
    (!principal.rights.has(needed)).then_some(needed)
}

/// The same for a message that may be such a call.
fn lacking_for(server: &Server, principal: &Principal, message: &Value) -> Option<Right> {
    if message.get("method").and_then(Value::as_str) != Some("tools/call") {
        return None;
    }
    let name = message.pointer("/params/name")?.as_str()?;
    lacking(server, principal, name, message.pointer("/params/arguments").and_then(Value::as_object))
}

fn insufficient(server: &Server, principal: &Principal, right: Right, id: &Value) -> Response {
    let text = say("this token lacks the right {}; nothing was sent", &[&right.name()]);
    let text = text.in_language(server.api.language);
    let mut response = rpc_error(StatusCode::FORBIDDEN, rpc::INVALID_REQUEST, id, &text);
    let challenge = guard::insufficient(&principal.rights, right);
    response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    response
}

fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| {
        value.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
    })
}

fn can_be_asked(message: &Value) -> bool {
    message.pointer("/params/capabilities/elicitation").is_some_and(Value::is_object)
}

fn not_read(language: Language, refused: Refused) -> Response {
    let said = |sentence: &'static str| Said::from(sentence).in_language(language);
    match refused {
        Refused::TooLarge => unreadable(StatusCode::PAYLOAD_TOO_LARGE, &said("the request is too large")),
        Refused::TooSlow => unreadable(StatusCode::REQUEST_TIMEOUT, &said("the request came too slowly")),
        Refused::Broken => unreadable(StatusCode::BAD_REQUEST, &said("the request broke off")),
        Refused::NoRoom => busy(language),
    }
}

fn unreadable(status: StatusCode, message: &str) -> Response {
    rpc_error(status, rpc::INVALID_REQUEST, &Value::Null, message)
}

fn rpc_error(status: StatusCode, code: i32, id: &Value, message: &str) -> Response {
    (status, Json(rpc::error(code, id, message))).into_response()
}

fn busy(language: Language) -> Response {
    later(StatusCode::SERVICE_UNAVAILABLE, 1, &Said::from("the server is busy").in_language(language))
}

/// Too much at once: the client may come back after so many seconds.
fn later(status: StatusCode, seconds: u64, message: &str) -> Response {
    let mut response = rpc_error(status, -32000, &Value::Null, message);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    response
}
