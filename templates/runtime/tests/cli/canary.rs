//! Rule K1: whatever happens, a secret stands in no output, no file but that of sessions, and no list of processes.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use codegen_sandbox::{OAUTH_SERVICE_ID, OAUTH_SERVICE_SECRET};
use serde_json::Value;

use crate::agent::{log_in, sandbox, with_input};
use crate::process::{Machine, Ran};
use crate::secrets::files;
use crate::spellings::found;
use crate::support::{Received, Reply, Server};

/// Of this test alone: others may have theirs in the list of processes.
const PASSWORD: &str = "k1-canary-pa55word/+\"ñ x";
const SESSION: &str = "k1-canary-session.0123456789";
const TRANSACTION: &str = "k1-canary-transaction.0123456789";
const KEY: &str = "k1-canary-partner-key-0123456789";
const TYPED: &str = "k1-canary-typed \"secret\" 0123456789";

/// How often the report was asked for.
static REPORTS: AtomicUsize = AtomicUsize::new(0);

/// Reads the command lines of all processes until it is stopped.
struct Watch {
    stop: Arc<AtomicBool>,
    reader: JoinHandle<BTreeSet<String>>,
}

impl Watch {
    fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let reader = thread::spawn(move || {
            let mut lines = BTreeSet::new();
            while !stopped.load(Ordering::SeqCst) {
                for process in fs::read_dir("/proc").expect("processes").flatten() {
                    if let Ok(line) = fs::read(process.path().join("cmdline")) {
                        lines.insert(String::from_utf8_lossy(&line).replace('\0', " "));
                    }
                }
                thread::sleep(Duration::from_millis(1));
            }
            lines
        });
        Self { stop, reader }
    }

    fn end(self) -> BTreeSet<String> {
        self.stop.store(true, Ordering::SeqCst);
        self.reader.join().expect("it watched")
    }
}

