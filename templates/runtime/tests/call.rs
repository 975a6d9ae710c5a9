//! The rules of a call, turned by hand: no network.

mod shop;

use codegen_runtime::runtime::core::answer::{Broken, BrokenKind, Response};
use codegen_runtime::runtime::core::call::{Call, Next};
use codegen_runtime::runtime::core::credentials::Credentials;
use codegen_runtime::runtime::core::failure::{Exit, Failure, Sent};
use codegen_runtime::runtime::core::plan;
use codegen_runtime::runtime::core::request::{Purpose, Request};
use codegen_runtime::runtime::core::session::{Method, Session};
use codegen_runtime::runtime::core::target::Target;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use shop::API;

fn target() -> Target {
    Target::new(&API, API.environment("sandbox").expect("declared"), None).expect("valid")
}

fn session(seconds: i64) -> Session {
    let expires_at = Timestamp::now().checked_add(SignedDuration::from_secs(seconds)).expect("in range");
    Session::new("session-canary".into(), expires_at, target().origin(), Method::Login)
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

fn payout() -> Map<String, Value> {
    object(json!({"amount": 20000, "reference": "r-1", "recipient": {"key": "@ANA"}}))
}

fn call(operation: &str, arguments: Map<String, Value>) -> Result<Call, Failure> {
    let operation = API.operation(operation).expect("known");
    Call::new(&API, operation, target(), arguments, Credentials::default())
}

fn ready(operation: &str, arguments: Map<String, Value>) -> Call {
    let mut call = call(operation, arguments).expect("acceptable");
    call.use_session(session(3_600), Timestamp::now());
    call
}

fn sends(call: &mut Call) -> Request {
    match call.advance() {
        Next::Send(request) => *request,
        other => panic!("expected a request, got {other:?}"),
    }
}

fn fails(call: &mut Call) -> Failure {
    match call.advance() {
        Next::Done(outcome) => outcome.expect_err("a failure"),
        other => panic!("expected the end, got {other:?}"),
    }
}

fn answered(status: u16, body: &Value) -> Result<Response, Broken> {
    Ok(Response { status, headers: Vec::new(), body: body.to_string().into_bytes() })
}

fn broken(kind: BrokenKind, sent: Sent) -> Result<Response, Broken> {
    Err(Broken { kind, sent, message: "the line is dead".into() })
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.expose())
}

fn token(value: &str) -> Result<Response, Broken> {
    answered(200, &json!({"statusCode": "00", "data": {"token": value}}))
}

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
    assert_eq!(fails(&mut report(r#"{"statusCode":"51","message":"no funds"}"#)).message, "no funds");
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

#[test]
fn a_documented_error_explains_itself_and_a_page_is_not_passed_on() {
    let mut call = ready("pay-out", payout());
    sends(&mut call);
    call.report(&token("t-1"));
    sends(&mut call);
    call.report(&answered(409, &json!({"errorCode": "duplicate", "message": "Duplicado"})));
    let failure = fails(&mut call);
    assert_eq!(
        (failure.exit, failure.code.as_str(), failure.message.as_str()),
        (Exit::Conflict, "duplicate", "Duplicado")
    );
    assert_eq!(failure.hint.as_deref(), Some("It was paid before; do not repeat it."));

    let mut call = ready("status", object(json!({"reference": "r-1"})));
    sends(&mut call);
    call.report(&answered(500, &json!("<html>at Lambda.handler (/var/task)")));
    assert_eq!(fails(&mut call).message, "the API answered with HTTP 500");
}

#[test]
fn an_envelope_can_refuse_inside_a_200() {
    let mut call = ready("status", object(json!({"reference": "r-1"})));
    sends(&mut call);
    call.report(&answered(200, &json!({"statusCode": "05", "message": "No"})));
    let failure = fails(&mut call);
    assert_eq!((failure.exit, failure.message.as_str()), (Exit::Other, "No"));
}

#[test]
fn a_callback_is_never_sent() {
    assert_eq!(call("notice", Map::new()).expect_err("refused").exit, Exit::Refused);
}

#[test]
fn a_missing_setting_shows_before_anything_is_sent() {
    let call = call("partner-report", Map::new()).expect("acceptable");
    assert!(plan::plan(&call).is_ok(), "a dry run names the variable instead");
    let failure = call.check_settings().expect_err("refused");
    assert_eq!((failure.exit, failure.message.as_str()), (Exit::Auth, "SHOP_PARTNER_KEY is not set"));
}

#[test]
fn a_plan_names_sources_and_holds_no_secret() {
    let mut call = call("pay-out", payout()).expect("acceptable");
    call.signed_in(session(3_600));
    let plan = plan::plan(&call).expect("built");
    assert_eq!(
        plan,
        json!({
            "dry_run": true,
            "operation": "pay-out",
            "class": "dangerous",
            "environment": "sandbox",
            "fetched_first": [
                {"header": "authorization", "from": "the session"},
                {"header": "x-transaction-token", "from": "pay-token"},
            ],
            "request": {
                "method": "POST",
                "url": "https://sandbox.shop.example/payouts",
                "headers": {
                    "accept": "application/json",
                    "user-agent": "shop/1.2.3",
                    "authorization": "Bearer <login>",
                    "x-transaction-token": "<pay-token>",
                    "content-type": "application/json",
                },
                "body": {"amount": 20000, "reference": "r-1", "recipient": {"key": "@ANA", "id": 264}},
            },
            "timeout_ms": 2000,
        })
    );
}

#[test]
fn credentials_go_to_declared_hosts_and_this_machine_only() {
    let sandbox = API.environment("sandbox").expect("declared");
    for (address, accepted) in [
        ("https://sandbox.shop.example/v2", true),
        ("http://127.0.0.1:9", true),
        ("http://[::1]:9", true),
        ("https://evil.example", false),
        ("https://shop.example.evil.example", false),
        ("http://shop.example", false),
        ("https://user:pass@shop.example", false),
        ("http://127.0.0.1.evil.example", false),
        ("file:///etc/passwd", false),
    ] {
        assert_eq!(Target::new(&API, sandbox, Some(address)).is_ok(), accepted, "{address}");
    }
}

#[test]
fn an_address_of_another_environment_is_refused() {
    let environment = |name| API.environment(name).expect("declared");
    let failure =
        Target::new(&API, environment("sandbox"), Some("https://shop.example")).expect_err("refused");
    assert_eq!((failure.exit, failure.code.as_str()), (Exit::Refused, "wrong-environment"));
    assert!(Target::new(&API, environment("prod"), Some("https://shop.example/")).is_ok());
    assert!(Target::new(&API, environment("prod"), Some("https://sandbox.shop.example")).is_err());
}
