//! Arguments against the documented shape, all problems at once.

use std::fmt;
use std::net::IpAddr;

use serde_json::{Map, Value, json};
use url::Url;

use super::spec::{Field, Format, Kind, Operation, Schema};
use super::text::visible_capped;

/// One thing wrong with the arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Dotted path of the argument.
    pub path: String,
    /// What is wrong, without the path.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", visible_capped(&self.path, 80), self.message)
    }
}

impl Problem {
    fn new(path: &str, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), message: message.into() }
    }

    /// The problem as data.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({"param": self.path, "message": self.message})
    }
}

/// Checks the arguments of a call. Keys are [`super::spec::Param::argument`] names.
#[must_use]
pub fn check(operation: &Operation, arguments: &Map<String, Value>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for param in operation.params {
        match (arguments.get(param.argument), param.fixed) {
            (Some(value), Some(fixed)) => check_fixed(value, fixed, param.argument, &mut problems),
            (Some(value), None) => check_value(param.schema, value, param.argument, &mut problems),
            (None, None) if param.required => problems.push(Problem::new(param.argument, "is required")),
            (None, _) => {}
        }
    }
    for name in arguments.keys() {
        if !operation.params.iter().any(|param| param.argument == name) {
            problems.push(Problem::new(name, unknown(operation)));
        }
    }
    problems
}

fn unknown(operation: &Operation) -> String {
    let known: Vec<_> = operation.params.iter().map(|param| param.argument).collect();
    if known.is_empty() {
        "is not an argument of this operation, which takes none".into()
    } else {
        format!("is not an argument of this operation; it takes {}", known.join(", "))
    }
}

/// A constant may be left out or repeated, never changed: it is what the operation is.
fn check_fixed(value: &Value, fixed: &str, path: &str, problems: &mut Vec<Problem>) {
    if !serde_json::from_str::<Value>(fixed).is_ok_and(|fixed| same(&fixed, value)) {
        problems.push(Problem::new(path, format!("is always {fixed} in this operation; leave it out")));
    }
}

fn check_value(schema: &Schema, value: &Value, path: &str, problems: &mut Vec<Problem>) {
    if value.is_null() {
        if !schema.nullable && schema.kind != Kind::Any {
            problems.push(Problem::new(path, format!("must be {}, not null", article(schema.kind))));
        }
        return;
    }
    if !is_kind(schema.kind, value) {
        problems.push(Problem::new(path, format!("must be {}, not {}", article(schema.kind), found(value))));
        return;
    }
    check_choices(schema, value, path, problems);
    match value {
        Value::String(text) => check_text(schema, text, path, problems),
        Value::Number(number) => check_number(schema, number, path, problems),
        Value::Array(list) => check_list(schema, list, path, problems),
        Value::Object(map) => check_object(schema.fields, map, path, problems),
        _ => {}
    }
}

fn check_choices(schema: &Schema, value: &Value, path: &str, problems: &mut Vec<Problem>) {
    if schema.choices.is_empty() {
        return;
    }
    let allowed = schema.choices.iter().filter_map(|choice| serde_json::from_str::<Value>(choice).ok());
    if !allowed.into_iter().any(|choice| same(&choice, value)) {
        problems.push(Problem::new(path, format!("must be one of {}", schema.choices.join(", "))));
    }
}

fn check_text(schema: &Schema, text: &str, path: &str, problems: &mut Vec<Problem>) {
    let length = text.chars().count() as u64;
    if let Some(least) = schema.min_length.filter(|least| length < *least) {
        problems.push(Problem::new(path, format!("must have at least {least} characters, and has {length}")));
    }
    if let Some(most) = schema.max_length.filter(|most| length > *most) {
        problems.push(Problem::new(path, format!("must have at most {most} characters, and has {length}")));
    }
    if let Some(format) = schema.format.filter(|format| !has_format(*format, text)) {
        problems.push(Problem::new(path, format!("must be {}", format.article())));
    }
    // A pattern that this engine cannot compile is the generator's to report; it must not refuse a payment.
    let pattern = schema.pattern.and_then(|pattern| Some((pattern, regex_lite::Regex::new(pattern).ok()?)));
    if let Some((pattern, _)) = pattern.filter(|(_, regex)| !regex.is_match(text)) {
        problems.push(Problem::new(path, format!("must match the pattern {pattern}")));
    }
}

