//! `profile`, `config` and `reset` as the command line has them.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::super::super::core::spec::Api;
use super::super::tree::Reach;
use super::config::{self, Choice};

const PROFILE: &str = "profile";
const CONFIG: &str = "config";
const RESET: &str = "reset";

// In the manner of all our own arguments.
const NAME: &str = "--name";
const TO: &str = "--new-name";
const PAIRS: &str = "--pairs";
const VALUE: &str = "--value";
const REVOKE: &str = "--revoke";

/// A command about what is kept.
#[derive(Debug)]
pub enum Manage {
    /// `profile`.
    Profile(Profile),
    /// `config`.
    Config(Config),
    /// `reset`.
    Reset(Tokens),
}

/// A command about profiles.
#[derive(Debug)]
pub enum Profile {
    /// All of them.
    List,
    /// One, or the one in use.
    Show(Option<String>),
    /// From now on this one is used.
    Use(String),
    /// Changes what holds for the profile in use.
    Set(Vec<String>),
    /// Another name for one.
    Rename(String, String),
    /// Forgets one.
    Delete(String),
}

/// A command about a choice.
#[derive(Debug)]
pub enum Config {
    /// Makes it.
    Set(&'static Choice, String),
    /// Shows it.
    Get(&'static Choice),
    /// Takes it back.
    Clear(&'static Choice),
}

/// What becomes of tokens that are forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tokens {
    /// The server takes them back.
    Revoked,
    /// The server still knows them.
    Forgotten,
}

/// The commands.
#[must_use]
pub fn commands(api: &'static Api, reach: &Reach<'_>) -> Vec<Command> {
    let profiles = Command::new(PROFILE).about("Keep several sets of credentials apart");
    let choices = Command::new(CONFIG).about("Choose what holds for commands that do not name it");
    let resetting = Command::new(RESET).about("Forget all sessions and choices on this machine");
    vec![
        reach.entered(profiles, profile),
        reach.entered(choices, |command| config(api, command)),
        reach.entered(resetting, reset),
    ]
}

fn reset(command: Command) -> Command {
    let revoke = Arg::new(REVOKE).long("revoke").action(ArgAction::SetTrue);
    command.arg(revoke.help("Ask the server to take the tokens back first"))
}

fn group(command: Command) -> Command {
    command.subcommand_required(true).arg_required_else_help(true)
}

fn word(id: &'static str, value: &'static str) -> Arg {
    Arg::new(id).value_name(value).required(true)
}

fn profile(command: Command) -> Command {
    let below = |word: &'static str, about: &'static str| Command::new(word).about(about);
    group(command).subcommands([
        below("list", "List the profiles, their environments and sessions"),
        below("show", "Show a profile, or the one in use").arg(word(NAME, "NAME").required(false)),
        below("use", "Use this profile where none is named").arg(word(NAME, "NAME")),
        below("set", "Change what holds for the profile in use: env=NAME")
            .arg(word(PAIRS, "KEY=VALUE").action(ArgAction::Append).num_args(1..)),
        below("rename", "Rename a profile, with its sessions").arg(word(NAME, "OLD")).arg(word(TO, "NEW")),
        below("delete", "Forget a profile and its sessions").arg(word(NAME, "NAME")),
    ])
}

fn config(api: &'static Api, command: Command) -> Command {
    let mut command = group(command);
    for choice in config::CHOICES {
        let mut value = word(VALUE, "NAME");
        if let Some(values) = (choice.values)(api) {
            value = value.value_parser(PossibleValuesParser::new(values));
        }
        command = command.subcommands([
            Command::new(choice.set).about(format!("Choose the default {}", choice.name)).arg(value),
            Command::new(choice.get).about(format!("Show the default {}", choice.name)),
            Command::new(choice.clear).about(format!("Go back to the usual {}", choice.name)),
        ]);
    }
    command
}

/// What the command line asks for, where the word is one of these.
#[must_use]
pub fn read(word: &str, matches: &ArgMatches) -> Option<Manage> {
    let (below, matches) = matches.subcommand().unwrap_or(("", matches));
    Some(match word {
        PROFILE => Manage::Profile(read_profile(below, matches)),
        CONFIG => Manage::Config(read_config(below, matches)),
        RESET if matches.get_flag(REVOKE) => Manage::Reset(Tokens::Revoked),
        RESET => Manage::Reset(Tokens::Forgotten),
        _ => return None,
    })
}

fn text(matches: &ArgMatches, id: &str) -> String {
    matches.get_one::<String>(id).cloned().unwrap_or_default()
}

fn read_profile(word: &str, matches: &ArgMatches) -> Profile {
    match word {
        "show" => Profile::Show(matches.get_one::<String>(NAME).cloned()),
        "use" => Profile::Use(text(matches, NAME)),
        "set" => Profile::Set(matches.get_many::<String>(PAIRS).into_iter().flatten().cloned().collect()),
        "rename" => Profile::Rename(text(matches, NAME), text(matches, TO)),
        "delete" => Profile::Delete(text(matches, NAME)),
        _ => Profile::List,
    }
}

fn read_config(word: &str, matches: &ArgMatches) -> Config {
    let named = |command: fn(&Choice) -> &'static str| {
        config::CHOICES.iter().copied().find(|choice| command(choice) == word)
    };
    match (named(|choice| choice.set), named(|choice| choice.clear)) {
        (Some(choice), _) => Config::Set(choice, text(matches, VALUE)),
        (None, Some(choice)) => Config::Clear(choice),
        (None, None) => Config::Get(named(|choice| choice.get).unwrap_or(&config::ENVIRONMENT)),
    }
}
