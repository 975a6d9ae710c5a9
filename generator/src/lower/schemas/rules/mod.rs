//! What holds in one case or under a condition only: alternatives of a request, and rules between its fields.
//!
//! Tables and headings tell cases apart, sentences state rules; both are written with names as their author saw them.
//! Here the names find their fields. What finds none, contradicts the example or covers half of the cases is left in
//! the description: a wrong rule refuses a good request.

mod cases;
mod conditions;
mod keyed;
mod scope;
mod tables;

use std::collections::HashSet;

use super::documented::Row;
use super::facts::{Facts, Statement, statements};
use super::markdown::{Block, Content, Item, Section, Sections, Target};
use super::tree::{Step, written};
use crate::model::{Condition, Variants};
pub(super) use scope::Scope;
pub(super) use tables::{CaseTable, read as case_table};

/// What rows said about their fields while they found them.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// Statements with the path of the field in whose text they stand.
    statements: Vec<(String, Statement)>,
    cases: Vec<CaseRow>,
    /// Fields that are documented outside all cases.
    always: HashSet<String>,
}

/// A field as one case documents it.
#[derive(Debug)]
struct CaseRow {
    label: String,
    path: String,
    facts: Facts,
}

impl Collected {
    /// Remembers what a row says about the field that it was found to mean.
    pub fn add(&mut self, row: &Row, section: &Section, path: &[Step]) {
        let path = written(path);
        let said = row.statements.iter().map(|statement| (path.clone(), statement.clone()));
        self.statements.extend(said);
        match row.case.as_ref().or(section.case.as_ref()) {
            Some(label) => {
                let required = row.facts.required.or(section.required);
                let facts = Facts { required, ..row.facts.clone() };
                self.cases.push(CaseRow { label: label.clone(), path, facts });
            }
            None if row.typed => _ = self.always.insert(path),
            None => {}
        }
    }
}

/// What a description says besides its fields: tables of cases, and statements of their own.
#[derive(Debug, Default)]
pub(super) struct Spoken {
    tables: Vec<CaseTable>,
    statements: Vec<Statement>,
}

/// Reads tables of cases and statements.
pub(super) fn read(blocks: &[Block]) -> Spoken {
    let mut sections = Sections::default();
    let mut spoken = Spoken::default();
    let mut ruled = None;
    for block in blocks {
        let Some((section, content)) = sections.enter(block) else {
            ruled = None;
            continue;
        };
        if matches!(section.target, Some(Target::Response | Target::Errors | Target::Nothing)) {
            continue;
        }
        match content {
            Content::Text(text) => {
                spoken.statements.extend(own(text));
                ruled = keyed::label(text);
            }
            Content::Table(table) => match ruled.take() {
                Some(label) => spoken.statements.extend(keyed::rows(&label, table)),
                None => spoken.tables.extend(case_table(table)),
            },
            Content::List(items) => {
                if let Some(label) = ruled.take() {
                    spoken.statements.extend(keyed::items(&label, items));
                }
                items.iter().for_each(|item| said(item, &mut spoken.statements));
            }
        }
    }
    spoken
}

/// Statements that name the fields that they rule.
fn own(text: &str) -> impl Iterator<Item = Statement> {
    statements(text).into_iter().filter(|statement| !statement.subjects.is_empty())
}

fn said(item: &Item, list: &mut Vec<Statement>) {
    list.extend(own(&item.text));
    item.children.iter().for_each(|child| said(child, list));
}

/// Rules of a request, ready for the model.
#[derive(Debug, Default)]
pub(super) struct Rules {
    pub variants: Vec<Variants>,
    pub conditions: Vec<Condition>,
    /// Fields whose rule the example breaks.
    pub contradictions: Vec<String>,
    /// Fields that belong to every case alike: they are as plain as any other.
    pub plain: Vec<crate::model::CaseField>,
}

/// Brings together what a request's texts say; the request's own come before those of its folders.
pub(super) fn lower(collected: &Collected, spoken: &[&Spoken], scope: &Scope<'_>) -> Rules {
    let nothing = collected.statements.is_empty() && collected.cases.is_empty();
    if nothing && spoken.iter().all(|spoken| spoken.tables.is_empty() && spoken.statements.is_empty()) {
        return Rules::default();
    }
    let tables = spoken.iter().flat_map(|spoken| &spoken.tables);
    let tables: Vec<_> = tables.filter_map(|table| tables::resolve(table, scope)).collect();
    let mut rules = Rules::default();
    let mut stated = conditions::Stated::new(scope);
    for table in &tables {
        stated.table(table);
    }
    cases::settle(collected, &tables, scope, &mut rules, &mut stated);
    for (owner, statement) in &collected.statements {
        stated.statement(statement, Some(owner), &tables);
    }
    for statement in spoken.iter().flat_map(|spoken| &spoken.statements) {
        stated.statement(statement, None, &tables);
    }
    stated.finish(&mut rules);
    rules
}

#[cfg(test)]
mod tests;
