//! JSON as people write it into a request: bare `{{variables}}`, `<placeholders>`, comments, stray commas.

use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::Value;

use super::placeholder;

/// JSON nested deeper than this is hostile; serde_json has the same limit.
const DEEPEST: usize = 128;

/// Reads a text that is JSON, or nearly so; `None` for anything else.
pub(crate) fn read(text: &str) -> Option<Value> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return None;
    }
    serde_json::from_str(text).ok().or_else(|| dirty(text))
}

fn dirty(text: &str) -> Option<Value> {
    // Only what opens like JSON is repaired: a parser this lenient finds JSON in any word.
    if !text.starts_with(['{', '[', '/']) {
        return None;
    }
    let repaired = repair(text)?;
    let value = parse_to_ast(&repaired, &CollectOptions::default(), &ParseOptions::default()).ok()?.value?;
    let value = Value::from(value);
    matches!(value, Value::Object(_) | Value::Array(_)).then_some(value)
}

/// Puts a string where a bare variable or placeholder stands, and drops ellipses; `None` when nested without end.
fn repair(text: &str) -> Option<String> {
    let mut repaired = String::with_capacity(text.len() + 64);
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = rest.find(['"', '/', '{', '[', '}', ']', '<', '.']).unwrap_or(rest.len());
        let (plain, special) = rest.split_at(plain);
        repaired.push_str(plain);
        at += plain.len();
        let (taken, replacement) = special_piece(special);
        let written = special.get(..taken).unwrap_or_default();
        match written {
            "{" | "[" => depth += 1,
            "}" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return None;
        }
        repaired.push_str(replacement.as_deref().unwrap_or(written));
        at += taken;
    }
    Some(repaired)
}

/// How much of a text that begins with a special character belongs together, and what replaces it.
fn special_piece(rest: &str) -> (usize, Option<String>) {
    if rest.starts_with('"') {
        return (string_length(rest), None);
    }
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), None);
    }
    if rest.starts_with("/*") {
        return (rest.find("*/").map_or(rest.len(), |end| end + 2), None);
    }
    if let Some(length) = variable_length(rest).or_else(|| placeholder_length(rest)) {
        let written = rest.get(..length).unwrap_or_default();
        return (length, Some(placeholder::bare(written).to_string()));
    }
    if let Some(after) = rest.strip_prefix("...") {
        let blanks = after.len() - after.trim_start().len();
        let comma = usize::from(after.trim_start().starts_with(','));
        return (3 + (blanks + 1) * comma, Some(String::new()));
    }
    (rest.chars().next().map_or(0, char::len_utf8), None)
}

fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in rest.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Longest variable name that is looked for.
const LONGEST_NAME: usize = 200;

/// `{{name}}`, also several in a row and with text glued on: `{{year}}{{month}}`, `{{id}}-1`.
fn variable_length(rest: &str) -> Option<usize> {
    if !rest.starts_with("{{") {
        return None;
    }
    let mut length = 0;
    while let Some(after) = rest.get(length..).and_then(|rest| rest.strip_prefix("{{")) {
        let window = &after.as_bytes()[..after.len().min(LONGEST_NAME)];
        let close = window.windows(2).position(|pair| pair == b"}}")?;
        if window[..close].iter().any(|byte| matches!(byte, b'"' | b':' | b'{' | b'\n')) {
            return None;
        }
        length += close + 4;
    }
    let is_glued = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    Some(length + rest.bytes().skip(length).take_while(|byte| is_glued(byte)).count())
}

/// `<amount>`: on one line, without what JSON is made of.
fn placeholder_length(rest: &str) -> Option<usize> {
    if !rest.starts_with('<') {
        return None;
    }
    let window = rest.char_indices().take(100);
    let (close, _) = window
        .take_while(|(_, letter)| !matches!(letter, '\n' | '"' | '{' | '}'))
        .find(|(_, letter)| *letter == '>')?;
    Some(close + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn bare_variables_comments_and_commas() {
        let text = r#"{
            // "unbalanced
            "a": {{amount}}, /* {{x}} */
            "b": "{{name}} http://x",
            "c": [ {{one}}, <integer>, ... ],
            "d": 12345678901234567890123.10,
            'e': {{id}}-1,
        }"#;
        let value = read(text).expect("nearly JSON");
        assert_eq!(value["a"], placeholder::bare("{{amount}}"));
        assert_eq!(value["b"], "{{name}} http://x");
        assert_eq!(value["c"], json!([placeholder::bare("{{one}}"), placeholder::bare("<integer>")]));
        assert_eq!(value["d"].to_string(), "12345678901234567890123.10");
        assert_eq!(value["e"], placeholder::bare("{{id}}-1"));
    }

    #[test]
    fn what_is_no_json() {
        for text in ["", " ", "{{body}}", "plain text", "<a><b/></a>", "a=1&b=2", "{", "query { a }"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("\u{feff}[1]"), Some(json!([1])));
        assert_eq!(read("7"), Some(json!(7)));
    }

    #[test]
    fn nesting_without_end_is_refused() {
        assert_eq!(read(&"[".repeat(100_000)), None);
        assert_eq!(read(&"{{".repeat(100_000)), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in r#"[\[\]{}",:<>/*.a1 \\\n\u{e9}'-]{0,60}"#) {
            let _ = read(&text);
        }

        #[test]
        fn clean_json_stays_as_it_is(numbers in proptest::collection::vec(any::<i32>(), 0..5), text in "[a-z{}]{0,8}") {
            let value = json!({"a": numbers, "b": text});
            prop_assert_eq!(read(&value.to_string()), Some(value));
        }
    }
}
