//! A notice for a trial: the documented example, made to tell an event, under a sign of the configured key.

use serde_json::{Map, Value};

use super::super::super::core::docs::OperationDocs;
use super::super::super::core::dotted;
use super::super::super::core::spec::{Notice, NoticeEvent, Operation, Signature};
use super::payload::Payload;
use super::signature::{self, Fault, Key, Signed};

/// A notice, ready to be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Headers besides the type of the content.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// Why there is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// Nothing is documented.
    #[error("no payload of this notice is documented")]
    Example,
    /// A field cannot be set.
    #[error("the payload has no place for {0}")]
    Place(String),
    /// It cannot be signed.
    #[error(transparent)]
    Sign(#[from] Fault),
    /// Nobody but the sender can sign it.
    #[error("only the sender can sign such a notice: its key is private")]
    PrivateKey,
    /// It cannot be written.
    #[error("the payload cannot be written")]
    Payload,
}

/// The payload of an event with these fields over it, unsigned. `digits` gives numbers that were never used.
///
/// # Errors
/// Nothing is documented, or a field has no place.
pub fn payload(
    notice: &Notice,
    event: &NoticeEvent,
    docs: &OperationDocs,
    given: &[(String, Value)],
    digits: &mut dyn FnMut() -> u32,
) -> Result<Map<String, Value>, Missing> {
    let examples = || docs.examples.iter().filter(|example| example.body.is_object());
    let named = event.example.and_then(|name| examples().find(|example| example.name == name));
    let body = named.or_else(|| examples().next()).map(|example| &example.body).or(docs.request.as_ref());
    let mut payload = body.and_then(Value::as_object).cloned().ok_or(Missing::Example)?;
    for field in event.without {
        remove(&mut payload, field);
    }
    for field in notice.fresh {
        let number = 100_000_000 + digits() % 900_000_000;
        let value = if is_number(&payload, field) { number.into() } else { number.to_string().into() };
        put(&mut payload, field, value)?;
    }
    for (field, text) in event.set {
        put(&mut payload, field, serde_json::from_str(text).unwrap_or(Value::Null))?;
    }
    for (field, value) in given {
        put(&mut payload, field, value.clone())?;
    }
    Ok(payload)
}

/// Signs it.
///
/// # Errors
/// Nobody but the sender can, or a signed field is missing.
pub fn signed(
    notice: &Notice,
    key: &Key,
    mut payload: Map<String, Value>,
    now: i64,
) -> Result<Trial, Missing> {
    if let Signature::Fields { sign, .. } = notice.signature {
        put(&mut payload, sign, Value::Null)?;
    }
    let read = |payload: &Map<String, Value>| {
        let text = serde_json::to_string(payload).map_err(|_| Missing::Payload)?;
        Payload::read(text.as_bytes()).map_err(|_| Missing::Payload)
    };
    let unsigned = read(&payload)?;
    let mut headers = Vec::new();
    if let Signature::Body { text, time, .. } = notice.signature {
        let parts = text.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name));
        for name in parts.filter(|name| *name != "body") {
            let value = if Some(name) == time { now.to_string() } else { "trial".to_owned() };
            headers.push((name.to_owned(), value));
        }
    }
    let sign = signature::sign(notice, key, Signed { headers: &headers, payload: &unsigned })?;
    let sign = sign.ok_or(Missing::PrivateKey)?;
    match notice.signature {
        Signature::Fields { sign: field, .. } => put(&mut payload, field, Value::from(sign))?,
        Signature::Body { header, .. } | Signature::Token { header, .. } => {
            headers.push((header.to_owned(), sign));
        }
    }
    Ok(Trial { headers, body: read(&payload)?.text().to_owned() })
}

/// The documented callback of a notice.
#[must_use]
pub fn docs(operation: &Operation) -> OperationDocs {
    OperationDocs::parse(operation).unwrap_or_default()
}

fn is_number(payload: &Map<String, Value>, path: &str) -> bool {
    dotted::get_in(payload, path).is_some_and(Value::is_number)
}

fn put(payload: &mut Map<String, Value>, path: &str, value: Value) -> Result<(), Missing> {
    let no_place = || Missing::Place(path.to_owned());
    match path.split_once('.') {
        None => {
            payload.insert(path.to_owned(), value);
            Ok(())
        }
        Some((name, rest)) => {
            let inner = payload.entry(name).or_insert_with(|| Value::Object(Map::new()));
            put(inner.as_object_mut().ok_or_else(no_place)?, rest, value)
        }
    }
}

fn remove(payload: &mut Map<String, Value>, path: &str) {
    match path.split_once('.') {
        None => drop(payload.shift_remove(path)),
        Some((name, rest)) => {
            if let Some(inner) = payload.get_mut(name).and_then(Value::as_object_mut) {
                remove(inner, rest);
            }
        }
    }
}
