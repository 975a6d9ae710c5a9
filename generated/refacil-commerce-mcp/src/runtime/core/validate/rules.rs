//! Variants and conditions: what a value means for the other fields.

use serde_json::{Map, Value};

use super::super::plain::plain;
use super::super::spec::{Case, CaseField, Condition, Demand, Operation, Variants, When};
use super::super::words::{Said, say};
use super::labels::{self, Labels};
use super::reach::{self, Scope};
use super::shape::{self, same};
use super::{Problem, check_value};

/// Checks the rules of an operation over its arguments, constants included.
pub fn check(operation: &Operation, arguments: &Map<String, Value>, labels: &Labels<'_>) -> Vec<Problem> {
    let mut broken: Vec<Broken> = Vec::new();
    let variants = operation.variants.iter().flat_map(|variants| check_variants(variants, arguments, labels));
    let conditions = operation.conditions.iter().flat_map(|rule| check_condition(rule, arguments, labels));
    for rule in variants.chain(conditions) {
        // Variants and conditions may state the same thing.
        if !broken.iter().any(|known| known.path == rule.path && known.fault == rule.fault) {
            broken.push(rule);
        }
    }
    broken.into_iter().map(|rule| Problem::new(rule.path, rule.message)).collect()
}

/// A rule that the arguments break.
struct Broken {
    path: String,
    /// What is wrong with the field.
    fault: Said,
    /// The same with the circumstances that make it wrong.
    message: Said,
}

impl Broken {
    fn when(path: String, fault: impl Into<Said>, because: &Said) -> Self {
        let fault = fault.into();
        let message = say("{} when {}", &[&fault, because]);
        Self { path, fault, message }
    }
}

fn check_variants(variants: &Variants, arguments: &Map<String, Value>, labels: &Labels<'_>) -> Vec<Broken> {
    let fields = variants.cases.iter().flat_map(|case| case.fields).map(|field| field.path);
    let paths: Vec<&str> = std::iter::once(variants.by).chain(fields).collect();
    let list = reach::common_list(&paths);
    let scopes = reach::scopes(arguments, list);
    scopes
        .iter()
        .flat_map(|scope| Choice::of(variants, list, scope, labels))
        .flat_map(|choice| choice.check())
        .collect()
}

/// The place of the case that the arguments choose, and the case; none inside of lists, where each element chooses.
pub fn chosen(variants: &Variants, arguments: &Map<String, Value>) -> Option<(usize, &'static Case)> {
    let value = reach::find(arguments, variants.by)?;
    variants.cases.iter().enumerate().find(|(_, case)| has(value, case.values))
}

/// The alternative that a value chose, where it stands.
struct Choice<'a> {
    variants: &'a Variants,
    /// Cases of that value; a text that documents two of them for one value leaves only what both say.
    chosen: Vec<&'a Case>,
    list: &'a str,
    scope: &'a Scope<'a>,
    labels: &'a Labels<'a>,
    /// The deciding field with its value: `paymentMethod.id is 117 (PSE)`.
    because: Said,
}

impl<'a> Choice<'a> {
    /// None where the deciding field is absent, or has a value of which nothing is known.
    fn of(
        variants: &'a Variants,
        list: &'a str,
        scope: &'a Scope<'a>,
        labels: &'a Labels<'a>,
    ) -> Option<Self> {
        let value = reach::find(scope.map, reach::below(variants.by, list)?)?;
        let chosen: Vec<&Case> = variants.cases.iter().filter(|case| has(value, case.values)).collect();
        let json = chosen.iter().flat_map(|case| case.values).find(|known| decides(value, known))?;
        let because = say("{} is {}", &[&variants.by, &labels.value(variants.by, json)]);
        Some(Self { variants, chosen, list, scope, labels, because })
    }

    fn check(&self) -> Vec<Broken> {
        let mut broken = Vec::new();
        let mut paths: Vec<&str> = Vec::new();
        for field in self.variants.cases.iter().flat_map(|case| case.fields) {
            if !paths.contains(&field.path) {
                paths.push(field.path);
                self.check_field(field.path, &mut broken);
            }
        }
        broken
    }

    fn check_field(&self, path: &'a str, broken: &mut Vec<Broken>) {
        let Some(below) = reach::below(path, self.list) else { return };
        let at = format!("{}{below}", self.scope.at);
        let value = reach::find(self.scope.map, below);
        let field_of = |case: &&'a Case| case.fields.iter().find(|field| field.path == path);
        let fields: Vec<&CaseField> = self.chosen.iter().filter_map(field_of).collect();
        match value {
            None => {
                let everywhere = fields.len() == self.chosen.len();
                if everywhere && fields.iter().all(|field| field.required) {
                    broken.push(Broken::when(at, "is required", &self.because));
                }
            }
            Some(value) if fields.is_empty() => {
                if !value.is_null() {
                    broken.push(self.stranger(at, path));
                }
            }
            Some(value) => broken.extend(self.refusals(&fields, value, &at)),
        }
    }

