//! A request of format 1 in the shape of format 2.

use serde_json::{Map, Value, json};

use crate::postman::fields::{flag, list, text};

/// The item that format 2 would have.
pub(super) fn shaped(object: &Map<String, Value>) -> Map<String, Value> {
    let field = |key: &str| object.get(key).cloned().unwrap_or_default();
    let request = json!({
        "method": field("method"),
        "url": url(object),
        "header": first_filled(object, &["headerData", "headers", "header"]),
        "body": body(object),
        "auth": auth(object),
        "description": field("description"),
    });
    let responses: Vec<Value> = list(object.get("responses")).into_iter().map(response).collect();
    let mut item = Map::new();
    item.insert("name".into(), field("name"));
    item.insert("request".into(), request);
    item.insert("event".into(), Value::Array(events(object)));
    item.insert("response".into(), Value::Array(responses));
    item.insert("protocolProfileBehavior".into(), field("protocolProfileBehavior"));
    item
}

/// Scripts: the later `events`, else the two fields of the beginning.
pub(super) fn events(object: &Map<String, Value>) -> Vec<Value> {
    let events: Vec<Value> = list(object.get("events")).into_iter().cloned().collect();
    let states =
        |listen: &str| events.iter().any(|event| event.get("listen").and_then(Value::as_str) == Some(listen));
    let legacy =
        [("prerequest", "preRequestScript"), ("test", "tests")].into_iter().filter_map(|(listen, key)| {
            let script = object.get(key).filter(|_| !states(listen))?;
            Some(json!({"listen": listen, "script": script}))
        });
    let legacy: Vec<Value> = legacy.collect();
    [events, legacy].concat()
}

/// The text, with the parameters that have a description or are switched off beside it.
fn url(object: &Map<String, Value>) -> Value {
    let written = match object.get("url") {
        Some(parts @ Value::Object(_)) => return parts.clone(),
        other => text(other),
    };
    let mut url = Map::new();
    url.insert("raw".into(), written.into());
    let query = first_filled(object, &["queryParams"]);
    if !query.is_null() {
        url.insert("query".into(), query);
    }
    url.insert("variable".into(), first_filled(object, &["pathVariableData", "pathVariables"]));
    Value::Object(url)
}

fn body(object: &Map<String, Value>) -> Value {
    let filled = |keys: &[&str]| first_filled(object, keys);
    let stated = text(object.get("dataMode")).map(|mode| mode.to_lowercase());
    let mode = match stated.as_deref() {
        Some("params") => "formdata",
        Some("binary") => "file",
        Some(mode) => mode,
        None if !filled(&["rawModeData"]).is_null() || filled(&["data"]).is_string() => "raw",
        None if filled(&["data"]).is_array() => "formdata",
        None => return Value::Null,
    };
    let content = match mode {
        "raw" => filled(&["rawModeData", "data"]),
        "graphql" => filled(&["graphqlModeData", "data"]),
        _ => filled(&["data"]),
    };
    json!({
        "mode": mode,
        mode: content,
        "options": object.get("dataOptions"),
        "disabled": flag(object.get("dataDisabled")),
    })
}

/// The later `auth`, else the helper.
fn auth(object: &Map<String, Value>) -> Value {
    if let Some(auth @ Value::Object(_)) = object.get("auth") {
        return auth.clone();
    }
    let Some(helper) = text(object.get("currentHelper")) else { return Value::Null };
    let kind = match helper.as_str() {
        "" | "normal" => return Value::Null,
        "noAuth" => "noauth".to_owned(),
        "awsSigV4" => "awsv4".to_owned(),
        other => other.strip_suffix("Auth").unwrap_or(other).to_lowercase(),
    };
    let parameters = match object.get("helperAttributes") {
        Some(Value::String(written)) => serde_json::from_str(written).unwrap_or_default(),
        other => other.cloned().unwrap_or_default(),
    };
    let parameters = match parameters {
        Value::Object(mut map) => {
            map.remove("id");
            Value::Object(map)
        }
        other => other,
    };
    json!({"type": kind, kind: parameters})
}

fn response(value: &Value) -> Value {
    let Value::Object(object) = value else { return value.clone() };
    let code = object.get("responseCode").map(|code| code.get("code").unwrap_or(code));
    json!({
        "name": object.get("name"),
        "code": code.or_else(|| object.get("code")),
        "body": object.get("text").or_else(|| object.get("body")),
    })
}

/// The first of these fields that holds something.
fn first_filled(object: &Map<String, Value>, keys: &[&str]) -> Value {
    let filled = |value: &&Value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(elements) => !elements.is_empty(),
        Value::Object(map) => !map.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    };
    keys.iter().find_map(|key| object.get(*key).filter(filled)).cloned().unwrap_or_default()
}
