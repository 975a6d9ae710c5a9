//! The call of a tool that stands alone, handed to the handler where it arrives.
//!
//! The library makes a channel and four tasks for each message that has no session, and reads it once for every kind of
//! message that there is: a third of what a call costs here. Most messages are such calls, and need none of it, since
//! nothing is told or asked on the way. Whatever is more than the plain call of a tool that runs operations goes to the library
//! as it is, and both answer alike.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use rmcp::model::{
    CallToolRequest, CallToolRequestParams, ClientCapabilities, ClientRequest, ErrorData, Implementation,
    InitializeRequestParams, ProtocolVersion, RequestId, ServerJsonRpcMessage,
};
use rmcp::service::{Peer, RequestContext, Service, serve_directly};
use rmcp::{RoleServer, ServerHandler};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Names the revision of the protocol.
const VERSION: &str = "mcp-protocol-version";

/// The plain call of a tool.
#[derive(Debug)]
pub(super) struct ToolCall {
    /// What the client calls it.
    pub(super) id: RequestId,
    /// The tool.
    pub(super) name: String,
    /// What it is given.
    pub(super) arguments: Option<Map<String, Value>>,
    version: ProtocolVersion,
}

/// Anything else in the message makes it another one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    jsonrpc: String,
    id: RequestId,
    method: String,
    params: Params,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    name: String,
    arguments: Option<Map<String, Value>>,
}

impl ToolCall {
    /// The message as the plain call of a tool, if it is one.
    pub(super) fn read(headers: &HeaderMap, bytes: &[u8]) -> Option<Self> {
        let version = version(headers)?;
        if !takes_both(headers) {
            return None;
        }
        let message: Message = serde_json::from_slice(bytes).ok()?;
        let Params { name, arguments } = message.params;
        let is_call = message.jsonrpc == "2.0" && message.method == "tools/call";
        is_call.then_some(Self { id: message.id, name, arguments, version })
    }
}

/// The revision, if it is one in which requests do not describe themselves. Whoever names none has the one that the
/// transport assumes.
fn version(headers: &HeaderMap) -> Option<ProtocolVersion> {
    let mut named = headers.get_all(VERSION).iter();
    let version = match (named.next(), named.next()) {
        (None, _) => return Some(ProtocolVersion::V_2025_03_26),
        (Some(version), None) => version.to_str().ok()?,
        _ => return None,
    };
    let known = ProtocolVersion::KNOWN_VERSIONS.iter().find(|known| known.as_str() == version)?;
    (known.as_str() < ProtocolVersion::STANDARD_HEADERS.as_str()).then(|| known.clone())
}

/// The client takes answers of either form, and says so plainly.
fn takes_both(headers: &HeaderMap) -> bool {
    let mut accepts = headers.get_all(header::ACCEPT).iter();
    let (Some(accept), None) = (accepts.next().and_then(|accept| accept.to_str().ok()), accepts.next())
    else {
        return false;
    };
    let takes = |form: &str| accept.split(',').any(|part| part.trim() == form);
    takes("application/json") && takes("text/event-stream")
}

/// The handlers of one principal for such calls.
pub(super) struct Direct<S> {
    handler: Box<dyn Fn() -> S + Send + Sync>,
    peers: Mutex<Vec<(ProtocolVersion, Peer<RoleServer>)>>,
}

impl<S: ServerHandler> Direct<S> {
    /// Handlers that are made so.
    pub(super) fn new(handler: impl Fn() -> S + Send + Sync + 'static) -> Self {
        Self { handler: Box::new(handler), peers: Mutex::default() }
    }

    /// Answers the call. Like any other it runs in a task of its own, and hears when its client is gone.
    pub(super) async fn answer(&self, call: ToolCall, parts: Parts) -> Response {
        let ToolCall { id, name, arguments, version } = call;
        let mut params = CallToolRequestParams::new(name);
        params.arguments = arguments;
        let mut context = RequestContext::new(id.clone(), self.peer(version));
        context.extensions.insert(parts);
        let _gone = context.ct.clone().drop_guard();
        let service = (self.handler)();
        let request = ClientRequest::CallToolRequest(CallToolRequest::new(params));
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

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: &str =
        r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"t","arguments":{"a":1.10}}}"#;
    const BOTH: (&str, &str) = ("accept", "application/json, text/event-stream");

    fn read(headers: &[(&'static str, &'static str)], body: &str) -> Option<ToolCall> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        ToolCall::read(&map, body.as_bytes())
    }

    #[test]
    fn a_plain_call_is_read_with_its_digits() {
        let call = read(&[BOTH, (VERSION, "2025-06-18")], CALL).expect("a call");
        assert_eq!((call.name.as_str(), call.id.to_string().as_str()), ("t", "7"));
        let arguments = call.arguments.map(|map| Value::Object(map).to_string());
        assert_eq!(arguments.as_deref(), Some(r#"{"a":1.10}"#));
        assert_eq!(call.version, ProtocolVersion::V_2025_06_18);
        assert_eq!(read(&[BOTH], CALL).expect("a call").version, ProtocolVersion::V_2025_03_26);
    }

    #[test]
    fn whatever_is_more_or_less_goes_to_the_library() {
        for headers in [
            vec![],
            vec![("accept", "application/json")],
            vec![("accept", "application/json;q=0, text/event-stream")],
            vec![BOTH, BOTH],
            vec![BOTH, (VERSION, "2026-07-28")],
            vec![BOTH, (VERSION, "1999-01-01")],
            vec![BOTH, (VERSION, "2025-06-18"), (VERSION, "2025-03-26")],
        ] {
            assert!(read(&headers, CALL).is_none(), "{headers:?}");
        }
        for (part, other) in [
            ("2.0", "1.0"),
            ("\"id\":7,", ""),
            ("\"id\":7", "\"id\":null"),
            ("\"id\":7", "\"id\":7,\"id\":8"),
            ("tools/call", "tools/list"),
            ("\"name\":\"t\"", "\"name\":5"),
            ("\"name\":\"t\"", "\"name\":\"t\",\"_meta\":{}"),
            ("\"name\":\"t\"", "\"name\":\"t\",\"task\":{}"),
            ("{\"a\":1.10}", "[1]"),
            ("{\"a\":1.10}}}", "{\"a\":1.10}}"),
        ] {
            let message = CALL.replacen(part, other, 1);
            assert!(message != CALL && read(&[BOTH], &message).is_none(), "{message}");
        }
    }
}
