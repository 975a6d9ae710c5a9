//! Input schemas that every client understands: no references, no null types, no defaults, nothing but what holds.

use rmcp::model::JsonObject;
use serde_json::{Map, Value, json};

use crate::runtime::core::docs::{OperationDocs, ParamDocs};
use crate::runtime::core::file;
use crate::runtime::core::json_schema::{closed, limits, type_name};
use crate::runtime::core::spec::{CaseField, Kind, Language, Operation, Schema};
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::validate::{Labels, wanted};
use crate::runtime::core::words::{Said, say};

use super::claim;

/// The arguments of a tool. Constants are left out: the server fills them in.
pub(super) fn of_arguments(operation: &Operation, docs: &OperationDocs, language: Language) -> JsonObject {
    let open = || operation.params.iter().filter(|param| param.fixed.is_none());
    let rules = Rules { operation, labels: Labels::new(operation), language };
    let mut properties: Map<String, Value> = open()
        .map(|param| {
            let schema = of_value(param.schema, docs.param(param.argument), param.argument, &rules);
            (param.argument.to_owned(), Value::Object(schema))
        })
        .collect();
    claim::describe(operation, language, &mut properties);
    let required: Vec<_> = open().filter(|param| param.required).map(|param| param.argument).collect();
    closed(properties, &required)
}

/// An object that may have further properties: the server refuses what does not exist, and a list may leave out what does.
pub(super) fn open(properties: Map<String, Value>, required: &[&str]) -> JsonObject {
    let mut schema = closed(properties, required);
    schema.shift_remove("additionalProperties");
    schema
}

/// What a schema without composition says in words: values with their names, and which cases a field belongs to.
struct Rules<'a> {
    operation: &'a Operation,
    labels: Labels<'a>,
    language: Language,
}

impl Rules<'_> {
    /// The remark on the field at that path.
    fn remark(&self, path: &str, schema: &Schema) -> Option<String> {
        // Many clients cannot read a list of types, so it is put into words.
        let kinds = (!schema.kinds.is_empty()).then(|| wanted(schema));
        let choices = self.choices(path, schema).map(Said::from);
        let decides = self.operation.variants.iter().any(|variants| variants.by == path);
        let decides = decides.then(|| "decides which other fields are given".into());
        let cases = self.operation.variants.iter().flat_map(|variants| {
            [(true, "required for {} {}"), (false, "optional for {} {}")].into_iter().filter_map(
                |(required, sentence)| {
                    let fits = |field: &CaseField| field.path == path && field.required == required;
                    let cases = variants.cases.iter().filter(|case| case.fields.iter().any(fits));
                    let values: Vec<&str> = cases.flat_map(|case| case.values).copied().collect();
                    let last = variants.by.rsplit('.').next().unwrap_or_default();
                    (!values.is_empty()).then(|| say(sentence, &[&last, &values.join(", ")]))
                },
            )
        });
        let remarks: Vec<Said> = kinds.into_iter().chain(choices).chain(decides).chain(cases).collect();
        (!remarks.is_empty())
            .then(|| visible_capped(&Said::List(remarks, "; ").in_language(self.language), REMARK))
    }

    /// The values that have names; a value speaks for itself where none has.
    fn choices(&self, path: &str, schema: &Schema) -> Option<String> {
        let named: Vec<String> = schema
            .choices
            .iter()
            .filter_map(|json| Some(format!("{json} {}", self.labels.label(path, json)?)))
            .collect();
        (!named.is_empty()).then(|| named.join(", "))
    }
}

/// Longest remark.
const REMARK: usize = 400;

fn of_value(schema: &Schema, docs: Option<&ParamDocs>, path: &str, rules: &Rules<'_>) -> JsonObject {
    let mut out = Map::new();
    if let Some(name) = type_name(schema.kind) {
        out.insert("type".into(), name.into());
    }
    let text = docs.and_then(|docs| short(&docs.description, docs.unit.as_deref()));
    let said: Vec<String> = text.into_iter().chain(rules.remark(path, schema)).collect();
    if !said.is_empty() {
        out.insert("description".into(), said.join(": ").into());
    }
    if schema.kind == Kind::File {
        return file::json_schema(out.get("description"), rules.language);
    }
    let choices: Vec<Value> =
        schema.choices.iter().filter_map(|choice| serde_json::from_str(choice).ok()).collect();
    if !choices.is_empty() {
        out.insert("enum".into(), choices.into());
    }
    limits(schema, &mut out);
    if schema.kind == Kind::Array {
        let items = schema.items.unwrap_or(&Schema::ANY);
        out.insert("items".into(), Value::Object(of_value(items, docs, &format!("{path}[]"), rules)));
    }
    fields(schema, docs, path, rules, &mut out);
    several(schema, &mut out);
    out
}

/// Adds what a value may be where it has no one type: branches of one type each, because many clients take no list of
/// types and some refuse a schema that says nothing. A list of values says enough.
pub(super) fn several(schema: &Schema, out: &mut JsonObject) {
    if out.contains_key("type") || out.contains_key("enum") {
        return;
    }
    let kinds = if schema.kinds.is_empty() { ANYTHING } else { schema.kinds };
    out.insert("anyOf".into(), kinds.iter().filter_map(|kind| branch(*kind)).collect());
}

/// Every kind of value but none at all.
const ANYTHING: &[Kind] = &[Kind::String, Kind::Number, Kind::Boolean, Kind::Object, Kind::Array];

fn branch(kind: Kind) -> Option<Value> {
    let name = type_name(kind)?;
    if kind != Kind::Array {
        return Some(json!({"type": name}));
    }
    // Some clients refuse a list that does not say of what.
    let inside: Value = ANYTHING
        .iter()
        .filter(|kind| **kind != Kind::Array)
        .filter_map(|kind| Some(json!({"type": type_name(*kind)?})))
        .collect();
    Some(json!({"type": name, "items": {"anyOf": inside}}))
}

fn fields(schema: &Schema, docs: Option<&ParamDocs>, path: &str, rules: &Rules<'_>, out: &mut JsonObject) {
    let open = || schema.fields.iter().filter(|field| field.fixed.is_none());
    if open().next().is_none() {
        return;
    }
    let properties: Map<String, Value> = open()
        .map(|field| {
            let docs = docs.and_then(|docs| docs.fields.iter().find(|known| known.argument == field.name));
            let path = format!("{path}.{}", field.name);
            (field.name.to_owned(), Value::Object(of_value(field.schema, docs, &path, rules)))
        })
        .collect();
    out.insert("properties".into(), Value::Object(properties));
    let required: Vec<_> = open().filter(|field| field.required).map(|field| field.name).collect();
    if !required.is_empty() {
        out.insert("required".into(), json!(required));
    }
}

/// Long texts stay in the documentation: a list of tools is read by every conversation.
const SHORT: usize = 120;

fn short(text: &str, unit: Option<&str>) -> Option<String> {
    let line = text.trim();
    let line = if line.chars().count() > SHORT || line.contains('\n') { "" } else { line };
    let text = match (line, unit) {
        ("", None) => return None,
        ("", Some(unit)) => unit.to_owned(),
        (line, Some(unit)) if !line.contains(unit) => format!("{line} ({unit})"),
        (line, _) => line.to_owned(),
    };
    Some(visible_capped(&text, SHORT + 40))
}
