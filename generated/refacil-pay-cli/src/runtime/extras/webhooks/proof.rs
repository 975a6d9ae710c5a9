//! Whether the API's own answer says what a notice says.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::super::super::core::decimal;
use super::super::super::core::dotted;
use super::super::super::core::spec::{Kind, Notice, NoticeProof, Operation};
use super::payload::Payload;

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Nobody has asked yet.
    Received,
    /// The API says the same, or the signature covers all that matters.
    Proven,
    /// The API says something else.
    Contradicted,
    /// The API could not be asked, or its answer does not tell.
    Unproven,
}

impl Standing {
    /// Its name everywhere.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Proven => "proven",
            Self::Contradicted => "contradicted",
            Self::Unproven => "unproven",
        }
    }
}

/// A field of the notice beside the same of the API's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The field.
    pub field: String,
    /// What the notice says.
    pub notice: Option<String>,
    /// What the API says.
    pub api: Option<String>,
}

/// The arguments of the call that proves the notice; nothing where it names nothing.
#[must_use]
pub fn arguments(
    notice: &Notice,
    proof: &NoticeProof,
    read: &Operation,
    payload: &Payload,
) -> Option<Map<String, Value>> {
    let reference = payload.single(notice.reference)?;
    let param = read.params.iter().find(|param| param.argument == proof.argument)?;
    let value = match param.schema.kind {
        Kind::Integer | Kind::Number => serde_json::from_str(&reference).ok()?,
        _ => Value::from(reference),
    };
    Some(Map::from_iter([(proof.argument.to_owned(), value)]))
}

/// Compares the notice with the answer.
#[must_use]
pub fn compare(proof: &NoticeProof, payload: &Payload, answer: &Value) -> (Standing, Vec<Compared>) {
    let compared: Vec<Compared> = proof
        .agrees
        .iter()
        .map(|(field, path)| Compared {
            field: (*field).to_owned(),
            notice: payload.single(field),
            api: dotted::get(answer, path).and_then(single),
        })
        .collect();
    let standing = if compared.iter().any(|one| one.api.is_none() || one.notice.is_none()) {
        Standing::Unproven
    } else if compared.iter().all(agree) {
        Standing::Proven
    } else {
        Standing::Contradicted
    };
    (standing, compared)
}

fn single(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The same text, or the same number written otherwise: never by a float.
fn agree(one: &Compared) -> bool {
    let (Some(notice), Some(api)) = (&one.notice, &one.api) else { return false };
    let same_number = || Some(decimal::canonical(notice)? == decimal::canonical(api)?);
    notice == api || same_number().unwrap_or_default()
}
