//! One YAML file as data.

use serde_json::{Map, Value};
use serde_saphyr::{DuplicateKeyPolicy, NonFiniteFloatPolicy, Options};

use crate::postman::reporter::Reporter;
use crate::postman::source;

/// The mapping that a file holds, else what is wrong with it. Values of the file stay out of the message.
pub(in crate::postman) fn read(bytes: &[u8], reporter: &mut Reporter) -> Result<Map<String, Value>, String> {
    let text = source::decode(bytes, reporter).map_err(|_| "the file is empty".to_owned())?;
    let read = parse(&text).or_else(|error| match quoted(&text) {
        Some(mended) => parse(&mended).map_err(|_| error),
        None => Err(error),
    });
    match read {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err("the file holds no YAML mapping".to_owned()),
        Err(error) => Err(match error.location() {
            Some(at) => format!("the YAML is broken at line {}, column {}", at.line(), at.column()),
            None => "the YAML is broken, or beyond every sensible size".to_owned(),
        }),
    }
}

fn parse(text: &str) -> Result<Value, serde_saphyr::Error> {
    serde_saphyr::from_str_with_options(text, options())
}

/// Values are texts more often than not: a phone number keeps its zero, and `no` is Norway.
fn options() -> Options {
    serde_saphyr::options! {
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        strict_booleans: true,
        ignore_binary_tag_for_string: true,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    }
}

/// The text with quotes around values that begin with a bare `{{variable}}`, which people write and YAML takes for a
/// mapping; `None` when there is no such line.
fn quoted(text: &str) -> Option<String> {
    let mut found = false;
    let lines: Vec<String> = text
        .lines()
        .map(|line| match bare_value(line) {
            Some((head, value)) => {
                found = true;
                format!("{head}'{}'", value.replace('\'', "''"))
            }
            None => line.to_owned(),
        })
        .collect();
    found.then(|| lines.join("\n"))
}

fn bare_value(line: &str) -> Option<(&str, &str)> {
    let at = line.find(": {{").map(|at| at + 2).or_else(|| line.find("- {{").map(|at| at + 2))?;
    let (head, value) = line.split_at(at);
    let value = value.trim_end();
    let plain = !head.contains(['"', '\'', '{', '#']) && value.contains("}}");
    plain.then_some((head, value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(text: &str) -> Result<Value, String> {
        read(text.as_bytes(), &mut Reporter::new("a.yaml")).map(Value::Object)
    }

    #[test]
    fn values_keep_their_text() {
        let read = of("a: 0123\nb: no\nc: 1_000\nd: 12\ne: true\nf: '7'\ng: .nan\nh: 1\nh: 2\n7: x\n");
        let expected = json!({"a": "0123", "b": "no", "c": "1_000", "d": 12, "e": true, "f": "7", "g": ".nan",
            "h": 2, "7": "x"});
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn bare_variables_are_quoted() {
        let read = of("url: {{base}}/x\ntoken: {{t}}\nlist:\n  - {{one}}\n  - key: {{k}}'s\n");
        let expected =
            json!({"url": "{{base}}/x", "token": "{{t}}", "list": ["{{one}}", {"key": "{{k}}'s"}]});
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn what_is_broken_is_named_by_place_not_by_value() {
        let message = of("a: 1\nurl: [sk_live_1234\n").expect_err("broken");
        assert!(message.contains("line "), "{message}");
        assert!(!message.contains("sk_live"), "{message}");
        assert!(of("").is_err() && of("- a\n").is_err() && of("a: 1\n---\nb: 2\n").is_err());
    }

    #[test]
    fn bombs_are_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for at in 1..30 {
            let before = format!("*a{}", at - 1);
            text.push_str(&format!("a{at}: &a{at} [{}]\n", vec![before; 9].join(", ")));
        }
        assert!(of(&text).is_err());
        assert!(of(&format!("a: {}{}", "[".repeat(5_000), "]".repeat(5_000))).is_err());
    }
}
