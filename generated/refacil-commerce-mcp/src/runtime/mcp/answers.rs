//! What a tool answers: structured content with one line of text, so that nothing is sent twice.

use rmcp::model::{CallToolResult, ContentBlock, ProtocolVersion};
use serde_json::{Map, Value};

use crate::runtime::core::answer::Success;
use crate::runtime::core::content::Content;
use crate::runtime::core::cut;
use crate::runtime::core::failure::{Exit, Failure, Sent};
use crate::runtime::core::spec::{Language, Operation};
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::words::{Said, say};

use super::catalog::Catalog;
use super::clean::harmless;
use super::describe::DESCRIBE;
use super::ways;

/// How an answer is given: in the shape that the client reads, in the server's language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    shape: Shape,
    language: Language,
}

#[derive(Debug, Clone, Copy)]
enum Shape {
    /// Structured content.
    Structured,
    /// JSON as text, for clients older than structured content.
    Text,
}

impl Form {
    /// The form that a protocol version has; a client that names none is taken for an old one.
    pub(super) fn of(version: Option<&ProtocolVersion>, language: Language) -> Self {
        let shape = match version {
            Some(version) if version.as_str() >= ProtocolVersion::V_2025_06_18.as_str() => Shape::Structured,
            _ => Shape::Text,
        };
        Self { shape, language }
    }

    /// Structured content, whoever asks.
    pub(super) const fn structured(language: Language) -> Self {
        Self { shape: Shape::Structured, language }
    }
}

/// The most bytes of an answer that a client gets.
pub(super) const MAX_ANSWER: usize = 100 * 1024;

/// The answer of a call that succeeded. Its body is clean already.
pub(super) fn success(operation: &Operation, success: Success, form: Form) -> CallToolResult {
    let body = harmless(success.body);
    let (answer, cuts) = match success.content {
        Content::File => cut::file(body, MAX_ANSWER),
        Content::Empty | Content::Json | Content::Text => cut::to_size(body, MAX_ANSWER),
    };
    let mut content = Map::from_iter([("http_status".to_owned(), Value::from(success.status))]);
    if let Some(id) = success.request_id {
        content.insert("request_id".into(), harmless(Value::from(id)));
    }
    content.insert("answer".into(), answer);
    let mut line = say("{} succeeded (HTTP {}).", &[&operation.tool, &success.status]);
    if !cuts.is_empty() {
        line = say(
            "{} The answer was too large and has been cut; narrow the question to see the rest.",
            &[&line],
        );
        let cuts: Vec<_> = cuts.iter().map(|cut| cut.in_language(form.language)).collect();
        content.insert("cut".into(), cuts.into());
    }
    plain(&line, Value::Object(content), form)
}

/// An answer that this server gives by itself.
pub(super) fn plain(line: &Said, content: Value, form: Form) -> CallToolResult {
    build(line, content, form, CallToolResult::success)
}

/// The answer of a call that failed.
pub(super) fn failure(
    catalog: &Catalog,
    operation: &Operation,
    failure: &Failure,
    form: Form,
) -> CallToolResult {
    // Whoever called it wrongly is told where the contract is, rather than left to guess.
    let explained = (failure.exit == Exit::Invalid && failure.hint.is_none())
        .then(|| say("{} explains the arguments, with operation: {}", &[&DESCRIBE, &operation.tool]));
    let explained = explained.map(|hint| failure.clone().hint(hint));
    let failure = explained.as_ref().unwrap_or(failure);
    let mut content = failure.to_json(form.language);
    if let (Some(map), Some(lookup)) = (content.as_object_mut(), &failure.lookup) {
        map.insert("lookup".into(), catalog.lookup(lookup));
    }
    build(&line_of(catalog, operation, failure), harmless(content), form, CallToolResult::error)
}

/// The answer of a tool that runs no operation and cannot do what it was asked.
pub(super) fn refusal(tool: &str, failure: &Failure, form: Form) -> CallToolResult {
    build(
        &ended(tool, &failure.message),
        harmless(failure.to_json(form.language)),
        form,
        CallToolResult::error,
    )
}

fn build(
    line: &Said,
    content: Value,
    form: Form,
    make: impl Fn(Vec<ContentBlock>) -> CallToolResult,
) -> CallToolResult {
    let line = visible_capped(&line.in_language(form.language), 1_000);
    match form.shape {
        Shape::Structured => {
            let mut result = make(vec![ContentBlock::text(line)]);
            result.structured_content = Some(content);
            result
        }
        Shape::Text => make(vec![ContentBlock::text(line), ContentBlock::text(content.to_string())]),
    }
}

/// One line in our words: what the API said stands in the structured content only.
fn line_of(catalog: &Catalog, operation: &Operation, failure: &Failure) -> Said {
    let tool = operation.tool;
    let mut line = match (failure.sent, failure.http_status) {
        // A login that broke off moves nothing, and may be tried again.
        (Sent::Unknown, _) if operation.class.is_mutation() && !failure.retryable => say(
            "{}: the request was sent and its outcome is unknown. Do not repeat it; look it up first.",
            &[&tool],
        ),
        (Sent::Yes, Some(status)) => say(
            "{}: the API refused it with HTTP {}; the structured content holds what it said.",
            &[&tool, &status],
        ),
        (_, Some(status)) => {
            say("{}: it was not sent, because a step before it failed with HTTP {}.", &[&tool, &status])
        }
        (_, None) => ended(tool, &failure.message),
    };
    if let Some(lookup) = &failure.lookup {
        let tool = catalog.spoken(lookup.operation);
        line = match ways::missing(lookup).join(", ") {
            none if none.is_empty() => say("{} {} tells what happened.", &[&line, &tool]),
            missing => say(
                "{} {} tells what happened, with {}: only the answer of that call knew it.",
                &[&line, &tool, &missing],
            ),
        };
    }
    if let (None, Some(hint)) = (failure.http_status, &failure.hint) {
        line = say("{} Hint: {}.", &[&line, hint]);
    }
    line
}

/// The message as a sentence about the tool.
fn ended(tool: &str, message: &Said) -> Said {
    let ends = message.english().ends_with(['.', '?']);
    say(if ends { "{}: {}" } else { "{}: {}." }, &[&tool, message])
}
