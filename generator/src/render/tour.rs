//! The tour of README: which operations it shows, and the command lines that do it.

use serde::Serialize;

use super::arguments::{self, Argument, Location};
use crate::model::{Api, Class, Kind, Nature, Operation, Schema};

/// What a newcomer does first. Every line of it can be run as it stands.
#[derive(Serialize)]
pub struct Tour<'a> {
    /// An operation that reads and needs nothing, for a first try.
    read: Option<Stop<'a>>,
    /// One that changes something harmless by a body.
    change: Option<Stop<'a>>,
    /// One that has to be confirmed.
    dangerous: Option<Stop<'a>>,
    /// Nothing real is moved in the environment that is used where nobody names one.
    practice: bool,
}

/// An operation on the tour.
#[derive(Serialize)]
struct Stop<'a> {
    title: &'a str,
    summary: &'a str,
    /// The words of its command.
    command: String,
    /// A flag with a reference of one's own, by which the outcome is looked up.
    reference: Option<String>,
    /// The command line that looks the outcome up.
    lookup: Option<String>,
}

impl<'a> Tour<'a> {
    pub fn new(api: &'a Api) -> Self {
        let of = |class: Class| {
            let calls = api.operations.iter().filter(|operation| operation.nature == Nature::Call);
            calls.filter(move |operation| operation.safety.class == class)
        };
        // What can be looked up afterwards moves something: it is what people come for.
        let main = |class: Class| {
            let filled = || of(class).filter(|operation| is_filled_by_a_body(operation));
            filled().find(|operation| operation.lookup.is_some()).or_else(|| filled().next())
        };
        Self {
            read: of(Class::ReadOnly)
                .find(|operation| needs_nothing(operation))
                .map(|read| Stop::of(api, read, "")),
            change: main(Class::SafeMutation).map(|change| Stop::of(api, change, "order-1001")),
            practice: is_practice(api),
            dangerous: main(Class::Dangerous).map(|dangerous| Stop::of(api, dangerous, "order-1002")),
        }
    }
}

impl<'a> Stop<'a> {
    fn of(api: &Api, operation: &'a Operation, reference: &str) -> Self {
        let found = reference_and_lookup(api, operation, reference);
        let (reference, lookup) = found.map_or((None, None), |(flag, line)| (Some(flag), Some(line)));
        let title = &operation.title;
        Self {
            title,
            summary: if operation.summary.is_empty() { title } else { &operation.summary },
            command: operation.cli.join(" "),
            reference,
            lookup,
        }
    }
}

/// It is known to be another one than the real one.
fn is_practice(api: &Api) -> bool {
    let mut real = api.environments.iter().filter(|environment| environment.production).peekable();
    real.peek().is_some() && real.all(|environment| environment.name != api.default_environment)
}

/// The flag that carries the reference, and the command that looks it up; it waits for the end where there is one.
fn reference_and_lookup(api: &Api, operation: &Operation, reference: &str) -> Option<(String, String)> {
    let lookup = operation.lookup.as_ref()?;
    let arguments = arguments::arguments(operation);
    let field = arguments.iter().find(|argument| argument.argument == lookup.field)?;
    let asked = api.operations.iter().find(|known| known.id == lookup.operation)?;
    let asked_arguments = arguments::arguments(asked);
    let argument = asked_arguments.iter().find(|argument| argument.argument == lookup.argument)?;
    let others = asked_arguments.iter().any(|other| is_open(other) && other.argument != argument.argument);
    if others || !takes(field.schema, reference) || !takes(argument.schema, reference) {
        return None;
    }
    let wait = match &asked.follow.wait {
        Some(_) if asked.safety.class == Class::ReadOnly => " --wait --timeout 10m",
        _ => "",
    };
    let line = format!("{} --{} {reference}{wait}", asked.cli.join(" "), argument.flag);
    Some((format!("--{} {reference}", field.flag), line))
}

/// A text of the user's own.
fn takes(schema: &Schema, text: &str) -> bool {
    let length = u64::try_from(text.len()).unwrap_or(u64::MAX);
    schema.kind == Kind::String
        && schema.choices.is_empty()
        && schema.pattern.is_none()
        && schema.format.is_none()
        && schema.min_length.unwrap_or(0) <= length
        && schema.max_length.unwrap_or(u64::MAX) >= length
}

/// The caller must give it.
fn is_open(argument: &Argument<'_>) -> bool {
    argument.required && argument.fixed.is_none()
}

fn needs_nothing(operation: &Operation) -> bool {
    !arguments::arguments(operation).iter().any(is_open)
}

/// All that it needs are fields of its body, and there are some.
fn is_filled_by_a_body(operation: &Operation) -> bool {
    let arguments = arguments::arguments(operation);
    let mut open = arguments.iter().filter(|argument| is_open(argument)).peekable();
    open.peek().is_some() && open.all(|argument| argument.location == Location::Body)
}
