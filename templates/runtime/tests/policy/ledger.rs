//! What the calls of a day have moved: reserved before they are sent, given back on a proven refusal only.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use codegen_runtime::runtime::core::amount::Amount;
use codegen_runtime::runtime::core::answer::Success;
use codegen_runtime::runtime::core::call::Call;
use codegen_runtime::runtime::core::content::Content;
use codegen_runtime::runtime::core::credentials::Credentials;
use codegen_runtime::runtime::core::failure::{Exit, Failure, Sent};
use codegen_runtime::runtime::core::ledger::Again;
use codegen_runtime::runtime::core::policy::{Day, Until};
use codegen_runtime::runtime::core::spec::{
    Api, BodyKind, Class, Kind, Location, Operation, Param, Repeat, Schema, TimeZone,
};
use codegen_runtime::runtime::core::target::Target;
use serde_json::{Map, Value, json};

use crate::shop::API;
use crate::{Machine, NOON, at, call, payout, read, refused};

#[test]
fn only_a_proven_refusal_gives_its_amount_back() {
    let failed = |status, sent| {
        let failure = Failure::new(Exit::Other, "x", "x");
        Err(failure.with(|details| (details.http_status, details.sent) = (status, sent)))
    };
    let done = || {
        Ok(Success {
            status: 200,
            body: Value::Null,
            content: Content::Empty,
            request_id: None,
            next_page: None,
        })
    };
    for (outcome, passes) in [
        (failed(Some(422), Sent::Yes), true),
        (failed(None, Sent::No), true),
        (failed(None, Sent::Unknown), false),
        (failed(Some(503), Sent::Yes), false),
        (done(), false),
    ] {
        let machine = Machine::with(&json!({"rules": [{"per_day": "100"}]}));
        let entry = machine.begin(&mut payout("60", &json!({})), NOON).expect("60 of 100");
        // While it is on its way it counts.
        assert_eq!(refused(machine.begin(&mut payout("60", &json!({})), NOON)), "policy-per-day");
        let told = format!("{outcome:?}");
        machine.end(&entry, outcome, NOON);
        assert_eq!(machine.begin(&mut payout("60", &json!({})), NOON).is_ok(), passes, "{told}");
        machine.begin(&mut payout("40", &json!({})), NOON).expect("the rest");
    }
}

#[test]
fn a_day_ends_at_midnight_where_the_api_lives() {
    let machine = Machine::with(&json!({"rules": [{"per_day": "100"}]}));
    let pay = |amount: &str, now: &str| {
        let entry = machine.begin(&mut payout(amount, &json!({})), now)?;
        machine.end(
            &entry,
            Ok(Success {
                status: 200,
                body: Value::Null,
                content: Content::Empty,
                request_id: None,
                next_page: None,
            }),
            now,
        );
        Ok::<_, Failure>(())
    };
    pay("100", "2026-03-02T05:00:00Z").expect("the first second of the day in Bogota");
    let failure = pay("1", "2026-03-03T04:59:59Z").expect_err("its last");
    let hint = failure.hint.clone().unwrap_or_default();
    assert!(hint.english().contains("0 is left until midnight in America/Bogota"), "{hint:?}");
    pay("100", "2026-03-03T05:00:00Z").expect("the next day");
    // A clock that is set back frees nothing: neither of the day that it left, nor of the one where it is.
    for back in ["2026-03-03T04:00:00Z", "2026-03-02T06:00:00Z", "2025-01-01T00:00:00Z"] {
        assert_eq!(pay("1", back).expect_err("set back").code, "policy-per-day");
    }
    pay("100", "2026-03-04T05:00:00Z").expect("the day after");
}

#[test]
fn without_a_known_zone_any_26_hours_are_a_day() {
    const NOWHERE: Api = Api { time_zone: Some(TimeZone { name: "Nowhere", rule: "" }), ..SHOP };
    const SHOP: Api = Api { language: API.language, build: API.build, ..Api::EMPTY };
    for api in [&NOWHERE, &SHOP] {
        let day = Day::of(api, at("2026-03-02T05:00:00Z"));
        assert_eq!(day, Day { since: at("2026-03-01T03:00:00Z"), until: Until::Sliding });
    }
    assert_eq!(Day::of(&API, at("2026-03-02T05:00:00Z")).since, at("2026-03-02T05:00:00Z"));
    assert_eq!(Day::of(&API, at("2026-03-02T04:59:59Z")).since, at("2026-03-01T05:00:00Z"));
}

