//! Shapes of values that are sent as they are written: nothing is checked, what is secret stays secret.

use super::super::spec::{Field, Kind, Schema};

/// Deep enough for what is documented, and an end for what refers to itself.
const DEEPEST: usize = 16;

/// A value of which nothing is known but that it is secret.
pub static SECRET: Schema = Schema { secret: true, ..Schema::ANY };

/// The documented shape without its rules.
#[must_use]
pub fn without_rules(schema: &'static Schema) -> &'static Schema {
    if holds_secrets(schema, DEEPEST) { relaxed(schema, DEEPEST) } else { &Schema::ANY }
}

fn holds_secrets(schema: &Schema, depth: usize) -> bool {
    let below = |schema: &Schema| depth > 0 && holds_secrets(schema, depth - 1);
    schema.secret || schema.fields.iter().any(|field| below(field.schema)) || schema.items.is_some_and(below)
}

fn relaxed(schema: &'static Schema, depth: usize) -> &'static Schema {
    if depth == 0 {
        return &Schema::ANY;
    }
    let fields: Vec<Field> = schema
        .fields
        .iter()
        .map(|field| Field {
            name: field.name,
            flag: field.flag,
            required: false,
            fixed: None,
            schema: relaxed(field.schema, depth - 1),
        })
        .collect();
    let items = schema.items.map(|items| relaxed(items, depth - 1));
    Box::leak(Box::new(Schema { secret: schema.secret, fields: fields.leak(), items, ..Schema::ANY }))
}

/// A text as the documented type has it: digits of a documented number are a number.
#[must_use]
pub fn typed(schema: &Schema, text: String) -> serde_json::Value {
    let typed = match schema.kind {
        Kind::Integer | Kind::Number => serde_json::from_str(&text).ok().map(serde_json::Value::Number),
        Kind::Boolean => text.parse().ok().map(serde_json::Value::Bool),
        _ => None,
    };
    typed.unwrap_or(serde_json::Value::String(text))
}
