//! What a tool answers: structured content with one line of text, so that nothing is sent twice.

use rmcp::model::{CallToolResult, ContentBlock, ProtocolVersion};
use serde_json::{Map, Value};

use crate::runtime::core::answer::Success;
use crate::runtime::core::cut;
use crate::runtime::core::failure::{Failure, Sent};
use crate::runtime::core::spec::Operation;

use super::catalog::Catalog;
use super::clean::harmless;
use super::ways;

/// How a client reads answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Structured content.
    Structured,
    /// JSON as text, for clients older than structured content.
    Text,
}

impl Form {
    /// The form that a protocol version has; a client that names none is taken for an old one.
    pub(super) fn of(version: Option<&ProtocolVersion>) -> Self {
        match version {
            Some(version) if version.as_str() >= ProtocolVersion::V_2025_06_18.as_str() => Self::Structured,
            _ => Self::Text,
        }
    }
}

/// The most bytes of an answer that a client gets.
pub(super) const MAX_ANSWER: usize = 100 * 1024;

/// The answer of a call that succeeded. Its body is clean already.
pub(super) fn success(operation: &Operation, success: Success, form: Form) -> CallToolResult {
    let (answer, cuts) = cut::to_size(harmless(success.body), MAX_ANSWER);
    let mut content = Map::from_iter([("http_status".to_owned(), Value::from(success.status))]);
    if let Some(id) = success.request_id {
        content.insert("request_id".into(), harmless(Value::from(id)));
    }
    content.insert("answer".into(), answer);
    let mut line = format!("{} succeeded (HTTP {}).", operation.tool, success.status);
    if !cuts.is_empty() {
        line.push_str(" The answer was too large and has been cut; narrow the question to see the rest.");
        content.insert("cut".into(), Value::from(cuts));
    }
    plain(line, Value::Object(content), form)
}

/// An answer that this server gives by itself.
pub(super) fn plain(line: String, content: Value, form: Form) -> CallToolResult {
    build(line, content, form, CallToolResult::success)
}

/// The answer of a call that failed.
pub(super) fn failure(
    catalog: &Catalog,
    operation: &Operation,
    failure: &Failure,
    form: Form,
) -> CallToolResult {
    let mut content = failure.to_json();
    if let (Some(map), Some(lookup)) = (content.as_object_mut(), &failure.lookup) {
        map.insert("lookup".into(), catalog.lookup(lookup));
    }
    build(line_of(catalog, operation, failure), harmless(content), form, CallToolResult::error)
}

/// The answer of a tool that runs no operation and cannot do what it was asked.
pub(super) fn refusal(tool: &str, failure: &Failure, form: Form) -> CallToolResult {
    let line = format!("{tool}: {}.", failure.message.trim_end_matches('.'));
    let line = crate::runtime::core::text::visible_capped(&line, 1_000);
    build(line, harmless(failure.to_json()), form, CallToolResult::error)
}

fn build(
    line: String,
    content: Value,
    form: Form,
    make: impl Fn(Vec<ContentBlock>) -> CallToolResult,
) -> CallToolResult {
    match form {
        Form::Structured => {
            let mut result = make(vec![ContentBlock::text(line)]);
            result.structured_content = Some(content);
            result
        }
        Form::Text => make(vec![ContentBlock::text(line), ContentBlock::text(content.to_string())]),
    }
}

/// One line in our words: what the API said stands in the structured content only.
fn line_of(catalog: &Catalog, operation: &Operation, failure: &Failure) -> String {
    let tool = operation.tool;
    let mut line = match (failure.sent, failure.http_status) {
        (Sent::Unknown, _) if operation.class.is_mutation() => format!(
            "{tool}: the request was sent and its outcome is unknown. Do not repeat it; look it up first."
        ),
        (Sent::Yes, Some(status)) => {
            format!(
                "{tool}: the API refused it with HTTP {status}; the structured content holds what it said."
            )
        }
        (_, Some(status)) => {
            format!("{tool}: it was not sent, because a step before it failed with HTTP {status}.")
        }
        (_, None) => format!("{tool}: {}.", failure.message.trim_end_matches('.')),
    };
    if let Some(lookup) = &failure.lookup {
        let tool = catalog.spoken(lookup.operation);
        line.push_str(&match ways::missing(lookup).join(", ") {
            none if none.is_empty() => format!(" {tool} tells what happened."),
            missing => {
                format!(" {tool} tells what happened, with {missing}: only the answer of that call knew it.")
            }
        });
    }
    if failure.http_status.is_none()
        && let Some(hint) = &failure.hint
    {
        line.push_str(&format!(" Hint: {hint}."));
    }
    crate::runtime::core::text::visible_capped(&line, 1_000)
}
