//! What of an answer is shown.

use serde_json::Value;

use super::super::core::docs::OperationDocs;
use super::super::core::dotted;
use super::super::core::known::Known;
use super::super::core::redact;
use super::super::core::spec::{Api, Language, Nature, Operation};
use super::super::core::text::{escaped_json, visible_lines};
use super::output::{self, Data};

/// Whether secrets of an answer are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// Masked.
    Masked,
    /// Shown: `--reveal`.
    Revealed,
}

/// The answer of this operation holds secrets.
#[must_use]
pub fn has_secrets(api: &Api, operation: &Operation) -> bool {
    !operation.secret_answers.is_empty()
        || (is_token(operation) && token_paths(api, operation).next().is_some())
}

/// The answer as it may be shown.
#[must_use]
pub fn shown(api: &Api, operation: &Operation, body: &Value, secrets: Secrets) -> Value {
    if secrets == Secrets::Revealed {
        return body.clone();
    }
    let mut masked = redact::for_caller(operation, body.clone());
    if is_token(operation) {
        for path in token_paths(api, operation) {
            if masked.is_string() {
                masked = Value::from(redact::MASK);
            }
            dotted::each(&mut masked, path, &mut |token| *token = Value::from(redact::MASK));
        }
    }
    masked
}

/// What is known of the shape of an answer.
#[derive(Debug)]
pub struct Shape {
    payload: Option<&'static str>,
    response: Option<Value>,
    language: Language,
}

impl Default for Shape {
    fn default() -> Self {
        Self { payload: None, response: None, language: Language::English }
    }
}

impl Shape {
    /// What the documentation of an operation says of its answer.
    #[must_use]
    pub fn documented(api: &Api, operation: &Operation) -> Self {
        let docs = OperationDocs::parse(operation).ok();
        Self {
            payload: api.envelope.as_ref().and_then(|envelope| envelope.data),
            response: docs.and_then(|docs| docs.response),
            language: api.language,
        }
    }

    /// What the documentation says of each record of a page.
    #[must_use]
    pub fn of_records(&self, page: &Value) -> Self {
        let data = self.of(page);
        let response = output::list_in(data.payload, data.known).schema().cloned();
        Self { payload: None, response, language: self.language }
    }

    /// A value of the answer in words.
    #[must_use]
    pub fn words(&self, path: &str, value: &Value) -> String {
        let name = path.rsplit('.').next().unwrap_or(path);
        output::words(name, value, Known::new(self.response.as_ref()).at(path), self.language)
    }

    /// The answer as data: people get the payload without its envelope.
    #[must_use]
    pub fn of<'a>(&'a self, whole: &'a Value) -> Data<'a> {
        let known = Known::new(self.response.as_ref());
        let inner = self.payload.and_then(|path| Some((path, dotted::get(whole, path)?)));
        let (payload, known) = match inner {
            Some((path, payload)) if !payload.is_null() => (payload, known.at(path)),
            _ => (whole, known),
        };
        Data { whole, payload, known, language: self.language }
    }
}

/// A value for people: texts as they are, anything else as indented JSON.
#[must_use]
pub fn pretty(value: &Value) -> String {
    match value {
        Value::String(text) => visible_lines(text),
        other => escaped_json(&format!("{other:#}")),
    }
}

const fn is_token(operation: &Operation) -> bool {
    matches!(operation.nature, Nature::Token | Nature::Login)
}

/// Where the answer of a token operation holds the token, as the calls that take it know.
fn token_paths(api: &Api, operation: &Operation) -> impl Iterator<Item = &'static str> + use<> {
    let id = operation.id;
    api.operations()
        .flat_map(|other| other.steps.iter())
        .filter(move |step| step.operation == id)
        .map(|step| step.token)
}
