//! Command lines that work as they stand, made from the collection's own example.

use serde_json::{Map, Value};

use super::super::super::core::docs::OperationDocs;
use super::super::super::core::example;
use super::super::super::core::spec::{Api, Class, Nature, Operation};
use super::super::super::core::text::visible;
use super::Flag;
use super::form::{Element, Form};

/// Longest line, the mark of its break left out.
const WIDTH: usize = 76;

/// The examples of a command.
pub fn text(api: &Api, operation: &'static Operation, docs: &OperationDocs, flags: &[Flag]) -> String {
    let arguments = match operation.nature {
        Nature::Callback => Map::new(),
        Nature::Call | Nature::Login | Nature::Token => example::arguments(operation, docs),
    };
    let program = format!("{} {}", api.app, operation.command.join(" "));
    // Nobody should move money by pasting a line out of a help text.
    let end = (operation.class == Class::Dangerous).then_some("--dry-run");
    let words = words(&arguments, flags);
    let mut lines = vec![folded(&program, words.iter().map(String::as_str).chain(end))];
    if super::takes_body(operation) && !words.is_empty() {
        lines.push(folded(&program, std::iter::once("--body @request.json").chain(end)));
    }
    format!("Examples (with values that are only examples):\n{}", lines.join("\n"))
}

/// One command line, broken where a shell lets it be.
fn folded<'a>(program: &str, words: impl Iterator<Item = &'a str>) -> String {
    let mut text = format!("  {program}");
    let mut column = text.chars().count();
    for word in words {
        let width = word.chars().count() + 1;
        if column + width > WIDTH {
            text.push_str(" \\\n     ");
            column = 5;
        }
        text.push(' ');
        text.push_str(word);
        column += width;
    }
    text
}

/// Flags that give these arguments, deepest flags first choice.
fn words(arguments: &Map<String, Value>, flags: &[Flag]) -> Vec<String> {
    let mut words = Vec::new();
    for flag in flags {
        let mut steps = flag.steps.iter();
        let first = steps.next().and_then(|step| arguments.get(*step));
        let Some(value) = first.and_then(|value| steps.try_fold(value, |value, step| value.get(step))) else {
            continue;
        };
        // The flags of its fields give an object, unless nothing or something without a flag is in it.
        let given_by_fields = |map: &Map<String, Value>| {
            flag.has_fields
                && !map.is_empty()
                && map.keys().all(|name| flag.schema.fields.iter().any(|field| field.name == name))
        };
        match (value, flag.form) {
            (Value::Object(map), _) if given_by_fields(map) => {}
            (Value::Array(list), Form::List(_)) if list.iter().all(is_plain) => {
                words.extend(list.iter().map(|element| format!("--{} {}", flag.long, quoted(element))));
            }
            (_, Form::File | Form::List(Element::File)) => {
                words.push(format!("--{} @example.txt", flag.long))
            }
            (value, _) => words.push(format!("--{} {}", flag.long, quoted(value))),
        }
    }
    words
}

/// A text that is no JSON, or a number.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.starts_with(['@', '[']),
        other => other.is_number(),
    }
}

/// One word of a POSIX shell.
fn quoted(value: &Value) -> String {
    let text = visible(&value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ',' | ':' | '/' | '@' | '+');
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(plain) {
        return text;
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_safe_in_a_shell() {
        for (text, word) in [
            ("a-b", "a-b"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", r"'it'\''s'"),
            ("$(x)", "'$(x)'"),
            ("-x", "'-x'"),
        ] {
            assert_eq!(quoted(&Value::from(text)), word);
        }
    }
}
