//! The command line, built from the API: one definition for parsing and help.

mod globals;
mod invocation;
pub mod listing;
mod root;

use std::ffi::OsString;
use std::mem::ManuallyDrop;

use clap::error::ErrorKind;
use clap::{ArgMatches, Command};

use super::super::account::terminal;
use super::super::core::spec::Api;
use super::flags::meant;
use super::printer::Colour;
use super::tree::{self, Extent, Reach};

pub use globals::{Confirmation, Detail, Effect, Globals, PROFILE, PlanForm, Repetition};
pub use invocation::{Action, Invocation};
pub use root::{command, is_version_alone, own_groups};

/// Identifier of the flag that shows secrets of an answer.
pub const REVEAL: &str = "--reveal";
/// Identifier of the flag that says where a callback is delivered.
pub const TO: &str = "--to";

/// Parses the process's arguments.
///
/// # Errors
/// Help was asked for, or the arguments are not acceptable.
pub fn parse(api: &'static Api, arguments: &[OsString]) -> Result<Invocation, clap::Error> {
    let words: Vec<&str> = arguments.iter().skip(1).filter_map(|argument| argument.to_str()).collect();
    let (mut command, matches) =
        matches(api, &words, arguments).map_err(|error| meant::suggested(api, &words, error))?;
    let globals = Globals::read(api, &invocation::levels(&matches))
        .map_err(|(kind, message)| command.error(kind, message))?;
    if matches.get_flag(root::VERSION) {
        return Ok(Invocation { globals, action: Action::Version });
    }
    match Action::read(api, &matches) {
        Some(action) => Ok(Invocation { globals, action }),
        None => Err(command.error(ErrorKind::MissingSubcommand, "a command is needed; --help lists them")),
    }
}

/// Parses with as little of the tree as can do; what cannot be parsed is judged by all names, for the suggestions.
fn matches(
    api: &'static Api,
    words: &[&str],
    arguments: &[OsString],
) -> Result<(ManuallyDrop<Command>, ArgMatches), clap::Error> {
    let help = words.iter().rposition(|word| matches!(*word, "-h" | "--help" | "help"));
    let documented = help.and_then(|_| tree::named(api, words));
    let colour = colour(words);
    let parsed = |extent| {
        let command = command(api, &Reach { words, extent, documented, colour });
        // The process ends soon: to take the tree apart would cost almost as much as it cost to make it.
        let mut command = ManuallyDrop::new(command);
        let matches = command.try_get_matches_from_mut(arguments)?;
        Ok((command, matches))
    };
    // Help for a command follows its words; otherwise it may be that of a level above.
    let last =
        documented.and_then(|operation| words.iter().rposition(|word| operation.command.contains(word)));
    if help.is_some() && (last.is_none() || last > help) {
        return parsed(Extent::Listed);
    }
    parsed(Extent::Named).or_else(|error| match error.kind() {
        ErrorKind::DisplayHelp => Err(error),
        _ => parsed(Extent::Listed),
    })
}

/// Colours of help and errors. Where neither stream shows any none are made, so that none have to be taken out.
fn colour(words: &[&str]) -> Colour {
    if words.contains(&globals::NO_COLOR) || terminal::agent().is_some() {
        return Colour::Never;
    }
    Colour::shown()
}
