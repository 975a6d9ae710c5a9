//! Command lines with values in them, as a shell reads them.

use serde_json::Value;

use super::super::arguments::{self, Argument};
use crate::model::Schema;

/// The flags of an argument, or of its fields, that have a value.
pub(super) fn flags(
    line: &mut String,
    argument: &Argument<'_>,
    value: &dyn Fn(&str, &Schema) -> Option<String>,
) {
    nested(line, &argument.flag, argument.name, argument.schema, value);
}

fn nested(
    line: &mut String,
    flag: &str,
    path: &str,
    schema: &Schema,
    value: &dyn Fn(&str, &Schema) -> Option<String>,
) {
    if !super::is_plain(flag) {
        return;
    }
    if let Some(value) = value(path, schema) {
        line.push_str(&format!(" --{flag} {}", in_shell(&value)));
        return;
    }
    for (field, word) in schema.properties.iter().zip(arguments::field_flags(schema)) {
        nested(line, &format!("{flag}.{word}"), &format!("{path}.{}", field.name), &field.schema, value);
    }
}

/// JSON text as a word of a shell: a text in single quotes.
fn in_shell(json: &str) -> String {
    match serde_json::from_str::<Value>(json) {
        Ok(Value::String(text)) => format!("'{}'", text.replace('\'', r"'\''")),
        _ => json.to_owned(),
    }
}
