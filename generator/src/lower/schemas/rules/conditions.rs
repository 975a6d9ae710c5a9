//! Statements become conditions of the model, as far as their names and values are those of the request.

use serde_json::Value;

use super::Rules;
use super::scope::Scope;
use super::tables::Resolved;
use crate::lower::schemas::facts::{Demanded, Facts, Premise, Statement};
use crate::lower::schemas::settle::{Settler, Use, same};
use crate::lower::schemas::tree::{Node, Source};
use crate::model::{Condition, Demand, Kind, When};

/// More conditions than this are left to the description.
const MOST: usize = 500;

/// Conditions while they are collected.
pub(super) struct Stated<'a> {
    scope: &'a Scope<'a>,
    list: Vec<Condition>,
}

impl<'a> Stated<'a> {
    pub fn new(scope: &'a Scope<'a>) -> Self {
        Self { scope, list: Vec::new() }
    }

    /// Smallest and largest values that a table states for its cases.
    pub fn table(&mut self, table: &Resolved) {
        for row in &table.rows {
            for (field, least, number) in &row.bounds {
                let numeric = self
                    .scope
                    .schema(field)
                    .is_some_and(|schema| matches!(schema.kind, Kind::Number | Kind::Integer));
                if numeric && *field != table.by {
                    let number = number.clone();
                    let demand = if *least { Demand::BeAtLeast(number) } else { Demand::BeAtMost(number) };
                    let when = When { field: table.by.clone(), values: row.values.clone() };
                    self.add(Condition { when: vec![when], field: field.clone(), demand });
                }
            }
        }
    }

    /// What a case demands of a field that others have too.
    pub fn case(&mut self, by: &str, values: &[Value], field: &str, facts: &Facts) {
        let when = vec![When { field: by.to_owned(), values: values.to_vec() }];
        if facts.required == Some(true) {
            self.demand(&when, field, &Demanded::Given);
        }
    }

    /// Takes a statement over when all its names and values are known.
    pub fn statement(&mut self, statement: &Statement, owner: Option<&str>, tables: &[Resolved]) {
        let premises = statement.when.iter().map(|premise| self.premise(premise, owner, tables));
        let Some(when) = premises.collect::<Option<Vec<When>>>() else { return };
        let near = when.first().map(|when| when.field.clone());
        let named = statement.subjects.iter().map(|name| self.scope.resolve(name, near.as_deref().or(owner)));
        let Some(mut subjects) = named.collect::<Option<Vec<String>>>() else { return };
        if subjects.is_empty() {
            subjects.extend(owner.map(str::to_owned));
        }
        for field in subjects.iter().filter(|field| when.iter().all(|when| when.field != **field)) {
            for demanded in &statement.demands {
                self.demand(&when, field, demanded);
            }
        }
    }

    fn premise(&self, premise: &Premise, owner: Option<&str>, tables: &[Resolved]) -> Option<When> {
        let field = match &premise.field {
            Some(name) => self.scope.resolve(name, owner)?,
            None => {
                let decides = |table: &&Resolved| {
                    premise.values.iter().all(|value| {
                        let value = self.scope.value(&table.by, value);
                        value.is_some_and(|value| table.rows.iter().any(|row| row.values.contains(&value)))
                    })
                };
                let table = tables.iter().find(decides).map(|table| table.by.clone());
                table.or_else(|| self.scope.deciding(&premise.values, owner))?
            }
        };
        let values: Option<Vec<Value>> =
            premise.values.iter().map(|value| self.scope.value(&field, value)).collect();
        Some(When { field, values: values? })
    }

    fn demand(&mut self, when: &[When], field: &str, demanded: &Demanded) {
        let add = |demand| Condition { when: when.to_vec(), field: field.to_owned(), demand };
        match demanded {
            Demanded::Given if self.scope.is_required(field) => {}
            Demanded::Given => self.add(add(Demand::BeGiven)),
            Demanded::Absent if self.scope.is_required(field) => {}
            Demanded::Absent => self.add(add(Demand::BeAbsent)),
            Demanded::Limited(facts) => {
                let demands = self.limits(field, facts);
                demands.into_iter().for_each(|demand| self.add(add(demand)));
            }
        }
    }

