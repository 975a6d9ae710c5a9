//! Checks a body against the fields of a request; the first problem is the answer.

use serde_json::Value;

use super::{
    data::{Data, Field, Request},
    envelope::{framework, refusal_with},
};
use crate::reply::Reply;

pub(super) fn check(data: &Data, request: &Request, body: &Value) -> Result<(), Reply> {
    data.fields(request).filter(|field| field.in_body()).try_for_each(|field| check_field(data, field, body))
}

/// Only the product's id, which decides what the other fields are.
pub(super) fn check_product(data: &Data, request: &Request, body: &Value) -> Result<(), Reply> {
    let mut fields = request.fields.iter().filter(|field| field.path == "productId");
    fields.try_for_each(|field| check_field(data, field, body))
}

/// The value at a dotted path.
pub(super) fn at<'a>(body: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(body, |value, name| value.get(name))
}

pub(super) fn text_at<'a>(body: &'a Value, path: &str) -> Option<&'a str> {
    at(body, path).and_then(Value::as_str)
}

fn parent<'a>(body: &'a Value, path: &str) -> Option<&'a Value> {
    match path.rsplit_once('.') {
        Some((parent, _)) => at(body, parent).filter(|value| value.is_object()),
        None => Some(body),
    }
}

fn check_field(data: &Data, field: &Field, body: &Value) -> Result<(), Reply> {
    // A missing or wrong parent has been refused already, unless it may be missing.
    let Some(parent) = parent(body, &field.path) else { return Ok(()) };
    let refusals = &field.refusals;
    let value = at(body, &field.path);
    let Some(value) = value.filter(|value| !value.is_null()) else {
        let nullable = value.is_some() && field.kind.split('|').any(|kind| kind == "null");
        return match field.required && !nullable {
            true => Err(refuse(data, field, refusals.missing.as_deref(), "is required")),
            false => Ok(()),
        };
    };
    if !field.kind.split('|').any(|kind| is_of(value, kind)) {
        return Err(refuse(data, field, refusals.wrong_type.as_deref(), &expectation(&field.kind)));
    }
    if let Some(values) = &field.values
        && !values.contains(value)
    {
        let known: Vec<_> = values.iter().map(|value| value.to_string().replace('"', "")).collect();
        let what = format!("must be one of the following values: {}", known.join(", "));
        return Err(refuse(data, field, None, &what));
    }
    if let Some(number) = value.as_f64() {
        check_number(data, field, number)?;
    }
    match value.as_str() {
        Some(text) => check_text(data, field, text, parent),
        None => Ok(()),
    }
}

fn check_number(data: &Data, field: &Field, number: f64) -> Result<(), Reply> {
    if let Some(min) = field.min.filter(|min| number < *min) {
        let min = min.to_string();
        return Err(match &field.refusals.min {
            Some(key) => refusal_with(data, key, &[("{min}", &min)]),
            None => refuse(data, field, None, &format!("must not be less than {min}")),
        });
    }
    match field.max.filter(|max| number > *max) {
        Some(max) => Err(refuse(data, field, None, &format!("must not be greater than {max}"))),
        None => Ok(()),
    }
}

fn check_text(data: &Data, field: &Field, text: &str, parent: &Value) -> Result<(), Reply> {
    let refusals = &field.refusals;
    let (length, least) = (text.chars().count(), field.min_length.unwrap_or(0));
    let blank = text.trim().is_empty() && (least > 0 || refusals.empty.is_some());
    if blank {
        return Err(refuse(data, field, refusals.empty.as_deref(), "should not be empty"));
    }
    if length < least {
        return Err(refuse(
            data,
            field,
            None,
            &format!("must be longer than or equal to {least} characters"),
        ));
    }
    if let Some(most) = field.max_length.filter(|most| length > *most) {
        return Err(refuse(
            data,
            field,
            None,
            &format!("must be shorter than or equal to {most} characters"),
        ));
    }
    let legal = field.legal_pattern.as_ref().filter(|_| text_at(parent, "typePerson") == Some("J"));
    let by_neighbour = field.pattern_by.as_ref().and_then(|by| {
        let neighbour = parent.get(&by.field)?;
        by.patterns.get(neighbour.to_string().trim_matches('"'))
    });
    match by_neighbour.or(legal).or(field.pattern.as_ref()) {
        Some(pattern) if !pattern.takes(text) => {
            Err(refuse(data, field, None, &format!("must match {} regular expression", pattern.source())))
        }
        _ => Ok(()),
    }
}

/// The field's documented error, else what the framework would say.
fn refuse(data: &Data, field: &Field, documented: Option<&str>, what: &str) -> Reply {
    match documented {
        Some(key) => refusal_with(data, key, &[("{field}", &field.path)]),
        None => framework(400, &format!("{} {what}", field.path)),
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "object" => value.is_object(),
        "null" => value.is_null(),
        _ => false,
    }
}

fn expectation(kind: &str) -> String {
    match kind.split('|').next().unwrap_or_default() {
        "object" => "must be an object".to_owned(),
        "integer" => "must be an integer number".to_owned(),
        "boolean" => "must be a boolean value".to_owned(),
        kind => format!("must be a {kind}"),
    }
}
