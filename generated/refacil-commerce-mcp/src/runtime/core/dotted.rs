//! Dotted paths into JSON: `data.token`, `data.items[].pin`.

use serde_json::{Map, Value};

/// The value at a dotted path without list steps.
#[must_use]
pub fn get<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, step| value.get(step))
}

/// The same in the fields of an object.
#[must_use]
pub fn get_in<'a>(fields: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    match path.split_once('.') {
        Some((step, rest)) => get(fields.get(step)?, rest),
        None => fields.get(path),
    }
}

/// Applies `change` to every value that the path reaches; `[]` after a step means each element.
pub fn each(value: &mut Value, path: &str, change: &mut dyn FnMut(&mut Value)) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let name = step.trim_end_matches("[]");
    let lists = (step.len() - name.len()) / 2;
    let Some(found) = (if name.is_empty() { Some(value) } else { value.get_mut(name) }) else { return };
    each_element(found, lists, &mut |element| match rest {
        Some(rest) => each(element, rest, change),
        None => change(element),
    });
}

fn each_element(value: &mut Value, lists: usize, change: &mut dyn FnMut(&mut Value)) {
    match value {
        // A list where the documentation shows one element is still searched: a secret must not slip through.
        Value::Array(elements) => {
            elements.iter_mut().for_each(|element| each_element(element, lists.saturating_sub(1), change));
        }
        other => change(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reaches_into_lists() {
        let mut value = json!({"data": [{"pin": "1"}, {"pin": "2"}], "pin": "3"});
        each(&mut value, "data[].pin", &mut |pin| *pin = json!("*"));
        assert_eq!(value, json!({"data": [{"pin": "*"}, {"pin": "*"}], "pin": "3"}));
        assert_eq!(get(&json!({"a": {"b": 1}}), "a.b"), Some(&json!(1)));
        assert_eq!(get(&json!({"a": []}), "a.b"), None);
        let fields = json!({"a": {"b": 1}});
        let fields = fields.as_object().expect("an object");
        assert_eq!((get_in(fields, "a.b"), get_in(fields, "b")), (Some(&json!(1)), None));
    }

    #[test]
    fn an_undeclared_list_is_searched_too() {
        let mut value = json!({"data": [[{"token": "t"}]]});
        each(&mut value, "data.token", &mut |token| *token = json!("*"));
        assert_eq!(value, json!({"data": [[{"token": "*"}]]}));
    }
}
