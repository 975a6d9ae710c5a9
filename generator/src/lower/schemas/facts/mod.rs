//! What a text says about a field: its type, limits, values, form, default.
//!
//! A wrong limit refuses a good payment, so a limit counts only in a sentence that speaks of the field itself, as it
//! is now and always; see [`tokens::Sentence::binds`].

mod choices;
mod conditional;
mod forms;
mod limits;
mod necessity;
mod tokens;
mod types;

use serde_json::Value;

use crate::model::{Kind, Provenance};

pub(super) use choices::Choices;
pub(super) use conditional::{Demanded, Premise, Statement, claim_of, premise_of, statements};
pub(super) use limits::{Limits, Measure, plain_number};
use tokens::{Piece, Sentence, sentences, tokens};

/// Everything stated about one field. What is unstated is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Facts {
    pub kind: Option<Kind>,
    /// The types of which a value of any type has one.
    pub kinds: Vec<Kind>,
    /// Type of the elements of a list.
    pub items: Option<Kind>,
    pub nullable: bool,
    pub required: Option<bool>,
    pub description: String,
    pub choices: Choices,
    /// What values mean, without saying that there are no others.
    pub meanings: Vec<(String, String)>,
    pub limits: Limits,
    pub pattern: Option<String>,
    /// JSON Schema format that a text states.
    pub format: Option<&'static str>,
    /// Format that needs an example to be believed.
    pub hint: Option<&'static str>,
    pub unit: Option<String>,
    /// As written.
    pub default: Option<String>,
    /// As written in a text.
    pub sample: Option<String>,
    /// From an example body.
    pub example: Option<Value>,
    pub secret: bool,
    /// It holds in one case of several.
    pub case: bool,
    /// Best source that spoke.
    pub provenance: Provenance,
}

impl Facts {
    /// Takes over what a better source states; what it leaves out stays.
    pub fn overlay(&mut self, better: Self) {
        if better.kind.is_some() {
            self.kinds = better.kinds;
        }
        self.kind = better.kind.or(self.kind);
        self.items = better.items.or(self.items);
        self.nullable |= better.nullable;
        self.required = better.required.or(self.required);
        if !better.description.is_empty() {
            self.description = better.description;
        }
        self.choices.overlay(better.choices);
        self.meanings.extend(better.meanings);
        self.limits.overlay(better.limits);
        self.pattern = better.pattern.or(self.pattern.take());
        self.format = better.format.or(self.format);
        self.hint = better.hint.or(self.hint);
        self.unit = better.unit.or(self.unit.take());
        self.default = better.default.or(self.default.take());
        self.sample = better.sample.or(self.sample.take());
        self.example = self.example.take().or(better.example);
        self.secret |= better.secret;
        self.case |= better.case;
        self.provenance = self.provenance.max(better.provenance);
    }

    /// Joins what another part of the same source states; where the two differ, the field is freer.
    pub fn join(&mut self, other: Self) {
        let several = self.provenance != Provenance::Example;
        let other = if several && other.case { other.unrestricted() } else { other };
        if several && self.case {
            *self = std::mem::take(self).unrestricted();
        }
        // What holds always outweighs what holds in some cases.
        let always = several && !(self.case && other.case);
        if let (Some(one), Some(two)) = (self.required, other.required) {
            self.required = Some(one && two);
        }
        let mut other = other;
        other.required = self.required.or(other.required);
        if self.kind.is_some() && other.kind.is_some() && self.kind != other.kind {
            other.kind = Some(Kind::Any);
            other.kinds.clear();
        }
        if !self.description.is_empty() {
            other.description.clear();
        }
        self.choices.join(std::mem::take(&mut other.choices));
        self.limits.join(std::mem::take(&mut other.limits));
        if self.pattern.is_some() && other.pattern.is_some() && self.pattern != other.pattern {
            self.pattern = None;
            other.pattern = None;
        }
        self.overlay(other);
        self.case &= !always;
    }

    /// The same facts without those that could refuse a value.
    pub fn unrestricted(self) -> Self {
        Self {
            required: None,
            choices: Choices::default(),
            limits: Limits::default(),
            pattern: None,
            format: None,
            ..self
        }
    }
}

/// Reads a description.
pub(super) fn read(text: &str) -> Facts {
    Facts { description: tidy(text), ..of_text(text, &tokens(text)) }
}

