//! The tools of a server, for its README: arguments, class, refusals.

use serde::Serialize;

use crate::model::{Api, DocumentedError, Kind, Nature, Operation, Repeat, Schema};
use crate::render::arguments;
use crate::render::folders::{folders, title};

/// More choices of one field are counted, not listed.
const MAX_CHOICES: usize = 12;

/// The tools of one folder.
#[derive(Debug, Serialize)]
pub struct Group<'a> {
    title: &'a str,
    tools: Vec<Tool<'a>>,
}

#[derive(Debug, Serialize)]
struct Tool<'a> {
    name: &'a str,
    aliases: &'a [String],
    summary: &'a str,
    class: String,
    nature: Nature,
    method: &'a str,
    route: &'a str,
    seconds: u64,
    /// The tool that tells afterwards what happened.
    lookup: Option<&'a str>,
    /// What the API recognises a repeat by: a header or a field.
    repeat: Option<&'a str>,
    /// Tokens that the tool fetches for each call.
    tokens: bool,
    fields: Vec<Field<'a>>,
    errors: Vec<&'a DocumentedError>,
}

/// An argument, or a field inside one.
#[derive(Debug, Serialize)]
struct Field<'a> {
    path: String,
    required: bool,
    kinds: Vec<&'static str>,
    format: Option<&'a str>,
    minimum: Option<String>,
    maximum: Option<String>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    unit: Option<&'a str>,
    default: Option<String>,
    choices: Vec<Choice<'a>>,
    /// How many choices are not listed.
    further_choices: usize,
    about: &'a str,
    /// The meaning needs a full stop before what follows it.
    unfinished: bool,
}

#[derive(Debug, Serialize)]
struct Choice<'a> {
    value: String,
    label: Option<&'a str>,
}

/// All tools by folder, in collection order.
pub fn groups<'a>(api: &'a Api) -> Vec<Group<'a>> {
    let group = |(folder, operations): (&'a [String], Vec<&'a Operation>)| Group {
        title: title(api, folder),
        tools: operations.into_iter().map(|operation| tool(api, operation)).collect(),
    };
    folders(&api.operations).into_iter().map(group).collect()
}

fn tool<'a>(api: &'a Api, operation: &'a Operation) -> Tool<'a> {
    let lookup = operation.lookup.as_ref().and_then(|lookup| {
        let found = api.operations.iter().find(|other| other.id == lookup.operation);
        found.map(|other| other.mcp.as_str())
    });
    Tool {
        name: &operation.mcp,
        aliases: &operation.aliases,
        summary: if operation.summary.is_empty() { &operation.title } else { &operation.summary },
        class: operation.safety.class.to_string(),
        nature: operation.nature,
        method: &operation.method,
        route: &operation.route,
        seconds: operation.timeout_ms.div_ceil(1000),
        lookup,
        repeat: match &operation.repeat {
            Repeat::None => None,
            Repeat::Header { name } => Some(name),
            Repeat::Reference { field } => Some(field),
        },
        tokens: !operation.steps.is_empty(),
        fields: fields(operation),
        errors: refusals(operation),
    }
}

fn fields(operation: &Operation) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    // A login takes its values from the configuration only.
    if operation.nature == Nature::Login {
        return fields;
    }
    for argument in arguments::arguments(operation) {
        if argument.fixed.is_none() {
            let (schema, required) = (argument.schema, argument.required);
            add(&mut fields, argument.argument, required, schema);
        }
    }
    fields
}

/// A field, then those inside it.
fn add<'a>(fields: &mut Vec<Field<'a>>, path: String, required: bool, schema: &'a Schema) {
    let inner: Vec<(String, bool, &Schema)> = match (&schema.items, schema.properties.as_slice()) {
        (Some(items), _) => {
            let properties = items.properties.iter();
            properties
                .map(|field| (format!("{path}[].{}", field.name), field.required, &field.schema))
                .collect()
        }
        (None, properties) => {
            let open = properties.iter().filter(|field| field.fixed.is_none());
            open.map(|field| (format!("{path}.{}", field.name), field.required, &field.schema)).collect()
        }
    };
    fields.push(field(path, required, schema));
    for (path, required, schema) in inner {
        add(fields, path, required, schema);
    }
}

fn field<'a>(path: String, required: bool, schema: &'a Schema) -> Field<'a> {
    let kinds: Vec<Kind> = if schema.kinds.is_empty() { vec![schema.kind] } else { schema.kinds.clone() };
    let label = |value: &str| {
        let labels = schema.choice_labels.iter().find(|(known, _)| known == value);
        labels.map(|(_, label)| label.as_str())
    };
    let choices = schema.choices.iter().take(MAX_CHOICES).map(|value| value.to_string());
    let about = schema.description.trim();
    let goes_on = !schema.choices.is_empty() || schema.default.is_some();
    Field {
        path,
        required,
        kinds: kinds.iter().map(|kind| kind.name().unwrap_or("any")).collect(),
        format: schema.format.as_deref(),
        minimum: schema.minimum.as_ref().map(ToString::to_string),
        maximum: schema.maximum.as_ref().map(ToString::to_string),
        min_length: schema.min_length,
        max_length: schema.max_length,
        unit: schema.unit.as_deref(),
        default: schema.default.as_ref().map(ToString::to_string),
        choices: choices.map(|value| Choice { label: label(&value), value }).collect(),
        further_choices: schema.choices.len().saturating_sub(MAX_CHOICES),
        about: &schema.description,
        unfinished: goes_on && !about.is_empty() && !about.ends_with('.'),
    }
}

/// The documented refusals, each once.
fn refusals(operation: &Operation) -> Vec<&DocumentedError> {
    let mut found: Vec<&DocumentedError> = Vec::new();
    for error in &operation.errors {
        if !found.contains(&error) {
            found.push(error);
        }
    }
    found
}
