//! Anything at all is read or refused, never lost and never a panic.

use postman_codegen::postman::{self, SourceFile};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::corpus::corpus;
use super::{assert_counts, healthy};

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
            assert_counts(&read, "a.json");
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
            assert_counts(&read, "a.json");
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
                assert_counts(&read, "a.json");
            }
        }
    }
}

/// What stands where a request should.
fn any_request() -> impl Strategy<Value = Value> {
    let url = prop_oneof![
        Just(json!("https://h.example/x")),
        Just(json!({"raw": "{{h}}/x/:id", "host": ["{{h}}"], "path": ["x", ":id"]})),
        Just(json!(null)),
        Just(json!({"host": []})),
        Just(json!(7)),
    ];
    let method = prop_oneof![Just(json!("get")), Just(json!("NO GOOD")), Just(json!(null)), Just(json!([]))];
    prop_oneof![
        (url, method, any_json())
            .prop_map(|(url, method, body)| json!({"url": url, "method": method, "body": body})),
        Just(json!("{{h}}/text")),
        Just(json!(null)),
        Just(json!(["list"])),
    ]
}

/// A tree of items with how many requests it holds.
fn any_items() -> impl Strategy<Value = (Value, usize)> {
    let leaf = prop_oneof![
        4 => any_request().prop_map(|request| (json!({"name": "r", "request": request}), 1)),
        1 => prop::sample::select(vec![json!(null), json!({}), json!("text"), json!({"name": "x", "item": []})])
            .prop_map(|odd| (odd, 0)),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop::collection::vec(inner, 0..5).prop_map(|children| {
            let counted = children.iter().map(|(_, counted)| counted).sum();
            let items: Vec<Value> = children.into_iter().map(|(item, _)| item).collect();
            (json!({"name": "f", "item": items}), counted)
        })
    })
}

/// A collection of format 1 whose lists name what is there, what is not, and some of it twice.
fn any_v1() -> impl Strategy<Value = (Value, usize)> {
    let ids = || prop::collection::vec(0_u8..8, 0..6);
    let folder = (0_u8..6, ids(), ids(), any_json())
        .prop_map(|(id, order, folders, odd)| json!({"id": id, "name": "F", "order": order, "folders_order": folders, "folder": odd}));
    let request = (0_u8..8, any_request(), any_json()).prop_map(|(id, request, data)| {
        let field = |key: &str| request.get(key).cloned().unwrap_or_default();
        json!({"id": id, "name": "r", "url": field("url"), "method": field("method"), "data": data.clone(),
            "rawModeData": data, "headers": "A: b", "folder": id})
    });
    let requests = prop::collection::vec(prop_oneof![9 => request, 1 => any_json()], 0..10);
    (prop::collection::vec(folder, 0..6), requests, ids(), ids()).prop_map(|(folders, requests, order, root)| {
        let counted = requests.len();
        (json!({"name": "a", "folders": folders, "requests": requests, "order": order, "folders_order": root}), counted)
    })
}

/// Files of a collection of format 3, with how many of them are requests.
fn any_v3() -> impl Strategy<Value = (Vec<SourceFile>, usize)> {
    let folder = prop::sample::select(vec!["", "F/", "F/G/", "H/"]);
    let text = prop_oneof![
        any_json().prop_map(|value| value.to_string()),
        (any_json(), any_json()).prop_map(|(body, headers)| {
            json!({"$kind": "http-request", "url": "{{h}}/x",
            "order": 1, "body": {"type": "json", "content": body}, "headers": headers})
            .to_string()
        }),
        "[ -~\n{}:'\"&*|>-]{0,60}",
    ];
    let file = (folder, 0_u8..20, prop::sample::select(vec![".request", ".example", ""]), text);
    prop::collection::vec(file, 0..8).prop_map(|files| {
        let mut whole = vec![SourceFile {
            path: ".resources/definition.yaml".into(),
            bytes: Ok(b"$kind: collection\n".to_vec()),
        }];
        for (folder, number, kind, text) in files {
            let path = format!("{folder}n{number}{kind}.yaml");
            if kind.is_empty() || whole.iter().any(|file| file.path == path) {
                continue;
            }
            whole.push(SourceFile { path, bytes: Ok(text.into_bytes()) });
        }
        let counted = whole.iter().filter(|file| file.path.ends_with(".request.yaml")).count();
        (whole, counted)
    })
}

proptest! {
    #[test]
    fn every_request_of_any_tree_counts((root, counted) in any_items()) {
        let read = postman::parse(json!({"item": [root]}).to_string().as_bytes(), "a.json").expect("a collection");
        assert_counts(&read, "a.json");
        prop_assert_eq!(read.collection.requests, counted);
    }

    #[test]
    fn every_request_of_format_1_counts((root, counted) in any_v1()) {
        let read = postman::parse(root.to_string().as_bytes(), "a.json").expect("a collection");
        assert_counts(&read, "a.json");
        prop_assert_eq!(read.collection.requests, counted);
    }

    #[test]
    fn every_request_of_format_3_counts((files, counted) in any_v3()) {
        let read = postman::parse_folder(&files, "a", "a").expect("a collection");
        assert_counts(&read, "a");
        prop_assert_eq!(read.collection.requests, counted);
    }
}
