//! Values, demands and circumstances in words that people know them by: `117 (PSE)`.

use std::cell::OnceCell;

use serde_json::Value;

use super::super::docs::{OperationDocs, ParamDocs};
use super::super::spec::{Condition, Demand, Operation, When};
use super::super::text::visible_capped;
use super::super::words::{Said, say};
use super::shape::same;

/// Longest text of one value or label.
const LONGEST: usize = 60;

/// Most choices in one message.
const MOST: usize = 40;

/// What the values of an operation's fields are called. Documentation is parsed when the first label is asked for.
#[derive(Debug)]
pub struct Labels<'a> {
    operation: &'a Operation,
    docs: OnceCell<OperationDocs>,
}

impl<'a> Labels<'a> {
    /// The labels of an operation.
    #[must_use]
    pub const fn new(operation: &'a Operation) -> Self {
        Self { operation, docs: OnceCell::new() }
    }

    /// The value with its label, where it has one.
    #[must_use]
    pub fn value(&self, path: &str, json: &str) -> String {
        let shown = visible_capped(json, LONGEST);
        match self.label(path, json) {
            Some(label) => format!("{shown} ({label})"),
            None => shown,
        }
    }

    /// The values with their labels, as a list of a sentence.
    #[must_use]
    pub fn values(&self, path: &str, values: &[&str]) -> Said {
        let mut shown: Vec<Said> =
            values.iter().take(MOST).map(|json| self.value(path, json).into()).collect();
        if let Some(more) = values.len().checked_sub(MOST).filter(|more| *more > 0) {
            shown.push(say("{} more", &[&more]));
        }
        Said::List(shown, ", ")
    }

    /// What people call a value of the field at that path.
    #[must_use]
    pub fn label(&self, path: &str, json: &str) -> Option<String> {
        let value: Value = serde_json::from_str(json).ok()?;
        let plain = without_indices(path);
        let label =
            self.of_case(&plain, &value).map(str::to_owned).or_else(|| self.documented(&plain, &value))?;
        (!label.is_empty()).then(|| visible_capped(&label, LONGEST))
    }

    fn of_case(&self, path: &str, value: &Value) -> Option<&'a str> {
        let variants = self.operation.variants.iter().filter(|variants| without_indices(variants.by) == path);
        let mut cases = variants.flat_map(|variants| variants.cases);
        let chosen =
            cases.find(|case| !case.label.is_empty() && case.values.iter().any(|known| is(value, known)));
        chosen.map(|case| case.label)
    }

    fn documented(&self, path: &str, value: &Value) -> Option<String> {
        let docs = self.docs.get_or_init(|| OperationDocs::parse(self.operation).unwrap_or_default());
        let known = docs_of(&docs.params, path)?;
        let choice = known.choices.iter().find(|choice| same(&choice.value, value))?;
        Some(choice.label.clone())
    }
}

fn is(value: &Value, json: &str) -> bool {
    serde_json::from_str::<Value>(json).is_ok_and(|known| same(&known, value))
}

/// What is known of the field at a dotted path; the elements of a list are documented with the list.
fn docs_of<'d>(params: &'d [ParamDocs], path: &str) -> Option<&'d ParamDocs> {
    params.iter().find_map(|known| match path.strip_prefix(known.argument.as_str())? {
        "" => Some(known),
        rest => docs_of(&known.fields, rest.strip_prefix('.')?),
    })
}

/// `items[0].sku` and `items[].sku` are the same field.
fn without_indices(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, (_, after))) =
        rest.split_once('[').and_then(|(before, tail)| Some((before, tail.split_once(']')?)))
    {
        plain.push_str(before);
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// A condition as a sentence.
#[must_use]
pub fn rule(condition: &Condition, labels: &Labels<'_>) -> Said {
    let demand = demand(condition.demand, condition.field, labels);
    let field = visible_capped(condition.field, 120);
    match condition.when {
        [] => say("{} {}", &[&field, &demand]),
        circumstances => say("{} {} when {}", &[&field, &demand, &when(circumstances, labels)]),
    }
}

/// What is demanded, as the rest of a sentence that the field begins.
#[must_use]
pub fn demand(demand: Demand, field: &str, labels: &Labels<'_>) -> Said {
    match demand {
        Demand::BeGiven => "is required".into(),
        Demand::BeAbsent => "must not be given".into(),
        Demand::BeAtLeast(least) => say("must be at least {}", &[&least]),
        Demand::BeAtMost(most) => say("must be at most {}", &[&most]),
        Demand::HaveAtLeast(least) => say("must have at least {} characters", &[&least]),
        Demand::HaveAtMost(most) => say("must have at most {} characters", &[&most]),
        Demand::Match(pattern) => say("must match the pattern {}", &[&visible_capped(pattern, 200)]),
        Demand::BeOneOf([only]) => say("must be {}", &[&labels.value(field, only)]),
        Demand::BeOneOf(values) => say("must be one of {}", &[&labels.values(field, values)]),
    }
}

/// The circumstances of a condition: `paymentMethod.id is 117 (PSE) and typePerson is given`.
fn when(circumstances: &[When], labels: &Labels<'_>) -> Said {
    let one = |when: &When| match when.values {
        [] => say("{} is given", &[&when.field]),
        [only] => say("{} is {}", &[&when.field, &labels.value(when.field, only)]),
        values => say("{} is one of {}", &[&when.field, &labels.values(when.field, values)]),
    };
    Said::List(circumstances.iter().map(one).collect(), " and ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_do_not_count() {
        assert_eq!(without_indices("items[0].lines[12].sku"), "items.lines.sku");
        assert_eq!(without_indices("items[].sku"), "items.sku");
        assert_eq!(without_indices("a[b"), "a[b");
    }

    #[test]
    fn documentation_is_found_below_names_with_dots() {
        let field =
            |argument: &str, fields| ParamDocs { argument: argument.into(), fields, ..ParamDocs::default() };
        let params = [field("a", vec![]), field("a.b", vec![field("c.d", vec![field("e", vec![])])])];
        assert_eq!(docs_of(&params, "a.b.c.d.e").map(|found| found.argument.as_str()), Some("e"));
        assert!(docs_of(&params, "a.x").is_none());
    }
}
