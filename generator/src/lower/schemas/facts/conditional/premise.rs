//! The condition of a statement: fields with their values.

use super::Premise;
use crate::lower::schemas::facts::tokens::{Piece, Token};
use crate::lower::schemas::markdown::is_name;
use crate::lower::schemas::vocabulary::{is_condition, necessity, states};

/// More values than this are no condition.
const MOST_VALUES: usize = 40;
/// More fields than this are prose.
const MOST_FIELDS: usize = 4;

/// "`a` is `x` and `b` = `y`", with the number of pieces it takes.
pub(super) fn read(text: &str, pieces: &[Piece<'_>]) -> Option<(Vec<Premise>, usize)> {
    let (first, mut length) = one(text, pieces)?;
    let mut premises = vec![first];
    while premises.len() < MOST_FIELDS
        && pieces.get(length).is_some_and(|piece| is_and(piece.word()))
        && let Some((next, taken)) = one(text, &pieces[length + 1..])
    {
        premises.push(next);
        length += 1 + taken;
    }
    Some((premises, length))
}

/// "`264`", "`card` and `bank`": values whose field is known elsewhere.
pub(super) fn values_only(text: &str, pieces: &[Piece<'_>]) -> Option<(Vec<Premise>, usize)> {
    let certain = matches!(pieces.first()?.token, Token::Value(_) | Token::Number(_));
    let (values, length) = values(text, pieces).filter(|_| certain)?;
    Some((vec![Premise { field: None, values }], length))
}

fn one(text: &str, pieces: &[Piece<'_>]) -> Option<(Premise, usize)> {
    if let Some(found) = in_one_code(pieces) {
        return Some((found, 1));
    }
    let article =
        usize::from(matches!(pieces.first()?.word(), "the" | "el" | "la" | "o" | "a" | "field" | "campo"));
    let (field, named) = name(text, &pieces[article..])?;
    let field = Some(field);
    let at = article + named;
    if let Some(length) = given(&pieces[at..]) {
        return Some((Premise { field, values: Vec::new() }, at + length));
    }
    let at = at + operator(text, &pieces[at..])?;
    let (values, length) = values(text, &pieces[at..])?;
    Some((Premise { field, values }, at + length))
}

/// "`type = card`", "`type=card`" in one code span.
fn in_one_code(pieces: &[Piece<'_>]) -> Option<Premise> {
    let Token::Value(code) = pieces.first()?.token else { return None };
    let (field, value) = code.split_once("==").or_else(|| code.split_once('='))?;
    let (field, value) = (field.trim(), value.trim().trim_matches(['"', '\'']));
    let plain = is_name(field) && !value.is_empty() && !value.contains(['=', '<', '>', '!', '&', '|']);
    plain.then(|| Premise { field: Some(field.to_owned()), values: vec![value.to_owned()] })
}

/// Whether a piece can be a field's name in code.
pub(super) fn is_name_piece(piece: &Piece<'_>) -> bool {
    matches!(piece.token, Token::Value(text) if is_name(text))
        || matches!(piece.token, Token::Value(text) if text.contains('='))
}

/// A field as written, in code or as bare words joined by dots.
fn name(text: &str, pieces: &[Piece<'_>]) -> Option<(String, usize)> {
    let first = pieces.first()?;
    if let Token::Value(code) = first.token {
        return is_name(code).then(|| (code.to_owned(), 1));
    }
    if first.word().is_empty() || is_condition(first.word()) {
        return None;
    }
    let mut end = 0;
    while pieces.get(end + 1).is_some_and(|piece| piece.is_mark('.'))
        && pieces.get(end + 2).is_some_and(|piece| !piece.word().is_empty())
        && pieces[end].span.end + 1 == pieces[end + 2].span.start
    {
        end += 2;
    }
    let written = text.get(first.span.start..pieces[end].span.end)?;
    is_name(written).then(|| (written.to_owned(), end + 1))
}

/// "is given", "es enviado", "was sent".
fn given(pieces: &[Piece<'_>]) -> Option<usize> {
    let word = |at: usize| pieces.get(at).map_or("", Piece::word);
    let verb = matches!(word(0), "is" | "are" | "was" | "es" | "esta" | "e" | "for" | "fue" | "foi");
    let said = matches!(
        word(1),
        "present"
            | "given"
            | "sent"
            | "provided"
            | "included"
            | "specified"
            | "supplied"
            | "presente"
            | "enviado"
            | "enviada"
            | "informado"
            | "informada"
            | "incluido"
            | "incluida"
    );
    (verb && said).then_some(2)
}

/// "=", "is", "is one of", "es igual a": the number of pieces.
fn operator(text: &str, pieces: &[Piece<'_>]) -> Option<usize> {
    let word = |at: usize| pieces.get(at).map_or("", Piece::word);
    let first = pieces.first()?;
    if first.is_mark('=') || first.is_mark(':') {
        return Some(1 + usize::from(pieces.get(1).is_some_and(|next| next.is_mark('='))));
    }
    if word(0) == "e" && text.get(first.span.clone()).is_none_or(|written| written.eq_ignore_ascii_case("e"))
    {
        // "é" is "is", "e" is "and".
        return None;
    }
    match (word(0), word(1), word(2)) {
        (
            "is" | "es" | "sea" | "seja" | "e" | "for",
            "one" | "any" | "uno" | "una" | "um" | "uma",
            "of" | "de",
        ) => Some(3),
        ("is" | "are", "equal" | "set", "to")
        | ("es" | "sea" | "e" | "seja" | "for", "igual", "a" | "ao") => Some(3),
        ("has" | "tiene" | "tem", "value" | "valor", _) => Some(2),
        ("is" | "are" | "equals" | "es" | "sea" | "seja" | "e" | "in" | "for", ..) => Some(1),
        _ => None,
    }
}

/// Values up to the first piece that is none.
fn values(text: &str, pieces: &[Piece<'_>]) -> Option<(Vec<String>, usize)> {
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(value) = pieces.get(at).and_then(|piece| value(text, piece, pieces.get(at + 1))) {
        values.push(value);
        at += 1;
        let parted = pieces.get(at).is_some_and(is_separator);
        let or = parted && pieces.get(at + 1).is_some_and(|next| is_or(next.word()));
        let next = at + 1 + usize::from(or);
        // A value that opens the next premise or names a subject belongs there.
        let code = |at: usize| {
            matches!(pieces.get(at).map(|piece| &piece.token), Some(Token::Value(_) | Token::Number(_)))
        };
        let goes_on = parted && code(next) && !opens_claim(pieces.get(next + 1));
        if !goes_on || values.len() >= MOST_VALUES {
            break;
        }
        at = next;
    }
    (!values.is_empty()).then_some((values, at))
}

/// What stands after a name that is the subject of a statement, not one more value.
fn opens_claim(next: Option<&Piece<'_>>) -> bool {
    next.is_some_and(|next| next.is_mark('=') || necessity(next.word()).is_some() || states(next.word()))
}

fn value(text: &str, piece: &Piece<'_>, next: Option<&Piece<'_>>) -> Option<String> {
    match &piece.token {
        Token::Value(value) => Some(value.trim_matches(['"', '\'']).to_owned()),
        Token::Number(number) => Some((*number).to_owned()),
        Token::Word(word) => {
            let ends = next.is_none_or(|next| {
                [':', ',', ')', '.', ']', '→'].iter().any(|mark| next.is_mark(*mark))
                    || matches!(next.word(), "then" | "entonces")
            });
            let plain = necessity(word).is_none()
                && !matches!(word.as_str(), "not" | "null" | "empty" | "no" | "vacio" | "nao");
            (ends && plain).then(|| text.get(piece.span.clone()).map(str::to_owned))?
        }
        Token::Mark(_) => None,
    }
}

fn is_separator(piece: &Piece<'_>) -> bool {
    [',', '/', '|'].iter().any(|mark| piece.is_mark(*mark)) || is_or(piece.word()) || is_and(piece.word())
}

fn is_or(word: &str) -> bool {
    matches!(word, "or" | "o" | "ou" | "u")
}

fn is_and(word: &str) -> bool {
    matches!(word, "and" | "y" | "e")
}
