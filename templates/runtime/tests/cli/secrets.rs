//! Secrets stay where they belong; strangers' text stays text.

use std::fs;
use std::path::Path;

use crate::process::{Machine, PASSWORD, PAY_OUT, Ran, SESSION, TRANSACTION, answer, api};
use crate::spellings::found;
use crate::support::{Reply, Server};

const REPORT: &[&str] = &["partner-report", "--json"];
const KEY: &str = "canary-partner-key-0123456789";

#[track_caller]
fn assert_clean(ran: &Ran) {
    for text in [&ran.stdout, &ran.stderr] {
        assert_eq!(found(text, &[PASSWORD, SESSION, TRANSACTION, KEY]), None, "{text}");
    }
}

pub fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten();
    entries
        .flat_map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { vec![entry.path()] })
        .collect()
}

#[test]
fn secrets_reach_neither_output_nor_files() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login().with("SHOP_PARTNER_KEY", KEY);
    let human = &[&PAY_OUT[..PAY_OUT.len() - 1], &["--repeat"]].concat();
    let dry = [PAY_OUT, &["--dry-run"]].concat();
    for arguments in
        [&["login"][..], &["login", "--json"], PAY_OUT, human, &dry, REPORT, &["whoami"], &["pay-token"]]
    {
        let ran = machine.run(arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert_clean(&ran);
    }
    for path in files(machine.home.path()) {
        let text = fs::read_to_string(&path).expect("text");
        let own = path == machine.credentials();
        for secret in [PASSWORD, TRANSACTION, KEY] {
            assert!(!text.contains(secret), "{} holds {secret}", path.display());
        }
        assert_eq!(text.contains(SESSION), own, "{}", path.display());
    }
}

