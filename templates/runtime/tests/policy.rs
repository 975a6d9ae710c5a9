//! Rule M8 without a network: what a policy says, what it forbids, and how much a day holds.

mod shop;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use codegen_runtime::runtime::core::amount::Amount;
use codegen_runtime::runtime::core::answer::Success;
use codegen_runtime::runtime::core::call::Call;
use codegen_runtime::runtime::core::credentials::Credentials;
use codegen_runtime::runtime::core::failure::{Exit, Failure, Sent};
use codegen_runtime::runtime::core::generic::{self, Written};
use codegen_runtime::runtime::core::ledger::{Again, Entry, Ledger};
use codegen_runtime::runtime::core::policy::{Day, Policy, Source, Until};
use codegen_runtime::runtime::core::spec::{
    Api, BodyKind, Kind, Location, Money, Operation, Param, Schema, TimeZone,
};
use codegen_runtime::runtime::core::stakes::{Stake, Stakes};
use codegen_runtime::runtime::core::target::Target;
use jiff::Timestamp;
use serde_json::{Value, json};
use shop::API;
use tempfile::TempDir;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn source(path: &Path) -> Source {
    Source::find(&API, path.to_owned(), &|_| None)
}

fn read(folder: &TempDir, policy: &Value) -> Result<Policy, Failure> {
    let path = folder.path().join("policy.json");
    fs::write(&path, policy.to_string()).expect("written");
    source(&path).read(&API)
}

/// A machine with that policy.
struct Machine {
    folder: TempDir,
    policy: Policy,
}

impl Machine {
    fn with(policy: &Value) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let policy = read(&folder, policy).expect("a policy");
        Self { folder, policy }
    }

    fn ledger(&self, who: &str) -> Ledger {
        let path: PathBuf = self.folder.path().join("ledger.json");
        Ledger::new(path, who.to_owned(), "--repeat", self.policy.clone())
    }

    fn begin(&self, call: &mut Call, now: &str) -> Result<Entry, Failure> {
        let entry = self.ledger("default").begin(&API, call, Again::Refused, at(now))?;
        Ok(entry.expect("a dangerous call is written down"))
    }

    fn end(&self, entry: &Entry, outcome: Result<Success, Failure>, now: &str) {
        self.ledger("default").end(entry, &outcome, at(now)).expect("written");
    }
}

/// A payout of its own.
fn payout(amount: &str, more: &Value) -> Call {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::SeqCst);
    let mut arguments = json!({"reference": format!("r {number}"), "recipient": {"key": "@ana"}});
    arguments["amount"] = serde_json::from_str(amount).expect("a number");
    for (name, value) in more.as_object().into_iter().flatten() {
        arguments[name] = value.clone();
    }
    call("pay-out", &arguments, "sandbox")
}

fn call(operation: &str, arguments: &Value, environment: &str) -> Call {
    let operation = API.operation(operation).expect("an operation");
    let target = Target::new(&API, API.environment(environment).expect("one"), None).expect("a target");
    let arguments = arguments.as_object().cloned().expect("an object");
    Call::new(&API, operation, target, arguments, Credentials::default()).expect("a call")
}

#[track_caller]
fn refused(outcome: Result<Entry, Failure>) -> String {
    let failure = outcome.expect_err("refused");
    assert_eq!((failure.exit, failure.sent), (Exit::Refused, Sent::No));
    failure.code.clone()
}

const NOON: &str = "2026-03-02T17:00:00Z";

#[test]
fn all_that_is_wrong_with_a_policy_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let policy = json!({"rule": [], "prices": {"status": "1"}, "rules": [
        {"per_dya": "5", "per_call": "-5", "per_day": "1,5", "environments": ["prd"], "allow": ["pay-uot"]},
        {"deny": ["status"], "who": "me", "currency": 5},
        [],
    ]});
    let failure = read(&folder, &policy).expect_err("problems");
    assert_eq!((failure.exit, failure.code.as_str()), (Exit::Refused, "policy-unusable"));
    for expected in [
        "rule is no key here, did you mean \"rules\"?",
        "rules[0].per_dya is no key here, did you mean \"per_day\"?",
        "rules[0].per_call must be an amount",
        "rules[0].per_day must be an amount",
        "rules[0].environments names \"prd\", which there is not, did you mean \"prod\"?",
        "rules[0].allow names \"pay-uot\", which there is not, did you mean \"pay-out\"?",
        "rules[1].deny names \"status\", which is read-only",
        "rules[1].who must be a list of texts",
        "rules[1].currency must be a text",
        "rules[2] must be an object",
        "prices names \"status\", which is read-only",
    ] {
        assert!(failure.message.english().contains(expected), "{expected}: {}", failure);
    }
}

