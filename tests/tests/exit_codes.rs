//! Every exit code of the contract through the real binary, each with an error that a program can read.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::time::Duration;

use codegen_sandbox::{Api, Fault, FaultKind, PAY_FOREIGN_WEBHOOK_ID, Sandbox};
use codegen_tests::calls::payout;
use codegen_tests::cli::{Cli, Run, finish};
use serde_json::{Value, json};

const BALANCE: &str = "/customer/getbalance";
const WITHDRAW: &str = "/cash-out/generate/withdraw-method/token";

/// Each failure says all of this.
const FIELDS: &[&str] =
    &["code", "exit_code", "http_status", "message", "hint", "retryable", "sent", "request_id", "param"];

/// A machine of a user, and the API that it talks to.
struct Scene {
    sandbox: Sandbox,
    cli: Cli,
}

impl Scene {
    fn new() -> Self {
        let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
        let cli = Cli::new(&sandbox);
        Self { sandbox, cli }
    }

    /// With user and password in variables.
    fn run(&self, words: &[&str]) -> Run {
        self.cli.run_with_login(&[words, &["--json"]].concat())
    }

    /// The next calls of that path are answered so.
    fn answer(&self, path: &str, code: u16, headers: &[(&str, &str)]) {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let body = json!({"statusCode": code, "message": "on demand"}).to_string();
        self.sandbox.fault(Fault::once("*", path, FaultKind::Status { code, body, headers }).times(9));
    }

    fn pay_out(&self, amount: &str, more: &[&str]) -> Run {
        self.run(&[&payout(amount, "payout-1")[..], more].concat())
    }

    /// The reference of a payment that nobody has paid yet.
    fn payment(&self) -> String {
        let made = self.pay_out("20000", &["--yes"]).json();
        made["data"]["reference"].as_str().expect("a reference").to_owned()
    }

    fn wait_for(&self, reference: &str) -> Run {
        self.run(&["payment-status", "--reference", reference, "--wait", "--timeout", "1s"])
    }

    /// Has the sandbox give a code for another device.
    fn ask_for_a_code(&self) {
        let run = self.cli.run(&["login", "--device", "--json"]);
        assert_eq!(run.code, 0, "{run:?}");
    }

    /// Asks about the code that the sandbox gave for another device.
    fn redeem(&self) -> Run {
        self.cli.run(&["login", "--device", "--redeem", "--json"])
    }
}

