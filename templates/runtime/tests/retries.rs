//! What is sent again by itself, what never is, and what a call has come to after several attempts.

mod shop;

use std::sync::Arc;
use std::time::Duration;

use codegen_runtime::runtime::core::answer::{Broken, BrokenKind, Response};
use codegen_runtime::runtime::core::call::{Call, Next};
use codegen_runtime::runtime::core::credentials::Credentials;
use codegen_runtime::runtime::core::failure::{Exit, Failure, Sent};
use codegen_runtime::runtime::core::request::{Purpose, Request};
use codegen_runtime::runtime::core::session::{Method, Session};
use codegen_runtime::runtime::core::spec::{Operation, Repeat};
use codegen_runtime::runtime::core::target::Target;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use shop::API;

type Report = Result<Response, Broken>;

fn ready(operation: &'static Operation, arguments: Value) -> Call {
    let target = Target::new(&API, API.environment("sandbox").expect("declared"), None).expect("valid");
    let expires_at = Timestamp::now().checked_add(SignedDuration::from_secs(3_600)).expect("in range");
    let session = Session::new("t".into(), expires_at, target.origin(), Method::Login);
    let arguments = arguments.as_object().expect("an object").clone();
    let mut call = Call::new(&API, operation, target, arguments, Credentials::default()).expect("acceptable");
    call.use_session(session, Timestamp::now());
    call
}

fn known(id: &str) -> &'static Operation {
    API.operation(id).expect("known")
}

fn read() -> Call {
    ready(known("status"), json!({"reference": "r-1"}))
}

/// A payout; the API recognises its repeat by a key, or not at all.
fn payout(repeat: Repeat) -> Call {
    let operation = Operation { repeat, lookup: None, steps: &[], ..*known("pay-out") };
    ready(Box::leak(Box::new(operation)), arguments())
}

fn arguments() -> Value {
    json!({"amount": 5, "reference": "r-1", "recipient": {"key": "k"}})
}

const KEY: Repeat = Repeat::Header("Idempotency-Key");

fn broken(kind: BrokenKind, sent: Sent) -> Report {
    Err(Broken { kind, sent, message: "the line is dead".into() })
}

fn answered(status: u16, headers: &[(&str, &str)]) -> Report {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Ok(Response { status, headers, body: b"{}".to_vec() })
}

fn sends(call: &mut Call) -> Request {
    match call.advance() {
        Next::Send(request) => Arc::unwrap_or_clone(request),
        other => panic!("expected a request, got {other:?}"),
    }
}

fn pauses(call: &mut Call) -> Option<Duration> {
    match call.advance() {
        Next::Pause(pause) => Some(pause),
        _ => None,
    }
}

fn fails(call: &mut Call) -> Failure {
    match call.advance() {
        Next::Done(outcome) => outcome.expect_err("a failure"),
        other => panic!("expected the end, got {other:?}"),
    }
}

/// Whether the call is sent again after this.
fn again(mut call: Call, report: &Report) -> bool {
    sends(&mut call);
    call.report(report);
    pauses(&mut call).is_some()
}

fn lost() -> Report {
    broken(BrokenKind::Reset, Sent::Unknown)
}

#[test]
fn only_what_is_safe_is_sent_again() {
    let unsent = broken(BrokenKind::Connect, Sent::No);
    let reference = || payout(Repeat::Reference("reference"));
    let transient = [lost(), answered(502, &[]), answered(503, &[]), answered(504, &[]), answered(429, &[])];
    for report in &transient {
        assert!(again(read(), report) && again(payout(KEY), report), "{report:?}");
        assert!(!again(payout(Repeat::None), report) && !again(reference(), report), "{report:?}");
    }
    assert!(again(read(), &unsent) && again(payout(Repeat::None), &unsent));
    let final_ones = [
        answered(500, &[]),
        answered(404, &[]),
        answered(409, &[]),
        broken(BrokenKind::Timeout, Sent::Unknown),
        broken(BrokenKind::Tls, Sent::No),
        broken(BrokenKind::Interrupted, Sent::No),
        broken(BrokenKind::TooLarge, Sent::Unknown),
    ];
    for report in &final_ones {
        assert!(!again(read(), report) && !again(payout(KEY), report), "{report:?}");
    }
}

#[test]
fn attempts_end_and_pauses_grow() {
    let mut call = read();
    let mut pauses_seen = Vec::new();
    for _ in 0..2 {
        sends(&mut call);
        call.report(&answered(503, &[]));
        pauses_seen.extend(pauses(&mut call));
    }
    sends(&mut call);
    call.report(&answered(503, &[]));
    assert_eq!(fails(&mut call).http_status, Some(503));
    let within = |at: usize, from, to| (from..=to).contains(&pauses_seen[at].as_millis());
    assert!(within(0, 150, 300) && within(1, 300, 600), "{pauses_seen:?}");
    let mut call = read();
    call.without_retries();
    assert!(!again(call, &answered(503, &[])));
}

#[test]
fn a_server_that_says_when_is_obeyed_within_reason() {
    let pause = |seconds: &str| {
        let mut call = read();
        sends(&mut call);
        call.report(&answered(429, &[("retry-after", seconds)]));
        pauses(&mut call)
    };
    assert!(pause("2").is_some_and(|pause| (2_000..3_000).contains(&pause.as_millis())));
    assert_eq!(pause("3600"), None);
}

