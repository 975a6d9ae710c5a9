//! What a person is asked before something dangerous happens, composed from the request that will be sent.

use serde_json::Value;

use super::call::Call;
use super::failure::{Exit, Failure};
use super::plan;
use super::redact;
use super::spec::{Class, Operation};
use super::text::visible_capped;

/// A question about one call.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is about to happen, and where.
    pub title: String,
    /// One field a line: name and quoted value.
    pub lines: Vec<(String, String)>,
}

/// The call needs a person's yes.
#[must_use]
pub const fn is_needed(operation: &Operation) -> bool {
    matches!(operation.class, Class::Dangerous)
}

/// Composes the question from what will be sent: values quoted, capped, hidden characters shown.
///
/// # Errors
/// The request cannot be built.
pub fn question(call: &Call) -> Result<Question, Failure> {
    let operation = call.operation();
    let target = call.target();
    let plan = plan::plan(call)?;
    let mut lines = vec![
        ("operation".to_owned(), operation.title.to_owned()),
        ("environment".to_owned(), format!("{} ({})", target.environment.name, target.origin())),
    ];
    match plan.pointer("/request/body") {
        Some(body) if !body.is_null() => flatten("", body, &mut lines),
        _ => {
            let arguments = redact::without_secrets(operation, call.arguments());
            flatten("", &Value::Object(arguments), &mut lines);
        }
    }
    for param in operation.params.iter().filter(|param| param.location == super::spec::Location::Path) {
        if let Some(value) = call.arguments().get(param.argument) {
            lines.push((param.argument.to_owned(), quoted(value)));
        }
    }
    Ok(Question { title: format!("{} ({})", operation.title, operation.class.name()), lines })
}

/// The refusal of a call that nobody confirmed; `how` says how to.
#[must_use]
pub fn refused(operation: &Operation, how: &str) -> Failure {
    Failure::new(
        Exit::Refused,
        "confirmation-needed",
        format!("{} is {}: it was not confirmed, and nothing was sent", operation.id, operation.class.name()),
    )
    .hint(how)
}

const MAX_LINES: usize = 60;

fn flatten(prefix: &str, value: &Value, lines: &mut Vec<(String, String)>) {
    if lines.len() >= MAX_LINES {
        return;
    }
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (name, value) in map {
                let name = visible_capped(name, 60);
                flatten(&if prefix.is_empty() { name } else { format!("{prefix}.{name}") }, value, lines);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (at, value) in list.iter().enumerate() {
                flatten(&format!("{prefix}[{at}]"), value, lines);
            }
        }
        other => lines.push((prefix.to_owned(), quoted(other))),
    }
}

fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", visible_capped(text, 120)),
        other => visible_capped(&other.to_string(), 120),
    }
}
