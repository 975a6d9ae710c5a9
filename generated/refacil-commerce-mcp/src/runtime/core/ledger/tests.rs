use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::content::Content;
use super::super::failure::Sent;
use super::*;

#[test]
fn spellings_of_the_same_arguments_are_the_same() {
    let same = |a: Value, b: Value| fingerprint::canonical(&a) == fingerprint::canonical(&b);
    let number = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    assert!(same(number(r#"{"a":5,"b":[1.0]}"#), number(r#"{"b":[1],"a":50e-1}"#)));
    assert!(!same(json!([1, 2]), json!([2, 1])));
    assert!(!same(json!("5"), json!(5)));
    assert!(!same(number("9007199254740993"), number("9007199254740992")));
}

fn record(id: &str, state: State, at: &str) -> Record {
    Record {
        id: id.into(),
        fingerprint: "f".into(),
        operation: "pay".into(),
        principal: "default".into(),
        environment: "sandbox".into(),
        at: at.parse().expect("a time"),
        state,
        uncertain: false,
        key: format!("key of {id}"),
        amount: None,
        currency: None,
        made: None,
        references: BTreeMap::from([("reference".into(), json!(format!("reference of {id}")))]),
    }
}

fn said(text: &str) -> Fingerprint {
    Fingerprint { said: text.into(), made: None }
}

fn book(calls: Vec<Record>) -> Book {
    let mut book = Book::read(Path::new("/nonexistent/ledger.json")).expect("an empty one");
    book.calls = calls;
    book
}

#[test]
fn what_was_done_is_in_the_way_for_ten_minutes_and_what_is_unknown_for_ever() {
    let blocks = |state, at: &str| {
        let now = "2026-01-01T12:00:00Z".parse().expect("a time");
        in_the_way(&book(vec![record("a", state, at)]), &said("f"), now, RECENT).is_some()
    };
    assert!(blocks(State::Done, "2026-01-01T11:51:00Z") && !blocks(State::Done, "2026-01-01T11:49:00Z"));
    assert!(blocks(State::Done, "2026-01-02T00:00:00Z"), "the clock was set back");
    assert!(blocks(State::Unknown, "2025-01-01T00:00:00Z") && blocks(State::Open, "2025-01-01T00:00:00Z"));
    assert!(!blocks(State::Superseded, "2026-01-01T12:00:00Z"));
}

#[test]
fn a_repeat_takes_over_the_key_of_what_is_unknown() {
    let calls = || {
        vec![
            record("a", State::Done, "2026-01-01T00:00:00Z"),
            record("b", State::Unknown, "2026-01-01T00:00:00Z"),
        ]
    };
    let mut recognised = book(calls());
    let kept = recognised.supersede(&said("f"), true).expect("one is unknown");
    assert_eq!((kept.key.as_str(), &kept.references["reference"]), ("key of b", &json!("reference of b")));
    assert_eq!(recognised.calls.len(), 1, "both are one call to the API");
    let mut unrecognised = book(calls());
    unrecognised.supersede(&said("f"), false);
    assert_eq!(unrecognised.calls.len(), 2, "both may have been done");
    assert!(unrecognised.supersede(&said("other"), true).is_none());
}

#[test]
fn a_call_is_known_by_the_reference_that_was_made_for_it_too() {
    let made = Record { made: Some("m".into()), ..record("a", State::Unknown, "2026-01-01T00:00:00Z") };
    for (call, known) in [
        (said("f"), true),
        (said("m"), true),
        (Fingerprint { said: "x".into(), made: Some("m".into()) }, true),
        (Fingerprint { said: "x".into(), made: Some("y".into()) }, false),
    ] {
        assert_eq!(call.is_of(&made), known, "{call:?}");
    }
}

#[test]
fn only_a_proven_refusal_is_forgotten() {
    let refusal = |status, sent| {
        let failure = Failure::new(Exit::Other, "x", "x");
        Err(failure.with(|details| (details.http_status, details.sent) = (status, sent)))
    };
    for (outcome, state) in [
        (refusal(None, Sent::No), None),
        (refusal(Some(422), Sent::Yes), None),
        (refusal(Some(200), Sent::Yes), None),
        (refusal(Some(503), Sent::Yes), Some(State::Unknown)),
        (refusal(Some(302), Sent::Yes), Some(State::Unknown)),
        (refusal(None, Sent::Unknown), Some(State::Unknown)),
        (
            Ok(Success {
                status: 200,
                body: Value::Null,
                content: Content::Empty,
                request_id: None,
                next_page: None,
            }),
            Some(State::Done),
        ),
    ] {
        assert_eq!(state_after(&outcome), state, "{outcome:?}");
    }
}

#[test]
fn a_refused_repeat_says_nothing_about_the_call_that_it_repeats() {
    let now = "2026-01-01T00:00:00Z".parse().expect("a time");
    let uncertain = Record { uncertain: true, ..record("a", State::Open, "2026-01-01T00:00:00Z") };
    let mut book = book(vec![uncertain, record("b", State::Open, "2026-01-01T00:00:00Z")]);
    book.close("a", None, now);
    book.close("b", None, now);
    assert_eq!(book.calls.iter().map(|record| record.state).collect::<Vec<_>>(), [State::Unknown]);
}

#[test]
fn the_book_is_kept_and_what_is_no_book_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ledger.json");
    book(vec![record("a", State::Unknown, "2026-01-01T00:00:00.5Z")]).write(&path).expect("written");
    let kept = Book::read(&path).expect("readable");
    assert_eq!(
        (kept.calls[0].state, kept.calls[0].at.to_string().as_str()),
        (State::Unknown, "2026-01-01T00:00:00.5Z")
    );
    std::fs::write(&path, "{}").expect("written");
    assert!(Book::read(&path).is_err());
}
