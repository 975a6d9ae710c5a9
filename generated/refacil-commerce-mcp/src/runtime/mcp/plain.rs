//! Plain requests: the call of a tool, or the list of tools, and nothing more in the message.
//!
//! They are most of what comes in. Nothing is told on the way to their answers, and only what changes something may ask; so
//! they can be answered where they arrive ([`Direct`](super::direct::Direct)). Whatever says more than it must is another message,
//! and the library's.

use axum::http::{HeaderMap, header};
use rmcp::model::{ProtocolVersion, RequestId, RequestMetaObject};
use serde::Deserialize;
use serde_json::{Map, Value};

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
const LIST: &str = "tools/list";

/// A plain request.
#[derive(Debug)]
pub(super) struct Plain {
    /// What the client calls it.
    pub(super) id: RequestId,
    /// What it asks for.
    pub(super) asked: Asked,
    /// The revision of the protocol that it follows.
    pub(super) version: ProtocolVersion,
    /// What it says of itself, in the revisions whose requests do.
    pub(super) meta: RequestMetaObject,
    /// Its revision is one with sessions, and named.
    pub(super) may_have_session: bool,
}

/// What plain requests ask for.
#[derive(Debug)]
pub(super) enum Asked {
    /// That this tool runs.
    Call {
        /// Its name.
        tool: String,
        /// What it is given.
        arguments: Option<Map<String, Value>>,
    },
    /// Which tools there are.
    Tools,
}

/// Anything else in the message makes it another one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    jsonrpc: String,
    id: RequestId,
    method: String,
    params: Option<Params>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    name: Option<String>,
    arguments: Option<Map<String, Value>>,
    #[serde(rename = "_meta")]
    meta: Option<Map<String, Value>>,
}

impl Plain {
    /// The message as a plain request, if it is one.
    pub(super) fn read(headers: &HeaderMap, bytes: &[u8]) -> Option<Self> {
        let version = version(headers)?;
        if !takes_both(headers) {
            return None;
        }
        let message: Message = serde_json::from_slice(bytes).ok()?;
        let Params { name, arguments, meta } = message.params.unwrap_or_default();
        let asked = match (message.method.as_str(), name) {
            (CALL, Some(tool)) => Asked::Call { tool, arguments },
            (LIST, None) if arguments.is_none() => Asked::Tools,
            _ => return None,
        };
        let describes_itself = version.as_str() >= ProtocolVersion::STANDARD_HEADERS.as_str();
        let meta = match (describes_itself, meta) {
            (false, None) => RequestMetaObject::default(),
            (true, Some(meta)) => described(headers, &version, &asked, meta)?,
            _ => return None,
        };
        let may_have_session = !describes_itself && headers.contains_key(VERSION);
        let is_request = message.jsonrpc == "2.0";
        is_request.then_some(Self { id: message.id, asked, version, meta, may_have_session })
    }

    /// The tool that it calls and what it gives it, if it calls one.
    pub(super) const fn call(&self) -> Option<(&str, Option<&Map<String, Value>>)> {
        match &self.asked {
            Asked::Call { tool, arguments } => Some((tool.as_str(), arguments.as_ref())),
            Asked::Tools => None,
        }
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
    asked: &Asked,
    meta: Map<String, Value>,
) -> Option<RequestMetaObject> {
    let agrees = match asked {
        Asked::Call { tool, .. } => only(headers, METHOD) == Some(CALL) && only(headers, NAME) == Some(tool),
        Asked::Tools => only(headers, METHOD) == Some(LIST) && !headers.contains_key(NAME),
    };
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

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const PLAIN: &str =
        r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"t","arguments":{"a":1.10}}}"#;
    const BOTH: (&str, &str) = ("accept", "application/json, text/event-stream");

    fn read(headers: &[(&'static str, &'static str)], body: &str) -> Option<Plain> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        Plain::read(&map, body.as_bytes())
    }

    #[test]
    fn a_plain_call_is_read_with_its_digits() {
        let plain = read(&[BOTH, (VERSION, "2025-06-18")], PLAIN).expect("a call");
        let (tool, arguments) = plain.call().expect("a call");
        let arguments = arguments.map(|map| Value::Object(map.clone()).to_string());
        assert_eq!((tool, arguments.as_deref()), ("t", Some(r#"{"a":1.10}"#)));
        assert_eq!(plain.id.to_string(), "7");
        assert_eq!((&plain.version, plain.may_have_session), (&ProtocolVersion::V_2025_06_18, true));
        let unnamed = read(&[BOTH], PLAIN).expect("a call");
        assert_eq!((&unnamed.version, unnamed.may_have_session), (&ProtocolVersion::V_2025_03_26, false));
    }

    const LISTS: &str = r#"{"jsonrpc":"2.0","id":7,"method":"tools/list"}"#;

    #[test]
    fn a_list_is_read_from_its_beginning_alone() {
        let with = |params: &str| LISTS.replacen('}', &format!(r#","params":{params}}}"#), 1);
        for message in [LISTS, &with("{}")] {
            let plain = read(&[BOTH, (VERSION, "2025-06-18")], message).expect(message);
            assert!(plain.call().is_none() && plain.may_have_session);
        }
        for params in [r#"{"cursor":"2"}"#, r#"{"arguments":{}}"#, r#"{"name":"t"}"#, r#"{"_meta":{}}"#, "[]"]
        {
            assert!(read(&[BOTH, (VERSION, "2025-06-18")], &with(params)).is_none(), "{params}");
        }
        let said = described("").replacen("tools/call", LIST, 1);
        let said = said.replacen(r#","name":"t","arguments":{"a":1.10}"#, "", 1);
        let headers = [BOTH, (VERSION, "2026-07-28"), (METHOD, LIST)];
        assert!(read(&headers, &said).is_some_and(|plain| plain.call().is_none()), "{said}");
        let named = [headers.as_slice(), &[(NAME, "t")]].concat();
        assert!(read(&named, &said).is_none());
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
            ("tools/call", "ping"),
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
