//! Parts of format 3 in the shape of format 2.

use serde_json::{Map, Value, json};

use crate::postman::fields::{list, text};

/// `$kind`, where it is stated.
pub(super) fn kind(object: &Map<String, Value>) -> Option<&str> {
    object.get("$kind").and_then(Value::as_str)
}

/// A collection or a folder.
pub(super) fn group(object: &Map<String, Value>, name: &str) -> Map<String, Value> {
    let mut shape = common(object, name);
    shape.insert("variable".into(), object.get("variables").cloned().unwrap_or_default());
    shape.insert("auth".into(), auth(object.get("auth")));
    shape
}

/// A request with its saved answers, those of `examples` after its own.
pub(super) fn request(
    object: &Map<String, Value>,
    name: &str,
    examples: &[Map<String, Value>],
) -> Map<String, Value> {
    let field = |key: &str| object.get(key).cloned().unwrap_or_default();
    let graphql = kind(object) == Some("graphql-request");
    let body = if graphql {
        json!({"mode": "graphql", "graphql": {
            "query": field("query"), "variables": field("variables"), "operationName": field("operationName")}})
    } else {
        body(object.get("body"))
    };
    let method = if graphql && field("method").is_null() { "POST".into() } else { field("method") };
    let request = json!({
        "method": method,
        "url": url(object),
        "header": field("headers"),
        "body": body,
        "auth": auth(object.get("auth")),
    });
    let own = ["examples", "responses"].into_iter().flat_map(|key| list(object.get(key)));
    let answers = own.filter_map(Value::as_object).chain(examples).map(answer);
    let mut shape = common(object, name);
    shape.insert("request".into(), request);
    shape.insert("response".into(), Value::Array(answers.collect()));
    shape
}

fn common(object: &Map<String, Value>, name: &str) -> Map<String, Value> {
    let stated = text(object.get("name")).filter(|stated| !stated.trim().is_empty());
    let mut shape = Map::new();
    shape.insert("name".into(), stated.unwrap_or_else(|| name.to_owned()).into());
    shape.insert("description".into(), object.get("description").cloned().unwrap_or_default());
    shape.insert("event".into(), Value::Array(scripts(object.get("scripts"))));
    shape.insert("protocolProfileBehavior".into(), object.get("settings").cloned().unwrap_or_default());
    shape
}

fn url(object: &Map<String, Value>) -> Value {
    let mut url = match object.get("url") {
        Some(Value::Object(parts)) => parts.clone(),
        written => Map::from_iter([("raw".to_owned(), text(written).into())]),
    };
    for (from, to) in [("queryParams", "query"), ("pathVariables", "variable")] {
        url.extend(object.get(from).map(|value| (to.to_owned(), value.clone())));
    }
    Value::Object(url)
}

/// `{type, content}`; a body in the words of format 2 stays as it is.
fn body(value: Option<&Value>) -> Value {
    let Some(Value::Object(object)) = value else { return value.cloned().unwrap_or_default() };
    let Some(kind) = text(object.get("type")) else { return Value::Object(object.clone()) };
    let kind = kind.trim().to_lowercase();
    let content = object.get("content").or_else(|| object.get(&kind)).cloned().unwrap_or_default();
    let disabled = object.get("disabled").cloned().unwrap_or_default();
    match kind.as_str() {
        "formdata" | "form-data" | "multipart" => {
            json!({"mode": "formdata", "formdata": content, "disabled": disabled})
        }
        "urlencoded" | "x-www-form-urlencoded" => {
            json!({"mode": "urlencoded", "urlencoded": content, "disabled": disabled})
        }
        "graphql" => json!({"mode": "graphql", "graphql": content, "disabled": disabled}),
        "file" | "binary" | "none" => json!({"mode": kind, "disabled": disabled}),
        "raw" => json!({"mode": "raw", "raw": content, "disabled": disabled,
            "options": {"raw": {"language": object.get("language")}}}),
        "json" | "xml" | "text" | "html" | "javascript" => json!({"mode": "raw", "raw": content,
            "disabled": disabled, "options": {"raw": {"language": kind}}}),
        _ => json!({"mode": kind}),
    }
}

/// `{type, credentials}`, or a list of them, the first of which Postman uses.
fn auth(value: Option<&Value>) -> Value {
    let object = match value {
        Some(Value::Array(several)) => several.iter().find_map(Value::as_object),
        other => other.and_then(Value::as_object),
    };
    let Some(object) = object else { return Value::Null };
    match (text(object.get("type")), object.get("credentials")) {
        (Some(kind), Some(credentials)) => json!({"type": kind, kind: pairs(credentials)}),
        _ => Value::Object(object.clone()),
    }
}

/// A map of credentials as a list: an API key's own parameters are called `key` and `value`.
fn pairs(credentials: &Value) -> Value {
    match credentials {
        Value::Object(map) => map.iter().map(|(key, value)| json!({"key": key, "value": value})).collect(),
        other => other.clone(),
    }
}

/// Scripts; `http:` before the type is how a collection says that it means HTTP requests.
fn scripts(value: Option<&Value>) -> Vec<Value> {
    let listen = |kind: &str| match kind.strip_prefix("http:").unwrap_or(kind) {
        "beforeRequest" | "prerequest" => Some("prerequest"),
        "afterResponse" | "test" => Some("test"),
        // Of other protocols: before a call of gRPC, on a message.
        _ => None,
    };
    let elements: Vec<(Option<String>, Value)> = match value {
        Some(Value::Object(map)) if !map.contains_key("code") => {
            map.iter().map(|(kind, code)| (Some(kind.clone()), code.clone())).collect()
        }
        other => list(other)
            .into_iter()
            .map(|script| (text(script.get("type")), script.get("code").cloned().unwrap_or_default()))
            .collect(),
    };
    let scripts = elements.into_iter().filter_map(|(kind, code)| {
        let code = code.get("code").cloned().unwrap_or(code);
        Some(json!({"listen": listen(kind?.as_str())?, "script": code}))
    });
    scripts.collect()
}

fn answer(example: &Map<String, Value>) -> Value {
    let response = example.get("response").and_then(Value::as_object).unwrap_or(example);
    let code = ["statusCode", "code", "status"].iter().find_map(|key| response.get(*key));
    let body = match response.get("body") {
        Some(Value::Object(body)) if body.contains_key("content") || body.contains_key("type") => {
            body.get("content").cloned().unwrap_or_default()
        }
        Some(Value::Object(body)) if body.is_empty() => Value::Null,
        other => other.cloned().unwrap_or_default(),
    };
    json!({"name": example.get("name"), "code": code, "body": body})
}
