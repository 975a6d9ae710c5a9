//! What the program writes down about its calls, and how it tells it.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::process::{Machine, PAY_OUT, answer, api};
use crate::support::{Reply, Server};

fn log(machine: &Machine) -> PathBuf {
    machine.home.path().join(".shop/audit.log")
}

#[test]
fn calls_are_listed_with_their_outcome() {
    let server = Server::start(|request| match request.target.as_str() {
        "/payouts" => Reply::with(200, &[("x-request-id", "r-\u{202e}7")], br#"{"statusCode":"00"}"#),
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login();
    machine.run(PAY_OUT).data();
    // The program was killed between the two entries.
    let text = fs::read_to_string(log(&machine)).expect("a log");
    let open: Value = serde_json::from_str(text.lines().next().expect("a line")).expect("JSON");
    fs::write(log(&machine), format!("{text}{}\n", open.to_string().replace("\"id\":\"", "\"id\":\"x")))
        .expect("written");
    let calls = machine.run(&["audit", "list", "--json"]).data();
    assert_eq!((&calls[0]["outcome"], &calls[0]["status"]), (&"answered".into(), &200.into()));
    assert_eq!((&calls[0]["command"], &calls[0]["profile"]), (&"pay-out".into(), &"default".into()));
    assert_eq!(calls[1]["outcome"], "unknown (no closing entry)");
    let shown = machine.run(&["audit", "list"]).stdout;
    assert!(shown.contains("default/sandbox  pay-out 50000.10  answered (HTTP 200), request r-"), "{shown}");
    assert!(!shown.contains('\u{202e}'), "{shown}");
    for format in ["table", "json", "ndjson", "yaml", "csv"] {
        let tail = machine.run(&["audit", "tail", "--output", format]).stdout;
        assert!(tail.contains("r-") && !tail.contains('\u{202e}'), "{format}: {tail}");
    }
    assert_eq!(machine.run(&["audit", "tail", "-n", "1", "--json"]).data().as_array().map(Vec::len), Some(1));
    assert_eq!(machine.run(&["audit", "export"]).stdout.lines().count(), 3);
}

#[test]
fn a_changed_log_is_told() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    assert_eq!(machine.run(&["audit", "verify", "--json"]).data()["entries"], 0);
    machine.run(PAY_OUT).data();
    let whole = machine.run(&["audit", "verify", "--json"]).data();
    assert_eq!((&whole["whole"], &whole["last"]), (&true.into(), &2.into()));
    let text = fs::read_to_string(log(&machine)).expect("a log");
    fs::write(log(&machine), text.replace("50000.10", "5.10")).expect("written");
    let error = machine.run(&["audit", "verify", "--json"]).error();
    assert_eq!((&error["code"], &error["exit_code"]), (&"audit-changed".into(), &1.into()));
    fs::write(log(&machine), text.replacen("\"pay-out\"", "\"charge\"", 1)).expect("written");
    assert_eq!(machine.run(&["audit", "verify", "--json"]).error()["code"], "audit-changed");
    fs::write(log(&machine), &text).expect("written");
    machine.run(&[PAY_OUT, &["--repeat"]].concat()).data();
    let longer = fs::read_to_string(log(&machine)).expect("a log");
    let gap: Vec<&str> =
        longer.lines().enumerate().filter(|(at, _)| *at != 1).map(|(_, line)| line).collect();
    fs::write(log(&machine), gap.join("\n") + "\n").expect("written");
    assert_eq!(machine.run(&["audit", "verify", "--json"]).error()["code"], "audit-changed");
    fs::write(log(&machine), &longer).expect("written");
    assert_eq!(machine.run(&["audit", "verify", "--json"]).data()["entries"], 4);
    let cut: Vec<&str> = longer.lines().take(3).collect();
    fs::write(log(&machine), cut.join("\n") + "\n").expect("written");
    assert!(machine.run(&["audit", "verify"]).stderr.contains("entry 4 is missing: the end was cut off"));
}

#[test]
fn a_log_that_leads_elsewhere_or_cannot_be_written_stops_the_call() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    fs::create_dir(machine.home.path().join(".shop")).expect("made");
    std::os::unix::fs::symlink("/dev/full", log(&machine)).expect("linked");
    let error = machine.run(PAY_OUT).error();
    assert_eq!((&error["code"], &error["sent"]), (&"audit-unwritable".into(), &"no".into()));
    assert!(!server.calls().contains(&"POST /payouts".to_owned()));
}
