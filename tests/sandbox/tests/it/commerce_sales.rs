use serde_json::{Value, json};

use crate::{
    commerce_examples::quoted,
    support::{Shop, with, without},
};

fn sale_of(shop: &Shop, answer: &crate::support::Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let sale = shop.get(&format!("/sells/sale/{}", answer.body["data"]["sellId"]));
    assert_eq!(sale.status, 200);
    sale.body
}

#[test]
fn a_sale_lowers_the_balance_and_can_be_looked_up() {
    let shop = Shop::commerce();
    let netflix =
        json!({"productId": 202, "amount": 50, "data": {"cellphone": "3015874029", "email": "a@b.co"}});
    let answer = shop.post("/sells/sell", &netflix);
    let data = &answer.body["data"];
    assert_eq!(
        (&data["payload"]["preBalance"], &data["payload"]["posBalance"]),
        (&json!(5_000_000), &json!(4_999_950))
    );
    assert!(data["date"].is_number() && data["payload"]["billData"]["fields"].is_array());
    let sale = sale_of(&shop, &answer);
    assert_eq!((&sale["status"], &sale["productId"], &sale["amount"]), (&json!(1), &json!(202), &json!(50)));
    assert_eq!(sale["extra"].as_str().map(str::len), Some(64), "a pin that looks encrypted");
    assert_eq!(shop.balance(), 4_999_950);

    let missing = shop.get("/sells/sale/1");
    assert_eq!((missing.status, missing.text("/errorCode")), (404, "server.notFound"));
    assert_eq!(missing.text("/message"), "Nada encontrado");
    assert_eq!(shop.get("/sells/sale/abc").status, 400);
}

#[test]
fn the_same_sale_twice_is_a_duplicate() {
    let shop = Shop::commerce();
    let body = json!({"productId": 50, "amount": 1000, "data": {"cellphone": "3015874044"}});
    assert_eq!(shop.post("/sells/sell", &body).status, 200);
    let again = shop.post("/sells/sell", &body);
    assert_eq!((again.status, again.text("/errorCode")), (400, "products.errors.transactionDuplicate"));
    assert_eq!(again.text("/message"), "Transacción duplicada");
    assert_eq!(shop.post("/sells/sell", &with(&body, "amount", json!(2000))).status, 200);
    shop.advance(301);
    assert_eq!(shop.post("/sells/sell", &body).status, 200);
    assert_eq!(shop.balance(), 5_000_000 - 4_000);
}

#[test]
fn a_fixed_price_needs_no_amount() {
    let shop = Shop::commerce();
    let body = json!({"productId": 200048, "data": {"cellphone": "3215302000"}});
    let sale = sale_of(&shop, &shop.post("/sells/sell", &body));
    assert_eq!((&sale["amount"], &sale["serviceNumber"]), (&json!(10_000), &json!("3215302000")));
    assert_eq!(shop.balance(), 4_990_000);
}

#[test]
fn a_bill_wants_the_hashes_of_its_query() {
    let shop = Shop::commerce();
    let refused = |body: &Value| {
        let answer = shop.post("/sells/sell", body);
        assert_eq!(answer.status, 400, "{}", answer.body);
        answer.text("/errorCode").to_owned()
    };
    let sale = quoted(&shop, "sell-prosegur-gps");
    assert_eq!(refused(&with(&sale, "data.hashEchoData", json!("b3RoZXI="))), "validators.hash.isNotEmpty");
    assert_eq!(refused(&with(&sale, "hash", json!("b3RoZXI="))), "validators.hash.isNotEmpty");
    assert_eq!(refused(&with(&sale, "data.reference", json!("1"))), "validators.hash.isNotEmpty");
    assert_eq!(refused(&with(&sale, "amount", json!(9_998))), "AMOUNT_OUT_OF_RANGE");
    assert_eq!(refused(&with(&sale, "amount", json!(10_000))), "AMOUNT_OUT_OF_RANGE");
    // The API copies the one hash to the other.
    let copied = with(&sale, "hash", Value::Null);
    assert_eq!(shop.post("/sells/sell", &copied).status, 200);
    shop.advance(301);
    assert_eq!(refused(&sale), "validators.hash.isNotEmpty", "a quote is good for one sale");
    assert_eq!(shop.balance(), 5_000_000 - 9_999);
}