#[test]
fn of_64_calls_at_once_no_peso_goes_over() {
    let machine = Machine::with(&json!({"rules": [{"per_day": "1000"}]}));
    let passed = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..64 {
            scope.spawn(|| {
                if machine.begin(&mut payout("33.34", &json!({})), NOON).is_ok() {
                    passed.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!(passed.load(Ordering::SeqCst), 29);
    let rule = &machine.policy.rules[0];
    let (moved, _) = machine.ledger("default").moved(&API, rule, at(NOON)).expect("readable");
    assert_eq!(Some(moved), Amount::parse("966.86"));
}

#[test]
fn what_was_moved_before_there_was_a_limit_counts_too() {
    let mut machine = Machine::with(&json!({}));
    machine.begin(&mut payout("60", &json!({})), NOON).expect("no limits");
    machine.policy = read(&machine.folder, &json!({"rules": [{"per_day": "100"}]})).expect("a policy");
    assert_eq!(refused(machine.begin(&mut payout("60", &json!({})), NOON)), "policy-per-day");
}

#[test]
fn files_of_other_bytes_are_other_calls() {
    static FILE: Schema = Schema { kind: Kind::File, ..Schema::ANY };
    static BATCH: Operation = Operation {
        id: "batch",
        method: "POST",
        path: "/batches",
        params: &[Param {
            name: "file",
            argument: "file",
            flag: "file",
            location: Location::WholeBody,
            required: true,
            fixed: None,
            schema: &FILE,
        }],
        body: BodyKind::Raw("application/octet-stream"),
        ..Operation::EMPTY
    };
    let machine = Machine::with(&json!({}));
    let begin = |content: &str| {
        let target = Target::new(&API, &API.environments[0], None).expect("a target");
        let arguments = json!({"file": {"content": content}}).as_object().cloned().expect("an object");
        let mut call = Call::new(&API, &BATCH, target, arguments, Credentials::default()).expect("a call");
        machine.begin(&mut call, NOON).map(drop)
    };
    begin("/w==").expect("a byte that is no text");
    begin("/g==").expect("another one");
    assert_eq!(begin("/w==").expect_err("the same").code, "repeated-call");
}

#[test]
fn a_repeat_under_another_key_is_refused() {
    static KEYED: Operation = Operation {
        id: "keyed",
        method: "POST",
        path: "/keyed",
        class: Class::Dangerous,
        repeat: Repeat::Header("Idempotency-Key"),
        ..Operation::EMPTY
    };
    let machine = Machine::with(&json!({}));
    let ledger = machine.ledger("default");
    let named = |key: Option<&str>| {
        let target = Target::new(&API, &API.environments[0], None).expect("a target");
        let mut call = Call::new(&API, &KEYED, target, Map::new(), Credentials::default()).expect("a call");
        key.into_iter().for_each(|key| call.use_idempotency_key(key).expect("a key"));
        call
    };
    machine.begin(&mut named(Some("first")), NOON).expect("it is new");
    let refused =
        ledger.check(&API, &named(Some("other")), Again::Wanted, at(NOON)).expect_err("another key");
    let told = (refused.code.as_str(), refused.param.as_deref(), refused.message.english());
    assert!(told.2.ends_with("first") && told.0 == "invalid-input", "{told:?}");
    assert_eq!(told.1, Some("--idempotency-key"));
    assert!(ledger.begin(&API, &mut named(Some("other")), Again::Wanted, at(NOON)).is_err());
    for key in [Some("first"), None] {
        let mut again = named(key);
        ledger.begin(&API, &mut again, Again::Wanted, at(NOON)).expect("the same key");
        assert_eq!(again.idempotency_key(), "first");
    }
}

#[test]
fn a_clock_that_was_ahead_is_named() {
    let machine = Machine::with(&json!({}));
    let same = || payout("60", &json!({"reference": "same"}));
    let hint = |now: &str| {
        let failure = machine.begin(&mut same(), now).expect_err("the same");
        failure.hint.as_ref().expect("a hint").english()
    };
    machine.begin(&mut same(), "2036-01-01T00:00:00Z").expect("it is new");
    assert!(hint(NOON).contains("that time is still to come"), "{}", hint(NOON));
    assert!(!hint("2036-01-01T00:01:00Z").contains("still to come"));
}

#[test]
fn a_repeat_that_the_api_takes_for_the_same_call_counts_once() {
    let machine = Machine::with(&json!({"rules": [{"per_day": "100"}]}));
    let arguments = json!({"amount": 60, "reference": "same", "recipient": {"key": "@ana"}});
    let mut first = call("pay-out", &arguments, "sandbox");
    let entry = machine.begin(&mut first, NOON).expect("60 of 100");
    let lost = Failure::new(Exit::OutcomeUnknown, "x", "x").with(|details| details.sent = Sent::Unknown);
    machine.end(&entry, Err(lost), NOON);
    let ledger = machine.ledger("default");
    let mut again = call("pay-out", &arguments, "sandbox");
    assert!(ledger.check(&API, &again, Again::Wanted, at(NOON)).expect("it passes").is_some());
    ledger.begin(&API, &mut again, Again::Wanted, at(NOON)).expect("still 60 of 100");
    machine.begin(&mut payout("40", &json!({})), NOON).expect("the rest");
}
