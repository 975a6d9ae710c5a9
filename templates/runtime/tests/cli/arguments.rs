//! Flags become exactly what is sent.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::agent::with_input;
use crate::process::{Machine, Ran, api};

fn machine() -> Machine {
    Machine::new("http://127.0.0.1:9")
}

fn dry_run(machine: &Machine, amount: &str, recipient: &str) -> Ran {
    let flags =
        ["pay-out", "--reference", "r", "--dry-run", "--json", "--amount", amount, "--recipient", recipient];
    machine.run(&flags)
}

#[test]
fn a_dry_run_shows_the_request_and_needs_nothing() {
    let plan = dry_run(&machine(), "50000.10", r#"{"key":"k"}"#);
    assert!(plan.stdout.contains(r#""amount":50000.10"#), "{}", plan.stdout);
    let plan = plan.data();
    assert_eq!(plan["request"]["headers"]["authorization"], "Bearer <login>");
    assert_eq!(plan["request"]["headers"]["x-transaction-token"], "<pay-token>");
    assert_eq!(plan["request"]["body"]["recipient"], json!({"key": "k", "id": 264}));
    let human = machine().run(&["payouts", "status", "--reference", "a/b?c", "--dry-run"]);
    assert!(human.stdout.starts_with("GET http://127.0.0.1:9/payouts/a%2Fb%3Fc\n"), "{}", human.stdout);
    assert!(human.stderr.contains("nothing was sent"));
}

#[test]
fn digits_are_passed_on_as_they_are() {
    for amount in ["50000.10", "12345678901234567890123", "100.00"] {
        let plan = dry_run(&machine(), amount, r#"{"key":"k"}"#);
        assert!(plan.stdout.contains(&format!(r#""amount":{amount}"#)), "{amount}: {plan:?}");
    }
    let error = dry_run(&machine(), "1e400", r#"{"key":"k"}"#).error();
    assert_eq!(error["message"], "--amount is too large");
    assert_eq!(dry_run(&machine(), "-1", r#"{"key":"k"}"#).error()["message"], "--amount must be at least 1");
}

#[test]
fn a_secret_may_come_on_stdin_and_only_a_secret_does() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let charge = |input: &str| {
        let flags =
            ["charge", "--amount", "5", "--payment-method.id", "248", "--note", "-", "--card-pin", "-"];
        with_input(&machine, &[&flags[..], &["--json"]].concat(), input)
    };
    charge("p \"1\"\n").data();
    let sent: Value = serde_json::from_str(&server.received()[1].body).expect("JSON");
    assert_eq!((&sent["note"], &sent["cardPin"]), (&json!("-"), &json!("p \"1\"")));
    assert_eq!(charge("\n").error()["message"], "--card-pin nothing came on stdin");
    assert!(machine.run(&["charge", "--help"]).stdout.contains("- reads it from stdin"));
}

#[test]
fn json_comes_inline_from_a_file_or_from_stdin() {
    let machine = machine();
    let file = machine.home.path().join("recipient.json");
    std::fs::write(&file, "\u{feff}{\"key\":\"from file\"}").expect("written");
    let plan = dry_run(&machine, "1", &format!("@{}", file.display())).data();
    assert_eq!(plan["request"]["body"]["recipient"]["key"], "from file");
    let mut child = machine
        .command(&["pay-out", "--amount=1", "--reference=r", "--recipient=@-", "--dry-run", "--json"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("runs");
    child.stdin.take().expect("a pipe").write_all(b"{\"key\":\"piped\"}").expect("written");
    let plan = Ran::from(child.wait_with_output().expect("ends")).data();
    assert_eq!(plan["request"]["body"]["recipient"]["key"], "piped");
    let missing = dry_run(&machine, "1", "@/no/such/file").error();
    assert_eq!((&missing["exit_code"], &missing["param"]), (&3.into(), &"--recipient".into()));
    let text = machine.run(&["payouts", "status", "--reference", "@me", "--dry-run", "--json"]).data();
    assert_eq!(text["request"]["url"], "http://127.0.0.1:9/payouts/%40me");
}

#[test]
fn every_problem_is_told_at_once_by_its_flag() {
    let ran =
        machine().run(&["pay-out", "--amount", "ten", "--recipient", "{}", "--currency", "EUR", "--json"]);
    let error = ran.error();
    let problems: Vec<_> = error["problems"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|problem| {
            format!(
                "{} {}",
                problem["param"].as_str().unwrap_or(""),
                problem["message"].as_str().unwrap_or("")
            )
        })
        .collect();
    assert_eq!(
        problems,
        [
            "--amount must be a number such as 1500 or 1500.50",
            "--currency must be one of \"COP\", \"USD\"",
            "--reference is required",
            "--recipient.key is required",
        ]
    );
    assert_eq!((ran.code, &error["sent"]), (3, &"no".into()));
}

#[test]
fn a_callback_is_explained_and_delivered_to_this_machine_only() {
    let (receiver, api) = (api(), api());
    let machine = Machine::new(&api.url());
    let explained = machine.run(&["notice", "--json"]).data();
    assert_eq!(explained["example"], json!({"reference": "r-0", "status": 2}));
    let text = machine.run(&["notice"]).stdout;
    assert!(text.contains("Arrives when a payout ends.") && !text.contains("**"), "{text}");
    let to = format!("{}/notify", receiver.url());
    let done = machine.run(&["notice", "--to", &to, "--reference", "mine", "--json"]).data();
    assert_eq!(done["status"], 200);
    let received = receiver.received().remove(0);
    assert_eq!((received.method.as_str(), received.target.as_str()), ("POST", "/notify"));
    let body: Value = serde_json::from_str(&received.body).expect("JSON");
    assert_eq!(body, json!({"reference": "mine", "status": 2}));
    for (arguments, code) in [
        (["notice", "--to", "https://shop.example/x", "--json"].as_slice(), 3),
        (&["notice", "--to", "http://10.0.0.1/x", "--json"], 3),
        (&["notice", "--to", &to, "--env", "prod", "--json"], 7),
        (&["notice", "--to", "http://127.0.0.1:9/x", "--json"], 6),
    ] {
        assert_eq!(machine.run(arguments).error()["exit_code"], code, "{arguments:?}");
    }
    assert_eq!((receiver.received().len(), api.received().len()), (1, 0));
}
