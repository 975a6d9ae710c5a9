//! Bodies: what is sent, how, and which fields it has.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::fields::{BodyFields, Flat};
use super::tree::Node;
use super::{dirty_json, graphql, placeholder, query};
use crate::model::BodyKind;
use crate::postman::{Body, Entry, Request};

/// A body as an example shows it.
#[derive(Debug)]
pub(super) struct ReadBody {
    pub kind: BodyKind,
    pub fields: BodyFields,
    pub example: Option<Value>,
    pub content_type: Option<String>,
    /// Says that it is JSON and cannot be read as such.
    pub broken: bool,
}

/// Reads the body of a request.
pub(super) fn read(request: &Request) -> Option<ReadBody> {
    let stated = content_type(&request.headers);
    let body = match &request.body {
        Body::None => return None,
        Body::Raw { text, language } => raw(text, language, stated.as_deref())?,
        Body::Urlencoded(entries) => form(entries, BodyKind::Urlencoded),
        Body::Formdata(entries) => form(entries, BodyKind::Multipart),
        Body::File => ReadBody { content_type: stated, ..opaque(BodyKind::Binary, None) },
        Body::Graphql { query, variables, operation_name } => {
            let node = graphql::variables(query, operation_name, variables);
            let example = dirty_json::read(variables).map(placeholders_as_written);
            let example = json!({"query": query, "variables": example.unwrap_or_else(|| json!({}))});
            ReadBody {
                kind: BodyKind::Graphql,
                fields: BodyFields::Nested(node),
                ..opaque(BodyKind::Graphql, Some(example))
            }
        }
    };
    Some(body)
}

fn opaque(kind: BodyKind, example: Option<Value>) -> ReadBody {
    ReadBody { kind, fields: BodyFields::Opaque, example, content_type: None, broken: false }
}

fn raw(text: &str, language: &str, stated: Option<&str>) -> Option<ReadBody> {
    if text.trim().is_empty() {
        return None;
    }
    let stated_json = stated.is_some_and(is_json_type);
    let says_json = language == "json" || stated_json;
    let may_be_json = says_json || (stated.is_none() && matches!(language, "" | "text" | "javascript"));
    if may_be_json
        && let Some(value) =
            dirty_json::read(text).filter(|value| says_json || value.is_object() || value.is_array())
    {
        let fields = BodyFields::Nested(Node::example(&value));
        let example = Some(placeholders_as_written(value));
        let content_type =
            stated.filter(|stated| media_type(stated) != "application/json" && is_json_type(stated));
        return Some(ReadBody {
            fields,
            content_type: content_type.map(str::to_owned),
            ..opaque(BodyKind::Json, example)
        });
    }
    if stated.is_some_and(|stated| stated.starts_with("application/x-www-form-urlencoded"))
        && text.contains('=')
    {
        return Some(form(&pairs(text), BodyKind::Urlencoded));
    }
    if says_json && crate::lower::variables::whole(text).is_some() {
        // The whole body is one variable: JSON of any shape.
        return Some(ReadBody {
            fields: BodyFields::Nested(Node::default()),
            ..opaque(BodyKind::Json, None)
        });
    }
    let content_type = stated.unwrap_or(match language {
        "json" => "application/json",
        "xml" => "application/xml",
        "html" => "text/html",
        "javascript" => "application/javascript",
        "graphql" => "application/graphql",
        _ => "text/plain",
    });
    Some(ReadBody {
        content_type: Some(content_type.to_owned()),
        broken: says_json,
        ..opaque(BodyKind::Raw, Some(Value::from(text)))
    })
}

fn is_json_type(content_type: &str) -> bool {
    let kind = media_type(content_type);
    kind.ends_with("/json") || kind.ends_with("+json")
}

