//! What to do with what was made: commands as data, for whoever runs this program for a person.
//!
//! A hint holds words of this program and of its caller only; what the answer holds is named by its path, never quoted.

use serde_json::{Value, json};

use super::super::account::terminal;
use super::super::core::answer::lookup;
use super::super::core::call::Call;
use super::super::core::dotted;
use super::super::core::stakes::Stakes;
use super::context::Context;
use super::printer::Printer;

/// Stands for the recipient's number.
const NUMBER: &str = "NUMBER";
/// Stands for an address that the answer holds.
const URL: &str = "URL";

/// The commands that may come next after this answer: nothing for calls that make nothing.
#[must_use]
pub fn commands(context: &Context, printer: &Printer, call: &Call, answer: &Value) -> Vec<Value> {
    let operation = call.operation();
    let message = context.api.whatsapp.as_ref().and_then(|whatsapp| whatsapp.about(operation.id));
    // A script knows what it does next.
    let is_told = message.is_some() || terminal::agent().is_some() || printer.is_for_people();
    if !operation.class.is_mutation() || !is_told {
        return Vec::new();
    }
    let mut next = Vec::new();
    if let Some(lookup) = lookup(context.api, operation, call.arguments()) {
        let command = context.caller().lookup(&lookup);
        next.push(json!({"for": "status", "command": command.line, "missing": command.missing}));
    }
    if let Some(message) = message {
        let amount = Stakes::of(operation, call.arguments()).amount;
        let mut flags = vec![("to", NUMBER.to_owned()), ("command-key", message.key.to_owned())];
        let mut fill = json!({NUMBER: "the recipient's, with country code"});
        let holds = |path: &&str| {
            dotted::get(answer, path).and_then(Value::as_str).is_some_and(|url| !url.is_empty())
        };
        if let Some(path) = message.url.filter(holds) {
            flags.push(("url", URL.to_owned()));
            fill[URL] = json!(format!("{path} of the answer"));
        }
        if let Some(amount) = amount {
            flags.push(("amount", amount.value));
        }
        let command = context.caller().command(&["whatsapp", "send"], &flags);
        next.push(json!({"for": "whatsapp", "command": command, "fill": fill}));
    }
    next
}

/// The same in lines.
#[must_use]
pub fn lines(next: &[Value]) -> Vec<String> {
    let command = |hint: &Value| hint["command"].as_str().map(|command| format!("next: {command}"));
    next.iter().filter_map(command).collect()
}
