//! Documentation of each operation as JSON beside the statics; the runtime's `core::docs` reads it.

use rayon::prelude::*;
use serde::Serialize;
use serde::ser::Error as _;
use serde_json::Value;
use serde_json::ser::PrettyFormatter;

use super::arguments::Argument;
use super::conditions::Alternatives;
use super::escape::visible_json;
use super::layout::{Layout, Member};
use super::masking;
use crate::error::Error;
use crate::lower::schemas::prose;
use crate::model::{Case, CaseField, DocumentedError, Example, Operation, Schema, TargetKind};

#[derive(Serialize)]
struct Docs<'a> {
    description: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    prose: String,
    params: Vec<ParamDocs<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    variants: Vec<VariantsDocs<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<Value>,
    errors: Vec<ErrorDocs<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response: Option<Value>,
    examples: Vec<ExampleDocs<'a>>,
}

#[derive(Serialize)]
struct ParamDocs<'a> {
    argument: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<ChoiceDocs<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<ParamDocs<'a>>,
}

#[derive(Serialize)]
struct ChoiceDocs<'a> {
    value: &'a Value,
    label: &'a str,
}

#[derive(Serialize)]
struct VariantsDocs<'a> {
    by: String,
    cases: Vec<CaseDocs<'a>>,
}

#[derive(Serialize)]
struct CaseDocs<'a> {
    values: &'a [Value],
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<CaseFieldDocs<'a>>,
}

#[derive(Serialize)]
struct CaseFieldDocs<'a> {
    path: String,
    required: bool,
    #[serde(flatten)]
    known: ParamDocs<'a>,
}

#[derive(Serialize)]
struct ErrorDocs<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    meaning: &'a str,
}

#[derive(Serialize)]
struct ExampleDocs<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    body: Value,
}

/// One file for each operation.
pub fn files(layout: &Layout<'_>) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let members: Vec<_> = layout.members().collect();
    // Nobody but a person at a terminal reads a page of help.
    let prose = match layout.target.kind {
        TargetKind::Cli => prose,
        TargetKind::Mcp => |_: &Operation| String::new(),
    };
    members.into_par_iter().map(|member| file(member, prose)).collect()
}

fn file(member: &Member<'_>, prose: fn(&Operation) -> String) -> Result<(String, Vec<u8>), Error> {
    let path = format!("src/api/docs/{}.json", member.stem);
    let text = lines_of(&docs(member, prose))
        .map_err(|error| Error::Template { template: path.clone(), message: error.to_string() })?;
    Ok((path, format!("{}\n", visible_json(&text)).into_bytes()))
}

/// A value a line, so that a change is seen where it is; not indented, as every byte of it is in the program.
fn lines_of(docs: &Docs<'_>) -> serde_json::Result<String> {
    let mut text = Vec::new();
    let lines = PrettyFormatter::with_indent(b"");
    docs.serialize(&mut serde_json::Serializer::with_formatter(&mut text, lines))?;
    String::from_utf8(text).map_err(serde_json::Error::custom)
}

fn docs<'a>(member: &'a Member<'_>, prose: fn(&Operation) -> String) -> Docs<'a> {
    let operation = member.operation;
    let body = operation.body.as_ref();
    let request = body.and_then(|body| Some(masking::by_schema(&body.schema, body.example.as_ref()?)));
    Docs {
        description: &operation.description,
        prose: prose(operation),
        params: member.arguments.iter().map(|(argument, _)| argument_docs(argument)).collect(),
        variants: member.alternatives.iter().filter_map(|known| variants(member, known)).collect(),
        request,
        errors: operation.errors.iter().map(error).collect(),
        response: operation.response.schema.as_ref().map(masking::json_schema),
        examples: operation.response.examples.iter().map(|saved| example(operation, saved)).collect(),
    }
}

/// The same cases and fields as among the statics, in the same order.
fn variants<'a>(member: &'a Member<'_>, alternatives: &'a Alternatives<'_>) -> Option<VariantsDocs<'a>> {
    let field = |field: &'a CaseField| {
        let path = member.known_path(&field.path)?;
        let known = param(field.path.rsplit('.').next().unwrap_or_default(), &field.schema);
        Some(CaseFieldDocs { path, required: field.required, known })
    };
    let cases = alternatives.cases.iter().map(|alternative| {
        let Case { values, label, description, fields } = alternative.case;
        CaseDocs { values, label, description, fields: fields.iter().filter_map(field).collect() }
    });
    Some(VariantsDocs { by: member.known_path(alternatives.by)?, cases: cases.collect() })
}

fn argument_docs<'a>(argument: &'a Argument<'_>) -> ParamDocs<'a> {
    param(&argument.argument, argument.schema)
}

fn param<'a>(name: &'a str, schema: &'a Schema) -> ParamDocs<'a> {
    let items = schema.items.as_deref();
    let fields_of = if schema.properties.is_empty() { items.unwrap_or(schema) } else { schema };
    let choices_of = if schema.choice_labels.is_empty() { items.unwrap_or(schema) } else { schema };
    ParamDocs {
        argument: name,
        description: &schema.description,
        example: schema.example.as_ref().map(|example| masking::by_schema(schema, example)),
        default: schema.default.as_ref().filter(|_| !schema.secret),
        unit: schema.unit.as_deref(),
        choices: choices(choices_of),
        fields: fields_of.properties.iter().map(|property| param(&property.name, &property.schema)).collect(),
    }
}

fn choices(schema: &Schema) -> Vec<ChoiceDocs<'_>> {
    let labelled = schema.choices.iter().filter_map(|value| {
        let text = value.to_string();
        let (_, label) = schema.choice_labels.iter().find(|(choice, _)| *choice == text)?;
        Some(ChoiceDocs { value, label })
    });
    labelled.collect()
}

fn error(error: &DocumentedError) -> ErrorDocs<'_> {
    let DocumentedError { status, code, message, meaning } = error;
    ErrorDocs { status: *status, code: code.as_deref(), message, meaning }
}

fn example<'a>(operation: &Operation, example: &'a Example) -> ExampleDocs<'a> {
    let schema = operation.response.schema.as_ref();
    let mut body =
        schema.map_or_else(|| example.body.clone(), |schema| masking::by_schema(schema, &example.body));
    for path in &operation.secret_answers {
        masking::by_path(&mut body, path);
    }
    ExampleDocs { name: &example.name, status: example.status, body }
}
