//! The records of an answer: the elements of its list, or itself.

use serde_json::Value;

/// Words of the fields that accompany a list: where it stands among others, and that it was found.
const ABOUT_A_LIST: &[&str] = &[
    "after",
    "before",
    "code",
    "count",
    "current",
    "cursor",
    "empty",
    "first",
    "found",
    "has",
    "last",
    "limit",
    "link",
    "links",
    "message",
    "meta",
    "metadata",
    "more",
    "next",
    "object",
    "offset",
    "ok",
    "page",
    "pageable",
    "pages",
    "pagination",
    "paging",
    "per",
    "prev",
    "previous",
    "request",
    "result",
    "results",
    "size",
    "sort",
    "status",
    "statuscode",
    "success",
    "total",
    "url",
];

/// The records.
#[must_use]
pub fn of(payload: &Value) -> Vec<&Value> {
    match list(payload) {
        Some((_, list)) => list.iter().collect(),
        None if payload.is_null() => Vec::new(),
        None => vec![payload],
    }
}

/// The list that the payload is, or that it wraps, with its name there.
#[must_use]
pub fn list(payload: &Value) -> Option<(Option<&str>, &[Value])> {
    let map = match payload {
        Value::Array(list) => return Some((None, list)),
        Value::Object(map) => map,
        _ => return None,
    };
    let mut lists = map.iter().filter(|(name, value)| value.is_array() && !is_about_a_list(name, value));
    let (name, list) = lists.next()?;
    let alone = lists.next().is_none();
    let wrapped = map.iter().all(|(other, value)| other == name || is_about_a_list(other, value));
    match list {
        Value::Array(list) if alone && wrapped => Some((Some(name), list)),
        _ => None,
    }
}

/// A list of objects is a list whatever it is called.
fn is_about_a_list(name: &str, value: &Value) -> bool {
    if value.as_array().is_some_and(|list| list.is_empty() || list.iter().any(Value::is_object)) {
        return false;
    }
    let mut words = vec![String::new()];
    for c in name.chars() {
        if (c.is_uppercase() || !c.is_alphanumeric()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
    }
    words.iter().any(|word| ABOUT_A_LIST.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_page_is_its_list() {
        for page in [
            json!([{"id": 1}, {"id": 2}]),
            json!({"content": [{"id": 1}, {"id": 2}], "totalPages": 3, "has_more": true, "next": null}),
            json!({"success": true, "data": [{"id": 1}, {"id": 2}], "links": {"next": "x"}}),
            json!({"results": [{"id": 1}, {"id": 2}], "count": 2}),
        ] {
            assert_eq!(of(&page), [&json!({"id": 1}), &json!({"id": 2})], "{page}");
        }
    }

    #[test]
    fn a_thing_that_has_a_list_is_itself() {
        let order = json!({"id": 7, "items": [{"sku": "a"}], "amount": 3});
        assert_eq!(of(&order), [&order]);
        assert!(of(&Value::Null).is_empty());
    }
}