    /// Limits in the type of their field.
    fn limits(&self, field: &str, facts: &Facts) -> Vec<Demand> {
        let Some(known) = self.scope.schema(field) else { return Vec::new() };
        let mut node = Node::default();
        node.state(Source::Description, Facts { kind: Some(known.kind), ..facts.clone() });
        let schema = Settler::new(Use::Request).settle(&node, "", "").schema;
        let mut demands = Vec::new();
        let allowed = |value: &Value| {
            known.choices.is_empty() || known.choices.iter().any(|choice| same(choice, value))
        };
        if !schema.choices.is_empty() && schema.choices.iter().all(allowed) {
            demands.push(Demand::BeOneOf(schema.choices));
        }
        demands.extend(schema.minimum.map(Demand::BeAtLeast));
        demands.extend(schema.maximum.map(Demand::BeAtMost));
        demands.extend(schema.min_length.map(Demand::HaveAtLeast));
        demands.extend(schema.max_length.map(Demand::HaveAtMost));
        demands.extend(schema.pattern.map(Demand::Match));
        demands
    }

    /// Adds a condition; equal demands of several values of one field are one condition.
    fn add(&mut self, condition: Condition) {
        if let [when] = condition.when.as_slice()
            && !when.values.is_empty() && let Some(known) = self.list.iter_mut().find(|known| {
            known.field == condition.field
                && known.demand == condition.demand
                && matches!(known.when.as_slice(), [one] if one.field == when.field && !one.values.is_empty())
        }) {
            if let [one] = known.when.as_mut_slice() {
                let further: Vec<Value> =
                    when.values.iter().filter(|value| !one.values.contains(value)).cloned().collect();
                one.values.extend(further);
            }
            return;
        }
        if self.list.len() < MOST && !self.list.contains(&condition) {
            self.list.push(condition);
        }
    }

    /// Hands over what neither another condition nor the example contradicts.
    pub fn finish(self, rules: &mut Rules) {
        let differs = |one: &Condition, two: &Condition| {
            one.field == two.field
                && one.demand != two.demand
                && std::mem::discriminant(&one.demand) == std::mem::discriminant(&two.demand)
                && overlaps(&one.when, &two.when)
        };
        let doubtful: Vec<bool> =
            self.list.iter().map(|one| self.list.iter().any(|two| differs(one, two))).collect();
        for (condition, doubtful) in self.list.into_iter().zip(doubtful) {
            if doubtful {
                continue;
            }
            if is_broken(&condition, self.scope) {
                rules.contradictions.push(condition.field);
            } else {
                rules.conditions.push(condition);
            }
        }
    }
}

/// Whether both can hold at once, by the same fields.
fn overlaps(one: &[When], two: &[When]) -> bool {
    one.len() == two.len()
        && one.iter().zip(two).all(|(one, two)| {
            one.field == two.field
                && (one.values.is_empty()
                    || two.values.is_empty()
                    || one.values.iter().any(|value| two.values.contains(value)))
        })
}

/// Whether the example breaks a condition.
fn is_broken(condition: &Condition, scope: &Scope<'_>) -> bool {
    let written = |value: &Value| !value.as_str().is_some_and(|text| text.contains("{{") || text == "***");
    let holds = condition.when.iter().all(|when| {
        scope.example(&when.field).is_some_and(|example| {
            written(example)
                && (when.values.is_empty() || when.values.iter().any(|value| same(value, example)))
        })
    });
    if !holds {
        return false;
    }
    let example = scope.example(&condition.field);
    match (&condition.demand, example) {
        (Demand::BeGiven, example) => example.is_none(),
        (Demand::BeAbsent, example) => example.is_some_and(|example| !example.is_null()),
        (_, None) => false,
        (_, Some(example)) if !written(example) || example.is_null() => false,
        (Demand::BeAtLeast(least), Some(example)) => {
            number(example).zip(least.as_f64()).is_some_and(|(one, least)| one < least)
        }
        (Demand::BeAtMost(most), Some(example)) => {
            number(example).zip(most.as_f64()).is_some_and(|(one, most)| one > most)
        }
        (Demand::HaveAtLeast(least), Some(example)) => length(example).is_some_and(|length| length < *least),
        (Demand::HaveAtMost(most), Some(example)) => length(example).is_some_and(|length| length > *most),
        (Demand::Match(pattern), Some(example)) => {
            let fits = |text: &str| regex_lite::Regex::new(pattern).is_ok_and(|regex| regex.is_match(text));
            example.as_str().is_some_and(|text| !fits(text))
        }
        (Demand::BeOneOf(values), Some(example)) => !values.iter().any(|value| same(value, example)),
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64()
}

fn length(value: &Value) -> Option<u64> {
    value.as_str().map(|text| text.chars().count() as u64)
}
