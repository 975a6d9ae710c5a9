//! Arguments become the parts of a request; a caller's digits and order stay as they are.

use serde_json::{Map, Value};

use super::failure::{Exit, Failure};
use super::file::Upload;
use super::spec::{BodyKind, Field, Kind, Location, Operation, Param, Schema};
use super::target::encode_segment;
use super::words::say;

/// Path, query, headers and body of a call, before credentials.
#[derive(Debug, Clone, Default)]
pub struct Parts {
    /// Path segments, escaped.
    pub segments: Vec<String>,
    /// Query pairs, not escaped.
    pub query: Vec<(String, String)>,
    /// Headers that are arguments.
    pub headers: Vec<(&'static str, String)>,
    /// The body with its content type.
    pub body: Option<Content>,
}

/// A body before it is bytes.
#[derive(Debug, Clone)]
pub enum Content {
    /// JSON.
    Json(Value),
    /// Form fields.
    Form(Vec<(String, String)>),
    /// Form fields and files as multipart.
    Multipart(Vec<Part>),
    /// Text of that content type.
    Text(&'static str, String),
    /// A file as the whole body, of its own content type or else that one.
    File(&'static str, Upload),
}

/// A part of a multipart body.
#[derive(Debug, Clone)]
pub struct Part {
    /// Name of the field.
    pub name: String,
    /// A plain value has neither name nor type of a file.
    pub upload: Upload,
}

/// Takes the arguments of a call apart. They have passed [`super::validate::check`].
///
/// # Errors
/// A path parameter would change the path, or a header value cannot be sent.
pub fn parts(operation: &'static Operation, arguments: &Map<String, Value>) -> Result<Parts, Failure> {
    let mut parts = Parts { segments: segments(operation, arguments)?, ..Parts::default() };
    for (param, value) in given(operation, arguments) {
        match param.location {
            Location::Query => {
                parts.query.extend(texts(&value).into_iter().map(|text| (param.name.to_owned(), text)));
            }
            Location::Header => parts.headers.push((param.name, header_text(param, &value)?)),
            Location::Path | Location::Body | Location::WholeBody => {}
        }
    }
    parts.body = body(operation, arguments);
    Ok(parts)
}

/// The parameters that have a value, given or constant.
fn given<'a>(
    operation: &'static Operation,
    arguments: &'a Map<String, Value>,
) -> impl Iterator<Item = (&'static Param, Value)> + use<'a> {
    operation.params.iter().filter_map(|param| {
        let value = match param.fixed {
            Some(fixed) => serde_json::from_str(fixed).ok()?,
            None => complete(param.schema, arguments.get(param.argument)?),
        };
        Some((param, value))
    })
}

/// The arguments with all constants filled in, by [`Param::argument`].
#[must_use]
pub fn with_constants(operation: &Operation, arguments: &Map<String, Value>) -> Map<String, Value> {
    let params = operation.params.iter().filter_map(|param| {
        let value = match param.fixed {
            Some(fixed) => serde_json::from_str(fixed).ok()?,
            None => complete(param.schema, arguments.get(param.argument)?),
        };
        Some((param.argument.to_owned(), value))
    });
    params.collect()
}

/// The value with the constants of its schema filled in.
fn complete(schema: &Schema, value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut map: Map<String, Value> = map
                .iter()
                .map(|(name, value)| {
                    let field = schema.fields.iter().find(|field: &&Field| field.name == name);
                    (name.clone(), complete(field.map_or(&Schema::ANY, |field| field.schema), value))
                })
                .collect();
            for field in schema.fields {
                if let Some(fixed) = field.fixed.and_then(|fixed| serde_json::from_str(fixed).ok()) {
                    map.insert(field.name.to_owned(), fixed);
                }
            }
            Value::Object(map)
        }
        Value::Array(list) => {
            let items = schema.items.unwrap_or(&Schema::ANY);
            list.iter().map(|element| complete(items, element)).collect()
        }
        other => other.clone(),
    }
}

fn segments(operation: &'static Operation, arguments: &Map<String, Value>) -> Result<Vec<String>, Failure> {
    let mut segments = Vec::new();
    for template in operation.path.split('/').filter(|segment| !segment.is_empty()) {
        let mut segment = String::new();
        let mut rest = template;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
        {
            segment.push_str(before);
            segment.push_str(&path_value(operation, arguments, name)?);
            rest = after;
        }
        segment.push_str(rest);
        segments.push(segment);
    }
    Ok(segments)
}

fn path_value(
    operation: &'static Operation,
    arguments: &Map<String, Value>,
    name: &str,
) -> Result<String, Failure> {
    let value = given(operation, arguments)
        .find(|(param, _)| param.location == Location::Path && param.name == name)
        .map(|(_, value)| text(&value))
        .unwrap_or_default();
    if value.is_empty() || value == "." || value == ".." {
        return Err(Failure::new(
            Exit::Invalid,
            "invalid-input",
            say("{} cannot be {}: it is part of the path", &[&name, &format!("{value:?}")]),
        )
        .param(name));
    }
    Ok(encode_segment(&value))
}

fn header_text(param: &Param, value: &Value) -> Result<String, Failure> {
    let text = text(value);
    if text.bytes().any(|b| b.is_ascii_control()) {
        return Err(Failure::new(
            Exit::Invalid,
            "invalid-input",
            say("{} holds a control character, which a header cannot carry", &[&param.argument]),
        )
        .param(param.argument));
    }
    Ok(text)
}

fn body(operation: &'static Operation, arguments: &Map<String, Value>) -> Option<Content> {
    if let Some((_, value)) =
        given(operation, arguments).find(|(param, _)| param.location == Location::WholeBody)
    {
        return Some(match operation.body {
            BodyKind::Raw(content_type) => match Upload::from_value(&value) {
                Ok(upload) if value.is_object() => Content::File(content_type, upload),
                _ => Content::Text(content_type, text(&value)),
            },
            _ => Content::Json(value),
        });
    }
    let fields = given(operation, arguments).filter(|(param, _)| param.location == Location::Body);
    match operation.body {
        BodyKind::None | BodyKind::Raw(_) => None,
        BodyKind::Json => {
            let map: Map<_, _> = fields.map(|(param, value)| (param.name.to_owned(), value)).collect();
            let whole = operation.params.iter().any(|param| param.location == Location::WholeBody);
            (!whole).then_some(Content::Json(Value::Object(map)))
        }
        BodyKind::Graphql(query) => {
            let variables: Map<_, _> = fields.map(|(param, value)| (param.name.to_owned(), value)).collect();
            Some(Content::Json(serde_json::json!({"query": query, "variables": variables})))
        }
        BodyKind::Urlencoded => Some(Content::Form(form(fields))),
        BodyKind::Multipart => {
            Some(Content::Multipart(fields.flat_map(|(param, value)| multipart(param, value)).collect()))
        }
    }
}

fn form(fields: impl Iterator<Item = (&'static Param, Value)>) -> Vec<(String, String)> {
    fields
        .flat_map(|(param, value)| {
            texts(&value).into_iter().map(|text| (param.name.to_owned(), text)).collect::<Vec<_>>()
        })
        .collect()
}

/// A list is a repeated field, also one of files. Servers take a part for a file by its name (RFC 7578, 4.2): one without
/// a name of its own has its field's.
fn multipart(param: &Param, value: Value) -> Vec<Part> {
    let element = param.schema.items.unwrap_or(param.schema);
    let part = |value: &Value| {
        let upload = match element.kind {
            Kind::File if value.is_object() => {
                let upload = Upload::from_value(value).unwrap_or_default();
                let filename = upload.filename.or_else(|| Some(param.name.to_owned()));
                Upload { filename, ..upload }
            }
            // A plan shows what stands for a file.
            _ => Upload { bytes: text(value).into_bytes(), ..Upload::default() },
        };
        Part { name: param.name.to_owned(), upload }
    };
    match value {
        Value::Array(list) => list.iter().map(part).collect(),
        other => vec![part(&other)],
    }
}

/// A list is a repeated parameter.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().map(text).collect(),
        other => vec![text(other)],
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