#[test]
fn without_a_file_nothing_is_limited_but_a_named_one_must_be_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("policy.json");
    assert!(source(&path).read(&API).expect("no limits").rules.is_empty());
    let named = Source::find(&API, PathBuf::from("/nowhere"), &|name| {
        (name == "SHOP_POLICY").then(|| path.display().to_string())
    });
    assert_eq!(named.read(&API).expect_err("it is gone").code, "policy-unusable");
    fs::write(&path, "").expect("written");
    assert_eq!(source(&path).read(&API).expect_err("empty").code, "policy-unusable");
    fs::write(&path, "{}").expect("written");
    assert!(named.read(&API).is_ok());
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_change_is_not_believed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("policy.json");
    fs::write(&path, "{}").expect("written");
    for (mode, believed) in [(0o600, true), (0o644, true), (0o664, false), (0o602, false)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
        assert_eq!(source(&path).read(&API).is_ok(), believed, "{mode:o}");
    }
}

#[test]
fn a_call_passes_only_what_every_rule_that_fits_it_lets_pass() {
    let cases: &[(Value, &str, Value, Option<&str>)] = &[
        (json!({"per_call": "100.50"}), "100.5", json!({}), None),
        (json!({"per_call": "100.50"}), "100.51", json!({}), Some("policy-per-call")),
        (json!({"per_day": 100}), "100.000000000000000001", json!({}), Some("policy-per-day")),
        (json!({"recipients": ["@ana"]}), "5", json!({}), None),
        (json!({"recipients": ["@ana "]}), "5", json!({}), Some("policy-recipient")),
        (json!({"allow": []}), "5", json!({}), Some("policy-operation")),
        (json!({"allow": ["pay-out"]}), "5", json!({}), None),
        (json!({"deny": ["pay-out"]}), "5", json!({}), Some("policy-operation")),
        (json!({"deny": ["pay-out"], "environments": ["prod"]}), "5", json!({}), None),
        (json!({"deny": ["pay-out"], "who": ["till"]}), "5", json!({}), None),
        (json!({"deny": ["pay-out"], "who": ["default"]}), "5", json!({}), Some("policy-operation")),
        // Amounts of another currency are not compared.
        (json!({"per_call": "100"}), "5", json!({"currency": "USD"}), Some("policy-currency")),
        (json!({"per_call": "100"}), "5", json!({"currency": "COP"}), None),
        (json!({"per_call": "100", "currency": "USD"}), "5", json!({}), Some("policy-currency")),
        (json!({"per_call": "100", "currency": "USD"}), "5", json!({"currency": "USD"}), None),
        // Beyond what can be counted exactly nothing passes.
        (json!({"per_call": "100"}), "5.0000000000000000000001", json!({}), Some("policy-amount-unknown")),
        (json!({"per_call": "100"}), "1e99", json!({}), Some("policy-amount-unknown")),
    ];
    for (rule, amount, more, expected) in cases {
        let machine = Machine::with(&json!({"rules": [{"environments": ["prod"], "allow": []}, rule]}));
        let outcome = machine.begin(&mut payout(amount, more), NOON);
        assert_eq!(
            outcome.err().map(|failure| failure.code.clone()).as_deref(),
            *expected,
            "{rule} {amount}"
        );
    }
}

#[test]
fn each_currency_has_its_own_limits() {
    let machine =
        Machine::with(&json!({"rules": [{"per_day": "100"}, {"per_day": "10", "currency": "USD"}]}));
    let pay = |amount: &str, currency: &str| {
        machine.begin(&mut payout(amount, &json!({ "currency": currency })), NOON).map(drop)
    };
    pay("100", "COP").expect("all of it");
    pay("9", "USD").expect("9 of 10");
    assert_eq!(pay("2", "USD").expect_err("1 is left").code, "policy-per-day");
    assert_eq!(pay("1", "COP").expect_err("nothing is left").code, "policy-per-day");
}

#[test]
fn a_policy_may_price_what_states_no_amount() {
    let limits = json!([{"per_day": "100"}]);
    let unpriced = Machine::with(&json!({ "rules": limits }));
    let failure = unpriced.begin(&mut payout("1e99", &json!({})), NOON).expect_err("unknown");
    assert!(
        failure
            .hint
            .as_ref()
            .map(|hint| hint.english())
            .as_deref()
            .is_some_and(|hint| hint.contains("\"prices\": {\"pay-out\"")),
        "{failure:?}"
    );
    let priced = Machine::with(&json!({"rules": limits, "prices": {"pay-out": "60"}}));
    priced.begin(&mut payout("1", &json!({})), NOON).expect("60 of 100");
    assert_eq!(refused(priced.begin(&mut payout("1", &json!({})), NOON)), "policy-per-day");
}

