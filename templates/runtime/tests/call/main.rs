//! The rules of a call, turned by hand: no network.

mod arguments;
mod outcomes;
mod preview;
#[path = "../shop/mod.rs"]
mod shop;
mod steps;

use std::sync::Arc;

use codegen_runtime::runtime::core::answer::{Broken, BrokenKind, Response};
use codegen_runtime::runtime::core::call::{Call, Next};
use codegen_runtime::runtime::core::credentials::Credentials;
use codegen_runtime::runtime::core::failure::{Failure, Sent};
use codegen_runtime::runtime::core::request::Request;
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
        Next::Send(request) => Arc::unwrap_or_clone(request),
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
