//! The yardstick: what a person would write with clap alone to have the same commands and the same help.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use postman_codegen::model::Target;
use serde_json::Value;

/// A command: its word, and what it does.
type Leaf = (String, String);

/// A flag of every command, as help tells of it.
#[derive(Debug)]
pub struct Flag {
    long: String,
    short: Option<char>,
    value: Option<String>,
    help: String,
}

/// The flags that a help text lists, in lines that are not folded; what clap has by itself is left out.
pub fn flags(help: &str) -> Vec<Flag> {
    let spelled =
        help.lines().filter_map(|line| line.trim().split_once("  ").map(|(flag, text)| (flag, text.trim())));
    let flags = spelled.filter_map(|(flag, help)| {
        let short =
            flag.strip_prefix('-').filter(|rest| !rest.starts_with('-')).and_then(|rest| rest.chars().next());
        let (long, value) = flag.split_once("--")?.1.split_once(['[', ' ']).unzip();
        let long = long.or_else(|| flag.split_once("--").map(|(_, long)| long))?.to_owned();
        let value = value.map(|value| value.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
        Some(Flag { long, short, value, help: help.to_owned() })
    });
    flags.filter(|flag| flag.long != "help" && flag.long != "version").collect()
}

/// Writes the crate: manifest, lock and profile of the tool that it stands beside, and a program of a few lines.
pub fn write(tool: &Path, folder: &Path, (target, name): (&Target, &str), map: &Value, flags: &[Flag]) {
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let quoted = |name: &str| format!("name = {name:?}");
    for file in ["Cargo.toml", "Cargo.lock"] {
        let text = fs::read_to_string(tool.join(file)).expect("the tool's own");
        let text = text.replace(&quoted(&target.name), &quoted(name)).replace("[lib]\ndoctest = false\n", "");
        fs::write(folder.join(file), text).expect("written");
    }
    fs::copy(tool.join("README.md"), folder.join("README.md")).expect("copied");
    fs::write(folder.join("src/main.rs"), program(target, map, flags)).expect("written");
}

fn program(target: &Target, map: &Value, flags: &[Flag]) -> String {
    let mut groups: BTreeMap<String, Vec<Leaf>> = BTreeMap::new();
    let mut first = Vec::new();
    for command in map["commands"].as_array().into_iter().flatten() {
        let words: Vec<&str> =
            command["words"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let about = command["summary"].as_str().unwrap_or_default().to_owned();
        match words.split_first() {
            Some((word, [])) => first.push(((*word).to_owned(), about)),
            Some((word, rest)) => {
                groups.entry((*word).to_owned()).or_default().push((rest.join("-"), about));
            }
            None => {}
        }
    }
    let command = |(word, about): &Leaf| format!("Command::new({word:?}).about({about:?})");
    let mut commands: Vec<String> = first.iter().map(command).collect();
    commands.extend(groups.iter().map(|(word, below)| {
        let below: Vec<String> = below.iter().map(command).collect();
        let below = below.join(", ");
        format!(
            "Command::new({word:?}).about(\"Commands of {word}\").defer(|group| group.subcommands([{below}]))"
        )
    }));
    let flags: Vec<String> = flags.iter().map(Flag::code).collect();
    let action = if flags.is_empty() { "" } else { "ArgAction, " };
    format!(
        "//! A bare program with the same commands.\n\nuse clap::{{Arg, {action}Command}};\n\n\
         fn main() {{\n    let flags: [Arg; {}] = [{}];\n    \
         Command::new({:?}).version({:?}).about({:?}).subcommand_required(true).arg_required_else_help(true)\n        \
         .args(flags)\n        .subcommands([{}])\n        .get_matches();\n}}\n",
        flags.len(),
        flags.join(",\n        "),
        target.name,
        target.version,
        target.about,
        commands.join(",\n            ")
    )
}

impl Flag {
    fn code(&self) -> String {
        let Self { long, help, .. } = self;
        let short = self.short.map(|short| format!(".short({short:?})")).unwrap_or_default();
        let value = match &self.value {
            Some(value) => format!(".value_name({value:?})"),
            None => ".action(ArgAction::SetTrue)".to_owned(),
        };
        format!(
            "Arg::new({long:?}).long({long:?}){short}{value}.help({help:?}).help_heading(\"Global options\")"
        )
    }
}
