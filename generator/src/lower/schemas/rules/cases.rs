//! Cases of a request become alternatives of the model, when all of them are known.

use std::collections::HashMap;

use serde_json::Value;

use super::conditions::Stated;
use super::scope::Scope;
use super::tables::Resolved;
use super::{CaseRow, Collected, Rules};
use crate::lower::schemas::facts::{Facts, premise_of};
use crate::lower::schemas::settle::{Settler, Use, same};
use crate::lower::schemas::tree::{Node, Source};
use crate::lower::schemas::vocabulary::{fold, is_one_of};
use crate::model::{Case, CaseField, Kind, Schema, Variants};
use crate::plain::plain;

/// More fields than this in all cases are left to the description.
const MOST_FIELDS: usize = 2_000;

/// Which cases a label names.
#[derive(Debug, Clone, PartialEq)]
struct Chosen {
    by: String,
    values: Vec<Value>,
}

/// Makes alternatives of the cases that tables list and headings describe.
pub(super) fn settle(
    collected: &Collected,
    tables: &[Resolved],
    scope: &Scope<'_>,
    rules: &mut Rules,
    stated: &mut Stated<'_>,
) {
    let mut labels: HashMap<&str, Option<Chosen>> = HashMap::new();
    let mut described: Vec<(Chosen, &CaseRow)> = Vec::new();
    for row in collected.cases.iter().take(MOST_FIELDS) {
        let chosen = labels.entry(&row.label).or_insert_with(|| chosen(&row.label, tables, scope));
        described.extend(chosen.clone().filter(|chosen| chosen.by != row.path).map(|chosen| (chosen, row)));
    }
    let mut deciding: Vec<&str> =
        tables.iter().filter(|table| table.complete).map(|table| table.by.as_str()).collect();
    deciding.extend(described.iter().map(|(chosen, _)| chosen.by.as_str()));
    let mut seen = Vec::new();
    for by in deciding {
        if seen.contains(&by) {
            continue;
        }
        seen.push(by);
        let table = tables.iter().find(|table| table.by == by && table.complete);
        let rows: Vec<_> = described.iter().filter(|(chosen, _)| chosen.by == by).collect();
        let mut draft = Draft::new(by, table, &rows, scope);
        if !draft.is_whole(table, scope) {
            for (chosen, row) in rows {
                stated.case(by, &chosen.values, &row.path, &row.facts);
            }
            continue;
        }
        draft.fill(table, &rows, scope);
        draft.release(collected, scope, rules, stated);
    }
}

/// Which cases a label names: by a condition, by values, or by what people call them.
fn chosen(label: &str, tables: &[Resolved], scope: &Scope<'_>) -> Option<Chosen> {
    if let Some(premises) = premise_of(label) {
        let [premise] = premises.as_slice() else { return None };
        if let Some(by) = scope.resolve(premise.field.as_deref()?, None) {
            let values: Option<Vec<Value>> =
                premise.values.iter().map(|value| scope.value(&by, value)).collect();
            return values.map(|values| Chosen { by, values });
        }
    }
    let folded = fold(label);
    let words: Vec<&str> = folded.split(' ').collect();
    for table in tables {
        let all = table.rows.iter().flat_map(|row| &row.values);
        let mut values: Vec<Value> = all.filter(|value| is_named(value, &words)).cloned().collect();
        if values.is_empty() {
            let essence = essence(&words);
            let called = table.rows.iter().filter(|row| {
                !row.label.is_empty()
                    && self::essence(&fold(&row.label).split(' ').collect::<Vec<_>>()) == essence
            });
            values.extend(called.flat_map(|row| row.values.iter().cloned()));
        }
        if !values.is_empty() {
            return Some(Chosen { by: table.by.clone(), values });
        }
    }
    let (by, choices) = scope.called(|choice| is_named(choice, &words))?;
    Some(Chosen { by, values: choices })
}

/// Whether a label has the word that a value is.
fn is_named(value: &Value, words: &[&str]) -> bool {
    let written = fold(&plain(value));
    let parts: Vec<&str> = written.split(' ').collect();
    !written.is_empty() && words.windows(parts.len()).any(|window| window == parts)
}

/// The words of a label that name something.
fn essence<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let filler = |word: &&&str| {
        !is_one_of(
            word,
            "for the a an of payment payments method methods only fields parameters body para pago pagos metodo el la los de do da",
        )
    };
    words.iter().filter(filler).copied().collect()
}

/// Alternatives while their fields are collected.
struct Draft {
    variants: Variants,
}

impl Draft {
    /// The cases of the table, else one for each label.
    fn new(by: &str, table: Option<&Resolved>, rows: &[&(Chosen, &CaseRow)], scope: &Scope<'_>) -> Self {
        let mut cases: Vec<Case> = Vec::new();
        let empty = |values: &[Value], label: &str| Case {
            values: values.to_vec(),
            label: label.to_owned(),
            description: String::new(),
            fields: Vec::new(),
        };
        match table {
            Some(table) => cases.extend(table.rows.iter().map(|row| empty(&row.values, &row.label))),
            None => {
                for (chosen, _) in rows {
                    for value in &chosen.values {
                        if !cases.iter().any(|case| case.values.contains(value)) {
                            cases.push(empty(std::slice::from_ref(value), &label_of(by, value, scope)));
                        }
                    }
                }
            }
        }
        Self { variants: Variants { by: by.to_owned(), cases } }
    }

