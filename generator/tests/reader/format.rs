//! What real files do, line by line: each row is a piece of a file, and what must become of it.

use postman_codegen::postman::{self, Body, Item};
use serde_json::{Value, json};

use super::{codes, item, only, read};

/// A request object in a collection.
fn request(fields: Value) -> postman::Read {
    let mut whole = json!({"method": "POST", "url": "https://h.example/x"});
    for (key, value) in fields.as_object().into_iter().flatten() {
        whole[key] = value.clone();
    }
    item(&json!({"name": "r", "request": whole}))
}

#[test]
fn containers() {
    let table = [
        ("without info", json!({"item": [{"name": "x", "request": "h/x"}]})),
        ("info is null", json!({"info": null, "item": [{"name": "x", "request": "h/x"}]})),
        (
            "odd version",
            json!({"info": {"name": "a", "version": {}}, "item": [{"name": "x", "request": "h/x"}]}),
        ),
        (
            "API wrapper",
            json!({"collection": {"info": {"name": "a"}, "item": [{"name": "x", "request": "h/x"}]}}),
        ),
        (
            "v1 in the wrapper",
            json!({"collection": {"name": "a", "order": [], "requests": [{"id": 1, "url": "h/x"}]}}),
        ),
        (
            "unknown keys",
            json!({"_": {}, "order": [1], "variables": [], "item": [{"name": "x", "request": "h/x"}]}),
        ),
        (
            "environment by name",
            json!({"_postman_variable_scope": "environment", "item": [{"request": "h/x"}]}),
        ),
        ("item is an object", json!({"item": {"name": "x", "request": "h/x"}})),
        ("null entries", json!({"item": [null, {"name": "x", "request": "h/x"}, null]})),
        ("nested items", json!({"item": [{"name": "f", "item": [{"item": [{"request": {"url": "h/x"}}]}]}]})),
        (
            "group wins",
            json!({"item": [{"name": "f", "request": "h/y", "item": [{"request": {"url": "h/x"}}]}]}),
        ),
        ("no schema to trust", json!({"info": {"name": "a", "schema": 7}, "item": [{"request": "h/x"}]})),
    ];
    for (what, value) in table {
        let read = read(&value);
        let requests = Item::requests(&read.collection.items);
        assert_eq!((requests.len(), read.collection.requests), (1, 1), "{what}");
        assert_eq!(requests[0].url.path, ["x"], "{what}");
    }
}

#[test]
fn encodings() {
    let text = r#"{"info":{"name":"Año"},"item":[{"name":"x","request":"h/x"}]}"#;
    let wide = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let (little, big) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
    for bytes in [
        text.as_bytes().to_vec(),
        [&b"\xEF\xBB\xBF"[..], text.as_bytes()].concat(),
        [&b"\xFF\xFE"[..], &little].concat(),
        [&b"\xFE\xFF"[..], &big].concat(),
        little.clone(),
        big.clone(),
    ] {
        let read = postman::parse(&bytes, "a.json").expect("a collection");
        assert_eq!((read.collection.name.as_str(), read.collection.requests), ("Año", 1));
        assert!(read.diagnostics.is_empty(), "{:?}", read.diagnostics);
    }
}

#[test]
fn variables_legacy_disabled_and_of_folders() {
    let read = read(&json!({
        "variables": [{"key": "old", "value": 1}, {"key": "both", "value": 1}],
        "variable": [
            {"key": "both", "value": 2}, {"id": "by_id", "value": true, "type": "default"},
            {"key": "off", "value": 1, "disabled": true}, {"key": "late", "value": 1},
            {"key": "late", "value": 2}, {"key": "late", "value": 3, "disabled": true}, {"value": 3}, null,
        ],
        "item": [
            {"name": "f", "variable": [{"key": "mine", "value": 1}, {"key": "late", "value": 9}], "item": []},
            {"name": "g", "variable": [{"key": "mine", "value": 1}, {"key": "apart", "value": 1}], "item": []},
            {"name": "h", "variable": [{"key": "apart", "value": 2}, {"key": "x", "disabled": true}], "item": []},
        ],
    }));
    let variables: Vec<_> =
        read.collection.variables.iter().map(|one| (one.key.as_str(), &one.value)).collect();
    assert_eq!(
        variables,
        [
            ("old", &json!(1)),
            ("both", &json!(2)),
            ("by_id", &json!(true)),
            ("late", &json!(2)),
            ("mine", &json!(1)),
            ("apart", &json!(null)),
        ]
    );
}

