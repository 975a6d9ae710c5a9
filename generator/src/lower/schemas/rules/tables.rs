//! Tables whose rows are cases: "| type | Required fields | Optional fields | Minimum amount |".

use serde_json::Value;

use super::scope::Scope;
use crate::lower::schemas::facts::{plain_number, tidy};
use crate::lower::schemas::markdown::{Table, is_name};
use crate::lower::schemas::vocabulary::{fold, is_one_of, necessity};
use crate::model::Number;

/// A table that may tell cases apart; which of its columns does is known once the fields are.
#[derive(Debug)]
pub(in super::super) struct CaseTable {
    headings: Vec<String>,
    columns: Vec<Role>,
    rows: Vec<Vec<String>>,
}

/// What a column says about each case.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Role {
    /// Names of fields that must be given.
    Required,
    /// Names of fields that may be given.
    Optional,
    /// Smallest value of the field with this name.
    Least(String),
    /// Largest value of the field with this name.
    Most(String),
    /// Anything else; the first one is what people call the case.
    Other,
}

/// A table of cases whose fields were found.
#[derive(Debug)]
pub(super) struct Resolved {
    /// Path of the deciding field.
    pub by: String,
    pub rows: Vec<CaseLine>,
    /// Each row lists its fields, and all of them were found.
    pub complete: bool,
}

/// One case of a table.
#[derive(Debug)]
pub(super) struct CaseLine {
    pub values: Vec<Value>,
    pub label: String,
    /// Names of its fields as written, with their necessity.
    pub fields: Vec<(String, bool)>,
    /// Path, whether it is the smallest value, and the number.
    pub bounds: Vec<(String, bool, Number)>,
}

/// More columns than this are a matrix of something else.
const MOST_COLUMNS: usize = 12;

/// More cases than this are a catalogue.
const MOST_ROWS: usize = 300;

/// Reads a table that has a column of field names or bounds.
pub(in super::super) fn read(table: &Table) -> Option<CaseTable> {
    if !(2..=MOST_COLUMNS).contains(&table.headings.len()) || table.rows.len() > MOST_ROWS {
        return None;
    }
    let columns: Vec<Role> =
        table.headings.iter().enumerate().map(|(at, heading)| role(table, at, heading)).collect();
    columns.iter().any(|role| *role != Role::Other).then(|| CaseTable {
        headings: table.headings.clone(),
        columns,
        rows: table.rows.clone(),
    })
}

impl CaseTable {
    /// What the cases of the table are called: values and labels.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let other = |cells: &'_ Vec<String>| cells.len() == self.columns.len();
        let rows = self.rows.iter().filter(move |row| other(row));
        rows.flat_map(|row| row.iter().zip(&self.columns))
            .filter(|(_, role)| **role == Role::Other)
            .map(|(cell, _)| cell.trim())
    }
}

fn role(table: &Table, at: usize, heading: &str) -> Role {
    let plain = heading.split('(').next().unwrap_or_default();
    let folded = fold(plain);
    let words: Vec<&str> = folded.split(' ').collect();
    if let Some(bound) = bound(plain) {
        return bound;
    }
    let about_fields = words.iter().any(|word| is_one_of(word, FIELDS));
    let said = words.iter().find_map(|word| necessity(word));
    let lists = || {
        let mut cells = table.rows.iter().filter_map(|row| row.get(at));
        cells.any(|cell| cell.contains('`'))
            && table.rows.iter().filter_map(|row| row.get(at)).all(|cell| names(cell).is_some())
    };
    match said {
        Some(true) if about_fields || words.len() == 1 && lists() => Role::Required,
        Some(false) if about_fields || words.len() == 1 && lists() => Role::Optional,
        None if about_fields && words.len() <= 3 && lists() => Role::Optional,
        _ => Role::Other,
    }
}

const FIELDS: &str = "field fields campo campos parameter parameters parametro parametros attribute attributes atributo \
     atributos property properties propiedades propriedades data datos dados";

