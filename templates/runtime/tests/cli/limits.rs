//! Rule M8 through the real program: no more leaves than the policy lets.

use std::fs;

use serde_json::{Value, json};

use crate::day;
use crate::process::{Machine, Ran, answer, api};
use crate::support::{Reply, Server};

fn limited(server: &Server, policy: &Value) -> Machine {
    let machine = Machine::new(&server.url()).with_login();
    write(&machine, policy);
    machine
}

fn write(machine: &Machine, policy: &Value) {
    let folder = machine.home.path().join(".config/shop");
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("policy.json"), policy.to_string()).expect("written");
}

/// A payout of its own.
fn payout<'a>(reference: &'a str, amount: &'a str) -> Vec<&'a str> {
    let recipient = r#"{"key":"3001112233"}"#;
    vec!["pay-out", "--amount", amount, "--reference", reference, "--recipient", recipient, "--yes", "--json"]
}

/// What arrived, in cents.
fn arrived(server: &Server) -> u64 {
    let payouts = server.received().into_iter().filter(|sent| sent.target == "/payouts");
    let amounts =
        payouts.map(|sent| serde_json::from_str::<Value>(&sent.body).expect("JSON")["amount"].to_string());
    amounts.map(|amount| amount.replace('.', "").parse::<u64>().expect("cents")).sum()
}