#[test]
fn auth_in_every_notation() {
    let table = [
        (json!({"type": "basic", "basic": {"username": "u"}}), Some(("basic", 1))),
        (
            json!({"type": "basic", "basic": [{"key": "username", "value": "u", "type": "string"}]}),
            Some(("basic", 1)),
        ),
        (json!({"type": "oauth2", "oauth2": {"addTokenTo": "header", "scope": null}}), Some(("oauth2", 2))),
        (json!({"type": "apikey", "apikey": {"key": "X", "value": 7}}), Some(("apikey", 2))),
        (json!({"type": "noauth"}), Some(("noauth", 0))),
        (json!({"type": "noauth", "noauth": null}), Some(("noauth", 0))),
        (json!({"type": "passkey", "passkey": []}), Some(("passkey", 0))),
        (json!({"type": null}), None),
        (json!("bearer"), Some(("bearer", 0))),
        (json!(null), None),
        (json!([]), None),
    ];
    for (auth, expected) in table {
        let read = request(json!({"auth": auth}));
        let auth = only(&read).auth.as_ref().map(|auth| (auth.kind.as_str(), auth.params.len()));
        assert_eq!(auth, expected);
    }
    for kind in
        ["akamai", "apikey", "asap", "awsv4", "bearer", "digest", "edgegrid", "hawk", "jwt", "ntlm", "oauth1"]
    {
        let read = request(json!({"auth": {"type": kind}}));
        assert_eq!((only(&read).auth.is_some(), codes(&read).len()), (true, 0), "{kind}");
    }
}

#[test]
fn bodies_of_methods_that_have_none() {
    let body = json!({"mode": "raw", "raw": "{}"});
    let keeps = json!({"disableBodyPruning": true});
    let read_with = |method: &str, own: &Value, folder: &Value, collection: &Value| {
        read(&json!({"info": {"name": "a"}, "protocolProfileBehavior": collection, "item": [
            {"name": "f", "protocolProfileBehavior": folder, "item": [
                {"name": "r", "protocolProfileBehavior": own,
                    "request": {"method": method, "url": "https://h.example/x", "body": body}}]}]}))
    };
    let (none, off) = (json!(null), json!({"disableBodyPruning": false}));
    let table = [
        ("GET", &none, &none, &none, false),
        ("HEAD", &none, &none, &none, false),
        ("DELETE", &none, &none, &none, true),
        ("PURGE", &none, &none, &none, false),
        ("OPTIONS", &none, &none, &none, true),
        ("GET", &keeps, &none, &none, true),
        ("GET", &none, &keeps, &none, true),
        ("GET", &none, &none, &keeps, true),
        ("GET", &off, &none, &keeps, false),
    ];
    for (method, own, folder, collection, kept) in table {
        let read = read_with(method, own, folder, collection);
        assert_eq!(only(&read).body != Body::None, kept, "{method} {own} {folder} {collection}");
        assert_eq!(codes(&read).contains(&"pruned-body"), !kept, "{method}");
    }
}

#[test]
fn form_parts_and_file_bodies() {
    let read = request(json!({"body": {"mode": "formdata", "formdata": [
        {"key": "meta", "value": "{}", "type": "text", "contentType": "application/json"},
        {"key": "one", "type": "file", "src": "/home/me/a.png"}, {"key": "many", "type": "file", "src": ["a", "b"]},
        {"key": "none", "type": "file", "src": null}, {"key": "odd", "src": "a.png"},
        {"key": "a[0][b]", "value": "1", "disabled": true}, {"key": "a[0][b]", "value": "2"}, {"key": "n", "value": 5},
    ]}}));
    let Body::Formdata(parts) = &only(&read).body else { panic!("no form") };
    assert_eq!(
        parts.iter().map(|part| part.file).collect::<Vec<_>>(),
        [false, true, true, true, true, false, false, false]
    );
    assert_eq!((parts[0].content_type.as_str(), parts[7].value.as_deref()), ("application/json", Some("5")));
    assert!(parts[5].disabled && parts[5].key == parts[6].key && !format!("{parts:?}").contains("/home/me"));
    for file in [json!({"src": "x"}), json!({"content": "x"}), json!("x"), json!(null)] {
        assert_eq!(only(&request(json!({"body": {"mode": "file", "file": file}}))).body, Body::File);
    }
    let text = request(json!({"body": {"mode": "urlencoded", "urlencoded": "a=1&a=2&b"}}));
    assert!(matches!(&only(&text).body, Body::Urlencoded(entries) if entries.len() == 3));
}