/// An API that tells everybody what it was told, slowly enough to be watched.
fn answer(request: &Received) -> Reply {
    thread::sleep(Duration::from_millis(15));
    let token =
        |token: &str| Reply::json(200, &format!(r#"{{"statusCode":"00","data":{{"token":"{token}"}}}}"#));
    let told = Value::from(format!("no: {:?} {} {PASSWORD}", request.headers, request.body)).to_string();
    match request.target.as_str() {
        "/charges" => Reply::json(400, &format!(r#"{{"message":{told}}}"#)),
        "/auth/login" => token(SESSION),
        "/tokens" => token(TRANSACTION),
        "/payouts/refused" => Reply::json(400, &format!(r#"{{"statusCode":"09","message":{told}}}"#)),
        "/payouts/odd" => {
            Reply::with(500, &[("x-request-id", KEY), ("set-cookie", SESSION)], told.as_bytes())
        }
        "/payouts/gone" => Reply::Close,
        "/payouts" if request.body.contains("lost") => Reply::Close,
        "/partner/report" => {
            let body =
                format!(r#"{{"statusCode":"00","data":[{{"pin":{},"name":{told}}}]}}"#, Value::from(TYPED));
            // Every other time it is no JSON.
            let broken = REPORTS.fetch_add(1, Ordering::SeqCst) % 2 == 1;
            Reply::json(200, if broken { &body[1..] } else { &body })
        }
        _ => Reply::json(200, r#"{"statusCode":"00","message":"ok","data":{"status":2}}"#),
    }
}

fn pay_out(reference: &'static str) -> Vec<&'static str> {
    let recipient = r#"{"key":"3001112233"}"#;
    vec!["pay-out", "--amount", "5", "--reference", reference, "--recipient", recipient, "--yes", "--repeat"]
}

/// What a person and programs may ask for, and what may go wrong.
fn runs(machine: &Machine) -> Vec<(String, Ran)> {
    let status = |reference: &'static str| vec!["payouts", "status", "--reference", reference];
    let commands = [
        vec!["login"],
        vec!["whoami"],
        vec!["doctor"],
        pay_out("paid"),
        pay_out("lost"),
        [pay_out("x"), vec!["--dry-run"]].concat(),
        [pay_out("x"), vec!["--dry-run=curl"]].concat(),
        vec!["pay-token"],
        vec!["partner-report"],
        vec!["partner-report"],
        status("good"),
        status("refused"),
        status("odd"),
        status("gone"),
        vec!["get", "/payouts/odd"],
        vec!["post", "/tokens", "--data", r#"{"service":"/payouts"}"#, "--yes"],
        vec!["audit", "list"],
        vec!["audit", "tail"],
        vec!["audit", "export"],
        vec!["profile", "list"],
        vec!["config", "get-environment"],
        vec!["commands"],
        vec!["logout"],
        status("good"),
    ];
    let mut all = Vec::new();
    for more in [&[][..], &["--json"], &["--verbose"], &["--verbose", "--json"]] {
        for command in &commands {
            let line = [&command[..], more].concat();
            all.push((line.join(" "), machine.run(&line)));
        }
        for end in [&[][..], &["--dry-run"], &["--dry-run=curl"]] {
            let charge = ["charge", "--amount", "5", "--payment-method.id", "248", "--card-pin", "-"];
            let line = [&charge[..], end, more].concat();
            all.push((line.join(" "), with_input(machine, &line, &format!("{TYPED}\n"))));
        }
    }
    all
}

#[track_caller]
fn assert_clean(machine: &Machine, ran: &[(String, Ran)], lines: &BTreeSet<String>, secrets: &[&str]) {
    for (line, ran) in ran {
        assert!(!ran.stderr.contains("panicked"), "{line}: {ran:?}");
        for text in [&ran.stdout, &ran.stderr] {
            assert_eq!(found(text, secrets), None, "{line}: {ran:?}");
        }
    }
    for path in files(machine.home.path()).into_iter().filter(|path| *path != machine.credentials()) {
        let text = String::from_utf8_lossy(&fs::read(&path).expect("read")).into_owned();
        assert_eq!(found(&text, secrets), None, "{}", path.display());
    }
    for line in lines {
        assert_eq!(found(line, secrets), None, "{line}");
    }
}

#[test]
fn no_secret_slips_out_whatever_happens() {
    let server = Server::start(answer);
    let machine =
        Machine::new(&server.url()).with("SHOP_USERNAME", "k1-user").with("SHOP_PASSWORD", PASSWORD);
    let machine = machine.with("SHOP_PARTNER_KEY", KEY);
    let watch = Watch::start();
    let mut ran = runs(&machine);
    // A file that is damaged in the middle of a token.
    machine.run(&["login", "--json"]).data();
    let kept = fs::read_to_string(machine.credentials()).expect("text");
    assert!(kept.contains(SESSION) && found(&kept, &[PASSWORD, TRANSACTION, KEY, TYPED]).is_none(), "{kept}");
    fs::write(machine.credentials(), kept.replace("\"token\":", "\"token\" ")).expect("written");
    for line in
        [&["whoami"][..], &["login", "--json"], &["doctor"], &["reset", "--yes"], &["profile", "list"]]
    {
        ran.push((line.join(" "), machine.run(line)));
    }
    fs::remove_file(machine.credentials()).expect("removed");
    // Secrets that no header can carry.
    for (name, secret) in [("SHOP_PARTNER_KEY", KEY), ("SHOP_TOKEN", SESSION)] {
        let machine =
            Machine::new(&server.url()).with(name, &format!("{secret}\nX: 1")).with("SHOP_ENV", "sandbox");
        for line in
            [&["partner-report"][..], &["payouts", "status", "--reference", "good", "--json"], &["whoami"]]
        {
            ran.push((line.join(" "), machine.run(line)));
        }
    }
    let lines = watch.end();
    assert!(lines.iter().any(|line| line.contains("shop pay-out")), "the watch saw the program");
    let sent: String = server.received().iter().map(|one| format!("{:?}{}", one.headers, one.body)).collect();
    for secret in [SESSION, TRANSACTION, KEY, "k1-canary-pa55word", "k1-canary-typed"] {
        assert!(sent.contains(secret), "{secret} was used");
    }
    assert_clean(&machine, &ran, &lines, &[PASSWORD, SESSION, TRANSACTION, KEY, TYPED]);
}

#[test]
fn no_token_of_a_browser_slips_out() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url()).with("CLOUD_CLIENT_SECRET", OAUTH_SERVICE_SECRET);
    let browser: PathBuf = machine.home.path().join("browser");
    fs::write(&browser, "#!/bin/sh\nsleep 0.2\n").expect("written");
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o700)).expect("set");
    let mut machine =
        machine.with("BROWSER", &browser.display().to_string()).with("CLOUD_CLIENT_ID", OAUTH_SERVICE_ID);
    let watch = Watch::start();
    let mut ran = Vec::new();
    for line in [
        &["merchant", "--verbose"][..],
        &["merchant", "--json", "--verbose"],
        &["login", "--device", "--json"],
    ] {
        ran.push((line.join(" "), machine.run(line)));
    }
    machine.forget("CLOUD_CLIENT_SECRET");
    machine.forget("CLOUD_CLIENT_ID");
    ran.push(("login".into(), log_in(&machine)));
    let kept: Value = serde_json::from_slice(&fs::read(machine.credentials()).expect("kept")).expect("JSON");
    let tokens = ["token", "refresh_token"]
        .map(|name| kept["sessions"][0][name].as_str().expect("a token").to_owned());
    for line in [&["merchant", "--verbose"][..], &["whoami", "--json"], &["logout", "--verbose"]] {
        ran.push((line.join(" "), machine.run(line)));
    }
    fs::remove_file(machine.home.path().join(".config/cloud/pending-login.json")).ok();
    let lines = watch.end();
    assert!(lines.iter().any(|line| line.contains("cloud merchant")), "the watch saw the program");
    assert_clean(&machine, &ran, &lines, &[&tokens[0], &tokens[1], OAUTH_SERVICE_SECRET]);
}
