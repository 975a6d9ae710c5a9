//! What makes two calls the same.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::super::call::Call;
use super::super::decimal;
use super::super::failure::Failure;

/// A digest of who sends what to where, by whatever command. Secret arguments do not count: no trace of them is kept, and
/// two payments that differ in nothing but a PIN are the same.
///
/// # Errors
/// The request cannot be built.
pub(super) fn of(call: &Call, principal: &str) -> Result<String, Failure> {
    let request = call.masked_preview()?;
    let body = request.body.map(|bytes| match serde_json::from_slice(&bytes) {
        Ok(body) => canonical(&body),
        Err(_) => Value::from(String::from_utf8_lossy(&bytes)),
    });
    let what = json!({
        "principal": principal,
        "environment": call.target().environment.name,
        "method": request.method,
        "url": request.url.as_str(),
        "body": body,
    });
    Ok(Sha256::digest(what.to_string().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The same data in one spelling: names in order, numbers by their value.
#[must_use]
pub fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<_> = map.iter().collect();
            fields.sort_by_key(|(name, _)| name.as_str());
            let fields = fields.into_iter().map(|(name, value)| (name.clone(), canonical(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        Value::Array(list) => list.iter().map(canonical).collect(),
        Value::Number(number) => {
            let text = number.to_string();
            json!({ "number": decimal::canonical(&text).unwrap_or(text) })
        }
        other => other.clone(),
    }
}
