//! What the program can do, as data and offline: the map of its commands, the contract of one, a body to fill in.

mod contract;
mod man;
mod map;
pub mod skeleton;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::super::core::failure::{Exit, Failure};
use super::super::core::nearest::nearest;
use super::super::core::spec::{Api, Operation};
use super::super::core::text::visible_capped;
use super::parser;
use super::printer::Printer;
use super::tree::{self, Reach, offered};

/// A question about the program.
#[derive(Debug, Clone)]
pub enum Asked {
    /// `commands`.
    Commands,
    /// `schema COMMAND`.
    Schema(Vec<String>),
    /// `man --dir DIR`.
    Man(String),
}

/// Identifier of the words of a command; the operation's own have no dashes in front.
pub const WORDS: &str = "--words";

/// The commands of this folder.
pub fn commands(reach: &Reach<'_>) -> Vec<Command> {
    let schema =
        Command::new("schema").about("Print what a command takes and gives as JSON Schema, without network");
    vec![
        Command::new("commands").about("Map all commands in one call: class, summary and required flags"),
        reach.entered(schema, |command| command.arg(of_command())),
        man::command(reach),
    ]
}

fn of_command() -> Arg {
    Arg::new(WORDS)
        .value_name("COMMAND")
        .required(true)
        .num_args(1..)
        .action(ArgAction::Append)
        .help("The command, word by word")
}

/// The command of that word.
#[must_use]
pub fn read(word: &str, matches: &ArgMatches) -> Option<Asked> {
    Some(match word {
        "commands" => Asked::Commands,
        "schema" => Asked::Schema(words(matches)),
        "man" => Asked::Man(man::folder(matches)),
        _ => return None,
    })
}

/// The words of the command that is asked about.
pub fn words(matches: &ArgMatches) -> Vec<String> {
    let words = matches.try_get_many::<String>(WORDS).ok().flatten();
    // `schema "payouts status"` names the same command.
    words.into_iter().flatten().flat_map(|word| word.split_whitespace()).map(str::to_owned).collect()
}

/// Answers it.
///
/// # Errors
/// There is no such command.
pub fn run(api: &'static Api, printer: &Printer, asked: &Asked) -> Result<(), Failure> {
    match asked {
        Asked::Commands => {
            map::print(api, printer, &parser::own_groups(api, &Reach::WHOLE, &tree::first(api)));
            Ok(())
        }
        Asked::Schema(words) => contract::print(api, printer, operation(api, words)?),
        Asked::Man(folder) => man::write(api, printer, parser::command(api, &Reach::WHOLE), folder),
    }
}

/// The operation that those words name.
///
/// # Errors
/// There is none.
pub fn operation(api: &'static Api, words: &[String]) -> Result<&'static Operation, Failure> {
    let line = words.join(" ");
    let found = offered(api).find(|operation| operation.command == words);
    found.ok_or_else(|| {
        let known: Vec<String> = offered(api).map(|operation| operation.command.join(" ")).collect();
        let below: Vec<&str> =
            known.iter().map(String::as_str).filter(|name| name.starts_with(&format!("{line} "))).collect();
        let hint = match (nearest(&line, known.iter().map(String::as_str)), below.first()) {
            (_, Some(first)) => format!("it is a group; name one of its commands, such as {first}"),
            (Some(meant), None) => format!("did you mean {meant}?"),
            (None, None) => format!("{} commands lists them", api.app),
        };
        let message = format!("there is no command {:?} of the API", visible_capped(&line, 120));
        Failure::new(Exit::Invalid, "unknown-command", message).hint(hint).param("COMMAND")
    })
}
