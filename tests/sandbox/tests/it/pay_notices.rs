use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    thread::JoinHandle,
};

use codegen_sandbox::{Error, HASH_KEY, Outcome};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha1::Sha1;

use crate::support::{LINK, METHOD, Shop, WITHDRAW, link, pse, with, with_method, withdrawal, without};

/// Takes one notice and answers 204.
fn receiver() -> (String, JoinHandle<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/notices", listener.local_addr().expect("an address"));
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a caller");
        let mut reader = BufReader::new(stream.try_clone().expect("a clone"));
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a line");
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").expect("sent");
        serde_json::from_slice(&body).expect("JSON")
    });
    (url, thread)
}

fn expected_sign(notice: &Value) -> String {
    let text = |name: &str| match &notice[name] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let signed = format!(
        "{}-{}-{}-{}-{HASH_KEY}",
        text("referenceId"),
        text("resourceId"),
        text("amount"),
        text("updatedAt")
    );
    let mut mac = Hmac::<Sha1>::new_from_slice(HASH_KEY.as_bytes()).expect("a key");
    mac.update(signed.as_bytes());
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_moved_payment_is_told_and_signed() {
    let shop = Shop::pay();
    let (url, notice) = receiver();
    let body = with(&with_method(pse(), Some(1800)), "webhookUrl", json!(url));
    let created = shop.post_with_token(METHOD, &body);
    let reference = created.text("/data/reference");
    let delivery = shop.sandbox.move_payment(reference, 2).expect("moved");
    assert_eq!((&delivery.outcome, delivery.url.as_deref()), (&Outcome::Answered(204), Some(url.as_str())));
    let notice = notice.join().expect("a notice");
    assert_eq!(notice, delivery.payload);
    assert_eq!(notice["sign"].as_str(), Some(expected_sign(&notice).as_str()));
    assert_eq!(notice["referenceKey"].as_str(), Some(reference));
    assert_eq!((notice["realAmount"].as_i64(), notice["amount"].as_i64()), (Some(50_000), Some(49_405)));
    assert_eq!((notice["cost"].as_str(), notice["status"].as_i64()), (Some("$595.00"), Some(2)));
    assert_eq!((notice["bankId"].as_str(), notice["error"].is_null()), (Some("1022"), true));
    assert_eq!(notice["reference2"]["returnUrl"], "https://url-tucomercio.com");

    let status = shop.post("/payment/status", &json!({"reference": reference}));
    assert_eq!(status.body["data"]["status"], 2);
    let state = shop.sandbox.state();
    assert_eq!(state["balances"]["balanceExchange"], 1_049_405);
    assert_eq!(state["deliveries"][0]["status"], 204);
}

#[test]
fn a_failed_withdrawal_tells_why() {
    let shop = Shop::pay();
    let (url, notice) = receiver();
    let body = with(&withdrawal(1_000, "w1"), "webhookRequest", json!(url));
    let created = shop.post_with_token(WITHDRAW, &body);
    shop.sandbox.move_payment(created.text("/data/reference"), 3).expect("moved");
    let notice = notice.join().expect("a notice");
    assert_eq!(notice["error"]["code"], "20-07A");
    assert_eq!(notice["withdraw"]["infoReference"], "w1");
    assert_eq!(notice["sign"].as_str(), Some(expected_sign(&notice).as_str()));
}

#[test]
fn the_stored_webhook_gets_the_notice_of_a_payment_without_one() {
    let shop = Shop::pay();
    let (url, notice) = receiver();
    shop.post("/user-webhooks", &json!({"webhookTypeId": 1, "url": url}));
    let created = shop.post_with_token(LINK, &without(&link(), "webhookUrl"));
    shop.sandbox.move_payment(created.text("/data/reference"), 2).expect("moved");
    assert_eq!(notice.join().expect("a notice")["status"], 2);
}

#[test]
fn notices_leave_loopback_never() {
    let shop = Shop::pay();
    let created = shop.post_with_token(LINK, &link());
    let delivery = shop.sandbox.move_payment(created.text("/data/reference"), 9).expect("moved");
    assert!(matches!(delivery.outcome, Outcome::Skipped(_)), "{delivery:?}");
}

#[test]
fn an_unreachable_receiver_is_recorded() {
    let shop = Shop::pay();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/", listener.local_addr().expect("an address"));
    drop(listener);
    let created = shop.post_with_token(LINK, &with(&link(), "webhookUrl", json!(url)));
    let delivery = shop.sandbox.move_payment(created.text("/data/reference"), 2).expect("moved");
    assert!(matches!(delivery.outcome, Outcome::Failed(_)), "{delivery:?}");
}

#[test]
fn payments_move_until_they_end() {
    let shop = Shop::pay();
    let created = shop.post_with_token(LINK, &link());
    let reference = created.text("/data/reference");
    assert!(matches!(shop.sandbox.move_payment(reference, 4), Err(Error::UnknownStatus(4))));
    assert!(matches!(shop.sandbox.move_payment("other", 2), Err(Error::UnknownPayment(_))));
    shop.sandbox.move_payment(reference, 9).expect("under way");
    shop.sandbox.move_payment(reference, 5).expect("cancelled");
    assert!(matches!(shop.sandbox.move_payment(reference, 2), Err(Error::Ended { status: 5, .. })));
}
