use std::time::{Duration, Instant};

use codegen_sandbox::{Fault, FaultKind};
use reqwest::{Method, blocking::Client};
use serde_json::json;

use crate::support::{Answer, Shop, WITHDRAW, withdrawal};

fn withdraw(shop: &Shop) -> Result<Answer, reqwest::Error> {
    withdraw_with(shop, &shop.token(WITHDRAW))
}

fn withdraw_with(shop: &Shop, token: &str) -> Result<Answer, reqwest::Error> {
    shop.try_send(Method::POST, WITHDRAW, &[("x-transaction-token", token)], Some(&withdrawal(1_000, "w1")))
}

/// Withdraws, and waits for the answer no longer than the request takes to arrive.
fn withdraw_and_leave(shop: &mut Shop) {
    let token = shop.token(WITHDRAW);
    shop.http = Client::builder().no_proxy().timeout(Duration::from_secs(1)).build().expect("a client");
    let left = withdraw_with(shop, &token);
    assert!(left.err().is_some_and(|error| error.is_timeout()));
}

#[test]
fn drop_after_executes_and_answers_nothing() {
    let shop = Shop::pay();
    shop.sandbox.fault(Fault::once("POST", WITHDRAW, FaultKind::DropAfter));
    let error = withdraw(&shop).err().expect("no answer");
    assert!(!error.is_timeout() && !error.is_connect(), "{error:?}");
    assert_eq!(shop.balance(), 999_000);
    assert_eq!(withdraw(&shop).expect("an answer").status, 409, "the fault hits once");
}

#[test]
fn drop_before_does_not_execute() {
    let shop = Shop::pay();
    shop.sandbox.fault(Fault::once("POST", WITHDRAW, FaultKind::DropBefore));
    assert!(withdraw(&shop).is_err());
    assert_eq!(shop.balance(), 1_000_000);
    let arrived = shop.sandbox.requests();
    assert!(arrived.iter().any(|request| request.path == WITHDRAW), "it arrived all the same");
}

#[test]
fn hang_after_executes_and_never_answers() {
    let mut shop = Shop::pay();
    shop.sandbox.fault(Fault::once("*", "/cash-out/*", FaultKind::HangAfter));
    withdraw_and_leave(&mut shop);
    assert_eq!(shop.balance(), 999_000);
}

#[test]
fn half_after_executes_and_breaks_off() {
    let shop = Shop::pay();
    shop.sandbox.fault(Fault::once("POST", WITHDRAW, FaultKind::HalfAfter));
    let error = withdraw(&shop).err().expect("no whole answer");
    assert!(!error.is_timeout() && !error.is_connect(), "{error:?}");
    assert_eq!(shop.balance(), 999_000);
}

#[test]
fn drip_after_takes_its_time_for_every_byte() {
    let mut shop = Shop::pay();
    shop.sandbox.fault(Fault::once("POST", WITHDRAW, FaultKind::DripAfter(Duration::from_millis(20))));
    let patient = shop.http.clone();
    withdraw_and_leave(&mut shop);
    assert_eq!(shop.balance(), 999_000);
    shop.http = patient;
    shop.sandbox.fault(Fault::once("GET", "/user-webhooks", FaultKind::DripAfter(Duration::from_millis(1))));
    assert_eq!(shop.get("/user-webhooks").status, 200, "whole in the end");
}

#[test]
fn delay_holds_the_answer_back() {
    let shop = Shop::pay();
    shop.sandbox.fault(Fault::once("GET", "/user-webhooks", FaultKind::Delay(Duration::from_millis(300))));
    let start = Instant::now();
    assert_eq!(shop.get("/user-webhooks").status, 200);
    assert!(start.elapsed() >= Duration::from_millis(300));
}

#[test]
fn status_answers_without_executing() {
    let shop = Shop::pay();
    let kind = FaultKind::Status {
        code: 503,
        body: r#"{"message":"busy"}"#.to_owned(),
        headers: vec![("Retry-After".to_owned(), "7".to_owned())],
    };
    shop.sandbox.fault(Fault::once("POST", WITHDRAW, kind).times(2));
    for _ in 0..2 {
        let answer = withdraw(&shop).expect("an answer");
        assert_eq!((answer.status, answer.text("/message")), (503, "busy"));
        assert_eq!(answer.headers["retry-after"], "7");
    }
    assert_eq!(withdraw(&shop).expect("an answer").status, 201);
    assert_eq!(shop.balance(), 999_000);
}

#[test]
fn the_sandbox_stops_when_dropped_even_with_a_caller_waiting() {
    let shop = Shop::pay();
    shop.sandbox.fault(Fault::once("GET", "/user-webhooks", FaultKind::HangAfter));
    let (url, http) = (shop.sandbox.url().to_owned(), shop.http.clone());
    let waiting = std::thread::spawn({
        let (url, http) = (url.clone(), http.clone());
        move || http.get(format!("{url}/user-webhooks")).send().is_err()
    });
    let deadline = Instant::now() + Duration::from_secs(30);
    while !shop.sandbox.requests().iter().any(|request| request.path == "/user-webhooks") {
        assert!(Instant::now() < deadline, "the caller never came");
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(shop);
    assert!(waiting.join().expect("joined"));
    assert!(http.post(format!("{url}/auth/login")).json(&json!({})).send().is_err());
}
