//! Fields that Markdown documents: tables and lists become rows, and rows find their fields.

mod apply;
mod head;
mod lists;
mod tables;

use super::facts::{Facts, Statement};
use super::markdown::{Block, Content, Section, Sections, Target};
use super::rules::{CaseTable, case_table};

pub(super) use apply::{Author, apply};
pub(super) use tables::columns;

/// One field as a table or list documents it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Row {
    /// Names as written; more than one shares the same facts.
    pub names: Vec<String>,
    /// Row of the field that this one stands below.
    pub parent: Option<usize>,
    /// Where the row itself says that the field goes.
    pub place: Option<Target>,
    pub facts: Facts,
    /// Label of the one case of several in which it holds.
    pub case: Option<String>,
    /// What it says that holds under a condition.
    pub statements: Vec<Statement>,
    /// The row states a type or a necessity: what only fields have.
    pub typed: bool,
}

/// A table or list of fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Passage {
    pub section: Section,
    pub rows: Vec<Row>,
    /// The notation says for each field whether it is required, as only requests do.
    pub states_necessity: bool,
}

impl Passage {
    /// The last names of all paths.
    fn last_names(&self) -> impl Iterator<Item = &str> {
        let names = self.rows.iter().flat_map(|row| &row.names);
        names.filter_map(|name| {
            name.trim_end_matches("[]").rsplit(['.', '[', ']']).find(|part| !part.is_empty())
        })
    }
}

/// All passages of a description that may document fields.
pub(super) fn passages(blocks: &[Block]) -> Vec<Passage> {
    let mut sections = Sections::default();
    let mut passages = Vec::new();
    for block in blocks {
        let Some((section, content)) = sections.enter(block) else { continue };
        let passage = match content {
            Content::Table(table) => {
                tables::cases(table).for_each(|value| sections.remember_case(value));
                for name in case_table(table).iter().flat_map(CaseTable::names) {
                    if name.starts_with('`') || name.bytes().all(|byte| byte.is_ascii_digit()) {
                        sections.remember_case(name);
                    }
                    sections.remember_label(name);
                }
                tables::read(table, section)
            }
            Content::List(items) => lists::read(items, section),
            Content::Text(text) => lists::read_lines(text, section, &sections),
        };
        for row in passage.iter().flat_map(|passage| &passage.rows) {
            row.facts.choices.list.iter().for_each(|(value, _)| sections.remember_case(value));
        }
        passages.extend(passage);
    }
    passages
}