#[test]
fn headers_in_every_notation() {
    let table = [
        (json!("A: b\nA: c\n"), 2),
        (json!([{"key": "A", "value": "b"}, {"key": "A", "value": "c"}]), 2),
        (json!([{}, null, "A: b", {"key": "A", "value": null}]), 2),
        (json!({"A": "b", "B": "c"}), 2),
        (json!(null), 0),
        (json!([]), 0),
        (json!(7), 0),
    ];
    for (header, expected) in table {
        assert_eq!(only(&request(json!({"header": header}))).headers.len(), expected, "{header}");
    }
}

#[test]
fn urls_in_every_notation() {
    let table = [
        (json!("https://h.example/x?a&b=&a=1"), "h.example", vec!["x"], 3),
        (json!({"raw": "{{h}}/x"}), "{{h}}", vec!["x"], 0),
        (
            json!({"host": ["{{a.b}}"], "path": ["x", {"type": "string", "value": "y"}]}),
            "{{a.b}}",
            vec!["x", "y"],
            0,
        ),
        (
            json!({"raw": "https://old.example/z?q=1", "host": "new.example", "path": "/x", "query": []}),
            "new.example",
            vec!["x"],
            1,
        ),
        (
            json!({"raw": "{{h}}/x?a=1", "host": ["{{h}}"], "path": ["x"], "query": [
            {"key": "a", "value": "1"}, {"key": "b", "value": "2", "disabled": true}, {"key": "c", "value": null},
            {"key": null, "value": null}, {"key": "n", "value": 7}]}),
            "{{h}}",
            vec!["x"],
            4,
        ),
        (
            json!({"raw": "localhost:8080/x", "host": ["localhost"], "port": 8080, "path": ["x"]}),
            "localhost:8080",
            vec!["x"],
            0,
        ),
        (
            json!({"raw": "{{h}}/a/:id.json", "host": ["{{h}}"], "path": ["a", ":id.json"],
            "variable": [{"id": "id", "value": "1"}]}),
            "{{h}}",
            vec!["a", ":id.json"],
            0,
        ),
        (json!("hhttps://h.example/x#top"), "h.example", vec!["x"], 0),
    ];
    for (url, host, path, query) in table {
        let read = request(json!({"url": url}));
        let read = &only(&read).url;
        assert_eq!((read.host.as_str(), read.query.len()), (host, query), "{url}");
        assert_eq!(read.path, path, "{url}");
    }
}

#[test]
fn descriptions_stand_anywhere() {
    let object = json!({"content": "Text", "type": "text/markdown", "version": {}});
    for item_says in [json!("Text"), object.clone()] {
        let read = item(
            &json!({"name": "r", "description": item_says, "request": {"url": "h/x", "description": null}}),
        );
        assert_eq!(only(&read).description, "Text");
    }
    for request_says in [json!("Text"), object] {
        assert_eq!(only(&request(json!({"description": request_says}))).description, "Text");
    }
}

#[test]
fn events_in_every_notation() {
    let table = [
        json!([{"listen": "test", "script": {"exec": ["a", "b"]}}]),
        json!([{"listen": "test", "script": {"exec": "a\nb"}}]),
        json!([{"listen": "test", "script": "a\nb"}]),
        json!([{"listen": "test", "script": ["a", "b"]}]),
        json!({"listen": "test", "script": {"exec": ["a", "b"]}}),
        json!([{"listen": "test", "script": {"exec": ["a", "b"]}}, {"listen": "test", "disabled": true, "script": "c"},
            {"listen": "test", "script": {"src": "x.js"}}, null]),
    ];
    for event in table {
        let read = item(&json!({"name": "r", "request": "h/x", "event": event}));
        let scripts = &only(&read).scripts;
        assert_eq!((scripts.len(), scripts[0].source.as_str()), (1, "a\nb"), "{event}");
    }
}
