//! `--jq`: a jq program over the answer, without environment, input, files and exit, in bounded time.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::{Val, read};
use serde_json::Value;

use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::text::visible_capped;

/// The longest that a program may run.
const TIME: Duration = Duration::from_secs(10);
/// The most values that it may give.
const VALUES: usize = 1_000_000;
/// The most characters of them all.
const CHARACTERS: usize = 64 * 1024 * 1024;
/// A program nests calls on the stack.
const STACK: usize = 64 * 1024 * 1024;

/// Definitions and functions that reach out of the program.
const OUTWARD: &[&str] =
    &["env", "input", "inputs", "halt", "halt_error", "debug", "stderr", "debug_empty", "stderr_empty"];

/// A checked program.
#[derive(Debug, Clone)]
pub struct Filter(String);

impl Filter {
    /// Checks the program before anything else is done.
    ///
    /// # Errors
    /// It is no program, or asks for something that is not there.
    pub fn new(program: &str) -> Result<Self, Failure> {
        compiled(program).map(|_| Self(program.to_owned()))
    }

    /// What it gives for this value.
    ///
    /// # Errors
    /// It fails on this value, or takes too long.
    pub fn run(&self, value: &Value) -> Result<Vec<Value>, Failure> {
        let (program, input) = (self.0.clone(), value.to_string());
        let (sender, receiver) = mpsc::channel();
        // A program that never ends is left behind in its thread, and ends with the process.
        let worker = thread::Builder::new().name("filter".into()).stack_size(STACK).spawn(move || {
            drop(sender.send(run(&program, &input)));
        });
        if let Err(error) = worker {
            return Err(failed(&format!("it cannot be started: {error}")));
        }
        match receiver.recv_timeout(TIME) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Timeout) => Err(failed(&format!("it ran for {} seconds", TIME.as_secs()))),
            Err(RecvTimeoutError::Disconnected) => Err(failed("it ended without a value")),
        }
    }
}

type Data = data::JustLut<Val>;

fn compiled(program: &str) -> Result<jaq_core::Filter<Data>, Failure> {
    let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let funs = jaq_core::funs::<Data>().chain(jaq_std::funs()).chain(jaq_json::funs());
    let loader = Loader::new(defs.filter(|def| !OUTWARD.contains(&def.name)));
    let arena = Arena::default();
    let modules = loader
        .load(&arena, File { code: program, path: () })
        .map_err(|errors| refused(program, &unreadable(errors.first().map(|(_, error)| error))))?;
    load::import(&modules, |_| Err(String::new()))
        .map_err(|_| refused(program, "it wants a file, and files are not available"))?;
    Compiler::default()
        .with_funs(funs.filter(|(name, _, _)| !OUTWARD.contains(name)))
        .compile(modules)
        .map_err(|errors| refused(program, &unknown_names(&errors)))
}

/// Where a program stops being one.
fn unreadable(error: Option<&load::Error<&str>>) -> String {
    let (expected, rest) = match error {
        Some(load::Error::Lex(errors)) => errors.first().map(|(expected, rest)| (expected.as_str(), *rest)),
        Some(load::Error::Parse(errors)) => errors.first().map(|(expected, rest)| (expected.as_str(), *rest)),
        _ => return "it wants a module, and modules are not available".to_owned(),
    }
    .unwrap_or_default();
    match rest {
        "" => format!("{expected} is expected at its end"),
        rest => format!("{expected} is expected at {rest:?}"),
    }
}

/// The names that a program uses and nobody defines.
fn unknown_names(errors: &jaq_core::compile::Errors<&str, ()>) -> String {
    let names = errors.iter().flat_map(|(_, errors)| errors).map(|(name, _)| format!("`{name}`"));
    format!("there is no {}", names.collect::<Vec<_>>().join(", no "))
}

fn run(program: &str, input: &str) -> Result<Vec<Value>, Failure> {
    let filter = compiled(program)?;
    let input = read::parse_single(input.as_bytes()).map_err(|error| failed(&error.to_string()))?;
    let context = Ctx::<Data>::new(&filter.lut, Vars::new([]));
    let mut characters = 0_usize;
    let mut values = Vec::new();
    for output in filter.id.run((context, input)).map(unwrap_valr) {
        let text = output.map_err(|error| failed(&error.to_string()))?.to_string();
        characters += text.len();
        if values.len() >= VALUES || characters > CHARACTERS {
            return Err(failed("it gives more than this tool prints"));
        }
        // jq's values go beyond JSON: not a number, keys that are no texts.
        values
            .push(serde_json::from_str(&text).map_err(|_| failed("it gives a value that JSON cannot hold"))?);
    }
    Ok(values)
}

fn refused(program: &str, why: &str) -> Failure {
    let message = format!("{:?} is no filter: {}", visible_capped(program, 120), visible_capped(why, 300));
    Failure::new(Exit::Invalid, "invalid-filter", message)
        .hint("see the jq manual; environment, input, files, debug and halt are not available")
        .param("--jq")
}

fn failed(why: &str) -> Failure {
    Failure::new(Exit::Invalid, "filter-failed", format!("the filter failed: {}", visible_capped(why, 300)))
        .hint("a call, if there was one, was done; look its answer up rather than repeat it")
        .param("--jq")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn given(program: &str, input: &str) -> Vec<String> {
        let value: Value = serde_json::from_str(input).expect("JSON");
        let outputs = Filter::new(program).and_then(|filter| filter.run(&value)).expect("runs");
        outputs.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn digits_pass_exactly() {
        let input = r#"{"a":[{"n":50000.10},{"n":12345678901234567890123}]}"#;
        assert_eq!(given(".a[].n", input), ["50000.10", "12345678901234567890123"]);
        assert_eq!(given("[.a[] | .n] | length", input), ["2"]);
        assert_eq!(given("{x: .a | map(.n | tostring)}", input).len(), 1);
    }

    #[test]
    fn nothing_outside_the_answer_is_reached() {
        for program in [
            "env",
            "$ENV",
            "env.HOME",
            "input",
            "[inputs]",
            "halt",
            "halt_error",
            "debug",
            "stderr",
            "import \"a\" as a; .",
            "include \"a\"; .",
            "import \"/etc/passwd\" as $p; $p",
            "input_filename",
            "get_search_list",
            ".[",
        ] {
            let failure = Filter::new(program).map(|_| ()).expect_err(program);
            assert_eq!((failure.exit, failure.code.as_str()), (Exit::Invalid, "invalid-filter"), "{program}");
        }
    }

    #[test]
    fn a_failure_is_told() {
        let failure = Filter::new(".a.b").and_then(|filter| filter.run(&json!({"a": 1}))).expect_err("fails");
        assert_eq!(failure.code, "filter-failed");
        assert!(Filter::new("nan").and_then(|filter| filter.run(&json!(1))).is_err());
    }
}
