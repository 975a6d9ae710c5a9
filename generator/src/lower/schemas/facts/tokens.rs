//! Text as words, numbers, values and marks: read once, so that looking for facts stays linear.

use std::ops::Range;

use crate::lower::schemas::vocabulary::{is_condition, is_past, push_folded};

/// A piece of text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'t> {
    /// Folded: lower case, no accents.
    Word(String),
    /// As written, with its sign and separators.
    Number(&'t str),
    /// What stands in backticks or quotes.
    Value(&'t str),
    /// Anything else. `≥` and `≤` also stand for their two-letter spellings.
    Mark(char),
}

/// A token with its place in the text.
#[derive(Debug, Clone)]
pub(super) struct Piece<'t> {
    pub token: Token<'t>,
    pub span: Range<usize>,
}

impl Piece<'_> {
    /// The folded word; empty for anything else.
    pub fn word(&self) -> &str {
        if let Token::Word(word) = &self.token { word } else { "" }
    }

    pub fn is_mark(&self, mark: char) -> bool {
        self.token == Token::Mark(mark)
    }
}

/// Longest text in plain quotes that counts as a value; quotes further apart are quotations.
const LONGEST_QUOTE: usize = 64;

/// Takes a text apart. Backticks come in pairs, see [`super::super::markdown`].
pub(super) fn tokens(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let end = match letter {
            '`' => quoted(text, at, '`', usize::MAX),
            '"' => quoted(text, at, '"', LONGEST_QUOTE),
            '“' => quoted(text, at, '”', LONGEST_QUOTE),
            '\'' if starts_word(text, at) => quoted(text, at, '\'', LONGEST_QUOTE),
            _ => None,
        };
        if let Some((value, end)) = end {
            pieces.push(Piece { token: Token::Value(value), span: at..end });
            at = end;
            continue;
        }
        let end = at + piece_length(text, at, letter);
        if let Some(token) = token(&text[at..end], letter) {
            pieces.push(Piece { token, span: at..end });
        }
        at = end;
    }
    pieces
}

fn starts_word(text: &str, at: usize) -> bool {
    !text[..at].chars().next_back().is_some_and(char::is_alphanumeric)
}

/// What stands between a quotation mark and the next, and where that ends.
fn quoted(text: &str, at: usize, close: char, longest: usize) -> Option<(&str, usize)> {
    let start = at + text[at..].chars().next()?.len_utf8();
    let window = text.get(start..)?;
    let mut end = window.len().min(longest);
    while !window.is_char_boundary(end) {
        end -= 1;
    }
    let length = window[..end].find([close, '\n'])?;
    let value = &window[..length];
    let closed = window[length..].starts_with(close);
    (closed && !value.is_empty()).then(|| (value, start + length + close.len_utf8()))
}

fn piece_length(text: &str, at: usize, first: char) -> usize {
    let rest = &text[at..];
    if first.is_ascii_digit() || is_sign(text, at, first) {
        return number_length(rest, first.len_utf8());
    }
    if first.is_alphabetic() || first == '_' {
        return word_length(rest);
    }
    match first {
        '>' | '<' if rest[1..].starts_with('=') => 2,
        '=' if rest[1..].starts_with(['>', '<']) => 2,
        _ => first.len_utf8(),
    }
}

/// A minus that belongs to the number after it.
fn is_sign(text: &str, at: usize, first: char) -> bool {
    let digit_follows = text.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit);
    first == '-'
        && digit_follows
        && text[..at].chars().next_back().is_none_or(|before| " (:=`".contains(before))
}

fn number_length(rest: &str, first: usize) -> usize {
    let bytes = rest.as_bytes();
    let mut end = first;
    while let Some(byte) = bytes.get(end) {
        let separator = matches!(byte, b'.' | b',') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if !byte.is_ascii_digit() && !separator {
            break;
        }
        end += 1;
    }
    end
}

fn word_length(rest: &str) -> usize {
    let mut letters = rest.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let inner = matches!(letter, '-' | '\'' | '’')
            && letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !letter.is_alphanumeric() && letter != '_' && !inner {
            return at;
        }
    }
    rest.len()
}

fn token(text: &str, first: char) -> Option<Token<'_>> {
    if first.is_whitespace() && first != '\n' {
        return None;
    }
    if text.as_bytes().iter().any(u8::is_ascii_digit) && !first.is_alphabetic() && first != '_' {
        return Some(Token::Number(text));
    }
    if first.is_alphabetic() || first == '_' {
        let mut word = String::with_capacity(text.len());
        text.chars().for_each(|letter| push_folded(&mut word, letter));
        return Some(Token::Word(word));
    }
    Some(Token::Mark(match text {
        ">=" | "=>" => '≥',
        "<=" | "=<" => '≤',
        _ => first,
    }))
}

