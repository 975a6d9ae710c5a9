//! `audit`: what was changed through this program, and whether its log is as it was written.

use std::io;

use clap::{Arg, ArgMatches, Command, value_parser};
use jiff::{Timestamp, Unit};
use serde_json::{Map, Value, json};

use super::super::core::audit::{self, AuditLog, Finding};
use super::super::core::failure::{Exit, Failure};
use super::super::core::spec::Api;
use super::super::core::stakes::Stakes;
use super::super::core::text::{escaped_json, visible, visible_capped};
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
    /// The last calls, each with its outcome.
    List(usize),
    /// The last entries as they stand there.
    Tail(usize),
    /// All entries.
    Export,
    /// Whether it is whole.
    Verify,
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
        Command::new(name).about(about).arg(limit.value_parser(value_parser!(u32)).help("At most so many"))
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
        Some(("list", below)) => Audit::List(limit(below)),
        Some(("tail", below)) => Audit::Tail(limit(below)),
        Some(("export", _)) => Audit::Export,
        _ => Audit::Verify,
    }
}

/// Runs the command.
///
/// # Errors
/// The log cannot be read, or is not whole.
pub fn run(context: &Context, printer: &Printer, wanted: Audit) -> Result<(), Failure> {
    let log = context.audit_log();
    let entries = || log.entries().map_err(|error| unreadable(&log, &error));
    match wanted {
        Audit::List(limit) => {
            let calls = last(audit::calls(entries()?), limit);
            printer.data(&values(calls), |calls| lines(calls, |call| call_line(context.api, call)));
        }
        Audit::Tail(limit) => {
            printer.data(&values(last(entries()?, limit)), |entries| {
                lines(entries, |entry| escaped_json(&entry.to_string()))
            });
        }
        Audit::Export => {
            for entry in entries()? {
                let entry = Value::Object(entry);
                match printer.shows_all() {
                    true => write_quietly(&mut io::stdout().lock(), &escaped_json(&entry.to_string())),
                    false => printer.answer(&entry, &Shape::default()),
                }
            }
        }
        Audit::Verify => return verify(&log, printer),
    }
    Ok(())
}

fn verify(log: &AuditLog, printer: &Printer) -> Result<(), Failure> {
    let verdict = log.verify().map_err(|error| unreadable(log, &error))?;
    if let Some(first) = verdict.findings.first() {
        let all: Vec<String> = verdict.findings.iter().map(told).collect();
        let message = match all.len() {
            1 => format!("the audit log was changed: {}", told(first)),
            many => format!("the audit log was changed in {many} places: {}", all.join("; ")),
        };
        return Err(Failure::new(Exit::Other, "audit-changed", message)
            .hint("compare it with a copy; what this program sent is also known to the API"));
    }
    let data = json!({
        "whole": true,
        "path": log.path().display().to_string(),
        "entries": verdict.entries,
        "first": verdict.first,
        "last": verdict.last,
        "other_lines": verdict.loose,
    });
    printer.data(&data, |_| match verdict.entries {
        0 => "there are no entries yet".to_owned(),
        entries => {
            format!("{entries} entries, {} to {}: none was changed", verdict.first, verdict.last)
        }
    });
    Ok(())
}

fn told(finding: &Finding) -> String {
    let file = visible(&finding.file.display().to_string());
    match finding.line {
        Some(line) => format!("{file}, line {line}: {}", finding.message),
        None => format!("{file}: {}", finding.message),
    }
}

fn unreadable(log: &AuditLog, error: &io::Error) -> Failure {
    let message = format!("the audit log {} cannot be read: {error}", log.path().display());
    Failure::new(Exit::Other, "audit-unreadable", message)
}

fn last<T>(mut list: Vec<T>, most: usize) -> Vec<T> {
    let others = list.len().saturating_sub(most);
    list.split_off(others)
}

fn values(entries: Vec<Map<String, Value>>) -> Value {
    entries.into_iter().map(Value::Object).collect()
}

fn lines(entries: &Value, line: impl Fn(&Value) -> String) -> String {
    let entries = entries.as_array().map(Vec::as_slice).unwrap_or_default();
    entries.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// When, where, what, how much, and what came of it.
fn call_line(api: &'static Api, call: &Value) -> String {
    let text = |name: &str| visible_capped(call[name].as_str().unwrap_or("-"), 60);
    let amount = amount(api, call).map(|amount| format!(" {}", visible_capped(&amount, 40)));
    let status = call["status"].as_u64().map(|status| format!(" (HTTP {status})")).unwrap_or_default();
    let request = call["request_id"].as_str().map(|id| format!(", request {}", visible_capped(id, 60)));
    format!(
        "{}  {}/{}  {}{}  {}{status}{}",
        second(&text("time")),
        text("profile"),
        text("env"),
        text("command"),
        amount.unwrap_or_default(),
        text("outcome"),
        request.unwrap_or_default(),
    )
}

/// What the call was to move, where its operation is still known.
fn amount(api: &'static Api, call: &Value) -> Option<String> {
    let operation = api.operations().find(|operation| call["operation"] == operation.id)?;
    Some(Stakes::of(operation, call["parameters"].as_object()?).amount?.value)
}

/// A person needs no fractions of a second; what is no time stays as it is.
fn second(time: &str) -> String {
    let rounded = time.parse::<Timestamp>().ok().and_then(|time| time.round(Unit::Second).ok());
    rounded.map_or_else(|| time.to_owned(), |time| time.to_string())
}
