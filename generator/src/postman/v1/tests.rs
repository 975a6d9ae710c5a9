use serde_json::{Value, json};

use super::*;
use crate::postman::collection::{Body, Item, Request, ScriptEvent};

fn read(value: &Value) -> (Collection, Vec<String>) {
    let mut reporter = Reporter::new("a.json");
    let read = collection(value.as_object().expect("an object"), &mut reporter);
    (read, reporter.finish().into_iter().map(|found| found.code).collect())
}

fn paths(collection: &Collection) -> Vec<String> {
    Item::requests(&collection.items).iter().map(|request| request.path.join("/")).collect()
}

fn request(id: &str) -> Value {
    json!({"id": id, "name": id, "url": format!("https://h.example/{id}"), "method": "GET"})
}

fn only(fields: &Value) -> (Request, Vec<String>) {
    let mut single = request("r");
    for (key, value) in fields.as_object().into_iter().flatten() {
        single[key] = value.clone();
    }
    let (read, codes) = read(&json!({"name": "a", "order": ["r"], "requests": [single]}));
    (Item::requests(&read.items)[0].clone(), codes)
}

#[test]
fn orders_decide_folders_first() {
    let (read, codes) = read(&json!({
        "id": "c", "name": "Old", "description": "Text", "order": ["b", "a", "gone"], "folders_order": ["f2", "f1"],
        "folders": [
            {"id": "f1", "name": "One", "order": ["d", "c"], "description": "First"},
            {"id": "f2", "name": "Two", "order": [], "folders_order": ["f3"]},
            {"id": "f3", "name": "Three", "order": ["e", "d"]},
        ],
        "requests": [request("a"), request("b"), request("c"), request("d"), request("e")],
    }));
    assert_eq!(paths(&read), ["Two/Three/e", "Two/Three/d", "One/c", "b", "a"]);
    assert_eq!((read.name.as_str(), read.description.as_str(), read.requests), ("Old", "Text", 5));
    let indices: Vec<usize> = Item::requests(&read.items).iter().map(|request| request.index).collect();
    assert_eq!(indices, [0, 1, 2, 3, 4]);
    assert!(codes.is_empty(), "{codes:?}");
}

#[test]
fn what_no_list_names_comes_after() {
    let mut inside = request("inside");
    inside["folder"] = json!("f");
    let mut lost = request("lost");
    lost["folder"] = json!("gone");
    let (read, codes) = read(&json!({
        "name": "a", "order": ["named"],
        "folders": [{"id": "f", "name": "F", "order": ["n"]}, {"id": "g", "name": "G", "folder": "f"}],
        "requests": [lost, request("loose"), inside, request("n"), request("named"), request("named"), null],
    }));
    assert_eq!(paths(&read), ["F/n", "F/inside", "named", "loose", "named", "lost"]);
    assert_eq!(read.requests, 7);
    assert_eq!(codes, ["unreadable-request"]);
}

#[test]
fn folders_in_a_circle_keep_their_requests() {
    let (read, _) = read(&json!({
        "name": "a", "order": [],
        "folders": [
            {"id": "f", "name": "F", "folders_order": ["g"], "order": ["a"]},
            {"id": "g", "name": "G", "folders_order": ["f"], "order": ["b"]},
        ],
        "requests": [request("a"), request("b")],
    }));
    assert_eq!(paths(&read), ["F/G/b", "F/a"]);
}

#[test]
fn a_chain_of_folders_without_end_is_cut_in_pieces() {
    let folders: Vec<Value> = (0..5_000)
        .map(|at| {
            json!({"id": at, "name": "F", "folders_order": [at + 1], "order": if at == 4_999 { vec!["r"] } else { vec![] }})
        })
        .collect();
    let (read, _) =
        read(&json!({"name": "a", "folders_order": [0], "folders": folders, "requests": [request("r")]}));
    assert_eq!(Item::requests(&read.items).len(), 1);
}

#[test]
fn headers_queries_and_path_variables_are_read() {
    let (read, _) = only(&json!({
        "headers": "A: b\n// C: d\n", "url": "{{h}}/x/:id?p=1",
        "pathVariables": {"id": "7"},
        "queryParams": [{"key": "p", "value": "1", "enabled": true}, {"key": "q", "value": "2", "enabled": false}],
    }));
    assert_eq!(read.headers.iter().map(|header| header.disabled).collect::<Vec<_>>(), [false, true]);
    assert_eq!((read.url.path.len(), read.url.variables[0].key.as_str()), (2, "id"));
    assert_eq!(read.url.query.iter().map(|entry| entry.disabled).collect::<Vec<_>>(), [false, true]);
    let (read, _) = only(&json!({
        "headers": "A: b\n", "headerData": [{"key": "X", "value": "y", "description": "Why"}],
        "pathVariableData": [{"key": "id", "value": "7", "description": "Which"}],
    }));
    assert_eq!((read.headers.len(), read.headers[0].description.as_str()), (1, "Why"));
    assert_eq!(read.url.variables[0].description, "Which");
}

