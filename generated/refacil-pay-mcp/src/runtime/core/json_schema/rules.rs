//! Alternatives and rules between fields as `if` and `then`.

use serde_json::{Map, Value, json};

use super::super::docs::{CaseDocs, OperationDocs};
use super::super::spec::{Case, Condition, Demand, Operation, Variants, When};
use super::place::{Place, Step, Way, about, both, nothing};
use super::{number, of_value, parsed};

/// All rules of an operation.
pub fn of(operation: &Operation, docs: &OperationDocs) -> Vec<Value> {
    let cases = operation.variants.iter().enumerate().flat_map(|(at, variants)| {
        let known = docs.variants.get(at).map_or(&[][..], |known| &known.cases);
        variants.cases.iter().enumerate().map(move |(at, case)| {
            let rule = Alternative { operation, variants, case };
            rule.schema(known.get(at))
        })
    });
    cases.chain(operation.conditions.iter().map(|rule| condition(operation, rule))).collect()
}

struct Alternative<'a> {
    operation: &'a Operation,
    variants: &'a Variants,
    case: &'a Case,
}

impl Alternative<'_> {
    fn schema(&self, docs: Option<&CaseDocs>) -> Value {
        let by = Place::of(self.operation, self.variants.by);
        let list = by.list().to_vec();
        let values: Vec<Value> = self.case.values.iter().map(|json| parsed(json)).collect();
        let below = by.steps.get(list.len()..).unwrap_or_default();
        let mut rule = Map::new();
        if !self.case.label.is_empty() {
            rule.insert("title".into(), self.case.label.into());
        }
        if let Some(text) = docs.map(|docs| docs.description.trim()).filter(|text| !text.is_empty()) {
            rule.insert("description".into(), text.into());
        }
        rule.insert("if".into(), about(below, json!({"enum": values}), Way::Given));
        rule.insert("then".into(), self.demands(&list, docs));
        about(&list, Value::Object(rule), Way::IfGiven)
    }

    fn demands(&self, list: &[Step], docs: Option<&CaseDocs>) -> Value {
        let own = self.case.fields.iter().enumerate().map(|(at, field)| {
            let place = Place::of(self.operation, field.path);
            let way = if field.required && self.alone(field.path) { Way::Given } else { Way::IfGiven };
            let known = docs.and_then(|docs| docs.fields.get(at)).map(|field| &field.known);
            let schema = match place.schema {
                Some(same) if std::ptr::eq(same, field.schema) => Value::Bool(true),
                _ => Value::Object(of_value(field.schema, known)),
            };
            (place, schema, way)
        });
        let others = self.strangers().into_iter().map(|path| {
            // `null` says that it is not given.
            (Place::of(self.operation, path), json!({"type": "null"}), Way::IfGiven)
        });
        own.chain(others)
            .filter_map(|(place, schema, way)| Some(about(place.steps.strip_prefix(list)?, schema, way)))
            .fold(nothing(), both)
    }

    /// Cases that a common value chooses too.
    fn siblings(&self) -> impl Iterator<Item = &Case> {
        let shared = |case: &&Case| case.values.iter().any(|value| self.case.values.contains(value));
        self.variants.cases.iter().filter(shared)
    }

    /// No other reading of the text leaves the field out.
    fn alone(&self, path: &str) -> bool {
        self.siblings().all(|case| case.fields.iter().any(|field| field.path == path && field.required))
    }

    /// Fields of other cases only.
    fn strangers(&self) -> Vec<&'static str> {
        let mut paths: Vec<&str> = Vec::new();
        for field in self.variants.cases.iter().flat_map(|case| case.fields) {
            let own = self.siblings().any(|case| case.fields.iter().any(|known| known.path == field.path));
            if !own && !paths.contains(&field.path) {
                paths.push(field.path);
            }
        }
        paths
    }
}

fn condition(operation: &Operation, rule: &Condition) -> Value {
    let field = Place::of(operation, rule.field);
    let circumstances: Vec<(&When, Place)> =
        rule.when.iter().map(|when| (when, Place::of(operation, when.field))).collect();
    let through = |list: &[Step]| circumstances.iter().all(|(_, place)| place.steps.starts_with(list));
    let list = if through(field.list()) { field.list().to_vec() } else { Vec::new() };
    let (inner, way) = demand(rule.demand);
    let below = |place: &Place| place.steps.get(list.len()..).unwrap_or_default().to_vec();
    let then = about(&below(&field), inner, way);
    let when = circumstances
        .iter()
        .map(|(when, place)| {
            let values: Vec<Value> = when.values.iter().map(|json| parsed(json)).collect();
            let inner = if values.is_empty() { Value::Bool(true) } else { json!({"enum": values}) };
            about(&below(place), inner, Way::Given)
        })
        .fold(nothing(), both);
    let ruled = if circumstances.is_empty() { then } else { json!({"if": when, "then": then}) };
    about(&list, ruled, Way::IfGiven)
}

fn demand(demand: Demand) -> (Value, Way) {
    match demand {
        Demand::BeGiven => (Value::Bool(true), Way::Given),
        Demand::BeAbsent => (json!({"type": "null"}), Way::IfGiven),
        Demand::BeAtLeast(least) => (json!({"minimum": number(least)}), Way::IfGiven),
        Demand::BeAtMost(most) => (json!({"maximum": number(most)}), Way::IfGiven),
        Demand::HaveAtLeast(least) => (json!({"minLength": least}), Way::IfGiven),
        Demand::HaveAtMost(most) => (json!({"maxLength": most}), Way::IfGiven),
        Demand::Match(pattern) => (json!({"pattern": pattern}), Way::IfGiven),
        Demand::BeOneOf(values) => {
            let values: Vec<Value> = values.iter().map(|json| parsed(json)).collect();
            (json!({"enum": values}), Way::IfGiven)
        }
    }
}
