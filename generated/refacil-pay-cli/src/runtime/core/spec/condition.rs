//! Alternatives and rules between the arguments of an operation.

use super::Schema;

/// Alternatives chosen by the value of one field. A field that stands in some case is refused in the others.
#[derive(Debug)]
pub struct Variants {
    /// Dotted path of the deciding field, from [`super::Param::argument`] on.
    pub by: &'static str,
    /// The alternatives.
    pub cases: &'static [Case],
}

/// One alternative.
#[derive(Debug)]
pub struct Case {
    /// JSON texts of the values that choose it.
    pub values: &'static [&'static str],
    /// What people call it; may be empty.
    pub label: &'static str,
    /// Fields that belong to it, besides those that every case shares.
    pub fields: &'static [CaseField],
}

/// A field of one alternative.
#[derive(Debug)]
pub struct CaseField {
    /// Dotted path, from the same root as [`Variants::by`].
    pub path: &'static str,
    /// Must be given when this case is chosen.
    pub required: bool,
    /// Type and limits in this case.
    pub schema: &'static Schema,
}

/// When these fields have these values, that field must obey.
#[derive(Debug)]
pub struct Condition {
    /// All of them must hold.
    pub when: &'static [When],
    /// Dotted path of the field that is ruled.
    pub field: &'static str,
    /// What is demanded of it.
    pub demand: Demand,
}

/// A field that has one of some values.
#[derive(Debug)]
pub struct When {
    /// Dotted path.
    pub field: &'static str,
    /// JSON texts; empty = given at all.
    pub values: &'static [&'static str],
}

/// What a condition demands. A limit rules only a field that is given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Demand {
    /// Must be given.
    BeGiven,
    /// Must not be given.
    BeAbsent,
    /// At least this number.
    BeAtLeast(f64),
    /// At most this number.
    BeAtMost(f64),
    /// At least this many characters.
    HaveAtLeast(u64),
    /// At most this many characters.
    HaveAtMost(u64),
    /// Match this regular expression.
    Match(&'static str),
    /// Be one of these values, as JSON texts.
    BeOneOf(&'static [&'static str]),
}
