//! Constants that make an operation what it is.
//!
//! Requests of one method and route are told apart by what they always send: a product id, a service name, an
//! action. Such a field is the tool's business, not the caller's. An amount or a phone number that merely differs
//! between two samples is not.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::words::words;
use crate::dotted;
use crate::model::{Location, Operation, Property};

/// Longest text that still looks like a code.
const LONGEST: usize = 80;

/// Marks the constants of all operations.
pub fn mark(operations: &mut [Operation]) {
    mark_telling(operations);
    operations.iter_mut().for_each(mark_repeated);
}

/// A constant that the example repeats deeper under the same name is one there too.
fn mark_repeated(operation: &mut Operation) {
    let Some(body) = &mut operation.body else { return };
    let constants = body.schema.properties.iter().filter(|property| is_telling(&property.name));
    let constants: Vec<(String, Value)> =
        constants.filter_map(|property| Some((property.name.clone(), property.fixed.clone()?))).collect();
    for below in body.schema.properties.iter_mut().flat_map(|property| &mut property.schema.properties) {
        let repeated = constants.iter().find(|(name, _)| *name == below.name).map(|(_, value)| value);
        if below.fixed.is_none() && repeated.is_some() && below.schema.example.as_ref() == repeated {
            below.fixed = repeated.cloned();
        }
    }
}

fn mark_telling(operations: &mut [Operation]) {
    for members in routes(operations) {
        let telling = telling_fields(operations, &members);
        for at in members {
            let Some(operation) = operations.get_mut(at) else { continue };
            for path in &telling {
                mark_one(operation, path);
            }
        }
    }
}

/// Words that tell each operation from the others of its route, best first: its constants, then short texts of its
/// query and body that differ.
#[must_use]
pub fn hints(operations: &[Operation]) -> Vec<Vec<String>> {
    let mut hints = vec![Vec::new(); operations.len()];
    for members in routes(operations) {
        let texts: Vec<(usize, Vec<(String, String)>)> =
            members.iter().filter_map(|at| Some((*at, short_texts(operations.get(*at)?)))).collect();
        let mut distinct: HashMap<&str, BTreeSet<&str>> = HashMap::new();
        for (path, text) in texts.iter().flat_map(|(_, texts)| texts) {
            distinct.entry(path).or_default().insert(text);
        }
        for (at, texts) in &texts {
            let Some(hints) = hints.get_mut(*at) else { continue };
            hints.extend(operations.get(*at).map(fixed_texts).unwrap_or_default());
            let differing = texts
                .iter()
                .filter(|(path, _)| distinct.get(path.as_str()).is_some_and(|values| values.len() > 1));
            hints.extend(differing.map(|(_, text)| text.clone()));
        }
    }
    hints
}

/// Constants of the body as words; the text of a GraphQL document is none.
fn fixed_texts(operation: &Operation) -> Vec<String> {
    let mut list = Vec::new();
    let Some(body) = &operation.body else { return list };
    dotted::visit(&body.schema, "", &mut |_, property| match &property.fixed {
        Some(Value::String(text)) if is_short(text) => list.push(text.clone()),
        Some(Value::Number(number)) => list.push(number.to_string()),
        _ => {}
    });
    list
}

/// Short plain texts of query and body; numbers and long digits could be anybody's data.
fn short_texts(operation: &Operation) -> Vec<(String, String)> {
    let mut list = Vec::new();
    for param in operation.params.iter().filter(|param| param.location == Location::Query) {
        if let Some(Value::String(text)) = &param.schema.example {
            list.push((format!("query.{}", param.name), text.clone()));
        }
    }
    if let Some(Value::Object(fields)) = operation.body.as_ref().and_then(|body| body.example.as_ref()) {
        let texts =
            fields.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        list.extend(texts);
    }
    list.retain(|(path, text)| is_short(text) && !is_personal(path));
    list
}

fn is_short(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    text.len() <= 40 && digits <= 3 && !text.trim().is_empty() && !text.contains(['@', '{', '\n'])
}

/// Operations of one method and route, where there are several; names of path parameters do not matter.
fn routes(operations: &[Operation]) -> Vec<Vec<usize>> {
    let mut by_route: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for (at, operation) in operations.iter().enumerate().filter(|(_, one)| one.foreign_origin.is_none()) {
        let key = (operation.method.clone(), anonymous(&operation.route));
        by_route.entry(key).or_default().push(at);
    }
    by_route.into_values().filter(|members| members.len() > 1).collect()
}

/// A route whose parameters have no names: `/users/{}/status`.
pub(crate) fn anonymous(route: &str) -> String {
    let segments = route.split('/').map(|segment| if segment.starts_with('{') { "{}" } else { segment });
    segments.collect::<Vec<_>>().join("/")
}

/// Paths of fields whose constants differ between those operations.
fn telling_fields(operations: &[Operation], members: &[usize]) -> BTreeSet<String> {
    let mut values: HashMap<String, BTreeSet<String>> = HashMap::new();
    for operation in members.iter().filter_map(|at| operations.get(*at)) {
        for (path, value) in constants(operation) {
            values.entry(path).or_default().insert(value.to_string());
        }
    }
    values.into_iter().filter(|(_, distinct)| distinct.len() > 1).map(|(path, _)| path).collect()
}

/// Fields of the example body that may tell operations apart: two levels, codes only.
fn constants(operation: &Operation) -> Vec<(String, &Value)> {
    let Some(Value::Object(fields)) = operation.body.as_ref().and_then(|body| body.example.as_ref()) else {
        return Vec::new();
    };
    let mut list = Vec::new();
    for (name, value) in fields {
        if let Value::Object(inner) = value {
            let below = inner.iter().map(|(child, value)| (format!("{name}.{child}"), value));
            list.extend(below.filter(|(path, value)| is_code(value) && is_telling(path)));
        } else if is_code(value) && is_telling(name) {
            list.push((name.clone(), value));
        }
    }
    list
}

