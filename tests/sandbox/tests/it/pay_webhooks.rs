use codegen_sandbox::PAY_FOREIGN_WEBHOOK_ID;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{LINK, Shop, WITHDRAW, link, withdrawal, without};

fn create(shop: &Shop, kind: u64, url: &str) -> Value {
    let answer = shop.post("/user-webhooks", &json!({"webhookTypeId": kind, "url": url}));
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.body["data"].clone()
}

fn set(shop: &Shop, id: &str, body: &Value) -> crate::support::Answer {
    shop.send(Method::PATCH, &format!("/user-webhooks/{id}/status"), &[], Some(body))
}

fn active(shop: &Shop) -> Vec<(u64, bool)> {
    let list = shop.get("/user-webhooks");
    let list = list.body["data"].as_array().expect("a list").clone();
    list.iter().map(|hook| (hook["id"].as_u64().expect("id"), hook["active"] == true)).collect()
}

#[test]
fn one_webhook_per_type_is_active() {
    let shop = Shop::pay();
    assert_eq!(active(&shop), []);
    let first = create(&shop, 1, "https://my-server.com/webhooks/saldo");
    assert_eq!((first["active"].clone(), first.get("typeName")), (json!(true), None));
    create(&shop, 2, "https://my-server.com/webhooks/dispersion");
    create(&shop, 1, "https://my-server.com/other");
    assert_eq!(active(&shop), [(1, false), (2, true), (3, true)]);
    let again = set(&shop, "1", &json!({"active": true}));
    assert_eq!((again.status, again.body["data"]["active"].clone()), (200, json!(true)));
    assert_eq!(active(&shop), [(1, true), (2, true), (3, false)]);
    set(&shop, "2", &json!({"active": false}));
    assert_eq!(active(&shop), [(1, true), (2, false), (3, false)]);
    let list = shop.get("/user-webhooks");
    assert_eq!(list.body["data"][0]["typeName"], "Saldo");
    assert_eq!(list.body["data"][1]["typeName"], "Dispersión");
}

#[test]
fn refusals_are_the_published_ones() {
    let shop = Shop::pay();
    create(&shop, 1, "https://my-server.com/webhooks/saldo");
    let unknown = shop.post("/user-webhooks", &json!({"webhookTypeId": 99, "url": "https://my-server.com"}));
    assert_eq!((unknown.status, unknown.text("/message")), (404, "Webhook type not found: 99"));
    let bad = shop.post("/user-webhooks", &json!({"webhookTypeId": 1, "url": "x"}));
    assert_eq!((bad.status, bad.messages()), (400, vec!["url must be a URL address"; 2]));
    let own = shop.post("/user-webhooks", &json!({"webhookTypeId": 1, "url": "https://a.co", "userId": 1}));
    assert_eq!(own.messages(), ["property userId should not exist"]);
    assert_eq!(shop.post("/user-webhooks", &json!({"url": "https://a.co"})).status, 400);
    assert_eq!(shop.post("/user-webhooks", &json!({"webhookTypeId": 1})).status, 400);

    let on = json!({"active": true});
    let missing = set(&shop, "999", &on);
    assert_eq!((missing.status, missing.text("/message")), (404, "User webhook not found: 999"));
    let foreign = set(&shop, &PAY_FOREIGN_WEBHOOK_ID.to_string(), &on);
    let message = "Webhook does not belong to the authenticated user";
    assert_eq!(
        (foreign.status, foreign.text("/message"), foreign.text("/error")),
        (403, message, "Forbidden")
    );
    let text = set(&shop, "abc", &on);
    assert_eq!((text.status, text.text("/message")), (400, "Validation failed (numeric string is expected)"));
    assert_eq!(set(&shop, "1", &json!({})).status, 400);
    assert_eq!(set(&shop, "1", &json!({"active": "true"})).status, 400);
}

#[test]
fn a_stored_webhook_stands_in_for_a_missing_one() {
    let shop = Shop::pay();
    let (cash_in, cash_out) =
        (without(&link(), "webhookUrl"), without(&withdrawal(1_000, "w1"), "webhookRequest"));
    create(&shop, 1, "https://my-server.com/webhooks/saldo");
    assert_eq!(shop.post_with_token(LINK, &cash_in).status, 201);
    assert_eq!(shop.post_with_token(WITHDRAW, &cash_out).status, 400, "it is of the other type");
    create(&shop, 2, "https://my-server.com/webhooks/dispersion");
    assert_eq!(shop.post_with_token(WITHDRAW, &cash_out).status, 201);
}
