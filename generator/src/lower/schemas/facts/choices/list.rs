//! A run of values with separators and labels.

use super::Choices;
use crate::lower::schemas::facts::tokens::{Piece, Token};

/// A label of more words is prose.
const LONGEST_LABEL: usize = 40;

/// How values may be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// In backticks, in quotes, or as numbers.
    Quoted,
    /// As words too.
    Bare,
}

/// Values with their labels, up to the first piece that is no part of the list.
#[derive(Default)]
pub(super) struct List {
    pub items: Vec<(String, String)>,
    pub end: usize,
    /// A value is a bare number.
    pub numbers: bool,
    /// A value is a bare word.
    words: bool,
    /// A label follows an equals sign or a bracket.
    pub equals: bool,
    /// Values are joined by "or".
    pub alternatives: bool,
}

impl List {
    pub fn read(text: &str, pieces: &[Piece<'_>], spelling: Spelling) -> Self {
        let mut list = Self::default();
        let mut at = 0;
        while let Some(value) = list.value(text, pieces, at, spelling) {
            let (label, after) = list.label(text, pieces, at + 1);
            list.items.push((value, label));
            list.end = after;
            match separator(pieces, after) {
                Some(next) if list.items.len() < Choices::MOST => {
                    list.alternatives |= pieces[after..next].iter().any(|piece| is_or(piece.word()));
                    at = next;
                }
                _ => break,
            }
        }
        // A closing bracket or full stop ends a list cleanly.
        while pieces.get(list.end).is_some_and(|piece| matches!(piece.token, Token::Mark(')' | '.'))) {
            list.end += 1;
        }
        list
    }

    fn value(&mut self, text: &str, pieces: &[Piece<'_>], at: usize, spelling: Spelling) -> Option<String> {
        match &pieces.get(at)?.token {
            Token::Value(value) if !self.numbers => Some(value.trim_matches(['"', '\'']).to_owned()),
            Token::Number(number) if self.numbers || self.items.is_empty() => {
                self.numbers = true;
                Some((*number).to_owned())
            }
            Token::Word(word) if spelling == Spelling::Bare && !is_or(word) => {
                let ends = |next: &Piece<'_>| {
                    is_separator(next) || matches!(next.token, Token::Mark('(' | '=' | ')' | '.'))
                };
                self.words = true;
                pieces.get(at + 1).is_none_or(ends).then(|| slice(text, pieces, at, at + 1))
            }
            _ => None,
        }
    }

    /// The label after a value: in brackets, after a sign, or bare words.
    fn label(&mut self, text: &str, pieces: &[Piece<'_>], start: usize) -> (String, usize) {
        let Some(first) = pieces.get(start) else { return (String::new(), start) };
        if first.is_mark('(') {
            if let Some(length) = pieces[start..].iter().take(60).position(|piece| piece.is_mark(')')) {
                self.equals = true;
                return (slice(text, pieces, start + 1, start + length), start + length + 1);
            }
            return (String::new(), start);
        }
        let sign = matches!(first.token, Token::Mark('=' | ':' | '-' | '–' | '—' | '→'));
        let counted = matches!(first.token, Token::Number(_)) && !self.numbers;
        let word = counted || !first.word().is_empty() && !is_or(first.word()) && !is_and(first.word());
        if !sign && !word {
            return (String::new(), start);
        }
        self.equals |= sign;
        let from = start + usize::from(sign || matches!(first.word(), "for" | "is" | "means" | "para"));
        let mut end = from;
        let mut open = 0_usize;
        while let Some(piece) = pieces.get(end) {
            if end - from > LONGEST_LABEL {
                return (String::new(), start);
            }
            match piece.token {
                Token::Mark('(') => open += 1,
                Token::Mark(')') if open == 0 => break,
                Token::Mark(')') => open -= 1,
                _ if open == 0 && self.ends_label(pieces, end) => break,
                _ => {}
            }
            end += 1;
        }
        (slice(text, pieces, from, end), end)
    }

    /// No further value follows: half a list would refuse good values.
    pub fn is_whole(&self, pieces: &[Piece<'_>]) -> bool {
        let known = |value: &str| self.items.iter().any(|(item, _)| item == value.trim_matches(['"', '\'']));
        let mut after = pieces.get(self.end..).unwrap_or_default().iter();
        // After bare words and numbers nobody can tell a further value from prose.
        if self.words || self.numbers {
            return after.len() == 0 && self.words != self.numbers;
        }
        after.all(|piece| !matches!(piece.token, Token::Value(value) if !known(value)))
    }

    /// A separator with the next value after it; numbers inside the labels of quoted values are words.
    fn ends_label(&self, pieces: &[Piece<'_>], at: usize) -> bool {
        let next = separator(pieces, at).and_then(|next| pieces.get(next));
        next.is_some_and(|next| match next.token {
            Token::Value(_) => !self.numbers,
            Token::Number(_) => self.numbers,
            _ => false,
        })
    }

    pub fn unlabelled(self) -> Vec<(String, String)> {
        self.items.into_iter().map(|(value, _)| (value, String::new())).collect()
    }

    /// Labels count when all values have one; words after the last value alone are prose.
    pub fn labelled(self) -> Vec<(String, String)> {
        let all = self.items.iter().all(|(_, label)| !label.is_empty());
        self.items
            .into_iter()
            .map(|(value, label)| if all { (value, label) } else { (value, String::new()) })
            .collect()
    }
}

/// Where the next value stands, when a separator stands here.
fn separator(pieces: &[Piece<'_>], at: usize) -> Option<usize> {
    let mut next = at;
    while pieces.get(next).is_some_and(|piece| is_separator(piece) && next < at + 3) {
        next += 1;
    }
    (next > at && next < pieces.len()).then_some(next)
}

fn is_separator(piece: &Piece<'_>) -> bool {
    matches!(piece.token, Token::Mark(',' | ';' | '|' | '/')) || is_or(piece.word()) || is_and(piece.word())
}

fn is_or(word: &str) -> bool {
    matches!(word, "or" | "o" | "ou" | "u")
}

fn is_and(word: &str) -> bool {
    matches!(word, "and" | "y" | "e")
}

fn slice(text: &str, pieces: &[Piece<'_>], start: usize, end: usize) -> String {
    let (Some(first), Some(last)) = (pieces.get(start), end.checked_sub(1).and_then(|end| pieces.get(end)))
    else {
        return String::new();
    };
    let slice = text.get(first.span.start..last.span.end).unwrap_or_default();
    slice.trim_end_matches(['.', ';']).trim().to_owned()
}