#[track_caller]
fn assert_refused(ran: &Ran, code: &str) -> String {
    let error = ran.error();
    assert_eq!((ran.code, &error["code"], &error["sent"]), (7, &code.into(), &"no".into()), "{error}");
    error["hint"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn of_64_processes_at_once_no_peso_goes_over() {
    day::has_time_left();
    let server = api();
    let machine = limited(&server, &json!({"rules": [{"per_day": "1000"}]}));
    let references: Vec<String> = (0..64).map(|number| format!("r {number}")).collect();
    let children: Vec<_> = references
        .iter()
        .map(|reference| machine.command(&payout(reference, "33.34")).spawn().expect("runs"))
        .collect();
    let ended = children.into_iter().map(|child| Ran::from(child.wait_with_output().expect("ends")));
    let mut codes: Vec<i32> = ended.map(|ran| ran.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, [vec![0; 29], vec![7; 35]].concat());
    assert_eq!(arrived(&server), 29 * 33_34);
    let shown = machine.run(&["policy", "show", "--json"]).data();
    assert_eq!(
        (&shown["rules"][0]["moved_today"], &shown["rules"][0]["left_today"]),
        (&"966.86".into(), &"33.14".into())
    );
}

#[test]
fn what_the_policy_forbids_touches_no_network_and_says_what_is_left() {
    day::has_time_left();
    let server = api();
    let machine =
        limited(&server, &json!({"rules": [{"name": "till", "per_call": "100", "per_day": "150"}]}));
    let hint = assert_refused(&machine.run(&payout("a", "100.01")), "policy-per-call");
    assert!(hint.starts_with("150 is left until midnight in America/Bogota; the policy is /"), "{hint}");
    assert!(server.received().is_empty() && machine.audit().is_empty());
    machine.run(&payout("b", "100")).data();
    let hint = assert_refused(&machine.run(&payout("c", "50.01")), "policy-per-day");
    assert!(hint.starts_with("50 is left"), "{hint}");
    assert_eq!(arrived(&server), 100);
    // What is not dangerous is not limited.
    assert_eq!(machine.run(&["payouts", "search", "--json"]).code, 0);
    // A profile of another name is no way around.
    assert_refused(&machine.run(&[payout("d", "60"), vec!["--profile", "other"]].concat()), "policy-per-day");
}

#[test]
fn a_refused_payout_gives_its_amount_back_and_a_lost_one_does_not() {
    day::has_time_left();
    let server = Server::start(|request| match request.target.as_str() {
        "/payouts" if request.body.contains("refuse") => Reply::json(422, r#"{"message":"no"}"#),
        "/payouts" if request.body.contains("lose") => Reply::Close,
        _ => answer(request),
    });
    let machine = limited(&server, &json!({"rules": [{"per_day": "100"}]}));
    assert_eq!(machine.run(&payout("refuse", "60")).code, 3);
    assert_eq!(machine.run(&payout("lose", "60")).code, 10);
    assert_refused(&machine.run(&payout("c", "60")), "policy-per-day");
    machine.run(&payout("d", "40")).data();
}

#[test]
fn a_broken_policy_stops_dangerous_commands_only() {
    let server = api();
    let machine = limited(&server, &json!({"rules": [{"per_dya": "5", "allow": ["pay"]}]}));
    let error = machine.run(&payout("a", "5")).error();
    assert_eq!((&error["code"], &error["exit_code"]), (&"policy-unusable".into(), &7.into()));
    let message = error["message"].as_str().unwrap_or_default();
    assert!(message.contains("per_dya") && message.contains("allow"), "{message}");
    assert_eq!(machine.run(&["policy", "show", "--json"]).error()["code"], "policy-unusable");
    assert!(server.received().is_empty());
    assert_eq!(machine.run(&["payouts", "search", "--json"]).code, 0);
    // The same for one that a variable names and that is not there.
    let machine = Machine::new(&server.url()).with_login().with("SHOP_POLICY", "/nowhere/policy.json");
    assert_refused(&machine.run(&payout("a", "5")), "policy-unusable");
}

#[test]
fn state_that_cannot_be_written_refuses_the_call() {
    let server = api();
    let machine = limited(&server, &json!({"rules": [{"per_day": "100"}]}));
    let state = machine.home.path().join(".shop");
    // Not even a superuser writes below what is no folder.
    fs::write(&state, "").expect("written");
    let error = machine.run(&payout("a", "5")).error();
    assert_eq!((&error["code"], &error["sent"]), (&"ledger-unusable".into(), &"no".into()));
    assert!(server.received().is_empty());
}

#[test]
fn a_dry_run_tells_what_the_policy_would_do() {
    let server = api();
    let machine = limited(&server, &json!({"rules": [{"recipients": ["@ana"]}]}));
    let dry = |more: &[&'static str]| machine.run(&[payout("a", "5").as_slice(), more].concat());
    let data = dry(&["--dry-run"]).data();
    assert_eq!(data["refused_by_policy"]["code"], "policy-recipient");
    assert_eq!(data["request"]["method"], "POST");
    write(&machine, &json!({"rules": [{"recipients": ["3001112233"]}]}));
    assert_eq!(dry(&["--dry-run"]).data().get("refused_by_policy"), None);
    assert!(server.received().is_empty());
}

#[test]
fn the_policy_is_shown_with_what_holds_here() {
    let machine = Machine::new("http://127.0.0.1:9");
    let people = machine.run(&["policy", "show"]);
    assert!(people.stdout.starts_with("nothing is limited: there is no file /"), "{people:?}");
    assert_eq!(machine.run(&["policy", "show", "--json"]).data()["exists"], false);
    write(
        &machine,
        &json!({"rules": [{"name": "real", "environments": ["prod"], "per_call": 10}], "prices": {"pay-out": "0.50"}}),
    );
    let shown = machine.run(&["policy", "show"]);
    for expected in ["real (does not hold here)", "  per call: 10", "one pay-out costs 0.50"] {
        assert!(shown.stdout.contains(expected), "{expected}: {shown:?}");
    }
    let doctor = machine.run(&["doctor", "--dry-run", "--json"]).data().to_string();
    assert!(doctor.contains("0 of 1 rules in /"), "{doctor}");
    let path = machine.run(&["policy", "path", "--json"]).data();
    assert!(path["path"].as_str().is_some_and(|path| path.ends_with("/.config/shop/policy.json")), "{path}");
}