#[test]
fn bodies_are_read_in_every_mode() {
    let body = |mut fields: Value| {
        fields["method"] = json!("POST");
        only(&fields).0.body
    };
    let entry =
        json!([{"key": "a", "value": "1", "enabled": false}, {"key": "f", "value": "/x", "type": "file"}]);
    assert!(matches!(body(json!({"dataMode": "params", "data": entry})), Body::Formdata(entries)
        if entries[0].disabled && entries[1].file && entries[1].value.is_none()));
    assert!(matches!(body(json!({"data": entry})), Body::Formdata(_)));
    assert!(matches!(body(json!({"dataMode": "urlencoded", "data": "a=1&b=2"})), Body::Urlencoded(entries)
        if entries.len() == 2));
    for fields in [
        json!({"dataMode": "raw", "data": [], "rawModeData": "{}"}),
        json!({"dataMode": "raw", "data": "{}"}),
        json!({"data": "{}"}),
        json!({"dataMode": null, "rawModeData": "{}"}),
    ] {
        assert!(matches!(body(fields.clone()), Body::Raw { text, .. } if text == "{}"), "{fields}");
    }
    assert_eq!(body(json!({"dataMode": "raw", "data": [], "rawModeData": ""})), Body::None);
    assert_eq!(body(json!({"dataMode": "params", "data": null})), Body::None);
    assert_eq!(body(json!({"dataMode": "raw", "rawModeData": "{}", "dataDisabled": true})), Body::None);
    assert_eq!(body(json!({"dataMode": "binary"})), Body::File);
    let query = json!({"dataMode": "graphql", "graphqlModeData": {"query": "{a}", "variables": ""}});
    assert!(matches!(body(query), Body::Graphql { .. }));
}

#[test]
fn helpers_become_auth() {
    let auth = |fields: Value| only(&fields).0.auth.map(|auth| (auth.kind, auth.params.len()));
    let basic = json!({"id": "basic", "username": "u", "password": "p"});
    assert_eq!(
        auth(json!({"currentHelper": "basicAuth", "helperAttributes": basic})),
        Some(("basic".into(), 2))
    );
    let written =
        json!({"currentHelper": "oAuth2", "helperAttributes": "{\"id\":\"oAuth2\",\"accessToken\":\"x\"}"});
    assert_eq!(auth(written), Some(("oauth2".into(), 1)));
    assert_eq!(auth(json!({"currentHelper": "awsSigV4", "helperAttributes": {}})), Some(("awsv4".into(), 0)));
    assert_eq!(auth(json!({"currentHelper": "normal", "helperAttributes": {}})), None);
    assert_eq!(auth(json!({"currentHelper": null})), None);
    assert_eq!(auth(json!({"currentHelper": "noAuth"})), Some(("noauth".into(), 0)));
    let later = json!({"currentHelper": "basicAuth", "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "t"}]}});
    assert_eq!(auth(later), Some(("bearer".into(), 1)));
}

#[test]
fn scripts_and_answers_are_read() {
    let (read, _) = only(&json!({
        "preRequestScript": "before();", "tests": "after();",
        "events": [{"listen": "test", "script": {"exec": ["later();"]}}],
        "responses": [
            {"name": "ok", "responseCode": {"code": 200, "name": "OK"}, "text": "{}", "request": "{\"url\":\"x\"}"},
            {"name": "bare", "responseCode": 404, "text": null},
            null,
        ],
    }));
    let scripts: Vec<_> = read.scripts.iter().map(|script| (script.event, script.source.as_str())).collect();
    assert_eq!(scripts, [(ScriptEvent::Test, "later();"), (ScriptEvent::Prerequest, "before();")]);
    let saved: Vec<_> = read.responses.iter().map(|saved| (saved.status, saved.body.as_str())).collect();
    assert_eq!(saved, [(Some(200), "{}"), (Some(404), "")]);
}

#[test]
fn a_folder_has_auth_and_scripts_of_its_own() {
    let (read, _) = read(&json!({
        "name": "a", "auth": {"type": "noauth"}, "variables": [{"key": "h", "value": "x"}],
        "folders": [{"id": "f", "name": "F", "order": ["r"], "auth": {"type": "basic", "basic": []},
            "events": [{"listen": "test", "script": {"exec": "x();"}}]}],
        "requests": [request("r")],
    }));
    let Item::Folder(folder) = &read.items[0] else { panic!("no folder") };
    assert_eq!(folder.auth.as_ref().map(|auth| auth.kind.as_str()), Some("basic"));
    assert_eq!((folder.scripts.len(), read.variables.len()), (1, 1));
    assert_eq!(read.auth.map(|auth| auth.kind), Some("noauth".into()));
}
