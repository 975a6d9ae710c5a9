//! An API that fails: what callers are told, and how often they are repeated.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rmcp::model::CallToolResult;
use serde_json::{Value, json};

use crate::api::{FakeApi, json as json_reply};
use crate::client::{Person, call, command, connect, content};
use crate::http::payout;
use crate::support::{Received, Reply};

const STATUS: &str = "/payouts/r";

/// A read of an API that answers it so, and what came of it.
pub async fn read(
    reply: impl Fn(usize) -> Option<Reply> + Send + Sync + 'static,
) -> (FakeApi, CallToolResult) {
    read_within(&[], reply).await
}

/// The same with the time limits of these settings.
async fn read_within(
    limits: &[(&str, &str)],
    reply: impl Fn(usize) -> Option<Reply> + Send + Sync + 'static,
) -> (FakeApi, CallToolResult) {
    let reads = AtomicUsize::new(0);
    let api = FakeApi::start(move |arrived| {
        let is_it = arrived.target == STATUS;
        is_it.then(|| reply(reads.fetch_add(1, Ordering::SeqCst))).flatten()
    });
    let client = connect(command(&api, limits), Person::Absent).await;
    let result = call(&client, "payout_status", json!({"reference": "r"})).await;
    (api, result)
}

/// A payout at an API that answers it so.
pub async fn pay(reply: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> (FakeApi, Value) {
    let api = FakeApi::start(move |arrived| (arrived.target == "/payouts").then(|| reply(arrived)));
    let folder = tempfile::tempdir().expect("a folder");
    let audit = folder.path().join("audit.log").display().to_string();
    let more = [
        ("SHOP_ALLOW_DANGEROUS", "pay-out"),
        ("SHOP_AUDIT_PATH", audit.as_str()),
        ("SHOP_STATE_PATH", folder.path().to_str().expect("text")),
    ];
    let client = connect(command(&api, &more), Person::Absent).await;
    let result = content(&call(&client, "pay_out", payout()).await);
    (api, result)
}

/// The whole result as a client reads it.
fn whole(result: &CallToolResult) -> String {
    serde_json::to_string(result).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_session_is_renewed_once_and_no_more() {
    let refuse = || Some(json_reply(401, &json!({"message": "expired"})));
    let (api, cured) = read(move |nth| if nth == 0 { refuse() } else { None }).await;
    assert_eq!(cured.is_error, Some(false), "{cured:?}");
    assert_eq!((api.at(STATUS).len(), api.at("/auth/login").len()), (2, 2));
    let (api, refused) = read(move |_| refuse()).await;
    assert_eq!(content(&refused)["exit_code"], 2);
    assert_eq!((api.at(STATUS).len(), api.at("/auth/login").len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_waits_as_long_as_it_is_told_and_a_payment_is_not_repeated() {
    let wait = || Reply::with(429, &[("retry-after", "1")], b"{}");
    let asked = std::time::Instant::now();
    let (api, answered) = read(move |nth| (nth == 0).then(wait)).await;
    assert_eq!(answered.is_error, Some(false), "{answered:?}");
    assert_eq!(api.at(STATUS).len(), 2);
    assert!(asked.elapsed() >= Duration::from_secs(1));
    let (api, told) = pay(move |_| wait()).await;
    assert_eq!((&told["exit_code"], &told["retryable"]), (&json!(5), &json!(true)), "{told}");
    assert_eq!(api.at("/payouts").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_insides_of_a_broken_server_are_not_passed_on_whole() {
    let trace =
        format!("java.lang.NullPointerException\n{}", "\tat com.shop.Pay.run(Pay.java:7)\n".repeat(400));
    let html = format!("<html><body><h1>Bad gateway</h1>{}</body></html>", "<p>proxy</p>".repeat(2_000));
    for (status, kind, body) in [
        (500, "text/plain", trace.clone()),
        (500, "application/json", json!({"message": trace}).to_string()),
        (502, "text/html", html),
    ] {
        let (_, result) =
            read(move |_| Some(Reply::with(status, &[("content-type", kind)], body.as_bytes()))).await;
        assert_eq!(result.is_error, Some(true));
        assert_eq!(content(&result)["http_status"], status);
        let whole = whole(&result);
        assert!(whole.len() < 4_000, "{} bytes: {}", whole.len(), &whole[..1_000]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_answer_is_a_failure_of_a_read_and_an_unknown_outcome_of_a_payment() {
    let short = || Reply::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"statusCode\"".to_vec());
    let huge = || {
        let body = format!("\"{}\"", "x".repeat(40_000_000));
        Reply::with(200, &[("content-type", "application/json")], body.as_bytes())
    };
    let (_, broken) = read(move |_| Some(short())).await;
    assert_eq!(content(&broken)["exit_code"], 6, "{broken:?}");
    let (_, large) = read(move |_| Some(huge())).await;
    assert_eq!(large.is_error, Some(true), "{large:?}");
    let (api, unknown) = pay(move |_| short()).await;
    assert_eq!((&unknown["exit_code"], &unknown["sent"]), (&json!(10), &json!("unknown")), "{unknown}");
    assert_eq!(api.at("/payouts").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn five_megabytes_are_read_and_cut_with_a_notice() {
    let (_, result) = read_within(&[("TEST_API", "patient")], |_| {
        let list: Vec<_> = (0..50_000).map(|nth| json!({"id": nth, "note": "n".repeat(80)})).collect();
        Some(json_reply(200, &json!({"statusCode": "00", "data": list})))
    })
    .await;
    let content = content(&result);
    assert!(content["cut"].is_array(), "{}", content["message"]);
    assert!(whole(&result).len() < 300_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_is_limited_is_not_hammered() {
    let api = FakeApi::start(|arrived| {
        (arrived.target == "/auth/login").then(|| Reply::with(429, &[("retry-after", "30")], b"{}"))
    });
    let client = connect(command(&api, &[]), Person::Absent).await;
    for _ in 0..5 {
        let result = content(&call(&client, "payout_status", json!({"reference": "r"})).await);
        assert_eq!(result["exit_code"], 5, "{result}");
    }
    assert_eq!(api.calls(), ["POST /auth/login"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_refused_for_its_session_is_cured_once_with_a_new_token_and_the_same_reference() {
    let tokens = AtomicUsize::new(0);
    let refusals = AtomicUsize::new(0);
    let api = FakeApi::start(move |arrived| match arrived.target.as_str() {
        "/tokens" => {
            let nth = tokens.fetch_add(1, Ordering::SeqCst);
            let data = json!({"token": format!("t-{nth}"), "expiresIn": 60});
            Some(json_reply(200, &json!({"statusCode": "00", "data": data})))
        }
        "/payouts" if refusals.fetch_add(1, Ordering::SeqCst) == 0 => {
            Some(json_reply(401, &json!({"message": "expired"})))
        }
        _ => None,
    });
    let folder = tempfile::tempdir().expect("a folder");
    let audit = folder.path().join("audit.log");
    let path = audit.display().to_string();
    let more = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_AUDIT_PATH", path.as_str())];
    let client = connect(command(&api, &more), Person::Absent).await;
    let result = content(&call(&client, "pay_out", payout()).await);
    assert_eq!(result["http_status"], 200, "{result}");
    let sent = api.at("/payouts");
    assert_eq!((sent.len(), api.at("/auth/login").len()), (2, 2));
    assert_eq!(sent[0].body, sent[1].body, "the same reference");
    let token = |nth: usize| sent[nth].header("x-transaction-token").map(str::to_owned);
    assert_eq!((token(0).as_deref(), token(1).as_deref()), (Some("t-0"), Some("t-1")));
    let log = std::fs::read_to_string(&audit).expect("the audit log");
    let entries: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let told: Vec<_> = entries.iter().map(|entry| (&entry["entry"], &entry["status"])).collect();
    let (before, after, none) = (json!("before"), json!("after"), Value::Null);
    assert_eq!(told, [(&before, &none), (&after, &json!(401)), (&before, &none), (&after, &json!(200))]);
}
