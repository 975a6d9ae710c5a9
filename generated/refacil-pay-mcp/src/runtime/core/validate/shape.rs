//! One value against its documented shape.

use std::cmp::Ordering;
use std::net::IpAddr;

use serde_json::{Map, Number, Value};
use url::Url;

use super::super::decimal;
use super::super::file::Upload;
use super::super::nearest::nearest;
use super::super::plain::plain;
use super::super::spec::{Field, Format, Kind, Schema};
use super::super::text::visible_capped;
use super::super::words::{Said, say};
use super::{Labels, Problem};

/// A constant may be left out or repeated, never changed: it is what the operation is.
pub fn check_fixed(value: &Value, fixed: &str, path: &str, problems: &mut Vec<Problem>) {
    if !serde_json::from_str::<Value>(fixed).is_ok_and(|fixed| same(&fixed, value)) {
        problems.push(Problem::new(path, say("is always {} in this operation; leave it out", &[&fixed])));
    }
}

/// Checks a value and all that lies in it.
pub fn check_value(
    schema: &Schema,
    value: &Value,
    path: &str,
    labels: &Labels<'_>,
    problems: &mut Vec<Problem>,
) {
    if value.is_null() {
        if !schema.nullable && (schema.kind != Kind::Any || !schema.kinds.is_empty()) {
            problems.push(Problem::new(path, say("must be {}, not null", &[&wanted(schema)])));
        }
        return;
    }
    let is_one = |kinds: &[Kind]| kinds.is_empty() || kinds.iter().any(|kind| is_kind(*kind, value));
    if !is_kind(schema.kind, value) || !is_one(schema.kinds) {
        let found = match (schema.kind, value) {
            (Kind::Integer, Value::Number(_)) => "one with a fraction",
            _ => found(value),
        };
        problems.push(Problem::new(path, say("must be {}, not {}", &[&wanted(schema), &Said::from(found)])));
        return;
    }
    if schema.kind == Kind::File {
        problems.extend(Upload::from_value(value).err().map(|message| Problem::new(path, message)));
        return;
    }
    check_choices(schema, value, path, labels, problems);
    match value {
        Value::String(text) => check_text(schema, text, path, problems),
        Value::Number(number) => check_number(schema, number, path, problems),
        Value::Array(list) => check_list(schema, list, path, labels, problems),
        Value::Object(map) => check_object(schema.fields, map, path, labels, problems),
        _ => {}
    }
}

fn check_choices(
    schema: &Schema,
    value: &Value,
    path: &str,
    labels: &Labels<'_>,
    problems: &mut Vec<Problem>,
) {
    if schema.choices.is_empty() {
        return;
    }
    let allowed = schema.choices.iter().filter_map(|choice| serde_json::from_str::<Value>(choice).ok());
    if allowed.into_iter().any(|choice| is_choice(schema.kind, &choice, value)) {
        return;
    }
    let mut message = say("must be one of {}", &[&labels.values(path, schema.choices)]);
    let typed = value.as_str().filter(|_| !schema.secret).unwrap_or_default();
    if let Some(meant) = nearest(typed, schema.choices.iter().map(|choice| choice.trim_matches('"'))) {
        message = say("{}; did you mean {}?", &[&message, &visible_capped(meant, 60)]);
    }
    problems.push(Problem::new(path, message));
}

/// Without a stated type `"117"` is as good as 117.
fn is_choice(kind: Kind, choice: &Value, value: &Value) -> bool {
    same(choice, value) || (kind == Kind::Any && plain(choice) == plain(value))
}

fn check_text(schema: &Schema, text: &str, path: &str, problems: &mut Vec<Problem>) {
    let length = text.chars().count() as u64;
    if let Some(least) = schema.min_length.filter(|least| length < *least) {
        problems.push(Problem::new(
            path,
            say("must have at least {} characters, and has {}", &[&least, &length]),
        ));
    }
    if let Some(most) = schema.max_length.filter(|most| length > *most) {
        problems
            .push(Problem::new(path, say("must have at most {} characters, and has {}", &[&most, &length])));
    }
    if let Some(format) = schema.format.filter(|format| !has_format(*format, text)) {
        problems.push(Problem::new(path, say("must be {}", &[&Said::from(format.article())])));
    }
    if let Some(pattern) = schema.pattern.filter(|pattern| !matches(pattern, text)) {
        problems.push(Problem::new(path, say("must match the pattern {}", &[&pattern])));
    }
}

