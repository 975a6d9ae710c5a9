use reqwest::Method;
use serde_json::json;

use crate::support::{LINK, METHOD, Shop, WITHDRAW, link, withdrawal};

#[test]
fn only_the_five_services_have_tokens() {
    let shop = Shop::pay();
    for service in [LINK, METHOD, WITHDRAW, "/merchant-key/create", "/merchant-key/cancel"] {
        let token = shop.token(service);
        assert_eq!(token.len(), 36, "{token}");
    }
    let other = shop.post("/trx-token/generate", &json!({"service": "/payment/status"}));
    assert_eq!(other.status, 400);
    assert!(other.messages()[0].starts_with("service must be one of the following values: /cash-in"));
    assert_eq!(shop.post("/trx-token/generate", &json!({})).status, 400);
}

#[test]
fn a_token_works_once() {
    let shop = Shop::pay();
    let token = shop.token(LINK);
    let call = || shop.send(Method::POST, LINK, &[("x-transaction-token", &token)], Some(&link()));
    assert_eq!(call().status, 201);
    let again = call();
    assert_eq!((again.status, again.text("/error")), (403, "Forbidden"));
    assert_eq!(shop.sandbox.state()["tokens"], json!({"issued": 1, "spent": 1}));
    assert_eq!(shop.sandbox.state()["resources"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_token_opens_its_own_service_only() {
    let shop = Shop::pay();
    let token = shop.token(LINK);
    let body = withdrawal(1000, "w1");
    let answer = shop.send(Method::POST, WITHDRAW, &[("x-transaction-token", &token)], Some(&body));
    assert_eq!(answer.status, 403);
    assert_eq!(shop.balance(), 1_000_000);
}

#[test]
fn a_token_dies_after_a_minute() {
    let shop = Shop::pay();
    let token = shop.token(LINK);
    shop.advance(61);
    assert_eq!(shop.send(Method::POST, LINK, &[("x-transaction-token", &token)], Some(&link())).status, 403);
}

#[test]
fn no_token_no_call() {
    let shop = Shop::pay();
    assert_eq!(shop.post(LINK, &link()).status, 403);
    assert_eq!(
        shop.send(Method::POST, LINK, &[("x-transaction-token", "nonsense")], Some(&link())).status,
        403
    );
}
