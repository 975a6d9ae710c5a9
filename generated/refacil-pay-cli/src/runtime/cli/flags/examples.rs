//! Command lines that work as they stand, made from the collection's own example.

use serde_json::{Map, Value};

use super::super::super::core::docs::OperationDocs;
use super::super::super::core::example;
use super::super::super::core::plain::plain;
use super::super::super::core::shell::quoted;
use super::super::super::core::spec::{Api, Class, Kind, Location, Nature, Operation, Param};
use super::super::super::core::text::visible;
use super::super::super::core::validate;
use super::super::automatic;
use super::super::discover::skeleton;
use super::super::follow;
use super::Flag;
use super::form::{Element, Form};

/// Nobody writes a file for this few fields.
const FEW: usize = 2;

/// Longest line, the mark of its break left out.
const WIDTH: usize = 76;

/// The examples of a command, and where their values come from.
pub fn text(api: &Api, operation: &'static Operation, docs: &OperationDocs, flags: &[Flag]) -> String {
    let program = format!("{} {}", api.app, operation.command.join(" "));
    let lines = lines(operation, docs, flags);
    let lines: Vec<String> =
        lines.iter().map(|words| folded(&program, words.iter().map(String::as_str))).collect();
    let text = format!("Examples (with values that are only examples):\n{}", lines.join("\n"));
    let mut origins = origins(api, operation);
    origins.extend(made_up(operation, docs));
    if origins.is_empty() { text } else { format!("{text}\n\n{}", origins.join("\n")) }
}

/// The words of each example.
fn lines(operation: &'static Operation, docs: &OperationDocs, flags: &[Flag]) -> Vec<Vec<String>> {
    let has = |name: &str| flags.iter().any(|flag| flag.long == name);
    if operation.nature == Nature::Callback {
        let delivered = (!has("to")).then(|| vec!["--to http://127.0.0.1:8080/notify".to_owned()]);
        return [Vec::new()].into_iter().chain(delivered).collect();
    }
    let mut arguments = example::arguments(operation, docs);
    // Nobody should pay from the address of an example, or under its reference.
    automatic::leave_out(operation, &mut arguments, &Map::new());
    // Nobody should move money by pasting a line out of a help text.
    let end: &[String] = if operation.class == Class::Dangerous { &["--dry-run".to_owned()] } else { &[] };
    let all = words(&arguments, flags, |_| true);
    let mut lines = vec![[&all, end].concat()];
    let in_body = |flag: &Flag| flag.param.location == Location::Body;
    let many = words(&arguments, flags, in_body).len() > FEW;
    if super::takes_body(operation) && many {
        let beside = words(&arguments, flags, |flag| !in_body(flag));
        let body = |word: &str| [&beside[..], &[word.to_owned()]].concat();
        if skeleton::is_offered(operation) && !has("skeleton") {
            lines.push(body("--skeleton > request.json"));
            let other = another_choice(operation, flags, &arguments);
            lines.extend(other.map(|choice| body(&format!("--skeleton {choice} > request.json"))));
        }
        lines.push([&body("--body @request.json"), end].concat());
    }
    let followed = follow::examples(operation).into_iter();
    lines.extend(followed.map(|flags| [&all[..], &[flags.to_owned()]].concat()));
    lines
}

/// The flag that decides between alternatives, with a value that the arguments do not have; help lists all of them.
fn another_choice(
    operation: &'static Operation,
    flags: &[Flag],
    arguments: &Map<String, Value>,
) -> Option<String> {
    operation.variants.iter().find_map(|variants| {
        let flag = flags.iter().find(|flag| flag.path == variants.by)?;
        let shown = validate::chosen(variants, arguments).map(|(place, _)| place);
        let others = variants.cases.iter().enumerate().filter(|(place, _)| Some(*place) != shown);
        let mut values =
            others.filter_map(|(_, case)| serde_json::from_str::<Value>(case.values.first()?).ok());
        values.next().map(|value| word(&flag.long, &value))
    })
}

