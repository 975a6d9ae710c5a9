//! What the rules of a policy let pass, one call at a time.

use codegen_runtime::runtime::core::call::Call;
use codegen_runtime::runtime::core::credentials::Credentials;
use codegen_runtime::runtime::core::generic::{self, Written};
use codegen_runtime::runtime::core::ledger::Again;
use codegen_runtime::runtime::core::target::Target;
use serde_json::{Value, json};

use crate::shop::API;
use crate::{Machine, NOON, at, payout, refused};

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
