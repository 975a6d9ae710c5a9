//! The reader against oddities of real exports, against anything at all, and against the corpus where it is at hand.

mod corpus;
mod folders;
mod format;
mod properties;

use std::path::Path;

use postman_codegen::error::Error;
use postman_codegen::lower::{Source, lower};
use postman_codegen::postman::{self, Body, Collection, Folder, Item, Read, Request, ScriptEvent};
use serde_json::{Value, json};

fn read(value: &Value) -> Read {
    postman::parse(value.to_string().as_bytes(), "a.json").expect("a collection")
}

fn item(item: &Value) -> Read {
    read(&json!({"info": {"name": "a"}, "item": [item]}))
}

fn only(read: &Read) -> &Request {
    Item::requests(&read.collection.items)[0]
}

fn codes(read: &Read) -> Vec<&str> {
    read.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
}

/// Every request becomes an operation or a diagnostic that says why not.
fn assert_counts(read: &Read, name: &str) {
    let left_out = read.diagnostics.iter().filter(|found| postman::is_skipped(found)).count();
    assert_eq!(Item::requests(&read.collection.items).len() + left_out, read.collection.requests, "{name}");
    let api = lower(read.clone(), Source { name: "a".into(), file: name.into() });
    let left_out = api.diagnostics.iter().filter(|found| postman::is_skipped(found)).count();
    assert_eq!(
        (api.operations.len() + left_out, api.requests),
        (api.requests, read.collection.requests),
        "{name}"
    );
    let indices: Vec<usize> = api.operations.iter().map(|operation| operation.index).collect();
    assert!(indices.windows(2).all(|pair| pair[0] < pair[1]), "{name}: {indices:?}");
    assert!(indices.last().is_none_or(|last| *last < api.requests), "{name}");
}

#[test]
fn folders_requests_and_inheritance_are_kept() {
    let read = read(&json!({
        "info": {"name": "Shop", "description": {"content": "About", "type": "text/markdown"}, "version": {}},
        "auth": {"type": "bearer", "bearer": {"token": "{{t}}"}},
        "variable": [{"key": "a", "value": 1}, {"id": "b"}, {"key": "a", "value": 2}, {"key": "b", "disabled": true}],
        "event": [{"listen": "prerequest", "script": {"exec": ["one", "two"]}}, {"listen": "test", "script": {}}],
        "_": {}, "order": [],
        "item": [
            {"name": "Orders", "description": "Folder text", "auth": {"type": "noauth"}, "item": [
                {"name": "Empty", "item": []},
                {"name": "Get order", "description": "On the item", "request": {
                    "method": "get", "url": "{{u}}/orders/:id", "auth": null}},
            ]},
            {"name": "Ping", "request": "https://a.example/ping"},
        ],
    }));
    let collection = &read.collection;
    assert_eq!((collection.name.as_str(), collection.description.as_str()), ("Shop", "About"));
    assert_eq!(collection.auth.as_ref().map(|auth| auth.kind.as_str()), Some("bearer"));
    let variables: Vec<_> =
        collection.variables.iter().map(|variable| (variable.key.as_str(), variable.value.clone())).collect();
    assert_eq!(variables, [("a", json!(2)), ("b", json!(null))]);
    assert_eq!(collection.scripts.len(), 1);
    assert_eq!(collection.scripts[0].event, ScriptEvent::Prerequest);
    assert_eq!(collection.scripts[0].source, "one\ntwo");
    let Item::Folder(Folder { auth, description, .. }) = &collection.items[0] else { panic!("no folder") };
    assert_eq!((auth.is_some(), description.as_str()), (true, "Folder text"));
    let requests = Item::requests(&collection.items);
    assert_eq!(requests[0].path, ["Orders", "Get order"]);
    assert_eq!((requests[0].index, requests[0].method.as_str()), (0, "GET"));
    assert_eq!(requests[0].description, "On the item");
    assert!(requests[0].auth.is_none());
    assert_eq!((requests[1].index, requests[1].method.as_str()), (1, "GET"));
    assert_eq!(requests[1].url.host, "a.example");
    assert_eq!(collection.requests, 2);
    assert_eq!(codes(&read), ["duplicate-variable"]);
}

#[test]
fn each_odd_item_is_read_or_reported() {
    let table = [
        (json!({"name": "x"}), 0, "item-without-request"),
        (json!({"name": "x", "request": null}), 1, "request-without-url"),
        (json!({"name": "x", "request": {"url": null}}), 1, "request-without-url"),
        (json!({"name": "x", "request": {"url": {"raw": ""}}}), 1, "request-without-url"),
        (json!({"name": "x", "request": [1]}), 1, "unreadable-request"),
        (json!({"name": "x", "request": {"url": "h/x", "method": "NO GOOD"}}), 1, "unusable-method"),
        (json!({"request": {"url": "h/x"}}), 1, "unnamed-request"),
        (
            json!({"name": "x", "request": {"url": "h/x", "auth": {"type": "passkey"}}}),
            1,
            "unknown-auth-type",
        ),
        (json!({"name": "x", "request": {"url": "h/x", "body": {"mode": "odd"}}}), 1, "unknown-body-mode"),
        (
            json!({"name": "x", "request": "h/x", "item": [{"name": "y", "request": "h/y"}]}),
            1,
            "folder-with-request",
        ),
        (json!({"name": "x", "request": "h/x", "event": {"listen": "never"}}), 1, "odd-field"),
    ];
    for (value, counted, code) in table {
        let read = item(&value);
        assert_eq!(read.collection.requests, counted, "{value}");
        assert!(codes(&read).contains(&code), "{value}: {:?}", codes(&read));
        assert_counts(&read, "a.json");
    }
}