    /// Every allowed value is a case, and there is something to choose from.
    fn is_whole(&self, table: Option<&Resolved>, scope: &Scope<'_>) -> bool {
        let choices =
            scope.schema(&self.variants.by).map(|schema| schema.choices.as_slice()).unwrap_or_default();
        let covered = |choice: &Value| {
            self.variants.cases.iter().any(|case| case.values.iter().any(|value| same(value, choice)))
        };
        (table.is_some() || !choices.is_empty()) && choices.iter().all(covered)
    }

    fn fill(&mut self, table: Option<&Resolved>, rows: &[&(Chosen, &CaseRow)], scope: &Scope<'_>) {
        for line in table.into_iter().flat_map(|table| &table.rows) {
            let Some(case) = self.variants.cases.iter_mut().find(|case| case.values == line.values) else {
                continue;
            };
            for (name, required) in &line.fields {
                let Some(path) = scope.resolve(name, Some(&self.variants.by)) else { continue };
                let Some(schema) = scope.schema(&path) else { continue };
                add(case, CaseField { path, required: *required, schema: schema.clone() }, Source::Folder);
            }
        }
        for (chosen, row) in rows {
            for case in &mut self.variants.cases {
                if !case.values.iter().any(|value| chosen.values.contains(value)) {
                    continue;
                }
                let Some(field) = field(row, &self.variants.by, case, scope) else { continue };
                add(case, field, Source::Description);
            }
        }
    }

    /// Sorts the fields: those of everybody, those of some cases; and hands the alternatives over.
    fn release(
        mut self,
        collected: &Collected,
        scope: &Scope<'_>,
        rules: &mut Rules,
        stated: &mut Stated<'_>,
    ) {
        let by = self.variants.by.clone();
        for case in &mut self.variants.cases {
            let common = |field: &CaseField| {
                collected.always.contains(&field.path) || by.starts_with(&format!("{}.", field.path))
            };
            for field in case.fields.iter().filter(|field| common(field) && field.required) {
                let facts = Facts { required: Some(true), ..Facts::default() };
                stated.case(&by, &case.values, &field.path, &facts);
            }
            case.fields.retain(|field| !common(field) && field.path != by);
        }
        self.share(rules);
        for case in &mut self.variants.cases {
            loosen(&mut case.fields, &by, scope);
        }
        if self.variants.cases.iter().any(|case| !case.fields.is_empty()) {
            rules.variants.push(self.variants);
        }
    }

    /// A field that every case has with equal facts is a plain one.
    fn share(&mut self, rules: &mut Rules) {
        let Some((first, others)) = self.variants.cases.split_first() else { return };
        let everywhere = |field: &&CaseField| {
            let equal = |other: &CaseField| {
                other.path == field.path
                    && other.required == field.required
                    && bare(&other.schema) == bare(&field.schema)
            };
            others.iter().all(|case| case.fields.iter().any(equal))
        };
        let shared: Vec<CaseField> = first.fields.iter().filter(everywhere).cloned().collect();
        for case in &mut self.variants.cases {
            case.fields.retain(|field| shared.iter().all(|plain| plain.path != field.path));
        }
        rules.plain.extend(shared);
    }
}

/// What people call a value.
fn label_of(by: &str, value: &Value, scope: &Scope<'_>) -> String {
    let text = value.to_string();
    let labels = scope.schema(by).map(|schema| schema.choice_labels.as_slice()).unwrap_or_default();
    labels.iter().find(|(known, _)| *known == text).map(|(_, label)| label.clone()).unwrap_or_default()
}

/// A schema without its words.
fn bare(schema: &Schema) -> Schema {
    Schema { description: String::new(), example: None, choice_labels: Vec::new(), ..schema.clone() }
}

/// Adds a field to a case; what a section describes is better than what a table only names.
fn add(case: &mut Case, field: CaseField, source: Source) {
    match case.fields.iter_mut().find(|known| known.path == field.path) {
        Some(known) if source > Source::Folder => *known = field,
        Some(_) => {}
        None => case.fields.push(field),
    }
}

/// A field as its case documents it.
fn field(row: &CaseRow, by: &str, case: &Case, scope: &Scope<'_>) -> Option<CaseField> {
    let known = scope.schema(&row.path)?;
    let shown = scope.example(by).is_some_and(|example| case.values.iter().any(|value| same(value, example)));
    let mut node = match scope.example(&row.path) {
        Some(example) if shown => Node::example(example),
        _ => Node::default(),
    };
    node.state(Source::Description, row.facts.clone());
    let name = row.path.rsplit(['.', ']']).next().unwrap_or_default();
    let settled = Settler::new(Use::Request).settle(&node, name, &row.path);
    let mut schema = settled.schema;
    if schema.kind == Kind::Any {
        schema.kind = known.kind;
    }
    if schema.properties.is_empty() && schema.items.is_none() {
        (schema.properties, schema.items) = (known.properties.clone(), known.items.clone());
    }
    Some(CaseField { path: row.path.clone(), required: settled.required, schema })
}

/// A field below something that may be left out need not be given either.
fn loosen(fields: &mut [CaseField], by: &str, scope: &Scope<'_>) {
    let given: Vec<String> =
        fields.iter().filter(|field| field.required).map(|field| field.path.clone()).collect();
    for field in fields.iter_mut().filter(|field| field.required) {
        let ends = field.path.char_indices().filter(|(_, letter)| *letter == '.').map(|(at, _)| at);
        let mut above = ends.filter_map(|end| field.path.get(..end));
        let holds = |path: &str| {
            by.starts_with(&format!("{path}."))
                || given.iter().any(|given| given == path)
                || scope.is_required(path)
        };
        field.required = !field.path.contains("[]") && above.all(holds);
    }
}
