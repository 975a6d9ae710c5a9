//! Every field that is known of the two real APIs: type, necessity, limits, values, cases and conditions, as the
//! generator reads them from the collections, with the overlays and without.

use std::path::Path;

use postman_codegen::dotted;
use postman_codegen::flow::{Input, Timings, load};
use postman_codegen::model::{Api, CaseField, Condition, Demand, Kind, Operation, Schema};
use serde_json::{Map, Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a workspace")
}

fn with_overlay(name: &str) -> Api {
    let inputs = Input::all(&root().join("collections")).expect("collections");
    let input = inputs.iter().find(|input| input.name == name).expect("the collection");
    load(input, &mut Timings::default()).unwrap_or_else(|error| panic!("{error:?}")).api
}

fn without_overlay(name: &str) -> Api {
    let file = root().join("collections").join(format!("{name}.postman_collection.json"));
    load(&Input::bare(&file), &mut Timings::default()).unwrap_or_else(|error| panic!("{error:?}")).api
}

/// What is expected, and what of it is not so.
struct Comparison<'a> {
    operation: &'a Operation,
    differences: Vec<String>,
}

impl Comparison<'_> {
    fn differs(&mut self, what: &str, expected: &Value, found: &Value) {
        if expected != found {
            let place = self.operation.path.join(" / ");
            self.differences.push(format!("{place}: {what}: expected {expected}, found {found}"));
        }
    }

    fn fields(&mut self, expected: &Map<String, Value>) {
        for (path, facts) in expected {
            match found(self.operation, path, facts["in"].as_str()) {
                Some((schema, required)) => {
                    self.field(path, facts, schema, required);
                    self.constant(path, facts);
                }
                None => self.differs(path, facts, &json!("nothing")),
            }
        }
        let Some(body) = &self.operation.body else { return };
        for path in dotted::paths(&body.schema) {
            if !expected.contains_key(&path) && !is_free(&path) {
                self.differs(&path, &json!("nothing"), &json!("a field"));
            }
        }
    }

    fn field(&mut self, path: &str, facts: &Value, schema: &Schema, required: bool) {
        self.differs(&format!("{path} type"), &kinds(&facts["type"]), &type_of(schema));
        self.differs(&format!("{path} required"), &json!(facts["required"] == true), &json!(required));
        let known = schema.to_json_schema();
        let limits = ["minimum", "maximum", "minLength", "maxLength", "pattern", "enum"];
        // A constant is its own list of values.
        for limit in limits.iter().filter(|limit| **limit != "enum" || facts["fixed"].is_null()) {
            let limit = *limit;
            self.differs(&format!("{path} {limit}"), &facts[limit], &known[limit]);
        }
        for stated in ["format", "unit", "default"].iter().filter(|stated| !facts[**stated].is_null()) {
            let found = match *stated {
                "unit" => json!(schema.unit),
                "default" => json!(schema.default),
                _ => json!(schema.format),
            };
            self.differs(&format!("{path} {stated}"), &facts[*stated], &found);
        }
        if facts["secret"] == true {
            self.differs(&format!("{path} secret"), &json!(true), &json!(schema.secret));
        }
    }

    fn constant(&mut self, path: &str, facts: &Value) {
        let body = self.operation.body.as_ref();
        let property = body.and_then(|body| dotted::property(&body.schema, path));
        if !facts["fixed"].is_null() {
            let fixed = property.map_or(Value::Null, |property| json!(property.fixed));
            self.differs(&format!("{path} constant"), &facts["fixed"], &fixed);
        }
    }

    fn variants(&mut self, expected: &Value) {
        let expected = expected.as_array().cloned().unwrap_or_default();
        let cases = self
            .operation
            .variants
            .iter()
            .flat_map(|variants| variants.cases.iter().map(move |case| (&variants.by, case)));
        let cases: Vec<_> = cases.collect();
        self.differs("number of cases", &json!(expected.len()), &json!(cases.len()));
        for wanted in &expected {
            let case = cases
                .iter()
                .find(|(by, case)| wanted["by"] == **by && wanted["values"] == json!(case.values));
            let Some((_, case)) = case else {
                self.differs("case", wanted, &json!("nothing"));
                continue;
            };
            let fields = wanted["fields"].as_object().cloned().unwrap_or_default();
            let found: Vec<&str> = case.fields.iter().map(|field| field.path.as_str()).collect();
            let names: Vec<&str> = fields.keys().map(String::as_str).collect();
            self.differs(&format!("fields of {}", wanted["values"]), &json!(names), &json!(found));
            for CaseField { path, required, schema } in &case.fields {
                if let Some(facts) = fields.get(path) {
                    self.field(path, facts, schema, *required);
                }
            }
        }
    }

    fn conditions(&mut self, expected: &Value) {
        let expected: Vec<String> = expected.as_array().into_iter().flatten().map(Value::to_string).collect();
        let found: Vec<String> =
            self.operation.conditions.iter().map(|one| condition(one).to_string()).collect();
        for wanted in expected.iter().filter(|wanted| !found.contains(wanted)) {
            self.differs("condition", &json!(wanted), &json!("nothing"));
        }
        for extra in found.iter().filter(|extra| !expected.contains(extra)) {
            self.differs("condition", &json!("nothing"), &json!(extra));
        }
    }

    fn answer(&mut self, expected: &Map<String, Value>) {
        for (path, kind) in expected {
            let schema = self.operation.response.schema.as_ref();
            let found = schema.and_then(|schema| dotted::property(schema, path));
            let found = found.map_or(json!("nothing"), |property| type_of(&property.schema));
            self.differs(&format!("answer {path}"), &kinds(kind), &found);
        }
    }
}

