//! `--skeleton`: a body to fill in, which `--body @file` takes back.

use clap::{Arg, ArgAction, ArgMatches};
use serde_json::{Map, Value};

use super::super::super::core::docs::OperationDocs;
use super::super::super::core::dotted;
use super::super::super::core::example::{self, Extent};
use super::super::super::core::failure::Failure;
use super::super::super::core::spec::{Location, Nature, Operation, Param};
use super::super::super::core::validate::{self, Problem};
use super::super::answers;
use super::super::automatic;
use super::super::flags;
use super::super::printer::Printer;
use super::super::values;

/// Identifier of the flag; the operation's own have no dashes in front.
const SKELETON: &str = "--skeleton";

/// The operation has a body to fill in.
#[must_use]
pub fn is_offered(operation: &Operation) -> bool {
    operation.nature != Nature::Callback && (flags::takes_body(operation) || whole(operation).is_some())
}

/// The flag.
#[must_use]
pub fn arg() -> Arg {
    Arg::new(SKELETON).long("skeleton").action(ArgAction::SetTrue).help(
        "Print a body to fill in, for --body @file: what is required, and what the API documents a value for. \
         Nothing is sent; other flags choose the variant and set values",
    )
}

/// The flag was given.
#[must_use]
pub fn is_asked(matches: &ArgMatches) -> bool {
    matches.try_get_one::<bool>(SKELETON).ok().flatten().copied().unwrap_or_default()
}

/// Prints the body.
///
/// # Errors
/// A flag that sets a value has a text that is none, or a value that cannot stand in the body.
pub fn print(printer: &Printer, operation: &'static Operation, matches: &ArgMatches) -> Result<(), Failure> {
    let values = values::read(operation, matches);
    if !values.problems.is_empty() {
        return Err(values::in_flags(operation, values.problems));
    }
    let of_body = |name: &str| {
        let known = operation.params.iter().find(|param| param.argument == name);
        known.is_some_and(|param| matches!(param.location, Location::Body | Location::WholeBody))
    };
    let given: Map<_, _> = values.arguments.into_iter().filter(|(name, _)| of_body(name)).collect();
    // Without readable documentation there are still the fields.
    let docs = OperationDocs::parse(operation).unwrap_or_default();
    let body = |extent| {
        let mut arguments = example::body(operation, &docs, given.clone(), extent);
        automatic::leave_out(operation, &mut arguments, &given);
        arguments
    };
    let told = body(Extent::Told);
    let left_out = left_out(operation, &body(Extent::Every), &told);
    let wrong = wrong(operation, given, &told);
    if !wrong.is_empty() {
        return Err(values::in_flags(operation, wrong));
    }
    printer.data(&wire(operation, told), answers::pretty);
    if !left_out.is_empty() {
        printer.note(&format!("left out, since nothing says what it holds: {}", left_out.join(", ")));
    }
    Ok(())
}

/// What is wrong with given values beside the rest of the body. None is replaced: nobody would expect a value of ours in
/// its place.
fn wrong(operation: &Operation, given: Map<String, Value>, body: &Map<String, Value>) -> Vec<Problem> {
    let mut whole = Value::Object(body.clone());
    let given = Value::Object(given);
    lay(&given, &mut whole);
    let mut problems = whole.as_object().map(|whole| validate::check(operation, whole)).unwrap_or_default();
    problems.retain(|problem| dotted::get(&given, &problem.path).is_some_and(|value| !value.is_object()));
    problems
}

/// Puts the values of the one over those of the other.
fn lay(upper: &Value, lower: &mut Value) {
    match (upper, lower) {
        (Value::Object(upper), Value::Object(lower)) => {
            for (name, value) in upper {
                lay(value, lower.entry(name.as_str()).or_insert(Value::Null));
            }
        }
        (upper, lower) => lower.clone_from(upper),
    }
}

/// What could stand in the body and does not; an object stands for what is in it.
fn left_out(
    operation: &'static Operation,
    every: &Map<String, Value>,
    told: &Map<String, Value>,
) -> Vec<String> {
    let has = |arguments: &Map<String, Value>, steps: &[&str]| {
        let (first, below) = steps.split_first()?;
        below.iter().try_fold(arguments.get(*first)?, |value, step| value.get(step)).map(drop)
    };
    let mut missing: Vec<String> = Vec::new();
    for flag in flags::of(operation) {
        let above =
            missing.iter().any(|above| flag.long.starts_with(&format!("{}.", above.trim_start_matches('-'))));
        if !above && has(every, &flag.steps).is_some() && has(told, &flag.steps).is_none() {
            missing.push(format!("--{}", flag.long));
        }
    }
    missing
}

/// The body by the API's own names, as `--body` takes it.
fn wire(operation: &Operation, mut arguments: Map<String, Value>) -> Value {
    if let Some(param) = whole(operation) {
        return arguments.shift_remove(param.argument).unwrap_or_default();
    }
    let name = |argument: &str| {
        let known = operation.params.iter().find(|param| param.argument == argument);
        known.map_or_else(|| argument.to_owned(), |param| param.name.to_owned())
    };
    arguments.into_iter().map(|(argument, value)| (name(&argument), value)).collect()
}

fn whole(operation: &Operation) -> Option<&'static Param> {
    operation.params.iter().find(|param| param.location == Location::WholeBody && param.fixed.is_none())
}
