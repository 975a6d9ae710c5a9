//! The beginning of a list item or a name cell: names, then attributes, then text.

use crate::lower::schemas::facts::{self, Attributes, Facts};
use crate::lower::schemas::markdown::is_name;
use crate::lower::schemas::vocabulary::{REMARKS, fold, is_one_of};

/// A field as its first words introduce it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Head<'t> {
    pub names: Vec<&'t str>,
    /// What the attributes state.
    pub facts: Facts,
    pub attributes: Attributes,
    /// Everything after the names.
    pub after: &'t str,
    /// What follows the attributes.
    pub rest: &'t str,
}

/// Attributes come in at most this many pieces.
const MOST_PIECES: usize = 8;
/// Longest text in brackets that is looked at as attributes.
const LONGEST_BRACKET: usize = 400;
/// Longest text that is looked at as plain attributes.
const LONGEST_PLAIN: usize = 160;
/// More names than this share no facts.
const MOST_NAMES: usize = 24;

/// Reads the beginning; `None` when it names no field.
pub(super) fn read(text: &str) -> Option<Head<'_>> {
    let text = text.trim();
    let (names, rest) = names(text)?;
    let mut head = Head { names, facts: Facts::default(), attributes: Attributes::None, after: rest, rest };
    // `field = value` is a condition or a sample, not a definition.
    if head.rest.trim_start().starts_with(['=', '≠', '→']) {
        return None;
    }
    if let Some(rest) = head.rest.strip_prefix('*') {
        head.facts.required = Some(true);
        head.attributes = Attributes::Typed;
        head.rest = rest;
    }
    for _ in 0..MOST_PIECES {
        let start = head.rest.trim_start_matches(is_joint);
        let Some((piece, rest)) = piece(start) else { break };
        let (stated, attributes) = facts::read_attributes(piece);
        let plain_words = !start.starts_with(['(', '[', '`']);
        if attributes == Attributes::None || (plain_words && attributes != Attributes::Typed) {
            break;
        }
        head.facts.overlay(stated);
        head.attributes = head.attributes.max(attributes);
        head.rest = rest;
        if start.starts_with('(') && rest.trim_start().starts_with(':') {
            break;
        }
    }
    head.rest = head.rest.trim_start_matches(is_joint);
    Some(head)
}

/// What may stand between a name and its attributes.
pub(super) fn is_joint(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, ':' | '-' | '–' | '—' | ',' | '|' | '.')
}

/// Names in backticks, one or several; or one plain name before a bracket, colon or dash.
fn names(text: &str) -> Option<(Vec<&str>, &str)> {
    if !text.starts_with('`') {
        return plain_name(text).map(|(name, rest)| (vec![name], rest));
    }
    let mut names = Vec::new();
    let mut rest = text;
    while let Some(inner) = rest.strip_prefix('`') {
        let (name, after) = inner.split_once('`')?;
        let name = name.trim().trim_start_matches(is_indent);
        if !is_name(name.trim_end_matches('*')) || is_remark(name) || names.len() >= MOST_NAMES {
            return None;
        }
        names.push(name);
        rest = after;
        let joined = after.trim_start();
        let next = ["and ", "y ", "e ", ", ", "/ ", ",", "/"]
            .into_iter()
            .find_map(|joint| joined.strip_prefix(joint));
        match next.map(str::trim_start).filter(|next| next.starts_with('`')) {
            Some(next) => rest = next,
            None => break,
        }
    }
    (!names.is_empty()).then_some((names, rest))
}

/// A word in bold that opens a remark, not a field.
fn is_remark(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && is_one_of(&fold(name), REMARKS)
}

/// What stands before an indented name in some tables.
pub(super) fn is_indent(letter: char) -> bool {
    matches!(
        letter,
        '\u{a0}'
            | ' '
            | '└'
            | '├'
            | '─'
            | '│'
            | '┗'
            | '┣'
            | '↳'
            | '→'
            | '>'
            | '•'
            | '·'
            | '-'
            | '–'
            | '—'
            | '∟'
            | '╰'
            | '»'
    )
}

fn plain_name(text: &str) -> Option<(&str, &str)> {
    let end =
        text.find(|letter: char| letter.is_whitespace() || "(:=,".contains(letter)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let follows = rest.trim_start();
    let introduced = follows.is_empty() || follows.starts_with(['(', ':', '-', '–', '—', '=', '`', '*']);
    (introduced && is_name(name.trim_end_matches('*')) && !is_remark(name)).then_some((name, rest))
}

/// The next piece that may be attributes, and what follows it.
fn piece(text: &str) -> Option<(&str, &str)> {
    let close = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        '`' => return text[1..].split_once('`'),
        _ => return plain_piece(text),
    };
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices().take(LONGEST_BRACKET) {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 1 && letter == close => return Some((&text[1..at], &text[at + 1..])),
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Plain words up to a pause, as far as they are attributes: `number, required` of `number, required: text`.
fn plain_piece(text: &str) -> Option<(&str, &str)> {
    let mut before = ' ';
    let mut length = 0;
    let mut ended = false;
    for letter in text.chars().take(LONGEST_PLAIN) {
        let dash = matches!(letter, '-' | '–' | '—') && before == ' ';
        ended = dash || matches!(letter, ':' | '\n' | '(' | '`' | '.');
        if ended {
            break;
        }
        length += letter.len_utf8();
        before = letter;
    }
    if !ended && length < text.len() {
        return None;
    }
    let mut end = 0;
    for part in text.get(..length)?.split_inclusive(',') {
        if facts::read_attributes(part).1 != Attributes::Typed {
            break;
        }
        end += part.len();
    }
    (end > 0).then(|| text.split_at(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;

    #[test]
    fn heads_in_many_notations() {
        for text in [
            "`amount` (number, required) - pesos",
            "`amount` (`number`, required): pesos",
            "`amount` (number) `required` - pesos",
            "`amount` `number` `required`: pesos",
            "`amount` number, required: pesos",
            "`amount` – number – required – pesos",
            "amount (number, required): pesos",
            "amount: number, required. pesos",
            "`amount`* (number) - pesos",
            "`amount` [number] [required] pesos",
        ] {
            let head = read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                head.names.iter().map(|name| name.trim_end_matches('*')).collect::<Vec<_>>(),
                ["amount"],
                "{text}"
            );
            assert_eq!((head.facts.kind, head.facts.required), (Some(Kind::Number), Some(true)), "{text}");
            assert_eq!(head.rest, "pesos", "{text}");
        }
    }

    #[test]
    fn several_names_share_their_attributes() {
        let head = read("`a`, `b.c` and `d` (string, max 20)").expect("names");
        assert_eq!(head.names, ["a", "b.c", "d"]);
        assert_eq!(head.facts.limits.high.as_deref(), Some("20"));
    }

    #[test]
    fn what_introduces_no_field() {
        for text in [
            "`typePerson` = `0`: only NIT",
            "if `a` = `1`: x",
            "`0` rejected",
            "accepted: `x@y.z`. And more",
            "`a b`",
        ] {
            let head = read(text);
            assert!(head.as_ref().is_none_or(|head| head.attributes == Attributes::None), "{text}: {head:?}");
        }
        assert_eq!(read("`id` the internal id").map(|head| head.attributes), Some(Attributes::None));
    }
}
