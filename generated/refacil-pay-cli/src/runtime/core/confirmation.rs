//! What a person is asked before something dangerous happens, composed from the request that will be sent.

use serde_json::{Map, Value};

use super::call::Call;
use super::decimal;
use super::failure::{Exit, Failure};
use super::plan;
use super::redact;
use super::spec::{Api, Class, Location, Operation};
use super::stakes::{Stake, Stakes};
use super::text::visible_capped;
use super::words::{Said, say};

/// A question about one call.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is about to happen, and where.
    pub title: String,
    /// One field a line: name and quoted value.
    pub lines: Vec<(String, String)>,
}

/// The call needs a person's yes.
#[must_use]
pub const fn is_needed(operation: &Operation) -> bool {
    matches!(operation.class, Class::Dangerous)
}

/// Composes the question from what will be sent: values quoted, capped, hidden characters shown.
///
/// # Errors
/// The request cannot be built.
pub fn question(call: &Call) -> Result<Question, Failure> {
    let operation = call.operation();
    let target = call.target();
    let plan = plan::plan(call)?;
    let said = |said: Said| said.in_language(call.api().language);
    let mut lines = vec![
        (said("operation".into()), title(call.api(), operation)),
        (said("environment".into()), format!("{} ({})", target.environment.name, target.origin())),
    ];
    let filled = call.filled().told().into_iter();
    lines.extend(filled.map(|told| (said("filled in".into()), visible_capped(&said(told), 160))));
    // Path, query and headers first: a long body must not push them out of sight.
    let mut arguments = redact::without_secrets(operation, call.arguments());
    let body = plan.pointer("/request/body").filter(|body| body.is_object() || body.is_array());
    if body.is_some() {
        let in_body = |name: &str| {
            let mut params = operation.params.iter().filter(|param| param.argument == name);
            params.any(|param| matches!(param.location, Location::Body | Location::WholeBody))
        };
        arguments.retain(|name, _| !in_body(name));
    }
    let mut fields = Vec::new();
    flatten("", &Value::Object(arguments), &mut fields);
    if let Some(body) = body {
        flatten("", body, &mut fields);
    }
    let hidden = fields.len().saturating_sub(MAX_LINES);
    if hidden > 0 {
        bring_stakes_forward(operation, call.arguments(), &mut fields);
    }
    fields.truncate(MAX_LINES);
    lines.extend(fields);
    if hidden > 0 {
        lines.push((said("not shown".into()), said(say("{} more fields", &[&hidden]))));
    }
    let title = format!("{} ({})", title(call.api(), operation), said(operation.class.said()));
    Ok(Question { title, lines })
}

/// Many collections call a request `Delete`, one in each folder: a person is told which of them it is.
fn title(api: &Api, operation: &Operation) -> String {
    let alike = api.operations().filter(|other| other.title == operation.title).count();
    if alike > 1 { format!("{} ({})", operation.title, operation.id) } else { operation.title.to_owned() }
}

/// Nobody may push out of sight how much is moved, and to whom.
fn bring_stakes_forward(
    operation: &Operation,
    arguments: &Map<String, Value>,
    fields: &mut [(String, String)],
) {
    let Stakes { amount, currency, recipient } = Stakes::of(operation, arguments);
    let stakes: Vec<Stake> = [amount, currency, Some(recipient)].into_iter().flatten().collect();
    // A body that is one argument, or lies in a document, begins at another place than the arguments.
    let is_of = |name: &str, stake: &Stake| {
        stake.field == name
            || stake.field.ends_with(&format!(".{name}"))
            || name.ends_with(&format!(".{}", stake.field))
    };
    fields.sort_by_key(|(name, _)| !stakes.iter().any(|stake| is_of(name, stake)));
}

/// The refusal of a call that nobody confirmed; `how` says how to.
#[must_use]
pub fn refused(operation: &Operation, how: impl Into<Said>) -> Failure {
    Failure::new(
        Exit::Refused,
        "confirmation-needed",
        say(
            "{} is {}: it was not confirmed, and nothing was sent",
            &[&operation.id, &operation.class.said()],
        ),
    )
    .hint(how)
}

const MAX_LINES: usize = 60;

fn flatten(prefix: &str, value: &Value, lines: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (name, value) in map {
                let name = visible_capped(name, 60);
                flatten(&if prefix.is_empty() { name } else { format!("{prefix}.{name}") }, value, lines);
            }
        }
        Value::Array(list) if !list.is_empty() => {
            for (at, value) in list.iter().enumerate() {
                flatten(&format!("{prefix}[{at}]"), value, lines);
            }
        }
        // No arguments at all: nothing to show.
        other if prefix.is_empty() && is_empty(other) => {}
        other => lines.push((prefix.to_owned(), quoted(other))),
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(Map::is_empty)
}

fn quoted(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", visible_capped(text, 120)),
        // Nobody shall take `9e6` for nine.
        Value::Number(number) if number.to_string().contains(['e', 'E']) => {
            let written = visible_capped(&number.to_string(), 60);
            decimal::plain(&number.to_string())
                .map_or(written.clone(), |plain| format!("{written} ({plain})"))
        }
        other => visible_capped(&other.to_string(), 120),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::core::spec::{Group, Language};

    #[test]
    fn operations_of_one_title_are_told_apart() {
        const fn of(id: &'static str, title: &'static str) -> Operation {
            Operation { id, title, ..Operation::EMPTY }
        }
        const ALIKE: &[Operation] =
            &[of("deals-delete", "Delete"), of("notes-delete", "Delete"), of("pay", "Pay")];
        const API: Api = Api { groups: &[Group { name: "", title: "", operations: ALIKE }], ..Api::EMPTY };
        let titles: Vec<_> = API.operations().map(|operation| title(&API, operation)).collect();
        assert_eq!(titles, ["Delete (deals-delete)", "Delete (notes-delete)", "Pay"]);
    }

    #[test]
    fn a_refusal_names_the_class_in_the_readers_language() {
        let operation: &'static Operation =
            &Operation { id: "pay", class: Class::Dangerous, ..Operation::EMPTY };
        let refusal = refused(operation, "ask");
        assert!(refusal.message.english().starts_with("pay is dangerous: "));
        assert!(refusal.message.in_language(Language::Spanish).starts_with("pay es peligrosa: "));
    }
}
