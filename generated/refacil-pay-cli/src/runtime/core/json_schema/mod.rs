//! What an operation takes, as JSON Schema (draft 2020-12) with all that is documented: names of values, alternatives
//! and rules between fields.

mod place;
mod rules;

pub use place::Place;

use serde_json::{Map, Number, Value, json};

use super::docs::{OperationDocs, ParamDocs};
use super::file;
use super::spec::{Field, Format, Kind, Language, Operation, Param, Schema};

/// The dialect.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The arguments of an operation by their names. What the tool fills in by itself is a constant and need not be given.
#[must_use]
pub fn of_arguments(operation: &Operation, docs: &OperationDocs) -> Map<String, Value> {
    let properties: Map<String, Value> = operation
        .params
        .iter()
        .map(|param| (param.argument.to_owned(), argument(param, docs.param(param.argument))))
        .collect();
    let open = operation.params.iter().filter(|param| param.required && param.fixed.is_none());
    let required: Vec<&str> = open.map(|param| param.argument).collect();
    let mut schema = closed(properties, &required);
    let rules = rules::of(operation, docs);
    if !rules.is_empty() {
        schema.insert("allOf".into(), Value::Array(rules));
    }
    schema
}

/// An object with these properties and no others.
#[must_use]
pub fn closed(properties: Map<String, Value>, required: &[&str]) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".into(), json!(required));
    }
    schema.insert("additionalProperties".into(), false.into());
    schema
}

fn argument(param: &Param, docs: Option<&ParamDocs>) -> Value {
    match param.fixed {
        Some(fixed) => constant(fixed, docs),
        None => Value::Object(of_value(param.schema, docs)),
    }
}

/// A value that the tool sends by itself.
fn constant(fixed: &str, docs: Option<&ParamDocs>) -> Value {
    let mut schema = Map::new();
    describe(docs, &mut schema);
    schema.insert("const".into(), parsed(fixed));
    Value::Object(schema)
}

/// A value with what is known of it.
#[must_use]
pub fn of_value(schema: &Schema, docs: Option<&ParamDocs>) -> Map<String, Value> {
    let mut out = Map::new();
    match (type_name(schema.kind), schema.nullable) {
        (Some(name), true) => drop(out.insert("type".into(), json!([name, "null"]))),
        (Some(name), false) => drop(out.insert("type".into(), name.into())),
        (None, _) => {}
    }
    describe(docs, &mut out);
    if schema.kind == Kind::File {
        out.extend(file::json_schema(None, Language::English));
        return out;
    }
    choices(schema, docs, &mut out);
    limits(schema, &mut out);
    if schema.secret {
        out.insert("writeOnly".into(), true.into());
    }
    if let Some(items) = schema.items {
        // What is documented of the fields of an element stands with the list.
        let of_element = docs.map(|docs| ParamDocs {
            fields: docs.fields.clone(),
            choices: docs.choices.clone(),
            ..ParamDocs::default()
        });
        out.insert("items".into(), Value::Object(of_value(items, of_element.as_ref())));
    }
    fields(schema.fields, docs, &mut out);
    out
}

/// Meaning, unit, default and example.
fn describe(docs: Option<&ParamDocs>, out: &mut Map<String, Value>) {
    let Some(docs) = docs else { return };
    let text = docs.one_line();
    if !text.is_empty() {
        out.insert("description".into(), text.into());
    }
    if let Some(unit) = &docs.unit {
        out.insert("x-unit".into(), unit.as_str().into());
    }
    if let Some(default) = &docs.default {
        out.insert("default".into(), default.clone());
    }
    if let Some(example) = &docs.example {
        out.insert("examples".into(), json!([example]));
    }
}

/// The allowed values, with their names where they have some.
fn choices(schema: &Schema, docs: Option<&ParamDocs>, out: &mut Map<String, Value>) {
    if schema.choices.is_empty() || schema.items.is_some() {
        return;
    }
    let label = |value: &Value| {
        let known = docs?.choices.iter().find(|known| known.value == *value)?;
        (!known.label.is_empty()).then_some(known.label.as_str())
    };
    let values: Vec<Value> = schema.choices.iter().map(|json| parsed(json)).collect();
    if values.iter().any(|value| label(value).is_some()) {
        let named = |value: &Value| match label(value) {
            Some(label) => json!({"const": value, "title": label}),
            None => json!({"const": value}),
        };
        out.insert("oneOf".into(), values.iter().map(named).collect());
    } else {
        out.insert("enum".into(), Value::Array(values));
    }
}

fn fields(fields: &[Field], docs: Option<&ParamDocs>, out: &mut Map<String, Value>) {
    if fields.is_empty() {
        return;
    }
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let docs = docs.and_then(|docs| docs.fields.iter().find(|known| known.argument == field.name));
            let schema = match field.fixed {
                Some(fixed) => constant(fixed, docs),
                None => Value::Object(of_value(field.schema, docs)),
            };
            (field.name.to_owned(), schema)
        })
        .collect();
    out.insert("properties".into(), Value::Object(properties));
    let open = fields.iter().filter(|field| field.required && field.fixed.is_none());
    let required: Vec<&str> = open.map(|field| field.name).collect();
    if !required.is_empty() {
        out.insert("required".into(), json!(required));
    }
}

/// Adds limits of numbers and texts, pattern and format.
pub fn limits(schema: &Schema, out: &mut Map<String, Value>) {
    for (name, limit) in [("minimum", schema.minimum), ("maximum", schema.maximum)] {
        if let Some(limit) = limit.and_then(number) {
            out.insert(name.into(), limit);
        }
    }
    for (name, limit) in [("minLength", schema.min_length), ("maxLength", schema.max_length)] {
        if let Some(limit) = limit {
            out.insert(name.into(), limit.into());
        }
    }
    if let Some(pattern) = schema.pattern {
        out.insert("pattern".into(), pattern.into());
    }
    if let Some(format) = schema.format.and_then(format_name) {
        out.insert("format".into(), format.into());
    }
}

/// The type's name; none where anything goes.
#[must_use]
pub const fn type_name(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Any => return None,
        Kind::Boolean => "boolean",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array => "array",
        Kind::Object | Kind::File => "object",
    })
}

/// An address of either version has no name of its own, and the dialects differ on others.
const fn format_name(format: Format) -> Option<&'static str> {
    Some(match format {
        Format::Uri => "uri",
        Format::Email => "email",
        Format::DateTime => "date-time",
        Format::Date => "date",
        Format::Uuid => "uuid",
        Format::Ip => return None,
    })
}

/// As it is read by people: 1, not 1.0.
#[must_use]
pub fn number(limit: f64) -> Option<Value> {
    serde_json::from_str::<Number>(&limit.to_string()).ok().map(Value::Number)
}

/// The value of a JSON text of the statics.
fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}
