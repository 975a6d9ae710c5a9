//! Tables of fields: columns in any order and language.

use super::{Passage, Row, head};
use crate::lower::schemas::facts::{self, Attributes, Facts, Measure};
use crate::lower::schemas::markdown::{Section, Table, Target, is_name};
use crate::lower::schemas::vocabulary::{self, Column};
use crate::model::Provenance;

/// What each column of a table holds.
pub(in super::super) fn columns(table: &Table) -> Vec<Option<Column>> {
    let by_heading = |(at, heading): (usize, &String)| {
        let column = vocabulary::column(heading);
        // A column whose cells can mean one thing only needs no heading that we know.
        match column {
            None | Some(Column::Status | Column::Place) => by_cells(table, at).or(column),
            column => column,
        }
    };
    table.headings.iter().enumerate().map(by_heading).collect()
}

fn by_cells(table: &Table, at: usize) -> Option<Column> {
    let mut cells =
        table.rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.trim().is_empty()).peekable();
    let word = |cell: &String| vocabulary::necessity(&vocabulary::fold(cell)).is_some();
    (cells.peek().is_some() && cells.all(word)).then_some(Column::Required)
}

/// Reads a table whose rows are fields; `None` for any other table.
pub(super) fn read(table: &Table, section: Section) -> Option<Passage> {
    let columns = columns(table);
    let has = |wanted: Column| columns.contains(&Some(wanted));
    let described =
        has(Column::Type) || has(Column::Required) || has(Column::Optional) || has(Column::Description);
    if !described {
        return meanings(table, section);
    }
    let Some(name_at) = name_column(&columns) else { return meanings(table, section) };
    let section = with_base(section, table, name_at);
    let mut reading =
        Reading { passage: Passage { section, ..Passage::default() }, above: Vec::new(), named: 0 };
    reading.passage.states_necessity = has(Column::Required) || has(Column::Optional);
    let everywhere = place_of(columns.get(name_at).copied().flatten());
    for row in &table.rows {
        reading.row(row, &columns, name_at, everywhere);
    }
    // A table where most first cells are no names lists something else.
    (reading.named * 2 > table.rows.len()).then_some(reading.passage)
}

/// The column of names: by its heading, else the first when another one holds types.
fn name_column(columns: &[Option<Column>]) -> Option<usize> {
    use Column::{Header, Name, PathName, QueryName, Type};
    let named =
        columns.iter().position(|column| matches!(column, Some(Name | Header | QueryName | PathName)));
    named.or_else(|| (columns.contains(&Some(Type)) && columns.first() == Some(&None)).then_some(0))
}

fn place_of(column: Option<Column>) -> Option<Target> {
    match column? {
        Column::Header => Some(Target::Headers),
        Column::QueryName => Some(Target::Query),
        Column::PathName => Some(Target::Path),
        _ => None,
    }
}

/// "Column in `data[]`": the heading of the names tells what they stand below.
fn with_base(section: Section, table: &Table, name_at: usize) -> Section {
    let named = table.headings.get(name_at).and_then(|heading| heading.split('`').nth(1));
    match named.filter(|name| is_name(name)) {
        Some(name) => Section { base: Some(name.to_owned()), ..section },
        None => section,
    }
}

struct Reading {
    passage: Passage,
    /// Rows that later, deeper ones may stand below, with their indentation.
    above: Vec<(usize, usize)>,
    /// Rows that name a field.
    named: usize,
}

impl Reading {
    fn row(&mut self, cells: &[String], columns: &[Option<Column>], name_at: usize, place: Option<Target>) {
        let Some(cell) = cells.get(name_at) else { return };
        let indent = cell.chars().take_while(|letter| head::is_indent(*letter)).count();
        let Some(head) = head::read(cell.trim_start_matches(head::is_indent)) else { return };
        self.named += 1;
        let others = || cells.iter().enumerate().filter(|(at, _)| *at != name_at);
        if head.attributes == Attributes::None && others().all(|(_, cell)| cell.trim().is_empty()) {
            // A heading inside the table.
            return;
        }
        let mut row = Row {
            names: head.names.iter().map(|name| name.trim_end_matches('*').to_owned()).collect(),
            typed: head.attributes == Attributes::Typed,
            place,
            ..Row::default()
        };
        let mut stated = head.facts;
        for (cell, column) in cells.iter().zip(columns) {
            if let Some(column) = column {
                self::cell(cell, *column, &mut row, &mut stated);
            }
        }
        conditions(cells, columns, &mut row, &mut stated);
        row.facts = facts::read(&description(cells, columns));
        row.typed |= stated.kind.is_some() || stated.required.is_some();
        row.facts.overlay(stated);
        row.facts.provenance = Provenance::Description;
        self.above.retain(|(above, _)| *above < indent);
        row.parent = self.above.last().map(|(_, at)| *at);
        self.above.push((indent, self.passage.rows.len()));
        self.passage.rows.push(row);
    }
}

