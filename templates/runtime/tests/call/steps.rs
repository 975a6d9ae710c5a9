//! What a call does before and after its request leaves: a session, a token, one cure, a redirect.

use codegen_runtime::runtime::core::answer::Response;
use codegen_runtime::runtime::core::call::Next;
use codegen_runtime::runtime::core::failure::{Exit, Sent};
use codegen_runtime::runtime::core::request::Purpose;
use codegen_runtime::runtime::core::session::Session;
use jiff::Timestamp;
use serde_json::json;

use crate::{answered, call, fails, header, object, payout, ready, sends, session, token};

#[test]
fn a_payout_fetches_its_token_and_keeps_the_callers_digits() {
    let mut arguments = payout();
    arguments.insert("amount".into(), serde_json::from_str("50000.10").expect("a number"));
    let mut call = ready("pay-out", arguments);
    let step = sends(&mut call);
    assert_eq!((step.purpose, step.url.path()), (Purpose::Token, "/tokens"));
    assert_eq!(step.body.as_deref(), Some(br#"{"service":"/payouts"}"#.as_slice()));
    call.report(&token("t-1"));
    let main = sends(&mut call);
    assert_eq!(main.purpose, Purpose::Main);
    assert_eq!(header(&main, "x-transaction-token"), Some("t-1"));
    assert_eq!(header(&main, "authorization"), Some("Bearer session-canary"));
    assert_eq!(
        String::from_utf8_lossy(main.body.as_deref().unwrap_or_default()),
        r#"{"amount":50000.10,"reference":"r-1","recipient":{"key":"@ANA","id":264}}"#
    );
}

#[test]
fn an_expired_session_is_renewed_before_anything_is_sent() {
    let mut call = call("pay-out", payout()).expect("acceptable");
    call.use_session(session(10), Timestamp::now());
    assert!(matches!(call.advance(), Next::LogIn));
}

#[test]
fn a_session_of_another_origin_is_never_used() {
    let mut call = call("status", object(json!({"reference": "r-1"}))).expect("acceptable");
    let foreign = Session { origin: "https://evil.example".into(), ..session(3_600) };
    call.use_session(foreign, Timestamp::now());
    assert!(matches!(call.advance(), Next::LogIn));
}

#[test]
fn a_refusal_by_authentication_is_cured_once_with_a_new_token_and_the_same_arguments() {
    let mut call = ready("pay-out", payout());
    sends(&mut call);
    call.report(&token("t-1"));
    let first = sends(&mut call);
    call.report(&answered(401, &json!({"statusCode": 401})));
    assert!(matches!(call.advance(), Next::LogIn));
    call.signed_in(session(7_200));
    assert_eq!(sends(&mut call).purpose, Purpose::Token);
    call.report(&token("t-2"));
    let second = sends(&mut call);
    assert_eq!(header(&second, "x-transaction-token"), Some("t-2"));
    assert_eq!(first.body, second.body);
    call.report(&answered(401, &json!({"statusCode": 401, "message": "Unauthorized"})));
    let failure = fails(&mut call);
    assert_eq!((failure.exit, failure.http_status), (Exit::Auth, Some(401)));
}

#[test]
fn a_refused_token_step_is_cured_too_and_only_once_in_a_call() {
    let mut call = ready("pay-out", payout());
    assert_eq!(sends(&mut call).purpose, Purpose::Token);
    call.report(&answered(401, &json!({})));
    assert!(matches!(call.advance(), Next::LogIn));
    call.signed_in(session(7_200));
    assert_eq!(sends(&mut call).purpose, Purpose::Token);
    call.report(&token("t-1"));
    sends(&mut call);
    call.report(&answered(401, &json!({})));
    assert_eq!(fails(&mut call).http_status, Some(401));
}

#[test]
fn a_refusal_that_no_login_cures_ends_the_call() {
    let mut call = ready("pay-out", payout());
    sends(&mut call);
    call.report(&token("t-1"));
    sends(&mut call);
    call.report(&answered(403, &json!({})));
    let failure = fails(&mut call);
    assert_eq!((failure.exit, failure.sent), (Exit::Auth, Sent::Yes));
}

#[test]
fn a_read_follows_a_redirect_within_its_origin_only() {
    let redirect = |to: &str| {
        Ok(Response { status: 302, headers: vec![("location".into(), to.into())], body: Vec::new() })
    };
    let mut call = ready("status", object(json!({"reference": "r-1"})));
    sends(&mut call);
    call.report(&redirect("/moved"));
    assert_eq!(sends(&mut call).url.path(), "/moved");
    for to in ["https://user:pass@sandbox.shop.example/moved", "http://sandbox.shop.example/moved"] {
        let mut call = ready("status", object(json!({"reference": "r-1"})));
        sends(&mut call);
        call.report(&redirect(to));
        assert_eq!(fails(&mut call).http_status, Some(302), "{to}");
    }
    call.report(&redirect("https://evil.example/moved"));
    assert_eq!(fails(&mut call).http_status, Some(302));

    let mut call = ready("pay-out", payout());
    sends(&mut call);
    call.report(&redirect("/elsewhere"));
    assert_eq!(fails(&mut call).http_status, Some(302));
}
