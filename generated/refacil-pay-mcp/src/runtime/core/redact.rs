//! Masks for values that must not be seen.

use serde_json::{Map, Value};

use super::dotted;
use super::file;
use super::spec::{Class, Field, Kind, Location, Nature, Operation, Schema};

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
    "dni",
    "nit",
    "cedula",
    "cpf",
    "cnpj",
    "curp",
    "rfc",
    "ssn",
    "passport",
    "pasaporte",
    "pan",
    // Secrets in free-form objects, which no schema marks.
    "cvv",
    "cvc",
    "otp",
    "pin",
    "password",
    "contrasena",
    "clave",
    "senha",
    "secret",
    "token",
    "authorization",
];

/// The arguments with secret fields masked: for dry runs and previews.
#[must_use]
pub fn without_secrets(operation: &Operation, arguments: &Map<String, Value>) -> Map<String, Value> {
    mask_arguments(operation, arguments, &|_, _| false)
}

/// The arguments with secret and personal fields masked: for audit and logs.
#[must_use]
pub fn for_records(operation: &Operation, arguments: &Map<String, Value>) -> Map<String, Value> {
    let mut records =
        mask_arguments(operation, arguments, &|name, schema| schema.personal || is_personal(name));
    // A text that is a whole body may hold anything.
    for param in operation.params.iter().filter(|param| param.location == Location::WholeBody) {
        if let Some(text) = records.get_mut(param.argument).filter(|value| value.is_string()) {
            *text = Value::from(MASK);
        }
    }
    records
}

/// The answer with its secret fields masked.
#[must_use]
pub fn answer(operation: &Operation, body: &Value) -> Value {
    masked(operation, body.clone())
}

fn masked(operation: &Operation, mut body: Value) -> Value {
    // No path leads into a text: nobody can tell what of it is secret.
    if body.is_string() && !operation.secret_answers.is_empty() {
        return Value::from(MASK);
    }
    for path in operation.secret_answers {
        dotted::each(&mut body, path, &mut |value| {
            if !value.is_null() {
                *value = Value::from(MASK);
            }
        });
    }
    body
}

/// The answer as its caller sees it. What is bought, or made at a person's word (a PIN, a new key), reaches its buyer
/// this once; reading it again later shows it masked.
#[must_use]
pub fn for_caller(operation: &Operation, body: Value) -> Value {
    match (operation.nature, operation.class) {
        (Nature::Call, Class::Dangerous) => body,
        _ => masked(operation, body),
    }
}

/// The secret values among the arguments, to be removed from texts.
#[must_use]
pub fn secrets_in(operation: &Operation, arguments: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    for param in operation.params {
        if let Some(value) = arguments.get(param.argument) {
            find_secrets(param.schema, value, &mut found);
        }
    }
    found
}

fn find_secrets(schema: &Schema, value: &Value, found: &mut Vec<String>) {
    if schema.secret {
        return find_all(value, found);
    }
    match value {
        Value::Object(map) => {
            for field in schema.fields {
                if let Some(value) = map.get(field.name) {
                    find_secrets(field.schema, value, found);
                }
            }
        }
        Value::Array(list) => {
            let items = schema.items.unwrap_or(&Schema::ANY);
            list.iter().for_each(|element| find_secrets(items, element, found));
        }
        _ => {}
    }
}

/// Everything inside a secret is secret.
fn find_all(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.values().for_each(|value| find_all(value, found)),
        Value::Array(list) => list.iter().for_each(|element| find_all(element, found)),
        Value::String(text) => found.push(text.clone()),
        Value::Number(number) => found.push(number.to_string()),
        Value::Null | Value::Bool(_) => {}
    }
}

fn mask_arguments(
    operation: &Operation,
    arguments: &Map<String, Value>,
    personal: &dyn Fn(&str, &Schema) -> bool,
) -> Map<String, Value> {
    arguments
        .iter()
        .map(|(name, value)| {
            let param = operation.params.iter().find(|param| param.argument == name);
            let masked = match param {
                Some(param) if personal(param.name, param.schema) => mask_all(value),
                Some(param) => mask_value(param.schema, value, personal),
                // What is not declared is not known to be harmless.
                None => Value::from(MASK),
            };
            (name.clone(), masked)
        })
        .collect()
}

