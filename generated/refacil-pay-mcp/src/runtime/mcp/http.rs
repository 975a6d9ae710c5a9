//! HTTP mode: the protocol under `/mcp`, and the plain pages that operators know.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::serve::ListenerExt;
use axum::{Json, Router};
use jiff::Timestamp;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::text::visible_lines;

use super::guard::{self, Guard};
use super::library;
use super::listen::Listen;
use super::server::{Handler, Server};
use super::variables;
use super::words::either;

type Service = StreamableHttpService<Handler, LocalSessionManager>;

/// The protocol service twice: a client that can be asked gets a session, since the question travels over it; all
/// others are served request by request, and leave nothing behind.
#[derive(Clone)]
struct Protocol {
    with_sessions: Service,
    stateless: Service,
}

/// How long the streams of sessions outlive the last call.
const LAST_ANSWERS: Duration = Duration::from_millis(250);
/// The most bytes of a request.
const MAX_REQUEST: usize = 4 * 1024 * 1024;

/// Serves until a signal ends it.
///
/// # Errors
/// The address cannot be listened on.
pub(super) async fn serve(server: Arc<Server>, listen: &Listen) -> Result<ExitCode, Failure> {
    let host = listen.host.trim_start_matches('[').trim_end_matches(']');
    let listener = TcpListener::bind((host, listen.port)).await;
    let listener = listener.map_err(|error| not_free(&server, listen, &error))?;
    if let Ok(address) = listener.local_addr() {
        tracing::info!("listening on http://{address}/mcp");
    }
    // Replies are small: without this they wait for the next packet.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY cannot be set");
        }
    });
    let streams = CancellationToken::new();
    let router = router(&server, &Guard::new(server.api, listen), &streams);
    let stopping = {
        let server = Arc::clone(&server);
        async move {
            super::signals::wait().await;
            tokio::spawn(async move {
                server.finish().await;
                // The answers of the last calls are on their way over these streams.
                tokio::time::sleep(LAST_ANSWERS).await;
                streams.cancel();
            });
        }
    };
    let served = axum::serve(listener, router).with_graceful_shutdown(stopping).await;
    served.map_err(|error| Failure::new(Exit::Other, "http", format!("the HTTP server failed: {error}")))?;
    server.finish().await;
    Ok(ExitCode::SUCCESS)
}

fn not_free(server: &Server, listen: &Listen, error: &std::io::Error) -> Failure {
    let api = server.api;
    let (host, port) = (variables::HOST.full_name(api), variables::PORT.full_name(api));
    let message = either(
        api.language,
        format!("cannot listen on {host}={} {port}={}: {error}", listen.host, listen.port),
        format!("no se puede escuchar en {host}={} {port}={}: {error}", listen.host, listen.port),
    );
    let hint = either(
        api.language,
        format!("stop what uses the port, or choose another with {port}"),
        format!("cierre lo que usa el puerto o elija otro con {port}"),
    );
    Failure::new(Exit::Network, "port-taken", message).hint(hint)
}

fn router(server: &Arc<Server>, guard: &Arc<Guard>, streams: &CancellationToken) -> Router {
    let protocol = Protocol::new(server, streams);
    let guarded = Router::new()
        .route("/mcp", any(move |request| mcp(protocol.clone(), request)))
        .route("/tools", get(tools))
        .route("/resources", get(resources))
        .route("/resources/{uri}", get(resource))
        .layer(from_fn_with_state(Arc::clone(guard), guard::check_token));
    Router::new()
        .route("/health", get(health))
        .merge(guarded)
        .with_state(Arc::clone(server))
        .layer(from_fn_with_state(Arc::clone(guard), guard::check_place))
}

impl Protocol {
    fn new(server: &Arc<Server>, streams: &CancellationToken) -> Self {
        let service = |config: StreamableHttpServerConfig| -> Service {
            let server = Arc::clone(server);
            // Host and Origin have been checked for every route before.
            let config = config
                .disable_allowed_hosts()
                .disable_allowed_origins()
                .with_max_request_body_bytes(MAX_REQUEST);
            StreamableHttpService::new(move || Ok(Handler(Arc::clone(&server))), Arc::default(), config)
        };
        let config = StreamableHttpServerConfig::default;
        Self {
            with_sessions: service(config().with_cancellation_token(streams.clone())),
            stateless: service(config().with_legacy_session_mode(false).with_json_response(true)),
        }
    }
}

async fn mcp(protocol: Protocol, request: Request) -> Response {
    let in_session = request.headers().contains_key("mcp-session-id");
    if request.method() != Method::POST {
        let service = if in_session { &protocol.with_sessions } else { &protocol.stateless };
        return service.handle(request).await.into_response();
    }
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, MAX_REQUEST).await else {
        return rpc_error(StatusCode::PAYLOAD_TOO_LARGE, -32600, "the request is too large");
    };
    let Ok(message) = serde_json::from_slice::<Value>(&bytes) else {
        return rpc_error(StatusCode::BAD_REQUEST, -32700, "Parse error");
    };
    let is_json = is_json(&parts.headers);
    let service =
        if in_session || can_be_asked(&message) { &protocol.with_sessions } else { &protocol.stateless };
    let response = service.handle(Request::from_parts(parts, Body::from(bytes))).await.into_response();
    // The library takes a body that is no message for one of another type.
    if is_json && response.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
        return rpc_error(StatusCode::BAD_REQUEST, -32600, "Invalid Request");
    }
    response
}

fn is_json(headers: &axum::http::HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| {
        value.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
    })
}

fn can_be_asked(message: &Value) -> bool {
    message.get("method").and_then(Value::as_str) == Some("initialize")
        && message.pointer("/params/capabilities/elicitation").is_some_and(Value::is_object)
}

fn rpc_error(status: StatusCode, code: i32, message: &str) -> Response {
    let body = json!({"jsonrpc": "2.0", "id": null, "error": {"code": code, "message": message}});
    (status, Json(body)).into_response()
}

async fn health(State(server): State<Arc<Server>>) -> Response {
    Json(json!({
        "status": "healthy",
        "service": server.api.app,
        "tools": server.catalog.listed().len(),
        "resources": library::list(server.api).len(),
        "timestamp": Timestamp::now().to_string(),
    }))
    .into_response()
}

async fn tools(State(server): State<Arc<Server>>) -> Response {
    let tools = server.catalog.tools().iter();
    let tools: Vec<_> =
        tools.map(|tool| json!({"name": tool.name, "description": tool.description})).collect();
    Json(json!({
        "name": server.api.app,
        "description": visible_lines(server.api.about),
        "version": server.api.build.version,
        "tools": tools,
        "resources": pages(&server),
    }))
    .into_response()
}

async fn resources(State(server): State<Arc<Server>>) -> Response {
    Json(pages(&server)).into_response()
}

fn pages(server: &Server) -> Vec<Value> {
    let pages = library::list(server.api).into_iter();
    pages
        .map(|page| {
            json!({
                "uri": page.uri,
                "name": page.name,
                "description": page.description.or(page.title),
                "mimeType": page.mime_type,
            })
        })
        .collect()
}

async fn resource(State(server): State<Arc<Server>>, Path(uri): Path<String>) -> Response {
    let page = pages(&server).into_iter().find(|page| page.get("uri").and_then(Value::as_str) == Some(&uri));
    match (page, library::read(server.api, &uri)) {
        (Some(Value::Object(mut page)), Some(text)) => {
            page.insert("content".into(), text.into());
            Json(page).into_response()
        }
        _ => {
            (StatusCode::NOT_FOUND, Json(json!({"error": "Resource not found", "uri": uri}))).into_response()
        }
    }
}
