//! Request bodies. Only the fields of the chosen mode count; those of other modes stay in files as leftovers.

use serde_json::{Map, Value};

use crate::postman::collection::{Body, Entry};
use crate::postman::fields::{self, Notation, flag, text};
use crate::postman::reporter::Reporter;

/// Reads a body; empty ones are none.
pub(super) fn read(value: Option<&Value>, headers: &[Entry], reporter: &mut Reporter) -> Body {
    let object = match value {
        None | Some(Value::Null) => return Body::None,
        Some(Value::String(written)) => return raw(written.clone(), None, headers),
        Some(Value::Object(object)) => object,
        Some(_) => {
            reporter.odd("body", "an object");
            return Body::None;
        }
    };
    if flag(object.get("disabled")) {
        return Body::None;
    }
    match mode(object).as_deref() {
        None | Some("none") => Body::None,
        Some("raw") => raw_of(object, headers),
        Some("urlencoded") => form(object, "urlencoded", Body::Urlencoded),
        Some("formdata") => form(object, "formdata", Body::Formdata),
        Some("file" | "binary") => Body::File,
        Some("graphql") => graphql(object.get("graphql")),
        Some(_) => {
            reporter.warn(
                "unknown-body-mode",
                "body.mode",
                "the body's mode is not one that Postman knows; no body is sent",
                "choose raw, urlencoded, formdata, file or graphql",
            );
            Body::None
        }
    }
}

/// The stated mode, else the only one that holds something.
fn mode(object: &Map<String, Value>) -> Option<String> {
    text(object.get("mode")).map(|mode| mode.to_lowercase()).or_else(|| {
        let filled = |mode: &&str| match object.get(*mode) {
            Some(Value::String(text)) => !text.is_empty(),
            Some(Value::Array(elements)) => !elements.is_empty(),
            Some(Value::Object(object)) => !object.is_empty(),
            _ => false,
        };
        ["raw", "urlencoded", "formdata", "graphql", "file"].into_iter().find(filled).map(str::to_owned)
    })
}

fn raw_of(object: &Map<String, Value>, headers: &[Entry]) -> Body {
    let language = object.get("options").and_then(|options| options.pointer("/raw/language"));
    let language = language.and_then(Value::as_str).map(str::to_lowercase);
    match object.get("raw") {
        Some(value @ (Value::Object(_) | Value::Array(_))) => {
            raw(format!("{value:#}"), Some("json".into()), headers)
        }
        value => raw(text(value).unwrap_or_default(), language, headers),
    }
}

fn raw(text: String, language: Option<String>, headers: &[Entry]) -> Body {
    if text.trim().is_empty() {
        return Body::None;
    }
    let language = language.filter(|language| !language.is_empty());
    let language =
        language.or_else(|| stated_by_header(headers)).unwrap_or_else(|| seen_in(&text).to_owned());
    Body::Raw { text, language }
}

fn stated_by_header(headers: &[Entry]) -> Option<String> {
    let header = headers
        .iter()
        .find(|header| !header.disabled && header.key.trim().eq_ignore_ascii_case("content-type"))?;
    let kind = header.value.as_deref()?.split(';').next()?.trim().to_lowercase();
    let subtype = kind.split('/').nth(1)?;
    let language = match subtype.rsplit('+').next().unwrap_or(subtype) {
        "json" | "x-json" | "x-ndjson" => "json",
        "xml" => "xml",
        "html" => "html",
        "javascript" => "javascript",
        "graphql" => "graphql",
        _ if kind.starts_with("text/") => "text",
        _ => return None,
    };
    Some(language.to_owned())
}

fn seen_in(text: &str) -> &'static str {
    let text = text.trim_start();
    match text.chars().next() {
        // A bare `{{variable}}` may stand for anything.
        Some('{') if !text.starts_with("{{") => "json",
        Some('[') => "json",
        Some('<') => "xml",
        _ => "",
    }
}

fn form(object: &Map<String, Value>, mode: &str, body: fn(Vec<Entry>) -> Body) -> Body {
    let entries = fields::entries(object.get(mode), Notation::Query);
    if entries.is_empty() { Body::None } else { body(entries) }
}

fn graphql(value: Option<&Value>) -> Body {
    let (query, variables, operation_name) = match value {
        Some(Value::String(query)) => (query.clone(), String::new(), String::new()),
        Some(object) => (
            text(object.get("query")).unwrap_or_default(),
            match object.get("variables") {
                Some(variables @ Value::Object(_)) => format!("{variables:#}"),
                other => text(other).unwrap_or_default(),
            },
            text(object.get("operationName")).unwrap_or_default(),
        ),
        None => return Body::None,
    };
    if query.trim().is_empty() { Body::None } else { Body::Graphql { query, variables, operation_name } }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(value: &Value) -> Body {
        body_with(value, &[])
    }

    fn body_with(value: &Value, headers: &[Entry]) -> Body {
        read(Some(value), headers, &mut Reporter::new("a.json"))
    }

    fn language(body: &Body) -> &str {
        match body {
            Body::Raw { language, .. } => language,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nothing_to_send_is_no_body() {
        for value in [
            json!(null),
            json!({}),
            json!({"mode": "raw"}),
            json!({"mode": "raw", "raw": " \n"}),
            json!({"mode": "raw", "raw": "{}", "disabled": true}),
            json!({"mode": "urlencoded", "urlencoded": []}),
            json!({"mode": "formdata", "raw": "left over"}),
            json!({"mode": null}),
            json!({"mode": "none"}),
            json!({"mode": "graphql", "graphql": {}}),
            json!({"mode": "carrier-pigeon"}),
            json!(7),
        ] {
            assert_eq!(body(&value), Body::None, "{value}");
        }
    }

    #[test]
    fn the_language_is_stated_or_seen() {
        let header = |value: &str| {
            [Entry { key: "content-type".into(), value: Some(value.into()), ..Entry::default() }]
        };
        let stated = json!({"mode": "raw", "raw": "{}", "options": {"raw": {"language": "text"}}});
        assert_eq!(language(&body(&stated)), "text");
        let silent = json!({"mode": "raw", "raw": "{}", "options": {"raw": {}}});
        assert_eq!(language(&body(&silent)), "json");
        assert_eq!(language(&body_with(&silent, &header("application/soap+xml; charset=utf-8"))), "xml");
        assert_eq!(language(&body(&json!({"mode": "raw", "raw": "<a/>"}))), "xml");
        assert_eq!(language(&body(&json!({"mode": "raw", "raw": "{{body}}"}))), "");
        assert_eq!(language(&body(&json!({"mode": "raw", "raw": {"a": 1}}))), "json");
    }

    #[test]
    fn forms_and_files_and_graphql_are_read() {
        let form = json!({"mode": "urlencoded", "urlencoded": "a=1&b=2"});
        assert!(matches!(body(&form), Body::Urlencoded(entries) if entries.len() == 2));
        let form = json!({"formdata": [{"key": "a[0][b]", "value": "1", "disabled": true}]});
        assert!(matches!(body(&form), Body::Formdata(entries) if entries[0].disabled));
        assert_eq!(body(&json!({"mode": "file", "file": null})), Body::File);
        let query = json!({"mode": "graphql", "graphql": {"query": "{a}", "variables": {"x": 1}}});
        assert!(matches!(body(&query), Body::Graphql { variables, .. } if variables.contains("\"x\"")));
        let query = json!({"mode": "graphql", "graphql": {"query": "{a}", "variables": ""}});
        assert!(matches!(body(&query), Body::Graphql { variables, .. } if variables.is_empty()));
    }
}
