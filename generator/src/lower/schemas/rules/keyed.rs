//! Rules by the value of a field: "Rules for `number`, by `type`:" with a list or table of values below.

use crate::lower::schemas::documented::columns;
use crate::lower::schemas::facts::{
    Demanded, Facts, Measure, Premise, Statement, claim_of, read_choices, read_limits,
};
use crate::lower::schemas::markdown::{Item, Table, is_name};
use crate::lower::schemas::vocabulary::{Column, fold};

/// Fields that are ruled, and the field that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    subjects: Vec<String>,
    by: String,
}

/// Reads the label of such rules.
pub(super) fn label(text: &str) -> Option<Label> {
    let last = text.trim().lines().last()?;
    let last = last.trim().strip_suffix(':')?;
    // Every second piece stands in code.
    let pieces: Vec<&str> = last.split('`').collect();
    let by_at = (1..pieces.len()).step_by(2).find(|at| {
        let before = fold(pieces.get(at - 1).copied().unwrap_or_default());
        let mut words = before.split(' ').rev();
        let by = |word: &str| matches!(word, "by" | "segun" | "por" | "conforme" | "on" | "per");
        words.next().is_some_and(by) || words.next().is_some_and(by)
    })?;
    let names = (1..pieces.len()).step_by(2).filter(|at| *at != by_at).filter_map(|at| pieces.get(at));
    let subjects: Vec<String> = names.map(|name| (*name).to_owned()).collect();
    let by = (*pieces.get(by_at)?).to_owned();
    let plain = is_name(&by) && !subjects.is_empty() && subjects.iter().all(|name| is_name(name));
    plain.then_some(Label { subjects, by })
}

/// One statement for each item: "`1` Card: 16 digits".
pub(super) fn items(label: &Label, items: &[Item]) -> Vec<Statement> {
    let read = |item: &Item| {
        let (value, rest) = item.text.trim().strip_prefix('`')?.split_once('`')?;
        let (_, claim) = rest.split_once([':', '='])?;
        Some(label.statement(value, claim_of(claim)))
    };
    // What cannot be read is left out: each of the other rules holds without it.
    items.iter().filter_map(read).filter(|statement| !statement.demands.is_empty()).collect()
}

/// One statement for each row, by the columns for lengths, limits and patterns.
pub(super) fn rows(label: &Label, table: &Table) -> Vec<Statement> {
    let columns = columns(table);
    let mut statements = Vec::new();
    for row in &table.rows {
        let Some((first, rest)) = row.split_first() else { continue };
        let mut facts = Facts::default();
        for (cell, column) in rest.iter().zip(columns.iter().skip(1)) {
            let stated = match column {
                Some(Column::Length) => read_limits(cell, Measure::Length),
                Some(Column::Limits) => read_limits(cell, Measure::Cell),
                Some(Column::Choices) => read_choices(cell),
                Some(Column::Pattern) => {
                    super::super::facts::read(&format!("pattern `{}`", cell.trim().trim_matches('`')))
                }
                _ => continue,
            };
            facts.overlay(Facts {
                choices: stated.choices,
                limits: stated.limits,
                pattern: stated.pattern,
                ..Facts::default()
            });
        }
        if facts != Facts::default() {
            statements.push(label.statement(first, vec![Demanded::Limited(Box::new(facts))]));
        }
    }
    statements
}

impl Label {
    fn statement(&self, value: &str, demands: Vec<Demanded>) -> Statement {
        let value = value.trim().trim_matches(['`', '"']).to_owned();
        let when = vec![Premise { field: Some(self.by.clone()), values: vec![value] }];
        Statement { when, subjects: self.subjects.clone(), demands }
    }
}
