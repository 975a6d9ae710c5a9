//! Arguments, checked before anything is sent.

use codegen_runtime::runtime::core::failure::Exit;
use serde_json::{Map, json};

use crate::{call, object, payout};

#[test]
fn all_problems_come_at_once() {
    let arguments = object(json!({"amount": "1", "currency": "EUR", "recipient": {}, "extra": 1}));
    let failure = call("pay-out", arguments).expect_err("not acceptable");
    let problems: Vec<String> = failure.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "amount must be a number, not a text",
            "currency must be one of \"COP\", \"USD\"",
            "reference is required",
            "recipient.key is required",
            "extra is not an argument of this operation; it takes amount, currency, reference, recipient",
        ]
    );
}

#[test]
fn a_constant_cannot_be_changed() {
    let mut arguments = payout();
    arguments.insert("recipient".into(), json!({"key": "@ANA", "id": 1}));
    let failure = call("pay-out", arguments).expect_err("not acceptable");
    assert_eq!(failure.to_string(), "recipient.id is always 264 in this operation; leave it out");
}

#[test]
fn numbers_beyond_floating_point_pass_or_are_refused_whole() {
    for (text, accepted) in [("12345678901234567890123", true), ("1e400", false), ("0", false), ("1", true)] {
        let mut arguments = payout();
        arguments.insert("amount".into(), serde_json::from_str(text).expect("a number"));
        match call("pay-out", arguments) {
            Ok(call) => {
                assert!(accepted, "{text}");
                let body = call.preview().expect("built").body.unwrap_or_default();
                assert!(String::from_utf8_lossy(&body).contains(&format!("\"amount\":{text},")), "{text}");
            }
            Err(_) => assert!(!accepted, "{text}"),
        }
    }
}

#[test]
fn a_path_parameter_stays_in_its_segment() {
    for (value, path) in
        [("a/b", "/payouts/a%2Fb"), ("a?b#c", "/payouts/a%3Fb%23c"), ("%2e%2e", "/payouts/%252e%252e")]
    {
        let call = call("status", object(json!({"reference": value}))).expect("acceptable");
        assert_eq!(call.preview().expect("built").url.path(), path);
    }
    for value in ["", ".", ".."] {
        assert!(call("status", object(json!({"reference": value}))).is_err(), "{value:?}");
    }
}

#[test]
fn a_callback_is_never_sent() {
    assert_eq!(call("notice", Map::new()).expect_err("refused").exit, Exit::Refused);
}
