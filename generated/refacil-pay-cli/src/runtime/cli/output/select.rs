//! `--fields a,b.c`: the named fields only, lists mapped, in the shape that they have in the answer.

use serde_json::{Map, Value};

use super::super::super::core::known::Known;
use super::super::super::core::nearest::nearest;
use super::super::super::core::text::visible_capped;
use super::{Data, records};

/// The longest remark about a field.
const LONGEST: usize = 300;

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

/// What to say of fields that neither the data nor its documentation has; a name that is mistyped looks like an empty one.
pub fn absent(data: Data<'_>, fields: &[String]) -> Option<String> {
    let records = records::of(data.payload);
    let record = records.first()?;
    let has = |field: &&String| {
        let path = steps(field);
        let documented = path.last().is_none_or(|name| names_a_property(data.known.schema(), name));
        documented
            || reaches(data.whole, &path)
            || reaches(data.payload, &path)
            || records.iter().any(|one| reaches(one, &path))
    };
    let missing = fields.iter().find(|field| !has(field))?;
    let names: Vec<&str> = record.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let missing_name = steps(missing).pop().unwrap_or_default();
    let help = match nearest(missing_name, names.iter().copied()) {
        Some(near) => format!("did you mean {near}?"),
        None => format!("there is {}", names.join(", ")),
    };
    Some(visible_capped(&format!("nothing in the answer is called {missing}; {help}"), LONGEST))
}

/// Somewhere in the documented shape a field has that name.
fn names_a_property(schema: Option<&Value>, name: &str) -> bool {
    match schema {
        Some(Value::Object(map)) => {
            let named = map.get("properties").is_some_and(|properties| properties.get(name).is_some());
            named || map.values().any(|below| names_a_property(Some(below), name))
        }
        Some(Value::Array(list)) => list.iter().any(|below| names_a_property(Some(below), name)),
        _ => false,
    }
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

    fn remark(payload: &Value, schema: Option<&Value>, field: &str) -> Option<String> {
        let known = Known::new(schema);
        let data = Data { whole: payload, payload, known, language: Language::English };
        absent(data, &[field.to_owned()])
    }

    #[test]
    fn a_name_that_nothing_has_is_told_and_a_documented_one_is_not() {
        let payload = json!({"items": [{"id": 1, "who": {"name": "a"}}]});
        assert_eq!(remark(&payload, None, "id"), None);
        assert_eq!(remark(&payload, None, "who.name"), None);
        assert_eq!(remark(&payload, None, "items.id"), None);
        let typo = remark(&payload, None, "total").expect("a remark");
        assert!(typo.ends_with("there is id, who"), "{typo}");
        assert!(
            remark(&json!({"balance": 1}), None, "balanc")
                .is_some_and(|text| text.ends_with("did you mean balance?"))
        );
        let schema = json!({"properties": {"items": {"items": {"properties": {"note": {}}}}}});
        assert_eq!(remark(&payload, Some(&schema), "note"), None, "this answer leaves it out");
        assert_eq!(remark(&json!([]), None, "x"), None, "nothing came");
    }

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
