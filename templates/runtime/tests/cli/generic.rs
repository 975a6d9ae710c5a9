//! `get`, `post` and the others, from the command line to the wire.

use serde_json::json;

use crate::process::{Machine, SESSION, TRANSACTION, answer, api};
use crate::support::{Reply, Server};

#[test]
fn a_path_is_read_with_the_same_login() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    machine.run(&["get", "//payouts/./r%201", "-d", "deep=1", "-H", "Accept: text/plain", "--json"]).data();
    assert_eq!(server.calls(), ["POST /auth/login", "GET /payouts/r%201?deep=1"]);
    let sent = &server.received()[1];
    assert_eq!(sent.header("authorization"), Some(format!("Bearer {SESSION}").as_str()));
    assert_eq!(sent.headers.iter().filter(|(name, _)| name == "accept").count(), 1);
    assert!(machine.audit().is_empty());
}

#[test]
fn pages_of_any_path_are_read_on() {
    let server = Server::start(|request| {
        let page = |text: &str| text.parse::<u64>().expect("a number");
        let items = |page: u64| {
            let ids = (page * 2 - 1..=page * 2).filter(|id| *id <= 5).map(|id| json!({"id": id}));
            json!({"statusCode": "00", "data": {"items": ids.collect::<Vec<_>>()}}).to_string()
        };
        let host = request.header("host").unwrap_or_default().to_owned();
        match request.target.split_once("page=") {
            Some((_, text)) => Reply::json(200, &items(page(text))),
            None if request.target == "/auth/login" => answer(request),
            None if request.target == "/payouts" => Reply::json(200, &items(1)),
            None if request.target == "/linked" => {
                let next = format!("<http://{host}/linked?page=3>; rel=\"next\"");
                let headers = [("content-type", "application/json"), ("link", next.as_str())];
                Reply::with(200, &headers, items(2).as_bytes())
            }
            None => Reply::json(404, "{}"),
        }
    });
    let machine = Machine::new(&server.url()).with_login();
    let list = |words: &[&str]| machine.run(&[&["get"], words, &["--output", "ndjson"]].concat());
    let lines =
        |ids: std::ops::RangeInclusive<u64>| ids.map(|id| format!("{{\"id\":{id}}}\n")).collect::<String>();
    for (words, expected) in [
        (&["/payouts", "--all"][..], lines(1..=5)),
        (&["/payouts", "--max-items", "3"], lines(1..=3)),
        (&["/unknown", "-d", "page=2", "--all"], lines(3..=5)),
        (&["/linked", "--all"], lines(3..=5)),
    ] {
        let ran = list(words);
        assert_eq!((ran.code, &ran.stdout), (0, &expected), "{words:?}: {ran:?}");
    }
    assert_eq!(machine.run(&["post", "/payouts", "--all"]).code, 3, "only what is read");
}

#[test]
fn a_dangerous_route_asks_fetches_its_token_and_is_recorded_by_its_name() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let pay = [
        "post",
        "/payouts",
        "-d",
        "amount=5.10",
        "-d",
        "reference=r",
        "--body",
        r#"recipient:={"key":"k"}"#,
        "--json",
    ];
    let error = machine.run(&pay).error();
    assert_eq!((&error["exit_code"], &error["code"]), (&json!(7), &json!("confirmation-needed")));
    assert!(server.received().is_empty());
    machine.run(&[&pay[..], &["--yes"]].concat()).data();
    assert_eq!(server.calls(), ["POST /auth/login", "POST /tokens", "POST /payouts"]);
    let sent = &server.received()[2];
    assert_eq!(sent.header("x-transaction-token"), Some(TRANSACTION));
    assert_eq!(sent.body, r#"{"amount":5.10,"reference":"r","recipient":{"key":"k"}}"#);
    let entry = &machine.audit()[0];
    assert_eq!((&entry["operation"], &entry["command"]), (&json!("pay-out"), &json!("post /payouts")));
}

#[test]
fn a_dry_run_shows_a_handmade_request_without_its_secrets() {
    let server = api();
    let machine = Machine::new(&server.url());
    let arguments = ["delete", "/things/7", "-d", "password=hunter2hunter2", "-H", "X-Api-Key: s3cr3ts3cr3t"];
    let ran = machine.run(&[&arguments[..], &["--dry-run", "--json"]].concat());
    let plan = ran.data();
    assert_eq!(plan["class"], "dangerous");
    assert_eq!(plan["request"]["body"], json!({"password": "***"}));
    assert!(plan["request"]["url"].as_str().is_some_and(|url| url.ends_with("/things/7")), "{plan}");
    assert!(!format!("{ran:?}").contains("hunter2") && !format!("{ran:?}").contains("s3cr3t"), "{ran:?}");
    assert!(server.received().is_empty());
}

#[test]
fn what_is_written_wrong_is_said_before_anything_is_sent() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    for (arguments, code) in [
        (&["get", "https://evil.example/x"][..], 7),
        (&["get", "/a%2Fb"], 3),
        (&["post", "/a", "-H", "Authorization: Bearer x"], 7),
        (&["post", "/a", "-H", "nonsense"], 3),
        (&["post", "/a", "-d", "nonsense"], 3),
        (&["post", "/a", "-d", "{}", "-d", "{}"], 3),
        (&["post", "/a", "-d", "{'a'}"], 3),
        (&["post", "/auth/login", "-d", "username=a"], 7),
        (&["get"], 3),
    ] {
        let error = machine.run(&[arguments, &["--json"]].concat()).error();
        assert_eq!(error["exit_code"], code, "{arguments:?}: {error}");
    }
    assert!(server.received().is_empty());
}