#[test]
fn the_key_and_the_body_are_kept_over_attempts() {
    let mut call = payout(KEY);
    let first = sends(&mut call);
    call.report(&lost());
    assert!(pauses(&mut call).is_some());
    let second = sends(&mut call);
    let key = |request: &Request| {
        let found = request.headers.iter().find(|(name, _)| name == "idempotency-key");
        found.map(|(_, value)| value.expose().to_owned())
    };
    assert!(key(&first).is_some_and(|key| key.len() == 36));
    assert_eq!((key(&first), &first.body), (key(&second), &second.body));
    let mut call = payout(KEY);
    call.use_idempotency_key("mine-1").expect("honoured");
    assert_eq!(key(&sends(&mut call)).as_deref(), Some("mine-1"));
    assert!(call.use_idempotency_key("a\nb").is_err() && call.use_idempotency_key("").is_err());
    assert_eq!(payout(Repeat::None).use_idempotency_key("k").expect_err("not honoured").exit, Exit::Invalid);
}

/// A payout under a key whose first attempt came to this, about to be made again.
fn payout_after(first: &Report) -> Call {
    let mut call = payout(KEY);
    sends(&mut call);
    call.report(first);
    assert!(pauses(&mut call).is_some());
    call
}

/// What the call has come to when every further attempt comes to this.
fn ends_with(mut call: Call, last: &Report) -> Failure {
    sends(&mut call);
    call.report(last);
    if pauses(&mut call).is_some() {
        sends(&mut call);
        call.report(last);
    }
    fails(&mut call)
}

#[test]
fn an_attempt_that_may_have_paid_is_not_forgotten() {
    for last in [
        broken(BrokenKind::Connect, Sent::No),
        broken(BrokenKind::Tls, Sent::No),
        broken(BrokenKind::Timeout, Sent::Unknown),
        answered(500, &[]),
        answered(503, &[("retry-after", "999")]),
        answered(429, &[("retry-after", "999")]),
    ] {
        let failure = ends_with(payout_after(&lost()), &last);
        assert_eq!((failure.exit, failure.sent), (Exit::OutcomeUnknown, Sent::Unknown), "{last:?}");
    }
    // A refusal under the same key speaks for all attempts, but not one that comes before the call is looked at: a key whose
    // first attempt is still on its way is a conflict.
    let after_a_lost_one = |status| ends_with(payout_after(&lost()), &answered(status, &[])).exit;
    assert_eq!((after_a_lost_one(422), after_a_lost_one(400)), (Exit::Invalid, Exit::Invalid));
    for status in [302, 403, 404, 409, 423, 425] {
        assert_eq!(after_a_lost_one(status), Exit::OutcomeUnknown, "{status}");
    }
}

#[test]
fn a_server_that_failed_may_have_paid_whatever_the_next_attempts_meet() {
    let failed = answered(503, &[]);
    for last in [broken(BrokenKind::Connect, Sent::No), broken(BrokenKind::Tls, Sent::No), answered(409, &[])]
    {
        let failure = ends_with(payout_after(&failed), &last);
        assert_eq!((failure.sent, failure.http_status), (Sent::Yes, Some(503)), "{last:?}");
        assert!(!failure.proves_nothing_done());
    }
    let lost_later = ends_with(payout_after(&failed), &broken(BrokenKind::Timeout, Sent::Unknown));
    assert_eq!(lost_later.exit, Exit::OutcomeUnknown);
}

#[test]
fn a_driver_that_cannot_send_again_says_nothing_of_what_it_sent() {
    let unwritable = || Failure::new(Exit::Other, "audit-unwritable", "the disk is full");
    let mut again = payout_after(&lost());
    sends(&mut again);
    again.not_sent(unwritable());
    assert_eq!(fails(&mut again).exit, Exit::OutcomeUnknown);
    let mut first = payout(KEY);
    sends(&mut first);
    first.not_sent(unwritable());
    let failure = fails(&mut first);
    assert_eq!((failure.code.as_str(), failure.sent), ("audit-unwritable", Sent::No));
}

#[test]
fn a_token_that_cannot_be_had_again_says_nothing_of_the_call_that_left() {
    let token = |call: &mut Call, report: &Report| {
        assert_eq!(sends(call).purpose, Purpose::Token);
        call.report(report);
    };
    let body = br#"{"statusCode":"00","data":{"token":"t"}}"#.to_vec();
    let given: Report = Ok(Response { status: 200, headers: Vec::new(), body });
    for step in [broken(BrokenKind::Timeout, Sent::Unknown), answered(500, &[]), answered(200, &[])] {
        let operation = Operation { repeat: KEY, lookup: None, ..*known("pay-out") };
        let mut call = ready(Box::leak(Box::new(operation)), arguments());
        token(&mut call, &given);
        assert_eq!(sends(&mut call).purpose, Purpose::Main);
        call.report(&lost());
        assert!(pauses(&mut call).is_some());
        token(&mut call, &step);
        let failure = fails(&mut call);
        assert_eq!((failure.exit, failure.sent), (Exit::OutcomeUnknown, Sent::Unknown), "{step:?}");
    }
}

#[test]
fn who_waits_no_longer_learns_what_is_known() {
    let given_up = |mut call: Call| {
        sends(&mut call);
        call.report(&lost());
        assert!(pauses(&mut call).is_some());
        call.give_up();
        fails(&mut call).exit
    };
    assert_eq!((given_up(read()), given_up(payout(KEY))), (Exit::Interrupted, Exit::OutcomeUnknown));
    let mut failed = payout_after(&answered(503, &[]));
    failed.give_up();
    assert_eq!(fails(&mut failed).http_status, Some(503), "it is not one that never left");
}