fn check_number(schema: &Schema, number: &serde_json::Number, path: &str, problems: &mut Vec<Problem>) {
    // Only limits are compared as floating point; the number itself is passed on digit by digit.
    let Some(value) = number.as_f64().or_else(|| number.to_string().parse().ok()) else { return };
    if let Some(least) = schema.minimum.filter(|least| value < *least) {
        problems.push(Problem::new(path, format!("must be at least {least}")));
    }
    if let Some(most) = schema.maximum.filter(|most| value > *most) {
        problems.push(Problem::new(path, format!("must be at most {most}")));
    }
    if !value.is_finite() {
        problems.push(Problem::new(path, "is too large"));
    }
}

fn check_list(schema: &Schema, list: &[Value], path: &str, problems: &mut Vec<Problem>) {
    let Some(items) = schema.items else { return };
    for (at, element) in list.iter().enumerate() {
        check_value(items, element, &format!("{path}[{at}]"), problems);
    }
}

fn check_object(fields: &[Field], map: &Map<String, Value>, path: &str, problems: &mut Vec<Problem>) {
    for field in fields {
        let path = format!("{path}.{}", field.name);
        match (map.get(field.name), field.fixed) {
            (Some(value), Some(fixed)) => check_fixed(value, fixed, &path, problems),
            (Some(value), None) => check_value(field.schema, value, &path, problems),
            (None, None) if field.required => problems.push(Problem::new(&path, "is required")),
            (None, _) => {}
        }
    }
}

/// `1014005` and `1014005.0` are the same constant, whatever their spelling.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || (a.as_f64().is_some() && a.as_f64() == b.as_f64()),
        _ => a == b,
    }
}

fn is_kind(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::Any => true,
        Kind::Boolean => value.is_boolean(),
        Kind::Integer => {
            matches!(value, Value::Number(number) if number.to_string().bytes().all(|b| b.is_ascii_digit() || b == b'-'))
        }
        Kind::Number => value.is_number(),
        Kind::String => value.is_string(),
        Kind::Array => value.is_array(),
        Kind::Object => value.is_object(),
    }
}

const fn article(kind: Kind) -> &'static str {
    match kind {
        Kind::Any => "a value",
        Kind::Boolean => "true or false",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::String => "a text",
        Kind::Array => "a list",
        Kind::Object => "an object",
    }
}

const fn found(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

impl Format {
    /// What a value of this form is, for a message.
    #[must_use]
    pub const fn article(self) -> &'static str {
        match self {
            Self::Uri => "an http or https URL",
            Self::Ip => "an IP address",
            Self::Email => "an e-mail address",
            Self::DateTime => "a date and time such as 2026-01-31T12:00:00Z",
            Self::Date => "a date such as 2026-01-31",
            Self::Uuid => "a UUID",
        }
    }
}

fn has_format(format: Format, text: &str) -> bool {
    match format {
        Format::Uri => {
            Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        }
        Format::Ip => text.parse::<IpAddr>().is_ok(),
        // The API decides what an address is; this only catches what cannot be one.
        Format::Email => text.split_once('@').is_some_and(|(user, host)| {
            !user.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && !text.contains(char::is_whitespace)
        }),
        Format::DateTime => {
            text.parse::<jiff::Timestamp>().is_ok() || text.parse::<jiff::civil::DateTime>().is_ok()
        }
        Format::Date => text.parse::<jiff::civil::Date>().is_ok(),
        Format::Uuid => {
            text.len() == 36
                && text.bytes().enumerate().all(|(at, b)| match at {
                    8 | 13 | 18 | 23 => b == b'-',
                    _ => b.is_ascii_hexdigit(),
                })
        }
    }
}
