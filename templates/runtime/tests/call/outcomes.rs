//! What a call comes to: whether it was sent, whether anybody knows what became of it, and what the API said.

use codegen_runtime::runtime::core::answer::{BrokenKind, Response};
use codegen_runtime::runtime::core::call::Next;
use codegen_runtime::runtime::core::failure::{Exit, Sent};
use serde_json::json;

use crate::{answered, broken, fails, object, payout, ready, sends, token};

#[test]
fn a_lost_mutation_has_an_unknown_outcome_and_says_where_to_look() {
    for kind in [BrokenKind::Timeout, BrokenKind::Reset, BrokenKind::Interrupted, BrokenKind::TooLarge] {
        let mut call = ready("pay-out", payout());
        sends(&mut call);
        call.report(&token("t-1"));
        sends(&mut call);
        call.report(&broken(kind, Sent::Unknown));
        let failure = fails(&mut call);
        assert_eq!(
            (failure.exit, failure.sent, failure.retryable),
            (Exit::OutcomeUnknown, Sent::Unknown, false)
        );
        let lookup = failure.lookup.as_ref().expect("a lookup");
        assert_eq!((lookup.operation.id, &lookup.arguments["reference"]), ("status", &json!("r-1")));
    }
}

#[test]
fn a_gateway_that_gave_up_is_an_unknown_outcome_too() {
    for status in [408, 502, 504, 520, 522, 524] {
        let mut call = ready("pay-out", payout());
        sends(&mut call);
        call.report(&token("t-1"));
        sends(&mut call);
        call.report(&answered(status, &json!("<html>")));
        assert_eq!(fails(&mut call).exit, Exit::OutcomeUnknown, "{status}");
    }
}

#[test]
fn a_gateway_that_gave_up_on_a_token_step_is_no_unknown_payment() {
    let mut call = ready("pay-out", payout());
    sends(&mut call);
    call.report(&answered(504, &json!("<html>")));
    let failure = fails(&mut call);
    assert_eq!((failure.exit, failure.sent, &failure.lookup.is_none()), (Exit::Other, Sent::No, &true));
}

#[test]
fn a_success_that_cannot_be_read_is_an_unknown_outcome_of_a_mutation() {
    for (content_type, body) in [
        ("application/json; charset=utf-8", r#"{"statusCode":"00","data":{"#),
        ("text/html", "<html>Please accept our terms</html>"),
    ] {
        let answer = || {
            let headers = vec![("content-type".to_owned(), content_type.to_owned())];
            Ok(Response { status: 200, headers, body: body.as_bytes().to_vec() })
        };
        let mut call = ready("pay-out", payout());
        sends(&mut call);
        call.report(&token("t-1"));
        sends(&mut call);
        call.report(&answer());
        let failure = fails(&mut call);
        assert_eq!((failure.exit, failure.sent), (Exit::OutcomeUnknown, Sent::Unknown), "{content_type}");
        assert!(failure.lookup.is_some());
        let mut read = ready("status", object(json!({"reference": "r-1"})));
        sends(&mut read);
        read.report(&answer());
        assert!(matches!(read.advance(), Next::Done(outcome) if outcome.is_ok()), "a read shows what came");
    }
}

#[test]
fn what_never_left_is_a_network_failure() {
    let mut call = ready("pay-out", payout());
    sends(&mut call);
    call.report(&token("t-1"));
    call.without_retries();
    sends(&mut call);
    call.report(&broken(BrokenKind::Connect, Sent::No));
    let failure = fails(&mut call);
    assert_eq!((failure.exit, failure.sent, failure.retryable), (Exit::Network, Sent::No, true));
}

#[test]
fn a_lost_token_step_means_that_no_money_moved() {
    let mut call = ready("pay-out", payout());
    sends(&mut call);
    call.report(&broken(BrokenKind::Reset, Sent::Unknown));
    let failure = fails(&mut call);
    assert_eq!((failure.exit, failure.sent), (Exit::Network, Sent::No));
}

#[test]
fn a_documented_error_explains_itself_and_a_page_is_not_passed_on() {
    let mut call = ready("pay-out", payout());
    sends(&mut call);
    call.report(&token("t-1"));
    sends(&mut call);
    call.report(&answered(409, &json!({"errorCode": "duplicate", "message": "Duplicado"})));
    let failure = fails(&mut call);
    assert_eq!(
        (failure.exit, failure.code.as_str(), failure.to_string().as_str()),
        (Exit::Conflict, "duplicate", "Duplicado")
    );
    assert_eq!(
        failure.hint.as_ref().map(|hint| hint.english()).as_deref(),
        Some("It was paid before; do not repeat it.")
    );

    let mut call = ready("status", object(json!({"reference": "r-1"})));
    sends(&mut call);
    call.report(&answered(500, &json!("<html>at Lambda.handler (/var/task)")));
    assert_eq!(fails(&mut call).to_string(), "the API answered with HTTP 500");
}

#[test]
fn an_envelope_can_refuse_inside_a_200() {
    let mut call = ready("status", object(json!({"reference": "r-1"})));
    sends(&mut call);
    call.report(&answered(200, &json!({"statusCode": "05", "message": "No"})));
    let failure = fails(&mut call);
    assert_eq!((failure.exit, failure.to_string().as_str()), (Exit::Other, "No"));
}

#[test]
fn a_failure_is_told_as_often_as_somebody_asks_and_an_answer_once() {
    let mut lost = ready("pay-out", payout());
    sends(&mut lost);
    lost.report(&token("t-1"));
    sends(&mut lost);
    lost.report(&broken(BrokenKind::Timeout, Sent::Unknown));
    for _ in 0..3 {
        assert_eq!(fails(&mut lost).exit, Exit::OutcomeUnknown);
    }
    let mut read = ready("status", object(json!({"reference": "r-1"})));
    sends(&mut read);
    read.report(&answered(200, &json!({"data": 1})));
    assert!(matches!(read.advance(), Next::Done(outcome) if outcome.is_ok()));
    assert_eq!(fails(&mut read).sent, Sent::Yes, "it is not sent a second time");
}

#[test]
fn a_byte_order_mark_does_not_hide_what_the_api_says() {
    let report = |body: &str| {
        let mut call = ready("pay-out", payout());
        sends(&mut call);
        call.report(&token("t-1"));
        sends(&mut call);
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        call.report(&Ok(Response { status: 200, headers, body: format!("\u{feff}{body}").into_bytes() }));
        call
    };
    let done = report(r#"{"statusCode":"00"}"#).advance();
    assert!(matches!(&done, Next::Done(outcome) if outcome.is_ok()), "{done:?}");
    assert_eq!(fails(&mut report(r#"{"statusCode":"51","message":"no funds"}"#)).to_string(), "no funds");
}
