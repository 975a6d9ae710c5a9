//! Words around a number that bounds something.

use super::{Counted, Side};
use crate::lower::schemas::facts::tokens::{Piece, Token};
use crate::lower::schemas::vocabulary::{LENGTHS, LIMIT_FILLERS, is_one_of};

/// Words that open a bound: side, how many words, what they count.
pub(super) fn keyword(pieces: &[Piece<'_>], at: usize) -> Option<(Side, usize, Counted)> {
    use Counted::{Characters, Open, Value};
    let word = |ahead: usize| pieces.get(at + ahead).map_or("", Piece::word);
    match pieces.get(at)?.token {
        Token::Mark('≥' | '>') => return Some((Side::Least, 1, Value)),
        Token::Mark('≤' | '<') => return Some((Side::Most, 1, Value)),
        _ => {}
    }
    Some(match (word(0), word(1), word(2)) {
        ("maxlength" | "max-length" | "maxlen", ..) => (Side::Most, 1, Characters),
        ("minlength" | "min-length" | "minlen", ..) => (Side::Least, 1, Characters),
        ("max" | "maximum" | "maximo" | "maxima" | "hasta" | "ate", ..) => (Side::Most, 1, Open),
        ("min" | "minimum" | "minimo" | "minima", ..) => (Side::Least, 1, Open),
        ("at", "most", _) | ("up", "to", _) | ("not", "exceed", _) => (Side::Most, 2, Open),
        ("at", "least", _) | ("al", "menos", _) | ("pelo", "menos", _) => (Side::Least, 2, Open),
        ("no" | "not", "more", "than") | ("por", "lo", "mas") => (Side::Most, 3, Open),
        ("no" | "not", "less", "than") | ("por", "lo", "menos") => (Side::Least, 3, Open),
        ("greater", "than", _) | ("mayor" | "maior", "a" | "que", _) => (Side::Least, 2, Value),
        ("less", "than", _) | ("menor", "a" | "que", _) => (Side::Most, 2, Value),
        ("mayor" | "maior", "o" | "ou", "igual") => (Side::Least, 3, Value),
        ("menor", "o" | "ou", "igual") => (Side::Most, 3, Value),
        _ => return None,
    })
}

/// What words after a number of characters make of it, and how many they are.
pub(super) fn side_after(pieces: &[Piece<'_>]) -> Option<(Side, usize)> {
    let word = |ahead: usize| pieces.get(ahead).map_or("", Piece::word);
    let is_bound = |text: &str| match text {
        "max" | "maximum" | "maximo" => Some(Side::Most),
        "min" | "minimum" | "minimo" => Some(Side::Least),
        _ => None,
    };
    Some(match (word(0), word(1)) {
        ("or" | "o" | "ou", "less" | "fewer" | "menos") => (Side::Most, 2),
        ("or" | "o" | "ou", "more" | "mas" | "mais") => (Side::Least, 2),
        ("como" | "at" | "no", bound) => (is_bound(bound)?, 2),
        (bound, _) => (is_bound(bound)?, 1),
    })
}

pub(super) fn is_length(word: &str) -> bool {
    is_one_of(word, LENGTHS)
}

/// How many pieces say nothing between a keyword and its number, and whether they speak of characters.
pub(super) fn fillers(pieces: &[Piece<'_>]) -> (usize, bool) {
    let mut characters = false;
    let mut count = 0;
    for piece in pieces.iter().take(6) {
        let word = piece.word();
        let mark = matches!(piece.token, Token::Mark(':' | '=' | '.' | '(' | '$'));
        let filler = is_one_of(word, LIMIT_FILLERS);
        if !mark && !filler && !is_length(word) {
            break;
        }
        characters |= is_length(word);
        count += 1;
    }
    (count, characters)
}

pub(super) fn number<'t>(piece: &Piece<'t>) -> Option<&'t str> {
    match piece.token {
        Token::Number(number) => Some(number),
        Token::Value(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(text)
        }
        _ => None,
    }
}

/// What the words after a number say that it counts; `None` when it counts other things (megabytes, attempts).
pub(super) fn unit(after: &[Piece<'_>]) -> Option<Counted> {
    let Some(first) = after.first() else { return Some(Counted::Open) };
    match &first.token {
        Token::Mark('%') => Some(Counted::Value),
        Token::Mark(_) => Some(Counted::Open),
        Token::Number(_) | Token::Value(_) => None,
        Token::Word(word) if is_length(word) => Some(Counted::Characters),
        Token::Word(word) => {
            let second = after.get(1).map_or("", Piece::word);
            let third = after.get(2).map_or("", Piece::word);
            match word.as_str() {
                "and" | "y" | "e" | "or" | "o" | "ou" | "inclusive" | "inclusivo" => Some(Counted::Open),
                "alphanumeric" | "alfanumericos" | "numeric" | "numericos" | "ascii" if is_length(second) => {
                    Some(Counted::Characters)
                }
                "long" | "de" if is_length(third) || word == "long" => Some(Counted::Characters),
                "seconds" | "second" | "segundos" | "secs" | "minutes" | "minutos" | "hours" | "horas"
                | "ms" | "milliseconds" | "milisegundos" | "cop" | "usd" | "eur" | "brl" | "mxn" | "pen"
                | "clp" | "pesos" | "dollars" | "dolares" | "euros" | "reais" | "cents" | "centavos" => {
                    Some(Counted::Value)
                }
                _ => None,
            }
        }
    }
}
