//! Text of strangers, made harmless for people to look at.

/// The text with control, bidirectional, zero-width and tag characters shown as escapes such as `\u{202e}`.
///
/// Newlines are escaped too: a value that is shown on one line stays on one line.
#[must_use]
pub fn visible(text: &str) -> String {
    escaped(text, is_hidden)
}

/// Like [`visible`], and not longer than `limit` characters; a cut is shown by an ellipsis.
#[must_use]
pub fn visible_capped(text: &str, limit: usize) -> String {
    let mut shown = visible(text.get(..cut_at(text, limit)).unwrap_or(text));
    if text.chars().nth(limit).is_some() {
        shown.push('…');
    }
    shown
}

/// Like [`visible`], but keeps line breaks and tabs: for text that is a document, not a value. `\r\n` becomes `\n`.
#[must_use]
pub fn visible_lines(text: &str) -> String {
    let escape = |text: &str| escaped(text, |c| is_hidden(c) && !matches!(c, '\n' | '\t'));
    if text.contains("\r\n") { escape(&text.replace("\r\n", "\n")) } else { escape(text) }
}

/// Nothing in the text is hidden, line breaks and tabs aside: [`visible_lines`] would not change it.
#[must_use]
pub fn is_visible(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t'))
        || !text.chars().any(|c| is_hidden(c) && !matches!(c, '\n' | '\t'))
}

fn escaped(text: &str, hidden: impl Fn(char) -> bool) -> String {
    // Most texts have nothing to hide, and most of those are ASCII.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) || !text.chars().any(&hidden) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

/// JSON text with hidden characters as JSON escapes: the same data, harmless to look at.
///
/// Line breaks stay: in JSON they stand between values only.
#[must_use]
pub fn escaped_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_hidden(c) {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

fn cut_at(text: &str, limit: usize) -> usize {
    text.char_indices().nth(limit).map_or(text.len(), |(at, _)| at)
}

fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control();
    }
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_escapes() {
        assert_eq!(visible("a\u{1b}[31mb"), "a\\u{1b}[31mb");
        assert_eq!(visible("x\u{202e}y\u{200b}z\u{e0041}"), "x\\u{202e}y\\u{200b}z\\u{e0041}");
        assert_eq!(visible("Operación\nexitosa"), "Operación\\u{a}exitosa");
        assert_eq!(visible_lines("a\n\tb\u{7}"), "a\n\tb\\u{7}");
        assert_eq!(visible_lines("a\r\nb\rc"), "a\nb\\u{d}c");
        for text in ["", "a\n\tb", "ñ\n", "a\u{7}", "\u{1b}", "ñ\u{202e}", "\u{7f}"] {
            assert_eq!(is_visible(text), visible_lines(text) == text, "{text:?}");
        }
    }

    #[test]
    fn escaped_json_is_the_same_data() {
        let value = serde_json::json!({"a": "\u{202e}x\u{9b}\n", "b": "\u{e0041}ñ"});
        let text = escaped_json(&format!("{value:#}"));
        assert!(!text.contains(|c| c != '\n' && is_hidden(c)), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("is JSON"), value);
    }

    #[test]
    fn a_cut_is_shown() {
        assert_eq!(visible_capped("ñandú", 3), "ñan…");
        assert_eq!(visible_capped("ñan", 3), "ñan");
    }
}