#[test]
fn what_people_stated_of_an_operation_comes_before_the_names_of_its_fields() {
    const STATED: Money = Money { amount: Some("fee"), recipient: Some("recipient.bank"), price: None };
    let stakes = |money: Money| {
        let operation = Operation { money, steps: &[], lookup: None, ..*pay_out() };
        let arguments =
            json!({"amount": 5, "reference": "r", "currency": "COP", "recipient": {"key": "@ana"}});
        let stakes = Stakes::of(&operation, arguments.as_object().expect("an object"));
        let value = |stake: Option<Stake>| stake.map(|stake| stake.value);
        (value(stakes.amount), stakes.recipient.value, value(stakes.currency))
    };
    let found = |amount: Option<&str>, recipient: &str| {
        (amount.map(str::to_owned), recipient.to_owned(), Some("COP".to_owned()))
    };
    assert_eq!(stakes(Money::UNSTATED), found(Some("5"), "@ana"));
    let reference = Money { recipient: Some("reference"), ..STATED };
    assert_eq!(stakes(Money { amount: Some("amount"), ..reference }), found(Some("5"), "r"));
    // A stated field that is not given is not replaced by a guess.
    assert_eq!(stakes(STATED), found(None, "pay-out"));
    for (price, amount) in [("4500", Some("4500")), ("0", None), ("unknown", None)] {
        assert_eq!(stakes(Money { amount: None, price: Some(price), ..reference }), found(amount, "r"));
    }
}

#[test]
fn a_field_that_nobody_documents_is_not_taken_for_a_documented_one() {
    let stakes = |arguments: Value| {
        let stakes = Stakes::of(pay_out(), arguments.as_object().expect("an object"));
        (stakes.amount.map(|stake| stake.field), stakes.recipient.value)
    };
    let plain = json!({"amount": 5, "reference": "r", "recipient": {"key": "@eve"}});
    let expected = (Some("amount".to_owned()), "@eve".to_owned());
    assert_eq!(stakes(plain.clone()), expected);
    // Surer names than the documented ones.
    for decoy in ["iban", "account", "wallet"] {
        let mut decoyed = plain.clone();
        decoyed["recipient"][decoy] = json!("@ana");
        assert_eq!(stakes(decoyed), expected, "{decoy}");
    }
}

fn pay_out() -> &'static Operation {
    API.operation("pay-out").expect("an operation")
}

#[test]
fn where_nobody_stated_the_amount_the_most_that_it_may_be_counts() {
    let most = |arguments: Value| {
        let charge = API.operation("charge").expect("an operation");
        let most = Stakes::most(charge, arguments.as_object().expect("an object"));
        most.map(|amount| amount.to_string())
    };
    assert_eq!(most(json!({"amount": 5, "items": [{"sku": "a", "count": 900}]})).as_deref(), Some("5"));
    assert_eq!(most(json!({"amount": 5, "note": {"total": "7.50"}})).as_deref(), Some("7.50"));
    let parts = json!({"amount": 5, "note": [{"amount": 3}, {"amount": 9}]});
    assert_eq!(most(parts).as_deref(), Some("12"));
    assert_eq!(most(json!({"amount": 5, "note": [{"amount": -3}]})), None);
    assert_eq!(most(json!({"note": "5"})), None);
}

#[test]
fn a_request_by_hand_cannot_pass_for_an_operation_or_an_amount() {
    let by_hand = |path: &str| {
        let target = Target::new(&API, &API.environments[0], None).expect("a target");
        let fields = [("amount", json!(1)), ("reference", json!("x")), ("to", json!("@ana"))];
        let fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
        let written = Written { method: "POST", path: path.into(), headers: Vec::new(), body: None, fields };
        let (operation, arguments) = generic::operation(&API, &target, written).expect("an operation");
        Call::new(&API, operation, target, arguments, Credentials::default()).expect("a call")
    };
    for (rule, code) in [
        (json!({"allow": ["pay-out"]}), "policy-operation"),
        (json!({"deny": ["pay-out"]}), "policy-operation"),
        (json!({"per_call": "100"}), "policy-amount-unknown"),
        (json!({"recipients": ["@ana"]}), "policy-recipient"),
    ] {
        let machine = Machine::with(&json!({ "rules": [rule] }));
        for path in ["/payouts", "/payouts/other"] {
            assert_eq!(refused(machine.begin(&mut by_hand(path), NOON)), code, "{path}");
        }
    }
}

#[test]
fn only_a_proven_refusal_gives_its_amount_back() {
    let failed = |status, sent| {
        let failure = Failure::new(Exit::Other, "x", "x");
        Err(failure.with(|details| (details.http_status, details.sent) = (status, sent)))
    };
    let done = || Ok(Success { status: 200, body: Value::Null, request_id: None, next_page: None });
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
            Ok(Success { status: 200, body: Value::Null, request_id: None, next_page: None }),
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
fn one_purse_is_for_all_whom_a_rule_names() {
    let machine = Machine::with(&json!({"rules": [{"per_day": "100"}, {"who": ["till"], "per_day": "70"}]}));
    let pay = |who: &str, amount: &str| {
        let ledger = machine.ledger(who);
        ledger.begin(&API, &mut payout(amount, &json!({})), Again::Refused, at(NOON)).map(drop)
    };
    pay("default", "40").expect("40 of 100");
    assert_eq!(pay("till", "71").expect_err("its own").code, "policy-per-day");
    assert_eq!(pay("till", "61").expect_err("the common one").code, "policy-per-day");
    pay("till", "60").expect("100 of 100");
    // Another name opens no other purse.
    assert_eq!(pay("new", "1").expect_err("the common one").code, "policy-per-day");
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
