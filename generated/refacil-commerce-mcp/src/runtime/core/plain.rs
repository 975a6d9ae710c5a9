//! Values as they are written outside of JSON.

use serde_json::Value;

/// A text as it is, anything else as JSON.
#[must_use]
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
