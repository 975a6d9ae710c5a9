//! Arguments against the documented shape and rules, all problems at once.

mod labels;
mod reach;
mod rules;
mod shape;
mod unfilled;

use std::fmt;

use serde_json::{Map, Value, json};

use super::arguments;
use super::nearest::nearest;
use super::spec::{Language, Operation};
use super::text::visible_capped;
use super::words::{Said, say};

pub use labels::{Labels, demand, rule};
pub use rules::chosen;
pub use shape::{check_value, wanted};

/// One thing wrong with the arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Dotted path of the argument.
    pub path: String,
    /// What is wrong, without the path.
    pub message: Said,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said().english())
    }
}

impl Problem {
    /// Argument and message as one.
    #[must_use]
    pub fn said(&self) -> Said {
        say("{} {}", &[&visible_capped(&self.path, 80), &self.message])
    }

    /// A problem of the argument at that path.
    pub fn new(path: impl Into<String>, message: impl Into<Said>) -> Self {
        Self { path: path.into(), message: message.into() }
    }

    /// The problem as data.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        json!({"param": self.path, "message": self.message.in_language(language)})
    }
}

/// Checks the arguments of a call. Keys are [`super::spec::Param::argument`] names.
#[must_use]
pub fn check(operation: &Operation, arguments: &Map<String, Value>) -> Vec<Problem> {
    let labels = Labels::new(operation);
    let mut problems = Vec::new();
    for param in operation.params {
        match (arguments.get(param.argument), param.fixed) {
            (Some(value), Some(fixed)) => shape::check_fixed(value, fixed, param.argument, &mut problems),
            (Some(value), None) => {
                check_value(param.schema, value, param.argument, &labels, &mut problems);
                unfilled::check(operation, param, value, &mut problems);
            }
            (None, None) if param.required => problems.push(Problem::new(param.argument, "is required")),
            (None, _) => {}
        }
    }
    for name in arguments.keys() {
        if !operation.params.iter().any(|param| param.argument == name) {
            problems.push(Problem::new(name, unknown(operation, name)));
        }
    }
    // A field that is wrong by itself needs no second reason.
    let known: Vec<String> = problems.iter().map(|problem| problem.path.clone()).collect();
    let whole = arguments::with_constants(operation, arguments);
    let ruled = rules::check(operation, &whole, &labels);
    problems.extend(ruled.into_iter().filter(|problem| !known.contains(&problem.path)));
    problems
}

fn unknown(operation: &Operation, name: &str) -> Said {
    let known: Vec<_> = operation.params.iter().map(|param| param.argument).collect();
    if known.is_empty() {
        return "is not an argument of this operation, which takes none".into();
    }
    let meant = nearest(name, known.iter().copied()).map(|meant| say("; did you mean {}?", &[&meant]));
    let meant = meant.unwrap_or_default();
    say("is not an argument of this operation; it takes {}{}", &[&known.join(", "), &meant])
}
