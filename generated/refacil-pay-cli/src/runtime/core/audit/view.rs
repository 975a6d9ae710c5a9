//! What a log tells whoever may read its file: the same in the command-line tool and in a server.

use std::io;
use std::path::Path;

use jiff::{Timestamp, Unit};
use serde_json::{Map, Value, json};

use super::super::dotted;
use super::super::failure::{Exit, Failure};
use super::super::redact;
use super::super::spec::{Api, Operation, Repeat};
use super::super::stakes::Stakes;
use super::super::text::{escaped_json, visible, visible_capped};
use super::super::words::{Said, reason, say};
use super::read::{self, UNCLOSED};
use super::verify::{self, Finding};

/// What is wanted of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// That many of the last calls, each with its outcome.
    Calls(usize),
    /// That many of the last entries, as they were written.
    Entries(usize),
    /// Whether it is whole.
    Verdict,
}

impl View {
    /// What it holds of the log in that file.
    ///
    /// # Errors
    /// The log cannot be read, or is not whole.
    pub fn data(self, log: &Path) -> Result<Value, Failure> {
        match self {
            Self::Calls(most) => Ok(values(last(read::calls(entries(log)?), most))),
            Self::Entries(most) => Ok(values(last(entries(log)?, most))),
            Self::Verdict => verdict(log),
        }
    }

    /// The same in words.
    #[must_use]
    pub fn words(self, api: &'static Api, data: &Value) -> Said {
        let lines =
            |line: &dyn Fn(&Value) -> Said| match data.as_array().map(Vec::as_slice).unwrap_or_default() {
                [] => "there are no entries yet".into(),
                entries => Said::List(entries.iter().map(line).collect(), "\n"),
            };
        match self {
            Self::Calls(_) => lines(&|call| call_line(api, call)),
            Self::Entries(_) => lines(&|entry| escaped_json(&entry.to_string()).into()),
            Self::Verdict => whole(data),
        }
    }
}

/// All entries of the log in that file.
///
/// # Errors
/// It cannot be read.
pub fn entries(log: &Path) -> Result<Vec<Map<String, Value>>, Failure> {
    read::entries(log).map_err(|error| unreadable(log, &error))
}

fn verdict(log: &Path) -> Result<Value, Failure> {
    let verdict = verify::verify(log).map_err(|error| unreadable(log, &error))?;
    if !verdict.findings.is_empty() {
        let all: Vec<Said> = verdict.findings.iter().map(told).collect();
        let many = all.len();
        let all = Said::List(all, "; ");
        let message = match many {
            1 => say("the audit log was changed: {}", &[&all]),
            many => say("the audit log was changed in {} places: {}", &[&many, &all]),
        };
        return Err(Failure::new(Exit::Other, "audit-changed", message)
            .hint("compare it with a copy; what this program sent is also known to the API"));
    }
    Ok(json!({
        "whole": true,
        "path": log.display().to_string(),
        "entries": verdict.entries,
        "first": verdict.first,
        "last": verdict.last,
        "other_lines": verdict.loose,
        "unclosed": verdict.unclosed,
    }))
}

fn whole(data: &Value) -> Said {
    if data["entries"] == 0 {
        let path = visible(data["path"].as_str().unwrap_or_default());
        return say("there are no entries yet in {}", &[&path]);
    }
    let told =
        say("{} entries, {} to {}: none was changed", &[&data["entries"], &data["first"], &data["last"]]);
    if data["unclosed"] == 0 {
        return told;
    }
    say(
        "{}; calls under way, or cut short by a crash: {} (see {})",
        &[&told, &data["unclosed"], &"audit list"],
    )
}

fn told(finding: &Finding) -> Said {
    let file = visible(&finding.file.display().to_string());
    match finding.line {
        Some(line) => say("{}, line {}: {}", &[&file, &line, &finding.message]),
        None => say("{}: {}", &[&file, &finding.message]),
    }
}

fn unreadable(log: &Path, error: &io::Error) -> Failure {
    let message = say("the audit log {} cannot be read: {}", &[&log.display(), &reason(error)]);
    Failure::new(Exit::Other, "audit-unreadable", message)
}

fn last<T>(mut list: Vec<T>, most: usize) -> Vec<T> {
    let others = list.len().saturating_sub(most);
    list.split_off(others)
}

fn values(entries: Vec<Map<String, Value>>) -> Value {
    entries.into_iter().map(Value::Object).collect()
}

/// When, where, what, how much, what came of it, and by what it can be found elsewhere.
fn call_line(api: &'static Api, call: &Value) -> Said {
    let text = |name: &str| visible_capped(call[name].as_str().unwrap_or("-"), 60);
    let amount = amount(api, call).map(|amount| format!(" {}", visible_capped(&amount, 40)));
    let what = format!(
        "{}  {}/{}  {}{}",
        second(&text("time")),
        text("profile"),
        text("env"),
        text("command"),
        amount.unwrap_or_default(),
    );
    let status = call["status"].as_u64().map(|status| format!(" (HTTP {status})")).unwrap_or_default();
    let request = call["request_id"].as_str().map(|id| visible_capped(id, 60));
    let request = request.map(|id| say(", request {}", &[&id])).unwrap_or_default();
    let known = known_by(api, call);
    say("{}  {}{}{}{}", &[&what, &outcome(&text("outcome")), &status, &request, &known])
}

/// The reference of a call and whom it was for, where its operation is still known and they are no personal data.
fn known_by(api: &'static Api, call: &Value) -> Said {
    let parts = operation_of(api, call).zip(call["parameters"].as_object());
    let Some((operation, parameters)) = parts else { return Said::default() };
    let field = match (operation.repeat, &operation.lookup) {
        (Repeat::Reference(field), _) => field,
        (_, lookup) => lookup.as_ref().map_or("", |lookup| lookup.field),
    };
    let reference = dotted::get_in(parameters, field).and_then(plain).filter(|value| value != redact::MASK);
    let reference = reference.map(|value| say(", reference {}", &[&visible_capped(&value, 60)]));
    let recipient = Stakes::recorded(operation, parameters).recipient;
    let recipient = Some(recipient).filter(|known| known.is_argument() && known.field != field);
    let recipient = recipient.filter(|known| !known.is_masked());
    let recipient = recipient.map(|known| say(", for {}", &[&visible_capped(&known.value, 60)]));
    Said::List(reference.into_iter().chain(recipient).collect(), "")
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn outcome(known: &str) -> Said {
    match known {
        "answered" => "answered".into(),
        "not-sent" => "not sent".into(),
        UNCLOSED => UNCLOSED.into(),
        "unknown" => "unknown".into(),
        other => other.to_owned().into(),
    }
}

/// What the call was to move, where its operation is still known.
fn amount(api: &'static Api, call: &Value) -> Option<String> {
    let stakes = Stakes::recorded(operation_of(api, call)?, call["parameters"].as_object()?);
    stakes.amount.filter(|amount| !amount.is_masked()).map(|amount| amount.value)
}

fn operation_of(api: &'static Api, call: &Value) -> Option<&'static Operation> {
    api.operations().find(|operation| call["operation"] == operation.id)
}

/// A person needs no fractions of a second; what is no time stays as it is.
fn second(time: &str) -> String {
    let rounded = time.parse::<Timestamp>().ok().and_then(|time| time.round(Unit::Second).ok());
    rounded.map_or_else(|| time.to_owned(), |time| time.to_string())
}
