//! Text to a known format, judged by content; whatever is no collection is refused by what it is.

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::error::Error;

/// A format that can be read.
pub(super) enum Format {
    /// Collection format 2.0 or 2.1; they differ in nothing that the reader does not accept under both.
    V2(Value),
    /// Collection format 1.
    V1(Map<String, Value>),
}

/// Refusal: what the file is, and what to do.
type Refusal = (&'static str, &'static str);

const EXPORT: &str = "export the collection from Postman as Collection v2.1 and give that file";
const ENVIRONMENT: &str =
    "export the collection itself; hosts and other values of an environment belong in the overlay";
const OPENAPI: &str = "import the document into Postman and export the collection that it makes as v2.1";
const V3: Refusal = (
    "this is part of a v3 collection (a folder of YAML files), which is not read yet",
    "export the collection from Postman as Collection v2.1 (JSON)",
);

/// Keys that tell a format of someone else.
const FOREIGN: &[(&str, Refusal)] = &[
    ("openapi", ("this is an OpenAPI document, not a Postman collection", OPENAPI)),
    ("swagger", ("this is a Swagger (OpenAPI 2) document, not a Postman collection", OPENAPI)),
    ("asyncapi", ("this is an AsyncAPI document, not a Postman collection", EXPORT)),
    ("__export_format", ("this is an Insomnia export, not a Postman collection", EXPORT)),
    ("collections", ("this holds several collections (a data dump or an API listing)", EXPORT)),
    ("log", ("this looks like a HAR recording, not a Postman collection", EXPORT)),
    ("__schema", ("this is a GraphQL schema, not a Postman collection", EXPORT)),
    ("run", ("this is a Newman report, not a Postman collection", EXPORT)),
];

/// Finds out what a text is.
pub(super) fn identify(text: &str, file: &str) -> Result<Format, Error> {
    let root = match serde_json::from_str::<Value>(text) {
        Ok(root) => root,
        Err(error) => return Err(no_json(text, &error, file)),
    };
    let Value::Object(root) = root else {
        let message = format!("this is JSON, but no collection: it holds {} at its top", kind(&root));
        return Err(refuse(file, message, EXPORT));
    };
    let root = unwrap(root);
    if let Some((message, help)) = refusal(&root) {
        return Err(refuse(file, message.to_owned(), help));
    }
    if is_v1(&root) { Ok(Format::V1(root)) } else { Ok(Format::V2(Value::Object(root))) }
}

/// Format 1 has a flat list of requests, ordered by ids.
fn is_v1(root: &Map<String, Value>) -> bool {
    !root.contains_key("item") && root.get("requests").is_some_and(|list| list.is_array() || list.is_object())
}

/// A folder instead of a file.
pub(super) fn folder(file: &str) -> Error {
    refuse(file, "this is a folder; v3 collections (YAML) are not read yet".into(), V3.1)
}

/// Postman's API answers `{"collection": {...}}`. A Newman report has a collection too, beside its run.
fn unwrap(mut root: Map<String, Value>) -> Map<String, Value> {
    if root.contains_key("run") || root.contains_key("item") {
        return root;
    }
    match root.remove("collection") {
        Some(Value::Object(inner)) => inner,
        Some(other) => {
            root.insert("collection".into(), other);
            root
        }
        None => root,
    }
}

fn refusal(root: &Map<String, Value>) -> Option<Refusal> {
    if root.get("item").is_some_and(|item| item.is_array() || item.is_object()) && !root.contains_key("run") {
        return None;
    }
    if root.get("values").is_some_and(|values| values.is_array() || values.is_object()) {
        let globals = root.get("_postman_variable_scope").and_then(Value::as_str) == Some("globals");
        let message = if globals {
            "this is a Postman globals file, not a collection"
        } else {
            "this is a Postman environment file, not a collection"
        };
        return Some((message, ENVIRONMENT));
    }
    if let Some((_, refusal)) = FOREIGN.iter().find(|(key, _)| root.contains_key(*key)) {
        return Some(*refusal);
    }
    if is_v1(root) {
        return None;
    }
    // An export without requests has no `item`, or a null, but still says what it is.
    let info = root.get("info").and_then(Value::as_object);
    if info.is_some_and(|info| info.contains_key("_postman_id") || info.contains_key("schema")) {
        return None;
    }
    Some(("this is JSON, but no collection: it has no `item` list", EXPORT))
}

