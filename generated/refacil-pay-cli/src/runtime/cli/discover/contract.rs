//! `schema COMMAND`: what a command takes and gives.

use serde_json::{Map, Value, json};

use super::super::super::core::automatic;
use super::super::super::core::docs::OperationDocs;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::json_schema::{self, DIALECT};
use super::super::super::core::spec::{Api, Automatic, Location, Operation};
use super::super::super::core::validate::{self, Labels};
use super::super::answers;
use super::super::flags;
use super::super::printer::Printer;

/// Prints the contract.
///
/// # Errors
/// The documentation cannot be read: then nothing would be known of the answer.
pub fn print(api: &Api, printer: &Printer, operation: &'static Operation) -> Result<(), Failure> {
    let docs = OperationDocs::parse(operation).map_err(|error| {
        Failure::new(Exit::Other, "bad-documentation", format!("the documentation cannot be read: {error}"))
    })?;
    printer.data(&contract(api, operation, &docs), answers::pretty);
    Ok(())
}

fn contract(api: &Api, operation: &'static Operation, docs: &OperationDocs) -> Value {
    let labels = Labels::new(operation);
    let rules: Vec<String> =
        operation.conditions.iter().map(|condition| validate::rule(condition, &labels).english()).collect();
    let mut contract = Map::new();
    let line = format!("{} {}", api.app, operation.command.join(" "));
    contract.insert("command".into(), line.into());
    contract.insert("class".into(), operation.class.name().into());
    contract.insert("summary".into(), operation.summary.into());
    contract.insert("input".into(), input(operation, docs));
    if !rules.is_empty() {
        contract.insert("rules".into(), json!(rules));
    }
    if !operation.secret_answers.is_empty() {
        contract.insert("masked".into(), json!(operation.secret_answers));
    }
    if !docs.errors.is_empty() {
        contract.insert("errors".into(), json!(docs.errors));
    }
    contract.insert("output".into(), output(docs));
    Value::Object(contract)
}

/// The arguments, each with its flag; those of the body may also come together by `--body`.
fn input(operation: &'static Operation, docs: &OperationDocs) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".into(), DIALECT.into());
    schema.extend(json_schema::of_arguments(operation, docs));
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for param in operation.params {
            let Some(property) = properties.get_mut(param.argument).and_then(Value::as_object_mut) else {
                continue;
            };
            if param.fixed.is_none() {
                property.insert("x-flag".into(), format!("--{}", param.flag).into());
            }
            property.insert("x-in".into(), place(param.location).into());
            if param.name != param.argument {
                property.insert("x-name".into(), param.name.into());
            }
        }
    }
    operation.automatic.iter().for_each(|automatic| relax(&mut schema, operation, *automatic));
    if flags::takes_body(operation) {
        schema.insert("x-body-flag".into(), "--body".into());
    }
    Value::Object(schema)
}

/// What the tool fills in need not be given; the schema says where its value comes from.
fn relax(schema: &mut Map<String, Value>, operation: &Operation, automatic: Automatic) {
    let Some(place) = automatic::place(operation, automatic.path) else { return };
    let Some((last, above)) = place.steps.split_last() else { return };
    let mut object = schema;
    for step in above {
        let inner = object.get_mut("properties").and_then(|properties| properties.get_mut(step));
        let Some(inner) = inner.and_then(Value::as_object_mut) else { return };
        object = inner;
    }
    if let Some(required) = object.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name != last);
    }
    let property = object.get_mut("properties").and_then(|properties| properties.get_mut(last));
    if let Some(property) = property.and_then(Value::as_object_mut) {
        property.insert("x-automatic".into(), automatic.from.name().into());
    }
}

const fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Body => "body",
        Location::WholeBody => "whole-body",
    }
}

/// What `--json` prints. An API that documents nothing of an answer may give anything.
fn output(docs: &OperationDocs) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".into(), DIALECT.into());
    if let Some(Value::Object(known)) = &docs.response {
        schema.extend(known.clone());
    }
    Value::Object(schema)
}
