//! Plain requests, handed to the handler where they arrive.
//!
//! The library makes a channel and four tasks for each message, in a session or not, and reads it once for every kind of
//! message that there is: a third of what a call costs here. In a session it keeps room for dozens of them besides, in each of
//! its channels. A [plain request](super::plain) needs none of it, as long as nobody is asked on the way. Both answer alike.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use rmcp::model::{
    CallToolRequest, CallToolRequestParams, ClientCapabilities, ClientRequest, ErrorData, Implementation,
    InitializeRequestParams, ListToolsRequest, ProtocolVersion, ServerJsonRpcMessage,
};
use rmcp::service::{Peer, RequestContext, Service, serve_directly};
use rmcp::{RoleServer, ServerHandler};

use super::plain::{Asked, Plain};
use super::running::Begun;

/// The handlers of one principal for plain requests.
pub(super) struct Direct<S> {
    handler: Box<dyn Fn() -> S + Send + Sync>,
    peers: Mutex<Vec<(ProtocolVersion, Peer<RoleServer>)>>,
}

impl<S: ServerHandler> Direct<S> {
    /// Handlers that are made so.
    pub(super) fn new(handler: impl Fn() -> S + Send + Sync + 'static) -> Self {
        Self { handler: Box::new(handler), peers: Mutex::default() }
    }

    /// Answers the request. Like any other it runs in a task of its own, and hears when it is called off or its client is gone.
    pub(super) async fn answer(&self, request: Plain, parts: Parts, begun: Begun<'_>) -> Response {
        let Plain { id, asked, version, meta, .. } = request;
        let mut context = RequestContext::new(id.clone(), self.peer(version));
        context.meta = meta;
        context.extensions.insert(parts);
        context.ct = begun.ended().clone();
        let service = (self.handler)();
        let request = asked.into_request();
        // Boxed, for the library's future is large and a task copies its own about.
        let task = Box::pin(async move { service.handle_request(request, context).await });
        let outcome = tokio::spawn(task).await.unwrap_or_else(|error| {
            tracing::error!(%error, "a request ended abnormally");
            Err(ErrorData::internal_error("Internal error", None))
        });
        let message = match outcome {
            Ok(result) => ServerJsonRpcMessage::response(result, id),
            Err(error) => ServerJsonRpcMessage::error(error, Some(id)),
        };
        json(&message)
    }

    /// The client as the handler sees it: it has a revision, and cannot be asked.
    fn peer(&self, version: ProtocolVersion) -> Peer<RoleServer> {
        let mut peers = self.peers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, peer)) = peers.iter().find(|(known, _)| *known == version) {
            return peer.clone();
        }
        let client = InitializeRequestParams::new(ClientCapabilities::default(), Implementation::default())
            .with_protocol_version(version.clone());
        // There is nothing to read, and what is written goes nowhere.
        let nothing = (tokio::io::empty(), tokio::io::sink());
        let peer = serve_directly((self.handler)(), nothing, Some(client)).peer().clone();
        peers.push((version, peer.clone()));
        peer
    }
}

impl Asked {
    fn into_request(self) -> ClientRequest {
        match self {
            Self::Call { tool, arguments } => {
                let mut params = CallToolRequestParams::new(tool);
                params.arguments = arguments;
                ClientRequest::CallToolRequest(CallToolRequest::new(params))
            }
            Self::Tools => ClientRequest::ListToolsRequest(ListToolsRequest::default()),
        }
    }
}

fn json(message: &ServerJsonRpcMessage) -> Response {
    let (status, body) = match serde_json::to_vec(message) {
        Ok(body) => (StatusCode::OK, body),
        Err(error) => {
            tracing::error!(%error, "an answer cannot be written");
            (StatusCode::INTERNAL_SERVER_ERROR, Vec::new())
        }
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
