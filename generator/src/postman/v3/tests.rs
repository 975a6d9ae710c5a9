use serde_json::json;

use super::*;
use crate::postman::collection::{Body, Request, ScriptEvent};

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile { path: path.into(), bytes: Ok(text.into()) }
}

fn read(files: &[(&str, &str)]) -> (Collection, Vec<String>) {
    let files: Vec<SourceFile> = files.iter().map(|(path, text)| file(path, text)).collect();
    let mut reporter = Reporter::new("shop");
    let read = collection(&files, "shop", &mut reporter);
    (read, reporter.finish().into_iter().map(|found| found.code).collect())
}

fn paths(collection: &Collection) -> Vec<String> {
    Item::requests(&collection.items).iter().map(|request| request.path.join("/")).collect()
}

/// One request of these lines.
fn only(lines: &str) -> (Request, Vec<String>) {
    let text = format!("$kind: http-request\nmethod: POST\nurl: '{{{{base}}}}/x'\n{lines}");
    let (read, codes) = read(&[("R.request.yaml", &text)]);
    (Item::requests(&read.items)[0].clone(), codes)
}

const GET: &str = "$kind: http-request\nurl: https://h.example/x\nmethod: GET\n";

#[test]
fn order_decides_then_the_path() {
    let ordered = |order: &str| format!("{GET}order: {order}\n");
    let (read, codes) = read(&[
        ("b.request.yaml", GET),
        ("a.request.yaml", GET),
        ("late.request.yaml", &ordered("3000")),
        ("early.request.yaml", &ordered("'-1.5'")),
        ("Folder/.resources/definition.yaml", "$kind: collection\nname: Named\norder: 2000\n"),
        ("Folder/z.request.yml", GET),
        ("Folder/Inner/y.request.yaml", GET),
        ("Bare/x.request.yaml", GET),
    ]);
    assert_eq!(paths(&read), ["early", "Named/Inner/y", "Named/z", "late", "Bare/x", "a", "b"]);
    assert_eq!((read.name.as_str(), read.requests), ("shop", 7));
    assert!(codes.is_empty(), "{codes:?}");
}

#[test]
fn the_definition_describes_the_collection() {
    let definition = "$kind: collection\nname: Shop API\ndescription: About\nvariables:\n  host: h.example\n  \
                      pin: {value: 1, secret: true}\nauth:\n  - id: x\n    type: apikey\n    credentials:\n      \
                      key: X-Key\n      value: '{{k}}'\n  - type: basic\nscripts:\n  - type: http:beforeRequest\n    \
                      code: before();\n  - type: beforeInvoke\n    code: other();\n";
    for place in [".resources/definition.yaml", "collection.yaml"] {
        let (read, codes) = read(&[(place, definition), ("a.request.yaml", GET)]);
        assert_eq!((read.name.as_str(), read.description.as_str()), ("Shop API", "About"));
        assert_eq!(read.variables.iter().map(|variable| variable.secret).collect::<Vec<_>>(), [false, true]);
        let auth = read.auth.expect("auth");
        let params: Vec<_> = auth.params.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!((auth.kind.as_str(), params), ("apikey", vec!["key", "value"]));
        assert_eq!((read.scripts.len(), read.scripts[0].event), (1, ScriptEvent::Prerequest));
        assert!(codes.is_empty(), "{codes:?}");
    }
}

#[test]
fn parameters_are_lists_or_maps() {
    let maps = "headers:\n  Accept: text/plain\nqueryParams:\n  key: v\npathVariables:\n  id: '7'\n";
    let lists = "headers:\n  - key: Accept\n    value: text/plain\nqueryParams:\n  - {key: key, value: v}\n\
                 pathVariables:\n  - {key: id, value: '7'}\n";
    for text in [maps, lists] {
        let (request, _) = only(text);
        assert_eq!((request.headers[0].key.as_str(), request.url.query[0].key.as_str()), ("Accept", "key"));
        assert_eq!((request.url.variables[0].key.as_str(), request.method.as_str()), ("id", "POST"));
        assert_eq!((request.url.host.as_str(), request.url.path[0].as_str()), ("{{base}}", "x"));
    }
    let (request, _) = only("headers:\n  - {key: A, value: b, disabled: true, description: Why}\n");
    assert!(request.headers[0].disabled && request.headers[0].description == "Why");
}