fn of_text(text: &str, pieces: &[Piece<'_>]) -> Facts {
    let mut facts = Facts::default();
    for sentence in sentences(text, pieces) {
        let mut stated = of_sentence(text, &sentence);
        // Two patterns belong to two cases.
        if facts.pattern.is_some() && stated.pattern.is_some() {
            facts.pattern = None;
            stated.pattern = None;
        }
        // What comes first is about the field; later sentences compare it with others.
        stated.overlay(facts);
        facts = stated;
    }
    facts.secret = necessity::is_secret(pieces);
    facts
}

fn of_sentence(text: &str, sentence: &Sentence<'_, '_>) -> Facts {
    let mut facts = Facts::default();
    if sentence.past {
        return facts;
    }
    facts.nullable = necessity::is_nullable(sentence.pieces);
    facts.default = forms::default(sentence.pieces);
    facts.sample = forms::sample(sentence.pieces);
    facts.unit = forms::unit(text, sentence.pieces);
    facts.hint = forms::hint(sentence.pieces);
    facts.required = necessity::stated(sentence);
    if sentence.binds() {
        facts.choices = choices::read(text, sentence.pieces);
        facts.limits = limits::read(sentence.pieces, Measure::Unknown);
        facts.pattern = forms::pattern(sentence.pieces);
        facts.format = forms::format(sentence.pieces);
    }
    facts
}

/// Reads what stands in a column for limits, lengths or single bounds.
pub(super) fn read_limits(text: &str, measure: Measure) -> Facts {
    let pieces = tokens(text);
    let mut facts = restrictions(text, &pieces, measure);
    for sentence in sentences(text, &pieces).iter().filter(|sentence| sentence.binds()) {
        facts.choices.overlay(choices::read_list(text, sentence.pieces));
        facts.hint = facts.hint.or_else(|| forms::named_form(sentence.pieces));
    }
    facts
}

/// What a text says besides describing.
fn restrictions(text: &str, pieces: &[Piece<'_>], measure: Measure) -> Facts {
    let mut facts = of_text(text, pieces);
    for sentence in sentences(text, pieces).iter().filter(|sentence| sentence.binds()) {
        facts.limits.overlay(limits::read(sentence.pieces, measure));
    }
    facts
}

/// Reads what stands in a column for allowed values.
pub(super) fn read_choices(text: &str) -> Facts {
    let pieces = tokens(text);
    let mut facts = of_text(text, &pieces);
    if sentences(text, &pieces).iter().all(Sentence::binds) {
        facts.choices.overlay(choices::read_list(text, &pieces));
    }
    facts
}

/// Reads what stands in a column for types.
pub(super) fn read_type(text: &str) -> Option<Facts> {
    types::read(text)
}

/// Reads a text that is a type and nothing else.
pub(super) fn read_whole_type(text: &str) -> Option<Facts> {
    types::read_whole(text)
}

/// How much of a text is an attribute such as `number, required, max 36`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Attributes {
    /// Nothing.
    None,
    /// A limit, a default.
    Limits,
    /// Type or necessity: what only fields have.
    Typed,
}

/// Attributes in brackets at the start of a text, and what follows them.
pub(super) fn split_attributes(text: &str) -> (Facts, &str) {
    let text = text.trim();
    let inner = text.strip_prefix('(').and_then(|inner| inner.split_once(')'));
    if let Some((bracket, rest)) = inner.filter(|(bracket, _)| bracket.len() <= 200) {
        let (facts, found) = read_attributes(bracket);
        if found == Attributes::Typed {
            return (facts, rest.trim_start_matches([' ', ':', '-', '.']));
        }
    }
    (Facts::default(), text)
}

/// Attributes in brackets at the end of a text, and what stands before them.
pub(super) fn trailing_attributes(text: &str) -> (Facts, &str) {
    let inner =
        text.trim_end().trim_end_matches('.').strip_suffix(')').and_then(|inner| inner.rsplit_once('('));
    if let Some((before, bracket)) = inner.filter(|(_, bracket)| bracket.len() <= 200) {
        let (facts, found) = read_attributes(bracket);
        if found == Attributes::Typed {
            return (facts, before.trim_end());
        }
    }
    (Facts::default(), text)
}

/// Reads attributes in a row, as they stand in brackets or between dashes.
pub(super) fn read_attributes(text: &str) -> (Facts, Attributes) {
    let mut facts = Facts::default();
    let mut found = Attributes::None;
    for part in text.split([',', ';']) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        if let Some(stated) = types::read_whole(part) {
            facts.overlay(stated);
            found = Attributes::Typed;
        } else if let Some(required) = necessity::of_attribute(part) {
            facts.required = Some(required);
            found = Attributes::Typed;
        }
    }
    let limits = Facts { required: None, ..restrictions(text, &tokens(text), Measure::Cell) };
    if found == Attributes::None && limits != Facts::default() {
        found = Attributes::Limits;
    }
    let required = facts.required;
    facts.overlay(limits);
    facts.required = required;
    (facts, found)
}

/// A description on one line.
pub(super) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
