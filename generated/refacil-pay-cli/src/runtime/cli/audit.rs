//! `audit`: what was changed through this program, and whether its log is as it was written.

use std::io;

use clap::{Arg, ArgMatches, Command, value_parser};
use serde_json::{Map, Value};

use super::super::core::audit::{self, View};
use super::super::core::failure::Failure;
use super::super::core::text::escaped_json;
use super::answers::Shape;
use super::context::Context;
use super::printer::{Printer, write_quietly};
use super::tree::Reach;

/// The command's word.
pub const WORD: &str = "audit";
const LIMIT: &str = "--limit";

/// What is wanted of the log.
#[derive(Debug, Clone, Copy)]
pub enum Audit {
    /// Some of it, or whether it is whole.
    View(View),
    /// All entries.
    Export,
}

/// The command.
#[must_use]
pub fn command(reach: &Reach<'_>) -> Command {
    let command = Command::new(WORD).about("Show what was changed through this program on this machine");
    reach.entered(command, whole)
}

fn whole(command: Command) -> Command {
    let limited = |name: &'static str, about: &'static str, many: &'static str| {
        let limit = Arg::new(LIMIT).long("limit").short('n').value_name("NUMBER").default_value(many);
        Command::new(name).about(about).arg(limit.value_parser(value_parser!(u32)).help("At most this many"))
    };
    command
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(limited("list", "List the last calls that changed something, with their outcome", "50"))
        .subcommand(limited("tail", "Show the last entries of the log", "20"))
        .subcommand(Command::new("export").about("Print all entries, one JSON object a line"))
        .subcommand(Command::new("verify").about("Check that no entry was changed, taken out or cut off"))
}

/// What the command line asks for.
#[must_use]
pub fn read(matches: &ArgMatches) -> Audit {
    let limit = |below: &ArgMatches| {
        let limit = below.get_one::<u32>(LIMIT).copied().unwrap_or_default();
        usize::try_from(limit).unwrap_or(usize::MAX)
    };
    match matches.subcommand() {
        Some(("list", below)) => Audit::View(View::Calls(limit(below))),
        Some(("tail", below)) => Audit::View(View::Entries(limit(below))),
        Some(("export", _)) => Audit::Export,
        _ => Audit::View(View::Verdict),
    }
}

/// Runs the command.
///
/// # Errors
/// The log cannot be read, or is not whole.
pub fn run(context: &Context, printer: &Printer, wanted: Audit) -> Result<(), Failure> {
    let log = context.audit_log();
    let view = match wanted {
        Audit::Export => return export(audit::entries(log.path())?, printer),
        Audit::View(view) => view,
    };
    printer.data(&view.data(log.path())?, |data| view.words(context.api, data).english());
    Ok(())
}

fn export(entries: Vec<Map<String, Value>>, printer: &Printer) -> Result<(), Failure> {
    for entry in entries {
        let entry = Value::Object(entry);
        match printer.shows_all() {
            true => write_quietly(&mut io::stdout().lock(), &escaped_json(&entry.to_string())),
            false => printer.answer(&entry, &Shape::default()),
        }
    }
    Ok(())
}
