//! Types as documents write them: `string`, `Array<object>`, `number | null`, `texto (36)`, `lista de objetos`.

use super::tokens::{Token, tokens};
use super::{Facts, Limits};
use crate::lower::schemas::vocabulary::{AMBIGUOUS_TYPES, is_one_of, kind};
use crate::model::{Kind, Provenance};

/// Longest text that can be a type.
const LONGEST: usize = 120;

/// Reads the cell of a type column: the types that it names, whatever else it says.
pub(super) fn read(text: &str) -> Option<Facts> {
    let text = text.get(..LONGEST).unwrap_or(text);
    let text = unquoted(text);
    let found = Found::of(&text);
    found.facts()
}

/// Reads a text that is a type and nothing else.
pub(super) fn read_whole(text: &str) -> Option<Facts> {
    if text.len() > LONGEST {
        return None;
    }
    let text = unquoted(text);
    let found = Found::of(&text);
    let certain = found.foreign == 0 && !found.ambiguous;
    if certain { found.facts() } else { None }
}

fn unquoted(text: &str) -> String {
    text.replace(['`', '"', '*', '_'], " ")
}

#[derive(Default)]
struct Found {
    kinds: Vec<Kind>,
    format: Option<&'static str>,
    list: bool,
    nullable: bool,
    /// `string or number`: either.
    either: bool,
    required: Option<bool>,
    length: Option<u64>,
    /// `array of ...`: the types are those of the elements.
    of: bool,
    /// A word that is a type in a column for types, and anything elsewhere.
    ambiguous: bool,
    /// Words that say nothing about types.
    foreign: usize,
}

impl Found {
    fn of(text: &str) -> Self {
        let mut found = Self::default();
        let pieces = tokens(text);
        for (at, piece) in pieces.iter().enumerate() {
            let after_bracket = at > 0 && pieces.get(at - 1).is_some_and(|before| before.is_mark('('));
            match &piece.token {
                Token::Word(word) => found.word(word),
                Token::Mark('[') => {
                    found.list |= pieces.get(at + 1).is_some_and(|next| next.is_mark(']')) || at == 0
                }
                Token::Mark('|' | '/') => found.either = true,
                Token::Number(number) if after_bracket => found.length = number.parse().ok(),
                Token::Mark('(' | ')' | ']' | '<' | '>' | '?' | ',' | ':') | Token::Number(_) => {}
                Token::Value(_) | Token::Mark(_) => found.foreign += 1,
            }
        }
        found
    }

    fn word(&mut self, word: &str) {
        match word {
            "null" | "nulo" | "nullable" | "anulable" => self.nullable = true,
            "or" | "o" | "ou" => self.either = true,
            "of" | "de" => self.of = true,
            "the" | "a" | "an" | "with" | "format" | "formato" | "type" | "tipo" | "in" => {}
            _ if is_one_of(word, AMBIGUOUS_TYPES) => {
                self.ambiguous = true;
                if let Some((kind, format)) = kind(word) {
                    self.kind(kind, format);
                }
            }
            _ => match (kind(word), super::necessity::of_attribute(word)) {
                (Some((kind, format)), _) => self.kind(kind, format),
                (None, Some(required)) => self.required = Some(required),
                (None, None) => self.foreign += 1,
            },
        }
    }

    fn kind(&mut self, kind: Kind, format: Option<&'static str>) {
        self.format = self.format.or(format);
        // The list comes first ("array of strings") or last ("string array").
        if kind == Kind::Array {
            self.list = true;
        } else if !self.kinds.contains(&kind) {
            self.kinds.push(kind);
        }
    }

    fn facts(&self) -> Option<Facts> {
        let single = self.single();
        // "array or string" is either, "array of strings or numbers" is a list.
        if self.list && self.either && !self.of && single.is_some() {
            return Some(Facts {
                kind: Some(Kind::Any),
                kinds: self.alternatives(),
                provenance: Provenance::Description,
                ..Facts::default()
            });
        }
        if single.is_none() && !self.list && self.required.is_none() && !self.nullable {
            return None;
        }
        let mut facts = Facts {
            kind: if self.list { Some(Kind::Array) } else { single },
            kinds: if single == Some(Kind::Any) && !self.list { self.alternatives() } else { Vec::new() },
            items: single.filter(|_| self.list),
            nullable: self.nullable,
            required: self.required,
            provenance: Provenance::Description,
            ..Facts::default()
        };
        if !self.list {
            // What is called a date has many spellings; the other forms have one.
            match self.format {
                Some(form @ ("date" | "date-time" | "uri")) => facts.hint = Some(form),
                form => facts.format = form,
            }
            if single == Some(Kind::String) && self.length != Some(0) {
                facts.limits = Limits { longest: self.length, ..Limits::default() };
            }
        }
        Some(facts)
    }

    /// Types of which a value has one.
    fn alternatives(&self) -> Vec<Kind> {
        let list = self.list.then_some(Kind::Array);
        let kinds: Vec<Kind> = self.kinds.iter().copied().chain(list).collect();
        if kinds.contains(&Kind::Any) { Vec::new() } else { kinds }
    }

    /// The one type that all words together name.
    fn single(&self) -> Option<Kind> {
        match self.kinds.as_slice() {
            [] => None,
            [kind] => Some(*kind),
            [Kind::Number, Kind::Integer] | [Kind::Integer, Kind::Number] => Some(Kind::Integer),
            // A "numeric string" is a string.
            kinds if !self.either && kinds.contains(&Kind::String) => Some(Kind::String),
            _ => Some(Kind::Any),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_in_the_notations_of_three_languages() {
        for (text, expected, items) in [
            ("string", Kind::String, None),
            ("Array of strings", Kind::Array, Some(Kind::String)),
            ("object[]", Kind::Array, Some(Kind::Object)),
            ("List<Integer>", Kind::Array, Some(Kind::Integer)),
            ("lista de objetos", Kind::Array, Some(Kind::Object)),
            ("número", Kind::Number, None),
            ("Entero", Kind::Integer, None),
            ("number (integer)", Kind::Integer, None),
            ("numeric string", Kind::String, None),
            ("string or number", Kind::Any, None),
            ("number o null", Kind::Number, None),
            ("string(uuid)", Kind::String, None),
            ("array or string", Kind::Any, None),
            ("array of numbers or strings", Kind::Array, Some(Kind::Any)),
        ] {
            let facts = read_whole(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((facts.kind, facts.items), (Some(expected), items), "{text}");
        }
        assert!(read_whole("number o null").is_some_and(|facts| facts.nullable));
        assert!(read_whole("nullable string").is_some_and(|facts| facts.nullable));
        assert_eq!(read_whole("varchar(36)").and_then(|facts| facts.limits.longest), Some(36));
        assert_eq!(read_whole("string(uuid)").and_then(|facts| facts.format), Some("uuid"));
    }

    #[test]
    fn prose_is_no_type() {
        for text in
            ["the list of banks", "text of the message", "", "amount", "see below", "a bank of the list"]
        {
            assert_eq!(read_whole(text), None, "{text}");
        }
    }
}
