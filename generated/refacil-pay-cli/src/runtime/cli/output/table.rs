//! Rows in columns that fit the page.

use anstyle::Style;
use serde_json::Value;

use super::super::super::core::known::Known;
use super::super::super::core::spec::Language;
use super::super::super::core::text::visible;
use super::cell::{Cell, cell};
use super::wrap;

/// Between two columns.
const GAP: usize = 2;
/// The narrowest that a column is made so that others fit.
const NARROW: usize = 12;
/// Levels of objects that become columns of their own.
const DEPTH: usize = 3;

/// Rows under the names of their columns.
#[derive(Debug)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<Option<Cell>>>,
}

impl Table {
    /// A table of records; fields of objects become columns such as `customer.name`.
    pub fn of(records: &[Value], known: Known<'_>, language: Language) -> Self {
        let mut table = Self { columns: Vec::new(), rows: Vec::new() };
        let mut places = std::collections::HashMap::new();
        for record in records {
            let mut row = Vec::new();
            fill(&mut row, "", record, known, language, DEPTH);
            let mut cells: Vec<Option<Cell>> = Vec::new();
            for (name, cell) in row {
                let at = *places.entry(name).or_insert_with_key(|name| {
                    table.columns.push(name.clone());
                    table.columns.len() - 1
                });
                if cells.len() <= at {
                    cells.resize(at + 1, None);
                }
                if let Some(slot) = cells.get_mut(at) {
                    *slot = Some(cell);
                }
            }
            table.rows.push(cells);
        }
        table
    }

    /// The lines; none where the columns do not fit the page.
    pub fn lines(&self, limit: Option<usize>) -> Option<Vec<String>> {
        let widths = self.widths(limit)?;
        let right: Vec<bool> = (0..self.columns.len()).map(|at| self.is_quantity(at)).collect();
        let heading: Vec<Option<Cell>> = self
            .columns
            .iter()
            .map(|name| Some(Cell { text: name.clone(), style: Style::new().bold(), quantity: false }))
            .collect();
        let rows = std::iter::once(&heading).chain(&self.rows);
        Some(rows.flat_map(|row| drawn(row, &widths, &right)).collect())
    }

    fn is_quantity(&self, at: usize) -> bool {
        let mut cells =
            self.rows.iter().filter_map(|row| row.get(at)?.as_ref()).filter(|cell| cell.text != "-");
        let first = cells.next().is_some_and(|cell| cell.quantity);
        first && cells.all(|cell| cell.quantity)
    }

    /// How wide each column is: as wide as it needs, or less for the widest ones.
    fn widths(&self, limit: Option<usize>) -> Option<Vec<usize>> {
        let needs = |(at, name): (usize, &String)| {
            let cells = self.rows.iter().filter_map(|row| row.get(at)?.as_ref());
            let lines = cells.flat_map(|cell| cell.text.split('\n'));
            lines.map(wrap::columns).chain([wrap::columns(name)]).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = self.columns.iter().enumerate().map(needs).collect();
        let Some(limit) = limit else { return Some(widths) };
        let room = limit.checked_sub(GAP * widths.len().saturating_sub(1))?;
        while widths.iter().sum::<usize>() > room {
            let widest = widths.iter_mut().max()?;
            if *widest <= NARROW {
                return None;
            }
            *widest -= 1;
        }
        Some(widths)
    }
}

fn fill(
    row: &mut Vec<(String, Cell)>,
    name: &str,
    value: &Value,
    known: Known<'_>,
    language: Language,
    depth: usize,
) {
    match value {
        Value::Object(map) if !map.is_empty() && (depth > 0 || name.is_empty()) => {
            for (step, value) in map {
                let shown = visible(step);
                let path = if name.is_empty() { shown } else { format!("{name}.{shown}") };
                fill(row, &path, value, known.field(step), language, depth.saturating_sub(1));
            }
        }
        other => {
            let name = if name.is_empty() { "value" } else { name };
            let last = name.rsplit('.').next().unwrap_or(name);
            row.push((name.to_owned(), cell(last, other, known, language)));
        }
    }
}

fn drawn(row: &[Option<Cell>], widths: &[usize], right: &[bool]) -> Vec<String> {
    let wrapped: Vec<(Vec<&str>, Style)> = widths
        .iter()
        .enumerate()
        .map(|(at, width)| match row.get(at) {
            Some(Some(cell)) => (wrap::lines(&cell.text, Some(*width)), cell.style),
            _ => (Vec::new(), Style::new()),
        })
        .collect();
    let height = wrapped.iter().map(|(lines, _)| lines.len()).max().unwrap_or(0);
    let line = |at: usize| {
        let cells = wrapped.iter().zip(widths.iter().zip(right)).map(|((lines, style), (width, right))| {
            let text = lines.get(at).copied().unwrap_or_default();
            let space = " ".repeat(width.saturating_sub(wrap::columns(text)));
            match (text.is_empty(), *right) {
                (true, _) => space,
                (false, true) => format!("{space}{style}{text}{style:#}"),
                (false, false) => format!("{style}{text}{style:#}{space}"),
            }
        });
        cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
    };
    (0..height).map(line).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(records: &Value, limit: Option<usize>) -> Option<Vec<String>> {
        let records = records.as_array().expect("a list");
        let lines = Table::of(records, Known::default(), Language::English).lines(limit)?;
        Some(lines.iter().map(|line| anstream::adapter::strip_str(line).to_string()).collect())
    }

    #[test]
    fn nested_objects_are_columns_and_nothing_is_lost() {
        let records = json!([
            {"id": 1, "who": {"name": "Ana", "tel": null}},
            {"id": 20, "who": {"name": "日本"}, "tags": ["a", "b"]},
        ]);
        assert_eq!(
            lines(&records, None).expect("fits"),
            ["id  who.name  who.tel  tags", " 1  Ana       -", "20  日本               a, b"]
        );
    }

    #[test]
    fn wide_cells_are_wrapped_and_too_many_columns_do_not_fit() {
        let records = json!([{"id": 1, "text": "one two three four five"}]);
        assert_eq!(
            lines(&records, Some(18)).expect("fits"),
            ["id  text", " 1  one two three", "    four five"]
        );
        let many: serde_json::Map<String, Value> =
            (0..9).map(|at| (format!("field-number-{at}"), json!("a value"))).collect();
        assert_eq!(lines(&json!([many]), Some(80)), None);
    }
}