/// Which calls gave the values that this one asks for.
fn origins(api: &Api, operation: &Operation) -> Vec<String> {
    let needed = operation.params.iter().filter(|param| param.fixed.is_none());
    let told = needed.filter_map(|param| {
        let givers: Vec<(&Operation, &str)> = api
            .operations()
            .filter_map(|giver| Some((giver, giver.lookup.as_ref()?)))
            .filter(|(_, lookup)| lookup.operation == operation.id && lookup.argument == param.argument)
            .filter_map(|(giver, lookup)| {
                let field = giver.params.iter().find(|param| param.argument == lookup.field)?;
                Some((giver, field.flag))
            })
            .collect();
        let (_, field) = givers.first()?;
        let names: Vec<String> = givers.iter().map(|(giver, _)| giver.command.join(" ")).collect();
        Some(format!("--{} is what --{field} was for {}", param.flag, names.join(", ")))
    });
    told.collect()
}

/// Values that no text gives: what they really are is in the words of the documentation.
fn made_up(operation: &Operation, docs: &OperationDocs) -> impl Iterator<Item = String> {
    let needed = operation.params.iter().filter(|param| {
        param.required && param.fixed.is_none() && automatic::of(operation, param.argument).is_none()
    });
    let is_made_up = |param: &&Param| {
        let saved = docs.request.as_ref().and_then(|body| body.get(param.name));
        let shown = docs.param(param.argument).and_then(|known| known.example.as_ref());
        param.schema.kind == Kind::String && param.schema.choices.is_empty() && saved.or(shown).is_none()
    };
    needed.filter(is_made_up).filter_map(|param| {
        let meaning = visible(&docs.param(param.argument)?.one_line());
        (!meaning.is_empty()).then(|| format!("--{} is made up here. {meaning}", param.flag))
    })
}

/// One command line, broken where a shell lets it be.
pub fn folded<'a>(program: &str, words: impl Iterator<Item = &'a str>) -> String {
    let mut text = format!("  {program}");
    let mut column = text.chars().count();
    for word in words {
        let width = word.chars().count() + 1;
        if column + width > WIDTH {
            text.push_str(" \\\n     ");
            column = 5;
        }
        text.push(' ');
        text.push_str(word);
        column += width;
    }
    text
}

/// The flags that give these arguments; those of an object's fields rather than that of the object.
fn words(arguments: &Map<String, Value>, flags: &[Flag], chosen: impl Fn(&Flag) -> bool) -> Vec<String> {
    let mut words = Vec::new();
    for flag in flags.iter().filter(|flag| chosen(flag)) {
        let mut steps = flag.steps.iter();
        let first = steps.next().and_then(|step| arguments.get(*step));
        let Some(value) = first.and_then(|value| steps.try_fold(value, |value, step| value.get(step))) else {
            continue;
        };
        // The flags of its fields give an object, unless nothing or something without a flag is in it.
        let given_by_fields = |map: &Map<String, Value>| {
            flag.has_fields
                && !map.is_empty()
                && map.keys().all(|name| flag.schema.fields.iter().any(|field| field.name == name))
        };
        match (value, flag.form) {
            (Value::Object(map), _) if given_by_fields(map) => {}
            (Value::Array(list), Form::List(_)) if list.iter().all(is_plain) => {
                words.extend(list.iter().map(|element| word(&flag.long, element)));
            }
            (_, Form::File | Form::List(Element::File)) => {
                words.push(format!("--{} @example.txt", flag.long))
            }
            (value, _) => words.push(word(&flag.long, value)),
        }
    }
    words
}

/// A text that is no JSON, or a number.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.starts_with(['@', '[']),
        other => other.is_number(),
    }
}

/// A flag and its value.
fn word(flag: &str, value: &Value) -> String {
    let text = plain(value);
    // A value that begins with a dash would be taken for a flag.
    let joint = if text.starts_with('-') { '=' } else { ' ' };
    format!("--{flag}{joint}{}", quoted(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_no_flag_and_no_command_of_the_shell() {
        for (value, line) in [
            ("a-b", "--x a-b"),
            ("", "--x ''"),
            ("a b", "--x 'a b'"),
            ("$(x)", "--x '$(x)'"),
            ("-x", "--x=-x"),
        ] {
            assert_eq!(word("x", &Value::from(value)), line);
        }
    }

    #[test]
    fn a_long_line_breaks_where_a_shell_lets_it() {
        let line = folded(
            "shop buy",
            ["--note '".to_owned() + &"n".repeat(55) + "'", "--n 1".into()].iter().map(String::as_str),
        );
        assert_eq!(line.lines().count(), 2);
        assert!(line.lines().next().is_some_and(|first| first.ends_with(" \\")), "{line}");
    }
}
