//! Secrets stay out of documentation.

use serde_json::Value;

use crate::model::Schema;

/// What stands in place of a secret.
const MASK: &str = "***";

/// The value with the secret fields of its schema masked.
pub fn by_schema(schema: &Schema, value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        _ if schema.secret => Value::from(MASK),
        Value::Object(map) => {
            let masked = map.iter().map(|(name, value)| {
                let property = schema.property(name);
                (
                    name.clone(),
                    property.map_or_else(|| value.clone(), |property| by_schema(&property.schema, value)),
                )
            });
            Value::Object(masked.collect())
        }
        Value::Array(list) => match &schema.items {
            Some(items) => list.iter().map(|element| by_schema(items, element)).collect(),
            None => value.clone(),
        },
        other => other.clone(),
    }
}

/// Masks what a dotted path reaches; lists on the way are searched whether or not the path marks them by `[]`.
pub fn by_path(value: &mut Value, path: &str) {
    let (step, rest) = path.split_once('.').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let name = step.trim_end_matches("[]");
    let found = if name.is_empty() { Some(value) } else { value.get_mut(name) };
    if let Some(found) = found {
        each(found, rest);
    }
}

fn each(value: &mut Value, rest: Option<&str>) {
    match (value, rest) {
        (Value::Null, _) => {}
        (Value::Array(list), _) => list.iter_mut().for_each(|element| each(element, rest)),
        (value, Some(rest)) => by_path(value, rest),
        (value, None) => *value = Value::from(MASK),
    }
}

/// JSON Schema of the shape, without examples and defaults of secret values.
pub fn json_schema(schema: &Schema) -> Value {
    let mut value = schema.to_json_schema();
    strip(&mut value);
    value
}

fn strip(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    if map.get("writeOnly") == Some(&Value::Bool(true)) {
        for key in ["examples", "default", "enum", "const", "x-labels"] {
            map.remove(key);
        }
    }
    if let Some(items) = map.get_mut("items") {
        strip(items);
    }
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        properties.values_mut().for_each(strip);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Kind, Property};

    fn object() -> Schema {
        let pin = Schema { secret: true, example: Some(json!("1234")), ..Schema::of(Kind::String) };
        let property = Property { name: "pin".into(), required: false, fixed: None, schema: pin };
        Schema { properties: vec![property], ..Schema::of(Kind::Object) }
    }

    #[test]
    fn secrets_are_masked_wherever_they_lie() {
        let list = Schema { items: Some(Box::new(object())), ..Schema::of(Kind::Array) };
        assert_eq!(by_schema(&list, &json!([{"pin": "1234", "a": 1}])), json!([{"pin": "***", "a": 1}]));
        let mut answer = json!({"data": [[{"pin": "1"}], {"pin": null}]});
        by_path(&mut answer, "data.pin");
        assert_eq!(answer, json!({"data": [[{"pin": "***"}], {"pin": null}]}));
        assert!(!json_schema(&object()).to_string().contains("1234"));
    }
}
