//! Masks for values that must not be seen.

use serde_json::{Map, Value};

use super::dotted;
use super::spec::{Field, Operation, Schema};

/// What stands in place of a secret.
pub const MASK: &str = "***";

/// Words in a field's name that mark personal data; logs and audit show such values masked.
const PERSONAL: &[&str] = &[
    "email",
    "mail",
    "phone",
    "cellphone",
    "mobile",
    "celular",
    "telefono",
    "address",
    "direccion",
    "document",
    "documento",
    "docnumber",
    "name",
    "nombre",
    "lastname",
    "apellido",
    "ip",
    "key",
    "plate",
    "placa",
    "account",
    "cuenta",
    "iban",
    "card",
    "birth",
    "user",
    "username",
    "identifier",
];

/// The arguments with secret fields masked: for dry runs and previews.
#[must_use]
pub fn without_secrets(operation: &Operation, arguments: &Map<String, Value>) -> Map<String, Value> {
    mask_arguments(operation, arguments, &|_| false)
}

/// The arguments with secret and personal fields masked: for audit and logs.
#[must_use]
pub fn for_records(operation: &Operation, arguments: &Map<String, Value>) -> Map<String, Value> {
    mask_arguments(operation, arguments, &is_personal)
}

/// The answer with its secret fields masked.
#[must_use]
pub fn answer(operation: &Operation, body: &Value) -> Value {
    let mut masked = body.clone();
    for path in operation.secret_answers {
        dotted::each(&mut masked, path, &mut |value| {
            if !value.is_null() {
                *value = Value::from(MASK);
            }
        });
    }
    masked
}

/// The text without any of the secrets, in their plain, JSON and URL spelling.
#[must_use]
pub fn scrub<'a>(text: &str, secrets: impl Iterator<Item = &'a str>) -> String {
    let mut out = text.to_owned();
    for secret in secrets.filter(|secret| secret.len() >= 4) {
        let json = Value::from(secret).to_string();
        let url: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        for spelling in [secret, json.trim_matches('"'), &url] {
            out = out.replace(spelling, MASK);
        }
    }
    out
}

/// The value with the secret fields of its schema masked.
#[must_use]
pub fn value(schema: &Schema, shown: &Value) -> Value {
    mask_value(schema, shown, &|_| false)
}

fn mask_arguments(
    operation: &Operation,
    arguments: &Map<String, Value>,
    personal: &dyn Fn(&str) -> bool,
) -> Map<String, Value> {
    arguments
        .iter()
        .map(|(name, value)| {
            let param = operation.params.iter().find(|param| param.argument == name);
            let masked = match param {
                Some(param) if !personal(param.name) || is_container(value) => {
                    mask_value(param.schema, value, personal)
                }
                // What is not declared is not known to be harmless.
                _ => Value::from(MASK),
            };
            (name.clone(), masked)
        })
        .collect()
}

fn mask_value(schema: &Schema, value: &Value, personal: &dyn Fn(&str) -> bool) -> Value {
    if schema.secret && !value.is_null() {
        return Value::from(MASK);
    }
    match value {
        Value::Object(map) => {
            let masked = map.iter().map(|(name, value)| {
                let field = schema.fields.iter().find(|field: &&Field| field.name == name);
                let schema = field.map_or(&Schema::ANY, |field| field.schema);
                let hide = personal(name) && !is_container(value) && !value.is_null();
                (name.clone(), if hide { Value::from(MASK) } else { mask_value(schema, value, personal) })
            });
            Value::Object(masked.collect())
        }
        Value::Array(list) => {
            let schema = schema.items.unwrap_or(&Schema::ANY);
            list.iter().map(|element| mask_value(schema, element, personal)).collect()
        }
        other => other.clone(),
    }
}

fn is_container(value: &Value) -> bool {
    value.is_object() || value.is_array()
}

fn is_personal(name: &str) -> bool {
    let words = words(name);
    words.iter().any(|word| PERSONAL.contains(&word.as_str())) || PERSONAL.contains(&words.concat().as_str())
}

/// `documentNumber`, `document_number` and `Document-Number` are the same two words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower_before = false;
    for c in name.chars() {
        let starts = !c.is_alphanumeric() || (c.is_uppercase() && lower_before);
        if starts && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let (true, Some(word)) = (c.is_alphanumeric(), words.last_mut()) {
            word.extend(c.to_lowercase());
        }
        lower_before = c.is_lowercase() || c.is_numeric();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_fields_are_found_by_their_words() {
        for name in ["documentNumber", "cellphone", "last_name", "docNumber", "customer-email", "IP"] {
            assert!(is_personal(name), "{name}");
        }
        for name in ["amount", "expiresIn", "zip", "status", "productId"] {
            assert!(!is_personal(name), "{name}");
        }
    }

    #[test]
    fn scrub_finds_every_spelling() {
        let text = r#"a"b c / a\"b c / a%22b+c"#;
        assert_eq!(scrub(text, ["a\"b c"].into_iter()), "*** / *** / ***");
    }
}
