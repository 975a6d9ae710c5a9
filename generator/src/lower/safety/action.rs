//! What is done, where the method and the path do not say it: RPC, SOAP, `?Action=`.

use serde_json::{Map, Value};

use super::path::Path;
use super::{Subject, graphql};
use crate::lower::schemas::read_json;

/// The name of an action with the place where it stands.
pub(super) struct Action {
    pub source: &'static str,
    pub name: String,
}

/// Keys whose value names an action.
const ACTION_KEYS: &[&str] = &[
    "action",
    "act",
    "cmd",
    "command",
    "op",
    "operation",
    "acao",
    "accion",
    "operacion",
    "operacao",
    "soapaction",
];

/// All actions that the request names.
pub(super) fn actions(subject: &Subject<'_>, path: &Path) -> Vec<Action> {
    let mut found = Vec::new();
    let mut add = |source, name: &str| {
        let name = name.trim().trim_matches('"');
        if is_name(name) {
            found.push(Action { source, name: name.to_owned() });
        }
    };
    for (key, value) in &subject.query {
        if is_query_action(key, value) {
            add("query", value);
        }
    }
    if let Some(action) = subject.soap_action {
        add("header", last_piece(action));
    }
    let body = subject.body.as_deref().unwrap_or_default();
    if let Some(element) = soap_element(body) {
        add("body", element);
    }
    for name in body_actions(body, path) {
        add("body", &name);
    }
    found
}

fn is_action_key(key: &str) -> bool {
    ACTION_KEYS.contains(&key.to_ascii_lowercase().as_str())
}

/// A name, not a sentence, a number or a variable.
fn is_name(text: &str) -> bool {
    let ordinary = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':' | ' ');
    text.len() <= 80 && text.chars().any(char::is_alphabetic) && text.chars().all(ordinary)
}

fn last_piece(action: &str) -> &str {
    let action = action.trim().trim_matches('"').trim_end_matches('/');
    action.rsplit(['/', '#', ':']).next().unwrap_or(action)
}

/// Name of the first element inside a SOAP body.
fn soap_element(body: &str) -> Option<&str> {
    if !body.trim_start().starts_with('<') {
        return None;
    }
    let mut inside = false;
    for tag in body.split('<').skip(1) {
        let name = tag.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
        let local = name.rsplit(':').next()?;
        if inside && !local.is_empty() && !local.starts_with(['!', '?']) {
            return Some(local);
        }
        inside = inside || (local == "Body" && !tag.starts_with('/'));
    }
    None
}

fn body_actions(body: &str, path: &Path) -> Vec<String> {
    match read_json(body) {
        Some(Value::Object(call)) => return call_actions(&call, path),
        // Several calls in one request.
        Some(Value::Array(calls)) => {
            return calls
                .iter()
                .filter_map(Value::as_object)
                .flat_map(|call| call_actions(call, path))
                .collect();
        }
        _ => {}
    }
    // A JSON body that is broken beyond repair, or a form.
    let mut names: Vec<String> = Vec::new();
    let rpc = body.contains("\"jsonrpc\"");
    if rpc || path.is_opaque() {
        names.extend(quoted_value(body, "method"));
    }
    names.extend(ACTION_KEYS.iter().filter_map(|key| quoted_value(body, key)));
    if !body.contains(['{', '<', '\n']) {
        let pairs = body.split('&').filter_map(|pair| pair.split_once('='));
        names.extend(pairs.filter(|(key, _)| is_action_key(key)).map(|(_, value)| value.to_owned()));
    }
    names
}

/// What one JSON object calls.
fn call_actions(call: &Map<String, Value>, path: &Path) -> Vec<String> {
    let calling = call.iter().filter(|(key, _)| calls(key, call, path).is_some());
    calling.filter_map(|(_, value)| value.as_str().map(str::to_owned)).collect()
}

/// How a value of a body says what is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decides {
    /// By a protocol: the method of JSON-RPC, the text of a GraphQL request.
    Protocol,
    /// By a field that this API made for it.
    Action,
}

/// Whether the value of this key names what the object calls.
fn calls(key: &str, call: &Map<String, Value>, path: &Path) -> Option<Decides> {
    let rpc = call.contains_key("jsonrpc");
    if key == "method" && (rpc || path.is_opaque()) {
        return Some(if rpc { Decides::Protocol } else { Decides::Action });
    }
    (is_action_key(key) || (path.takes_actions() && key == "type")).then_some(Decides::Action)
}

/// Whether and how the value says what a request of this body and route calls.
pub(crate) fn decides(key: &str, value: &Value, body: &Map<String, Value>, route: &str) -> Option<Decides> {
    // Without its number a call of JSON-RPC is a notification, which nobody answers.
    let numbered = body.contains_key("jsonrpc") && body.contains_key("method");
    if numbered && key == "id" && (value.is_number() || value.is_string()) {
        return Some(Decides::Protocol);
    }
    let text = value.as_str()?;
    let document = matches!(key, "query" | "mutation") && graphql::is_document(text);
    if document || (numbered && key == "jsonrpc") {
        return Some(Decides::Protocol);
    }
    calls(key, body, &Path::new(route)).filter(|_| is_name(text))
}

/// Whether a parameter of a query names what is called.
pub(crate) fn names_action(key: &str, value: &str) -> bool {
    is_query_action(key, value) && is_name(value)
}

fn is_query_action(key: &str, value: &str) -> bool {
    is_action_key(key) || (key == "method" && value.contains('.'))
}

/// Whether nothing of the path says what is done.
pub(crate) fn is_opaque(route: &str) -> bool {
    Path::new(route).is_opaque()
}

/// The text after `"key": "`.
fn quoted_value(body: &str, key: &str) -> Option<String> {
    let (_, after) = body.split_once(&format!("\"{key}\""))?;
    let value = after.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split('"').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soap_bodies_name_their_action() {
        let body = r#"<?xml version="1.0"?><soap:Envelope><soap:Header/><soap:Body><x:DoSearch a="1"/></soap:Body></soap:Envelope>"#;
        assert_eq!(soap_element(body), Some("DoSearch"));
        assert_eq!(soap_element("<a><b/></a>"), None);
        assert_eq!(last_piece("\"http://x/Service/DoSearch\""), "DoSearch");
    }
}
