//! What a script of a collection keeps: JavaScript in, plain data out. Nothing outside this folder knows the parser.
//!
//! Scripts are not run but followed: a small machine walks the syntax tree in the order of execution, carries for each
//! variable which part of an answer it holds, takes every branch, and calls the functions that the script calls.

mod answer;
mod calls;
mod expressions;
mod headers;
mod lists;
mod lodash;
mod machine;
mod parse;
mod patterns;
#[cfg(test)]
mod robustness;
mod sandbox;
mod scope;
mod sent;
mod statements;
#[cfg(test)]
mod tests;
mod value;

pub use parse::{read, read_all};

use crate::model::{ChainSource, Use};

/// What a script does with variables and answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// Parts of answers that it keeps in variables, in order, each once.
    pub stored: Vec<Stored>,
    /// Variables that it reads.
    pub read: Vec<String>,
    /// Variables that it puts into the request at hand.
    pub placed: Vec<Placed>,
    /// Variables that it fills from other variables.
    pub derived: Vec<Derived>,
    /// Requests that it sends by itself.
    pub sent: Vec<Sent>,
}

/// A part of an answer kept in a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// Name of the variable.
    pub variable: String,
    /// The call that keeps it: `pm.environment.set`.
    pub setter: String,
    /// Which part of the answer it comes from.
    pub source: ChainSource,
    /// Where in the body, or the name of the header or cookie.
    pub json_path: String,
    /// Index in [`Findings::sent`] of the request that was answered; `None` for the request of the script.
    pub sent: Option<usize>,
}

/// A variable that a script puts into the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// Its name.
    pub variable: String,
    /// Where it goes.
    pub place: Use,
}

/// A variable made from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The new one.
    pub variable: String,
    /// The one whose value it holds.
    pub from: String,
}

/// A request that a script sends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    /// Upper-case token.
    pub method: String,
    /// As far as it can be told; variables as `{{name}}`. Empty when nothing is known of it.
    pub url: String,
}

/// Why a script was not followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Longer than [`parse::LONGEST`].
    #[error("it is longer than 1 MB")]
    TooLong,
    /// Not JavaScript.
    #[error("it is not JavaScript: {0}")]
    Syntax(String),
    /// Nested so deep that nobody wrote it.
    #[error("it is nested too deep")]
    TooDeep,
}
