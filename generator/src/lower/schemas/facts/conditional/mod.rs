//! Statements that hold under a condition: "`a` = `x`: `b` is one of ...", "required if `a` is `x`".
//!
//! A wrong statement refuses a good request, so what is not understood to its end states nothing.

mod claim;
mod premise;

use super::Facts;
use super::tokens::{Piece, sentences, tokens};
use crate::lower::schemas::vocabulary::{is_condition, necessity};
use claim::Claim;

/// A field and the values that make a statement hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Premise {
    /// As written; `None` where only values are named: "required for `264`".
    pub field: Option<String>,
    /// As written; empty = the field is given.
    pub values: Vec<String>,
}

/// What a statement demands.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Demanded {
    /// The field is given.
    Given,
    /// The field is not given.
    Absent,
    /// The field has these limits, values or pattern.
    Limited(Box<Facts>),
}

/// Something that holds under a condition.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Statement {
    pub when: Vec<Premise>,
    /// Fields as written; empty = the field whose text it is.
    pub subjects: Vec<String>,
    pub demands: Vec<Demanded>,
}

/// Reads the conditional statements of a text.
pub(in super::super) fn statements(text: &str) -> Vec<Statement> {
    let pieces = tokens(text);
    let sentences = sentences(text, &pieces);
    let spoken = sentences.iter().filter(|sentence| !sentence.past);
    spoken.filter_map(|sentence| statement(text, sentence.pieces)).collect()
}

/// Reads the premise of a heading or label: "When `type` is `card`", "Card (`type` = `card`)".
pub(in super::super) fn premise_of(label: &str) -> Option<Vec<Premise>> {
    let pieces = tokens(label);
    let opening = pieces.iter().position(|piece| piece.is_mark('(')).map(|at| at + 1);
    let start = usize::from(pieces.first().is_some_and(|first| is_condition(first.word())));
    let starts = [Some(start), opening].into_iter().flatten();
    starts.filter_map(|at| premise::read(label, pieces.get(at..)?)).find_map(|(when, _)| {
        when.iter().all(|premise| premise.field.is_some() && !premise.values.is_empty()).then_some(when)
    })
}

/// Reads what a rule demands, as it stands after the value that it belongs to.
pub(in super::super) fn claim_of(text: &str) -> Vec<Demanded> {
    let pieces = tokens(text);
    claim::read(text, &pieces).map(|claim| claim.demands).unwrap_or_default()
}

fn statement(text: &str, pieces: &[Piece<'_>]) -> Option<Statement> {
    condition_first(text, pieces)
        .or_else(|| condition_in_brackets(text, pieces))
        .or_else(|| condition_last(text, pieces))
}

fn made(when: Vec<Premise>, claim: Claim) -> Option<Statement> {
    (!when.is_empty() && !claim.demands.is_empty()).then_some(Statement {
        when,
        subjects: claim.subjects,
        demands: claim.demands,
    })
}

/// "If `a` is `x`, `b` is required", "`a` = `x`: `b` is one of `y`, `z`".
fn condition_first(text: &str, pieces: &[Piece<'_>]) -> Option<Statement> {
    let start = usize::from(is_condition(pieces.first()?.word()));
    if start == 0 && !pieces.get(1)?.is_mark('=') {
        return None;
    }
    let (when, length) = premise::read(text, pieces.get(start..)?)?;
    let after = start + length;
    let after = after + bracket(&pieces[after..]);
    let next = pieces.get(after)?;
    let parted = matches!(next.word(), "then" | "entonces" | "entao")
        || [':', ',', '→'].iter().any(|mark| next.is_mark(*mark));
    if !parted {
        return None;
    }
    made(when, claim::read(text, &pieces[after + 1..])?)
}

/// "natural person (`type` = `F`) pattern `^[a-z]+$`".
fn condition_in_brackets(text: &str, pieces: &[Piece<'_>]) -> Option<Statement> {
    let opening = pieces.windows(2).position(|two| two[0].is_mark('(') && premise::is_name_piece(&two[1]))?;
    let (when, length) = premise::read(text, &pieces[opening + 1..])?;
    let after = opening + 1 + length;
    if !pieces.get(after)?.is_mark(')') || pieces[..opening].iter().any(|piece| piece.word().is_empty()) {
        return None;
    }
    made(when, claim::read(text, &pieces[after + 1..])?)
}

/// "required if `a` is `x`", "`b` is mandatory for `264`".
fn condition_last(text: &str, pieces: &[Piece<'_>]) -> Option<Statement> {
    let (at, _) = pieces.iter().enumerate().skip(1).find(|(at, piece)| {
        let after_necessity = || necessity(pieces[at - 1].word()).is_some();
        is_condition(piece.word()) || matches!(piece.word(), "for" | "para") && after_necessity()
    })?;
    // "only if", "solo si": one condition in two words.
    let double = pieces.get(at + 1).is_some_and(|next| is_condition(next.word()));
    let named = matches!(pieces[at].word(), "for" | "para");
    if matches!(
        pieces[at].word(),
        "unless" | "except" | "salvo" | "excepto" | "exceto" | "depending" | "depends"
    ) {
        return None;
    }
    let rest = pieces.get(at + 1 + usize::from(double)..)?;
    let (when, length) = if named { premise::values_only(text, rest)? } else { premise::read(text, rest)? };
    let ended = rest[length..].iter().all(|piece| [')', ']', '.'].iter().any(|mark| piece.is_mark(*mark)));
    let before = &pieces[..at];
    let before = match before {
        [rest @ .., last] if last.is_mark(',') => rest,
        all => all,
    };
    if !ended {
        return None;
    }
    made(when, claim::read(text, before)?)
}

/// How many pieces a remark in brackets takes.
fn bracket(pieces: &[Piece<'_>]) -> usize {
    if !pieces.first().is_some_and(|first| first.is_mark('(')) {
        return 0;
    }
    let mut depth = 0_usize;
    for (at, piece) in pieces.iter().enumerate() {
        if piece.is_mark('(') {
            depth += 1;
        } else if piece.is_mark(')') {
            depth -= 1;
            if depth == 0 {
                return at + 1;
            }
        }
    }
    0
}

#[cfg(test)]
mod tests;
