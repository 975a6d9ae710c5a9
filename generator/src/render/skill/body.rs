//! A JSON body with marks in place of values.

use serde_json::Value;

use super::super::escape;
use crate::model::{Kind, Property, Schema};

/// The body of these fields, in the order of the schema; `value` says what stands at a field's dotted path.
pub(super) fn text(schema: &Schema, value: &dyn Fn(&str, &Schema) -> Option<String>) -> String {
    let mut out = String::new();
    object(&mut out, schema, "", 0, value);
    out
}

/// How many fields of the body have a value.
pub(super) fn count(schema: &Schema, value: &dyn Fn(&str, &Schema) -> Option<String>) -> usize {
    schema.properties.iter().map(|property| leaves(property, "", value)).sum()
}

fn leaves(property: &Property, above: &str, value: &dyn Fn(&str, &Schema) -> Option<String>) -> usize {
    let path = below(above, &property.name);
    let within = property.schema.properties.iter();
    usize::from(value(&path, &property.schema).is_some())
        + within.map(|field| leaves(field, &path, value)).sum::<usize>()
}

fn object(
    out: &mut String,
    schema: &Schema,
    above: &str,
    depth: usize,
    value: &dyn Fn(&str, &Schema) -> Option<String>,
) {
    out.push('{');
    let mut first = true;
    for property in schema.properties.iter().filter(|property| leaves(property, above, value) > 0) {
        out.push_str(if first { "\n" } else { ",\n" });
        first = false;
        let path = below(above, &property.name);
        out.push_str(&"  ".repeat(depth + 1));
        out.push_str(&format!("{}: ", Value::from(property.name.as_str())));
        match value(&path, &property.schema) {
            Some(text) => out.push_str(&text),
            None => object(out, &property.schema, &path, depth + 1, value),
        }
    }
    if !first {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    }
    out.push('}');
}

fn below(above: &str, name: &str) -> String {
    if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") }
}

/// What stands for the value of a field: a text in quotes, anything else without.
pub(super) fn mark(path: &str, schema: &Schema) -> String {
    let path = escape::joined(path).replace(['`', '"', '\\', '<', '>'], "");
    match schema.kind {
        Kind::String | Kind::Any => format!("\"<{path}>\""),
        _ => format!("<{path}>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fields_with_a_value_are_there_and_objects_around_them() {
        let field = |name: &str, schema| Property { name: name.into(), required: false, fixed: None, schema };
        let object = |properties| Schema { properties, ..Schema::of(Kind::Object) };
        let schema = object(vec![
            field("amount", Schema::of(Kind::Number)),
            field("note", Schema::of(Kind::String)),
            field("who", object(vec![field("name", Schema::of(Kind::String))])),
            field("empty", object(vec![field("x", Schema::of(Kind::String))])),
        ]);
        let value =
            |path: &str, schema: &Schema| ["amount", "who.name"].contains(&path).then(|| mark(path, schema));
        let expected = "{\n  \"amount\": <amount>,\n  \"who\": {\n    \"name\": \"<who.name>\"\n  }\n}";
        assert_eq!(text(&schema, &value), expected);
        assert_eq!(count(&schema, &value), 2);
        assert_eq!(text(&object(Vec::new()), &value), "{}");
    }
}
