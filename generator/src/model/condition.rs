use serde::Serialize;
use serde_json::Value;

use super::{Number, Schema};

/// Alternatives of a request, chosen by the value of one field: payment methods by `paymentMethod.id`, say.
///
/// Every field that stands in some case belongs to the cases that list it; in the others it is a stranger and refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Variants {
    /// Dotted path of the deciding field: a body field, else the name of a parameter.
    pub by: String,
    /// The alternatives, as documented.
    pub cases: Vec<Case>,
}

/// One alternative.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Case {
    /// Values of the deciding field that choose it.
    pub values: Vec<Value>,
    /// What people call it: `PSE`; may be empty.
    pub label: String,
    /// What is said about it, Markdown; may be empty.
    pub description: String,
    /// Fields that belong to it, besides those that every case shares.
    pub fields: Vec<CaseField>,
}

/// A field of one alternative.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseField {
    /// Dotted path, from the same root as [`Variants::by`].
    pub path: String,
    /// Must be given when this case is chosen.
    pub required: bool,
    /// Type and limits in this case.
    pub schema: Schema,
}

/// A rule between fields that the text states: when these fields have these values, that field must obey.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// All of them must hold; an absent field holds nothing.
    pub when: Vec<When>,
    /// Dotted path of the field that is ruled.
    pub field: String,
    /// What is demanded of it. A limit rules only a field that is given.
    pub demand: Demand,
}

/// A field that has one of some values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct When {
    /// Dotted path.
    pub field: String,
    /// Any of them; empty = the field is given, whatever its value.
    pub values: Vec<Value>,
}

/// What a condition demands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "must", content = "limit")]
pub enum Demand {
    /// The field must be given.
    BeGiven,
    /// The field must not be given.
    BeAbsent,
    /// At least this number.
    BeAtLeast(Number),
    /// At most this number.
    BeAtMost(Number),
    /// At least this many characters.
    HaveAtLeast(u64),
    /// At most this many characters.
    HaveAtMost(u64),
    /// Match this regular expression.
    Match(String),
    /// Be one of these values.
    BeOneOf(Vec<Value>),
}
