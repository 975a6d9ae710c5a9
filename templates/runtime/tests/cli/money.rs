//! What happens to money when people, networks and servers do not do as expected.

use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::notices::Running;
use crate::process::{Machine, PAY_OUT, Ran, SESSION, TRANSACTION, answer, api};
use crate::support::{Gate, Received, Reply, Server};

/// The API, but payouts go wrong.
fn payouts(reply: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request| {
        let payout = request.method == "POST" && request.target == "/payouts";
        if payout { reply(request) } else { answer(request) }
    })
}

const WHOLE: [&str; 3] = ["POST /auth/login", "POST /tokens", "POST /payouts"];

#[test]
fn a_confirmed_payout_fetches_its_token_and_is_recorded() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let data = machine.run(PAY_OUT).data();
    assert_eq!(data["data"]["status"], 2);
    assert_eq!(server.calls(), WHOLE);
    let sent = &server.received()[2];
    assert_eq!(sent.header("authorization"), Some(format!("Bearer {SESSION}").as_str()));
    assert_eq!(sent.header("x-transaction-token"), Some(TRANSACTION));
    assert_eq!(
        sent.body,
        r#"{"amount":50000.10,"reference":"r 1","recipient":{"key":"3001112233","id":264}}"#
    );
    let audit = machine.audit();
    let entries: Vec<_> = audit.iter().map(|entry| entry["entry"].as_str().unwrap_or_default()).collect();
    assert_eq!(entries, ["before", "after"]);
    assert_eq!((&audit[0]["command"], &audit[1]["outcome"]), (&"pay-out".into(), &"answered".into()));
    // A login by variables leaves no session behind where nobody logged in.
    assert!(!machine.credentials().exists());
}

#[test]
fn people_see_the_payload() {
    let server = api();
    let ran = Machine::new(&server.url()).with_login().run(&PAY_OUT[..PAY_OUT.len() - 1]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, "next: shop payouts status --reference 'r 1'\n"));
    assert_eq!(ran.stdout, "status  2\namount  50000.10\n");
}

#[test]
fn an_unconfirmed_payout_touches_no_network() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let error = machine.run(&without("--yes")).error();
    assert_eq!((&error["exit_code"], &error["code"]), (&7.into(), &"confirmation-needed".into()));
    assert_eq!(
        (&error["sent"], &error["hint"]),
        (&"no".into(), &"repeat the command with --yes to confirm it".into())
    );
    assert!(server.received().is_empty() && machine.audit().is_empty());
}

fn without(flag: &str) -> Vec<&'static str> {
    PAY_OUT.iter().copied().filter(|argument| *argument != flag).collect()
}

#[track_caller]
fn assert_unknown(machine: &Machine, ran: &Ran) -> Value {
    let error = ran.error();
    assert_eq!((ran.code, &error["code"]), (10, &"outcome-unknown".into()));
    assert_eq!((&error["sent"], &error["retryable"]), (&"unknown".into(), &false.into()));
    assert_eq!(error["lookup"]["operation"], "status");
    assert_eq!(error["lookup"]["arguments"], json!({"reference": "r 1"}));
    assert_eq!(machine.audit().last().map(|entry| entry["outcome"].clone()), Some("unknown".into()));
    error
}

