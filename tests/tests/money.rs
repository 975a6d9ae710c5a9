//! Rules M2 and M12 through the real binary: a lost payout is never called a failure, and a refused one is cured once.

use std::collections::BTreeSet;
use std::fs;

use codegen_sandbox::{Api, Fault, FaultKind, Sandbox};
use codegen_tests::calls::payout;
use codegen_tests::cli::{Cli, Run, finish};
use serde_json::{Value, json};

const WITHDRAW: &str = "/cash-out/generate/withdraw-method/token";

fn pay() -> Sandbox {
    Sandbox::start(Api::Pay).expect("the sandbox starts")
}

fn withdraw(reference: &str) -> Vec<String> {
    payout("20000", reference).into_iter().chain(["--json"]).map(str::to_owned).collect()
}

fn confirmed(cli: &Cli, reference: &str) -> Run {
    let mut arguments = withdraw(reference);
    arguments.push("--yes".into());
    cli.run_with_login(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

fn balance(sandbox: &Sandbox) -> i64 {
    sandbox.state()["balance"].as_i64().expect("the sandbox tells its balance")
}

fn sent_to(sandbox: &Sandbox, path: &str) -> usize {
    sandbox.requests().iter().filter(|request| request.path == path).count()
}

#[test]
fn a_payout_without_a_yes_sends_nothing() {
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    let arguments = withdraw("payout-1");
    let run = cli.run_with_login(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(run.code, 7, "{run:?}");
    assert_eq!((&run.error()["code"], &run.error()["sent"]), (&json!("confirmation-needed"), &json!("no")));
    assert!(sandbox.requests().is_empty(), "not even a login");
}

#[test]
fn a_payout_whose_answer_is_lost_has_an_unknown_outcome_and_the_command_that_finds_out() {
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    let before = balance(&sandbox);
    sandbox.fault(Fault::once("POST", WITHDRAW, FaultKind::DropAfter));
    let run = confirmed(&cli, "payout-1");
    assert_eq!(run.code, 10, "{run:?}");
    assert_eq!(balance(&sandbox), before - 20_000, "the sandbox executed it");
    assert_eq!(sent_to(&sandbox, WITHDRAW), 1, "it is not repeated");
    let error = run.error();
    assert_eq!(error["exit_code"], json!(10));
    assert_eq!((&error["sent"], &error["retryable"]), (&json!("unknown"), &json!(false)));
    let lookup = error["lookup"]["command"].as_str().expect("the command that finds out");
    let found = finish(cli.with_login(&mut cli.shell(lookup, cli.home())));
    assert_eq!(found.code, 0, "{lookup}: {found:?}");
    assert!(found.stdout.contains("reference"), "{found:?}");
}

#[cfg(unix)]
#[test]
fn a_payout_that_is_interrupted_after_it_left_has_an_unknown_outcome() {
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    sandbox.fault(Fault::once("POST", WITHDRAW, FaultKind::HangAfter));
    let mut arguments = withdraw("payout-1");
    arguments.push("--yes".into());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let run = cli.interrupt(&arguments, &sandbox, WITHDRAW);
    assert_eq!(run.code, 10, "{run:?}");
    assert_eq!(run.error()["sent"], json!("unknown"));
}

#[cfg(unix)]
#[test]
fn a_read_that_is_interrupted_changed_nothing() {
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    sandbox.fault(Fault::once("POST", "/customer/getbalance", FaultKind::HangAfter));
    let run = cli.interrupt(&["balance", "--json"], &sandbox, "/customer/getbalance");
    assert_eq!(run.code, 130, "{run:?}");
}

#[test]
fn a_payout_that_hangs_ends_at_its_time_limit_with_an_unknown_outcome() {
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    let before = balance(&sandbox);
    sandbox.fault(Fault::once("POST", WITHDRAW, FaultKind::HangAfter));
    let run = confirmed(&cli, "payout-1");
    assert_eq!(run.code, 10, "{run:?}");
    assert_eq!(balance(&sandbox), before - 20_000);
}

#[test]
fn a_payout_that_was_refused_by_authentication_is_cured_once() {
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    cli.log_in();
    let before = balance(&sandbox);
    let refusal = FaultKind::Status {
        code: 401,
        body: json!({"statusCode": 401, "message": "Unauthorized"}).to_string(),
        headers: Vec::new(),
    };
    sandbox.fault(Fault::once("POST", WITHDRAW, refusal));
    let run = confirmed(&cli, "payout-1");
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(balance(&sandbox), before - 20_000, "it was paid once");

    let attempts: Vec<_> =
        sandbox.requests().into_iter().filter(|request| request.path == WITHDRAW).collect();
    assert_eq!(attempts.len(), 2);
    assert_eq!(attempts[0].body, attempts[1].body, "same amount, same reference");
    let tokens: BTreeSet<_> =
        attempts.iter().filter_map(|attempt| attempt.header("x-transaction-token")).collect();
    assert_eq!(tokens.len(), 2, "a single-use token is never used twice");

    let audit = fs::read_to_string(cli.home().join(".refacil-pay-cli/audit.log")).expect("an audit log");
    let entries: Vec<Value> = audit.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let kinds: Vec<_> = entries.iter().map(|entry| entry["entry"].as_str().unwrap_or_default()).collect();
    assert_eq!(kinds, ["before", "after", "before", "after"]);
    assert_eq!((&entries[1]["status"], &entries[3]["status"]), (&json!(401), &json!(201)));
}

#[test]
fn a_refusal_that_a_login_does_not_cure_ends_there() {
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    let refusal = FaultKind::Status { code: 401, body: "{}".into(), headers: Vec::new() };
    sandbox.fault(Fault::once("POST", WITHDRAW, refusal).times(9));
    let run = confirmed(&cli, "payout-1");
    assert_eq!(run.code, 2, "{run:?}");
    assert_eq!(sent_to(&sandbox, WITHDRAW), 2);
}

#[test]
fn an_answer_that_never_came_before_anything_left_is_a_network_failure() {
    let cli = Cli::at("http://127.0.0.1:9");
    let run = confirmed(&cli, "payout-1");
    assert_eq!(run.code, 6, "{run:?}");
    assert_eq!(run.error()["sent"], json!("no"));
}