fn mark_one(operation: &mut Operation, path: &str) {
    let value =
        constants(operation).into_iter().find(|(name, _)| name == path).map(|(_, value)| value.clone());
    let property = operation.body.as_mut().and_then(|body| dotted::property_mut(&mut body.schema, path));
    if let (Some(value), Some(property)) = (value, property)
        && !is_choice(property)
    {
        property.fixed = Some(value);
    }
}

/// The documentation leaves the value to the caller.
fn is_choice(property: &Property) -> bool {
    property.schema.choices.len() > 1
}

fn is_code(value: &Value) -> bool {
    match value {
        Value::String(text) => {
            !text.trim().is_empty() && text.len() <= LONGEST && !text.contains("{{") && !text.contains('\n')
        }
        Value::Number(number) => number.is_u64() || number.is_i64(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

/// A name that says which thing is meant, not which person, sum or case.
fn is_telling(path: &str) -> bool {
    let words: Vec<String> = path.split('.').flat_map(words).collect();
    let Some((last, before)) = words.split_last() else { return false };
    if is_personal(path) {
        return false;
    }
    let names_a_kind = |word: &String| is_one_of(KINDS, word) || is_one_of(THINGS, word);
    is_one_of(KINDS, last) || (is_one_of(IDS, last) && before.last().is_some_and(names_a_kind))
}

fn is_personal(path: &str) -> bool {
    path.split('.').flat_map(words).any(|word| is_one_of(PERSONAL, &word))
}

fn is_one_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

/// Words for a kind of thing to do, in the three languages of the field.
const KINDS: &str = "\
     accion action carrier command comando event evento function kind method metodo mode modo operacao \
     operacion operation plan plano procedure service servicio servico tipo type";

/// Things to buy or to choose; their number tells, their name could be anybody's text.
const THINGS: &str = "\
     agreement categoria category channel convenio offer package paquete product producto produto proveedor \
     provider template topic variant";

/// Words that need one of those before them: `planId` tells, `customerId` does not.
const IDS: &str = "code codigo id key";

/// Whoever or whatever the call is about: the caller's business.
const PERSONAL: &str = "\
     account address amount banco bank card cell cellphone city ciudad client cliente conta country \
     cuenta currency customer date doc document documento email fecha gender holder identification \
     invoice language merchant moneda owner pais payer person persona pessoa phone reference \
     referencia session state tax telefono token user usuario valor vehicle";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, BodyKind, Kind, Schema};
    use serde_json::json;

    fn schema_of(value: &Value) -> Schema {
        let properties = value.as_object().into_iter().flatten().map(|(name, value)| Property {
            name: name.clone(),
            required: true,
            fixed: None,
            schema: schema_of(value),
        });
        Schema { properties: properties.collect(), ..Schema::of(Kind::Any) }
    }

    fn post(example: Value) -> Operation {
        let body = Body {
            kind: BodyKind::Json,
            schema: schema_of(&example),
            example: Some(example),
            content_type: None,
        };
        Operation {
            method: "POST".into(),
            route: "/sell/{id}".into(),
            body: Some(body),
            ..Operation::default()
        }
    }

    fn fixed(operation: &Operation) -> Vec<String> {
        let mut list = Vec::new();
        if let Some(body) = &operation.body {
            dotted::visit(&body.schema, "", &mut |path, property| {
                list.extend(property.fixed.as_ref().map(|value| format!("{path}={value}")));
            });
        }
        list
    }

    #[test]
    fn what_tells_operations_apart_is_theirs_to_send() {
        let mut operations = [
            post(
                json!({"planId": 5, "orderType": "Gift", "amount": 1000, "reference": "a", "data": {"kind": "x"}}),
            ),
            post(
                json!({"planId": 7, "orderType": "Rent", "amount": 50, "reference": "b", "data": {"kind": "x"}}),
            ),
            post(json!({"planId": 7, "amount": 60})),
        ];
        mark(&mut operations);
        assert_eq!(fixed(&operations[0]), ["planId=5", "orderType=\"Gift\""]);
        assert_eq!(fixed(&operations[1]), ["planId=7", "orderType=\"Rent\""]);
        assert_eq!(fixed(&operations[2]), ["planId=7"]);
    }

    #[test]
    fn samples_of_the_callers_values_stay_free() {
        let mut operations = [
            post(
                json!({"type": "{{kind}}", "customerId": 1, "documentType": "VISA", "deliveryMethod": {"id": 1}}),
            ),
            post(
                json!({"type": "card", "customerId": 2, "documentType": "PASSPORT", "deliveryMethod": {"id": 2}}),
            ),
        ];
        if let Some(body) = &mut operations[0].body
            && let Some(id) = dotted::property_mut(&mut body.schema, "deliveryMethod.id")
        {
            id.schema.choices = vec![json!(1), json!(2)];
        }
        mark(&mut operations);
        assert!(fixed(&operations[0]).is_empty(), "{:?}", fixed(&operations[0]));
        assert_eq!(fixed(&operations[1]), ["deliveryMethod.id=2"]);
    }

    #[test]
    fn a_route_of_its_own_fixes_nothing() {
        let mut operations = [post(json!({"service": "a"})), post(json!({"service": "b"}))];
        operations[1].route = "/other/{id}".into();
        mark(&mut operations);
        assert!(fixed(&operations[0]).is_empty());
    }
}