#[test]
fn a_lost_answer_is_an_unknown_outcome_with_the_command_that_finds_out() {
    let half = || b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{".to_vec();
    let drip = Reply::Drip([half(), b" ".repeat(899)].concat(), Duration::from_millis(10));
    for reply in [Reply::Close, Reply::Hang, Reply::Bytes(half()), Reply::Reset(half()), drip] {
        let server = payouts(move |_| reply.clone());
        let machine = Machine::new(&server.url()).with_login();
        let ran = machine.run(PAY_OUT);
        let error = assert_unknown(&machine, &ran);
        assert_eq!(error["lookup"]["command"], "shop payouts status --reference 'r 1'");
        assert_eq!(server.calls(), WHOLE, "nothing is repeated");
        let line = error["lookup"]["command"].as_str().unwrap_or_default();
        let found = machine.shell(&format!("{line} --json")).data();
        assert_eq!(found["data"]["status"], 2);
        assert_eq!(server.calls().last().map(String::as_str), Some("GET /payouts/r%201"));
    }
}

#[test]
fn the_command_that_finds_out_names_profile_and_environment() {
    let server = payouts(|_| Reply::Close);
    let machine = Machine::new(&server.url()).with_login();
    let ran = machine.run(
        &[&without("--json"), &["--env", "prod", "--profile", "till", "--expect", "50000.10:3001112233"][..]]
            .concat(),
    );
    assert_eq!(ran.code, 10);
    let line = "find out: shop payouts status --reference 'r 1' --env prod --profile till";
    assert!(ran.stderr.contains(line), "{}", ran.stderr);
}

#[test]
fn what_was_not_sent_is_a_network_failure() {
    let refused = Machine::new("http://127.0.0.1:9").with_login().run(PAY_OUT).error();
    assert_eq!((&refused["exit_code"], &refused["sent"]), (&6.into(), &"no".into()));
    // A lost token step means that the payout itself never left.
    let server =
        Server::start(|request| if request.target == "/tokens" { Reply::Close } else { answer(request) });
    let error = Machine::new(&server.url()).with_login().run(PAY_OUT).error();
    assert_eq!((&error["exit_code"], &error["sent"]), (&6.into(), &"no".into()));
    // A read that got lost changed nothing.
    let server = Server::start(|request| if request.method == "GET" { Reply::Hang } else { answer(request) });
    let read = Machine::new(&server.url()).with_login().run(&["payouts", "search", "--json"]).error();
    assert_eq!(
        (&read["exit_code"], &read["code"], &read["retryable"]),
        (&6.into(), &"timeout".into(), &true.into())
    );
}

#[test]
fn an_expired_session_is_renewed_once() {
    let refuse_first = |seen: &'static std::sync::atomic::AtomicUsize| {
        payouts(move |request| match seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => Reply::json(401, r#"{"message":"expired"}"#),
            _ => answer(request),
        })
    };
    static SEEN: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let server = refuse_first(&SEEN);
    let machine = Machine::new(&server.url()).with_login();
    machine.run(PAY_OUT).data();
    assert_eq!(server.calls(), [WHOLE, WHOLE].concat());
    let bodies: Vec<_> = server
        .received()
        .iter()
        .filter(|sent| sent.target == "/payouts")
        .map(|sent| sent.body.clone())
        .collect();
    assert_eq!(bodies[0], bodies[1]);
    assert_eq!(machine.audit().len(), 4, "both attempts are recorded");
}