fn no_json(text: &str, error: &serde_json::Error, file: &str) -> Error {
    let start = text.trim_start();
    let first = start.lines().map(str::trim).find(|line| {
        let blank = line.is_empty() || line.starts_with('#') || *line == "---";
        !blank
    });
    let first = first.unwrap_or_default().to_ascii_lowercase();
    let foreign = if first.starts_with("openapi:") || first.starts_with("swagger:") {
        Some(("this is an OpenAPI document in YAML, not a Postman collection", OPENAPI))
    } else if first.starts_with("$kind:") {
        Some(V3)
    } else if first.starts_with('<') {
        Some(("this is XML or HTML, not a Postman collection", EXPORT))
    } else {
        None
    };
    if let Some((message, help)) = foreign {
        return refuse(file, message.to_owned(), help);
    }
    let (line, column) = (error.line(), error.column());
    let mut message = format!("broken JSON: {error}");
    let written = masked(text.lines().nth(line.saturating_sub(1)).unwrap_or_default());
    if !written.is_empty() {
        message.push_str(&format!("\n  line {line}, column {column}: {written}"));
    }
    refuse(file, message, "mend the file at that place, or export the collection again from Postman")
}

/// The beginning of a line with its values blanked: a broken line may hold a secret.
fn masked(line: &str) -> String {
    const SHOWN: usize = 60;
    let mut shown = String::new();
    let mut rest = line.trim();
    while let Some(colon) = rest.find(':') {
        let (head, tail) = rest.split_at(colon + 1);
        shown.push_str(head);
        let value = tail.trim_start();
        if !value.starts_with('"') {
            rest = tail;
            continue;
        }
        shown.push_str(" \"…\"");
        let after = value.get(1..).unwrap_or_default();
        rest = closing_quote(after).and_then(|end| after.get(end + 1..)).unwrap_or_default();
        if shown.len() > SHOWN * 4 {
            break;
        }
    }
    shown.push_str(rest);
    let visible = shown.chars().filter(|character| !character.is_control());
    let mut cut: String = visible.clone().take(SHOWN).collect();
    if visible.count() > SHOWN {
        cut.push('…');
    }
    cut
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at),
            _ => {}
        }
    }
    None
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn refuse(file: &str, message: String, help: &str) -> Error {
    Error::NotACollection { path: PathBuf::from(file), message, help: help.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (String, String) {
        match identify(text, "a.json") {
            Err(Error::NotACollection { message, help, .. }) => (message, help),
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("taken for a collection: {text}"),
        }
    }

    #[test]
    fn what_is_no_collection_is_refused_by_what_it_is() {
        let table = [
            (r#"{"name":"e","values":[],"_postman_variable_scope":"environment"}"#, "environment"),
            (r#"{"name":"e","values":[]}"#, "environment"),
            (r#"{"name":"g","values":[],"_postman_variable_scope":"globals"}"#, "globals"),
            (r#"{"collection":{"item":[]},"run":{}}"#, "Newman report"),
            (r#"{"openapi":"3.1.0","paths":{}}"#, "OpenAPI"),
            (r#"{"swagger":"2.0"}"#, "Swagger"),
            ("# head\n---\nopenapi: 3.0.0\ninfo:\n", "OpenAPI"),
            ("$kind: collection\nname: x\n", "v3"),
            ("<html></html>", "XML or HTML"),
            (r#"{"version":1,"collections":[]}"#, "several collections"),
            (r#"{"hello":"world"}"#, "no `item`"),
            ("[]", "a list"),
            ("42", "a number"),
        ];
        for (text, expected) in table {
            let (message, help) = refused(text);
            assert!(message.contains(expected), "{text}: {message}");
            assert!(!help.is_empty(), "{text}");
        }
    }

    #[test]
    fn an_environment_by_name_but_not_by_content_is_read() {
        let text = r#"{"_postman_variable_scope":"environment","values":[],"item":[]}"#;
        assert!(identify(text, "x.postman_environment.json").is_ok());
    }

    #[test]
    fn the_wrapper_of_the_api_is_taken_off() {
        let Ok(Format::V2(root)) = identify(r#"{"collection":{"info":{"name":"a"},"item":[]}}"#, "a") else {
            panic!("not read")
        };
        assert!(root.get("item").is_some());
    }

    #[test]
    fn broken_json_names_the_place_and_hides_values() {
        let (message, _) = refused("{\n  \"name\": \"x\",\n  \"token\": \"sk_live_1234\" \"b\": 1\n}");
        assert!(message.contains("line 3"), "{message}");
        assert!(message.contains("\"token\": \"…\""), "{message}");
        assert!(!message.contains("sk_live"), "{message}");
    }

    #[test]
    fn deep_nesting_is_a_clean_error() {
        let text = format!("{}{}", "{\"item\":[".repeat(5_000), "]}".repeat(5_000));
        assert!(refused(&text).0.contains("recursion limit"));
    }
}
