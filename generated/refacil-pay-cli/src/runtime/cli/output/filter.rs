//! `--jq`: a jq program over the answer, without environment, input, files and exit, in bounded time.

mod functions;
mod pattern;
mod time;

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
    let defs = defs.filter(|def| !OUTWARD.contains(&def.name) && !functions::ABSENT.contains(&def.name));
    let funs = jaq_core::funs::<Data>().chain(jaq_std::base_funs()).chain(jaq_json::funs());
    let funs = funs.filter(|(name, _, _)| !OUTWARD.contains(name)).chain(functions::all());
    let loader = Loader::new(defs);
    let arena = Arena::default();
    let modules = loader
        .load(&arena, File { code: program, path: () })
        .map_err(|errors| refused(program, &unreadable(errors.first().map(|(_, error)| error))))?;
    load::import(&modules, |_| Err(String::new()))
        .map_err(|_| refused(program, "it wants a file, and files are not available"))?;
    Compiler::default()
        .with_funs(funs)
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
    fn texts_are_matched_and_taken_apart() {
        let input = r#"{"id":"PAY-00-äé-17","when":"a, b;c"}"#;
        for (program, output) in [
            (r#".id | test("^pay-"; "i")"#, "true"),
            (r#".id | test("^pay-")"#, "false"),
            (r#"[.id | scan("[0-9]+")]"#, r#"["00","17"]"#),
            (r#".id | capture("(?<kind>[A-Z]+)-(?<n>\\d+)")"#, r#"{"kind":"PAY","n":"00"}"#),
            (r#"[.id | match("17|é"; "g") | .offset]"#, "[8,10]"),
            (r#"[.when | splits("[,;] *")]"#, r#"["a","b","c"]"#),
            (r#".when | gsub("(?<s>[,;]) *"; "\(.s)|")"#, r#""a,|b;|c""#),
            (r#".when | sub("z"; "")"#, r#""a, b;c""#),
            // A later group may begin before an earlier one.
            (r#"["ab" | match("(?:(b)|(a))+").captures[].offset]"#, "[1,0]"),
            (r#"["aXbx" | split("x"; "i")] | length"#, "1"),
            (r#""<a href='&amp;'>" | @html"#, r#""&lt;a href=&apos;&amp;amp;&apos;&gt;""#),
            (r#""&amp;lt;" | @htmld"#, r#""&lt;""#),
            (r#""a/b ñ~" | [@uri, (@uri | @urid)]"#, r#"["a%2Fb%20%C3%B1~","a/b ñ~"]"#),
            (r#""{}" | [@base64, (@base64 | @base64d)]"#, r#"["e30=","{}"]"#),
        ] {
            assert_eq!(given(program, input), [output], "{program}");
        }
        for program in
            [r#".id | test("[")"#, r#".id | test("a"; "q")"#, r#"1 | test("a")"#, r#""*" | @base64d"#]
        {
            assert!(
                Filter::new(program).and_then(|filter| filter.run(&json!({"id": ""}))).is_err(),
                "{program}"
            );
        }
    }

    #[test]
    fn times_and_numbers_are_reckoned() {
        for (program, output) in [
            (r#""2026-11-21T20:00:00Z" | fromdate"#, "1795291200"),
            (r#""2026-11-21T15:00:00.5-05:00" | fromdate"#, "1795291200.5"),
            ("1795291200 | todate", r#""2026-11-21T20:00:00Z""#),
            (r#"1795291200 | strftime("%d/%m/%Y %H:%M")"#, r#""21/11/2026 20:00""#),
            ("1795291200.5 | gmtime", "[2026,10,21,20,0,0.5,6,324]"),
            ("1795291200 | gmtime | mktime", "1795291200"),
            (r#""21/11/2026 20:00:00" | strptime("%d/%m/%Y %H:%M:%S") | mktime"#, "1795291200"),
            ("now > 1795291200", "true"),
            ("[pow(2; 10), (9 | sqrt), (-1.5 | trunc)]", "[1024.0,3.0,-1.0]"),
            ("2 | pow10", "100.0"),
        ] {
            assert_eq!(given(program, "null"), [output], "{program}");
        }
        for program in ["\"x\" | fromdate", "[1] | mktime", "[1e9,0,0,0,0,0] | mktime", "1e300 | todate"] {
            assert!(Filter::new(program).and_then(|filter| filter.run(&Value::Null)).is_err(), "{program}");
        }
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