fn description(cells: &[String], columns: &[Option<Column>]) -> String {
    let described = cells.iter().zip(columns).filter(|(cell, column)| {
        matches!(column, Some(Column::Description)) && !matches!(cell.trim(), "" | "-" | "–" | "—")
    });
    described.map(|(cell, _)| cell.trim()).collect::<Vec<_>>().join(". ").replace(".. ", ". ")
}

/// Adds what cells say under a condition.
fn conditions(cells: &[String], columns: &[Option<Column>], row: &mut Row, stated: &mut Facts) {
    for (cell, column) in cells.iter().zip(columns) {
        let cell = cell.trim();
        match column {
            _ if cell.is_empty() => {}
            Some(Column::Required) => {
                row.statements.extend(conditional_yes(cell).iter().flat_map(|text| facts::statements(text)));
            }
            Some(Column::Condition | Column::Cause) if stated.required == Some(true) => {
                let link = if cell.split_whitespace().any(|word| matches!(word, "=" | "is" | "es" | "é")) {
                    "if"
                } else {
                    "for"
                };
                let bare = cell.trim_start_matches(['-', '–', '—', ' ']);
                let starts = bare
                    .split_whitespace()
                    .next()
                    .is_some_and(|word| vocabulary::is_condition(&vocabulary::fold(word)));
                let text =
                    if starts { format!("required {bare}") } else { format!("required {link} {bare}") };
                let found = facts::statements(&text);
                if !found.is_empty() {
                    stated.required = Some(false);
                }
                row.statements.extend(found);
            }
            Some(Column::Description | Column::Limits | Column::Type | Column::Choices | Column::Pattern) => {
                row.statements.extend(facts::statements(cell));
            }
            _ => {}
        }
    }
}

/// "Yes, if `type` is 2" as a sentence.
fn conditional_yes(cell: &str) -> Option<String> {
    let words: Vec<&str> = cell.split_whitespace().collect();
    let opens = |word: &str| {
        let folded = vocabulary::fold(word);
        vocabulary::is_condition(&folded) && !folded.starts_with("cond")
            || matches!(folded.as_str(), "for" | "para")
    };
    // "si" is yes in the first place, and "if" later.
    let said_yes = words.first().is_some_and(|word| vocabulary::yes_or_no(word) == Some(true));
    let at = words.iter().enumerate().position(|(at, word)| (at > 0 || !said_yes) && opens(word))?;
    Some(format!("required {}", words.get(at..)?.join(" ")))
}

/// Adds what one cell states.
fn cell(cell: &str, column: Column, row: &mut Row, stated: &mut Facts) {
    let cell = cell.trim();
    if cell.is_empty() || matches!(cell, "-" | "–" | "—") && column != Column::Required {
        return;
    }
    let value = cell.trim_matches('`').trim();
    let add = match column {
        Column::Type => {
            let (attributes, found) = facts::read_attributes(cell);
            let values = || facts::read_choices(cell);
            if found == Attributes::Typed {
                attributes
            } else {
                facts::read_type(cell).unwrap_or_else(values)
            }
        }
        Column::Required => Facts { required: vocabulary::yes_or_no(cell), ..Facts::default() },
        Column::Optional => {
            Facts { required: vocabulary::yes_or_no(cell).map(|optional| !optional), ..Facts::default() }
        }
        Column::Nullable => Facts { nullable: vocabulary::yes_or_no(cell) == Some(true), ..Facts::default() },
        Column::Limits => {
            let (attributes, _) = facts::read_attributes(cell);
            Facts { required: attributes.required, ..facts::read_limits(cell, Measure::Cell) }
        }
        Column::Length => facts::read_limits(cell, Measure::Length),
        Column::ShortestLength => facts::read_limits(cell, Measure::Shortest),
        Column::Smallest => facts::read_limits(cell, Measure::Smallest),
        Column::Largest => facts::read_limits(cell, Measure::Largest),
        Column::Choices => facts::read_choices(cell),
        Column::Default => Facts { default: Some(value.to_owned()), ..Facts::default() },
        Column::Example => Facts { sample: Some(value.to_owned()), ..Facts::default() },
        Column::Unit => Facts { unit: Some(value.to_owned()), ..Facts::default() },
        Column::Pattern => facts::read(&format!("pattern `{}`", value.replace('`', ""))),
        Column::Place => {
            row.place = vocabulary::place(cell).or(row.place);
            return;
        }
        _ => return,
    };
    stated.overlay(Facts { description: String::new(), ..add });
}

