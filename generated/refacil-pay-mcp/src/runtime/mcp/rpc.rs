//! How JSON-RPC answers what is none of its messages (<https://www.jsonrpc.org/specification#error_object>).

use serde_json::{Map, Value, json};

use crate::runtime::core::spec::Language;
use crate::runtime::core::words::Said;

/// The text is no JSON.
pub(super) const PARSE_ERROR: i32 = -32700;
/// The JSON is no request.
pub(super) const INVALID_REQUEST: i32 = -32600;

/// An error; its id is `null` where nobody can tell what it is about.
pub(super) fn error(code: i32, id: &Value, message: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}})
}

/// Why several messages in one are not taken. Only the revision 2025-03-26 has them, and a client of it may do without.
pub(super) fn no_batches(language: Language) -> String {
    Said::from("send each message by itself: several in one list are not taken").in_language(language)
}

/// What is answered to a text that is no message: nothing where it asks for no answer, or is itself one. Two
/// programs that both answer what they cannot read would otherwise never stop.
pub(super) fn refusal(text: &[u8], language: Language) -> Option<Value> {
    let Ok(value) = serde_json::from_slice::<Value>(text) else {
        return Some(error(PARSE_ERROR, &Value::Null, "Parse error"));
    };
    match &value {
        Value::Array(_) => Some(error(INVALID_REQUEST, &Value::Null, &no_batches(language))),
        Value::Object(message) if !expects_answer(message) => None,
        Value::Object(message) => Some(error(INVALID_REQUEST, &id(message), "Invalid Request")),
        _ => Some(error(INVALID_REQUEST, &Value::Null, "Invalid Request")),
    }
}

fn expects_answer(message: &Map<String, Value>) -> bool {
    match message.contains_key("method") {
        // What has no id is a notification.
        true => message.contains_key("id"),
        false => !message.contains_key("result") && !message.contains_key("error"),
    }
}

/// The id of a request. What has no method is none, and its id may belong to somebody else's.
fn id(message: &Map<String, Value>) -> Value {
    let known =
        message.get("id").filter(|id| message.contains_key("method") && (id.is_string() || id.is_i64()));
    known.cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(text: &str) -> Option<(i64, Value)> {
        let answer = refusal(text.as_bytes(), Language::English)?;
        Some((answer["error"]["code"].as_i64()?, answer["id"].clone()))
    }

    #[test]
    fn what_is_no_request_is_answered_once() {
        for no_json in ["", "{", "{\"id\":1", "nonsense", "{\"a\":1}}"] {
            assert_eq!(answer(no_json), Some((-32700, Value::Null)), "{no_json}");
        }
        assert_eq!(refusal(b"\"\xff\"", Language::English), Some(error(-32700, &Value::Null, "Parse error")));
        for (text, id) in [
            ("7", Value::Null),
            ("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", Value::Null),
            ("{\"id\":7}", Value::Null),
            ("{\"id\":7,\"method\":\"tools/call\",\"params\":5}", json!(7)),
            ("{\"id\":\"a\",\"method\":5}", json!("a")),
            ("{\"id\":[1],\"method\":\"ping\"}", Value::Null),
        ] {
            assert_eq!(answer(text), Some((-32600, id)), "{text}");
        }
        for quiet in [
            "{\"method\":\"notifications/unheard\",\"params\":5}",
            "{\"id\":1,\"result\":5}",
            "{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"Parse error\"}}",
        ] {
            assert_eq!(answer(quiet), None, "{quiet}");
        }
    }
}