/// "Minimum amount", "Mínimo de `amount`", "amount (max)".
fn bound(heading: &str) -> Option<Role> {
    let mut least = None;
    let mut name = None;
    for word in heading.split([' ', '\n', ':', '*']).filter(|word| !word.is_empty()) {
        match fold(word).as_str() {
            "minimum" | "min" | "minimo" | "minima" | "smallest" | "least" => least = Some(true),
            "maximum" | "max" | "maximo" | "maxima" | "largest" => least = Some(false),
            "of" | "de" | "value" | "valor" | "for" | "para" | "the" => {}
            _ if name.is_none() => name = Some(word.trim_matches('`').to_owned()),
            _ => return None,
        }
    }
    let name = name.filter(|name| is_name(name))?;
    Some(if least? { Role::Least(name) } else { Role::Most(name) })
}

/// Names of fields in a cell; none for a dash, nothing for prose.
fn names(cell: &str) -> Option<Vec<String>> {
    let cell = cell.trim();
    let folded = fold(cell);
    if folded.is_empty()
        || is_one_of(&folded, "none no ninguno ninguna nenhum nenhuma nothing nada")
        || folded == "n a"
    {
        return Some(Vec::new());
    }
    let parts = cell
        .split([',', ';', '\n', '+'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" y "));
    let names = parts.map(str::trim).filter(|part| !part.is_empty()).map(|part| {
        let name = part.trim_matches('`').trim();
        // A plain word may be prose; a name in code or with a capital inside is none.
        let certain = part.starts_with('`')
            || name.chars().skip(1).any(|letter| letter.is_uppercase() || "._".contains(letter));
        (is_name(name) && (certain || !name.contains(' '))).then(|| name.to_owned())
    });
    names.collect()
}

/// Finds the fields of a table; nothing where no column decides.
pub(super) fn resolve(table: &CaseTable, scope: &Scope<'_>) -> Option<Resolved> {
    let (by_at, by) =
        table.headings.iter().enumerate().zip(&table.columns).find_map(|((at, heading), role)| {
            let name = heading.trim().trim_matches('`');
            let path = scope.resolve(name, None).filter(|_| *role == Role::Other && is_name(name))?;
            let fits = table
                .rows
                .iter()
                .all(|row| row.get(at).and_then(|cell| values(&path, cell, scope)).is_some());
            fits.then_some((at, path))
        })?;
    let label_at =
        (0..table.columns.len()).find(|at| *at != by_at && table.columns.get(*at) == Some(&Role::Other));
    let lists = table.columns.iter().any(|role| matches!(role, Role::Required | Role::Optional));
    let mut resolved = Resolved { by, rows: Vec::new(), complete: lists && !table.rows.is_empty() };
    for row in &table.rows {
        let mut line = CaseLine {
            values: values(&resolved.by, row.get(by_at)?, scope)?,
            label: label_at.and_then(|at| row.get(at)).map(|label| tidy(label)).unwrap_or_default(),
            fields: Vec::new(),
            bounds: Vec::new(),
        };
        for (cell, role) in row.iter().zip(&table.columns) {
            let limit = |name: &str| {
                let path = scope.resolve(name, Some(&resolved.by))?;
                let digits = plain_number(cell.trim().trim_matches('`'))?;
                Some((path, digits.parse().ok()?))
            };
            match role {
                Role::Required | Role::Optional => match names(cell) {
                    Some(names) => {
                        line.fields.extend(names.into_iter().map(|name| (name, *role == Role::Required)))
                    }
                    None => resolved.complete = false,
                },
                Role::Least(name) => {
                    line.bounds.extend(limit(name).map(|(path, number)| (path, true, number)))
                }
                Role::Most(name) => {
                    line.bounds.extend(limit(name).map(|(path, number)| (path, false, number)))
                }
                Role::Other => {}
            }
        }
        resolved.rows.push(line);
    }
    Some(resolved)
}

/// The values that a cell of the deciding column names.
fn values(by: &str, cell: &str, scope: &Scope<'_>) -> Option<Vec<Value>> {
    let parts = cell.split([',', '/', '\n']).map(|part| part.trim().trim_matches(['`', '"', '*']).trim());
    let found: Option<Vec<Value>> = parts
        .filter(|part| !part.is_empty())
        .map(|part| scope.value(by, part).filter(|_| !part.contains(char::is_whitespace)))
        .collect();
    found.filter(|values| !values.is_empty())
}
