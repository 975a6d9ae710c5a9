//! Whether a request's documented answer has a place.

use serde_json::Value;

use crate::dotted;
use crate::model::Operation;

/// The saved answers or the response schema have something at that path.
pub(super) fn has(operation: &Operation, json_path: &str) -> bool {
    if json_path.is_empty() {
        return false;
    }
    let anonymous = anonymous(json_path);
    let in_schema = operation
        .response
        .schema
        .as_ref()
        .is_some_and(|schema| dotted::property(schema, &anonymous).is_some());
    in_schema || operation.response.examples.iter().any(|example| reaches(&example.body, json_path))
}

/// `items[0].id` as schemas write it: `items[].id`.
fn anonymous(json_path: &str) -> String {
    let mut text = String::with_capacity(json_path.len());
    let mut inside = false;
    for c in json_path.chars() {
        inside = c == '[' || inside && c != ']';
        if !inside || c == '[' {
            text.push(c);
        }
    }
    text
}

fn reaches(value: &Value, path: &str) -> bool {
    let mut value = value;
    for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
        let next = match step.strip_suffix(']') {
            Some(number) => value.as_array().and_then(|list| list.get(number.parse().unwrap_or(0))),
            None => value.get(step),
        };
        let Some(next) = next else { return false };
        value = next;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Example, Response};
    use serde_json::json;

    #[test]
    fn places_of_saved_answers() {
        let body = json!({"data": {"items": [{"id": 1}]}});
        let examples = vec![Example { name: String::new(), status: Some(200), body }];
        let operation = Operation { response: Response { schema: None, examples }, ..Operation::default() };
        for path in ["data", "data.items[0].id", "data.items[].id"] {
            assert!(has(&operation, path), "{path}");
        }
        for path in ["", "token", "data.items[1].id", "data.id"] {
            assert!(!has(&operation, path), "{path}");
        }
        assert_eq!(anonymous("a[0].b[].c"), "a[].b[].c");
    }
}
