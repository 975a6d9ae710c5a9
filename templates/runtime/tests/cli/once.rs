//! Rule M3: no payment is done twice by mistake.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::process::{Machine, PAY_OUT, Ran, answer, api};
use crate::support::{Reply, Server};

fn payouts(server: &Server) -> usize {
    server.calls().iter().filter(|call| *call == "POST /payouts").count()
}

fn again() -> Vec<&'static str> {
    [PAY_OUT, &["--repeat"]].concat()
}

#[track_caller]
fn assert_refused(ran: &Ran, what: &str) -> Value {
    let error = ran.error();
    assert_eq!((ran.code, &error["code"], &error["sent"]), (8, &"repeated-call".into(), &"no".into()));
    assert!(error["message"].as_str().unwrap_or_default().contains(what), "{error}");
    assert!(error["hint"].as_str().unwrap_or_default().contains("--repeat"), "{error}");
    assert_eq!(error["lookup"]["command"], "shop payouts status --reference 'r 1'");
    error
}

#[test]
fn the_same_payout_again_is_refused_until_somebody_wants_it() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    machine.run(PAY_OUT).data();
    assert_refused(&machine.run(PAY_OUT), "was done");
    // Other spellings of the same amount are the same payout; another amount or profile is another one.
    let other = |amount: &'static str, more: &[&'static str]| {
        let swapped = PAY_OUT.iter().map(|word| if *word == "50000.10" { amount } else { *word });
        machine.run(&swapped.chain(more.iter().copied()).collect::<Vec<_>>())
    };
    assert_refused(&other("50000.100", &[]), "was done");
    assert_eq!(payouts(&server), 1);
    other("50000.11", &[]).data();
    other("50000.10", &["--profile", "till"]).data();
    let people: Vec<&str> = again().into_iter().filter(|word| *word != "--json").collect();
    let ran = machine.run(&people);
    assert_eq!((ran.code, payouts(&server)), (0, 4), "{ran:?}");
    assert!(ran.stderr.contains("this is a repeat: the same call was done at "), "{ran:?}");
}

#[test]
fn a_payout_whose_outcome_is_unknown_stands_in_the_way() {
    let server = Server::start(|request| match request.target.as_str() {
        "/payouts" => Reply::Close,
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login();
    assert_eq!(machine.run(PAY_OUT).code, 10);
    assert_refused(&machine.run(PAY_OUT), "its outcome is unknown");
    assert_eq!(payouts(&server), 1);
    assert_eq!(machine.run(&again()).code, 10);
    assert_refused(&machine.run(PAY_OUT), "its outcome is unknown");
    assert_eq!(payouts(&server), 2);
}

#[test]
fn a_proven_refusal_is_in_nobodys_way() {
    static SEEN: AtomicUsize = AtomicUsize::new(0);
    let server = Server::start(|request| match request.target.as_str() {
        "/payouts" if SEEN.fetch_add(1, Ordering::SeqCst) == 0 => Reply::json(422, r#"{"message":"no"}"#),
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login();
    assert_eq!(machine.run(PAY_OUT).code, 3);
    machine.run(PAY_OUT).data();
    // What never left is in nobody's way either.
    let machine = Machine::new("http://127.0.0.1:9").with_login();
    assert_eq!((machine.run(PAY_OUT).code, machine.run(PAY_OUT).code), (6, 6));
}

#[test]
fn a_program_that_is_killed_leaves_a_call_in_the_way() {
    let server = Server::start(|request| match request.target.as_str() {
        "/payouts" => Reply::Hang,
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login();
    let mut child = machine.command(PAY_OUT).spawn().expect("runs");
    server.wait_for(3);
    let killed = Command::new("kill").args(["-KILL", &child.id().to_string()]).status().expect("kills");
    assert!(killed.success() && !child.wait().expect("ends").success());
    assert_refused(&machine.run(PAY_OUT), "was begun");
    assert_eq!(payouts(&server), 1);
    let calls = machine.run(&["audit", "list", "--json"]).data();
    assert_eq!(calls[0]["outcome"], "unknown (no closing entry)");
}

#[test]
fn of_many_processes_at_once_one_pays() {
    let server = Server::start(|request| {
        if request.target == "/payouts" {
            thread::sleep(Duration::from_millis(300));
        }
        answer(request)
    });
    let machine = Machine::new(&server.url()).with_login();
    let children: Vec<_> = (0..16).map(|_| machine.command(PAY_OUT).spawn().expect("runs")).collect();
    let ended = children.into_iter().map(|child| Ran::from(child.wait_with_output().expect("ends")));
    let mut codes: Vec<i32> = ended.map(|ran| ran.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, [vec![0], vec![8; 15]].concat());
    assert_eq!(payouts(&server), 1);
}

#[test]
fn a_ledger_that_cannot_be_written_stops_the_call() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    std::fs::create_dir_all(machine.home.path().join(".shop/ledger.json")).expect("made");
    let error = machine.run(PAY_OUT).error();
    assert_eq!((&error["code"], &error["sent"]), (&"ledger-unusable".into(), &"no".into()));
    assert!(server.received().is_empty());
}
