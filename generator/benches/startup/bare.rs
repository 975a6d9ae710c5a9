//! The yardstick: what a person would write with clap alone to have the same commands.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use postman_codegen::model::Target;
use serde_json::Value;

/// Name of crate and program.
pub const NAME: &str = "bare";

/// A command: its word, and what it does.
type Leaf = (String, String);

/// Writes the crate: manifest, lock and profile of the tool that it stands beside, and a program of a few lines.
pub fn write(tool: &Path, folder: &Path, target: &Target, map: &Value) {
    fs::create_dir_all(folder.join("src")).expect("a folder");
    let quoted = |name: &str| format!("name = {name:?}");
    for file in ["Cargo.toml", "Cargo.lock"] {
        let text = fs::read_to_string(tool.join(file)).expect("the tool's own");
        let text = text.replace(&quoted(&target.name), &quoted(NAME)).replace("[lib]\ndoctest = false\n", "");
        fs::write(folder.join(file), text).expect("written");
    }
    fs::copy(tool.join("README.md"), folder.join("README.md")).expect("copied");
    fs::write(folder.join("src/main.rs"), program(target, map)).expect("written");
}

fn program(target: &Target, map: &Value) -> String {
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
    format!(
        "//! A bare program with the same commands.\n\nuse clap::Command;\n\nfn main() {{\n    \
         Command::new({:?}).version({:?}).about({:?}).subcommand_required(true).arg_required_else_help(true)\n        \
         .subcommands([{}])\n        .get_matches();\n}}\n",
        target.name,
        target.version,
        target.about,
        commands.join(",\n            ")
    )
}
