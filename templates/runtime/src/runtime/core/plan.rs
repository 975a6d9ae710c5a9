//! What a call would send, for a dry run and for confirmations. Nothing in it is secret.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::failure::Failure;
use super::redact;
use super::request::Request;
use super::spec::{Location, Source};

/// A call as data: what is fetched before it, and the exact request.
///
/// Values that a login or a token step would give stand as `<operation id>`, configured ones as `<VARIABLE>`.
///
/// # Errors
/// The request cannot be built.
pub fn plan(call: &Call) -> Result<Value, Failure> {
    let operation = call.operation();
    let request = call.preview()?;
    Ok(json!({
        "dry_run": true,
        "operation": operation.id,
        "class": operation.class.name(),
        "environment": call.target().environment.name,
        "fetched_first": fetched_first(call),
        "request": {
            "method": request.method,
            "url": request.url.as_str(),
            "headers": headers(&request),
            "body": body(call, &request),
        },
        "timeout_ms": operation.timeout_ms,
    }))
}

fn fetched_first(call: &Call) -> Vec<Value> {
    let operation = call.operation();
    let session = operation.headers.iter().filter(|header| header.source == Source::Session);
    let session =
        session.map(|header| json!({"header": header.name.to_ascii_lowercase(), "from": "the session"}));
    let steps = operation.steps.iter();
    let steps = steps.map(|step| json!({"header": step.header.to_ascii_lowercase(), "from": step.operation}));
    session.chain(steps).collect()
}

fn headers(request: &Request) -> Map<String, Value> {
    request.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.shown()))).collect()
}

/// The body as it will be sent, with the secret fields of its schema masked.
fn body(call: &Call, request: &Request) -> Value {
    let Some(bytes) = &request.body else { return Value::Null };
    let Ok(Value::Object(map)) = serde_json::from_slice::<Value>(bytes) else {
        let masked = redact::without_secrets(call.operation(), call.arguments());
        return if masked == *call.arguments() {
            Value::from(String::from_utf8_lossy(bytes).into_owned())
        } else {
            Value::Object(masked)
        };
    };
    let masked = map.into_iter().map(|(name, value)| {
        let param = call
            .operation()
            .params
            .iter()
            .find(|param| param.location == Location::Body && param.name == name);
        let value = param.map_or(value.clone(), |param| redact::value(param.schema, &value));
        (name, value)
    });
    Value::Object(masked.collect())
}
