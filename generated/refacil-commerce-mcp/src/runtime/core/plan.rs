//! What a call would send, for a dry run and for confirmations. Nothing in it is secret.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::failure::Failure;
use super::request::Request;
use super::spec::Source;

/// A call as data: what is fetched before it, and the exact request.
///
/// Values that a login or a token step would give stand as `<operation id>`, configured ones as `<VARIABLE>`; what the
/// tool filled in is listed as `automatic`.
///
/// # Errors
/// The request cannot be built.
pub fn plan(call: &Call) -> Result<Value, Failure> {
    let operation = call.operation();
    let request = call.masked_preview()?;
    let mut plan = json!({
        "dry_run": true,
        "operation": operation.id,
        "class": operation.class.name(),
        "environment": call.target().environment.name,
        "fetched_first": fetched_first(call),
        "request": {
            "method": request.method,
            "url": request.url.as_str(),
            "headers": headers(&request),
            "body": body(&request),
        },
        "timeout_ms": u64::try_from(call.time_limit().as_millis()).unwrap_or(u64::MAX),
    });
    if let (false, Some(map)) = (call.filled().is_empty(), plan.as_object_mut()) {
        map.insert("automatic".into(), call.filled().to_json());
    }
    Ok(plan)
}

fn fetched_first(call: &Call) -> Vec<Value> {
    let operation = call.operation();
    let sessions = if operation.carries_session() { operation.headers } else { &[] };
    let session = sessions.iter().filter(|header| header.source == Source::Session);
    let session =
        session.map(|header| json!({"header": header.name.to_ascii_lowercase(), "from": "the session"}));
    let steps = operation.own_steps().iter();
    let steps = steps.map(|step| json!({"header": step.header.to_ascii_lowercase(), "from": step.operation}));
    session.chain(steps).collect()
}

fn headers(request: &Request) -> Map<String, Value> {
    request.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.shown()))).collect()
}

/// The body as it will be sent: JSON as it is, anything else as text.
fn body(request: &Request) -> Value {
    let Some(bytes) = &request.body else { return Value::Null };
    match serde_json::from_slice(bytes) {
        Ok(body @ (Value::Object(_) | Value::Array(_))) => body,
        _ => Value::from(String::from_utf8_lossy(bytes).into_owned()),
    }
}
