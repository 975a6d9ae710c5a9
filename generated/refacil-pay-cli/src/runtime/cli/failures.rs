//! A failure as a person and as a program reads it.

use anstyle::Style;
use serde_json::{Value, json};

use super::super::core::failure::{Failure, LookupCall};
use super::super::core::shell::Caller;
use super::super::core::spec::Language;
use super::super::core::text::{visible, visible_capped};
use super::output;

const LONGEST: usize = 2_000;

/// The object of the contract, with the command that finds out what happened.
#[must_use]
pub fn to_json(failure: &Failure, caller: Option<&Caller>) -> Value {
    let mut out = failure.to_json(Language::English);
    if let (Some(lookup), Some(caller), Some(map)) = (&failure.lookup, caller, out.as_object_mut()) {
        map.insert("lookup".into(), lookup_json(lookup, caller));
    }
    out
}

fn lookup_json(lookup: &LookupCall, caller: &Caller) -> Value {
    let command = caller.lookup(lookup);
    let mut out = json!({
        "operation": lookup.operation.id,
        "arguments": lookup.arguments,
        "command": command.line,
    });
    if let (false, Some(map)) = (command.missing.is_empty(), out.as_object_mut()) {
        map.insert("missing".into(), json!(command.missing));
    }
    out
}

/// How words of a failure stand out.
#[derive(Debug, Clone, Copy)]
pub struct Styles {
    /// That it is one.
    pub error: Style,
    /// What a line is about.
    pub strong: Style,
}

/// The failure in lines of that width: what, which arguments, what next.
#[must_use]
pub fn to_text(failure: &Failure, caller: Option<&Caller>, styles: Styles, width: Option<usize>) -> String {
    let Styles { error, strong } = styles;
    let mut lines = Vec::new();
    match failure.problems.as_slice() {
        [] | [_] => {
            lines.push(format!("{error}error{error:#}: {}", visible_capped(&failure.to_string(), LONGEST)));
        }
        problems => {
            lines.push(format!("{error}error{error:#}: {} flags are not acceptable:", problems.len()));
            lines.extend(problems.iter().map(|problem| format!("  {}", visible(&problem.to_string()))));
        }
    }
    if let Some(status) = failure.http_status {
        let request =
            failure.request_id.as_deref().map(|id| format!(", request {}", visible_capped(id, 128)));
        lines.push(format!(
            "{strong}code{strong:#}: {} (HTTP {status}{})",
            visible_capped(&failure.code, 120),
            request.unwrap_or_default()
        ));
    }
    if let Some(meaning) = &failure.meaning {
        lines.push(format!("{strong}means{strong:#}: {}", visible_capped(meaning, LONGEST)));
    }
    if let Some(hint) = &failure.hint {
        lines.push(format!("{strong}hint{strong:#}: {}", visible_capped(&hint.english(), LONGEST)));
    }
    let mut text = output::wrapped(&lines.join("\n"), width);
    // A command stays on one line: it is there to be copied.
    if let (Some(lookup), Some(caller)) = (&failure.lookup, caller) {
        let command = caller.lookup(lookup);
        let missing = match command.missing.as_slice() {
            [] => String::new(),
            flags => format!("  (only the lost answer knew {})", flags.join(", ")),
        };
        text.push_str(&format!("\n{strong}find out{strong:#}: {}{missing}", command.line));
    }
    text
}
