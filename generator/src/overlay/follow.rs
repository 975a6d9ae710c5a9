//! What an overlay says of answers: when something has ended, how a list goes on, what can be scanned, what values mean.

use serde_json::Value;

use super::fields::{Fields, problem};
use super::rules::{AnswerRule, OperationRule};
use crate::dotted;
use crate::model::{Diagnostic, Operation, PageStep, Pages, Scan, Wait};
use crate::plain::plain;
use crate::suggest;

pub(super) fn wait(fields: Fields<'_, '_>) -> Wait {
    let wait = Wait {
        field: fields.needed("field"),
        done: values(&fields, "done"),
        failed: values(&fields, "failed"),
        again: fields.flag("again").unwrap_or_default(),
    };
    if !wait.field.is_empty() && wait.done.is_empty() && wait.failed.is_empty() {
        let help = "list the values of a good end, such as `done = [\"2\"]`; a number is written as a text";
        fields.report("overlay-missing-key", "done", "`wait` needs `done` or `failed`".into(), help.into());
    }
    fields.finish();
    wait
}

/// Values as JSON text: what reads as a number is one, anything else is a text.
fn values(fields: &Fields<'_, '_>, key: &'static str) -> Vec<String> {
    let texts = fields.texts(key).unwrap_or_default();
    texts.into_iter().map(|text| json_text(&text)).collect()
}

fn json_text(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_) | Value::String(_))) => value.to_string(),
        _ => Value::from(text).to_string(),
    }
}

pub(super) fn pages(fields: Fields<'_, '_>) -> Option<Pages> {
    let kinds = [("page", 0_u8), ("offset", 1), ("cursor", 2), ("link", 3)];
    fields.needed("by");
    let by = match fields.choice("by", &kinds) {
        Some(0) => Some(PageStep::Number { first: fields.whole("first").unwrap_or(1) }),
        Some(1) => Some(PageStep::Offset),
        Some(2) => Some(PageStep::Cursor { next: fields.needed("next") }),
        Some(3) => Some(PageStep::Link),
        _ => None,
    };
    // The whole address of the next page comes with the answer.
    let linked = by == Some(PageStep::Link);
    let parameter = if linked { String::new() } else { fields.needed("parameter") };
    let size = fields.text("size");
    fields.finish();
    by.map(|by| Pages { parameter, by, size })
}

pub(super) fn scan(fields: Fields<'_, '_>) -> Scan {
    let scan = Scan { field: fields.needed("field"), always: fields.flag("always").unwrap_or_default() };
    fields.finish();
    scan
}

pub(super) fn answer(fields: Fields<'_, '_>) -> AnswerRule {
    let labels = fields.scalars("labels").into_iter();
    let labels = labels.map(|(value, label)| (json_text(&value), plain(&label)));
    let rule = AnswerRule {
        field: fields.needed("field"),
        labels: labels.collect(),
        unit: fields.text("unit"),
        at: fields.place(),
    };
    fields.finish();
    rule
}

pub(super) fn apply(operation: &mut Operation, rule: &OperationRule, problems: &mut Vec<Diagnostic>) {
    if rule.wait.is_some() {
        operation.follow.wait.clone_from(&rule.wait);
    }
    if rule.pages.is_some() {
        operation.follow.pages.clone_from(&rule.pages);
    }
    if rule.scan.is_some() {
        operation.follow.scan.clone_from(&rule.scan);
    }
    let mut schema = operation.response.schema.as_mut();
    let known = schema.as_deref().map(dotted::paths).unwrap_or_default();
    for answer in &rule.answers {
        let found = schema.as_deref_mut().and_then(|schema| dotted::property_mut(schema, &answer.field));
        let Some(property) = found else {
            let message = format!("the answer of `{}` has no field `{}`", rule.key, answer.field);
            let help = suggest::help(&answer.field, known.iter().map(String::as_str));
            problems.push(problem("overlay-unknown-field", answer.at.clone(), message, help));
            continue;
        };
        if answer.unit.is_some() {
            property.schema.unit.clone_from(&answer.unit);
        }
        for (value, label) in &answer.labels {
            property.schema.choice_labels.retain(|(known, _)| known != value);
            property.schema.choice_labels.push((value.clone(), label.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_it_reads_as() {
        assert_eq!(json_text("2"), "2");
        assert_eq!(json_text("02"), "\"02\"");
        assert_eq!(json_text("PAID"), "\"PAID\"");
        assert_eq!(json_text("true"), "true");
        assert_eq!(json_text("\"2\""), "\"2\"");
    }
}
