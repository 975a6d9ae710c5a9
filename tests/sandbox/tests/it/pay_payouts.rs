use serde_json::{Value, json};

use crate::support::{Shop, WITHDRAW, with, withdrawal, without};

#[test]
fn a_withdrawal_lowers_the_balance() {
    let shop = Shop::pay();
    let answer = shop.post_with_token(WITHDRAW, &withdrawal(20_000, "w1"));
    assert_eq!((answer.status, answer.body["data"]["status"].as_i64()), (201, Some(1)));
    let balance = shop.post("/customer/getbalance", &json!({}));
    assert_eq!(balance.body["data"], json!({"balanceExchange": 1_000_000, "dispersionExchange": 980_000}));
    assert_eq!(shop.post("/customer/getbalance", &json!({"userId": 12345})).status, 201);
    assert_eq!(shop.post("/customer/getbalance", &json!({"userId": "x"})).status, 400);
    let status = shop.post("/payment/status", &json!({"reference": answer.text("/data/reference")}));
    assert_eq!(status.body["data"]["status"], 1);
}

#[test]
fn the_balance_cannot_be_overdrawn() {
    let shop = Shop::pay();
    let answer = shop.post_with_token(WITHDRAW, &withdrawal(1_000_001, "w1"));
    assert_eq!((answer.status, answer.text("/message")), (400, "Insufficient balance"));
    assert_eq!(shop.balance(), 1_000_000);
    assert_eq!(shop.post_with_token(WITHDRAW, &withdrawal(1_000_000, "w1")).status, 201);
    assert_eq!(shop.balance(), 0);
}

#[test]
fn the_reference_is_unique() {
    let shop = Shop::pay();
    assert_eq!(shop.post_with_token(WITHDRAW, &withdrawal(1_000, "w1")).status, 201);
    let again = shop.post_with_token(WITHDRAW, &withdrawal(1_000, "w1"));
    assert_eq!((again.status, again.text("/error")), (409, "Conflict"));
    assert_eq!(shop.balance(), 999_000);
}

#[test]
fn a_failed_withdrawal_gives_the_money_back() {
    let shop = Shop::pay();
    for (reference1, status, left) in
        [("w1", 2, 999_000), ("w2", 0, 999_000), ("w3", 3, 999_000), ("w4", 5, 999_000)]
    {
        let answer = shop.post_with_token(WITHDRAW, &withdrawal(1_000, reference1));
        shop.sandbox.move_payment(answer.text("/data/reference"), status).expect("moved");
        assert_eq!(shop.balance(), left, "{reference1}");
    }
}

#[test]
fn every_field_is_checked() {
    let shop = Shop::pay();
    let good = withdrawal(1_000, "w1");
    for path in [
        "amount",
        "reference1",
        "webhookRequest",
        "userMetadata",
        "userMetadata.ip",
        "userMetadata.identifier",
        "userMetadata.urlCommerce",
        "withdrawMethod",
        "withdrawMethod.id",
        "withdrawMethod.key",
    ] {
        assert_eq!(shop.post_with_token(WITHDRAW, &without(&good, path)).status, 400, "{path}");
    }
    let wrong: [(&str, Value); 7] = [
        ("reference1", json!("x".repeat(21))),
        ("webhookRequest", json!("nonsense")),
        ("withdrawMethod.id", json!(265)),
        ("withdrawMethod.key", json!("REPRUEBAL7717")),
        ("withdrawMethod.key", json!("@")),
        ("withdrawMethod.extra", json!(1)),
        ("webhookUrl", json!("https://my-server.com")),
    ];
    for (path, value) in wrong {
        assert_eq!(shop.post_with_token(WITHDRAW, &with(&good, path, value)).status, 400, "{path}");
    }
    assert_eq!(shop.balance(), 1_000_000);
    let named = with(&good, "withdrawMethod.bankName", json!("Nequi"));
    assert_eq!(shop.post_with_token(WITHDRAW, &named).status, 201);
}