/// The type without its parameters.
fn media_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn form(entries: &[Entry], kind: BodyKind) -> ReadBody {
    let fields: Flat = query::fields(entries);
    let example = entries
        .iter()
        .filter(|entry| !entry.disabled && !entry.file && query::is_name(&entry.key))
        .filter_map(|entry| Some((entry.key.clone(), Value::from(entry.value.clone()?))));
    let example = Value::Object(example.collect());
    ReadBody { fields: BodyFields::Form(fields), ..opaque(kind, Some(example)) }
}

/// `a=1&b=2` as entries.
fn pairs(text: &str) -> Vec<Entry> {
    let pairs = url::form_urlencoded::parse(text.trim().as_bytes());
    let entry = |(key, value): (Cow<'_, str>, Cow<'_, str>)| Entry {
        key: key.into_owned(),
        value: Some(value.into_owned()),
        ..Entry::default()
    };
    pairs.map(entry).collect()
}

/// The `Content-Type` that an enabled header states; variables say nothing.
fn content_type(headers: &[Entry]) -> Option<String> {
    let header = headers
        .iter()
        .find(|header| !header.disabled && header.key.trim().eq_ignore_ascii_case("content-type"))?;
    let value = header.value.as_deref()?.trim();
    (value.contains('/') && !value.contains("{{") && value.is_ascii()).then(|| value.to_owned())
}

/// Bare variables appear as they stand in the file.
pub(super) fn placeholders_as_written(value: Value) -> Value {
    match value {
        Value::String(text) => match placeholder::written(&text) {
            Some(written) => Value::from(written),
            None => Value::String(text),
        },
        Value::Array(elements) => elements.into_iter().map(placeholders_as_written).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, placeholders_as_written(value))).collect()
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, language: &str, header: &str) -> Option<ReadBody> {
        let headers =
            vec![Entry { key: "content-type".into(), value: Some(header.into()), ..Entry::default() }];
        read(&Request {
            headers,
            body: Body::Raw { text: text.into(), language: language.into() },
            ..Request::default()
        })
    }

    #[test]
    fn raw_bodies_are_what_they_say_or_look_like() {
        let kind =
            |text, language, header| of(text, language, header).map(|body| (body.kind, body.content_type));
        assert_eq!(kind(" ", "json", ""), None);
        assert_eq!(kind("{\"a\": {{x}}}", "json", ""), Some((BodyKind::Json, None)));
        assert_eq!(kind("{\"a\": 1}", "text", ""), Some((BodyKind::Json, None)));
        assert_eq!(
            kind("[1]", "json", "application/vnd.api+json"),
            Some((BodyKind::Json, Some("application/vnd.api+json".into())))
        );
        assert_eq!(
            kind("[{\"op\": \"test\"}]", "json", "application/json-patch+json"),
            Some((BodyKind::Json, Some("application/json-patch+json".into())))
        );
        assert_eq!(kind("{}", "json", "Application/JSON; charset=utf-8"), Some((BodyKind::Json, None)));
        assert_eq!(kind("<a/>", "xml", ""), Some((BodyKind::Raw, Some("application/xml".into()))));
        assert_eq!(kind("<a/>", "xml", "text/xml"), Some((BodyKind::Raw, Some("text/xml".into()))));
        assert_eq!(kind("{\"a\": 1}", "text", "text/csv"), Some((BodyKind::Raw, Some("text/csv".into()))));
        assert_eq!(
            kind("a=1&b={{c}}", "text", "application/x-www-form-urlencoded"),
            Some((BodyKind::Urlencoded, None))
        );
        assert_eq!(kind("{{body}}", "json", ""), Some((BodyKind::Json, None)));
        assert!(of("{broken", "json", "").is_some_and(|body| body.broken && body.kind == BodyKind::Raw));
    }

    #[test]
    fn examples_show_variables_as_written() {
        let body = of("{\"a\": {{x}}}", "json", "").and_then(|body| body.example);
        assert_eq!(body, Some(json!({"a": "{{x}}"})));
    }
}