#[test]
fn a_server_that_repeats_secrets_is_not_repeated() {
    let server = Server::start(|request| {
        let echo = format!("{:?} {}", request.headers, request.body);
        let echo = serde_json::Value::from(format!("bad request: {echo} {PASSWORD}")).to_string();
        match request.target.as_str() {
            "/payouts" => Reply::json(400, &format!(r#"{{"message":{echo}}}"#)),
            "/payouts/echo" => Reply::json(200, &format!(r#"{{"data":{{"echo":{echo},"{SESSION}":1}}}}"#)),
            "/partner/report" => Reply::json(500, &format!(r#"{{"message":{echo},"code":"{KEY}"}}"#)),
            _ => answer(request),
        }
    });
    let machine = Machine::new(&server.url()).with_login().with("SHOP_PARTNER_KEY", KEY);
    for arguments in [PAY_OUT, &PAY_OUT[..PAY_OUT.len() - 1], REPORT] {
        let ran = machine.run(arguments);
        assert_ne!(ran.code, 0);
        assert_clean(&ran);
    }
    let read = machine.run(&["payouts", "status", "--reference", "echo", "--json"]);
    assert!(read.code == 0 && !read.stdout.contains(SESSION), "{read:?}");
}

#[test]
fn a_configured_secret_is_removed_from_data_too() {
    let server = Server::start(|request| match request.target.as_str() {
        "/partner/report" => Reply::json(200, &format!(r#"{{"data":[{{"note":"your key {KEY}"}}]}}"#)),
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with("SHOP_PARTNER_KEY", KEY);
    for format in ["--json", "--no-color"] {
        let ran = machine.run(&["partner-report", format]);
        assert!(ran.code == 0 && ran.stdout.contains("your key ***"), "{ran:?}");
        assert_clean(&ran);
    }
}

#[test]
fn what_is_bought_reaches_its_buyer() {
    let server = Server::start(|request| match request.target.as_str() {
        "/payouts" => {
            let body = br#"{"statusCode":"00","data":{"voucher":"4711-0815"}}"#;
            Reply::with(200, &[("x-request-id", &format!("for {SESSION}"))], body)
        }
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login();
    assert_eq!(machine.run(PAY_OUT).data()["data"]["voucher"], "4711-0815");
    for path in files(machine.home.path()) {
        assert!(!fs::read_to_string(&path).expect("text").contains("4711-0815"), "{}", path.display());
    }
    assert_eq!(machine.audit()[1]["request_id"], "for ***");
}

#[test]
fn secret_answers_are_shown_on_demand_only() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login().with("SHOP_PARTNER_KEY", KEY);
    assert_eq!(machine.run(REPORT).data()["data"][0]["pin"], "***");
    assert_eq!(machine.run(&["partner-report", "--json", "--reveal"]).data()["data"][0]["pin"], "4711-0815");
    assert!(machine.run(&["partner-report"]).stderr.contains("--reveal shows them"));
    let by_hand = machine.run(&["get", "/partner/report"]);
    assert!(by_hand.stdout.contains("***") && !by_hand.stderr.contains("--reveal"), "{by_hand:?}");
    assert_eq!(machine.run(&["pay-token", "--json"]).data()["data"]["token"], "***");
    assert_eq!(machine.run(&["pay-token", "--json", "--reveal"]).data()["data"]["token"], TRANSACTION);
}

#[test]
fn a_setting_that_no_header_can_carry_is_named_not_shown() {
    let server = api();
    let machine = Machine::new(&server.url()).with("SHOP_PARTNER_KEY", &format!("{KEY}\nX-Admin: 1"));
    let ran = machine.run(REPORT);
    assert_eq!((ran.code, &ran.error()["code"]), (3, &"invalid-setting".into()));
    assert!(ran.stderr.contains("SHOP_PARTNER_KEY"));
    assert_clean(&ran);
    assert!(server.received().is_empty());
}

#[test]
fn credentials_go_to_no_stranger() {
    let stranger = api();
    let to = format!("{}/payouts", stranger.url());
    let server = Server::start(move |request| match request.target.as_str() {
        "/auth/login" | "/tokens" => answer(request),
        "/moved" => answer(request),
        "/payouts/near" => Reply::with(302, &[("location", "/moved")], b""),
        _ => Reply::with(307, &[("location", &to)], b""),
    });
    let machine = Machine::new(&server.url()).with_login();
    assert_eq!(machine.run(PAY_OUT).code, 1);
    assert_eq!(machine.run(&["payouts", "status", "--reference", "far"]).code, 1);
    machine.run(&["payouts", "status", "--reference", "near", "--json"]).data();
    assert!(stranger.received().is_empty());
    let elsewhere = Machine::new("https://stranger.example").with_login();
    for arguments in [&["login", "--json"][..], PAY_OUT] {
        let error = elsewhere.run(arguments).error();
        assert_eq!((&error["exit_code"], &error["code"]), (&7.into(), &"unknown-host".into()));
    }
    assert_eq!(Machine::new("http://shop.example").run(&["login", "--json"]).error()["code"], "unknown-host");
}

#[test]
fn a_proxy_sees_nothing_of_calls_on_this_machine() {
    let (server, proxy) = (api(), api());
    let mut machine = Machine::new(&server.url()).with_login();
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"] {
        machine = machine.with(name, &proxy.url());
    }
    machine.run(PAY_OUT).data();
    assert!(proxy.received().is_empty());
}

#[test]
fn text_of_strangers_is_harmless() {
    let body = r#"{"data":{"name":"a\u001b[2J\u0007\u202eb\u009bc","plain":"Operación"},"message":"x"}"#;
    let server = Server::start(move |request| match request.target.as_str() {
        "/payouts/html" => Reply::with(200, &[("content-type", "text/html")], "<p>\u{1b}[31m</p>".as_bytes()),
        target if target.starts_with("/payouts/") => Reply::json(200, body),
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login();
    for (reference, format) in
        [("json", "--json"), ("json", "--no-color"), ("html", "--no-color"), ("html", "--json")]
    {
        let ran = machine.run(&["payouts", "status", "--reference", reference, format]);
        assert_eq!(ran.code, 0);
        assert!(
            ran.stdout.chars().all(|c| c == '\n' || (!c.is_control() && c != '\u{202e}')),
            "{:?}",
            ran.stdout
        );
    }
    let data = machine.run(&["payouts", "status", "--reference", "json", "--json"]).data();
    assert_eq!(data["data"]["name"], "a\u{1b}[2J\u{7}\u{202e}b\u{9b}c", "JSON is the same data");
}
