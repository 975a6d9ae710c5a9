//! Arguments that would be accepted, for examples in help: the collection's own values where they are good.

use serde_json::{Map, Value};

use super::docs::{OperationDocs, ParamDocs};
use super::file::Upload;
use super::redact::MASK;
use super::spec::{Field, Format, Kind, Location, Operation, Param, Schema};
use super::validate::{self, Labels};

/// What a call needs at least: required arguments, and what the rules then demand.
///
/// Where the text gives no good value and none can be made up, the example is not accepted: a pattern, say, may be
/// beyond guessing.
#[must_use]
pub fn arguments(operation: &'static Operation, docs: &OperationDocs) -> Map<String, Value> {
    let labels = Labels::new(operation);
    let maker = Maker { labels: &labels, extent: Extent::Needed };
    let needed = operation.params.iter().filter(|param| param.required && param.fixed.is_none());
    let mut arguments = maker.arguments(needed, docs, Map::new());
    maker.add_case_fields(operation, docs, &mut arguments);
    maker.settle(operation, docs, &mut arguments);
    arguments
}

/// A body to fill in, with as many of the fields that need not be given as is wanted: required ones first, secrets
/// empty, constants left out. Where values exclude each other, the given ones or else the documented ones decide.
#[must_use]
pub fn body(
    operation: &'static Operation,
    docs: &OperationDocs,
    given: Map<String, Value>,
    extent: Extent,
) -> Map<String, Value> {
    let labels = Labels::new(operation);
    let maker = Maker { labels: &labels, extent };
    let of_body = |param: &&Param| {
        matches!(param.location, Location::Body | Location::WholeBody) && param.fixed.is_none()
    };
    let all = || operation.params.iter().filter(of_body);
    let others = all().filter(|param| {
        let saved = docs.request.as_ref().filter(|_| param.location == Location::Body);
        let saved = saved.and_then(|body| body.get(param.name));
        !param.required && maker.wants(param.schema, saved, docs.param(param.argument))
    });
    let in_order = all().filter(|param| param.required).chain(others);
    let mut arguments = maker.arguments(in_order, docs, given.clone());
    maker.add_case_fields(operation, docs, &mut arguments);
    maker.settle(operation, docs, &mut arguments);
    leave_out_strangers(operation, &given, &mut arguments);
    for param in all() {
        if let Some(value) = arguments.get_mut(param.argument).filter(|_| !given.contains_key(param.argument))
        {
            empty_secrets(param.schema, value);
        }
    }
    arguments
}

/// Takes out what the rules refuse beside the rest, unless it is required or was given.
fn leave_out_strangers(
    operation: &Operation,
    given: &Map<String, Value>,
    arguments: &mut Map<String, Value>,
) {
    let demanded = |path: &str| {
        operation.params.iter().any(|param| param.argument == path && param.required)
            || given.contains_key(path)
    };
    // What is left out may make another rule speak; each round leaves out something.
    for _ in 0..8 {
        let problems = validate::check(operation, arguments);
        let mut changed = false;
        for problem in problems.iter().filter(|problem| !demanded(&problem.path)) {
            changed |= take(arguments, &problem.path);
        }
        if !changed {
            return;
        }
    }
}

fn take(map: &mut Map<String, Value>, path: &str) -> bool {
    if map.shift_remove(path).is_some() {
        return true;
    }
    path.match_indices('.').any(|(at, _)| {
        let (name, rest) = path.split_at(at);
        let inner = map.get_mut(name).and_then(Value::as_object_mut);
        inner.is_some_and(|inner| take(inner, rest.trim_start_matches('.')))
    })
}

fn empty_secrets(schema: &Schema, value: &mut Value) {
    if schema.secret {
        *value = Value::from("");
        return;
    }
    match value {
        Value::Object(map) => {
            for field in schema.fields {
                if let Some(value) = map.get_mut(field.name) {
                    empty_secrets(field.schema, value);
                }
            }
        }
        Value::Array(list) => {
            let Some(items) = schema.items else { return };
            list.iter_mut().for_each(|element| empty_secrets(items, element));
        }
        _ => {}
    }
}

/// Which fields an example has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What must be given.
    Needed,
    /// Also what the documentation has a value for.
    Told,
    /// Every field, with a made-up value where nothing is known.
    Every,
}

struct Maker<'a> {
    labels: &'a Labels<'a>,
    extent: Extent,
}

