//! Large answers, made smaller with a note of what is missing.

use serde_json::{Map, Value};

use super::file::{self, Upload};
use super::text::visible_capped;
use super::words::{Said, say};

/// The value in at most about that many bytes, and one note for each place where something was left out.
#[must_use]
pub fn to_size(value: Value, limit: usize) -> (Value, Vec<Said>) {
    let mut left = limit;
    if fits(&value, &mut left) {
        return (value, Vec::new());
    }
    let mut cutter = Cutter { left: limit, notes: Vec::new() };
    let value = cutter.cut(value, "answer");
    (value, cutter.notes)
}

/// The file whole, or its name and type with a note of its size: a part of a file is of no use to anybody.
#[must_use]
pub fn file(mut value: Value, limit: usize) -> (Value, Vec<Said>) {
    if fits(&value, &mut { limit }) {
        return (value, Vec::new());
    }
    let size = Upload::from_value(&value).map_or(0, |upload| upload.bytes.len());
    let note = say("{}: the first {} of {} bytes", &[&"answer.content", &0, &size]);
    if let Value::Object(map) = &mut value {
        map.remove(file::CONTENT);
    }
    (value, vec![note])
}

/// Whether the value has room in what is left; escapes are not counted.
fn fits(value: &Value, left: &mut usize) -> bool {
    // Quotes, brackets, commas and colons.
    let (own, inside) = match value {
        Value::Null | Value::Bool(_) => (6, true),
        Value::Number(number) => (number.as_str().len() + 1, true),
        Value::String(text) => (text.len() + 3, true),
        Value::Array(list) => (3, list.iter().all(|element| fits(element, left))),
        Value::Object(map) => {
            (3, map.iter().all(|(name, value)| spend(left, name.len() + 3) && fits(value, left)))
        }
    };
    inside && spend(left, own)
}

/// Takes that many bytes of what is left, if there are as many.
fn spend(left: &mut usize, bytes: usize) -> bool {
    let rest = left.checked_sub(bytes);
    *left = rest.unwrap_or_default();
    rest.is_some()
}

struct Cutter {
    left: usize,
    notes: Vec<Said>,
}

/// More notes than this help nobody.
const MAX_NOTES: usize = 20;

impl Cutter {
    fn cut(&mut self, value: Value, path: &str) -> Value {
        // Brackets, quotes and commas.
        self.spend(3);
        match value {
            Value::String(text) => self.cut_text(text, path),
            Value::Array(list) => self.cut_list(list, path),
            Value::Object(map) => self.cut_object(map, path),
            other => {
                self.spend(other.to_string().len());
                other
            }
        }
    }

    fn cut_text(&mut self, text: String, path: &str) -> Value {
        let full = text.len();
        if full <= self.left {
            self.spend(full);
            return Value::String(text);
        }
        let mut end = self.left;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.note(say("{}: the first {} of {} bytes", &[&visible_capped(path, 150), &end, &full]));
        self.left = 0;
        Value::String(text.get(..end).unwrap_or_default().to_owned())
    }

    fn cut_list(&mut self, list: Vec<Value>, path: &str) -> Value {
        let full = list.len();
        let mut kept = Vec::new();
        for (at, element) in list.into_iter().enumerate() {
            if self.left == 0 {
                break;
            }
            kept.push(self.cut(element, &format!("{path}[{at}]")));
        }
        if kept.len() < full {
            self.note(say(
                "{}: the first {} of {} elements",
                &[&visible_capped(path, 150), &kept.len(), &full],
            ));
        }
        Value::Array(kept)
    }

    /// Plain fields come first: a page's total or its next link must not fall to the page before it.
    fn cut_object(&mut self, map: Map<String, Value>, path: &str) -> Value {
        let full = map.len();
        let mut order: Vec<(usize, String, Value)> =
            map.into_iter().enumerate().map(|(at, (name, value))| (at, name, value)).collect();
        order.sort_by_key(|(_, _, value)| is_container(value));
        let mut kept = Vec::new();
        for (at, name, value) in order {
            if self.left > 0 {
                self.spend(name.len() + 4);
                let value = self.cut(value, &format!("{path}.{name}"));
                kept.push((at, name, value));
            }
        }
        if kept.len() < full {
            self.note(say("{}: {} of {} fields", &[&visible_capped(path, 150), &kept.len(), &full]));
        }
        kept.sort_by_key(|(at, ..)| *at);
        Value::Object(kept.into_iter().map(|(_, name, value)| (name, value)).collect())
    }

    fn spend(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }

    fn note(&mut self, note: Said) {
        if self.notes.len() < MAX_NOTES {
            self.notes.push(note);
        }
    }
}

fn is_container(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_small_answer_stays_whole() {
        let value = json!({"a": [1, 2, {"b": "c"}]});
        assert_eq!(to_size(value.clone(), 1_000), (value, vec![]));
    }

    #[test]
    fn a_large_list_is_cut_and_what_stands_after_it_is_kept() {
        let items: Vec<_> = (0..1_000).map(|at| json!({"id": at, "name": "ñandú"})).collect();
        let (value, notes) = to_size(json!({"items": items, "next": "/page/2"}), 2_000);
        assert!(value.to_string().len() < 2_500, "{}", value.to_string().len());
        assert_eq!(value["next"], "/page/2");
        assert_eq!(value.as_object().and_then(|map| map.keys().next()).map(String::as_str), Some("items"));
        assert!(notes.iter().any(|note| note.english().contains("of 1000 elements")), "{notes:?}");
    }

    #[test]
    fn a_file_is_whole_or_left_out() {
        let whole = |bytes: usize| Upload { bytes: vec![7; bytes], ..Upload::default() }.to_value();
        assert_eq!(file(whole(60), 120), (whole(60), vec![]));
        let (value, notes) = file(whole(90), 120);
        assert_eq!((value, notes.len()), (json!({}), 1));
        assert!(notes[0].english().contains("0 of 90 bytes"), "{notes:?}");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        let (value, notes) = to_size(json!({"page": "ñ".repeat(500)}), 101);
        assert!(value["page"].as_str().is_some_and(|text| text.len() <= 101));
        assert_eq!(notes.len(), 1);
    }
}
