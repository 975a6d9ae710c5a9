//! The plain pages beside the protocol, for operators and probes.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::runtime::core::text::visible_lines;

use super::library;
use super::server::Server;

/// The process runs.
pub(super) async fn live() -> Response {
    Json(json!({"status": "live"})).into_response()
}

/// It takes new calls.
pub(super) async fn ready(State(server): State<Arc<Server>>) -> Response {
    if server.stop.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(json!({"status": "stopping"}))).into_response();
    }
    Json(json!({"status": "ready"})).into_response()
}

/// Both, with what is served.
pub(super) async fn health(State(server): State<Arc<Server>>) -> Response {
    let stopping = server.stop.is_cancelled();
    let status = if stopping { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let body = json!({
        "status": if stopping { "stopping" } else { "healthy" },
        "service": server.api.app,
        "tools": server.catalog.tools().len(),
        "resources": library::list(&server.catalog).len(),
        "timestamp": Timestamp::now().to_string(),
    });
    (status, Json(body)).into_response()
}

/// Names and descriptions of the tools.
pub(super) async fn tools(State(server): State<Arc<Server>>) -> Response {
    let tools = server.catalog.tools().iter();
    let tools: Vec<_> =
        tools.map(|tool| json!({"name": tool.name, "description": tool.description})).collect();
    Json(json!({
        "name": server.api.app,
        "description": visible_lines(server.api.about),
        "version": server.api.build.version,
        "tools": tools,
        "resources": list(&server),
    }))
    .into_response()
}

/// The resources.
pub(super) async fn resources(State(server): State<Arc<Server>>) -> Response {
    Json(list(&server)).into_response()
}

fn list(server: &Server) -> Vec<Value> {
    let pages = library::list(&server.catalog).into_iter();
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

/// One resource with its text.
pub(super) async fn resource(State(server): State<Arc<Server>>, Path(uri): Path<String>) -> Response {
    let page = list(&server).into_iter().find(|page| page.get("uri").and_then(Value::as_str) == Some(&uri));
    // An address of the version published before is not listed.
    let page = page.unwrap_or_else(|| json!({"uri": uri, "mimeType": library::MARKDOWN}));
    match (page, server.page(&uri)) {
        (Value::Object(mut page), Some(text)) => {
            page.insert("content".into(), text.into());
            Json(page).into_response()
        }
        _ => {
            (StatusCode::NOT_FOUND, Json(json!({"error": "Resource not found", "uri": uri}))).into_response()
        }
    }
}
