//! YAML 1.2, written here because numbers must keep their digits: no serializer of YAML takes a number as text.

use std::fmt::Write;

use serde_json::Value;

/// The value as a YAML document.
#[must_use]
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    block(&mut out, value, 0);
    out.trim_start_matches('\n').to_owned()
}

/// A collection begins on a line of its own, a scalar follows on the same line.
fn block(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Array(list) if !list.is_empty() => {
            for element in list {
                begin(out, depth);
                out.push_str("- ");
                // The first line of a collection follows its dash; the others are indented like it.
                let mut below = String::new();
                block(&mut below, element, depth + 1);
                out.push_str(below.trim_start());
            }
        }
        Value::Object(map) if !map.is_empty() => {
            for (name, value) in map {
                begin(out, depth);
                out.push_str(&scalar_text(name));
                out.push(':');
                nested(out, value, depth);
            }
        }
        other => out.push_str(&scalar(other)),
    }
}

fn begin(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

fn nested(out: &mut String, value: &Value, depth: usize) {
    let is_block = value.as_array().is_some_and(|list| !list.is_empty())
        || value.as_object().is_some_and(|map| !map.is_empty());
    if is_block {
        block(out, value, depth + 1);
    } else {
        out.push(' ');
        out.push_str(&scalar(value));
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => scalar_text(text),
        other => other.to_string(),
    }
}

/// Plain where no reader of any version of YAML takes it for something else, else in double quotes.
fn scalar_text(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii_graphic() || c == ' ' || is_letter(c) => out.push(c),
            // A string takes any text.
            c => drop(write!(out, "\\U{:08x}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
        && super::super::super::core::text::visible(c.encode_utf8(&mut [0; 4])).chars().eq([c])
}

fn is_plain(text: &str) -> bool {
    const WORDS: &[&str] =
        &["true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf", "undefined", "none"];
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '/' | '@' | '+');
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(inner)
        && !text.ends_with(' ')
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_type_is_told_from_every_other() {
        let value: Value = serde_json::from_str(
            r#"{"amount":50000.10,"big":12345678901234567890123,"no":"no","n":"1","e":"","x":{},"l":[],
                "list":[{"a":1,"b":"c: d"},[true,null]],"t":"a\nb\u202e"}"#,
        )
        .expect("JSON");
        let expected = "amount: 50000.10\nbig: 12345678901234567890123\n\"no\": \"no\"\n\"n\": \"1\"\ne: \"\"\n\
                        x: {}\nl: []\nlist:\n  - a: 1\n    b: \"c: d\"\n  - - true\n    - null\n\
                        t: \"a\\nb\\U0000202e\"";
        assert_eq!(text(&value), expected);
        assert_eq!(text(&json!("x y")), "x y");
    }
}
