//! Input schemas in a list: the needed arguments always, more where there is room. Calls are checked in full whatever
//! stands here, and `describe_operation` tells the rest.

use rmcp::model::JsonObject;
use serde_json::{Map, Value, json};

use crate::runtime::core::docs::OperationDocs;
use crate::runtime::core::file::CONTENT;
use crate::runtime::core::json_schema::{closed, type_name};
use crate::runtime::core::spec::{Kind, Language, Nature, Operation, Param, Schema};
use crate::runtime::core::words::Said;

use super::super::schema;

/// How much a schema tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Detail {
    /// The required arguments and their types.
    Needed,
    /// The required fields inside them too.
    Inside,
    /// And short lists of allowed values.
    Values,
    /// And the names and types of optional arguments.
    Optional,
    /// All that a schema without composition can tell.
    Whole,
}

impl Detail {
    /// All of them, from least to most.
    pub(super) const ALL: [Self; 5] = [Self::Needed, Self::Inside, Self::Values, Self::Optional, Self::Whole];
}

/// Deeper fields are left to the description of the operation.
const DEEPEST: usize = 3;
/// A longer list of values is left to the description of the operation.
const MOST_VALUES: usize = 12;

/// The arguments of an operation's own tool.
pub(super) fn of(operation: &Operation, detail: Detail, language: Language) -> JsonObject {
    let mut schema = match (operation.nature, detail) {
        // The credentials are the operator's, never a caller's.
        (Nature::Login, _) => return closed(Map::new(), &[]),
        (_, Detail::Whole) => {
            // Without readable documentation a tool still has its shape.
            schema::of_arguments(operation, &OperationDocs::parse(operation).unwrap_or_default(), language)
        }
        (_, detail) => of_params(operation.params, detail),
    };
    if operation.nature == Nature::Callback
        && let Some(Value::Object(properties)) = schema.get_mut("properties")
    {
        let about = Said::from("http address on this machine").in_language(language);
        properties.insert("to".to_owned(), json!({"type": "string", "description": about}));
    }
    schema
}

fn of_params(params: &[Param], detail: Detail) -> JsonObject {
    let open = || params.iter().filter(|param| param.fixed.is_none());
    let shown = open().filter(|param| param.required || detail >= Detail::Optional);
    let properties = shown.map(|param| {
        let depth = if param.required { DEEPEST } else { 0 };
        (param.argument.to_owned(), Value::Object(of_value(param.schema, detail, depth)))
    });
    let required: Vec<&str> = open().filter(|param| param.required).map(|param| param.argument).collect();
    schema::open(properties.collect(), &required)
}

/// A value; fields inside it down to that depth.
pub(super) fn of_value(schema: &Schema, detail: Detail, depth: usize) -> JsonObject {
    let mut out = Map::new();
    if let Some(name) = type_name(schema.kind) {
        out.insert("type".into(), name.into());
    }
    if detail >= Detail::Values && (1..=MOST_VALUES).contains(&schema.choices.len()) {
        let values = schema.choices.iter().filter_map(|json| serde_json::from_str::<Value>(json).ok());
        out.insert("enum".into(), values.collect());
    }
    if schema.kind == Kind::Array {
        // Some clients refuse a list that does not say of what.
        let items = of_value(schema.items.unwrap_or(&Schema::ANY), detail, depth);
        out.insert("items".into(), Value::Object(items));
    }
    if detail >= Detail::Inside && schema.kind == Kind::File {
        // Nobody guesses what a file is.
        let content = json!({"type": "string", "contentEncoding": "base64"});
        out.insert("properties".into(), json!({ (CONTENT): content }));
        out.insert("required".into(), json!([CONTENT]));
    } else if detail >= Detail::Inside && depth > 0 {
        fields(schema, detail, depth - 1, &mut out);
    }
    schema::several(schema, &mut out);
    out
}

fn fields(schema: &Schema, detail: Detail, depth: usize, out: &mut JsonObject) {
    let needed: Vec<_> =
        schema.fields.iter().filter(|field| field.required && field.fixed.is_none()).collect();
    if needed.is_empty() {
        return;
    }
    let properties: Map<String, Value> = needed
        .iter()
        .map(|field| (field.name.to_owned(), Value::Object(of_value(field.schema, detail, depth))))
        .collect();
    let names: Vec<&str> = needed.iter().map(|field| field.name).collect();
    out.insert("properties".into(), Value::Object(properties));
    out.insert("required".into(), json!(names));
}
