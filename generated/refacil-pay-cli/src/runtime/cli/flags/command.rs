//! A command of the program that is an operation of the API.

use clap::{Arg, ArgAction, Command};

use super::super::super::core::docs::OperationDocs;
use super::super::super::core::spec::{Api, Class, Nature, Operation};
use super::super::super::core::text::visible;
use super::super::super::core::validate::Labels;
use super::super::answers;
use super::super::claim;
use super::super::discover::skeleton;
use super::super::follow;
use super::super::parser::{REVEAL, TO};
use super::super::webhook::local;
use super::args::{self, Explained};
use super::explain::{self, Length};
use super::{Flag, examples};

/// The order of help: what it does, examples, usage, flags, and what the text says.
pub const TEMPLATE: &str =
    "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The command by its name and summary alone: enough where another one is meant.
#[must_use]
pub fn listed(command: Command, operation: &'static Operation) -> Command {
    command.about(summary(operation))
}

/// The command with its flags; with documentation also with their help.
#[must_use]
pub fn whole(
    api: &'static Api,
    command: Command,
    operation: &'static Operation,
    docs: Option<(&OperationDocs, Length)>,
) -> Command {
    let flags = super::of(operation);
    let mut command = listed(command, operation).override_usage(usage(api, operation, &flags));
    command = match docs {
        Some(docs) => explained(api, command, operation, docs, &flags),
        None => command.args(flags.iter().map(args::bare)),
    };
    if super::takes_body(operation) {
        command = command.arg(args::body());
    }
    if skeleton::is_offered(operation) && flags.iter().all(|flag| flag.long != "skeleton") {
        command = command.arg(skeleton::arg().help_heading(args::WHOLE));
    }
    if operation.nature == Nature::Callback && operation.params.iter().all(|param| param.flag != "to") {
        command = command.arg(
            Arg::new(TO)
                .long("to")
                .help_heading(args::OPTIONAL)
                .value_name("URL")
                .help("Deliver the documented example to your own receiver: http://127.0.0.1:PORT/path"),
        );
    }
    command = command.args(follow::flags(operation)).args(local::flags(api, operation));
    if answers::has_secrets(api, operation) {
        command = command.arg(
            Arg::new(REVEAL)
                .long("reveal")
                .help_heading(args::OPTIONAL)
                .action(ArgAction::SetTrue)
                .help("Show the secret values of the answer"),
        );
    }
    if operation.class == Class::Dangerous && operation.nature == Nature::Call {
        command = command.arg(claim::flag().help_heading(args::OPTIONAL));
    }
    command
}

fn explained(
    api: &'static Api,
    command: Command,
    operation: &'static Operation,
    (docs, length): (&OperationDocs, Length),
    flags: &[Flag],
) -> Command {
    let labels = Labels::new(operation);
    let explained = Explained { operation, docs };
    let mut ordered: Vec<&Flag> = flags.iter().collect();
    ordered.sort_by_key(|flag| args::place(flag));
    command
        .help_template(TEMPLATE)
        .before_help(examples::text(api, operation, docs, flags))
        // Behind the flags: who asks for help wants the usage first. What clap calls long help would put every flag
        // into a paragraph of its own.
        .after_help(match length {
            Length::Short => explain::rules(operation, docs, &labels),
            Length::Long => explain::all(operation, docs, &labels),
        })
        .args(ordered.into_iter().map(|flag| explained.arg(flag)))
}

/// The usage line with the flags that must be given.
fn usage(api: &Api, operation: &Operation, flags: &[Flag]) -> String {
    let mut line = format!("{} {}", api.app, operation.command.join(" "));
    let needed = flags.iter().filter(|flag| flag.demanded);
    let inner = |flag: &Flag| {
        let below = format!("{}.", flag.long);
        flags.iter().any(|other| other.demanded && other.long.starts_with(&below))
    };
    for flag in needed.filter(|flag| !inner(flag)) {
        line.push_str(&format!(" --{} <{}>", flag.long, flag.form.value_name()));
    }
    line.push_str(" [OPTIONS]");
    line
}

/// What the operation does, with its class where it changes something.
#[must_use]
pub fn summary(operation: &Operation) -> String {
    let text = if operation.summary.is_empty() { operation.title } else { operation.summary };
    let text = visible(text);
    let mark = match (operation.nature, operation.class) {
        (Nature::Callback, _) => "callback: your server receives it",
        (_, Class::ReadOnly) => return text,
        (_, class) => class.name(),
    };
    format!("{text} [{mark}]")
}
