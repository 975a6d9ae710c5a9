//! Lists of fields, nested as the fields are.

use super::{Passage, Row, head};
use crate::lower::schemas::facts::{self, Attributes, Choices, Facts};
use crate::lower::schemas::markdown::{Item, Section, Sections};
use crate::lower::schemas::vocabulary::{fold, is_condition};
use crate::model::{Kind, Provenance};

/// Reads the items that introduce fields.
pub(super) fn read(items: &[Item], section: Section) -> Option<Passage> {
    let mut passage = Passage { section, ..Passage::default() };
    items.iter().for_each(|item| field(item, Above::default(), &mut passage));
    passage.states_necessity = passage.rows.iter().any(|row| row.facts.required.is_some());
    (!passage.rows.is_empty()).then_some(passage)
}

/// Reads a paragraph whose lines introduce fields; its first line may be their label.
pub(super) fn read_lines(text: &str, section: Section, sections: &Sections<'_>) -> Option<Passage> {
    let lines: Vec<&str> =
        text.lines().map(|line| line.trim().trim_start_matches(['•', '*', '·', '‣']).trim()).collect();
    let typed = |line: &&&str| head::read(line).is_some_and(|head| head.attributes == Attributes::Typed);
    let count = lines.iter().filter(typed).count();
    let (first, rest) = lines.split_first()?;
    let labelled = first.ends_with(':') && !typed(&first);
    let fields = if labelled { rest } else { &lines[..] };
    // In prose a line may look like a field by chance; in a list without marks all do.
    if count == 0 || count < fields.len() {
        return None;
    }
    let section = if labelled { sections.labelled_by(first) } else { section };
    let items: Vec<Item> =
        fields.iter().map(|line| Item { text: (*line).to_owned(), children: Vec::new() }).collect();
    read(&items, section)
}

/// What an item stands below.
#[derive(Clone, Copy, Default)]
struct Above<'i> {
    parent: Option<usize>,
    /// Label of the case that it stands in.
    case: Option<&'i str>,
}

fn field<'i>(item: &'i Item, above: Above<'i>, passage: &mut Passage) {
    let conditional = opens_case(&item.text);
    let head = if conditional { None } else { head::read(&item.text) };
    let Some(head) = head else {
        // "Optional:" groups what stands below it, and "if the type is 2:" makes it one case of several.
        let case = if conditional { Some(item.text.as_str()) } else { above.case };
        if conditional && item.children.is_empty() {
            return say(&item.text, above.parent, passage);
        }
        let above = Above { case, ..above };
        return item.children.iter().for_each(|child| field(child, above, passage));
    };
    let mut row = Row {
        names: head.names.iter().map(|name| name.trim_end_matches('*').to_owned()).collect(),
        parent: above.parent,
        case: above.case.map(str::to_owned),
        statements: statements(head.after),
        typed: head.attributes == Attributes::Typed,
        ..Row::default()
    };
    let (trailing, text) = match head.attributes {
        Attributes::Typed => (Facts::default(), head.rest),
        _ => facts::trailing_attributes(head.rest),
    };
    row.typed |= trailing != Facts::default();
    row.facts = facts::read(text);
    row.facts.overlay(trailing);
    let required = head.facts.required.or(row.facts.required);
    row.facts.overlay(head.facts);
    row.facts.required = required;
    row.facts.provenance = Provenance::Description;
    if let Some(choices) = values_below(item, row.facts.kind) {
        row.facts.choices.overlay(choices);
        passage.rows.push(row);
        return;
    }
    passage.rows.push(row);
    let below = Above { parent: passage.rows.len().checked_sub(1), ..above };
    item.children.iter().for_each(|child| field(child, below, passage));
}

/// What an item says under a condition: in the brackets after its name, or in its text.
fn statements(after: &str) -> Vec<facts::Statement> {
    let after = after.trim_start_matches(head::is_joint);
    let (bracket, text) =
        after.strip_prefix('(').and_then(|inner| inner.split_once(')')).unwrap_or(("", after));
    let attributes = bracket.split(',').flat_map(facts::statements);
    attributes.chain(facts::statements(text.trim_start_matches(head::is_joint))).collect()
}