/// A sentence with what its words say about all of it.
#[derive(Debug)]
pub(super) struct Sentence<'p, 't> {
    pub pieces: &'p [Piece<'t>],
    /// It tells about an earlier version.
    pub past: bool,
    /// It holds under a condition only.
    pub conditional: bool,
}

impl Sentence<'_, '_> {
    /// It speaks of the field as it always is: only then can it limit the field.
    pub fn binds(&self) -> bool {
        !self.past && !self.conditional
    }
}

/// Sentences of a text: up to a full stop before a space, a semicolon before a word, or a line's end.
pub(super) fn sentences<'p, 't>(text: &'t str, pieces: &'p [Piece<'t>]) -> Vec<Sentence<'p, 't>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for at in 0..pieces.len() {
        if ends_sentence(text, pieces, at) {
            sentences.extend(sentence(&pieces[start..at]));
            start = at + 1;
        }
    }
    sentences.extend(sentence(&pieces[start..]));
    sentences
}

fn sentence<'p, 't>(pieces: &'p [Piece<'t>]) -> Option<Sentence<'p, 't>> {
    let first = pieces.first()?;
    let past = pieces.iter().any(|piece| is_past(piece.word()));
    let opened_by_case = matches!(first.word(), "for" | "para" | "with" | "con" | "com" | "in" | "en" | "em");
    let conditional = opened_by_case
        || is_case(pieces)
        || (!is_single_value(pieces) && pieces.iter().any(|piece| is_condition(piece.word())));
    Some(Sentence { pieces, past, conditional })
}

/// "natural person (`type` = `F`): ...".
fn is_case(pieces: &[Piece<'_>]) -> bool {
    pieces.windows(3).any(|three| {
        three[0].is_mark('(')
            && matches!(three[1].token, Token::Value(_))
            && (three[2].is_mark('=') || three[2].is_mark('≠'))
    })
}

/// "Only `X`" is a constant, not a condition.
fn is_single_value(pieces: &[Piece<'_>]) -> bool {
    matches!(pieces, [only, value] if is_condition(only.word()) && matches!(value.token, Token::Value(_)))
}

fn ends_sentence(text: &str, pieces: &[Piece<'_>], at: usize) -> bool {
    let Token::Mark(mark) = pieces[at].token else { return false };
    let next = pieces.get(at + 1);
    match mark {
        '\n' => true,
        '?' | '!' => true,
        // A list of values may be written with semicolons.
        ';' => !matches!(next.map(|next| &next.token), Some(Token::Number(_) | Token::Value(_))),
        '.' => {
            let spaced = text[pieces[at].span.end..]
                .chars()
                .next()
                .is_none_or(|next| next.is_whitespace() || next == '`');
            let before = at.checked_sub(1).and_then(|before| pieces.get(before)).map_or("", Piece::word);
            spaced && !is_abbreviation(before)
        }
        _ => false,
    }
}

fn is_abbreviation(word: &str) -> bool {
    word.chars().count() == 1
        || matches!(
            word,
            "max"
                | "min"
                | "approx"
                | "num"
                | "incl"
                | "vs"
                | "ej"
                | "ex"
                | "eg"
                | "ie"
                | "aprox"
                | "char"
                | "chars"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let piece = |piece: &Piece<'_>| match &piece.token {
            Token::Word(word) => word.clone(),
            Token::Number(number) => format!("#{number}"),
            Token::Value(value) => format!("`{value}`"),
            Token::Mark(mark) => mark.to_string(),
        };
        tokens(text).iter().map(piece).collect()
    }

    #[test]
    fn words_numbers_values_and_marks() {
        assert_eq!(shown("Máximo 10,000 COP"), ["maximo", "#10,000", "cop"]);
        assert_eq!(shown("1-36 e-mail"), ["#1", "-", "#36", "e-mail"]);
        assert_eq!(shown("from -10 to `a b`, \"0\""), ["from", "#-10", "to", "`a b`", ",", "`0`"]);
        assert_eq!(shown("x >= 5 ≤"), ["x", "≥", "#5", "≤"]);
        assert_eq!(shown("the merchant's 'own' name"), ["the", "merchant's", "`own`", "name"]);
        assert_eq!(shown("60s 3.14."), ["#60", "s", "#3.14", "."]);
    }

    #[test]
    fn sentences_end_where_a_reader_pauses() {
        let text = "Max. 36 characters, e.g. `a.b`. Older: 1-30; default 5; `1` one; `2` two\nLast";
        let pieces = tokens(text);
        let sentences = sentences(text, &pieces);
        assert_eq!(sentences.len(), 4, "{sentences:?}");
        assert!(sentences[0].binds());
        assert!(sentences[1].past);
        assert_eq!(sentences[2].pieces.len(), 8);
    }
}