#[test]
fn axa_and_energy_want_theirs_too() {
    let shop = Shop::commerce();
    let axa = quoted(&shop, "sell-soat-axa");
    for path in ["data.hashEchoData", "data.cifrateAmount.hash", "data.cifrateAmount.hashEchoData"] {
        assert_eq!(shop.post("/sells/sell", &with(&axa, path, json!("x"))).status, 400, "{path}");
        assert_eq!(shop.post("/sells/sell", &without(&axa, path)).status, 400, "{path}");
    }
    assert_eq!(shop.post("/sells/sell", &axa).status, 200);
    for slug in ["sell-energy-epm", "sell-energy-essa"] {
        let sale = quoted(&shop, slug);
        assert_eq!(shop.post("/sells/sell", &with(&sale, "data.hashEchoData", json!("x"))).status, 400);
        assert_eq!(shop.post("/sells/sell", &sale).status, 200, "{slug}");
    }
}

#[test]
fn bills_answer_in_both_published_shapes() {
    let shop = Shop::commerce();
    let query = |product: u64| {
        let body = json!({"productId": product, "queryType": "BILLData", "data": {"reference": "123456"}});
        shop.post("/product/query", &body).body
    };
    for product in [1587, 52300] {
        let data = &query(product)["data"];
        assert_eq!((&data["productId"], &data["reference"]), (&json!(product), &json!("123456")));
        assert_eq!(data["hash"], data["hashEchoData"]);
    }
    for product in [52683, 52204, 1100000] {
        let payload = &query(product)["data"]["payload"];
        assert_eq!((&payload["productId"], &payload["amountEditable"]), (&json!(product), &json!(false)));
    }
    let full = query(52204);
    assert_eq!((&full["statusCode"], full["timestamp"].is_number()), (&json!(200), true));
}

#[test]
fn withdrawals_of_transfiya_end_later() {
    for (phone, end, change) in [("3051000090", 1, 20_000), ("3051000080", 0, 0)] {
        let shop = Shop::commerce();
        let body = json!({"productId": 241, "amount": 20_000, "webhookUrl": "https://my-webhook.com",
                          "data": {"cellphone": phone, "bankName": "banco rojo"}});
        let answer = shop.post("/sells/sell", &body);
        let started = sale_of(&shop, &answer);
        assert_eq!((&started["status"], started["transactionId"].is_string()), (&json!(9), true));
        assert_eq!(shop.balance(), 5_000_000);
        shop.advance(11);
        assert_eq!(sale_of(&shop, &answer)["status"], json!(end), "{phone}");
        assert_eq!(shop.balance(), 5_000_000 + change, "{phone}");
    }
}

#[test]
fn deposits_of_transfiya_count_at_once() {
    for (phone, left) in [("3051000002", 4_989_900), ("3002491283", 5_000_000)] {
        let shop = Shop::commerce();
        let body = json!({"productId": 240, "amount": 10_100, "webhookUrl": "https://my-webhook.com",
                          "data": {"cellphone": phone, "bankName": "banco rojo"}});
        let answer = shop.post("/sells/sell", &body);
        assert_eq!(sale_of(&shop, &answer)["status"], 1);
        assert_eq!(shop.balance(), 4_989_900);
        shop.advance(11);
        assert_eq!(sale_of(&shop, &answer)["status"], 1);
        assert_eq!(shop.balance(), left, "{phone}");
        assert_eq!(shop.sandbox.state()["sales"][0]["reversed"], json!(left == 5_000_000));
    }
}
