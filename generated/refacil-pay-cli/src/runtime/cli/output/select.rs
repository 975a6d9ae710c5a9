//! `--fields a,b.c`: the named fields only, lists mapped, in the shape that they have in the answer.

use serde_json::{Map, Value};

use super::super::super::core::known::Known;
use super::{Data, records};

/// The named fields of the part of the data that has the most of them: of its records, of the payload, or of all of it.
/// A field that is not there is `null`.
pub fn pick<'a>(data: Data<'a>, fields: &[String]) -> (Value, Known<'a>) {
    let paths: Vec<Vec<&str>> = fields.iter().map(|field| steps(field)).collect();
    let found = |value: &Value| paths.iter().filter(|path| reaches(value, path)).count();
    let mut best = (data.payload, data.known);
    if let Some((name, _)) = records::list(data.payload) {
        let (list, known) = match name {
            Some(name) => (data.payload.get(name).unwrap_or(data.payload), data.known.field(name)),
            None => (data.payload, data.known),
        };
        best = if found(list) >= found(data.payload) { (list, known) } else { best };
    }
    if found(data.whole) > found(best.0) {
        best = (data.whole, Known::default());
    }
    (project(best.0, &paths), best.1)
}

fn steps(field: &str) -> Vec<&str> {
    field.split('.').map(|step| step.trim().trim_end_matches("[]")).filter(|step| !step.is_empty()).collect()
}

fn reaches(value: &Value, path: &[&str]) -> bool {
    match (value, path) {
        (Value::Array(list), _) => list.iter().any(|element| reaches(element, path)),
        (_, []) => true,
        (_, [step, rest @ ..]) => value.get(step).is_some_and(|value| reaches(value, rest)),
    }
}

fn project(value: &Value, paths: &[Vec<&str>]) -> Value {
    if let Value::Array(list) = value {
        return list.iter().map(|element| project(element, paths)).collect();
    }
    let mut picked = Map::new();
    for path in paths {
        put(&mut picked, value, path);
    }
    Value::Object(picked)
}

/// Puts what the path reaches at the same place of `into`.
fn put(into: &mut Map<String, Value>, from: &Value, path: &[&str]) {
    let Some((step, rest)) = path.split_first() else { return };
    let found = from.get(step).unwrap_or(&Value::Null);
    if rest.is_empty() {
        into.insert((*step).to_owned(), found.clone());
        return;
    }
    let slot = into.entry(*step).or_insert(Value::Null);
    descend(slot, found, rest);
}

fn descend(slot: &mut Value, from: &Value, path: &[&str]) {
    if let Value::Array(list) = from {
        if !slot.is_array() {
            *slot = list.iter().map(|_| Value::Null).collect();
        }
        let slots = slot.as_array_mut().into_iter().flatten();
        slots.zip(list).for_each(|(slot, from)| descend(slot, from, path));
        return;
    }
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    if let Value::Object(map) = slot {
        put(map, from, path);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::super::core::spec::Language;
    use super::*;

    fn picked(whole: &Value, payload: &Value, fields: &[&str]) -> Value {
        let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        let data = Data { whole, payload, known: Known::default(), language: Language::English };
        pick(data, &fields).0
    }

    #[test]
    fn lists_are_mapped_and_absent_fields_are_null() {
        let payload = json!([{"id": 1, "who": {"name": "a", "x": 0}}, {"id": 2}]);
        assert_eq!(
            picked(&json!({"data": payload}), &payload, &["id", "who.name"]),
            json!([{"id": 1, "who": {"name": "a"}}, {"id": 2, "who": {"name": null}}])
        );
    }

    #[test]
    fn a_path_may_begin_anywhere() {
        let payload = json!({"content": [{"id": 1, "b": [{"c": 1, "d": 2}]}], "total": 1});
        let whole = json!({"code": "00", "data": payload});
        assert_eq!(picked(&whole, &payload, &["id"]), json!([{"id": 1}]));
        assert_eq!(picked(&whole, &payload, &["b.c"]), json!([{"b": [{"c": 1}]}]));
        assert_eq!(
            picked(&whole, &payload, &["content.id", "total"]),
            json!({"content": [{"id": 1}], "total": 1})
        );
        assert_eq!(
            picked(&whole, &payload, &["code", "data.total"]),
            json!({"code": "00", "data": {"total": 1}})
        );
    }
}
