use codegen_sandbox::{Api, KAPSO_API_KEY, KAPSO_PHONE_NUMBER_ID, KAPSO_SILENT_NUMBER, KAPSO_STRANGER};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Shop};

fn body(to: &str) -> Value {
    json!({
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": to,
        "type": "text",
        "text": {"preview_url": true, "body": "Hello: https://pay.example.com/1"},
    })
}

fn path() -> String {
    format!("/{KAPSO_PHONE_NUMBER_ID}/messages")
}

fn send(shop: &Shop, path: &str, body: &Value) -> Answer {
    shop.try_send(Method::POST, path, &[("x-api-key", KAPSO_API_KEY)], Some(body)).expect("an answer")
}

/// Status and code of a refusal.
fn refusal(answer: &Answer) -> (u16, Option<u64>) {
    (answer.status, answer.body.pointer("/error/code").and_then(Value::as_u64))
}

#[test]
fn a_text_is_taken_with_or_without_the_version_in_the_path() {
    let shop = Shop::closed(Api::Kapso);
    for path in [path(), format!("/v24.0{}", path())] {
        let answer = send(&shop, &path, &body("573001234567"));
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text("/messages/0/id").starts_with("wamid."));
        assert_eq!(answer.text("/contacts/0/wa_id"), "573001234567");
    }
    let messages = &shop.sandbox.state()["messages"];
    assert_eq!(messages[1]["body"], "Hello: https://pay.example.com/1");
    assert_eq!(messages[1]["delivered"], true);
}

#[test]
fn only_the_key_and_the_number_of_the_project_send() {
    let shop = Shop::closed(Api::Kapso);
    let with = |headers: &[(&str, &str)]| {
        let answer = shop.try_send(Method::POST, &path(), headers, Some(&body("573001234567")));
        answer.expect("an answer").status
    };
    assert_eq!(with(&[]), 401);
    assert_eq!(with(&[("x-api-key", "other")]), 401);
    assert_eq!(send(&shop, "/999999/messages", &body("573001234567")).status, 404);
    assert_eq!(send(&shop, "/messages", &body("573001234567")).status, 404);
    assert_eq!(shop.sandbox.state()["messages"], json!([]));
}

#[test]
fn a_body_of_another_shape_is_refused() {
    let shop = Shop::closed(Api::Kapso);
    for (pointer, value, code) in [
        ("/messaging_product", json!("sms"), 100),
        ("/type", json!("image"), 100),
        ("/text/body", json!(""), 100),
        ("/text/body", json!("x".repeat(4097)), 100),
        ("/text/preview_url", json!("yes"), 100),
        ("/to", json!("300 123"), 131_009),
        ("/to", json!("0573001234567"), 131_009),
    ] {
        let mut body = body("573001234567");
        *body.pointer_mut(pointer).expect(pointer) = value;
        assert_eq!(refusal(&send(&shop, &path(), &body)), (400, Some(code)), "{pointer}");
    }
}

#[test]
fn the_window_is_told_of_or_not() {
    let shop = Shop::closed(Api::Kapso);
    assert_eq!(refusal(&send(&shop, &path(), &body(KAPSO_STRANGER))), (400, Some(131_047)));
    assert_eq!(send(&shop, &path(), &body(KAPSO_SILENT_NUMBER)).status, 200);
    assert_eq!(shop.sandbox.state()["messages"][0]["delivered"], false);
}

#[test]
fn one_number_gets_so_many_messages_a_minute() {
    let shop = Shop::closed(Api::Kapso);
    for _ in 0..45 {
        assert_eq!(send(&shop, &path(), &body("573001234567")).status, 200);
    }
    assert_eq!(refusal(&send(&shop, &path(), &body("573001234567"))), (429, Some(131_056)));
    assert_eq!(send(&shop, &path(), &body("573001234568")).status, 200, "another number is not held back");
    shop.sandbox.advance_clock(std::time::Duration::from_secs(61));
    assert_eq!(send(&shop, &path(), &body("573001234567")).status, 200);
}
