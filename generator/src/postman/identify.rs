//! Text to a known format, judged by content; whatever is no collection is refused by what it is.

use std::path::PathBuf;

use serde_json::{Map, Value};

use super::reporter::Reporter;
use super::{broken, v3};
use crate::error::Error;

/// A format that can be read.
pub(super) enum Format {
    /// Collection format 2.0 or 2.1; they differ in nothing that the reader does not accept under both.
    V2(Value),
    /// Collection format 1.
    V1(Map<String, Value>),
    /// Collection format 3 in one document.
    V3(Map<String, Value>),
}

/// Refusal: what the file is, and what to do.
type Refusal = (&'static str, &'static str);

const EXPORT: &str = "export the collection from Postman as Collection v2.1 and give that file";
const ENVIRONMENT: &str =
    "export the collection itself; hosts and other values of an environment belong in the overlay";
const OPENAPI: &str = "import the document into Postman and export the collection that it makes as v2.1";
const V3: Refusal = (
    "this is one file of a v3 collection",
    "give the folder of the collection, which holds .resources/definition.yaml and all requests",
);
const V3_OTHER: Refusal = ("this is a Postman resource, but no collection", EXPORT);
const INSOMNIA: Refusal = (
    "this is an Insomnia export, not a Postman collection",
    "import it into Postman, and export it from there",
);

/// Keys that tell a format of someone else.
const FOREIGN: &[(&str, Refusal)] = &[
    ("openapi", ("this is an OpenAPI document, not a Postman collection", OPENAPI)),
    ("swagger", ("this is a Swagger (OpenAPI 2) document, not a Postman collection", OPENAPI)),
    ("asyncapi", ("this is an AsyncAPI document, not a Postman collection", EXPORT)),
    ("__export_format", INSOMNIA),
    ("collections", ("this holds several collections (a data dump or an API listing)", EXPORT)),
    ("log", ("this looks like a HAR recording, not a Postman collection", EXPORT)),
    ("__schema", ("this is a GraphQL schema, not a Postman collection", EXPORT)),
    ("paths", ("this looks like part of an OpenAPI document, not a Postman collection", OPENAPI)),
    ("run", ("this is a Newman report, not a Postman collection", EXPORT)),
];

/// Finds out what a text is.
pub(super) fn identify(text: &str, file: &str) -> Result<Format, Error> {
    let root = match serde_json::from_str::<Value>(text) {
        Ok(root) => root,
        Err(error) => return no_json(text, &error, file),
    };
    let Value::Object(root) = root else {
        let message = format!("this is JSON, but no collection: it holds {} at its top", kind(&root));
        return Err(refuse(file, message, EXPORT));
    };
    let root = unwrap(root);
    if let Some((message, help)) = refusal(&root) {
        return Err(refuse(file, message.to_owned(), help));
    }
    Ok(if is_v1(&root) {
        Format::V1(root)
    } else if is_v3(&root) {
        Format::V3(root)
    } else {
        Format::V2(Value::Object(root))
    })
}

