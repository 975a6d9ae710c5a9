//! Where in a schema the field of a dotted path is ruled.

use serde_json::{Map, Value, json};

use super::super::spec::{Operation, Schema};

/// One step on the way to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// The field of that name.
    Field(String),
    /// Each element of a list.
    Each,
}

/// A field, and how to get there from the arguments.
#[derive(Debug, Clone)]
pub struct Place {
    /// The way.
    pub steps: Vec<Step>,
    /// Its shape, where the arguments know it.
    pub schema: Option<&'static Schema>,
}

impl Place {
    /// The place of a dotted path. Names may hold dots: those of the arguments win over a split.
    pub fn of(operation: &Operation, path: &str) -> Self {
        let known = operation.params.iter().find_map(|param| {
            let rest = path.strip_prefix(param.argument)?;
            let mut steps = vec![Step::Field(param.argument.to_owned())];
            let schema = walk(param.schema, rest, &mut steps)?;
            Some(Self { steps, schema: Some(schema) })
        });
        known.unwrap_or_else(|| Self { steps: split(path), schema: None })
    }

    /// The list that the way leads through last: so many steps belong to it.
    pub fn list(&self) -> &[Step] {
        let end = self.steps.iter().rposition(|step| *step == Step::Each).map_or(0, |at| at + 1);
        self.steps.get(..end).unwrap_or_default()
    }
}

fn walk(schema: &'static Schema, rest: &str, steps: &mut Vec<Step>) -> Option<&'static Schema> {
    if rest.is_empty() {
        return Some(schema);
    }
    if let Some(rest) = rest.strip_prefix("[]") {
        steps.push(Step::Each);
        return walk(schema.items?, rest, steps);
    }
    let rest = rest.strip_prefix('.')?;
    schema.fields.iter().find_map(|field| {
        let mut further = steps.clone();
        further.push(Step::Field(field.name.to_owned()));
        let found = walk(field.schema, rest.strip_prefix(field.name)?, &mut further)?;
        *steps = further;
        Some(found)
    })
}

fn split(path: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let name = part.trim_end_matches("[]");
        steps.push(Step::Field(name.to_owned()));
        steps.extend((0..(part.len() - name.len()) / 2).map(|_| Step::Each));
    }
    steps
}

/// Whether what lies on the way must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It must.
    Given,
    /// The rule speaks of it only where it is.
    IfGiven,
}

/// A schema that says `inner` about what lies at the end of the steps.
pub fn about(steps: &[Step], inner: Value, way: Way) -> Value {
    steps.iter().rev().fold(inner, |inner, step| match (step, way) {
        (Step::Each, _) => json!({"items": inner}),
        (Step::Field(name), Way::Given) => json!({"properties": {name: inner}, "required": [name]}),
        (Step::Field(name), Way::IfGiven) => json!({"properties": {name: inner}}),
    })
}

/// Both schemas in one.
pub fn both(one: Value, other: Value) -> Value {
    match (one, other) {
        (Value::Object(mut one), Value::Object(other)) => {
            for (key, value) in other {
                let merged = match one.shift_remove(&key) {
                    Some(known) => both(known, value),
                    None => value,
                };
                one.insert(key, merged);
            }
            Value::Object(one)
        }
        (Value::Array(mut one), Value::Array(other)) => {
            one.extend(other.into_iter().filter(|value| !one.contains(value)).collect::<Vec<_>>());
            Value::Array(one)
        }
        // Nothing more is said of it.
        (one, Value::Bool(true)) => one,
        (_, other) => other,
    }
}

/// A schema that says nothing.
pub fn nothing() -> Value {
    Value::Object(Map::new())
}
