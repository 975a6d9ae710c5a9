//! Data for people: a table of many things, a card of one.

use anstyle::Style;
use serde_json::Value;

use super::super::super::core::known::Known;
use super::super::super::core::spec::Language;
use super::super::super::core::text::{visible, visible_lines};
use super::cell::cell;
use super::table::Table;
use super::{Page, records, wrap};

/// Levels below which a value is shown on one line.
const DEPTH: usize = 16;

/// How far in the fields of an object stand.
const INDENT: usize = 2;

/// What stands around a value.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    known: Known<'a>,
    language: Language,
    width: Option<usize>,
    depth: usize,
}

impl<'a> Place<'a> {
    fn field(self, name: &str) -> Self {
        Self { known: self.known.field(name), ..self }
    }

    fn items(self) -> Self {
        Self { known: self.known.items(), ..self }
    }

    fn inside(self) -> Self {
        let width = self.width.map(|width| width.saturating_sub(INDENT).max(20));
        Self { width, depth: self.depth + 1, ..self }
    }
}

/// The text.
#[must_use]
pub fn text(payload: &Value, known: Known<'_>, language: Language, page: Page) -> String {
    let place = Place { known, language, width: page.width, depth: 0 };
    match (payload, records::list(payload)) {
        (Value::Null, _) => String::new(),
        (Value::Object(map), Some((Some(name), list))) => {
            let others = map
                .iter()
                .filter(|(other, _)| *other != name)
                .map(|(name, value)| (name.clone(), value.clone()));
            let mut lines = many(list, place.field(name).items());
            let others = card(&others.collect(), place);
            if !lines.is_empty() && !others.is_empty() {
                lines.push(String::new());
            }
            lines.extend(others);
            lines.join("\n")
        }
        _ => block(payload, place).join("\n"),
    }
}

fn block(value: &Value, place: Place<'_>) -> Vec<String> {
    match value {
        Value::Object(map) => card(map, place),
        Value::Array(list) => many(list, place.items()),
        Value::String(text) if place.known.label(value).is_none() => {
            visible_lines(text).split('\n').map(str::to_owned).collect()
        }
        other => vec![cell("", other, place.known, place.language).text],
    }
}

/// A table where it fits the page, else a card of each.
fn many(list: &[Value], place: Place<'_>) -> Vec<String> {
    if list.iter().all(|element| !element.is_object()) {
        return list.iter().map(|element| cell("", element, place.known, place.language).text).collect();
    }
    if let Some(lines) = Table::of(list, place.known, place.language).lines(place.width) {
        return lines;
    }
    let mut lines = Vec::new();
    for element in list {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(block(element, place));
    }
    lines
}

fn card(map: &serde_json::Map<String, Value>, place: Place<'_>) -> Vec<String> {
    let name_style = Style::new().bold();
    let names = map
        .iter()
        .filter(|(_, value)| !is_block(value, place))
        .map(|(name, _)| wrap::columns(&visible(name)));
    let column = names.max().unwrap_or(0).min(32);
    let mut lines = Vec::new();
    for (name, value) in map {
        let inner = place.field(name);
        let shown = visible(name);
        if is_block(value, place) {
            lines.push(format!("{name_style}{shown}{name_style:#}"));
            let below = block(value, inner.inside());
            lines.extend(below.into_iter().map(|line| format!("{:INDENT$}{line}", "").trim_end().to_owned()));
            continue;
        }
        let cell = cell(name, value, inner.known, place.language);
        let room = place.width.map(|width| width.saturating_sub(column + 2).max(20));
        let style = cell.style;
        for (at, line) in wrap::whole_words(&cell.text, room).into_iter().enumerate() {
            let name = if at == 0 { shown.as_str() } else { "" };
            let name = wrap::padded(name, column);
            lines.push(
                format!("{name_style}{name}{name_style:#}  {style}{line}{style:#}").trim_end().to_owned(),
            );
        }
    }
    lines
}

/// It takes lines of its own below its name.
fn is_block(value: &Value, place: Place<'_>) -> bool {
    place.depth < DEPTH
        && match value {
            Value::Object(map) => !map.is_empty(),
            Value::Array(list) => list.iter().any(|element| element.is_object() || element.is_array()),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(payload: &Value, width: Option<usize>) -> String {
        let page = Page { width, terminal: false };
        let text = text(payload, Known::default(), Language::English, page);
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn one_thing_is_a_card() {
        let payload = json!({
            "id": 7,
            "customer": {"name": "Ana", "address": {"city": "Cali"}},
            "items": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}],
            "note": null,
        });
        let expected = "id    7\ncustomer\n  name  Ana\n  address\n    city  Cali\nitems\n  sku  n\n  a    1\n  b    2\nnote  -";
        assert_eq!(shown(&payload, None), expected);
    }

    #[test]
    fn a_page_is_a_table_with_what_is_said_of_it() {
        let page = json!({"content": [{"id": 1}, {"id": 2}], "totalPages": 1});
        assert_eq!(shown(&page, None), "id\n 1\n 2\n\ntotalPages  1");
        assert_eq!(shown(&json!([]), None), "");
        assert_eq!(shown(&json!(["a", "b"]), None), "a\nb");
    }

    #[test]
    fn what_does_not_fit_becomes_cards() {
        let record: serde_json::Map<String, Value> =
            (0..9).map(|at| (format!("field{at}"), json!("some words in a row"))).collect();
        let text = shown(&json!([record, record]), Some(60));
        assert!(text.starts_with("field0  some words in a row\nfield1"), "{text}");
        assert_eq!(text.matches("\n\n").count(), 1);
    }

    #[test]
    fn a_deep_answer_ends() {
        let deep = (0..100).fold(json!(1), |inner, _| json!({"a": inner}));
        assert!(shown(&deep, Some(40)).ends_with('}'));
    }
}