fn found<'a>(operation: &'a Operation, path: &str, place: Option<&str>) -> Option<(&'a Schema, bool)> {
    if place.is_some() {
        let param = operation.params.iter().find(|param| param.name == path)?;
        return Some((&param.schema, param.required));
    }
    let property = dotted::property(&operation.body.as_ref()?.schema, path)?;
    Some((&property.schema, property.required))
}

/// Parts that only examples show, of objects that the API takes as they are.
fn is_free(path: &str) -> bool {
    path.starts_with("reference2.")
}

/// Types in a fixed order; a whole number is a number.
fn kinds(written: &Value) -> Value {
    let mut kinds: Vec<&str> = match written {
        Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    kinds.iter_mut().filter(|kind| **kind == "integer").for_each(|kind| *kind = "number");
    kinds.sort_unstable();
    json!(kinds)
}

fn type_of(schema: &Schema) -> Value {
    match schema.kind {
        Kind::Any if schema.to_json_schema()["type"].is_null() => json!(["any"]),
        _ => kinds(&schema.to_json_schema()["type"]),
    }
}

fn condition(condition: &Condition) -> Value {
    let when: Map<String, Value> =
        condition.when.iter().map(|when| (when.field.clone(), json!(when.values))).collect();
    let (demand, limit) = match &condition.demand {
        Demand::BeGiven => ("given", json!(true)),
        Demand::BeAbsent => ("given", json!(false)),
        Demand::BeAtLeast(number) => ("minimum", json!(number)),
        Demand::BeAtMost(number) => ("maximum", json!(number)),
        Demand::HaveAtLeast(length) => ("minLength", json!(length)),
        Demand::HaveAtMost(length) => ("maxLength", json!(length)),
        Demand::Match(pattern) => ("match", json!(pattern)),
        Demand::BeOneOf(values) => ("enum", json!(values)),
    };
    json!({ "when": when, "field": condition.field, demand: limit })
}

fn compare(name: &str, api: &Api) {
    let file = root().join("tests/fixtures/facts").join(format!("{name}.json"));
    let text = std::fs::read_to_string(&file).expect("the facts");
    let expected: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    assert_eq!(api.operations.len(), expected.len());
    let mut differences = Vec::new();
    for (operation, facts) in api.operations.iter().zip(&expected) {
        let mut comparison = Comparison { operation, differences: Vec::new() };
        comparison.differs("path", &facts["path"], &json!(operation.path));
        comparison.differs("method", &facts["method"], &json!(operation.method));
        comparison.differs("route", &facts["route"], &json!(operation.route));
        comparison.fields(facts["fields"].as_object().expect("fields"));
        comparison.variants(&facts["variants"]);
        comparison.conditions(&facts["conditions"]);
        comparison.answer(facts["answer"].as_object().unwrap_or(&Map::new()));
        differences.append(&mut comparison.differences);
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

#[test]
fn pay_is_understood_from_its_collection() {
    compare("pay", &without_overlay("pay"));
    compare("pay", &with_overlay("pay"));
}

#[test]
fn commerce_is_understood_from_its_collection() {
    compare("commerce", &without_overlay("commerce"));
    compare("commerce", &with_overlay("commerce"));
}
