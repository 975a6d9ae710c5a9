//! What a command line asks for, once it is parsed.

use clap::ArgMatches;

use super::super::super::core::spec::{Api, Operation};
use super::super::audit::{self, Audit};
use super::super::completion;
use super::super::discover;
use super::super::generic;
use super::super::login::{self, Account};
use super::super::manage::{self, Manage};
use super::super::policy;
use super::super::skills;
use super::super::tree;
use super::super::webhook;
use super::super::whatsapp::{self, Whatsapp};
use super::globals::Globals;

/// What the user asked for.
#[derive(Debug)]
pub struct Invocation {
    /// Flags of every command.
    pub globals: Globals,
    /// The command.
    pub action: Action,
}

/// A command.
#[derive(Debug)]
pub enum Action {
    /// `--version`.
    Version,
    /// `exit-codes`.
    ExitCodes,
    /// `login` and its companions.
    Account(Account),
    /// `profile`, `config`, `reset`.
    Manage(Manage),
    /// `audit`.
    Audit(Audit),
    /// `policy`.
    Policy(policy::Wanted),
    /// `webhook`.
    Webhook(webhook::Asked),
    /// An operation of the API, with its own flags.
    Operation(&'static Operation, ArgMatches),
    /// `whatsapp`.
    Whatsapp(Whatsapp),
    /// A request by hand.
    Generic(generic::Asked),
    /// What the program can do.
    Discover(discover::Asked),
    /// `completion SHELL`.
    Completion(String),
    /// `skills`, `init`.
    Skills(skills::Wanted),
    /// `doctor`.
    Doctor,
}

impl Action {
    /// The command that the words name.
    pub(super) fn read(api: &'static Api, matches: &ArgMatches) -> Option<Self> {
        let (word, below) = matches.subcommand()?;
        // A command of the API has its words for itself, whatever the program calls its own.
        operation(api, matches)
            .map(|(operation, matches)| Self::Operation(operation, matches.clone()))
            .or_else(|| Self::own(api, word, below))
    }

    /// The command of the program itself.
    fn own(api: &Api, word: &str, matches: &ArgMatches) -> Option<Self> {
        let exit_codes = (word == "exit-codes").then_some(Self::ExitCodes);
        exit_codes
            .or_else(|| login::read(word, matches).map(Self::Account))
            .or_else(|| manage::read(word, matches).map(Self::Manage))
            .or_else(|| (word == audit::WORD).then(|| Self::Audit(audit::read(matches))))
            .or_else(|| (word == policy::WORD).then(|| Self::Policy(policy::read(matches))))
            .or_else(|| (word == webhook::WORD).then(|| Self::Webhook(webhook::read(matches))))
            .or_else(|| whatsapp::read(word, matches).map(Self::Whatsapp))
            .or_else(|| generic::read(word, matches).map(Self::Generic))
            .or_else(|| discover::read(word, matches).map(Self::Discover))
            .or_else(|| completion::read(word, matches).map(Self::Completion))
            .or_else(|| skills::read(api, word, matches).map(Self::Skills))
            .or_else(|| (word == "doctor").then_some(Self::Doctor))
    }
}

/// The words of the command line, each with what follows it.
fn words(matches: &ArgMatches) -> impl Iterator<Item = (&str, &ArgMatches)> {
    std::iter::successors(matches.subcommand(), |(_, below)| below.subcommand())
}

/// What was given at each level, from the program's own to that of the last word.
pub(super) fn levels(matches: &ArgMatches) -> Vec<&ArgMatches> {
    std::iter::once(matches).chain(words(matches).map(|(_, below)| below)).collect()
}

/// The operation that the words name, with its flags.
fn operation<'a>(api: &'static Api, matches: &'a ArgMatches) -> Option<(&'static Operation, &'a ArgMatches)> {
    let (named, below): (Vec<&str>, Vec<&ArgMatches>) = words(matches).unzip();
    let found = tree::offered(api).find(|operation| operation.command == named.as_slice())?;
    Some((found, below.last().copied()?))
}
