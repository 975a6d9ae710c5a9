//! `commands`: everything that can be called, small enough for one reading.

use clap::Command;
use clap::builder::Styles;
use serde_json::{Map, Value, json};

use super::super::super::core::spec::{Api, Class, Nature, Operation};
use super::super::super::core::text::{visible, visible_capped, visible_lines};
use super::super::about;
use super::super::flags;
use super::super::output;
use super::super::parser::listing::{self, Section};
use super::super::printer::Printer;
use super::super::whatsapp;

/// Prints the map: operations in the order of the collection, then the program's own commands.
pub fn print(api: &'static Api, printer: &Printer, own: &[(&'static str, Vec<Command>)]) {
    let groups: Vec<(&str, Vec<Value>)> = of_operations(api)
        .chain(own.iter().map(|(title, commands)| {
            (*title, commands.iter().flat_map(|command| own_entries(api, command, &[])).collect())
        }))
        .filter(|(_, entries): &(_, Vec<Value>)| !entries.is_empty())
        .collect();
    let commands: Vec<&Value> = groups.iter().flat_map(|(_, entries)| entries).collect();
    let map = json!({
        "program": api.app,
        "version": api.build.version,
        "commands": commands,
    });
    printer.data(&map, |_| {
        let sections = groups.iter().map(|(title, entries)| Section {
            title: visible_capped(title, 60),
            commands: entries.iter().map(line).collect(),
        });
        listing::page(&sections.collect::<Vec<_>>(), output::width(), &Styles::styled())
    });
}

fn of_operations(api: &'static Api) -> impl Iterator<Item = (&'static str, Vec<Value>)> {
    let login = api.login.as_ref().map(|login| login.operation);
    api.groups.iter().map(move |group| {
        let offered = group.operations.iter().filter(|operation| Some(operation.id) != login);
        (group.title, offered.map(|operation| entry(api, operation)).collect())
    })
}

fn entry(api: &'static Api, operation: &'static Operation) -> Value {
    let mut entry = Map::new();
    entry.insert("name".into(), operation.command.join(" ").into());
    entry.insert("words".into(), json!(operation.command));
    entry.insert("class".into(), operation.class.name().into());
    if operation.nature == Nature::Callback {
        entry.insert("callback".into(), true.into());
    }
    let summary = if operation.summary.is_empty() { operation.title } else { operation.summary };
    entry.insert("summary".into(), one_line(summary).into());
    let required: Vec<String> = flags::of(operation)
        .into_iter()
        .filter(|flag| flag.demanded && !flag.has_fields)
        .map(|flag| format!("--{}", flag.long))
        .collect();
    entry.insert("required".into(), json!(required));
    if !operation.aliases.is_empty() {
        entry.insert("aliases".into(), json!(operation.aliases));
    }
    add_exceptions(api, &operation.command.join(" "), &mut entry);
    Value::Object(entry)
}

/// A command of the program itself, and those below it.
fn own_entries(api: &'static Api, command: &Command, above: &[&str]) -> Vec<Value> {
    let words: Vec<&str> = above.iter().copied().chain([command.get_name()]).collect();
    let below: Vec<Value> =
        command.get_subcommands().flat_map(|command| own_entries(api, command, &words)).collect();
    if !below.is_empty() {
        return below;
    }
    let summary = command.get_about().map(ToString::to_string).unwrap_or_default();
    let required: Vec<String> = command
        .get_arguments()
        .filter(|arg| arg.is_required_set())
        .map(|arg| match arg.get_long() {
            Some(long) => format!("--{long}"),
            None => arg
                .get_value_names()
                .and_then(|names| names.first())
                .map_or_else(String::new, ToString::to_string),
        })
        .collect();
    let mut entry = Map::new();
    entry.insert("name".into(), words.join(" ").into());
    entry.insert("words".into(), json!(words));
    entry.insert("class".into(), whatsapp::class(&words).map_or("own", Class::name).into());
    entry.insert("summary".into(), one_line(&summary).into());
    entry.insert("required".into(), json!(required));
    add_exceptions(api, &words.join(" "), &mut entry);
    vec![Value::Object(entry)]
}

/// Exit codes that mean something else here than everywhere.
fn add_exceptions(api: &'static Api, name: &str, entry: &mut Map<String, Value>) {
    let own: Vec<Value> = about::exceptions(api)
        .into_iter()
        .filter(|exception| {
            let command = exception["command"].as_str().unwrap_or_default();
            command.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })
        .collect();
    if !own.is_empty() {
        entry.insert("exit_codes".into(), Value::Array(own));
    }
}

/// The name, and what it does with its class and the flags that it needs.
fn line(entry: &Value) -> (String, String) {
    let text = |key: &str| visible(entry[key].as_str().unwrap_or_default());
    let class = match (text("class").as_str(), entry["callback"].as_bool()) {
        ("own", _) => String::new(),
        (_, Some(true)) => " [callback]".to_owned(),
        (class, _) => format!(" [{class}]"),
    };
    let required: Vec<&str> =
        entry["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let needs = if required.is_empty() { String::new() } else { format!("\nneeds {}", required.join(" ")) };
    (text("name"), format!("{}{class}{}", text("summary"), visible_lines(&needs)))
}

/// The first line, short.
fn one_line(text: &str) -> String {
    const MOST: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    let cut: String = line.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}