/// Format 1 has a flat list of requests, ordered by ids.
fn is_v1(root: &Map<String, Value>) -> bool {
    !root.contains_key("item") && root.get("requests").is_some_and(|list| list.is_array() || list.is_object())
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

/// Format 3 says what each of its parts is.
fn is_v3(root: &Map<String, Value>) -> bool {
    root.get("$kind").and_then(Value::as_str) == Some("collection")
        && root.get("items").is_some_and(Value::is_array)
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
    if root.contains_key("$kind") {
        return if is_v3(root) { None } else { Some(v3_part(root)) };
    }
    if is_v1(root) {
        return of_other_clients(root);
    }
    if root.get("items").is_some_and(Value::is_array) {
        return Some(("this looks like a Bruno or OpenCollection export, not a Postman collection", EXPORT));
    }
    // An export without requests has no `item`, or a null, but still says what it is.
    let info = root.get("info").and_then(Value::as_object);
    if info.is_some_and(|info| info.contains_key("_postman_id") || info.contains_key("schema")) {
        return None;
    }
    Some(("this is JSON, but no collection: it has no `item` list", EXPORT))
}

/// Other clients keep a list called `requests` too.
fn of_other_clients(root: &Map<String, Value>) -> Option<Refusal> {
    let first = root.get("requests").and_then(|list| list.get(0));
    let endpoint =
        first.is_some_and(|request| request.get("endpoint").is_some() && request.get("url").is_none());
    if endpoint {
        return Some(("this is a Hoppscotch collection, not a Postman collection", EXPORT));
    }
    let thunder = root.get("client").and_then(Value::as_str).is_some_and(|client| client.contains("Thunder"));
    thunder.then_some(("this is a Thunder Client collection, not a Postman collection", EXPORT))
}

fn v3_part(root: &Map<String, Value>) -> Refusal {
    let kind = root.get("$kind").and_then(Value::as_str).unwrap_or_default();
    let part = kind == "collection" || kind.ends_with("-request") || kind.ends_with("-example");
    if part { V3 } else { V3_OTHER }
}

/// Files that are not even text.
pub(super) fn binary(bytes: &[u8], file: &str) -> Result<(), Error> {
    const UNPACK: &str = "unpack it, and give the collection inside";
    let refusal = match bytes {
        [b'P', b'K', 3 | 5 | 7, ..] => ("this is a ZIP archive, not a Postman collection", UNPACK),
        [0x1F, 0x8B, ..] => ("this is a gzip archive, not a Postman collection", UNPACK),
        [b'%', b'P', b'D', b'F', ..] => ("this is a PDF, not a Postman collection", EXPORT),
        [0x89, b'P', b'N', b'G', ..] => ("this is a picture, not a Postman collection", EXPORT),
        _ => return Ok(()),
    };
    Err(refuse(file, refusal.0.to_owned(), refusal.1))
}

fn no_json(text: &str, error: &serde_json::Error, file: &str) -> Result<Format, Error> {
    if let Some((message, help)) = no_json_at_all(text) {
        return Err(refuse(file, message.to_owned(), help));
    }
    if top_level(text, "$kind").is_some() {
        let mut reporter = Reporter::new(file);
        let root = v3::read_yaml(text.as_bytes(), &mut reporter);
        let root = root.map_err(|problem| refuse(file, problem, "correct the file at that place"))?;
        let (message, help) = match is_v3(&root) {
            true => return Ok(Format::V3(root)),
            false => v3_part(&root),
        };
        return Err(refuse(file, message.to_owned(), help));
    }
    let help = "correct the file at that place, or export the collection again from Postman";
    Err(refuse(file, broken::describe(text, error), help))
}

/// What a text is that does not even begin like JSON.
fn no_json_at_all(text: &str) -> Option<Refusal> {
    let start = text.trim_start();
    if start.starts_with(['{', '[', '"']) {
        return None;
    }
    if start.starts_with('<') {
        return Some(("this is XML or HTML, not a Postman collection", EXPORT));
    }
    if start.starts_with("version https://git-lfs") {
        return Some(("this is a Git LFS pointer, not the file itself", "run `git lfs pull`, and try again"));
    }
    if top_level(text, "openapi").is_some() || top_level(text, "swagger").is_some() {
        return Some(("this is an OpenAPI document in YAML, not a Postman collection", OPENAPI));
    }
    if top_level(text, "asyncapi").is_some() {
        return Some(("this is an AsyncAPI document in YAML, not a Postman collection", EXPORT));
    }
    if top_level(text, "type").is_some_and(|kind| kind.contains("insomnia.rest")) {
        return Some(INSOMNIA);
    }
    if start.starts_with("meta {") {
        return Some(("this is a Bruno request, not a Postman collection", EXPORT));
    }
    if top_level(text, "values").is_some() && top_level(text, "name").is_some() {
        return Some(("this is a Postman environment file, not a collection", ENVIRONMENT));
    }
    None
}

/// Value of a key that stands at the very left of a YAML text.
fn top_level<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let line = line.strip_prefix(['"', '\'']).unwrap_or(line).strip_prefix(key)?;
        line.trim_start_matches(['"', '\'']).strip_prefix(':').map(str::trim)
    })
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

/// The refusal of a file.
pub(super) fn refuse(file: &str, message: String, help: &str) -> Error {
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
            ("$kind: collection\nname: x\n", "one file of a v3"),
            ("$kind: http-request\nurl: x\n", "one file of a v3"),
            ("name: x\n$kind: environment\n", "no collection"),
            (r#"{"$kind":"http-request","url":"x"}"#, "one file of a v3"),
            ("name: e\nvalues:\n  - key: a\n", "environment"),
            ("info:\n  title: x\n\"openapi\": '3.1.0'\n", "OpenAPI"),
            (r#"{"info":{"title":"x"},"paths":{}}"#, "OpenAPI"),
            (r#"{"_type":"export","__export_format":4,"resources":[]}"#, "Insomnia"),
            ("type: collection.insomnia.rest/5.0\nname: x\n", "Insomnia"),
            (r#"{"log":{"entries":[]}}"#, "HAR"),
            (r#"{"v":2,"name":"x","folders":[],"requests":[{"endpoint":"x","method":"GET"}]}"#, "Hoppscotch"),
            (r#"{"client":"Thunder Client","requests":[]}"#, "Thunder Client"),
            (r#"{"name":"x","version":"1","items":[]}"#, "Bruno"),
            ("version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
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
    fn deep_nesting_is_a_clean_error() {
        let text = format!("{}{}", "{\"item\":[".repeat(5_000), "]}".repeat(5_000));
        assert!(refused(&text).0.contains("recursion limit"));
    }
}
