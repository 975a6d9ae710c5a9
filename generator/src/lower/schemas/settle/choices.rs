//! Allowed values in the type of their field.

use serde_json::Value;

use super::typed;
use crate::lower::schemas::facts::{Choices, Facts, plain_number};
use crate::model::{Kind, Schema};
use crate::plain::plain;

/// The type, when only the listed values tell it.
pub(super) fn kind(facts: &Facts, kind: Kind) -> Kind {
    let listed = &facts.choices.list;
    let words = || listed.iter().all(|(value, _)| plain_number(value).is_none());
    if kind == Kind::Any && facts.kind.is_none() && !listed.is_empty() && words() {
        Kind::String
    } else {
        kind
    }
}

/// Sets allowed values and what they mean; a list without the example is misread or wrong, and is left out.
pub(super) fn weigh(facts: &Facts, schema: &mut Schema, example: Option<&Value>) -> Option<&'static str> {
    if !matches!(schema.kind, Kind::String | Kind::Number | Kind::Integer) {
        return None;
    }
    let listed = facts.choices.list.iter().take_while(|_| facts.choices.list.len() <= Choices::MOST);
    let mut values = Vec::new();
    for (written, label) in listed {
        if written == "null" {
            schema.nullable = true;
            continue;
        }
        match typed(written, schema.kind) {
            Some(value) => values.push((value, label.as_str())),
            // One value of another type, and the list is no list of values.
            None => return meanings(facts, schema),
        }
    }
    let unlisted =
        |example: &Value| !example.is_null() && !values.iter().any(|(value, _)| same(value, example));
    if !values.is_empty() && example.is_some_and(unlisted) {
        return Some("list of values");
    }
    schema.choices = values.iter().map(|(value, _)| value.clone()).collect();
    let labelled = values.iter().filter(|(_, label)| !label.is_empty());
    schema.choice_labels = labelled.map(|(value, label)| (value.to_string(), (*label).to_owned())).collect();
    meanings(facts, schema)
}

/// Adds what tables elsewhere say about values.
fn meanings(facts: &Facts, schema: &mut Schema) -> Option<&'static str> {
    if facts.meanings.len() > Choices::MOST {
        return None;
    }
    for (written, label) in facts.meanings.iter().filter(|(_, label)| !label.is_empty()) {
        let Some(value) = typed(written, schema.kind) else { continue };
        let text = value.to_string();
        let allowed = schema.choices.is_empty() || schema.choices.contains(&value);
        if allowed && !schema.choice_labels.iter().any(|(known, _)| *known == text) {
            schema.choice_labels.push((text, label.clone()));
        }
    }
    None
}

/// The value of a documented constant that the example agrees with.
pub(super) fn fixed(facts: &Facts, schema: &Schema, example: Option<&Value>) -> Option<Value> {
    let [value] = schema.choices.as_slice() else { return None };
    let agreed = facts.choices.constant && example.is_some_and(|example| same(value, example));
    agreed.then(|| value.clone())
}

/// Equal as a person reads it: `5` and `"5"`, `1` and `1.0`.
pub(in super::super) fn same(one: &Value, two: &Value) -> bool {
    one == two
        || plain(one) == plain(two)
        || one.as_f64().zip(two.as_f64()).is_some_and(|(one, two)| one == two)
}
