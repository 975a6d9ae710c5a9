//! Smallest and largest values and lengths: "max 36", "1-36 characters", "entre 1 y 10", ">= 10000".

#[cfg(test)]
mod tests;
mod words;

use super::tokens::{Piece, Token};
use words::{fillers, is_length, keyword, number, side_after, unit};

/// Bounds as a text states them. `low` and `high` count characters of a text and size of a number: the type decides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in super::super) struct Limits {
    pub shortest: Option<u64>,
    pub longest: Option<u64>,
    pub smallest: Option<String>,
    pub largest: Option<String>,
    pub low: Option<String>,
    pub high: Option<String>,
}

/// What a bound measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Measure {
    /// The type will tell.
    Unknown,
    /// A column for limits: ranges need no introduction.
    Cell,
    /// A column for lengths: a number alone is the greatest length.
    Length,
    /// A column for shortest lengths.
    Shortest,
    /// A column for smallest values.
    Smallest,
    /// A column for largest values.
    Largest,
}

/// What a number counts, as the words around it say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Open,
    Characters,
    Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Least,
    Most,
}

impl Limits {
    pub fn overlay(&mut self, better: Self) {
        self.shortest = better.shortest.or(self.shortest);
        self.longest = better.longest.or(self.longest);
        self.smallest = better.smallest.or(self.smallest.take());
        self.largest = better.largest.or(self.largest.take());
        self.low = better.low.or(self.low.take());
        self.high = better.high.or(self.high.take());
    }

    /// Where two texts of one source differ, neither is believed.
    pub fn join(&mut self, other: Self) {
        fn both<T: PartialEq>(one: &mut Option<T>, two: Option<T>) {
            match (&one, &two) {
                (Some(a), Some(b)) if a != b => *one = None,
                (None, _) => *one = two,
                _ => {}
            }
        }
        both(&mut self.shortest, other.shortest);
        both(&mut self.longest, other.longest);
        both(&mut self.smallest, other.smallest);
        both(&mut self.largest, other.largest);
        both(&mut self.low, other.low);
        both(&mut self.high, other.high);
    }

    fn set(&mut self, side: Side, counted: Counted, number: &str) {
        let Some(number) = plain_number(number) else { return };
        match (side, counted) {
            (Side::Least, Counted::Characters) => self.shortest = number.parse().ok(),
            (Side::Most, Counted::Characters) => self.longest = number.parse().ok(),
            (Side::Least, Counted::Value) => self.smallest = Some(number),
            (Side::Most, Counted::Value) => self.largest = Some(number),
            (Side::Least, Counted::Open) => self.low = Some(number),
            (Side::Most, Counted::Open) => self.high = Some(number),
        }
    }
}

/// Digits without separators. One group after a single dot or comma may be thousands or decimals: not taken.
pub(in super::super) fn plain_number(written: &str) -> Option<String> {
    let unsigned = written.strip_prefix('-').unwrap_or(written);
    let separators: Vec<char> = unsigned.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    let groups: Vec<&str> = unsigned.split(['.', ',']).collect();
    let grouped =
        groups.len() > 1 && groups.iter().skip(1).all(|group| group.len() == 3) && groups[0].len() <= 3;
    match separators.as_slice() {
        [] => Some(written.to_owned()),
        [','] if grouped => Some(written.replace(',', "")),
        ['.'] if !grouped => Some(written.to_owned()),
        [first, rest @ ..] if grouped && !rest.is_empty() && rest.iter().all(|other| other == first) => {
            Some(written.replace(*first, ""))
        }
        _ => None,
    }
}