/// Adds what an item says about the field that it stands below.
fn say(text: &str, parent: Option<usize>, passage: &mut Passage) {
    if let Some(row) = parent.and_then(|at| passage.rows.get_mut(at)) {
        row.statements.extend(facts::statements(text));
    }
}

/// "If ...", "when ...", "for ...": what follows is not always so.
fn opens_case(text: &str) -> bool {
    let first = text.split_whitespace().next().map(fold).unwrap_or_default();
    is_condition(&first) || matches!(first.as_str(), "for" | "para" | "case")
}

/// The values of a field, one an item, when nothing else stands below it.
fn values_below(item: &Item, kind: Option<Kind>) -> Option<Choices> {
    let scalar = matches!(kind, Some(Kind::String | Kind::Number | Kind::Integer));
    if !scalar || item.children.len() < 2 {
        return None;
    }
    let mut choices = Choices::default();
    for child in &item.children {
        let (value, label) = child.text.trim().strip_prefix('`')?.split_once('`')?;
        let is_condition = label.trim_start().starts_with('=') && label.contains(':');
        let is_field = head::read(&child.text).is_some_and(|head| head.attributes == Attributes::Typed);
        if is_condition || is_field || !child.children.is_empty() {
            return None;
        }
        let label =
            label.trim_start_matches([' ', ':', '-', '–', '—', '=', '(']).trim_end_matches([')', '.', ' ']);
        choices.list.push((value.trim_matches('"').to_owned(), facts::tidy(label)));
    }
    Some(choices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lower::schemas::markdown::{Block, Target, blocks};

    fn rows(markdown: &str) -> Vec<Row> {
        let blocks = blocks(markdown);
        let Some(Block::List(items)) = blocks.first() else { panic!("a list") };
        read(items, Section::default()).map(|passage| passage.rows).unwrap_or_default()
    }

    #[test]
    fn nested_fields_know_their_parents() {
        let rows = rows(
            "- `a` (object, required)\n  - `b` (string)\n  - `c` (list): x\n    - `d` (number)\n- `e` (string)",
        );
        let shown: Vec<_> = rows.iter().map(|row| (row.names[0].as_str(), row.parent)).collect();
        assert_eq!(shown, [("a", None), ("b", Some(0)), ("c", Some(0)), ("d", Some(2)), ("e", None)]);
    }

    #[test]
    fn attributes_may_stand_at_the_end() {
        let rows = rows("- `amount` - How much to pay (number, required)\n- **note**: Any text (see below)");
        assert_eq!((rows[0].facts.kind, rows[0].facts.required), (Some(Kind::Number), Some(true)));
        assert_eq!(rows[0].facts.description, "How much to pay");
        assert_eq!((rows[1].typed, rows[1].facts.description.as_str()), (false, "Any text (see below)"));
    }

    #[test]
    fn lines_without_marks_are_a_list() {
        let sections = Sections::default();
        let read = |text: &str| read_lines(text, Section::default(), &sections);
        let passage = read("Body parameters:\namount: number, required\n• note (string)").expect("fields");
        assert_eq!(
            passage.rows.iter().map(|row| row.names[0].as_str()).collect::<Vec<_>>(),
            ["amount", "note"]
        );
        assert_eq!(passage.section.target, Some(Target::Body));
        for text in [
            "Just prose.",
            "`data` holds the answer:\nnothing else",
            "amount: number, required\nand more text",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn values_below_a_scalar_are_its_choices() {
        let rows = rows(
            "- `status` (number) - one of\n  - `0` rejected\n  - `1`: pending\n- **x** (string)\n  - if `y` = `1`: pattern `^a$`",
        );
        assert_eq!(rows.len(), 2);
        assert_eq!(
            rows[0].facts.choices.list,
            [("0".into(), "rejected".into()), ("1".into(), "pending".into())]
        );
        assert!(rows[1].facts.choices.list.is_empty() && rows[1].facts.pattern.is_none());
    }
}
