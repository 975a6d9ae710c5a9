//! Texts in columns: how wide they are, and where they are broken.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns that a text takes in a terminal.
#[must_use]
pub fn columns(text: &str) -> usize {
    // Most texts are plain, and help measures thousands of words.
    if text.is_ascii() { text.len() } else { text.width() }
}

/// The text in lines of at most `limit` columns, broken between words where that is possible.
#[must_use]
pub fn lines(text: &str, limit: Option<usize>) -> Vec<&str> {
    wrapped(text, limit, LongWord::Broken)
}

/// The same with every word whole: an address that is longer than a line is still one piece to copy.
#[must_use]
pub fn whole_words(text: &str, limit: Option<usize>) -> Vec<&str> {
    wrapped(text, limit, LongWord::Whole)
}

/// What becomes of a word that is longer than a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LongWord {
    /// It goes on in the next line.
    Broken,
    /// It stands out.
    Whole,
}

fn wrapped(text: &str, limit: Option<usize>, long: LongWord) -> Vec<&str> {
    let Some(limit) = limit.map(|limit| limit.max(2)) else { return text.split('\n').collect() };
    let mut lines = Vec::new();
    for line in text.split('\n') {
        wrap_line(line, limit, long, &mut lines);
    }
    lines
}

/// Adds the parts of one line.
fn wrap_line<'a>(line: &'a str, limit: usize, long: LongWord, lines: &mut Vec<&'a str>) {
    if columns(line) <= limit {
        lines.push(line);
        return;
    }
    let mut part = |from, to| lines.push(line.get(from..to).unwrap_or_default().trim_end());
    let (mut start, mut end, mut used) = (0, 0, 0);
    for word in line.split_inclusive(' ') {
        let seen = word.strip_suffix(' ').unwrap_or(word);
        let length = columns(seen);
        if used > 0 && used + length > limit {
            part(start, end);
            (start, used) = (end, 0);
        }
        if long == LongWord::Whole || used + length <= limit {
            end += word.len();
            used += length + word.len() - seen.len();
            continue;
        }
        for c in word.chars() {
            let width = c.width().unwrap_or(0);
            if used + width > limit && c != ' ' {
                part(start, end);
                (start, used) = (end, 0);
            }
            end += c.len_utf8();
            used += width;
        }
    }
    part(start, end);
}

/// Lines of a message, each broken between words and indented where it goes on. A word is never broken: it may be an
/// address or a command that somebody copies.
#[must_use]
pub fn paragraphs(text: &str, limit: Option<usize>) -> String {
    let Some(limit) = limit.map(|limit| limit.max(20)) else { return text.to_owned() };
    text.split('\n').map(|line| paragraph(line, limit)).collect::<Vec<_>>().join("\n")
}

fn paragraph(line: &str, limit: usize) -> String {
    let indent = line.chars().take_while(|c| *c == ' ').count();
    let mut out = " ".repeat(indent);
    let mut used = indent;
    for (at, word) in line.trim_start().split(' ').enumerate() {
        let length = seen(word);
        if at > 0 && used + 1 + length > limit {
            out.push_str("\n  ");
            out.push_str(&" ".repeat(indent));
            used = indent + 2;
        } else if at > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += length;
    }
    out
}

/// Columns of a word, without the codes of its colours.
fn seen(word: &str) -> usize {
    columns(&anstream::adapter::strip_str(word).to_string())
}

/// The text, padded with spaces to that many columns.
#[must_use]
pub fn padded(text: &str, width: usize) -> String {
    let missing = width.saturating_sub(columns(text));
    format!("{text}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_where_they_can() {
        assert_eq!(lines("one two three", Some(8)), ["one two", "three"]);
        assert_eq!(lines("abcdefgh i", Some(3)), ["abc", "def", "gh", "i"]);
        assert_eq!(lines("a\nb", None), ["a", "b"]);
        assert_eq!(lines("ab cdefghi j", Some(4)), ["ab", "cdef", "ghi", "j"]);
        assert_eq!(
            whole_words("see https://a.example/b now", Some(8)),
            ["see", "https://a.example/b", "now"]
        );
    }

    #[test]
    fn a_message_is_broken_between_words_only() {
        let text = "hint: log in again, then\n  run https://a.example/a-long-address-of-a-page";
        let broken = "hint: log in again,\n  then\n  run\n    https://a.example/a-long-address-of-a-page";
        assert_eq!(paragraphs(text, Some(20)), broken);
        assert_eq!(paragraphs(text, None), text);
        assert_eq!(
            paragraphs("\u{1b}[1merror\u{1b}[0m: a b c d e f g", Some(20)),
            "\u{1b}[1merror\u{1b}[0m: a b c d e f g"
        );
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(lines("日本語", Some(4)), ["日本", "語"]);
        assert_eq!(padded("日", 4), "日  ");
        assert_eq!(columns("a😀é"), 4);
    }
}
