//! Rule T3: the line for curl is safe to paste, whatever the values are, and sends what the tool would send.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::process::{Machine, PASSWORD, api};

/// Values that try to leave their quotes.
const HOSTILE: &[&str] = &[
    "$(touch pwned)",
    "`touch pwned`",
    "'; touch pwned; '",
    "\"; touch pwned; #",
    "'\\''$(touch pwned)",
    "a\nb; touch pwned\n",
    "\u{1b}[2J\u{202e}\\' ; touch pwned",
    "!touch %s \\x41 \\0 ~ * {a,b} && touch pwned",
    "@/etc/passwd",
    "\\",
    "ñandú 💸",
];

fn bash(machine: &Machine, line: &str) -> std::process::Output {
    let mut command = Command::new("bash");
    command.args(["-c", line]).current_dir(machine.home.path()).env_clear();
    command.env("PATH", "/usr/bin:/bin").stdin(Stdio::null()).output().expect("bash runs")
}

#[test]
fn hostile_values_stay_what_they_are() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    for value in HOSTILE {
        let recipient = json!({"key": value}).to_string();
        let short: String = value.chars().take(20).collect();
        let arguments = ["pay-out", "--amount", "5", "--reference", &short, "--recipient", &recipient];
        let shown = machine.run(&[&arguments[..], &["--dry-run=curl", "--json"]].concat()).data();
        let before = server.received().len();
        let line = shown["curl"].as_str().expect("a line").replace("curl ", "curl --silent --disable ");
        let done = bash(&machine, &line);
        assert!(done.status.success(), "{line}: {}", String::from_utf8_lossy(&done.stderr));
        let sent = server.received();
        assert_eq!(sent.len(), before + 1, "{line}");
        let body: Value = serde_json::from_str(&sent[before].body).expect("JSON");
        assert_eq!(body, json!({"amount": 5, "reference": short, "recipient": {"key": value, "id": 264}}));
        assert_eq!(sent[before].header("authorization"), Some("Bearer <login>"));
        assert!(!machine.home.path().join("pwned").exists(), "{line}");
    }
}

#[test]
fn a_path_of_hostile_values_reaches_the_server_as_the_tool_sends_it() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    for value in HOSTILE {
        let lookup = ["payouts", "status", &format!("--reference={value}")];
        machine.run(&[&lookup[..], &["--json"]].concat()).data();
        let ours = server.calls().pop();
        let ran = machine.run(&[&lookup[..], &["--dry-run=curl"]].concat());
        assert!(ran.stdout.lines().count() > 2 && !ran.stdout.contains(PASSWORD), "{ran:?}");
        assert!(ran.stdout.chars().all(|c| c == '\n' || !c.is_control()), "{ran:?}");
        bash(&machine, &ran.stdout);
        assert_eq!(server.calls().pop(), ours);
        assert!(!machine.home.path().join("pwned").exists());
    }
}

#[test]
fn the_form_of_a_dry_run_is_one_of_two() {
    let machine = Machine::new("http://127.0.0.1:9");
    assert_eq!(machine.run(&["payouts", "search", "--dry-run=wget"]).code, 3);
    assert!(machine.run(&["payouts", "search", "--dry-run=request"]).stdout.starts_with("GET "));
    // The form is never the word behind it.
    assert!(machine.run(&["--dry-run", "payouts", "search"]).stdout.starts_with("GET "));
}
