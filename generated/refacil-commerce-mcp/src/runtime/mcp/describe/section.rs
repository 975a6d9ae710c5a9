//! The parts of an operation's documentation.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::runtime::core::docs::{ErrorDocs, OperationDocs};
use crate::runtime::core::spec::{BodyKind, Language, Location, Operation};
use crate::runtime::core::text::{visible_capped, visible_lines};
use crate::runtime::core::words::Said;

use super::answer;
use super::fields::{self, one_line};

/// A part of the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Section {
    /// What the operation takes.
    Arguments,
    /// Alternatives and rules between arguments.
    Rules,
    /// Documented refusals.
    Errors,
    /// Fields of the answer.
    Answer,
    /// A request and answers, as documented.
    Examples,
    /// The text of the documentation.
    Text,
}

impl Section {
    /// All of them, in the order of a page.
    pub(in super::super) const ALL: [Self; 6] =
        [Self::Arguments, Self::Rules, Self::Errors, Self::Answer, Self::Examples, Self::Text];

    /// Its name as an argument.
    pub(in super::super) const fn name(self) -> &'static str {
        match self {
            Self::Arguments => "arguments",
            Self::Rules => "rules",
            Self::Errors => "errors",
            Self::Answer => "answer",
            Self::Examples => "examples",
            Self::Text => "text",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Arguments => "Arguments",
            Self::Rules => "Rules",
            Self::Errors => "Errors",
            Self::Answer => "Answer",
            Self::Examples => "Examples",
            Self::Text => "Text",
        }
    }

    /// Its content; empty where nothing is documented.
    fn content(self, operation: &Operation, docs: &OperationDocs, language: Language) -> String {
        match self {
            Self::Arguments => fields::arguments(operation, docs, language),
            Self::Rules => fields::rules(operation, docs, language),
            Self::Errors => docs.errors.iter().map(|known| error(known, language)).collect(),
            Self::Answer => {
                docs.response.as_ref().map(|schema| answer::fields(schema, language)).unwrap_or_default()
            }
            Self::Examples => examples(operation, docs, language),
            Self::Text => text(operation, docs),
        }
    }

    /// The section under its heading; nothing where nothing is documented.
    pub(in super::super) fn page(
        self,
        operation: &Operation,
        docs: &OperationDocs,
        language: Language,
    ) -> Option<String> {
        let content = self.content(operation, docs, language);
        let title = || Said::from(self.title()).in_language(language);
        (!content.trim().is_empty()).then(|| format!("## {}\n\n{}\n", title(), content.trim_end()))
    }
}

/// One refusal on one line.
pub(in super::super) fn error(error: &ErrorDocs, language: Language) -> String {
    let any = || Said::from("any status").in_language(language);
    let status = error.status.map_or_else(any, |status| format!("HTTP {status}"));
    let code = error.code.as_deref().map(|code| format!(" `{code}`")).unwrap_or_default();
    let meaning = if error.meaning.is_empty() { String::new() } else { format!(" → {}", error.meaning) };
    format!("- {}\n", one_line(&format!("{status}{code}: {}{meaning}", error.message)))
}

fn text(operation: &Operation, docs: &OperationDocs) -> String {
    let text = if docs.description.is_empty() { operation.summary } else { &docs.description };
    visible_lines(text)
}

// Writing to a string cannot fail, so the results of `write!` are dropped here.

fn examples(operation: &Operation, docs: &OperationDocs, language: Language) -> String {
    let said = |sentence: &'static str| Said::from(sentence).in_language(language);
    let mut out = String::new();
    if let Some(request) = docs.request.as_ref().filter(|request| !request.is_null()) {
        example(&mut out, &said("Request"), &as_arguments(operation, request));
        if let (BodyKind::Graphql(_), Some(query)) = (operation.body, request.get("query")) {
            example(&mut out, "GraphQL", query);
        }
    }
    for answer in &docs.examples {
        let status = answer.status.map(|status| format!(" (HTTP {status})")).unwrap_or_default();
        let title = format!("{}{status}: {}", said("Answer"), visible_capped(&answer.name, 80));
        example(&mut out, &title, &answer.body);
    }
    out
}

/// A documented body as the tool takes it: under the names of its arguments.
fn as_arguments(operation: &Operation, request: &Value) -> Value {
    if let Some(whole) = operation.params.iter().find(|param| param.location == Location::WholeBody) {
        return json!({ (whole.argument): request });
    }
    let fields = match operation.body {
        BodyKind::Graphql(_) => request.get("variables").unwrap_or(&Value::Null),
        _ => request,
    };
    let Value::Object(fields) = fields else { return fields.clone() };
    let argument = |name: &String| {
        let mut params = operation.params.iter().filter(|param| param.location == Location::Body);
        params
            .find(|param| param.name == name)
            .map_or_else(|| name.clone(), |param| param.argument.to_owned())
    };
    fields.iter().map(|(name, value)| (argument(name), value.clone())).collect()
}

fn example(out: &mut String, title: &str, value: &Value) {
    if value.is_null() {
        return;
    }
    // Indented, not fenced: a body may hold a fence of its own.
    let text = match value {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    };
    let indented: Vec<_> = visible_lines(&text).lines().map(|line| format!("    {line}")).collect();
    let _ = writeln!(out, "{title}\n\n{}\n", indented.join("\n"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::core::spec::{Param, Schema};

    const fn param(name: &'static str, argument: &'static str, location: Location) -> Param {
        Param { name, argument, flag: argument, location, required: false, fixed: None, schema: &Schema::ANY }
    }

    #[test]
    fn an_example_is_told_as_the_tool_takes_it() {
        const FIELDS: &[Param] = &[
            param("id", "id", Location::Path),
            param("id", "body_id", Location::Body),
            param("items[0][price]", "items_0_price", Location::Body),
        ];
        const WHOLE: &[Param] = &[param("body", "body", Location::WholeBody)];
        let form = Operation { body: BodyKind::Urlencoded, params: FIELDS, ..Operation::EMPTY };
        let written = json!({"items[0][price]": "p", "id": 1, "stranger": 2});
        let told = json!({"items_0_price": "p", "body_id": 1, "stranger": 2});
        assert_eq!(as_arguments(&form, &written), told);

        let list = Operation { params: WHOLE, ..Operation::EMPTY };
        assert_eq!(as_arguments(&list, &json!([1])), json!({"body": [1]}));

        let graphql = Operation { body: BodyKind::Graphql("query"), params: FIELDS, ..Operation::EMPTY };
        let written = json!({"query": "query", "variables": {"id": 1}});
        assert_eq!(as_arguments(&graphql, &written), json!({"body_id": 1}));
        assert_eq!(as_arguments(&graphql, &json!({"query": "query"})), Value::Null);
    }
}
