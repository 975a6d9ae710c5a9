//! Small values that occur everywhere, each in all the notations that files use.

use serde_json::{Map, Value, json};

use super::collection::{Entry, Variable};
use super::html;

/// A value as text; `None` for `null` and absence.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// A description: a string or `{content, type}`, in Markdown.
pub(super) fn description(value: Option<&Value>) -> String {
    let text = match value {
        Some(Value::String(text)) => text,
        Some(Value::Object(object)) => object.get("content").and_then(Value::as_str).unwrap_or_default(),
        _ => "",
    };
    html::markdown(text).into_owned()
}

/// A switch: `true` or `"true"`.
pub(super) fn flag(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(set)) => *set,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

/// A list, where files also write one bare object or nothing.
pub(super) fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(elements)) => elements.iter().collect(),
        None | Some(Value::Null) => Vec::new(),
        Some(single) => vec![single],
    }
}

/// How the entries of a list are written when they are text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// `Name: value`, one a line.
    Header,
    /// `name=value`, joined by `&`.
    Query,
}

/// Headers, query parameters or form fields: a list, one entry, a map, or text.
pub(super) fn entries(value: Option<&Value>, notation: Notation) -> Vec<Entry> {
    match value {
        Some(Value::Array(elements)) => elements.iter().flat_map(|one| entry(one, notation)).collect(),
        Some(Value::Object(object)) if is_single(object, &["key"]) => {
            value.map(|one| entry(one, notation)).unwrap_or_default()
        }
        Some(Value::Object(map)) => {
            map.iter().flat_map(|(key, value)| entry(&keyed(key, value), notation)).collect()
        }
        Some(Value::String(written)) => written_entries(written, notation),
        _ => Vec::new(),
    }
}

/// One entry instead of a list, not a map that happens to hold a parameter called `key` or `id`.
fn is_single(object: &Map<String, Value>, names: &[&str]) -> bool {
    let says_more = ["value", "type", "description", "disabled"].iter().any(|key| object.contains_key(*key));
    says_more && names.iter().any(|key| object.contains_key(*key))
}

/// An entry of a map as the list would hold it; the map's value may be the whole entry.
fn keyed(key: &str, value: &Value) -> Value {
    match value {
        Value::Object(object) if object.contains_key("value") => {
            let mut object = object.clone();
            object.insert("key".into(), key.into());
            Value::Object(object)
        }
        other => json!({"key": key, "value": other}),
    }
}

fn entry(value: &Value, notation: Notation) -> Vec<Entry> {
    let object = match value {
        Value::Object(object) => object,
        Value::String(written) => return written_entries(written, notation),
        _ => return Vec::new(),
    };
    let kind = object.get("type").and_then(Value::as_str).unwrap_or_default();
    let file = kind.eq_ignore_ascii_case("file")
        || (kind.is_empty() && object.get("src").is_some_and(|source| !source.is_null()));
    let key = text(object.get("key")).or_else(|| text(object.get("name"))).unwrap_or_default();
    // A file's `src` is a path on the author's machine, of no use to anyone else.
    let value = if file { None } else { text(object.get("value")) };
    if key.is_empty() && value.as_ref().is_none_or(String::is_empty) {
        return Vec::new();
    }
    let switched_off = object.get("enabled").is_some_and(|enabled| enabled == &Value::Bool(false));
    vec![Entry {
        key,
        value,
        description: description(object.get("description")),
        disabled: flag(object.get("disabled")) || switched_off,
        file,
        content_type: text(object.get("contentType")).unwrap_or_default().trim().to_owned(),
    }]
}

/// Entries written as text. A query parameter without `=` has no value, which differs from an empty one.
pub(super) fn written_entries(written: &str, notation: Notation) -> Vec<Entry> {
    let (parts, mark) = match notation {
        Notation::Header => (written.lines().collect::<Vec<_>>(), ':'),
        Notation::Query => (super::url::split_outside_braces(written, '&'), '='),
    };
    parts
        .into_iter()
        .filter(|part| !part.trim().is_empty())
        .map(|part| {
            let (key, value) = match part.split_once(mark) {
                Some((key, value)) => (key, Some(value)),
                None => (part, None),
            };
            let (key, value) = match notation {
                Notation::Header => (key.trim(), value.map(str::trim)),
                Notation::Query => (key, value),
            };
            // Postman writes a disabled header of its text form as `// Name: value`.
            let disabled = notation == Notation::Header && key.starts_with("//");
            let key = if disabled { key.trim_start_matches('/').trim_start() } else { key };
            Entry { key: key.to_owned(), value: value.map(str::to_owned), disabled, ..Entry::default() }
        })
        .collect()
}

