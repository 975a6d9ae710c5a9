//! What a statement demands, and of which fields.

use super::Demanded;
use crate::lower::schemas::facts::tokens::{Piece, Token};
use crate::lower::schemas::facts::{Choices, Facts, Measure, choices, forms, limits};
use crate::lower::schemas::markdown::is_name;
use crate::lower::schemas::vocabulary::{necessity, states};

/// What is demanded of whom.
pub(super) struct Claim {
    pub subjects: Vec<String>,
    pub demands: Vec<Demanded>,
}

/// Reads a claim: "`b` is required", "pattern `^a$`", "is one of `x`, `y`".
pub(super) fn read(text: &str, pieces: &[Piece<'_>]) -> Option<Claim> {
    let (subjects, length) = subjects(pieces);
    let rest = pieces.get(length..)?;
    let mut demands = Vec::new();
    match presence(rest) {
        Some(true) => demands.push(Demanded::Given),
        Some(false) => demands.push(Demanded::Absent),
        None => {}
    }
    let facts = limiting(text, rest);
    if facts != Facts::default() {
        demands.push(Demanded::Limited(Box::new(facts)));
    }
    Some(Claim { subjects, demands })
}

/// Names in code at the start, followed by a verb: what the claim is about.
fn subjects(pieces: &[Piece<'_>]) -> (Vec<String>, usize) {
    let word = |at: usize| pieces.get(at).map_or("", Piece::word);
    let mut at = 0;
    while at < 3
        && matches!(
            word(at),
            "the" | "el" | "la" | "los" | "o" | "a" | "field" | "fields" | "campo" | "campos" | "both"
        )
    {
        at += 1;
    }
    let mut names = Vec::new();
    while let Some(Token::Value(name)) = pieces.get(at).map(|piece| &piece.token) {
        if !is_name(name) {
            return (Vec::new(), 0);
        }
        names.push((*name).to_owned());
        at += 1;
        let joint = |piece: &Piece<'_>| piece.is_mark(',') || matches!(piece.word(), "and" | "y" | "e");
        let joints = pieces.iter().skip(at).take(2).take_while(|piece| joint(piece)).count();
        let named = pieces.get(at + joints).is_some_and(|next| matches!(next.token, Token::Value(_)));
        if joints == 0 || !named {
            break;
        }
        at += joints;
    }
    let verb = necessity(word(at)).is_some()
        || pieces.get(at).is_some_and(|piece| piece.is_mark(':'))
        || states(word(at))
        || matches!(word(at), "may" | "can" | "puede" | "pode" | "cannot");
    if names.is_empty() || !verb { (Vec::new(), 0) } else { (names, at) }
}

/// Whether the field must be given, or must not.
fn presence(pieces: &[Piece<'_>]) -> Option<bool> {
    let words: Vec<&str> = pieces.iter().map(Piece::word).collect();
    let first = words.first().copied().unwrap_or_default();
    if necessity(first) == Some(true) {
        return Some(true);
    }
    let sent = |word: &str| {
        matches!(
            word,
            "sent"
                | "given"
                | "provided"
                | "present"
                | "included"
                | "supplied"
                | "specified"
                | "enviado"
                | "enviada"
                | "enviados"
                | "incluido"
                | "incluida"
                | "enviarse"
                | "incluirse"
                | "informado"
                | "informada"
        )
    };
    let left_out =
        |word: &str| matches!(word, "absent" | "omitted" | "omitido" | "omitida" | "ausente" | "omitirse");
    match words.get(..4.min(words.len())).unwrap_or_default() {
        ["is" | "are" | "es" | "son" | "e" | "sao" | "becomes", said, ..]
            if necessity(said) == Some(true) =>
        {
            Some(true)
        }
        ["must", "be", word, ..] if sent(word) => Some(true),
        ["must", "be", word, ..] if left_out(word) => Some(false),
        ["must", "not", "be", word] if sent(word) => Some(false),
        ["debe" | "deben" | "deve" | "devem", "ser", word, ..] | ["debe" | "deben", word, ..]
            if sent(word) =>
        {
            Some(true)
        }
        ["debe" | "deben", word, ..] if left_out(word) => Some(false),
        ["no" | "nao", "debe" | "deben" | "deve" | "devem", "ser", word] if sent(word) => Some(false),
        ["no", "debe" | "deben", word, ..] if sent(word) => Some(false),
        _ => None,
    }
}

/// Limits, values and pattern of a claim; nothing else.
fn limiting(text: &str, pieces: &[Piece<'_>]) -> Facts {
    let mut choices = choices::read(text, pieces);
    if choices.list.is_empty() {
        choices = constant(pieces);
    }
    choices.constant = false;
    let pattern = forms::pattern(pieces).or_else(|| digits(pieces));
    let mut limits = limits::read(pieces, Measure::Cell);
    if pattern.as_ref().is_some_and(|pattern| pattern.contains('{')) {
        // The pattern counts already.
        limits = super::super::Limits::default();
    }
    Facts { choices, pattern, limits, ..Facts::default() }
}

/// "is `NIT` and nothing else", "must be `x`".
fn constant(pieces: &[Piece<'_>]) -> Choices {
    let verbs = pieces.iter().take(3).take_while(|piece| {
        matches!(
            piece.word(),
            "is" | "must"
                | "be"
                | "only"
                | "always"
                | "es"
                | "debe"
                | "ser"
                | "solo"
                | "siempre"
                | "e"
                | "deve"
                | "apenas"
                | "sempre"
                | "can"
        )
    });
    let verbs = verbs.count();
    let Some(Token::Value(value)) = pieces.get(verbs).map(|piece| &piece.token) else {
        return Choices::default();
    };
    let rest: Vec<&str> = pieces.iter().skip(verbs + 1).map(Piece::word).collect();
    let ended = matches!(
        rest.as_slice(),
        [] | ["only" | "always" | "solamente" | "unicamente" | "somente"]
            | ["and" | "y" | "e", "nothing" | "nada", "else" | "mas" | "mais"]
    );
    let list = vec![(value.trim_matches(['"', '\'']).to_owned(), String::new())];
    if verbs > 0 && ended { Choices { list, constant: false } } else { Choices::default() }
}

/// "9 digits", "7-10 digits" as a pattern.
fn digits(pieces: &[Piece<'_>]) -> Option<String> {
    let number = |at: usize| match pieces.get(at)?.token {
        Token::Number(number) => number.parse::<u16>().ok(),
        _ => None,
    };
    let exact = |word: &str| matches!(word, "digits" | "digitos" | "digit" | "digito");
    let word = |at: usize| pieces.get(at).map_or("", Piece::word);
    let start =
        usize::from(matches!(word(0), "exactly" | "exactamente" | "exatamente" | "has" | "have" | "tiene"));
    let joined = pieces.get(start + 1).is_some_and(|piece| piece.is_mark('-') || piece.is_mark('–'))
        || matches!(word(start + 1), "to" | "a" | "ate" | "hasta");
    match (number(start), number(start + 2)) {
        (Some(least), Some(most)) if joined && least <= most && exact(word(start + 3)) => {
            Some(format!(r"^\d{{{least},{most}}}$"))
        }
        (Some(count), _) if exact(word(start + 1)) => Some(format!(r"^\d{{{count}}}$")),
        _ => None,
    }
}
