//! CSV (RFC 4180), harmless in a spreadsheet.

use serde_json::Value;

/// One row a record under the names of their fields; fields of objects as `customer.name`.
#[must_use]
pub fn text(records: &[&Value]) -> String {
    let rows: Vec<Vec<(String, String)>> = records.iter().map(|record| flat(record)).collect();
    let mut columns: Vec<&str> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (name, _) in rows.iter().flatten() {
        if seen.insert(name.as_str()) {
            columns.push(name);
        }
    }
    if columns.is_empty() {
        return String::new();
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Nothing that is written to memory fails.
    drop(writer.write_record(columns.iter().map(|name| defused(name))));
    for row in &rows {
        let cell = |column: &&str| row.iter().find(|(name, _)| name == column).map_or("", |(_, cell)| cell);
        drop(writer.write_record(columns.iter().map(cell)));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned()
}

fn flat(record: &Value) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    match record {
        Value::Object(_) => put(&mut cells, "", record),
        other => cells.push(("value".to_owned(), cell(other))),
    }
    cells
}

fn put(cells: &mut Vec<(String, String)>, name: &str, value: &Value) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (step, value) in map {
                let name = if name.is_empty() { step.clone() } else { format!("{name}.{step}") };
                put(cells, &name, value);
            }
        }
        other => cells.push((name.to_owned(), cell(other))),
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => defused(text),
        // A list is JSON text: it begins with a bracket, which no spreadsheet computes.
        other => super::compact(other),
    }
}

/// A text that a spreadsheet would take for a formula gets an apostrophe before it; hidden characters are spelled out.
fn defused(text: &str) -> String {
    let begins =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    let shown = super::visible_lines(&text.replace("\r\n", "\n"));
    if text.trim_start_matches(' ').starts_with(begins) { format!("'{shown}") } else { shown }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn formulas_are_defused_and_numbers_stay_numbers() {
        let rows = json!([
            {"name": "=HYPERLINK(\"x\")", "amount": -5, "in": {"a": "+1"}},
            {"name": "a, \"b\"", "in": {"b": [1, "=x"]}, "tab": "\t=1", "no": null},
        ]);
        let rows: Vec<&Value> = rows.as_array().expect("a list").iter().collect();
        assert_eq!(
            text(&rows),
            "name,amount,in.a,in.b,tab,no\n\"'=HYPERLINK(\"\"x\"\")\",-5,'+1,,,\n\
             \"a, \"\"b\"\"\",,,\"[1,\"\"=x\"\"]\",'\t=1,"
        );
    }

    #[test]
    fn digits_are_kept() {
        let value: Value =
            serde_json::from_str("{\"a\":50000.10,\"b\":12345678901234567890123}").expect("JSON");
        assert_eq!(text(&[&value]), "a,b\n50000.10,12345678901234567890123");
        assert_eq!(text(&[]), "");
    }
}
