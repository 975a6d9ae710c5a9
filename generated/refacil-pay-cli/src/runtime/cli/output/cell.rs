//! One value as people read it: an amount with its currency, a time on their clock, a status with its meaning.

use anstyle::{AnsiColor, Style};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::super::super::core::known::Known;
use super::super::super::core::spec::Language;
use super::super::super::core::standing::{Standing, standing};
use super::super::super::core::text::{visible, visible_lines};
use super::currency;

/// Text with the look that its meaning gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Harmless to look at.
    pub text: String,
    /// Colour by meaning.
    pub style: Style,
    /// It is a quantity, which stands at the right of a column.
    pub quantity: bool,
}

/// Names of fields whose text is a status word.
const STATUS_FIELDS: &[&str] = &["status", "state", "estado", "situacao", "outcome", "result", "resultado"];

/// Elements of a list that one cell shows.
const MOST: usize = 20;

/// The cell of a scalar, or of a small list of scalars, in the field of that name.
pub fn cell(name: &str, value: &Value, known: Known<'_>, language: Language) -> Cell {
    if let Some(label) = known.label(value) {
        let own = plain(value);
        return styled(format!("{} ({own})", visible(label)), standing(label));
    }
    match value {
        Value::Null => Cell { text: "-".to_owned(), style: Style::new().dimmed(), quantity: false },
        Value::Number(number) => quantity(&number.to_string(), known, language),
        Value::String(text) => match time(text, known) {
            Some(shown) => styled(shown, None),
            None if known.unit().is_some_and(currency::is_currency) => quantity(text, known, language),
            None => styled(visible_lines(text), standing(text).filter(|_| is_status(name))),
        },
        Value::Array(list) => {
            let mut shown: Vec<String> = list.iter().take(MOST).map(inline).collect();
            if list.len() > MOST {
                shown.push(format!("… {} more", list.len() - MOST));
            }
            styled(shown.join(", "), None)
        }
        other => styled(inline(other), None),
    }
}

fn styled(text: String, standing: Option<Standing>) -> Cell {
    let style = match standing {
        Some(Standing::Good) => AnsiColor::Green.on_default(),
        Some(Standing::Bad) => AnsiColor::Red.on_default(),
        Some(Standing::Open) => AnsiColor::Yellow.on_default(),
        None => Style::new(),
    };
    Cell { text, style, quantity: false }
}

fn quantity(number: &str, known: Known<'_>, language: Language) -> Cell {
    let text = match known.unit() {
        Some(unit) if currency::is_currency(unit) => match currency::grouped(number, language) {
            Some(grouped) => format!("{grouped} {unit}"),
            None => visible(number),
        },
        Some(unit) => format!("{} {}", visible(number), visible(unit)),
        None => visible(number),
    };
    Cell { text, style: Style::new(), quantity: true }
}

fn is_status(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    STATUS_FIELDS.iter().any(|known| name.ends_with(known))
}

/// The moment on the clock of this machine, with what the API said.
fn time(text: &str, known: Known<'_>) -> Option<String> {
    let looks_like_one =
        text.len() <= 40 && text.as_bytes().get(10).is_some_and(|b| matches!(b, b'T' | b't'));
    if known.format() != Some("date-time") && !looks_like_one {
        return None;
    }
    let moment: Timestamp = text.parse().ok()?;
    let here = moment.to_zoned(TimeZone::system());
    let said = visible(text);
    if here.offset().is_zero() {
        return Some(said);
    }
    Some(format!("{} ({said})", here.strftime("%Y-%m-%d %H:%M:%S")))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => visible(text),
        other => visible(&other.to_string()),
    }
}

/// A value inside a sentence: `name: Ana, id: 3`.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let fields = map.iter().map(|(name, value)| format!("{}: {}", visible(name), inline(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => plain(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(name: &str, value: &Value, schema: &Value) -> String {
        cell(name, value, Known::new(Some(schema)), Language::English).text
    }

    #[test]
    fn values_are_shown_as_they_are_documented() {
        let amount: Value = serde_json::from_str("50000.10").expect("a number");
        assert_eq!(shown("amount", &amount, &json!({"x-unit": "COP"})), "50,000.10 COP");
        assert_eq!(shown("expiresIn", &json!(30), &json!({"x-unit": "minutes"})), "30 minutes");
        assert_eq!(shown("id", &json!(1_234_567), &json!({})), "1234567");
        assert_eq!(shown("status", &json!(2), &json!({"x-labels": {"2": "approved"}})), "approved (2)");
        assert_eq!(shown("tags", &json!(["a", {"b": 1}]), &json!({})), "a, {b: 1}");
    }

    #[test]
    fn colours_follow_the_meaning() {
        let style = |name, value: Value, schema: Value| {
            cell(name, &value, Known::new(Some(&schema)), Language::English).style
        };
        let green = AnsiColor::Green.on_default();
        assert_eq!(style("status", json!(2), json!({"x-labels": {"2": "approved"}})), green);
        assert_eq!(style("paymentStatus", json!("PAID"), json!({})), green);
        assert_eq!(style("status", json!("rejected"), json!({})), AnsiColor::Red.on_default());
        assert_eq!(style("name", json!("Paid Ltd"), json!({})), Style::new());
    }

    #[test]
    fn hidden_characters_do_not_reach_the_terminal() {
        for value in [json!("a\u{1b}[31m\u{202e}"), json!(["\u{200b}"]), json!([{"\u{9b}": "\u{e0041}"}])] {
            let text = shown("x", &value, &json!({"x-labels": {}}));
            assert!(text.contains("\\u{") && !text.contains(['\u{1b}', '\u{202e}', '\u{200b}']), "{text}");
        }
    }
}