/// Reads the bounds of a sentence.
pub(super) fn read(pieces: &[Piece<'_>], measure: Measure) -> Limits {
    let mut limits = Limits::default();
    if let Some(side_and_count) = alone(measure)
        && let [Piece { token: Token::Number(number) | Token::Value(number), .. }, rest @ ..] = pieces
        && unit(rest).is_some()
        && !matches!(rest.first().map(|piece| &piece.token), Some(Token::Mark('-' | '–' | '—')))
        && rest.first().is_none_or(|piece| !matches!(piece.word(), "to" | "a"))
    {
        limits.set(side_and_count.0, side_and_count.1, number);
        return limits;
    }
    let mut at = 0;
    while at < pieces.len() {
        at = range(pieces, at, measure, &mut limits)
            .or_else(|| exact(pieces, at, &mut limits))
            .or_else(|| bound_after(pieces, at, &mut limits))
            .or_else(|| bound(pieces, at, measure, &mut limits))
            .unwrap_or(at + 1);
    }
    limits
}

/// What a number alone means in this column.
fn alone(measure: Measure) -> Option<(Side, Counted)> {
    match measure {
        Measure::Unknown | Measure::Cell => None,
        Measure::Length => Some((Side::Most, Counted::Characters)),
        Measure::Shortest => Some((Side::Least, Counted::Characters)),
        Measure::Smallest => Some((Side::Least, Counted::Open)),
        Measure::Largest => Some((Side::Most, Counted::Open)),
    }
}

/// "1-36 characters", "between 1 and 10": two numbers with a joint.
fn range(pieces: &[Piece<'_>], at: usize, measure: Measure, limits: &mut Limits) -> Option<usize> {
    let (low, joint, high) = (number(pieces.get(at)?)?, pieces.get(at + 1)?, number(pieces.get(at + 2)?)?);
    let dash = matches!(joint.token, Token::Mark('-' | '–' | '—'));
    let to = matches!(joint.word(), "to" | "a" | "ate" | "hasta" | "through");
    let and = matches!(joint.word(), "and" | "y" | "e");
    if !(dash || to || and) || is_chained(pieces, at) {
        return None;
    }
    let counted = unit(pieces.get(at + 3..)?)?;
    let before = introduction(pieces, at);
    let introduced = match before {
        Some("between" | "entre") => true,
        Some("and") | None => false,
        Some(_) => !and,
    };
    let lengths =
        matches!(before, Some("length" | "longitud" | "largo" | "comprimento")) || measure == Measure::Length;
    let counted = if lengths && counted == Counted::Open { Counted::Characters } else { counted };
    let free = measure != Measure::Unknown && !and;
    let counted = match counted {
        Counted::Characters if !and => counted,
        _ if introduced || free => counted,
        // Said of nothing else, and of numbers only: a text may name the first and the last of its values.
        Counted::Open if to && stands_alone(pieces, at) && is_ascending(low, high) => Counted::Value,
        _ => return None,
    };
    limits.set(Side::Least, counted, low);
    limits.set(Side::Most, counted, high);
    Some(at + 3)
}

/// "…, 1 to 100", "(1 to 100)" and "de 1 a 100": nothing else is said beside the range.
fn stands_alone(pieces: &[Piece<'_>], at: usize) -> bool {
    let edge = |piece: &Piece<'_>, marks: &[char]| marks.iter().any(|mark| piece.is_mark(*mark));
    let before = at.checked_sub(1).and_then(|at| pieces.get(at));
    let opens = before.is_none_or(|piece| edge(piece, &['(', ',', ';']) || piece.word() == "de");
    opens && pieces.get(at + 3).is_none_or(|piece| edge(piece, &[')', ',', ';', '.']))
}

fn is_ascending(low: &str, high: &str) -> bool {
    let number = |text: &str| plain_number(text)?.parse::<f64>().ok();
    number(low).zip(number(high)).is_some_and(|(low, high)| low < high)
}

/// A date, a time or a version: more than two numbers in a row.
fn is_chained(pieces: &[Piece<'_>], at: usize) -> bool {
    let joins = |piece: Option<&Piece<'_>>| {
        piece.is_some_and(|piece| matches!(piece.token, Token::Mark('-' | '/' | ':')))
    };
    let before = at.checked_sub(1).and_then(|at| pieces.get(at));
    let number_before = at.checked_sub(2).and_then(|at| pieces.get(at)).and_then(number).is_some();
    joins(before) && number_before
        || joins(pieces.get(at + 3)) && pieces.get(at + 4).and_then(number).is_some()
}

/// The word that announces a range, fillers aside.
fn introduction<'p>(pieces: &'p [Piece<'_>], at: usize) -> Option<&'p str> {
    let before = pieces.get(..at)?.iter().rev().take(3);
    before
        .map(Piece::word)
        .find(|word| !matches!(*word, "" | "of" | "is" | "de" | "es" | "the" | "values"))
        .filter(|word| {
            matches!(
                *word,
                "between"
                    | "entre"
                    | "from"
                    | "desde"
                    | "range"
                    | "rango"
                    | "length"
                    | "longitud"
                    | "largo"
                    | "comprimento"
                    | "faixa"
                    | "limits"
            )
        })
}

/// "exactly 10 digits", "length 5".
fn exact(pieces: &[Piece<'_>], at: usize, limits: &mut Limits) -> Option<usize> {
    let word = pieces.get(at)?.word();
    let exactly = matches!(word, "exactly" | "exactamente" | "exatamente");
    let length = matches!(word, "length" | "longitud" | "comprimento");
    if !exactly && !length {
        return None;
    }
    let after = at + 1 + fillers(pieces.get(at + 1..)?).0;
    let counted = number(pieces.get(after)?)?;
    let unit = unit(pieces.get(after + 1..)?)?;
    if length && unit != Counted::Value && !is_dash_or_to(pieces.get(after + 1)) {
        limits.set(Side::Most, Counted::Characters, counted);
        return Some(after + 1);
    }
    if exactly && unit == Counted::Characters {
        limits.set(Side::Least, unit, counted);
        limits.set(Side::Most, unit, counted);
        return Some(after + 1);
    }
    None
}

fn is_dash_or_to(piece: Option<&Piece<'_>>) -> bool {
    piece.is_some_and(|piece| {
        matches!(piece.token, Token::Mark('-' | '–' | '—'))
            || matches!(piece.word(), "to" | "a" | "and" | "y" | "e")
    })
}

/// "50 characters max", "255 characters or less".
fn bound_after(pieces: &[Piece<'_>], at: usize, limits: &mut Limits) -> Option<usize> {
    let counted = number(pieces.get(at)?)?;
    if !is_length(pieces.get(at + 1)?.word()) {
        return None;
    }
    let (side, words) = side_after(pieces.get(at + 2..)?)?;
    limits.set(side, Counted::Characters, counted);
    Some(at + 2 + words)
}

/// "max 36", "at least 1 character", ">= 5".
fn bound(pieces: &[Piece<'_>], at: usize, measure: Measure, limits: &mut Limits) -> Option<usize> {
    let (side, words, mut counted) = keyword(pieces, at)?;
    let (filled, characters) = fillers(pieces.get(at + words..)?);
    let after = at + words + filled;
    let number = number(pieces.get(after)?)?;
    let unit = unit(pieces.get(after + 1..)?)?;
    let length_before = pieces.get(at.saturating_sub(2)..at)?.iter().any(|piece| is_length(piece.word()));
    if characters || length_before || matches!(measure, Measure::Length | Measure::Shortest) {
        counted = Counted::Characters;
    }
    if unit != Counted::Open {
        counted = unit;
    }
    limits.set(side, counted, number);
    Some(after + 1)
}