/// A pattern that this engine cannot compile is the generator's to report; it must not refuse a payment.
pub fn matches(pattern: &str, text: &str) -> bool {
    regex_lite::Regex::new(pattern).map_or(true, |regex| regex.is_match(text))
}

fn check_number(schema: &Schema, number: &Number, path: &str, problems: &mut Vec<Problem>) {
    if let Some(least) = schema.minimum.filter(|least| is_below(number, *least)) {
        problems.push(Problem::new(path, say("must be at least {}", &[&least])));
    }
    if let Some(most) = schema.maximum.filter(|most| is_above(number, *most)) {
        problems.push(Problem::new(path, say("must be at most {}", &[&most])));
    }
    // Most programs read a number as floating point, and would take this one for infinite.
    if !number.as_f64().or_else(|| number.to_string().parse().ok()).is_some_and(f64::is_finite) {
        problems.push(Problem::new(path, "is too large"));
    }
}

/// The number is less than the limit, digit by digit.
pub fn is_below(number: &Number, least: f64) -> bool {
    decimal::compare(&number.to_string(), &least.to_string()) == Some(Ordering::Less)
}

/// The number is more than the limit, digit by digit.
pub fn is_above(number: &Number, most: f64) -> bool {
    decimal::compare(&number.to_string(), &most.to_string()) == Some(Ordering::Greater)
}

fn check_list(schema: &Schema, list: &[Value], path: &str, labels: &Labels<'_>, problems: &mut Vec<Problem>) {
    let Some(items) = schema.items else { return };
    for (at, element) in list.iter().enumerate() {
        check_value(items, element, &format!("{path}[{at}]"), labels, problems);
    }
}

fn check_object(
    fields: &[Field],
    map: &Map<String, Value>,
    path: &str,
    labels: &Labels<'_>,
    problems: &mut Vec<Problem>,
) {
    for field in fields {
        let path = format!("{path}.{}", field.name);
        match (map.get(field.name), field.fixed) {
            (Some(value), Some(fixed)) => check_fixed(value, fixed, &path, problems),
            (Some(value), None) => check_value(field.schema, value, &path, labels, problems),
            (None, None) if field.required => problems.push(Problem::new(path, "is required")),
            (None, _) => {}
        }
    }
    let unknown = map.keys().filter(|name| !fields.iter().any(|field| field.name == *name));
    for name in unknown {
        // Documentation has gaps: a strange name passes, unless it is a slip of the finger for one that is missing, or
        // one that programs or people may take for one that is there.
        let missing = fields.iter().map(|field| field.name).filter(|known| !map.contains_key(*known));
        let posed_as = fields.iter().map(|field| field.name).find(|known| looks_like(name, known));
        if let Some(meant) = posed_as.or_else(|| nearest(name, missing)) {
            let message = say("is not a field of this object; did you mean {}?", &[&meant]);
            problems.push(Problem::new(format!("{path}.{name}"), message));
        }
    }
}

/// The same letters in another case, which many parsers take for the same name, or letters of other alphabets among
/// them, which look the same.
fn looks_like(name: &str, known: &str) -> bool {
    let alike = |(one, other): (char, char)| {
        one.eq_ignore_ascii_case(&other) || one.is_alphabetic() && !one.is_ascii()
    };
    name.chars().count() == known.chars().count()
        && name.chars().any(|character| character.is_ascii_alphabetic())
        && name.chars().zip(known.chars()).all(alike)
}

/// `1014005` and `1014005.0` are the same value, whatever their spelling.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            decimal::compare(&a.to_string(), &b.to_string()) == Some(Ordering::Equal)
        }
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
        Kind::File => value.is_object() || value.is_string(),
    }
}

/// What may stand there, for a message: `a number or a text`.
#[must_use]
pub fn wanted(schema: &Schema) -> Said {
    if schema.kinds.is_empty() {
        return article(schema.kind).into();
    }
    Said::List(schema.kinds.iter().map(|kind| article(*kind).into()).collect(), " or ")
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
        Kind::File => "a file",
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