#[test]
fn bodies_are_read_in_every_type() {
    let body = |text: &str| only(&format!("body:\n{text}")).0.body;
    for text in
        ["  type: json\n  content: '{}'\n", "  mode: raw\n  raw: '{}'\n", "  type: raw\n  content: '{}'\n"]
    {
        assert!(
            matches!(body(text), Body::Raw { text, language } if text == "{}" && language == "json"),
            "{text}"
        );
    }
    assert!(matches!(body("  type: json\n  content:\n    amount: 1\n"), Body::Raw { text, .. }
        if text.contains("\"amount\": 1")));
    assert!(
        matches!(body("  type: xml\n  content: <a/>\n"), Body::Raw { language, .. } if language == "xml")
    );
    assert!(matches!(body("  type: urlencoded\n  content:\n    a: 1\n    b: 2\n"), Body::Urlencoded(entries)
        if entries.len() == 2));
    let form = "  type: formdata\n  content:\n    - {key: f, type: file, src: ./x.png}\n    - {key: j, value: '{}', \
                contentType: application/json}\n";
    assert!(matches!(body(form), Body::Formdata(entries)
        if entries[0].file && entries[1].content_type == "application/json"));
    assert!(matches!(body("  mode: formdata\n  formdata:\n    - key: a\n"), Body::Formdata(_)));
    assert!(matches!(body("  type: formdata\n  formdata:\n    - key: a\n"), Body::Formdata(_)));
    assert_eq!(body("  type: file\n  content: ./x.pdf\n"), Body::File);
    assert_eq!(body("  type: none\n"), Body::None);
    assert!(matches!(body("  type: graphql\n  content:\n    query: '{a}'\n"), Body::Graphql { .. }));
    let (_, codes) = only("body:\n  type: carrier-pigeon\n");
    assert_eq!(codes, ["unknown-body-mode"]);
}

#[test]
fn graphql_requests_are_posts() {
    let text = "$kind: graphql-request\nurl: https://h.example/graphql\nquery: 'mutation Pay { pay }'\n\
                variables: '{\"a\": 1}'\n";
    let (read, _) = read(&[("Pay.request.yaml", text)]);
    let request = Item::requests(&read.items)[0];
    assert_eq!(request.method, "POST");
    assert!(matches!(&request.body, Body::Graphql { query, variables, .. }
        if query.contains("mutation") && variables.contains('1')));
}

#[test]
fn auth_inherits_or_stands_for_itself() {
    assert!(only("auth:\n  type: inherit\n").0.auth.is_none());
    assert_eq!(only("auth:\n  type: noauth\n").0.auth.map(|auth| auth.kind), Some("noauth".into()));
    let listed = "auth:\n  type: bearer\n  credentials:\n    - {key: token, value: '{{t}}'}\n";
    assert_eq!(only(listed).0.auth.map(|auth| auth.params), Some(vec![("token".into(), json!("{{t}}"))]));
}

#[test]
fn examples_are_saved_answers() {
    let (read, codes) = read(&[
        ("F/Get it.request.yaml", GET),
        ("F/Elsewhere.request.yaml", &format!("{GET}examples: ./saved/\n")),
        (
            "F/.resources/Get it.resources/examples/2.example.yaml",
            "$kind: http-example\norder: 1\nresponse:\n  statusCode: 200\n  body:\n    type: json\n    content: '{}'\n",
        ),
        (
            "F/.resources/Get it.resources/examples/1.example.yaml",
            "$kind: http-example\nname: Bad\norder: 2\ncode: 400\nbody:\n  content: no\n",
        ),
        ("F/saved/Found.example.yaml", "response:\n  statusCode: '404'\n"),
        ("F/.resources/Get it.resources/messages/x.message.yaml", "$kind: websocket-message\n"),
    ]);
    let requests = Item::requests(&read.items);
    let saved = |at: usize| {
        let saved = requests[at].responses.iter();
        saved.map(|saved| (saved.name.as_str(), saved.status, saved.body.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(saved(0), [("Found", Some(404), "")]);
    assert_eq!(saved(1), [("2", Some(200), "{}"), ("Bad", Some(400), "no")]);
    assert!(codes.is_empty(), "{codes:?}");
}

#[test]
fn what_cannot_be_read_counts_and_is_named() {
    let (read, codes) = read(&[
        ("broken.request.yaml", "url: [open\n"),
        ("empty.request.yaml", ""),
        ("call.request.yaml", "$kind: grpc-request\nurl: h\n"),
        ("other name.yaml", "$kind: http-request\nurl: https://h.example/x\n"),
        ("no url.request.yaml", "$kind: http-request\n"),
        ("local.environment.yaml", "name: e\nvalues: []\n"),
        (".resources/definition.yaml", "- no\n"),
    ]);
    assert_eq!(paths(&read), ["other name"]);
    assert_eq!(read.requests, 5);
    assert_eq!(
        codes,
        [
            "unreadable-part",
            "unreadable-file",
            "unsupported-protocol",
            "unreadable-file",
            "request-without-url"
        ]
    );
}

#[test]
fn a_path_without_end_is_cut() {
    let path = format!("{}a.request.yaml", "x/".repeat(5_000));
    assert_eq!(read(&[(&path, GET)]).0.requests, 1);
}

#[test]
fn one_document_may_hold_everything() {
    let root = json!({"$kind": "collection", "name": "Whole", "variables": [{"key": "h", "value": "x"}], "items": [
        {"$kind": "collection", "name": "F", "items": [
            {"$kind": "http-request", "name": "In", "method": "PUT", "url": "{{h}}/in",
                "examples": [{"name": "ok", "response": {"statusCode": 200}}]}]},
        {"$kind": "http-request", "name": "Out", "url": "{{h}}/out"},
        null,
    ]});
    let mut reporter = Reporter::new("a.json");
    let read = document(root.as_object().expect("an object"), &mut reporter);
    assert_eq!(paths(&read), ["F/In", "Out"]);
    assert_eq!(Item::requests(&read.items)[0].responses.len(), 1);
    assert_eq!(reporter.finish().len(), 1);
}