#[test]
fn without_a_login_at_hand_an_ended_session_needs_a_person() {
    let server = payouts(|_| Reply::json(401, r#"{"message":"expired"}"#));
    let mut machine = Machine::new(&server.url()).with_login();
    machine.run(&["login", "--json"]).data();
    machine.forget("SHOP_PASSWORD");
    let expected = "log in again: shop login (without a terminal set SHOP_USERNAME and SHOP_PASSWORD)";
    // The API says that it ended, or the clock does: then nothing is sent at all.
    for calls in [WHOLE.len(), WHOLE.len()] {
        let error = machine.run(PAY_OUT).error();
        assert_eq!((&error["exit_code"], &error["hint"]), (&2.into(), &expected.into()));
        assert_eq!(server.received().len(), calls);
        let text = std::fs::read_to_string(machine.credentials()).expect("text");
        let mut kept: Value = serde_json::from_str(&text).expect("JSON");
        kept["sessions"][0]["expires_at"] = "2020-01-01T00:00:00Z".into();
        std::fs::write(machine.credentials(), kept.to_string()).expect("written");
    }
}

#[test]
fn a_renewed_session_is_kept_where_one_was_kept() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    machine.run(&["login", "--json"]).data();
    let text = std::fs::read_to_string(machine.credentials()).expect("text");
    let mut kept: Value = serde_json::from_str(&text).expect("JSON");
    kept["sessions"][0]["expires_at"] = "2020-01-01T00:00:00Z".into();
    std::fs::write(machine.credentials(), kept.to_string()).expect("written");
    assert_eq!(machine.run(&["whoami", "--json"]).data()["authenticated"], false);
    machine.run(PAY_OUT).data();
    assert_eq!(machine.run(&["whoami", "--json"]).data()["authenticated"], true);
}

#[test]
fn refusals_have_their_exit_codes() {
    let cases = [(401, 2), (403, 2), (400, 3), (422, 3), (404, 4), (429, 5), (409, 8), (500, 1), (302, 1)];
    for (status, code) in cases {
        let server = payouts(move |_| {
            Reply::json(status, r#"{"statusCode":"99","message":"No \u001b[31mpuede\u202e"}"#)
        });
        let ran = Machine::new(&server.url()).with_login().run(PAY_OUT);
        assert_eq!((ran.code, &ran.error()["http_status"]), (code, &status.into()), "{status}");
        assert_eq!(ran.error()["sent"], "yes");
        assert!(
            ran.stderr.chars().all(|c| c == '\n' || (!c.is_control() && c != '\u{202e}')),
            "{:?}",
            ran.stderr
        );
    }
    let server = payouts(|_| Reply::json(409, r#"{"code":"duplicate","message":"Duplicado"}"#));
    let ran = Machine::new(&server.url()).with_login().run(&without("--json"));
    let lines: Vec<_> = ran.stderr.lines().collect();
    assert_eq!(
        lines,
        [
            "error: Duplicado",
            "code: duplicate (HTTP 409)",
            "hint: It was paid before; do not repeat it.",
            "find out: shop payouts status --reference 'r 1'",
        ]
    );
    // A refusal inside a success is a refusal.
    let server = payouts(|_| Reply::json(200, r#"{"statusCode":"51","message":"Saldo insuficiente"}"#));
    assert_eq!(Machine::new(&server.url()).with_login().run(PAY_OUT).code, 1);
}

#[test]
fn a_refusal_says_what_it_means_and_what_to_do() {
    let refused = |status: u16, headers: &'static [(&str, &str)], body: &'static str| {
        let server = payouts(move |_| Reply::with(status, headers, body.as_bytes()));
        Machine::new(&server.url()).with_login().run(PAY_OUT).error()
    };
    let invalid =
        refused(400, &[], r#"{"message":["recipient.key must be a key","amount must be positive"]}"#);
    assert_eq!(invalid["param"], "--recipient.key", "{invalid}");
    assert_eq!(invalid["hint"], "shop pay-out --help shows what it takes");
    assert_eq!(refused(400, &[], r#"{"message":"$(x) y"}"#)["param"], Value::Null);
    let busy = refused(429, &[("retry-after", "7")], "{}");
    assert_eq!(
        (&busy["hint"], &busy["retryable"]),
        (&"wait 7 seconds, then repeat the call".into(), &true.into())
    );
    let page = refused(500, &[("content-type", "text/html")], "<html><h1>Oops</h1></html>");
    assert_eq!(page["message"], "the API answered with HTTP 500");
    assert!(page["lookup"]["command"].is_string() && page["retryable"] == false, "{page}");
    let server = Server::start(|request| match request.target.as_str() {
        "/transfers" => Reply::json(401, r#"{"message":"Unauthorized"}"#),
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login().with("SHOP_PUBLIC_IP", "203.0.113.7");
    let call = ["transfer", "--amount", "5", "--to-account", "A", "--payer.name", "Ana", "--yes"];
    let ran = machine.run(&call);
    assert!(
        ran.stderr.contains("means: The bearer is missing or over.\nhint: log in again: shop login"),
        "{ran:?}"
    );
}

fn interrupted(server: &Server, arguments: &[&str], after: usize, signal: &str) -> (Machine, Ran) {
    let machine = Machine::new(&server.url()).with_login();
    let child = machine.command(arguments).spawn().expect("runs");
    server.wait_for(after);
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kills").success());
    let ran = Ran::from(child.wait_with_output().expect("ends"));
    (machine, ran)
}

#[test]
fn an_interrupt_before_the_first_byte_sent_nothing() {
    for (target, after) in [("/auth/login", 1), ("/tokens", 2)] {
        let server = Server::start(
            move |request| if request.target == target { Reply::Hang } else { answer(request) },
        );
        let (machine, ran) = interrupted(&server, PAY_OUT, after, "-INT");
        let error = ran.error();
        assert_eq!(
            (ran.code, &error["sent"], &error["code"]),
            (130, &"no".into(), &"interrupted".into()),
            "{target}"
        );
        assert!(machine.audit().is_empty());
        assert!(!server.calls().contains(&WHOLE[2].to_owned()));
    }
}

#[test]
fn an_interrupt_after_the_first_byte_is_an_unknown_outcome() {
    for signal in ["-INT", "-TERM"] {
        let server = payouts(|_| Reply::Hang);
        let (machine, ran) = interrupted(&server, PAY_OUT, 3, signal);
        assert_unknown(&machine, &ran);
    }
}

#[test]
fn a_payout_that_has_left_is_waited_for_and_a_second_interrupt_ends_the_wait() {
    let gate = Gate::default();
    let held = gate.clone();
    let slow = payouts(move |request| {
        held.pass();
        answer(request)
    });
    let call = [&without("--json")[..], &["--timeout", "10m"]].concat();
    let outcome = |machine: &Machine| machine.audit().last().map(|entry| entry["outcome"].clone());
    let machine = Machine::new(&slow.url()).with_login();
    let running = Running::start(machine.command(&call));
    slow.wait_for(WHOLE.len());
    running.signal("-INT");
    running.told("cannot be taken back");
    gate.open();
    let ran = running.end();
    assert_eq!((ran.code, outcome(&machine)), (0, Some("answered".into())), "{ran:?}");

    let silent = payouts(|_| Reply::Hang);
    let machine = Machine::new(&silent.url()).with_login();
    let running = Running::start(machine.command(&call));
    silent.wait_for(WHOLE.len());
    running.signal("-INT");
    running.told("interrupt again to leave");
    running.signal("-INT");
    let ran = running.end();
    assert_eq!((ran.code, outcome(&machine)), (10, Some("unknown".into())), "{ran:?}");
    assert!(ran.stderr.contains("find out: shop payouts status --reference 'r 1'"), "{ran:?}");
}

#[test]
fn a_read_is_tried_again_and_a_payout_is_not() {
    static SEEN: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(|request| match SEEN.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        1 => Reply::json(503, "{}"),
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login();
    machine.run(&["payouts", "search", "--json"]).data();
    assert_eq!(server.calls(), ["POST /auth/login", "GET /payouts", "GET /payouts"]);
    let server =
        Server::start(|request| if request.method == "GET" { Reply::Close } else { answer(request) });
    let machine = Machine::new(&server.url()).with_login();
    assert_eq!(machine.run(&["payouts", "search", "--no-retry", "--json"]).error()["code"], "network");
    assert_eq!(server.calls().len(), 2);
    let error = machine.run(&[PAY_OUT, &["--idempotency-key", "k"]].concat()).error();
    assert_eq!((&error["exit_code"], &error["param"]), (&3.into(), &"--idempotency-key".into()));
}

#[test]
fn an_interrupted_read_is_just_interrupted() {
    let server = Server::start(|request| if request.method == "GET" { Reply::Hang } else { answer(request) });
    let (_, ran) = interrupted(&server, &["payouts", "search", "--json", "--timeout", "10m"], 2, "-INT");
    assert_eq!(ran.error()["exit_code"], 130);
}
