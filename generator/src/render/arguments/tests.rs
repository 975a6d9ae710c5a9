//! Names of arguments and flags.

use serde_json::json;

use super::*;
use crate::model::{Body, Param, Property};

fn operation(params: &[(model::Location, &str)], fields: &[&str]) -> Operation {
    let param = |&(location, name): &(model::Location, &str)| Param {
        location,
        name: name.into(),
        schema: Schema::of(Kind::String),
        required: false,
        fixed: None,
    };
    let property = |name: &&str| Property {
        name: (*name).into(),
        required: true,
        fixed: None,
        schema: Schema::of(Kind::String),
    };
    let schema = Schema { properties: fields.iter().map(property).collect(), ..Schema::of(Kind::Object) };
    let body = Body { kind: BodyKind::Json, schema, example: None, content_type: None };
    Operation {
        params: params.iter().map(param).collect(),
        body: Some(body),
        ..crate::render::layout::tests::operation("x")
    }
}

fn names(operation: &Operation) -> Vec<(String, String)> {
    arguments(operation).into_iter().map(|argument| (argument.argument, argument.flag)).collect()
}

fn pair(argument: &str, flag: &str) -> (String, String) {
    (argument.into(), flag.into())
}

#[test]
fn a_clash_is_solved_by_the_location() {
    let operation =
        operation(&[(model::Location::Path, "id"), (model::Location::Query, "id")], &["id", "expiresIn"]);
    assert_eq!(
        names(&operation),
        [
            pair("id", "id"),
            pair("query_id", "query-id"),
            pair("body_id", "body-id"),
            pair("expiresIn", "expires-in")
        ]
    );
    assert!(arguments(&operation)[0].required, "a path parameter is always required");
}

#[test]
fn flags_of_the_program_are_not_taken() {
    assert_eq!(
        names(&operation(&[], &["json", "body"])),
        [pair("json", "body-json"), pair("body", "body-body")]
    );
}

#[test]
fn a_person_may_spell_a_flag() {
    let mut operation = operation(&[(model::Location::Query, "webhook")], &["url", "id"]);
    operation.flags = vec![("url".into(), "webhook".into())];
    assert_eq!(
        names(&operation),
        [pair("webhook", "query-webhook"), pair("url", "webhook"), pair("id", "id")]
    );
    assert!(is_flag("webhook-url") && !is_flag("webhookUrl") && !is_flag("-x") && !is_flag("a--b"));
}

#[test]
fn strange_wire_names_get_usable_ones() {
    let operation = operation(
        &[(model::Location::Query, "filter[año]")],
        &["$", "a b", "a.b", "user_id", "userId", "userID"],
    );
    let names = names(&operation);
    assert_eq!(names[0], pair("filter_ano", "filter-ano"));
    assert!(names[1].0.starts_with("x_"), "{names:?}");
    assert_eq!(names[2], pair("a_b", "a-b"));
    assert_eq!(names[3], pair("a.b", "body-a-b"));
    assert_eq!(names[5], pair("userId", "body-user-id"));
    let flags: HashSet<_> = names.iter().map(|(_, flag)| flag).collect();
    assert_eq!(flags.len(), names.len());
}

#[test]
fn fields_of_an_object_get_words_of_their_own() {
    let operation = operation(&[], &["bankId", "bank_id", "BankID", "json", "año"]);
    let words = field_flags(&operation.body.expect("has one").schema);
    assert_eq!((words[0].as_str(), words[1].as_str()), ("bank-id", "field-bank-id"));
    assert_eq!((words[3].as_str(), words[4].as_str()), ("json", "ano"));
    assert_eq!(words.iter().collect::<HashSet<_>>().len(), words.len());
}

#[test]
fn a_body_that_is_no_object_is_one_argument() {
    let mut operation = operation(&[], &[]);
    assert_eq!(arguments(&operation)[0].location, Location::WholeBody);
    assert!(!arguments(&operation)[0].required, "an object without fields may stay empty");
    let body = operation.body.as_mut().expect("set above");
    body.schema = Schema::of(Kind::Array);
    assert!(arguments(&operation)[0].required);
}

#[test]
fn graphql_variables_are_arguments() {
    let mut operation = operation(&[], &["query", "variables"]);
    let body = operation.body.as_mut().expect("set above");
    body.kind = BodyKind::Graphql;
    body.schema.properties[0].fixed = Some(json!("query { x }"));
    body.schema.properties[1].schema = Schema {
        properties: vec![Property {
            name: "id".into(),
            required: true,
            fixed: None,
            schema: Schema::default(),
        }],
        ..Schema::of(Kind::Object)
    };
    assert_eq!(encoding(&operation), Encoding::Graphql("query { x }"));
    assert_eq!(names(&operation), [pair("id", "id")]);
    let body = operation.body.as_mut().expect("set above");
    let name = Property { name: "operationName".into(), ..body.schema.properties[0].clone() };
    body.schema.properties.push(name);
    assert_eq!(encoding(&operation), Encoding::Json);
    assert_eq!(names(&operation).len(), 3);
}
