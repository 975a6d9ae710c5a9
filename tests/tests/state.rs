//! Rule M3 through the real binary: whatever happens to the program, the balance is lowered once.

#![cfg(unix)]

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use codegen_sandbox::{Api, Fault, FaultKind, Sandbox};
use codegen_tests::calls::payout;
use codegen_tests::cli::{Cli, Run};
use serde_json::json;

const WITHDRAW: &str = "/cash-out/generate/withdraw-method/token";

fn confirmed() -> Vec<&'static str> {
    [&payout("20000", "payout-1")[..], &["--json", "--yes"]].concat()
}

fn balance(sandbox: &Sandbox) -> i64 {
    sandbox.state()["balance"].as_i64().expect("the sandbox tells its balance")
}

#[test]
fn a_payout_whose_program_is_killed_is_not_paid_again() {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    let before = balance(&sandbox);
    sandbox.fault(Fault::once("POST", WITHDRAW, FaultKind::HangAfter));
    let mut command = cli.command(&confirmed());
    let child = cli.with_login(&mut command).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let mut child = child.expect("it starts");
    let deadline = Instant::now() + Duration::from_secs(20);
    while balance(&sandbox) == before {
        assert!(Instant::now() < deadline, "the payout never arrived");
        thread::sleep(Duration::from_millis(20));
    }
    let killed = Command::new("kill").args(["-KILL", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    child.wait().expect("it ends");

    let again: Run = cli.run_with_login(&confirmed());
    assert_eq!(again.code, 8, "{again:?}");
    let error = again.error();
    assert_eq!((&error["code"], &error["sent"]), (&json!("repeated-call"), &json!("no")));
    assert!(error["lookup"]["command"].is_string(), "the command that finds out: {error}");
    assert_eq!(balance(&sandbox), before - 20_000, "the balance is lowered once");

    let calls = cli.run(&["audit", "list", "--json"]).json();
    assert_eq!(calls[0]["outcome"], "unknown (no closing entry)");
    assert_eq!(cli.run(&["audit", "verify", "--json"]).json()["whole"], true);
}

#[test]
fn of_many_programs_at_once_one_pays() {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    let before = balance(&sandbox);
    let start = |_| {
        let mut command = cli.command(&confirmed());
        cli.with_login(&mut command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    };
    let children: Vec<_> = (0..16).map(start).collect();
    let mut codes: Vec<i32> = children
        .into_iter()
        .map(|child| Run::from(child.wait_with_output().expect("it ends")).code)
        .collect();
    codes.sort_unstable();
    assert_eq!(codes, [vec![0], vec![8; 15]].concat());
    assert_eq!(balance(&sandbox), before - 20_000);
}
