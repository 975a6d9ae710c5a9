//! Login on another device.

use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use codegen_sandbox::{Fault, FaultKind, Sandbox};
use serde_json::Value;

use crate::agent::{arrived, decide_device, sandbox, shows_no_token};
use crate::process::Machine;

const REDEEM: &[&str] = &["login", "--device", "--redeem", "--json"];

fn start(machine: &Machine) -> Value {
    let shown = machine.run(&["login", "--device", "--json"]).data();
    assert_eq!(shown["pending"], true);
    shown
}

fn code_of(shown: &Value) -> String {
    shown["user_code"].as_str().expect("a code").to_owned()
}

fn machine(sandbox: &Sandbox) -> Machine {
    Machine::cloud(sandbox.url())
}

#[test]
fn two_steps_without_a_terminal() {
    let sandbox = sandbox();
    let machine = machine(&sandbox);
    let begun = Instant::now();
    let shown = start(&machine);
    // Whole seconds of a life of 300, some of which have passed.
    let left = shown["expires_in"].as_u64().expect("seconds");
    assert!((299 - begun.elapsed().as_secs()..=300).contains(&left), "{left}");
    let complete = shown["verification_uri_complete"].as_str().expect("an address");
    assert!(complete.contains(&code_of(&shown)) && shown.get("device_code").is_none());
    assert_eq!(shown["redeem"], "cloud login --device --redeem");
    let saved = machine.home.path().join(".config/cloud/pending-login.json");
    assert_eq!(std::fs::metadata(&saved).expect("it is kept").permissions().mode() & 0o777, 0o600);
    let secret: Value = serde_json::from_str(&std::fs::read_to_string(&saved).expect("text")).expect("JSON");
    let secret = secret[0]["device_code"].as_str().expect("a code").to_owned();

    let waits = machine.run(REDEEM);
    assert!(!waits.stderr.contains(&secret) && !shown.to_string().contains(&secret));
    let waits = waits.error();
    assert_eq!((&waits["exit_code"], &waits["code"]), (&9.into(), &"authorization_pending".into()));
    assert_eq!(waits["retryable"], true);
    decide_device(&sandbox, &code_of(&shown), "approve");
    let done = machine.run(REDEEM);
    shows_no_token(&machine, &done);
    assert_eq!(done.data()["method"], "device");
    assert!(!saved.exists());
    machine.run(&["merchant", "--json"]).data();
    let none = machine.run(REDEEM).error();
    assert_eq!((&none["exit_code"], &none["code"]), (&1.into(), &"no-pending-login".into()));
}

#[test]
fn a_code_that_is_denied_or_ends_is_over() {
    let sandbox = sandbox();
    let machine = machine(&sandbox);
    decide_device(&sandbox, &code_of(&start(&machine)), "deny");
    let over = machine.run(REDEEM).error();
    assert_eq!((&over["exit_code"], &over["code"]), (&1.into(), &"access_denied".into()));
    assert!(over["hint"].as_str().is_some_and(|hint| hint.contains("cloud login --device")), "{over}");
    start(&machine);
    sandbox.advance_clock(Duration::from_secs(300));
    let over = machine.run(REDEEM).error();
    assert_eq!((&over["exit_code"], &over["code"]), (&1.into(), &"expired_token".into()));
    assert_eq!(machine.run(REDEEM).error()["code"], "no-pending-login");
}

#[test]
fn the_servers_pace_is_kept() {
    let sandbox = sandbox();
    let machine = machine(&sandbox);
    start(&machine);
    for _ in 0..3 {
        assert_eq!(machine.run(REDEEM).code, 9);
    }
    let requests = sandbox.requests();
    let slow = requests.iter().filter(|request| request.path == "/oauth/token").count();
    assert_eq!((slow, sandbox.state()["oauth"]["devices"].as_array().map(Vec::len)), (3, Some(1)));
    let busy = FaultKind::Status { code: 503, body: String::new(), headers: Vec::new() };
    sandbox.fault(Fault::once("POST", "/oauth/token", busy));
    assert_eq!(machine.run(REDEEM).code, 9, "a server that cannot answer now is asked again");
}

#[test]
fn a_published_code_for_waiting_is_kept_and_stands_for_nothing_else() {
    let sandbox = sandbox();
    let machine = machine(&sandbox).with("TEST_API", "bank");
    let shown = start(&machine);
    assert_eq!(machine.run(REDEEM).error()["exit_code"], 2);
    let refused =
        FaultKind::Status { code: 401, body: r#"{"error":"invalid_client"}"#.into(), headers: Vec::new() };
    sandbox.fault(Fault::once("POST", "/oauth/token", refused));
    assert_eq!(machine.run(REDEEM).error()["exit_code"], 1);
    decide_device(&sandbox, &code_of(&shown), "deny");
    assert_eq!(machine.run(REDEEM).error()["exit_code"], 1);
    let codes = machine.run(&["exit-codes", "--json"]).data();
    let own: Vec<_> =
        codes.as_array().expect("a list").iter().filter(|entry| entry.get("command").is_some()).collect();
    assert_eq!(own.iter().map(|entry| entry["code"].clone()).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_variable_chooses_the_device_and_flags_exclude_each_other() {
    let sandbox = sandbox();
    let headless = machine(&sandbox).with("CLOUD_HEADLESS", "1");
    assert_eq!(headless.run(&["login", "--json"]).data()["pending"], true);
    assert_eq!(headless.run(&["whoami", "--json"]).data()["headless"], true);
    let mut job = machine(&sandbox);
    job.forget("BROWSER");
    assert_eq!(job.run(&["login", "--json"]).data()["pending"], true, "nobody could open a page");
    for arguments in [
        &["login", "--device", "--browser", "--json"][..],
        &["login", "--redeem", "--json"],
        &["login", "--device", "--console", "--json"],
    ] {
        let machine = machine(&sandbox).with("TEST_API", "bank");
        assert_eq!(machine.run(arguments).error()["code"], "usage", "{arguments:?}");
    }
    assert_eq!(arrived(&sandbox, "/oauth/device_authorization"), 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_a_code_to_scan_and_waits() {
    use crate::terminal::Terminal;

    let sandbox = sandbox();
    let machine = machine(&sandbox);
    let mut terminal = Terminal::start(&machine, "cloud login --device --env sandbox");
    let seen = terminal.wait("Waiting for authorization...").to_owned();
    for part in ["==== Device Authorization ====", "Visit: http://", "Or open directly: http://"] {
        assert!(seen.contains(part), "{part} in {seen}");
    }
    let user_code = seen.split("Enter code: ").nth(1).and_then(|rest| rest.split_whitespace().next());
    std::thread::sleep(Duration::from_millis(1_500));
    decide_device(&sandbox, user_code.expect("a code"), "approve");
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert!(
        seen.contains("Device authorization complete") && seen.contains("logged in to sandbox"),
        "{seen}"
    );
}
