//! Output that an agent can read in one piece: what is longer is cut, and said to be.

use serde_json::Value;

use super::super::super::core::cut;
use super::super::super::core::text::escaped_json;
use super::super::super::core::words::Said;
use super::Format;

/// Most bytes: agents cut longer outputs themselves, without regard for what is lost.
pub const MAX_BYTES: usize = 24_000;

/// The text in about that many bytes at most, with what was left out. JSON stays JSON; anything else ends with a line.
#[must_use]
pub fn capped(text: String, format: Format, most: usize) -> (String, Vec<String>) {
    if text.len() <= most {
        return (text, Vec::new());
    }
    if format == Format::Json
        && let Ok(value) = serde_json::from_str::<Value>(&text)
    {
        let (value, notes) = cut::to_size(value, most);
        return (escaped_json(&value.to_string()), notes.iter().map(Said::english).collect());
    }
    let total = text.lines().count();
    let mut kept = String::new();
    let mut lines = 0;
    for line in text.lines().take_while(|line| line.len() <= most) {
        if kept.len() + line.len() > most {
            break;
        }
        kept.push_str(line);
        kept.push('\n');
        lines += 1;
    }
    (kept.trim_end_matches('\n').to_owned(), vec![format!("the first {lines} of {total} lines")])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_stays_json_and_lines_stay_whole() {
        let list: Vec<_> = (0..500).map(|at| json!({"id": at})).collect();
        let (text, notes) = capped(Value::from(list).to_string(), Format::Json, 1_000);
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert!(text.len() < 1_200 && value.as_array().is_some_and(|list| !list.is_empty()), "{text}");
        assert!(notes.iter().any(|note| note.contains("of 500 elements")), "{notes:?}");
        let lines = (0..500).map(|at| format!("row {at}")).collect::<Vec<_>>().join("\n");
        let (text, notes) = capped(lines, Format::Human, 100);
        assert!(text.len() <= 100 && text.ends_with("row 14"), "{text}");
        assert_eq!(notes, ["the first 15 of 500 lines"]);
        assert_eq!(capped("short".into(), Format::Json, 100), ("short".into(), vec![]));
    }
}
