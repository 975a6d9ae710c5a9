//! Whether a text says that a field is required, may be null, or is secret.

use super::tokens::{Piece, Sentence, Token};
use crate::lower::schemas::vocabulary::{fold, is_condition, necessity};

/// What a sentence says by itself: "Required.", "(Optional) ...", "This field is mandatory".
pub(super) fn stated(sentence: &Sentence<'_, '_>) -> Option<bool> {
    let pieces = sentence.pieces;
    let said = at_start(pieces).or_else(|| after_verb(pieces))?;
    Some(said && !sentence.conditional)
}

/// `required`, `not required`, `required if ...` as one attribute among others.
pub(super) fn of_attribute(text: &str) -> Option<bool> {
    let folded = fold(text);
    let words: Vec<_> = folded.split(' ').collect();
    let words = if words.len() == 2 && matches!(words[1], "field" | "parameter" | "param" | "campo") {
        &words[..1]
    } else {
        &words[..]
    };
    let (first, rest) = words.split_first()?;
    if matches!(*first, "not" | "no" | "nao" | "non") && rest.len() == 1 {
        return rest.first().and_then(|word| necessity(word)).map(|_| false);
    }
    let said = necessity(first)?;
    match rest.first() {
        None => Some(said),
        Some(word) if is_condition(word) || *word == "for" => Some(false),
        Some(_) => None,
    }
}

/// The first word, followed by a pause or nothing.
fn at_start(pieces: &[Piece<'_>]) -> Option<bool> {
    let opened = usize::from(matches!(pieces.first()?.token, Token::Mark('(' | '[' | '*')));
    let said = necessity(pieces.get(opened)?.word())?;
    match pieces.get(opened + 1).map(|piece| &piece.token) {
        None | Some(Token::Mark(')' | ']' | ':' | '-' | '–' | '—' | ',' | '.' | '|')) => Some(said),
        Some(Token::Word(word))
            if is_condition(word) || matches!(word.as_str(), "field" | "parameter" | "campo") =>
        {
            Some(said)
        }
        _ => None,
    }
}

/// "is required", "es obligatorio", "é obrigatório", without a negation.
fn after_verb(pieces: &[Piece<'_>]) -> Option<bool> {
    pieces.windows(2).find_map(|pair| {
        let [verb, said] = pair else { return None };
        let verb = matches!(verb.word(), "is" | "are" | "es" | "e" | "son" | "sao");
        necessity(said.word()).filter(|_| verb)
    })
}

/// "nullable", "can be null", "or null".
pub(super) fn is_nullable(pieces: &[Piece<'_>]) -> bool {
    pieces.iter().enumerate().any(|(at, piece)| {
        let is_null = matches!(piece.word(), "null" | "nulo" | "nula") || piece.token == Token::Value("null");
        let before = |back: usize| at.checked_sub(back).and_then(|at| pieces.get(at)).map_or("", Piece::word);
        let allowed = matches!(
            (before(2), before(1)),
            ("can" | "may" | "could", "be")
                | ("puede" | "pode", "ser")
                | (_, "or" | "o" | "ou" | "accepts" | "acepta" | "aceita")
        );
        matches!(piece.word(), "nullable" | "anulable") || is_null && allowed && before(3) != "not"
    })
}

/// The text calls its field a secret. A word about another field's secret is not enough.
pub(super) fn is_secret(pieces: &[Piece<'_>]) -> bool {
    let word = |at: usize| pieces.get(at).map_or("", Piece::word);
    let starts =
        matches!(word(0), "secret" | "secreto" | "secreta" | "segredo" | "confidential" | "confidencial")
            && !matches!(word(1), "id" | "name" | "identifier");
    starts
        || (0..pieces.len()).any(|at| {
            matches!(
                (word(at), word(at + 1), word(at + 2)),
                ("secret" | "sensitive" | "confidential", "value" | "data" | "field", _)
                    | ("valor" | "dato" | "dado", "secreto" | "sensible" | "confidencial" | "sensivel", _)
                    | ("is" | "es", "secret" | "secreto" | "confidential" | "sensitive", _)
                    | ("keep", "secret", _)
                    | ("out", "of", "logs")
                    | ("not" | "never", "log", _)
            )
        })
}