/// One way to an exit code.
type Way = (i32, &'static str, fn(&Scene) -> Run);

const WAYS: &[Way] = &[
    (0, "it is done", |scene| scene.run(&["balance"])),
    (0, "a dry run", |scene| scene.pay_out("20000", &["--dry-run"])),
    (0, "a payment ends well", |scene| {
        let reference = scene.payment();
        scene.sandbox.move_payment(&reference, 2).expect("it moves");
        scene.wait_for(&reference)
    }),
    (1, "the server fails", |scene| {
        scene.answer(BALANCE, 500, &[("x-request-id", "req-1")]);
        scene.run(&["balance", "--no-retry"])
    }),
    (1, "a payment ends badly", |scene| {
        let reference = scene.payment();
        scene.sandbox.move_payment(&reference, 3).expect("it moves");
        scene.wait_for(&reference)
    }),
    (1, "a device's code is over", |scene| {
        scene.ask_for_a_code();
        scene.sandbox.advance_clock(Duration::from_secs(300));
        scene.redeem()
    }),
    (1, "no device waits", Scene::redeem),
    (2, "nobody is logged in", |scene| scene.cli.run(&["balance", "--json"])),
    (2, "the password is wrong", |scene| {
        let mut command = scene.cli.command(&["login", "--console", "--json"]);
        finish(scene.cli.with_login(&mut command).env("REFACIL_PAY_CLI_PASSWORD", "wrong"))
    }),
    (2, "a login does not cure a refusal", |scene| {
        scene.answer(BALANCE, 401, &[]);
        scene.run(&["balance"])
    }),
    (2, "it belongs to somebody else", |scene| {
        let id = PAY_FOREIGN_WEBHOOK_ID.to_string();
        scene.run(&["user-webhooks-id-status", "--id", &id, "--active", "true", "--yes"])
    }),
    (2, "a device's code waits, with the code that is published for it", |scene| {
        scene.ask_for_a_code();
        scene.redeem()
    }),
    (3, "there is no such command", |scene| scene.run(&["balanse"])),
    (3, "there is no such flag", |scene| scene.run(&["balance", "--amont", "1"])),
    (3, "a flag is missing", |scene| scene.run(&["payment-status"])),
    (3, "a value is not acceptable", |scene| scene.pay_out("a lot", &["--yes"])),
    (3, "the API does not accept it", |scene| scene.pay_out("900000000", &["--yes"])),
    (4, "there is no such payment", |scene| scene.run(&["payment-status", "--reference", "nobody-knows-it"])),
    (4, "there is no such route", |scene| scene.run(&["get", "/no/such/route"])),
    (5, "too many calls", |scene| {
        scene.answer(BALANCE, 429, &[("retry-after", "7")]);
        scene.run(&["balance", "--no-retry"])
    }),
    (6, "nobody listens", |_| Cli::at("http://127.0.0.1:9").run_with_login(&["balance", "--json"])),
    (6, "the connection of a read is lost", |scene| {
        scene.sandbox.fault(Fault::once("POST", BALANCE, FaultKind::DropBefore).times(9));
        scene.run(&["balance", "--no-retry"])
    }),
    (7, "nobody has confirmed it", |scene| scene.pay_out("20000", &[])),
    (7, "it is not what was expected", |scene| {
        scene.pay_out("20000", &["--yes", "--expect", "20001:@ANA123"])
    }),
    (8, "the same was done before", |scene| {
        scene.payment();
        scene.pay_out("20000", &["--yes"])
    }),
    (8, "the API has another one of this reference", |scene| {
        scene.payment();
        scene.pay_out("30000", &["--yes"])
    }),
    (9, "a payment waits for its payer", |scene| scene.wait_for(&scene.payment())),
    (10, "the answer is lost", |scene| {
        scene.sandbox.fault(Fault::once("POST", WITHDRAW, FaultKind::DropAfter));
        scene.pay_out("20000", &["--yes"])
    }),
    (130, "a read is interrupted", |scene| {
        scene.sandbox.fault(Fault::once("POST", BALANCE, FaultKind::HangAfter));
        scene.cli.interrupt(&["balance", "--json"], &scene.sandbox, BALANCE)
    }),
];

#[test]
fn every_exit_code_is_reached_and_each_failure_is_readable() {
    for (code, name, way) in WAYS {
        let run = way(&Scene::new());
        assert_eq!(run.code, *code, "{name}: {run:?}");
        if *code == 0 {
            assert!(run.json().is_object() && run.stderr.is_empty(), "{name}: {run:?}");
        } else {
            assert_complete(name, &run);
        }
    }
}

/// One object with all fields on stderr; on stdout nothing, or the answer that the failure is about.
fn assert_complete(name: &str, run: &Run) {
    let error = run.error();
    for field in FIELDS {
        assert!(error.get(field).is_some(), "{name}: {field} is missing in {error}");
    }
    assert_eq!(error["exit_code"], json!(run.code), "{name}");
    for field in ["code", "message", "sent"] {
        assert!(error[field].as_str().is_some_and(|text| !text.is_empty()), "{name}: {field} in {error}");
    }
    assert!(error["retryable"].is_boolean(), "{name}: {error}");
    assert!(run.stdout.is_empty() || serde_json::from_str::<Value>(&run.stdout).is_ok(), "{name}: {run:?}");
}

#[test]
fn the_codes_that_are_listed_are_those_that_are_reached() {
    let listed = Scene::new().run(&["exit-codes"]).json();
    let listed = listed.as_array().expect("a list");
    let general = |entry: &&Value| entry.get("command").is_none();
    let code = |entry: &Value| entry["code"].as_i64().expect("a number");
    let reached: BTreeSet<i64> = WAYS.iter().map(|(code, ..)| i64::from(*code)).collect();
    assert_eq!(listed.iter().filter(general).map(code).collect::<BTreeSet<_>>(), reached);
    let own: Vec<_> = listed.iter().filter(|entry| !general(entry)).collect();
    let of_redeem = own.iter().filter(|entry| entry["command"] == "login --device --redeem");
    let of_redeem: Vec<_> = of_redeem.map(|entry| code(entry)).collect();
    assert_eq!(of_redeem, [2, 1], "what one command means by its codes is listed too");
    assert!(own.iter().all(|entry| reached.contains(&code(entry))), "{own:?}");
}

#[test]
fn a_failure_says_where_it_came_from_and_what_to_do() {
    let scene = Scene::new();
    scene.answer(BALANCE, 429, &[("retry-after", "7"), ("x-request-id", "req-1")]);
    let limited = scene.run(&["balance", "--no-retry"]).error();
    assert_eq!((&limited["http_status"], &limited["retryable"]), (&json!(429), &json!(true)));
    assert_eq!(limited["request_id"], "req-1");
    assert!(limited["hint"].as_str().is_some_and(|hint| hint.contains('7')), "{limited}");

    let missing = Scene::new().run(&["payment-status"]).error();
    assert_eq!((&missing["param"], &missing["sent"]), (&json!("--reference"), &json!("no")));
}
