//! Arguments with all that is known of them, one line each.

use std::fmt::Write;

use crate::runtime::core::docs::{OperationDocs, ParamDocs};
use crate::runtime::core::json_schema::{number, type_name};
use crate::runtime::core::spec::{Format, Kind, Language, Nature, Operation, Schema};
use crate::runtime::core::text::{visible_capped, visible_lines};
use crate::runtime::core::validate::{self, Labels, wanted};
use crate::runtime::core::words::{Said, say};

// Writing to a string cannot fail, so the results of `write!` are dropped here.

/// Every argument and every field inside one. A login takes none: its fields show what the configuration is for.
pub(super) fn arguments(operation: &Operation, docs: &OperationDocs, language: Language) -> String {
    let mut page = Page { out: String::new(), labels: Labels::new(operation), language };
    let is_login = operation.nature == Nature::Login;
    if is_login && !operation.params.is_empty() {
        let text =
            Said::from("The tool takes no arguments: the server fills these in from its configuration.");
        let _ = writeln!(page.out, "{}\n", text.in_language(language));
    }
    for param in operation.params {
        let known = docs.param(param.argument);
        // The rules of a constant do not concern a caller.
        let schema = param.fixed.is_none().then_some(param.schema);
        let need = need(param.fixed, param.required && !is_login);
        page.line(0, param.argument, param.argument, need, schema, known);
        page.inside(1, param.argument, param.schema, known);
    }
    page.out
}

/// Alternatives and the fields that belong to each, then the rules between fields.
pub(super) fn rules(operation: &Operation, docs: &OperationDocs, language: Language) -> String {
    let mut page = Page { out: String::new(), labels: Labels::new(operation), language };
    for (at, variants) in operation.variants.iter().enumerate() {
        let by = say("Chosen by `{}`:", &[&visible_capped(variants.by, 120)]);
        let _ = writeln!(page.out, "{}", by.in_language(language));
        let known = docs.variants.get(at);
        for (at, case) in variants.cases.iter().enumerate() {
            let known = known.and_then(|known| known.cases.get(at));
            let text = known.map_or("", |case| case.description.as_str());
            let values =
                Said::List(case.values.iter().map(|value| (*value).to_owned().into()).collect(), " or ");
            let title = format!("{} {}: {text}", values.in_language(language), case.label);
            let _ = writeln!(page.out, "- {}", one_line(title.trim_end_matches([' ', ':'])));
            for (at, field) in case.fields.iter().enumerate() {
                let known = known.and_then(|case| case.fields.get(at)).map(|field| &field.known);
                let need = || Some(if field.required { "required".into() } else { "optional".into() });
                page.line(1, field.path, field.path, need(), Some(field.schema), known);
                page.inside(2, field.path, field.schema, known);
            }
        }
    }
    for condition in operation.conditions {
        let _ = writeln!(
            page.out,
            "- {}",
            visible_lines(&validate::rule(condition, &page.labels).in_language(language))
        );
    }
    page.out
}

struct Page<'a> {
    out: String,
    labels: Labels<'a>,
    language: Language,
}

