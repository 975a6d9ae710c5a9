//! What makes two calls the same.

use serde_json::{Map, Value, json};

use super::super::call::Call;
use super::super::decimal;
use super::super::failure::Failure;
use super::super::hex;
use super::super::request::Request;
use super::super::spec::Provider;
use super::book::Record;

/// What makes a call known again.
#[derive(Debug, Clone)]
pub(super) struct Fingerprint {
    /// By what the caller said, whatever was filled in.
    pub(super) said: String,
    /// The same with the references that were made for it, which a caller may say the next time.
    pub(super) made: Option<String>,
}

impl Fingerprint {
    /// The record is of the same call.
    pub(super) fn is_of(&self, record: &Record) -> bool {
        let known = [Some(&record.fingerprint), record.made.as_ref()];
        [Some(&self.said), self.made.as_ref()].into_iter().flatten().any(|own| known.contains(&Some(own)))
    }
}

/// The fingerprint of a call.
///
/// # Errors
/// The request cannot be built.
pub(super) fn of(call: &Call, principal: &str) -> Result<Fingerprint, Failure> {
    let said = digest(call, principal, call.blanked_preview(|_| true)?);
    let has_references = !call.filled().references().is_empty();
    let made = || call.blanked_preview(|from| from != Provider::Reference);
    let made = has_references.then(made).transpose()?.map(|request| digest(call, principal, request));
    Ok(Fingerprint { said, made })
}

/// A digest of who sends what to where, by whatever command. Secret arguments do not count: no trace of them is kept, and
/// two payments that differ in nothing but a PIN are the same.
fn digest(call: &Call, principal: &str, request: Request) -> String {
    let body =
        request.body.map(|bytes| match (serde_json::from_slice(&bytes), std::str::from_utf8(&bytes)) {
            (Ok(body), _) => canonical(&body),
            (Err(_), Ok(text)) => Value::from(text),
            (Err(_), Err(_)) => Value::from(hex::sha256(&bytes)),
        });
    let what = json!({
        "principal": principal,
        "environment": call.target().environment.name,
        "method": request.method,
        "url": request.url.as_str(),
        "body": body,
    });
    hex::sha256(what.to_string().as_bytes())
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
