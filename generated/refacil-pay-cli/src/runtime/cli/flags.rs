//! One flag of an operation: its form, its help.

use clap::{Arg, ArgAction};

use super::super::core::docs::ParamDocs;
use super::super::core::spec::{Api, BodyKind, Kind, Location, Operation, Param};
use super::super::core::text::{visible, visible_capped};

/// How a flag's text becomes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As it is.
    Text,
    /// A JSON number, digit by digit.
    Number,
    /// `true` or `false`.
    Boolean,
    /// JSON, inline, from a file or from stdin.
    Json,
}

/// The form of a parameter's flag.
#[must_use]
pub fn form(operation: &Operation, param: &Param) -> Form {
    match param.schema.kind {
        Kind::String => Form::Text,
        Kind::Integer | Kind::Number => Form::Number,
        Kind::Boolean => Form::Boolean,
        Kind::Array | Kind::Object => Form::Json,
        // Where the wire carries text anyway, a text needs no quotes.
        Kind::Any => match (param.location, operation.body) {
            (Location::Path | Location::Query | Location::Header, _)
            | (_, BodyKind::Urlencoded | BodyKind::Multipart | BodyKind::Raw(_)) => Form::Text,
            _ => Form::Json,
        },
    }
}

impl Form {
    const fn value_name(self) -> &'static str {
        match self {
            Self::Text => "TEXT",
            Self::Number => "NUMBER",
            Self::Boolean => "true|false",
            Self::Json => "JSON",
        }
    }
}

/// The flag of a parameter.
#[must_use]
pub fn flag(operation: &Operation, param: &'static Param, docs: Option<&ParamDocs>) -> Arg {
    let form = form(operation, param);
    let flag = Arg::new(param.flag)
        .long(param.flag)
        .value_name(form.value_name())
        .action(ArgAction::Set)
        .help(help(form, param, docs));
    if form == Form::Number { flag.allow_negative_numbers(true) } else { flag }
}

/// The usage line with the flags that must be given.
#[must_use]
pub fn usage(api: &Api, operation: &Operation) -> String {
    let mut line = format!("{} {}", api.app, operation.command.join(" "));
    for param in operation.params.iter().filter(|param| param.required && param.fixed.is_none()) {
        line.push_str(&format!(" --{} <{}>", param.flag, form(operation, param).value_name()));
    }
    line.push_str(" [OPTIONS]");
    line
}

fn help(form: Form, param: &Param, docs: Option<&ParamDocs>) -> String {
    let text = docs.map(|docs| visible_capped(&docs.one_line(), 400)).unwrap_or_default();
    let facts = facts(form, param, docs).join("; ");
    match (text.is_empty(), facts.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("[{facts}]"),
        (false, true) => text,
        (false, false) => format!("{text} [{facts}]"),
    }
}

/// What a value must be, in few words.
fn facts(form: Form, param: &Param, docs: Option<&ParamDocs>) -> Vec<String> {
    let schema = param.schema;
    let mut facts = Vec::new();
    if param.required {
        facts.push("required".to_owned());
    }
    if schema.kind == Kind::Integer {
        facts.push("whole number".to_owned());
    }
    if schema.nullable {
        facts.push("or null".to_owned());
    }
    if !schema.choices.is_empty() {
        facts.push(format!("one of {}", choices(param, docs)));
    }
    match (schema.minimum, schema.maximum) {
        (Some(least), Some(most)) => facts.push(format!("{least} to {most}")),
        (Some(least), None) => facts.push(format!("at least {least}")),
        (None, Some(most)) => facts.push(format!("at most {most}")),
        (None, None) => {}
    }
    match (schema.min_length, schema.max_length) {
        (Some(least), Some(most)) => facts.push(format!("{least} to {most} characters")),
        (Some(least), None) => facts.push(format!("at least {least} characters")),
        (None, Some(most)) => facts.push(format!("at most {most} characters")),
        (None, None) => {}
    }
    facts.extend(schema.format.map(|format| format.article().to_owned()));
    facts.extend(schema.pattern.map(|pattern| format!("pattern {}", visible(pattern))));
    facts.extend(docs.and_then(|docs| docs.unit.as_deref()).map(|unit| format!("unit {}", visible(unit))));
    if form == Form::Json {
        facts.push(format!("{}inline, @file or @- for stdin", fields(param)));
    }
    facts
}

fn choices(param: &Param, docs: Option<&ParamDocs>) -> String {
    let label = |choice: &str| {
        let value: serde_json::Value = serde_json::from_str(choice).ok()?;
        let known = docs?.choices.iter().find(|known| known.value == value)?;
        (!known.label.is_empty()).then(|| visible_capped(&known.label, 60))
    };
    let shown: Vec<String> = param
        .schema
        .choices
        .iter()
        .map(|choice| {
            let plain = visible_capped(choice.trim_matches('"'), 60);
            label(choice).map_or(plain.clone(), |label| format!("{plain} ({label})"))
        })
        .collect();
    shown.join(", ")
}

/// The fields of an object, so that nobody has to look them up: `{key, id} `.
fn fields(param: &Param) -> String {
    let fields = param.schema.fields.iter().filter(|field| field.fixed.is_none());
    let names: Vec<String> = fields
        .map(|field| {
            let mark = if field.required { "" } else { "?" };
            format!("{}{mark}", visible_capped(field.name, 60))
        })
        .collect();
    if names.is_empty() { String::new() } else { format!("{{{}}} ", names.join(", ")) }
}
