//! Flags become arguments: the whole body first, then objects, then the fields in them.

use clap::ArgMatches;
use serde_json::{Map, Value};

use super::super::core::failure::Failure;
use super::super::core::nearest::nearest;
use super::super::core::spec::{Location, Operation, Param};
use super::super::core::validate::Problem;
use super::flags::{self, BODY, Flag};
use super::source::Sources;

/// In the place of a secret: it comes by another way.
const UNSEEN: &str = "-";

/// The arguments with what is wrong about them so far.
#[derive(Debug, Default)]
pub struct Values {
    /// Values by argument.
    pub arguments: Map<String, Value>,
    /// Flags whose text is no value.
    pub problems: Vec<Problem>,
    /// Paths of what those flags would have given: it does not lack.
    pub unread: Vec<String>,
}

/// Reads the flags of an operation.
pub fn read(operation: &'static Operation, matches: &ArgMatches) -> Values {
    let mut values = Values::default();
    let mut sources = Sources::default();
    // Absent where the operation has no body of fields.
    if let Some(text) = matches.try_get_one::<String>(BODY).ok().flatten() {
        sources.read_for(BODY);
        match sources.json(text) {
            Ok(body) => values.take_body(operation, body),
            Err(message) => {
                values.unread.extend(body_fields(operation).map(|param| param.argument.to_owned()));
                values.problems.push(Problem::new(BODY, message));
            }
        }
    }
    for flag in flags::of(operation) {
        let Ok(Some(texts)) = matches.try_get_many::<String>(&flag.long) else { continue };
        sources.read_for(&format!("--{}", flag.long));
        let texts: Vec<&str> = texts.map(String::as_str).collect();
        match value(&flag, &texts, &mut sources) {
            Ok(value) => values.set(operation, &flag, value),
            Err(message) => {
                values.unread.push(flag.path.clone());
                values.problems.push(Problem::new(flag.path, message));
            }
        }
    }
    values
}

/// The value of a flag; only a list has several texts.
fn value(flag: &Flag, texts: &[&str], sources: &mut Sources) -> Result<Value, String> {
    let mut whole = None;
    for text in texts {
        let value = match *text {
            UNSEEN if flag.schema.secret => flag.form.value(&sources.secret()?, sources)?,
            text => flag.form.value(text, sources)?,
        };
        match (&mut whole, value) {
            (Some(Value::Array(list)), Value::Array(more)) => list.extend(more),
            (whole, value) => *whole = Some(value),
        }
    }
    Ok(whole.unwrap_or_default())
}

impl Values {
    /// Takes a body apart into the arguments that it holds.
    fn take_body(&mut self, operation: &Operation, body: Value) {
        let Value::Object(body) = body else {
            self.problems.push(Problem::new(BODY, "must be a JSON object"));
            return;
        };
        let fields: Vec<&Param> = body_fields(operation).collect();
        for (name, value) in body {
            match fields.iter().find(|param| param.name == name) {
                Some(param) => {
                    self.arguments.insert(param.argument.to_owned(), value);
                }
                None => self.problems.push(Problem::new(BODY, no_field(&name, &fields))),
            }
        }
    }

    /// Puts a value where its flag says, inside of what is there already.
    fn set(&mut self, operation: &'static Operation, flag: &Flag, value: Value) {
        let Some((last, above)) = flag.steps.split_last() else { return };
        let mut map = &mut self.arguments;
        let mut path = String::new();
        for step in above {
            path = if path.is_empty() { (*step).to_owned() } else { format!("{path}.{step}") };
            let inner = map.entry(*step).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(object) = inner else {
                let whole = flags::name_of(operation, &path);
                let message = format!("cannot be set: the value of {whole} is not an object");
                self.problems.push(Problem::new(flag.path.as_str(), message));
                return;
            };
            map = object;
        }
        map.insert((*last).to_owned(), value);
    }
}

fn body_fields(operation: &Operation) -> impl Iterator<Item = &Param> {
    operation.params.iter().filter(|param| param.location == Location::Body)
}

fn no_field(name: &str, fields: &[&Param]) -> String {
    let known: Vec<&str> = fields.iter().map(|param| param.name).collect();
    let meant = nearest(name, known.iter().copied()).map(|meant| format!("; did you mean {meant}?"));
    format!("has no field {name:?}: it takes {}{}", known.join(", "), meant.unwrap_or_default())
}

/// Problems in the words of the command line: arguments are called by their flags.
pub fn in_flags(operation: &'static Operation, problems: Vec<Problem>) -> Failure {
    let problems = problems
        .into_iter()
        .map(|problem| Problem { path: flags::name_of(operation, &problem.path), ..problem });
    Failure::invalid(problems.collect())
}

/// The problem is about what lies at that path, or in it.
pub fn is_about(problem: &Problem, path: &str) -> bool {
    problem.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
