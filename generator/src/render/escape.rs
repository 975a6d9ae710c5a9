//! Strings of a collection on their way into text files.

use serde_json::Value;

use super::hidden::is_hidden;

/// Longest text in one place of a document.
const LONGEST: usize = 400;

/// A TOML basic string, quotes included.
pub fn toml(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if is_hidden(c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A JSON string, quotes included; also a YAML double-quoted scalar.
pub fn json(text: &str) -> String {
    visible_json(&Value::from(text).to_string())
}

/// JSON text with hidden characters as escapes, the same to a parser.
///
/// Outside of strings JSON holds no such character but line breaks, which stay.
pub fn visible_json(text: &str) -> String {
    if !text.chars().any(|c| is_hidden(c) && c != '\n') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) && c != '\n' {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// Text of one line inside a Markdown paragraph or table cell.
pub fn markdown(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len());
    let mut before = ' ';
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        let inside_word = before.is_alphanumeric() && rest.peek().is_some_and(|c| c.is_alphanumeric());
        let marks = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => true,
            '_' => !inside_word,
            '#' | '+' | '-' | '=' | ':' => out.is_empty(),
            '.' | ')' => !out.is_empty() && out.chars().all(|c| c.is_ascii_digit()),
            _ => false,
        };
        if marks {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// Content of a Markdown code span, also inside a table cell.
pub fn code(text: &str) -> String {
    one_line(text).replace('`', "'").replace('|', "\\|")
}

/// One line without hidden characters.
pub fn joined(text: &str) -> String {
    let visible: String = text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line without hidden characters, of a length that a reader bears.
pub fn one_line(text: &str) -> String {
    let line = joined(&text.chars().take(4 * LONGEST).collect::<String>());
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default().trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    use super::*;

    const HOSTILE: &str = "a\"b\\c\u{1b}[0m\u{202e}\n# `x` </p> {{ y }} {% z %} *b* | [l](u) \u{1f600}";

    #[test]
    fn toml_reads_back() {
        let table: ::toml::Table = ::toml::from_str(&format!("x = {}", toml(HOSTILE))).expect("is TOML");
        assert_eq!(table.get("x").and_then(::toml::Value::as_str), Some(HOSTILE));
        assert!(!toml(HOSTILE).contains('\u{202e}'));
    }

    #[test]
    fn markdown_stays_one_harmless_line() {
        let text = markdown(HOSTILE);
        assert_eq!(text.lines().count(), 1);
        assert_eq!(markdown("user_id of a payment"), "user_id of a payment");
        assert_eq!(markdown("- not a list"), "\\- not a list");
        assert_eq!(markdown("1. not a list"), "1\\. not a list");
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(one_line(&"ñ".repeat(1000)).chars().count(), LONGEST + 1);
    }

    proptest! {
        #[test]
        fn any_text_stays_text(text in any::<String>()) {
            let table: ::toml::Table = ::toml::from_str(&format!("x = {}", toml(&text))).expect("is TOML");
            prop_assert_eq!(table.get("x").and_then(::toml::Value::as_str), Some(text.as_str()));
            let value: Value = serde_json::from_str(&json(&text)).expect("is JSON");
            prop_assert_eq!(value.as_str(), Some(text.as_str()));
        }

        #[test]
        fn any_text_is_no_markup(text in r"([-+*_`\[\]()<>!#&|~\\ a1.:/\n\t=]|&amp;|<b>|\[x\]\(y\)){0,30}") {
            let markdown = markdown(&text);
            let plain = |event: &Event<'_>| matches!(
                event,
                Event::Text(_) | Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph)
            );
            let other = Parser::new(&markdown).find(|event| !plain(event));
            prop_assert!(other.is_none(), "{:?} in {}", other, markdown);
            let shown: String = Parser::new(&markdown)
                .filter_map(|event| if let Event::Text(text) = event { Some(text.into_string()) } else { None })
                .collect();
            prop_assert_eq!(shown, one_line(&text));
        }
    }
}
