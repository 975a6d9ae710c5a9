//! The flags of an operation: one for each argument, and nested ones for the fields of objects.
//!
//! They are made when their command is parsed or explained, never for another one.

pub mod args;
pub mod command;
pub mod examples;
pub mod explain;
pub mod form;
pub mod meant;

use super::super::core::spec::{Field, Location, Operation, Param, Schema};
use super::automatic;
use form::Form;

/// Deeper objects are given as JSON.
const MAX_DEPTH: usize = 6;

/// Beyond this many flags nobody reads them; what is left is given as JSON.
const MAX_FLAGS: usize = 400;

/// Identifier of the flag that gives a whole body; the operation's own have no dashes in front.
pub const BODY: &str = "--body";

/// One flag.
#[derive(Debug)]
pub struct Flag {
    /// Without dashes: `payment-method.bank-id`. Also its identifier.
    pub long: String,
    /// The same with the API's own names of fields, where they differ: `payment-method.bankId`.
    pub alias: Option<String>,
    /// Dotted path of what it gives: `paymentMethod.bankId`.
    pub path: String,
    /// The names on that path.
    pub steps: Vec<&'static str>,
    /// The argument that it belongs to.
    pub param: &'static Param,
    /// Must be given whenever what it lies in is given.
    pub required: bool,
    /// All that it lies in must be given too.
    pub demanded: bool,
    /// Other flags give its fields.
    pub has_fields: bool,
    /// What its value must be.
    pub schema: &'static Schema,
    /// How its text becomes a value.
    pub form: Form,
}

/// All flags of an operation but [`BODY`]; an object stands before its fields.
#[must_use]
pub fn of(operation: &'static Operation) -> Vec<Flag> {
    let mut flags: Vec<Flag> = Vec::new();
    let open = || operation.params.iter().filter(|param| param.fixed.is_none());
    let mut left = MAX_FLAGS.saturating_sub(open().count());
    for param in open() {
        // What the tool fills in need not be given.
        let required = param.required && automatic::of(operation, param.argument).is_none();
        let flag = Flag {
            long: param.flag.to_owned(),
            alias: None,
            path: param.argument.to_owned(),
            steps: vec![param.argument],
            param,
            required,
            demanded: required,
            has_fields: false,
            schema: param.schema,
            form: form::of_argument(operation, param),
        };
        nested(operation, flag, param.flag, &mut left, &mut flags);
    }
    flags
}

/// Adds the flag, and those of its fields.
fn nested(
    operation: &'static Operation,
    mut flag: Flag,
    spelling: &str,
    left: &mut usize,
    flags: &mut Vec<Flag>,
) {
    let fields: Vec<&'static Field> =
        flag.schema.fields.iter().filter(|field| field.fixed.is_none()).collect();
    let fits = flag.form == Form::Json && flag.steps.len() < MAX_DEPTH && fields.len() <= *left;
    if !fits || fields.is_empty() {
        flags.push(flag);
        return;
    }
    *left -= fields.len();
    flag.has_fields = true;
    let (long, path, steps, param, demanded) =
        (flag.long.clone(), flag.path.clone(), flag.steps.clone(), flag.param, flag.demanded);
    flags.push(flag);
    for field in fields {
        let spelling = format!("{spelling}.{}", field.name);
        let long = format!("{long}.{}", field.flag);
        let typed = spelling.chars().all(|c| c.is_ascii_graphic() && c != '=');
        let path = format!("{path}.{}", field.name);
        let required = field.required && automatic::of(operation, &path).is_none();
        let child = Flag {
            alias: (typed && spelling != long).then(|| spelling.clone()),
            long,
            path,
            steps: steps.iter().copied().chain([field.name]).collect(),
            param,
            required,
            demanded: demanded && required,
            has_fields: false,
            schema: field.schema,
            form: form::of_value(field.schema),
        };
        nested(operation, child, &spelling, left, flags);
    }
}

/// The whole body may be given as JSON: its fields are arguments of their own.
#[must_use]
pub fn takes_body(operation: &Operation) -> bool {
    operation.params.iter().any(|param| param.location == Location::Body && param.fixed.is_none())
        && operation.params.iter().all(|param| param.location != Location::WholeBody)
}

/// The flag of a dotted path, with what lies below the flag: `--items[0].sku`, `--page-size`.
#[must_use]
pub fn name_of(operation: &'static Operation, path: &str) -> String {
    let rest = |flag: &Flag| {
        path.strip_prefix(flag.path.as_str())
            .filter(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            .map(str::to_owned)
    };
    let flags = of(operation);
    let found =
        flags.iter().filter_map(|flag| Some((flag, rest(flag)?))).max_by_key(|(flag, _)| flag.path.len());
    found.map_or_else(|| path.to_owned(), |(flag, rest)| format!("--{}{rest}", flag.long))
}