/// Variables with their state: `key` or `id`, any value.
pub(super) fn variables(value: Option<&Value>) -> Vec<(Variable, bool)> {
    let single = |object: &Value| {
        let key = text(object.get("key")).or_else(|| text(object.get("id")))?;
        let variable = Variable {
            key,
            value: object.get("value").cloned().unwrap_or_default(),
            description: description(object.get("description")),
            secret: object.get("type").and_then(Value::as_str) == Some("secret")
                || flag(object.get("secret")),
        };
        let enabled = !flag(object.get("disabled")) && object.get("enabled") != Some(&Value::Bool(false));
        Some((variable, enabled))
    };
    match value {
        Some(Value::Array(elements)) => elements.iter().filter_map(single).collect(),
        Some(Value::Object(object)) if is_single(object, &["key", "id"]) => {
            value.and_then(single).into_iter().collect()
        }
        Some(Value::Object(map)) => {
            map.iter().filter_map(|(key, value)| single(&keyed(key, value))).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(value: &Value, notation: Notation) -> Vec<(String, Option<String>)> {
        entries(Some(value), notation).into_iter().map(|entry| (entry.key, entry.value)).collect()
    }

    #[test]
    fn entries_are_read_in_every_notation() {
        let expected = vec![("a".to_owned(), Some("1".to_owned())), ("b".to_owned(), Some(String::new()))];
        for headers in [
            json!([{"key": "a", "value": 1}, null, {}, {"key": "b", "value": ""}]),
            json!("a: 1\nb:\n"),
            json!(["a: 1", {"key": "b", "value": ""}]),
            json!({"a": "1", "b": ""}),
        ] {
            assert_eq!(pairs(&headers, Notation::Header), expected, "{headers}");
        }
        for query in [json!("a=1&b="), json!(["a=1", "b="]), json!({"a": 1, "b": ""})] {
            assert_eq!(pairs(&query, Notation::Query), expected, "{query}");
        }
    }

    #[test]
    fn null_is_not_empty() {
        let query = json!([{"key": "a", "value": null}, {"key": null, "value": "x"}, {"key": null}]);
        assert_eq!(
            pairs(&query, Notation::Query),
            [("a".to_owned(), None), (String::new(), Some("x".to_owned()))]
        );
        assert_eq!(pairs(&json!("a&b="), Notation::Query)[0].1, None);
    }

    #[test]
    fn disabled_entries_stay_marked_and_paths_of_files_go() {
        let form = json!([
            {"key": "a", "disabled": true}, {"key": "f", "type": "file", "src": "/home/me/x.png"},
            {"key": "d", "description": {"content": "text", "type": "text/markdown"}, "value": {"x": 1}}
        ]);
        let read = entries(Some(&form), Notation::Query);
        assert!(read[0].disabled);
        assert!(read[1].file && read[1].value.is_none());
        assert_eq!((read[2].description.as_str(), read[2].value.as_deref()), ("text", Some("{\"x\":1}")));
    }

    #[test]
    fn variables_have_a_key_or_an_id() {
        let read = variables(Some(&json!([
            {"key": "a", "value": 1}, {"id": "b", "value": [1], "type": "secret"}, {"value": 3}, null,
            {"key": "c", "disabled": true}
        ])));
        let keys: Vec<_> = read.iter().map(|(variable, enabled)| (variable.key.as_str(), *enabled)).collect();
        assert_eq!(keys, [("a", true), ("b", true), ("c", false)]);
        assert!(read[1].0.secret);
        let keys = |value: Value| {
            variables(Some(&value)).into_iter().map(|(variable, _)| variable.key).collect::<Vec<_>>()
        };
        assert_eq!(keys(json!({"id": "7", "name": "x"})), ["id", "name"]);
        assert_eq!(keys(json!({"id": "7", "value": "x"})), ["7"]);
        assert_eq!(keys(json!({"host": {"value": "x", "description": "Where"}})), ["host"]);
    }
}