    /// What is wrong with a value that belongs here; a value that one reading of the text allows is right.
    fn refusals(&self, fields: &[&CaseField], value: &Value, at: &str) -> Vec<Broken> {
        let refused = fields.iter().map(|field| {
            let mut problems = Vec::new();
            check_value(field.schema, value, at, self.labels, &mut problems);
            problems
        });
        let least = refused.min_by_key(Vec::len).unwrap_or_default();
        let broken = least.into_iter();
        broken.map(|problem| Broken::when(problem.path, problem.message, &self.because)).collect()
    }

    /// A field of other cases.
    fn stranger(&self, at: String, path: &str) -> Broken {
        let owners =
            self.variants.cases.iter().filter(|case| case.fields.iter().any(|field| field.path == path));
        let values: Vec<&str> = owners.flat_map(|case| case.values).copied().collect();
        let owners = self.labels.values(self.variants.by, &values);
        let message = say("must not be given when {}: it belongs to {}", &[&self.because, &owners]);
        Broken { path: at, fault: "must not be given".into(), message }
    }
}

fn check_condition(
    condition: &Condition,
    arguments: &Map<String, Value>,
    labels: &Labels<'_>,
) -> Vec<Broken> {
    let paths: Vec<&str> =
        condition.when.iter().map(|when| when.field).chain(std::iter::once(condition.field)).collect();
    let list = reach::common_list(&paths);
    let Some(below) = reach::below(condition.field, list) else { return Vec::new() };
    let mut broken = Vec::new();
    for scope in reach::scopes(arguments, list) {
        let Some(because) = holding(condition.when, list, &scope, labels) else { continue };
        let value = reach::find(scope.map, below).filter(|value| !value.is_null());
        if !obeys(condition.demand, value) {
            let path = format!("{}{below}", scope.at);
            let fault = labels::demand(condition.demand, condition.field, labels);
            broken.push(if because.is_empty() {
                Broken { path, message: fault.clone(), fault }
            } else {
                Broken::when(path, fault, &Said::List(because, " and "))
            });
        }
    }
    broken
}

/// The circumstances as they are, if all of them hold; a rule without any always holds.
fn holding(when: &[When], list: &str, scope: &Scope<'_>, labels: &Labels<'_>) -> Option<Vec<Said>> {
    let mut held = Vec::new();
    for circumstance in when {
        let value = reach::find(scope.map, reach::below(circumstance.field, list)?)?;
        if circumstance.values.is_empty() && !value.is_null() {
            held.push(say("{} is given", &[&circumstance.field]));
        } else {
            let json = circumstance.values.iter().find(|known| decides(value, known))?;
            held.push(say("{} is {}", &[&circumstance.field, &labels.value(circumstance.field, json)]));
        }
    }
    Some(held)
}

/// A limit rules only a value that is given, and only one of its own type: another type is a problem of its own.
fn obeys(demand: Demand, value: Option<&Value>) -> bool {
    let Some(value) = value else { return demand != Demand::BeGiven };
    match (demand, value) {
        (Demand::BeGiven, _) => true,
        (Demand::BeAbsent, _) => false,
        (Demand::BeAtLeast(least), Value::Number(number)) => !shape::is_below(number, least),
        (Demand::BeAtMost(most), Value::Number(number)) => !shape::is_above(number, most),
        (Demand::HaveAtLeast(least), Value::String(text)) => text.chars().count() as u64 >= least,
        (Demand::HaveAtMost(most), Value::String(text)) => text.chars().count() as u64 <= most,
        (Demand::Match(pattern), Value::String(text)) => shape::matches(pattern, text),
        (Demand::BeOneOf(values), value) => has(value, values),
        _ => true,
    }
}

fn has(value: &Value, values: &[&str]) -> bool {
    values.iter().any(|known| decides(value, known))
}

/// A field without a stated type may carry 117 as a number or as a text; where the type is stated, the other is refused
/// for itself.
fn decides(value: &Value, json: &str) -> bool {
    let Ok(known) = serde_json::from_str::<Value>(json) else { return false };
    let texts = known.is_string() || value.is_string();
    same(&known, value) || (texts && is_scalar(value) && plain(&known) == plain(value))
}

fn is_scalar(value: &Value) -> bool {
    value.is_string() || value.is_number() || value.is_boolean()
}