#[test]
fn a_diagnostic_names_file_breadcrumb_and_field() {
    let read = item(&json!({"name": "Folder", "item": [{"name": "Lost", "request": {"method": "GET"}}]}));
    assert_eq!(read.diagnostics[0].place.to_string(), "a.json > Folder > Lost > request.url");
}

#[test]
fn custom_methods_are_tokens() {
    for (written, expected) in [("purge", "PURGE"), ("VIEW", "VIEW"), (" post ", "POST"), ("", "GET")] {
        let read = item(&json!({"name": "x", "request": {"method": written, "url": "h/x"}}));
        assert_eq!(only(&read).method, expected);
    }
}

#[test]
fn responses_are_read_in_every_shape() {
    let read = item(&json!({"name": "x", "request": "h/x", "response": [
        null, {"name": "ok", "code": 200, "body": "{}"}, {"code": "404", "body": null}, {"body": {"a": 1}},
        {"code": 99999, "header": null, "originalRequest": {}},
    ]}));
    let saved: Vec<_> =
        only(&read).responses.iter().map(|saved| (saved.status, saved.body.as_str())).collect();
    assert_eq!(saved, [(Some(200), "{}"), (Some(404), ""), (None, "{\"a\":1}"), (None, "")]);
    let read = item(&json!({"name": "x", "request": "h/x", "response": {"code": 204}}));
    assert_eq!(only(&read).responses.len(), 1);
}

#[test]
fn lists_may_be_objects() {
    let single = read(&json!({"item": {"name": "x", "request": "h/x"}}));
    let map =
        read(&json!({"item": {"0": {"name": "x", "request": "h/x"}, "1": {"name": "y", "request": "h/y"}}}));
    assert_eq!((single.collection.requests, map.collection.requests), (1, 2));
    assert_eq!(codes(&single), ["unnamed-collection"]);
}

#[test]
fn credentials_of_a_url_are_basic_auth_and_nowhere_else() {
    let read = item(&json!({"name": "x", "request": {"url": "https://me:hush-hush@h.example/x"}}));
    let request = only(&read);
    assert_eq!(request.auth.as_ref().map(|auth| auth.kind.as_str()), Some("basic"));
    assert!(!format!("{:?}", request.url).contains("hush-hush"));
}

#[test]
fn secrets_never_reach_messages() {
    let secret = "canary-7f3a";
    let read = read(&json!({
        "variable": [{"key": "a", "value": secret}, {"key": "a", "value": secret}],
        "item": [
            {"name": "x", "request": {"url": [secret], "auth": {"type": "odd", "odd": [{"key": "k", "value": secret}]}}},
            {"name": "y", "request": {"url": "h", "method": {"a": secret}, "header": secret, "body": {"mode": secret}}},
            {"name": "z", "request": {"url": "h", "body": {"mode": secret}}, "event": [{"listen": secret}]},
        ],
    }));
    assert!(!read.diagnostics.is_empty());
    assert!(!format!("{:?}", read.diagnostics).contains(secret));
}

#[test]
fn the_digest_is_of_the_bytes_as_they_are() {
    let plain = br#"{"item":[]}"#;
    let marked = [&b"\xEF\xBB\xBF"[..], plain].concat();
    let (plain, marked) = (postman::parse(plain, "a"), postman::parse(&marked, "a"));
    let (plain, marked) = (plain.expect("plain"), marked.expect("marked"));
    assert_eq!(plain.collection, marked.collection);
    assert_ne!(plain.sha256, marked.sha256);
    assert_eq!(plain.sha256.len(), 64);
}

#[test]
fn missing_files_are_errors() {
    assert!(matches!(postman::read(Path::new("/nowhere/a.json")), Err(Error::Io { .. })));
}

#[test]
fn a_healthy_collection_has_nothing_to_report() {
    let read = read(&healthy());
    assert_eq!(codes(&read), Vec::<&str>::new());
    let Collection { requests: counted, items, .. } = &read.collection;
    assert_eq!(*counted, 1);
    assert!(matches!(&Item::requests(items)[0].body, Body::Raw { language, .. } if language == "json"));
}

/// A healthy collection that mutations start from.
fn healthy() -> Value {
    json!({
        "info": {"name": "a", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "auth": {"type": "basic", "basic": [{"key": "username", "value": "u"}]},
        "variable": [{"key": "h", "value": "https://a.example"}],
        "item": [{"name": "f", "item": [{"name": "r", "event": [{"listen": "test", "script": {"exec": ["x"]}}],
            "request": {"method": "POST", "header": [{"key": "A", "value": "b"}],
                "url": {"raw": "{{h}}/x?y=1", "host": ["{{h}}"], "path": ["x"], "query": [{"key": "y", "value": "1"}]},
                "body": {"mode": "raw", "raw": "{}", "options": {"raw": {"language": "json"}}}},
            "response": [{"name": "ok", "code": 200, "body": "{}"}]}]}],
    })
}
