//! What an operation answers: the fields of its answer, one line each, from the documented JSON Schema.

use std::fmt::Write;

use serde_json::Value;

use crate::runtime::core::plain::plain;
use crate::runtime::core::spec::Language;
use crate::runtime::core::words::{Said, say};

use super::fields::one_line;

/// Deeper than any answer that people read.
const DEEPEST: usize = 24;

/// Every field of the answer with its type and meaning.
pub(super) fn fields(schema: &Value, language: Language) -> String {
    let mut out = String::new();
    walk(schema, 0, language, &mut out);
    out
}

// Writing to a string cannot fail, so the results of `write!` are dropped here.

fn walk(schema: &Value, depth: usize, language: Language, out: &mut String) {
    if depth > DEEPEST {
        return;
    }
    if depth == 0 && schema.get("type").is_some_and(|kind| kind == "array") {
        let _ = writeln!(out, "{}", Said::from("A list of:").in_language(language));
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    for (name, property) in properties.into_iter().flatten() {
        let facts = facts(property, language);
        let about = one_line(property.get("description").and_then(Value::as_str).unwrap_or_default());
        let _ = write!(out, "{}- `{}`", "  ".repeat(depth), one_line(name));
        if !facts.is_empty() {
            let _ = write!(out, " ({facts})");
        }
        let _ = writeln!(out, "{}{about}", if about.is_empty() { "" } else { ": " });
        walk(property, depth + 1, language, out);
    }
    if let Some(items) = schema.get("items") {
        walk(items, depth, language, out);
    }
}

fn facts(schema: &Value, language: Language) -> String {
    let mut facts: Vec<Said> = Vec::new();
    facts.extend(kind(schema));
    let of = schema.get("items").filter(|items| items.get("enum").is_some()).unwrap_or(schema);
    let labels = of.get("x-labels").and_then(Value::as_object);
    let mut values: Vec<String> =
        labels.into_iter().flatten().map(|(value, label)| format!("{value} = {}", plain(label))).collect();
    let choices = of.get("enum").and_then(Value::as_array);
    let unnamed = |value: &&Value| labels.is_none_or(|labels| !labels.contains_key(&plain(value)));
    values.extend(choices.into_iter().flatten().filter(unnamed).map(plain));
    if !values.is_empty() {
        facts.push(say("one of {}", &[&values.join("; ")]));
    }
    facts.extend(schema.get("x-unit").and_then(Value::as_str).map(|unit| say("in {}", &[&unit])));
    if schema.get("writeOnly").or_else(|| schema.get("x-secret")).is_some_and(|secret| secret == true) {
        facts.push("secret".into());
    }
    one_line(&Said::List(facts, ", ").in_language(language))
}

fn kind(schema: &Value) -> Option<Said> {
    match schema.get("type")? {
        Value::String(kind) if kind == "array" => {
            let items = schema.get("items").and_then(kind_of_items);
            Some(items.map_or_else(|| "list".into(), |items| say("list of {}", &[&items])))
        }
        Value::String(kind) => Some(kind.clone().into()),
        Value::Array(kinds) => {
            let kinds = kinds.iter().filter_map(Value::as_str).map(|kind| kind.to_owned().into());
            Some(Said::List(kinds.collect(), " or "))
        }
        _ => None,
    }
}

fn kind_of_items(items: &Value) -> Option<String> {
    items.get("type").and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn fields_of_elements_and_names_of_values_are_told() {
        let schema = json!({"type": "object", "properties": {"data": {"type": "array", "items": {
            "type": "object", "properties": {"state": {"type": "number", "enum": [1, 2],
            "x-labels": {"1": "open"}, "description": "where it\nstands"}}}}}});
        assert_eq!(
            fields(&schema, Language::English),
            "- `data` (list of object)\n  - `state` (number, one of 1 = open; 2): where it stands\n"
        );
    }

    #[test]
    fn a_schema_without_end_is_cut() {
        let mut schema = json!({"type": "string"});
        for _ in 0..100 {
            schema = json!({"type": "object", "properties": {"x": schema}});
        }
        assert_eq!(fields(&schema, Language::English).lines().count(), DEEPEST + 1);
    }
}
