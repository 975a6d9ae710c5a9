//! The commands about what is kept on this machine: `profile`, `config`, `reset`.

mod command;
mod config;
mod profile;
mod reset;
mod webhook;

pub use command::{Manage, commands, read};

use command::Config;

use super::super::account::prompt;
use super::super::core::failure::{Exit, Failure};
use super::context::Context;
use super::parser::{Confirmation, Effect};
use super::printer::Printer;
use super::whatsapp;

/// Runs the command.
///
/// # Errors
/// It was not confirmed, names what is not there, or a file cannot be read or changed.
pub fn run(context: &Context, printer: &Printer, wanted: &Manage) -> Result<(), Failure> {
    match wanted {
        Manage::Profile(wanted) => profile::run(context, printer, wanted),
        Manage::Config(Config::WebhookUrl(wanted)) => webhook::run(context, printer, wanted),
        Manage::Config(Config::Kapso(wanted)) => whatsapp::configure(context, printer, wanted),
        Manage::Config(Config::Choice(wanted)) => config::run(context, printer, wanted),
        Manage::Reset(tokens) => reset::run(context, printer, *tokens),
    }
}

/// What cannot be undone needs a yes.
///
/// # Errors
/// Nobody said it.
pub fn confirm(context: &Context, question: &str) -> Result<(), Failure> {
    if context.confirmation == Confirmation::Given || context.effect == Effect::DryRun {
        return Ok(());
    }
    if prompt::can_ask() && prompt::sure(question)? {
        return Ok(());
    }
    Err(Failure::new(Exit::Refused, "confirmation-needed", "it was not confirmed, and nothing was changed")
        .hint("repeat the command with --yes to confirm it"))
}
