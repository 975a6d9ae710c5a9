//! `get`, `post` and the others, from the command line to the wire.

use serde_json::json;

use crate::process::{Machine, SESSION, TRANSACTION, api};

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
        "-d",
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