fn mask_value(schema: &Schema, value: &Value, personal: &dyn Fn(&str, &Schema) -> bool) -> Value {
    if schema.secret && !value.is_null() {
        return Value::from(MASK);
    }
    match value {
        Value::Object(_) if schema.kind == Kind::File => file::shown(value, !personal("filename", schema)),
        Value::Object(map) => {
            let masked = map.iter().map(|(name, value)| {
                let field = schema.fields.iter().find(|field: &&Field| field.name == name);
                let schema = field.map_or(&Schema::ANY, |field| field.schema);
                let masked = match personal(name, schema) {
                    true => mask_all(value),
                    false => mask_value(schema, value, personal),
                };
                (name.clone(), masked)
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

/// The shape without its values: a list of telephones, or the parts of an address.
fn mask_all(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Array(list) => list.iter().map(mask_all).collect(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(name, value)| (name.clone(), mask_all(value))).collect())
        }
        _ => Value::from(MASK),
    }
}

fn is_personal(name: &str) -> bool {
    let words = words(name);
    let known = |word: &str| {
        let singular = word.strip_suffix('s').unwrap_or(word);
        PERSONAL.contains(&word) || PERSONAL.contains(&singular)
    };
    words.iter().any(|word| known(word)) || known(&words.concat())
}

/// `documentNumber`, `document_number` and `Document-Number` are the same two words.
pub(super) fn words(name: &str) -> Vec<String> {
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
    use serde_json::json;

    use super::super::spec::{BodyKind, Kind, Param};
    use super::*;

    #[test]
    fn personal_fields_are_found_by_their_words() {
        for name in [
            "documentNumber",
            "cellphone",
            "last_name",
            "docNumber",
            "customer-email",
            "IP",
            "phones",
            "cardCvv",
        ] {
            assert!(is_personal(name), "{name}");
        }
        for name in ["amount", "expiresIn", "zip", "status", "productId"] {
            assert!(!is_personal(name), "{name}");
        }
    }

    #[test]
    fn secret_arguments_are_found_inside_lists_and_objects() {
        const SECRET: Schema = Schema { secret: true, ..Schema::ANY };
        const PART: Schema = Schema {
            fields: &[Field { name: "pin", flag: "pin", required: false, fixed: None, schema: &SECRET }],
            ..Schema::ANY
        };
        let mut found = Vec::new();
        let list = Schema { items: Some(&PART), ..Schema::ANY };
        let given = json!([{"pin": "a", "other": "b"}, {"pin": 4711}, {"pin": ["c"]}, {"pin": {"old": "d"}}]);
        find_secrets(&list, &given, &mut found);
        assert_eq!(found, ["a", "4711", "c", "d"]);
    }

    const TEXT: Schema = Schema { kind: Kind::String, ..Schema::ANY };
    const SAID: Schema = Schema { personal: true, ..TEXT };

    const fn param(name: &'static str, location: Location) -> Param {
        Param { name, argument: name, flag: name, location, required: false, fixed: None, schema: &TEXT }
    }

    const SALE: Operation = Operation {
        id: "sale",
        tool: "sale",
        method: "POST",
        path: "/",
        params: &[
            param("phones", Location::Body),
            param("buyer", Location::Body),
            param("amount", Location::Body),
            param("text", Location::WholeBody),
            Param { schema: &SAID, ..param("said", Location::Body) },
        ],
        body: BodyKind::Json,
        timeout_ms: 1,
        secret_answers: &["data.pin"],
        ..Operation::EMPTY
    };

    #[test]
    fn records_hold_no_personal_data_of_whatever_shape() {
        let given = json!({
            "phones": ["300"], "amount": 5, "said": "hello", "text": "<card>4111</card>",
            "buyer": {"address": {"street": "x"}, "card": {"number": 4111, "cvv": "1"}, "note": "n", "pin": null},
        });
        let kept = for_records(&SALE, given.as_object().expect("an object"));
        let expected = json!({
            "phones": ["***"], "amount": 5, "said": "***", "text": "***",
            "buyer": {"address": {"street": "***"}, "card": {"number": "***", "cvv": "***"}, "note": "n", "pin": null},
        });
        assert_eq!(Value::Object(kept), expected);
        assert_eq!(Value::Object(without_secrets(&SALE, given.as_object().expect("an object"))), given);
    }

    #[test]
    fn what_is_bought_reaches_its_buyer_and_is_masked_ever_after() {
        let body = json!({"data": {"pin": "1234"}});
        assert_eq!(for_caller(&SALE, body.clone()), body);
        let masked = json!({"data": {"pin": "***"}});
        for operation in [
            Operation { class: Class::ReadOnly, ..SALE },
            Operation { class: Class::SafeMutation, ..SALE },
            Operation { nature: Nature::Token, ..SALE },
        ] {
            assert_eq!(for_caller(&operation, body.clone()), masked);
        }
    }
}
