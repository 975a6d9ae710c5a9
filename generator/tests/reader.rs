//! The reader against oddities of real exports, against anything at all, and against the corpus where it is at hand.

use std::path::Path;

use postman_codegen::error::Error;
use postman_codegen::postman::{self, Body, Collection, Folder, Item, Read, Request, ScriptEvent};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(value: &Value) -> Read {
    postman::parse(value.to_string().as_bytes(), "a.json").expect("a collection")
}

fn item(item: &Value) -> Read {
    read(&json!({"info": {"name": "a"}, "item": [item]}))
}

fn requests(items: &[Item]) -> Vec<&Request> {
    items
        .iter()
        .flat_map(|item| match item {
            Item::Folder(folder) => requests(&folder.items),
            Item::Request(request) => vec![request.as_ref()],
        })
        .collect()
}

fn only(read: &Read) -> &Request {
    requests(&read.collection.items)[0]
}

fn codes(read: &Read) -> Vec<&str> {
    read.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
}

/// Requests that were left out are named, each once.
fn assert_counts(read: &Read) {
    let left_out = ["request-without-url", "unreadable-request", "unusable-method"];
    let named = codes(read).iter().filter(|code| left_out.contains(code)).count();
    assert_eq!(requests(&read.collection.items).len() + named, read.collection.requests);
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
    let requests = requests(&collection.items);
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
        assert_counts(&read);
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
fn missing_files_and_folders_are_errors() {
    assert!(matches!(postman::read(Path::new("/nowhere/a.json")), Err(Error::Io { .. })));
    assert!(matches!(postman::read(Path::new(".")), Err(Error::NotACollection { .. })));
}

/// The sample collections live beside the project, not in it.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("no corpus at {}; nothing to test", folder.display());
        return Vec::new();
    };
    entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            name.ends_with(".json").then_some(())?;
            Some((name, std::fs::read(entry.path()).ok()?))
        })
        .collect()
}

/// Counts requests as a plain reader of the format would.
fn count(value: &Value) -> usize {
    let items = value.get("item").and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .map(|item| {
            if item.get("item").is_some_and(Value::is_array) {
                count(item)
            } else {
                usize::from(item.get("request").is_some())
            }
        })
        .sum()
}

#[test]
fn no_request_of_the_corpus_is_lost() {
    for (name, bytes) in corpus() {
        let read = match postman::parse(&bytes, &name) {
            Ok(read) => read,
            Err(error) => {
                assert!(error.to_string().contains("format v1"), "{error}");
                continue;
            }
        };
        assert_counts(&read);
        let text = String::from_utf8_lossy(&bytes);
        let root = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON");
        assert_eq!(read.collection.requests, count(&root), "{name}");
        let indices: Vec<usize> =
            requests(&read.collection.items).iter().map(|request| request.index).collect();
        assert!(indices.is_sorted(), "{name}");
        println!("{name}: {} requests, {:?}", read.collection.requests, codes(&read));
    }
}

/// Keys that the reader looks at, so that random objects get past the first look.
const KEYS: &[&str] = &[
    "item",
    "request",
    "url",
    "raw",
    "host",
    "path",
    "query",
    "variable",
    "key",
    "value",
    "id",
    "header",
    "body",
    "mode",
    "graphql",
    "urlencoded",
    "formdata",
    "options",
    "auth",
    "type",
    "basic",
    "event",
    "listen",
    "script",
    "exec",
    "response",
    "code",
    "name",
    "description",
    "content",
    "method",
    "disabled",
    "port",
    "protocol",
    "info",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[ -~áé{}/:?&=#@.\n]{0,24}".prop_map(Value::from),
        prop::sample::select(vec!["raw", "formdata", "graphql", "basic", "test", "POST", "{{a}}"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(8, 96, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(KEYS), inner), 0..6).prop_map(|pairs| pairs
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect::<Value>()),
        ]
    })
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

/// Puts a stranger in the place of the n-th value.
fn replace(root: &mut Value, countdown: &mut usize, stranger: &Value) {
    if *countdown == 0 {
        *root = stranger.clone();
    }
    *countdown = countdown.wrapping_sub(1);
    match root {
        Value::Array(elements) => elements.iter_mut().for_each(|one| replace(one, countdown, stranger)),
        Value::Object(map) => map.values_mut().for_each(|one| replace(one, countdown, stranger)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn anything_is_read_or_refused(value in any_json(), wrapped in any::<bool>()) {
        let value = if wrapped { json!({"item": [value]}) } else { value };
        if let Ok(read) = postman::parse(value.to_string().as_bytes(), "a.json") {
            assert_counts(&read);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = postman::parse(&bytes, "a.json");
    }

    #[test]
    fn a_damaged_collection_is_read_or_refused(at in 0_usize..60, stranger in any_json()) {
        let mut root = healthy();
        let mut countdown = at;
        replace(&mut root, &mut countdown, &stranger);
        if let Ok(read) = postman::parse(root.to_string().as_bytes(), "a.json") {
            assert_counts(&read);
        }
    }

    #[test]
    fn a_cut_collection_is_refused(cut in 1_usize..400) {
        let text = healthy().to_string();
        prop_assume!(cut < text.len());
        prop_assert!(postman::parse(&text.as_bytes()[..text.len() - cut], "a.json").is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn damaged_real_collections_are_read_or_refused(seed in any::<usize>(), stranger in any_json()) {
        for (name, bytes) in corpus() {
            let text = String::from_utf8_lossy(&bytes);
            let mut root: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).expect("JSON");
            let mut countdown = seed % (bytes.len() / 40 + 1);
            replace(&mut root, &mut countdown, &stranger);
            if let Ok(read) = postman::parse(root.to_string().as_bytes(), &name) {
                assert_counts(&read);
            }
        }
    }
}

#[test]
fn a_healthy_collection_has_nothing_to_report() {
    let read = read(&healthy());
    assert_eq!(codes(&read), Vec::<&str>::new());
    let Collection { requests: counted, items, .. } = &read.collection;
    assert_eq!(*counted, 1);
    assert!(matches!(&requests(items)[0].body, Body::Raw { language, .. } if language == "json"));
}