impl Maker<'_> {
    /// Adds these arguments to the given ones.
    fn arguments<'p>(
        &self,
        params: impl Iterator<Item = &'p Param>,
        docs: &OperationDocs,
        given: Map<String, Value>,
    ) -> Map<String, Value> {
        let mut arguments = Map::new();
        for param in params {
            let saved = match param.location {
                Location::Body => docs.request.as_ref().and_then(|body| body.get(param.name)),
                Location::WholeBody => docs.request.as_ref(),
                Location::Path | Location::Query | Location::Header => None,
            };
            let value = self.value(param.schema, saved, docs.param(param.argument));
            arguments.insert(param.argument.to_owned(), value);
        }
        for (name, value) in given {
            match (arguments.get_mut(&name), value) {
                (Some(Value::Object(made)), Value::Object(given)) => made.extend(given),
                (_, value) => drop(arguments.insert(name, value)),
            }
        }
        arguments
    }

    fn is_good(&self, schema: &Schema, value: &Value) -> bool {
        let mut problems = Vec::new();
        validate::check_value(schema, value, "", self.labels, &mut problems);
        // `{{orderId}}` stands for a value that only the collection's author had.
        problems.is_empty() && value.as_str().is_none_or(|text| text != MASK && !text.contains("{{"))
    }

    /// A field that need not be given is part of the example.
    fn wants(&self, schema: &Schema, saved: Option<&Value>, docs: Option<&ParamDocs>) -> bool {
        match self.extent {
            Extent::Needed => false,
            Extent::Told => self.is_told(schema, saved, docs),
            Extent::Every => true,
        }
    }

    /// The documentation has a value for it, or for something in it.
    fn is_told(&self, schema: &Schema, saved: Option<&Value>, docs: Option<&ParamDocs>) -> bool {
        let in_fields = schema.fields.iter().filter(|field| field.fixed.is_none()).any(|field| {
            let saved = saved.and_then(|saved| saved.get(field.name));
            self.is_told(field.schema, saved, docs.and_then(|docs| of_field(docs, field)))
        });
        in_fields
            || !schema.choices.is_empty()
            || self.known(schema, saved, docs).is_some()
            || schema.items.is_some_and(|items| self.is_told(items, None, docs))
    }

    /// A good value that the documentation has.
    fn known<'v>(
        &self,
        schema: &Schema,
        saved: Option<&'v Value>,
        docs: Option<&'v ParamDocs>,
    ) -> Option<&'v Value> {
        let documented = docs.and_then(|docs| docs.example.as_ref());
        // What the API assumes anyway need not be sent, and shows what could be.
        let assumed = docs.and_then(|docs| docs.default.as_ref()).filter(|_| self.extent != Extent::Needed);
        let known = [saved, documented, assumed].into_iter().flatten().filter(|value| !value.is_null());
        known.into_iter().find(|value| self.is_good(schema, value))
    }

    /// The saved value if it is good, else one that is made up.
    fn value(&self, schema: &Schema, saved: Option<&Value>, docs: Option<&ParamDocs>) -> Value {
        if schema.kind == Kind::Object && !schema.fields.is_empty() {
            return self.object(schema, saved, docs);
        }
        self.known(schema, saved, docs).cloned().unwrap_or_else(|| self.made_up(schema, docs))
    }

    fn object(&self, schema: &Schema, saved: Option<&Value>, docs: Option<&ParamDocs>) -> Value {
        let open = || schema.fields.iter().filter(|field| field.fixed.is_none());
        let saved = |field: &Field| saved.and_then(|saved| saved.get(field.name));
        let docs = |field: &Field| docs.and_then(|docs| of_field(docs, field));
        let others =
            open().filter(|field| !field.required && self.wants(field.schema, saved(field), docs(field)));
        let fields = open()
            .filter(|field| field.required)
            .chain(others)
            .map(|field| (field.name.to_owned(), self.value(field.schema, saved(field), docs(field))));
        Value::Object(fields.collect())
    }

    fn made_up(&self, schema: &Schema, docs: Option<&ParamDocs>) -> Value {
        let choice = schema.choices.first().and_then(|choice| serde_json::from_str(choice).ok());
        choice.unwrap_or_else(|| match schema.kind {
            Kind::Boolean => Value::Bool(true),
            Kind::Integer | Kind::Number => {
                whole(schema.minimum.unwrap_or(1.0).min(schema.maximum.unwrap_or(f64::MAX)))
            }
            Kind::Array => {
                let element = schema.items.map(|items| {
                    let fields = docs.map_or_else(Vec::new, |docs| docs.fields.clone());
                    self.value(items, None, Some(&ParamDocs { fields, ..ParamDocs::default() }))
                });
                Value::Array(element.into_iter().collect())
            }
            Kind::Object => Value::Object(Map::new()),
            Kind::File => Upload {
                filename: Some("example.txt".to_owned()),
                content_type: Some("text/plain".to_owned()),
                bytes: b"example".to_vec(),
            }
            .to_value(),
            Kind::String | Kind::Any => Value::from(self.text(schema)),
        })
    }

    fn text(&self, schema: &Schema) -> String {
        let of_format = schema.format.map(|format| match format {
            Format::Uri => "https://example.com",
            Format::Ip => "192.0.2.1",
            Format::Email => "name@example.com",
            Format::DateTime => "2030-01-31T12:00:00Z",
            Format::Date => "2030-01-31",
            Format::Uuid => "00000000-0000-4000-8000-000000000000",
        });
        let length = |text: &str| {
            let most = schema.max_length.unwrap_or(u64::MAX).min(10_000) as usize;
            let least = (schema.min_length.unwrap_or(0) as usize).min(10_000);
            text.chars().cycle().take(text.len().max(least).min(most)).collect::<String>()
        };
        let words = ["example", "3001234567", "EXAMPLE", "1", "0", "A1", "EX", "2030-01-31"];
        let digits = (1..=20).map(|count| "1234567890".chars().cycle().take(count).collect::<String>());
        let candidates = of_format.into_iter().map(str::to_owned);
        let candidates = candidates.chain(words.iter().map(|word| length(word))).chain(digits);
        let mut good =
            candidates.into_iter().filter(|text| self.is_good(schema, &Value::from(text.as_str())));
        good.next().unwrap_or_else(|| length("example"))
    }

    /// Fields of the case that was chosen.
    fn add_case_fields(
        &self,
        operation: &Operation,
        docs: &OperationDocs,
        arguments: &mut Map<String, Value>,
    ) {
        for (at, variants) in operation.variants.iter().enumerate() {
            let chosen = validate::chosen(variants, arguments);
            let Some((place, case)) = chosen else { continue };
            let known = docs.variants.get(at).and_then(|known| known.cases.get(place));
            for (at, field) in case.fields.iter().enumerate().filter(|(_, field)| field.required) {
                let known = known.and_then(|known| known.fields.get(at)).map(|field| &field.known);
                let value = self.value(field.schema, saved(docs, operation, field.path), known);
                put(arguments, field.path, value);
            }
        }
    }

    /// What rules still find missing or wrong is replaced where the text has a better value.
    fn settle(&self, operation: &Operation, docs: &OperationDocs, arguments: &mut Map<String, Value>) {
        for problem in validate::check(operation, arguments) {
            if let Some(value) = saved(docs, operation, &problem.path) {
                let mut tried = arguments.clone();
                put(&mut tried, &problem.path, value.clone());
                if validate::check(operation, &tried).iter().all(|left| left.path != problem.path) {
                    *arguments = tried;
                }
            }
        }
    }
}

/// What is known of a field.
fn of_field<'d>(docs: &'d ParamDocs, field: &Field) -> Option<&'d ParamDocs> {
    docs.fields.iter().find(|known| known.argument == field.name)
}

/// The value at that path in the documented body.
fn saved<'d>(docs: &'d OperationDocs, operation: &Operation, path: &str) -> Option<&'d Value> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let param = operation.params.iter().find(|param| param.argument == first)?;
    let value = docs.request.as_ref()?.get(param.name)?;
    let value = rest.map_or(Some(value), |rest| super::dotted::get(value, rest))?;
    (value.as_str() != Some(MASK)).then_some(value)
}

fn put(arguments: &mut Map<String, Value>, path: &str, value: Value) {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    match rest {
        None => {
            arguments.entry(first).and_modify(|known| known.clone_from(&value)).or_insert(value);
        }
        Some(rest) => {
            let inner = arguments.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(map) = inner {
                put(map, rest, value);
            }
        }
    }
}

/// As it is written by people: 1, not 1.0.
fn whole(number: f64) -> Value {
    serde_json::from_str(&number.to_string()).unwrap_or_default()
}
