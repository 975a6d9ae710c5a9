//! Rule K7: what changes something leaves a chain of entries, and what can leave none is not sent.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::api::FakeApi;
use crate::client::{HttpServer, Person, bare, call, command, connect, content, hello, run};
use crate::http::{WITH_MONEY, payout, post, request};
use crate::support::Reply;

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_two_servers_are_one_chain() {
    let api = FakeApi::usual();
    let folder = tempfile::tempdir().expect("a folder");
    let audit = folder.path().join("audit.log");
    let path = audit.display().to_string();
    let more = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_AUDIT_PATH", path.as_str())];
    let servers = [
        connect(command(&api, &more), Person::Absent).await,
        connect(command(&api, &more), Person::Absent).await,
    ];
    for nth in 0..4 {
        let mut arguments = payout();
        arguments["reference"] = json!(format!("r-{nth}"));
        let result = call(&servers[nth % 2], "pay_out", arguments).await;
        assert_eq!(result.is_error, Some(false), "{result:?}");
    }
    let log = fs::read_to_string(&audit).expect("the audit log");
    let mut before = String::new();
    for (at, line) in log.lines().enumerate() {
        let entry: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!((&entry["seq"], &entry["prev"]), (&json!(at + 1), &json!(before)), "{log}");
        before = Sha256::digest(line).iter().map(|byte| format!("{byte:02x}")).collect();
    }
    assert_eq!(log.lines().count(), 8, "{log}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_no_entry_is_not_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("target.log");
    fs::write(&target, "mine\n").expect("written");
    let link = |log: &Path| std::os::unix::fs::symlink(&target, log).expect("linked");
    let device = |log: &Path| std::os::unix::fs::symlink("/dev/full", log).expect("linked");
    let no_file = |log: &Path| fs::create_dir(log).expect("made");
    // What was right at the start need not stay so.
    let breaks: [&dyn Fn(&Path); 3] = [&link, &device, &no_file];
    for (path, spoil) in ["link", "device", "no file"].into_iter().zip(breaks) {
        let api = FakeApi::usual();
        let log = folder.path().join(path);
        let more = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_AUDIT_PATH", log.to_str().expect("text"))];
        let client = connect(command(&api, &more), Person::Absent).await;
        spoil(&log);
        let refused = call(&client, "pay_out", payout()).await;
        assert_eq!((refused.is_error, &content(&refused)["sent"]), (Some(true), &json!("no")), "{path}");
        assert!(api.at("/payouts").is_empty(), "{path}");
        let read = call(&client, "payout_status", json!({"reference": "r"})).await;
        assert_eq!(read.is_error, Some(false), "{path}: {read:?}");
    }
    assert_eq!(fs::read_to_string(&target).expect("text"), "mine\n");
}

#[cfg(target_os = "linux")]
#[test]
fn what_can_leave_no_entry_is_not_even_offered() {
    let api = FakeApi::usual();
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    fs::write(path("file"), "mine\n").expect("written");
    std::os::unix::fs::symlink(path("file"), path("link")).expect("linked");
    let start = |more: &[(&str, &str)]| {
        let output = run(&mut command(&api, more), &[]);
        (output.status.code(), String::from_utf8(output.stderr).expect("text"))
    };
    let (no_folder, below) = (path("file"), path("file/audit.log"));
    for log in ["/dev/full", &path("link"), &below, "/proc/nowhere/audit.log"] {
        let (code, told) = start(&[("SHOP_AUDIT_PATH", log), ("SHOP_STATE_PATH", &no_folder)]);
        assert_eq!(code, Some(3), "{log}: {told}");
        for name in [format!("SHOP_AUDIT_PATH={log}"), format!("SHOP_STATE_PATH={no_folder}")] {
            assert!(told.contains(&format!("{name} cannot be used: it cannot be written")), "{name}: {told}");
        }
        assert!(told.contains("offer only what changes nothing with --read-only"), "{told}");
    }
    let damaged = path("damaged");
    fs::create_dir(&damaged).expect("made");
    fs::write(path("damaged/ledger.json"), "{").expect("written");
    assert_eq!(start(&[("SHOP_STATE_PATH", &damaged)]).0, Some(3));
    // What changes nothing of weight runs, and what changes nothing at all needs no log.
    let mild = [("SHOP_AUDIT_PATH", below.as_str()), ("SHOP_MCP_TOOLS", "charge,payout_status")];
    let (code, told) = start(&mild);
    assert!(code == Some(0) && told.contains("calls that change something will be refused"), "{told}");
    let (code, told) = start(&[("SHOP_AUDIT_PATH", &below), ("SHOP_MCP_READ_ONLY", "true")]);
    assert!(code == Some(0) && !told.contains("cannot be written"), "{told}");
    let (code, told) = start(&[("SHOP_STATE_PATH", &no_folder), ("SHOP_MCP_READ_ONLY", "true")]);
    assert!(code == Some(0) && told.contains("refused logins are forgotten at a restart"), "{told}");
    // A start leaves nothing of its own behind.
    let (log, state) = (path("new/audit.log"), path("other/state"));
    assert_eq!(start(&[("SHOP_AUDIT_PATH", &log), ("SHOP_STATE_PATH", &state)]).0, Some(0));
    assert!(!Path::new(&path("new")).exists() && !Path::new(&path("other")).exists());
    assert_eq!(fs::read_to_string(path("file")).expect("text"), "mine\n");
    assert!(api.all().is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn what_everybody_may_write_to_is_warned_of_and_used() {
    use std::os::unix::fs::PermissionsExt;
    let api = FakeApi::usual();
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().join("state");
    fs::create_dir(&state).expect("made");
    let warned = |path: &Path, mode: u32, variable: &str| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
        let log = state.join("audit.log").display().to_string();
        let (state, mut server) = (state.display().to_string(), command(&api, &[]));
        let output = run(server.env("SHOP_STATE_PATH", state).env("SHOP_AUDIT_PATH", log), &[]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let told = String::from_utf8(output.stderr).expect("text");
        told.contains(&format!("{variable}: every user of this machine may write to {} ", path.display()))
    };
    // The group of a volume is the server's own, and in a sticky folder nobody removes what another made.
    for (mode, is_open) in [(0o777, true), (0o2770, false), (0o1777, false), (0o700, false)] {
        for variable in ["SHOP_STATE_PATH", "SHOP_AUDIT_PATH"] {
            assert_eq!(warned(&state, mode, variable), is_open, "{variable} {mode:o}");
        }
    }
    for (name, variable) in [("audit.log", "SHOP_AUDIT_PATH"), ("logins.json", "SHOP_STATE_PATH")] {
        let file = state.join(name);
        fs::write(&file, "").expect("written");
        assert!(warned(&file, 0o666, variable) && !warned(&file, 0o660, variable), "{name}");
    }
}

/// What `audit` prints on either stream, and how it ends.
fn audit(log: &Path, words: &[&str]) -> (Option<i32>, String) {
    let output = run(bare().env("SHOP_AUDIT_PATH", log), &[&["audit"], words].concat());
    let text = if output.status.success() { output.stdout } else { output.stderr };
    (output.status.code(), String::from_utf8(text).expect("text"))
}

fn parsed((code, text): (Option<i32>, String)) -> (Option<i32>, Value) {
    (code, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_a_log_sees_whether_it_is_whole() {
    let api = FakeApi::usual();
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("audit.log");
    assert_eq!(parsed(audit(&log, &["verify", "--json"])).1["entries"], 0);
    assert_eq!(audit(&log, &["list"]), (Some(0), "there are no entries yet\n".to_owned()));
    let path = log.display().to_string();
    let more = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_AUDIT_PATH", path.as_str())];
    let server = connect(command(&api, &more), Person::Absent).await;
    for nth in 0..2 {
        let mut arguments = payout();
        arguments["reference"] = json!(format!("r-{nth}"));
        assert_eq!(call(&server, "pay_out", arguments).await.is_error, Some(false));
    }
    // The server goes on running.
    let (code, whole) = parsed(audit(&log, &["verify", "--json"]));
    assert_eq!((code, &whole["whole"], &whole["last"]), (Some(0), &json!(true), &json!(4)));
    assert_eq!(audit(&log, &["verify"]), (Some(0), "4 entries, 1 to 4: none was changed\n".to_owned()));
    let (_, calls) = parsed(audit(&log, &["list", "--limit", "1", "--json"]));
    assert_eq!((calls.as_array().map(Vec::len), &calls[0]["outcome"]), (Some(1), &json!("answered")));
    assert_eq!(
        (&calls[0]["profile"], &calls[0]["parameters"]["reference"]),
        (&json!("stdio"), &json!("r-1"))
    );
    let shown = audit(&log, &["list"]).1;
    assert!(shown.lines().count() == 2 && shown.contains("stdio/sandbox  pay-out 5  answered"), "{shown}");
    // Whom it was for is personal data, and nothing else is taken for it.
    assert!(shown.contains(", reference r-1\n") && shown.ends_with(", reference r-1\n"), "{shown}");
    assert_eq!(audit(&log, &["tail", "-n", "3"]).1.lines().count(), 3);
    let text = fs::read_to_string(&log).expect("the audit log");
    assert_eq!(audit(&log, &["export"]), (Some(0), text.clone()));

    let lines: Vec<&str> = text.lines().collect();
    let changed = text.replacen("\"amount\":5", "\"amount\":1", 1);
    assert_ne!(changed, text);
    let gap = [lines[0], lines[2], lines[3]].join("\n") + "\n";
    let cut = lines[..3].join("\n") + "\n";
    for (damaged, told) in [
        (changed, "line 2: the line before entry 2 is not the one that stood there"),
        (gap, "line 2: entry 3 follows entry 1"),
        (cut, "entry 4 is missing: the end was cut off"),
    ] {
        fs::write(&log, damaged).expect("written");
        let (code, error) = parsed(audit(&log, &["verify", "--json"]));
        assert_eq!((code, &error["code"]), (Some(1), &json!("audit-changed")));
        assert!(error["message"].as_str().is_some_and(|message| message.contains(told)), "{told}: {error}");
        assert!(audit(&log, &["verify"]).1.contains(told));
    }
    assert!(audit(&log, &[]).1.contains("audit takes one of verify, list, tail, export"));
    for (wrong, told) in [
        (&[][..], "audit takes one of"),
        (&["all"], "audit takes one of"),
        (&["verify", "--limit", "1"], "\"--limit\" cannot be used here"),
        (&["list", "--limit", "x"], "--limit=x cannot be used: it must be a whole number"),
        (&["list", "-n"], "-n needs a value"),
        (&["tail", "--limit="], "--limit needs a value"),
    ] {
        let (code, text) = audit(&log, wrong);
        assert!(code == Some(3) && text.contains(told), "{wrong:?}: {text}");
    }
}

/// Pays once over standard input with that standard error, and returns the answer and what was said there.
#[cfg(target_os = "linux")]
fn pay_with_log_on(api: &FakeApi, log: Stdio, more: &[(&str, &str)]) -> (Value, String) {
    let own = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_AUDIT_PATH", "stderr")];
    let mut child = command(api, &[own.as_slice(), more].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("the server starts");
    let mut input = child.stdin.take().expect("its input");
    let pay = json!({"name": "pay_out", "arguments": payout()});
    for message in [
        hello(json!({})),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": pay}),
    ] {
        writeln!(input, "{message}").expect("written");
    }
    let answers = BufReader::new(child.stdout.take().expect("its output")).lines();
    let answers = answers.map(|line| serde_json::from_str::<Value>(&line.expect("a line")).expect("JSON"));
    let answer = answers.into_iter().find(|answer| answer["id"] == 2).expect("an answer");
    drop(input);
    let output = child.wait_with_output().expect("its end");
    (answer["result"].clone(), String::from_utf8(output.stderr).expect("text"))
}

#[cfg(target_os = "linux")]
#[test]
fn entries_go_to_standard_error_where_that_is_said() {
    for form in ["text", "json"] {
        let api = FakeApi::usual();
        let (answer, log) = pay_with_log_on(&api, Stdio::piped(), &[("SHOP_LOG_FORMAT", form)]);
        assert_eq!(answer["isError"], false, "{answer}");
        let (entries, others): (Vec<&str>, Vec<&str>) =
            log.lines().partition(|line| line.starts_with("{\"audit\":"));
        assert!(entries.len() == 2 && !others.is_empty(), "{log}");
        let inner: Vec<&str> =
            entries.iter().filter_map(|line| line.strip_prefix("{\"audit\":")?.strip_suffix('}')).collect();
        let read: Vec<Value> = inner.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!((&read[0]["seq"], &read[0]["prev"], &read[1]["seq"]), (&json!(1), &json!(""), &json!(2)));
        let hash: String = Sha256::digest(inner[0]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!((&read[1]["prev"], &read[1]["outcome"]), (&json!(hash), &json!("answered")));
        // The same as in a file: personal data is masked.
        assert_eq!(read[0]["parameters"]["recipient"]["key"], "***");
        assert!(!log.contains("canary"), "{log}");
    }
    // What cannot be said there is not sent.
    let api = FakeApi::usual();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let (refused, _) = pay_with_log_on(&api, full.into(), &[]);
    assert_eq!((&refused["isError"], &refused["structuredContent"]["sent"]), (&json!(true), &json!("no")));
    assert!(api.at("/payouts").is_empty());
    for verb in ["verify", "list", "tail", "export"] {
        let (code, told) = audit(Path::new("stderr"), &[verb]);
        assert!(code == Some(3) && told.contains("there is no file to read or to check here"), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_a_crash_cut_short_is_listed() {
    let api = FakeApi::start(|arrived| (arrived.target == "/payouts").then_some(Reply::Hang));
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("audit.log");
    let path = log.display().to_string();
    let own = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_AUDIT_PATH", &path), ("TEST_API", "patient")];
    let server = HttpServer::start(&api, &[WITH_MONEY.as_slice(), &own].concat());
    let paying = tokio::spawn(post(server.url.clone(), request("pay_out", &payout())));
    api.arrival("/payouts");
    // Killed, not asked to end.
    drop(server);
    paying.abort();
    let (code, verdict) = parsed(audit(&log, &["verify", "--json"]));
    assert_eq!((code, &verdict["whole"], &verdict["unclosed"]), (Some(0), &json!(true), &json!(1)));
    assert!(audit(&log, &["verify"]).1.contains("cut short by a crash: 1 (see audit list)"));
    assert!(audit(&log, &["list"]).1.contains("pay-out 5  unknown (no closing entry)"));
}