/// A table that explains the values of the field which heads its first column.
fn meanings(table: &Table, section: Section) -> Option<Passage> {
    let name = names_a_field(table)?;
    let mut facts = Facts { provenance: Provenance::Description, ..Facts::default() };
    for row in &table.rows {
        let (value, label) = (row.first()?, row.get(1)?);
        facts.meanings.push((value.trim().trim_matches(['`', '"']).to_owned(), facts::tidy(label)));
    }
    let row = Row { names: vec![name.to_owned()], facts, ..Row::default() };
    Some(Passage { section, rows: vec![row], states_necessity: false })
}

/// The field that a table of values is about: its first heading, when all first cells are values.
fn names_a_field(table: &Table) -> Option<&str> {
    let heading = table.headings.first()?.trim().trim_matches('`');
    let value = |row: &Vec<String>| {
        row.first().is_some_and(|cell| {
            let cell = cell.trim();
            let quoted = cell.len() > 2 && cell.starts_with(['`', '"']) && cell.ends_with(['`', '"']);
            quoted || !cell.is_empty() && !cell.contains(char::is_whitespace) && cell.len() <= 60
        })
    };
    let fits = is_name(heading)
        && table.rows.len() >= 2
        && table.headings.len() >= 2
        && table.rows.iter().all(value);
    fits.then_some(heading)
}

/// Values by which a table tells cases apart.
pub(super) fn cases(table: &Table) -> impl Iterator<Item = &str> {
    let cells = names_a_field(table).filter(|name| vocabulary::column(name).is_none()).map(|_| &table.rows);
    cells.into_iter().flatten().filter_map(|row| row.first()).map(|cell| cell.trim().trim_matches(['`', '"']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::schemas::markdown::{Block, blocks};
    use crate::model::Kind;

    fn passage(markdown: &str) -> Option<Passage> {
        let blocks = blocks(markdown);
        let Some(Block::Table(table)) = blocks.first() else { panic!("a table") };
        read(table, Section::default())
    }

    #[test]
    fn columns_in_any_order_and_language() {
        for markdown in [
            "| Field | Type | Required | Description |\n|---|---|---|---|\n| `amount` | number | Yes | how much, max 10 |",
            "| Descripción | Obligatorio | Tipo | Campo |\n|---|---|---|---|\n| how much, max 10 | Sí | número | **amount** |",
            "| Parâmetro | Obrigatório | Tipo | Descrição |\n|---|:-:|---|---|\n| amount | ✓ | number | how much, max 10 |",
            "| Name | Description |\n|---|---|\n| amount (number, required) | how much, max 10 |",
            "| Parameter | Status | Kind | Notes |\n|---|---|---|---|\n| **Top** | | | |\n| amount | Required | number | how much, max 10 |",
            "| Name | Optional | Type | Max | Notes |\n|---|---|---|---|---|\n| amount | no | number | 10 | how much, max 10 |",
        ] {
            let passage = passage(markdown).unwrap_or_else(|| panic!("{markdown}"));
            let facts = &passage.rows[0].facts;
            assert_eq!((facts.kind, facts.required), (Some(Kind::Number), Some(true)), "{markdown}");
            assert_eq!(facts.limits.high.as_deref(), Some("10"), "{markdown}");
            assert_eq!(facts.description, "how much, max 10", "{markdown}");
        }
    }

    #[test]
    fn indented_names_stand_below_the_row_above() {
        let table = "| Field | Type |\n|---|---|\n| user | object |\n| └ name | string |\n| &nbsp;&nbsp;└ first | string |\n| id | string |";
        let parents: Vec<_> = passage(table).expect("fields").rows.iter().map(|row| row.parent).collect();
        assert_eq!(parents, [None, Some(0), Some(1), None]);
    }

    #[test]
    fn tables_of_other_things() {
        for markdown in [
            "| Step | Limit |\n|---|---|\n| Quote | 30,000 ms |",
            "| Rule | |\n|---|---|\n| Hours | 00:30 to 23:30 |",
            "| Name | Description |\n|---|---|\n| Passport of a state | for citizens |\n| Pasaporte de otro | x |",
            "| Field | Value |\n|---|---|\n| `amount` | `100` |",
        ] {
            assert_eq!(passage(markdown), None, "{markdown}");
        }
        let values =
            passage("| status | Meaning |\n|---|---|\n| 0 | rejected |\n| 1 | pending |").expect("values");
        assert_eq!(values.rows[0].facts.meanings.len(), 2);
        assert!(values.rows[0].facts.choices.list.is_empty());
    }
}
