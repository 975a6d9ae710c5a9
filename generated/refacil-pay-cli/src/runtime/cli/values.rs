//! Flags become arguments: texts as they are, numbers digit by digit, JSON from where it lies.

use std::fs::File;
use std::io::{self, Read};

use clap::ArgMatches;
use serde_json::{Map, Number, Value};

use super::super::core::failure::Failure;
use super::super::core::spec::{Operation, Param};
use super::super::core::validate::Problem;
use super::flags::{Form, form};

/// Largest JSON that a file or stdin may hold.
const MAX_INPUT: u64 = 16 * 1024 * 1024;

/// The arguments with what is wrong about them so far.
#[derive(Debug, Default)]
pub struct Values {
    /// Values by argument.
    pub arguments: Map<String, Value>,
    /// Flags whose text is no value.
    pub problems: Vec<Problem>,
}

/// Reads the flags of an operation.
pub fn read(operation: &Operation, matches: &ArgMatches) -> Values {
    let mut values = Values::default();
    let mut stdin_read_by = None;
    for param in operation.params.iter().filter(|param| param.fixed.is_none()) {
        let Some(text) = matches.get_one::<String>(param.flag) else { continue };
        let form = form(operation, param);
        if form == Form::Json
            && text == "@-"
            && let Some(first) = stdin_read_by.replace(param.flag)
        {
            let message = format!("cannot read stdin too: --{first} reads it");
            values.problems.push(Problem { path: param.argument.to_owned(), message });
            continue;
        }
        // Only a value that may be null is null by that word; a name may be `null`.
        let null = param.schema.nullable && text == "null";
        match if null { Ok(Value::Null) } else { value(form, text) } {
            Ok(value) => {
                values.arguments.insert(param.argument.to_owned(), value);
            }
            Err(message) => values.problems.push(Problem { path: param.argument.to_owned(), message }),
        }
    }
    values
}

/// One flag's value, or what is wrong with its text. The text itself is not repeated: it may be a secret.
fn value(form: Form, text: &str) -> Result<Value, String> {
    match form {
        Form::Text => Ok(Value::from(text)),
        Form::Number => serde_json::from_str::<Number>(text)
            .map(Value::Number)
            .map_err(|_| "must be a number such as 1500 or 1500.50".to_owned()),
        Form::Boolean => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err("must be true or false".to_owned()),
        },
        Form::Json => match text.strip_prefix('@') {
            Some("-") => json(&source(&mut io::stdin().lock())?, "stdin"),
            Some(path) => {
                let mut file = File::open(path).map_err(|error| format!("cannot read {path}: {error}"))?;
                json(&source(&mut file).map_err(|error| format!("{error} ({path})"))?, path)
            }
            None => json(text, "the value").map_err(|error| {
                format!("{error}; write JSON, or @file, or @- for stdin; a text has double quotes of its own")
            }),
        },
    }
}

fn source(reader: &mut dyn Read) -> Result<String, String> {
    let mut bytes = Vec::new();
    reader.take(MAX_INPUT + 1).read_to_end(&mut bytes).map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.len() as u64 > MAX_INPUT {
        return Err(format!("is larger than {} MiB", MAX_INPUT / 1024 / 1024));
    }
    String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".to_owned())
}

fn json(text: &str, from: &str) -> Result<Value, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text)
        .map_err(|error| format!("is not JSON ({from}, line {}, column {})", error.line(), error.column()))
}

/// Problems in the words of the command line: arguments are called by their flags.
pub fn in_flags(operation: &Operation, problems: Vec<Problem>) -> Failure {
    let problems = problems
        .into_iter()
        .map(|problem| Problem { path: flag_path(operation, &problem.path), message: problem.message });
    Failure::invalid(problems.collect())
}

/// `recipient.key` is `--recipient.key`, `page[size]` is `--page-size`.
fn flag_path(operation: &Operation, path: &str) -> String {
    let root = |param: &&Param| {
        path.strip_prefix(param.argument)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('['))
    };
    let param = operation.params.iter().filter(root).max_by_key(|param| param.argument.len());
    match param {
        Some(param) => {
            format!("--{}{}", param.flag, path.strip_prefix(param.argument).unwrap_or_default())
        }
        None => path.to_owned(),
    }
}

/// The argument that a problem is about.
pub fn is_about(problem: &Problem, argument: &str) -> bool {
    problem
        .path
        .strip_prefix(argument)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || rest.starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits() {
        for text in ["50000.10", "12345678901234567890123", "1e+400", "-3"] {
            assert_eq!(value(Form::Number, text).expect(text).to_string(), text);
        }
        for text in ["1,5", "abc", "", "0x10", "+5", "NaN", "01"] {
            assert!(value(Form::Number, text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_at_sign_is_text_outside_json() {
        assert_eq!(value(Form::Text, "@me"), Ok(Value::from("@me")));
        assert!(value(Form::Json, "@/no/such/file").expect_err("no file").contains("/no/such/file"));
    }

    #[test]
    fn json_may_have_a_byte_order_mark() {
        assert_eq!(json("\u{feff}{\"a\":1.10}", "x").expect("parses").to_string(), r#"{"a":1.10}"#);
        let error = value(Form::Json, "{'a'").expect_err("broken");
        assert!(error.starts_with("is not JSON (the value, line 1, column"), "{error}");
    }
}
