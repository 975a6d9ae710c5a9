//! The plain call of a tool, handed to the handler where it arrives.
//!
//! The library makes a channel and four tasks for each message, in a session or not, and reads it once for every kind of
//! message that there is: a third of what a call costs here. Most messages are such calls, and need none of it, since
//! nothing is told or asked on the way. Whatever is more than the plain call of a tool that runs operations goes to the library
//! as it is, and so does what may ask something over its session; both answer alike.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use rmcp::model::{
    CallToolRequest, CallToolRequestParams, ClientCapabilities, ClientRequest, ErrorData, Implementation,
    InitializeRequestParams, ProtocolVersion, RequestId, RequestMetaObject, ServerJsonRpcMessage,
};
use rmcp::service::{Peer, RequestContext, Service, serve_directly};
use rmcp::{RoleServer, ServerHandler};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::running::Begun;

/// Names the revision of the protocol.
const VERSION: &str = "mcp-protocol-version";
/// Name what the message is, in the revisions whose requests describe themselves.
const METHOD: &str = "mcp-method";
const NAME: &str = "mcp-name";
/// Repeats an argument.
const PARAM: &str = "mcp-param-";
/// What a request says of itself, if it says no more than it must.
const SAID: [&str; 3] = [
    "io.modelcontextprotocol/protocolVersion",
    "io.modelcontextprotocol/clientCapabilities",
    "io.modelcontextprotocol/clientInfo",
];
const CALL: &str = "tools/call";

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
    meta: RequestMetaObject,
    /// Its revision is one with sessions, and named.
    pub(super) may_have_session: bool,
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
    #[serde(rename = "_meta")]
    meta: Option<Map<String, Value>>,
}

impl ToolCall {
    /// The message as the plain call of a tool, if it is one.
    pub(super) fn read(headers: &HeaderMap, bytes: &[u8]) -> Option<Self> {
        let version = version(headers)?;
        if !takes_both(headers) {
            return None;
        }
        let message: Message = serde_json::from_slice(bytes).ok()?;
        let Params { name, arguments, meta } = message.params;
        let describes_itself = version.as_str() >= ProtocolVersion::STANDARD_HEADERS.as_str();
        let meta = match (describes_itself, meta) {
            (false, None) => RequestMetaObject::default(),
            (true, Some(meta)) => described(headers, &version, &name, meta)?,
            _ => return None,
        };
        let is_call = message.jsonrpc == "2.0" && message.method == CALL;
        let may_have_session = !describes_itself && headers.contains_key(VERSION);
        is_call.then_some(Self { id: message.id, name, arguments, version, meta, may_have_session })
    }
}

/// The revision, if it is known. Whoever names none has the one that the transport assumes.
fn version(headers: &HeaderMap) -> Option<ProtocolVersion> {
    if !headers.contains_key(VERSION) {
        return Some(ProtocolVersion::V_2025_03_26);
    }
    let version = only(headers, VERSION)?;
    ProtocolVersion::KNOWN_VERSIONS.iter().find(|known| known.as_str() == version).cloned()
}

/// What the request says of itself, if the headers say the same and neither says more.
fn described(
    headers: &HeaderMap,
    version: &ProtocolVersion,
    name: &str,
    meta: Map<String, Value>,
) -> Option<RequestMetaObject> {
    let agrees = only(headers, METHOD) == Some(CALL) && only(headers, NAME) == Some(name);
    let more = headers.keys().any(|header| header.as_str().starts_with(PARAM));
    if !agrees || more || !meta.keys().all(|key| SAID.contains(&key.as_str())) {
        return None;
    }
    let meta: RequestMetaObject = serde_json::from_value(Value::Object(meta)).ok()?;
    let is_whole = meta.missing_required_keys(version).is_empty();
    (is_whole && meta.protocol_version().as_ref() == Some(version)).then_some(meta)
}

/// The text of a header that is there once.
pub(super) fn only<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

/// The client takes answers of either form, and says so plainly.
fn takes_both(headers: &HeaderMap) -> bool {
    let Some(accept) = only(headers, header::ACCEPT.as_str()) else { return false };
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

    /// Answers the call. Like any other it runs in a task of its own, and hears when it is called off or its client is gone.
    pub(super) async fn answer(&self, call: ToolCall, parts: Parts, begun: Begun<'_>) -> Response {
        let ToolCall { id, name, arguments, version, meta, .. } = call;
        let mut params = CallToolRequestParams::new(name);
        params.arguments = arguments;
        let mut context = RequestContext::new(id.clone(), self.peer(version));
        context.meta = meta;
        context.extensions.insert(parts);
        context.ct = begun.ended().clone();
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

    const PLAIN: &str =
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
        let call = read(&[BOTH, (VERSION, "2025-06-18")], PLAIN).expect("a call");
        assert_eq!((call.name.as_str(), call.id.to_string().as_str()), ("t", "7"));
        let arguments = call.arguments.map(|map| Value::Object(map).to_string());
        assert_eq!(arguments.as_deref(), Some(r#"{"a":1.10}"#));
        assert_eq!((&call.version, call.may_have_session), (&ProtocolVersion::V_2025_06_18, true));
        let unnamed = read(&[BOTH], PLAIN).expect("a call");
        assert_eq!((&unnamed.version, unnamed.may_have_session), (&ProtocolVersion::V_2025_03_26, false));
    }

    const DESCRIBED: [(&str, &str); 4] = [BOTH, (VERSION, "2026-07-28"), (METHOD, "tools/call"), (NAME, "t")];

    /// The call with what it says of itself, and that beside it.
    fn described(more: &str) -> String {
        let said = r#""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}"#;
        PLAIN.replacen("{\"name\"", &format!("{{\"_meta\":{{{said}{more}}},\"name\""), 1)
    }

    #[test]
    fn a_call_that_describes_itself_is_read_where_its_headers_agree() {
        let info = r#","io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"}"#;
        let call = read(&DESCRIBED, &described(info)).expect("a call");
        assert_eq!(call.meta.protocol_version(), Some(ProtocolVersion::V_2026_07_28));
        assert!(!call.may_have_session);
        assert!(call.meta.client_info().is_some_and(|client| client.name == "c"));
        for (at, other) in [
            (1, (VERSION, "2025-11-25")),
            (2, (METHOD, "tools/list")),
            (3, (NAME, "other")),
            (3, ("mcp-param-a", "1.10")),
        ] {
            let mut headers = DESCRIBED;
            headers[at] = other;
            assert!(read(&headers, &described("")).is_none(), "{other:?}");
        }
        let more = [DESCRIBED.as_slice(), &[("mcp-param-a", "1.10")]].concat();
        assert!(read(&more, &described("")).is_none());
        for (part, other) in [
            ("{}", "{},\"progressToken\":1"),
            ("Capabilities\":{}", "Capabilities\":1"),
            ("\":\"2026-07-28\"", "\":\"2025-11-25\""),
        ] {
            let message = described("").replacen(part, other, 1);
            assert!(message != described("") && read(&DESCRIBED, &message).is_none(), "{message}");
        }
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
            assert!(read(&headers, PLAIN).is_none(), "{headers:?}");
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
            let message = PLAIN.replacen(part, other, 1);
            assert!(message != PLAIN && read(&[BOTH], &message).is_none(), "{message}");
        }
    }
}
