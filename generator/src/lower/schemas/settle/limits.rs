//! Limits in the measure that the type has.

use serde_json::{Number, Value};

use crate::lower::schemas::facts::{Facts, Limits};
use crate::lower::words::words;
use crate::model::{Kind, Schema};

/// Words of names whose values are measured: a limit is of the number, though it be written as a text.
const MEASURED: &[&str] = &[
    "age",
    "amount",
    "cantidad",
    "count",
    "cuotas",
    "days",
    "dias",
    "edad",
    "hours",
    "importe",
    "installments",
    "limit",
    "meses",
    "minutes",
    "months",
    "monto",
    "offset",
    "page",
    "plazo",
    "precio",
    "price",
    "quantidade",
    "quantity",
    "qty",
    "seconds",
    "size",
    "term",
    "total",
    "valor",
    "year",
    "years",
];

/// Hardly any text must have more characters than this: a greater least is that of a number.
const MAX_MIN_LENGTH: f64 = 64.0;

/// What is sent in place of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wire {
    /// A text, as its quotes show.
    String,
    /// Anything, written as text.
    Text,
}

/// Takes away bounds of a text that are rather those of a number: a call with that number would be refused.
pub(super) fn doubt(limits: &mut Limits, name: &str, wire: Wire) {
    let measured = words(name).iter().any(|word| MEASURED.contains(&word.as_str()));
    let low = limits.low.as_ref().and_then(|low| low.parse::<f64>().ok());
    if measured || low.is_some_and(|low| low > MAX_MIN_LENGTH) {
        (limits.low, limits.high) = (None, None);
    }
    if wire == Wire::Text {
        limits.low = limits.low.take().filter(|low| low == "1");
    }
}

/// Sets the limits; those that the example breaks were misread or are wrong, and are left out.
pub(super) fn weigh(facts: &Facts, schema: &mut Schema, example: Option<&Value>) -> Option<&'static str> {
    match schema.kind {
        Kind::String => lengths(facts, schema, example),
        Kind::Number | Kind::Integer => range(facts, schema, example),
        _ => None,
    }
}

fn lengths(facts: &Facts, schema: &mut Schema, example: Option<&Value>) -> Option<&'static str> {
    let count = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
    let least: Option<u64> = facts.limits.shortest.or_else(|| count(&facts.limits.low));
    let most: Option<u64> = facts.limits.longest.or_else(|| count(&facts.limits.high));
    let text = example.and_then(Value::as_str).filter(|text| !text.is_empty());
    let length = text.map(|text| text.chars().count() as u64);
    if is_outside(length, least, most) || is_crossed(least, most) {
        return Some("length");
    }
    (schema.min_length, schema.max_length) = (least, most);
    None
}

fn range(facts: &Facts, schema: &mut Schema, example: Option<&Value>) -> Option<&'static str> {
    let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<Number>().ok());
    let least = number(&facts.limits.smallest).or_else(|| number(&facts.limits.low));
    let most = number(&facts.limits.largest).or_else(|| number(&facts.limits.high));
    let (low, high) = (least.as_ref().and_then(Number::as_f64), most.as_ref().and_then(Number::as_f64));
    if is_outside(example.and_then(Value::as_f64), low, high) || is_crossed(low, high) {
        return Some("range");
    }
    (schema.minimum, schema.maximum) = (least, most);
    None
}

fn is_outside<T: PartialOrd>(value: Option<T>, least: Option<T>, most: Option<T>) -> bool {
    value.is_some_and(|value| {
        least.is_some_and(|least| value < least) || most.is_some_and(|most| value > most)
    })
}

fn is_crossed<T: PartialOrd>(least: Option<T>, most: Option<T>) -> bool {
    least.zip(most).is_some_and(|(least, most)| least > most)
}
