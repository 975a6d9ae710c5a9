//! What the fuzz targets, and a bounded test of `cargo xtask ci`, feed with bytes: each ends in an answer or an error,
//! never in a panic, and what it promises of the answer is checked.

use std::sync::OnceLock;

use postman_codegen::check::check;
use postman_codegen::lower::{Source, lower};
use postman_codegen::model::{Api, Severity, Target, TargetKind};
use postman_codegen::overlay::{self, Overlay};
use postman_codegen::postman;
use postman_codegen::render::{Sources, render};
use serde_json::json;

/// The schema that Postman names in a collection.
const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// Bytes as a file, from reading to the files of both crates.
///
/// # Panics
/// A promise is broken: a request is lost, or a sound API is not rendered.
pub fn reader(bytes: &[u8]) {
    let Some(api) = api(bytes) else { return };
    let skipped = api.diagnostics.iter().filter(|found| postman::is_skipped(found));
    assert_eq!(api.requests, api.operations.len() + skipped.count(), "a request is lost");
    let targets = targets(&api);
    let drafted = Overlay::parse(&overlay::draft(&api, &targets), "draft");
    assert!(drafted.is_ok(), "{drafted:?}");
    if check(&api).iter().chain(&api.diagnostics).any(|found| found.severity == Severity::Error) {
        return;
    }
    for target in &targets {
        let files = render(&api, target, sources());
        assert!(files.is_ok(), "{files:?}");
    }
}

/// A text as the Markdown of a collection, a folder and a request.
pub fn markdown(text: &str) {
    let body = json!({"mode": "raw", "raw": "{\"amount\": 1, \"to\": {\"name\": \"Ana\"}}"});
    let request =
        json!({"method": "POST", "url": "https://a.example/pay/:id", "description": text, "body": body});
    let answer = json!({"name": text, "code": 200, "body": text});
    let item = json!({"name": "Pay", "request": request, "response": [answer]});
    let folder = json!({"name": "Payments", "description": {"content": text}, "item": [item]});
    whole(&json!({"info": {"name": "A", "schema": SCHEMA, "description": text}, "item": [folder]}));
}

/// A text as the scripts of a collection and of requests, whose variables others use.
pub fn scripts(text: &str) {
    let event =
        |listen: &str| json!({"listen": listen, "script": {"exec": text.split('\n').collect::<Vec<_>>()}});
    let events = json!([event("prerequest"), event("test")]);
    let login = json!({"name": "Login", "event": events, "request": {"method": "POST", "url": "https://a.example/login",
        "body": {"mode": "raw", "raw": "{\"user\": \"{{user}}\", \"password\": \"{{password}}\"}"}}});
    let list = json!({"name": "List", "request": {"url": "https://a.example/list/{{id}}",
        "header": [{"key": "Authorization", "value": "Bearer {{token}}"}]}});
    whole(&json!({"info": {"name": "A", "schema": SCHEMA}, "event": events, "item": [login, list]}));
}

fn whole(collection: &serde_json::Value) {
    let read = api(collection.to_string().as_bytes());
    assert!(read.is_some_and(|api| api.operations.len() == api.requests), "a request is lost");
}

fn api(bytes: &[u8]) -> Option<Api> {
    let read = postman::parse(bytes, "fuzz.json").ok()?;
    Some(lower(read, Source { name: "fuzz".into(), file: "fuzz.json".into() }))
}

fn targets(api: &Api) -> [Target; 2] {
    [(TargetKind::Cli, "fuzz-cli"), (TargetKind::Mcp, "fuzz-mcp")]
        .map(|(kind, name)| Target::undecided(api, kind, name))
}

fn sources() -> &'static Sources {
    static SOURCES: OnceLock<Sources> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let folder = env!("CARGO_MANIFEST_DIR");
        let root = folder.strip_suffix("/tests/fuzz").or_else(|| folder.strip_suffix("/generator"));
        let templates = std::path::Path::new(root.unwrap_or(folder)).join("templates");
        Sources::read(&templates).expect("the templates")
    })
}
