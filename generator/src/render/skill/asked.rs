//! What a person is asked for: in which words, and what its value may be.

use serde::Serialize;
use serde_json::Value;

use super::harmless;
use crate::model::{Automatic, Kind, Operation, Provider, Schema, Skill};
use crate::plain::plain;

/// More choices than this are left to the tool to explain.
const MOST_CHOICES: usize = 12;

/// A field that a person gives.
#[derive(Debug, Serialize)]
pub(super) struct Asked<'a> {
    /// Its dotted path, which stands for the value.
    pub(super) path: String,
    /// What it is, in the words of the overlay; may be empty.
    words: &'a str,
    rules: Rules<'a>,
    /// Who fills it in where nobody gives it.
    filled: Option<Provider>,
}

/// What a value may be.
#[derive(Debug, Serialize)]
pub(super) struct Rules<'a> {
    kind: Option<&'static str>,
    unit: Option<&'a str>,
    minimum: Option<String>,
    maximum: Option<String>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    format: Option<&'a str>,
    choices: Vec<Choice<'a>>,
}

#[derive(Debug, Serialize)]
struct Choice<'a> {
    value: String,
    label: &'a str,
}

impl<'a> Asked<'a> {
    pub(super) fn new(skill: &'a Skill, operation: &'a Operation, path: &str, schema: &'a Schema) -> Self {
        Self {
            path: path.to_owned(),
            words: words(skill, path),
            rules: Rules::of(schema),
            filled: filled(operation, path),
        }
    }
}

/// What the overlay calls a field.
pub(super) fn words<'a>(skill: &'a Skill, path: &str) -> &'a str {
    let known = skill.words.iter().find(|(field, _)| field == path);
    known.and_then(|(_, words)| harmless(words)).unwrap_or_default()
}

/// Who fills a field in where nobody gives it.
pub(super) fn filled(operation: &Operation, path: &str) -> Option<Provider> {
    let mut known = operation.automatic.iter();
    known.find(|Automatic { field, .. }| field == path).map(|automatic| automatic.from)
}

impl<'a> Rules<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        let number = |limit: &Option<crate::model::Number>| limit.as_ref().map(ToString::to_string);
        let choices = if schema.choices.len() > MOST_CHOICES { &[][..] } else { &schema.choices[..] };
        Self {
            kind: schema.kind.name().filter(|_| schema.kind != Kind::String),
            unit: schema.unit.as_deref().and_then(harmless),
            minimum: number(&schema.minimum),
            maximum: number(&schema.maximum),
            min_length: schema.min_length.filter(|least| *least > 1),
            max_length: schema.max_length,
            format: schema.format.as_deref(),
            choices: choices.iter().filter_map(|value| choice(schema, value)).collect(),
        }
    }
}

fn choice<'a>(schema: &'a Schema, value: &Value) -> Option<Choice<'a>> {
    let json = value.to_string();
    let label = schema.choice_labels.iter().find(|(choice, _)| *choice == json);
    let label = label.and_then(|(_, label)| harmless(label)).unwrap_or_default();
    let value = plain(value);
    harmless(&value)?;
    Some(Choice { value, label })
}