impl Page<'_> {
    fn line(
        &mut self,
        depth: usize,
        name: &str,
        path: &str,
        need: Option<Said>,
        schema: Option<&Schema>,
        docs: Option<&ParamDocs>,
    ) {
        let facts = schema.map(|schema| self.facts(schema, path, docs)).unwrap_or_default();
        let facts = facts.into_iter().chain(need).map(|fact| fact.in_language(self.language));
        let facts: Vec<String> = facts.filter(|fact| !fact.is_empty()).collect();
        let meaning = meaning(docs, self.language);
        let _ = write!(self.out, "{}- `{}`", "  ".repeat(depth), visible_capped(name, 120));
        if !facts.is_empty() {
            let _ = write!(self.out, " ({})", one_line(&facts.join(", ")));
        }
        let _ = writeln!(self.out, "{}{meaning}", if meaning.is_empty() { "" } else { ": " });
    }

    /// The fields of an object, or of each element of a list.
    fn inside(&mut self, depth: usize, path: &str, schema: &Schema, docs: Option<&ParamDocs>) {
        let schema = schema.items.unwrap_or(schema);
        for field in schema.fields {
            let known = docs.and_then(|docs| docs.fields.iter().find(|known| known.argument == field.name));
            let need = need(field.fixed, field.required);
            let path = format!("{path}.{}", field.name);
            let schema = field.fixed.is_none().then_some(field.schema);
            self.line(depth, field.name, &path, need, schema, known);
            self.inside(depth + 1, &path, field.schema, known);
        }
        let undeclared = |known: &&ParamDocs| schema.fields.iter().all(|field| field.name != known.argument);
        for known in docs.iter().flat_map(|docs| &docs.fields).filter(undeclared) {
            self.line(depth, &known.argument, path, None, None, Some(known));
        }
    }

    /// The rules that values must follow.
    fn facts(&self, schema: &Schema, path: &str, docs: Option<&ParamDocs>) -> Vec<Said> {
        let mut facts = vec![kind(schema)];
        let values = schema.items.filter(|items| !items.choices.is_empty()).unwrap_or(schema);
        if !values.choices.is_empty() {
            let shown = values.choices.iter().map(|json| self.value(json, path, docs));
            facts.push(say("one of {}", &[&shown.collect::<Vec<_>>().join("; ")]));
        }
        let limit = |limit: Option<f64>| limit.and_then(number);
        facts.extend(limit(schema.minimum).map(|least| say("at least {}", &[&least])));
        facts.extend(limit(schema.maximum).map(|most| say("at most {}", &[&most])));
        facts.extend(schema.min_length.map(|least| match least {
            1 => "not empty".into(),
            _ => say("{} characters or more", &[&least]),
        }));
        facts.extend(schema.max_length.map(|most| say("{} characters at most", &[&most])));
        facts.extend(schema.pattern.map(|pattern| say("matches `{}`", &[&pattern])));
        facts.extend(schema.format.map(|format| format_name(format).into()));
        facts.extend(schema.nullable.then(|| "may be null".into()));
        facts.extend(schema.secret.then(|| "secret".into()));
        facts
    }

    /// A value with its whole meaning.
    fn value(&self, json: &str, path: &str, docs: Option<&ParamDocs>) -> String {
        let parsed: Option<serde_json::Value> = serde_json::from_str(json).ok();
        let documented = docs
            .into_iter()
            .flat_map(|docs| &docs.choices)
            .find(|choice| parsed.as_ref() == Some(&choice.value))
            .map(|choice| choice.label.clone());
        match documented.or_else(|| self.labels.label(path, json)).filter(|label| !label.is_empty()) {
            Some(label) => format!("{json} = {label}"),
            None => json.to_owned(),
        }
    }
}

fn need(fixed: Option<&str>, required: bool) -> Option<Said> {
    match fixed {
        Some(fixed) => Some(say("always {}, filled in by the tool", &[&fixed])),
        None => required.then(|| "required".into()),
    }
}

fn kind(schema: &Schema) -> Said {
    match (schema.kind, schema.items) {
        (Kind::Array, Some(items)) => say("list of {}", &[&kind(items)]),
        (Kind::File, _) => "a file: `content` (its bytes in base64), `filename`, `content_type`".into(),
        (Kind::Any, _) if !schema.kinds.is_empty() => wanted(schema),
        (kind, _) => type_name(kind).unwrap_or_default().to_owned().into(),
    }
}

const fn format_name(format: Format) -> &'static str {
    match format {
        Format::Uri => "an address (URI)",
        Format::Email => "an e-mail address",
        Format::DateTime => "date and time (RFC 3339)",
        Format::Date => "a date (YYYY-MM-DD)",
        Format::Uuid => "a UUID",
        Format::Ip => "an IP address",
    }
}

/// Longest example of a value, in characters; whole requests stand among the examples.
const LONGEST_EXAMPLE: usize = 60;

/// The meaning, unit, default and example on one line: a list item must not turn into something else.
fn meaning(docs: Option<&ParamDocs>, language: Language) -> String {
    let Some(docs) = docs else { return String::new() };
    let mut text = docs.one_line();
    // An example that the text shows already, or that is too long to read, does not help to fill the field in.
    let telling = |example: &String| {
        example.chars().count() <= LONGEST_EXAMPLE && !text.contains(example.trim_matches('"'))
    };
    let unit = docs.unit.clone().filter(|unit| !text.contains(unit.as_str()));
    let example = docs.example.as_ref().map(ToString::to_string).filter(telling);
    let mut add = |label: &'static str, value: Option<String>| {
        if let Some(value) = value {
            let gap = match text.chars().next_back() {
                None => "",
                Some('.' | '!' | '?' | ':') => " ",
                Some(_) => ". ",
            };
            let _ = write!(text, "{gap}{}: {value}.", Said::from(label).in_language(language));
        }
    };
    add("Unit", unit);
    add("When absent", docs.default.as_ref().map(ToString::to_string));
    add("Example", example);
    visible_lines(text.trim())
}

/// Any text as one harmless line.
pub(super) fn one_line(text: &str) -> String {
    visible_lines(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
