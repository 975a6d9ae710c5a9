//! Connections that break, hang or drip in the middle of an answer: a read fails or is cured, and of a payment it is said
//! that nobody knows.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::api::json as json_reply;
use crate::client::content;
use crate::faults::{pay, read};
use crate::support::Reply;

/// The shop's time limit for one request, with room for a busy machine.
const ONE_LIMIT: Duration = Duration::from_secs(8);

fn good() -> Value {
    json!({"statusCode": "00", "data": {"state": "paid"}})
}

/// The head of an answer and half of its body.
fn half() -> Vec<u8> {
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"statusCode\":\"00\","
        .to_vec()
}

/// An answer that would take minutes.
fn drip() -> Reply {
    let long = [half(), b" ".repeat(2_000)].concat();
    Reply::Drip(long, Duration::from_millis(20))
}

#[track_caller]
fn assert_unknown(told: &Value) {
    assert_eq!((&told["code"], &told["exit_code"]), (&json!("outcome-unknown"), &json!(10)), "{told}");
    assert_eq!((&told["sent"], &told["retryable"]), (&json!("unknown"), &json!(false)), "{told}");
    assert_eq!(told["lookup"], json!({"tool": "payout_status", "arguments": {"reference": "r-1"}}), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_whose_answer_never_comes_whole_has_an_unknown_outcome_and_is_sent_once() {
    for reply in [Reply::Hang, drip(), Reply::Reset(half()), Reply::Reset(Vec::new()), Reply::Close] {
        let asked = Instant::now();
        let broken = reply.clone();
        let (api, told) = pay(move |_| broken.clone()).await;
        assert!(asked.elapsed() < ONE_LIMIT, "{reply:?}");
        assert_unknown(&told);
        assert_eq!(api.at("/payouts").len(), 1, "{reply:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_whose_answers_never_come_whole_fails_in_time() {
    // A limit that is spent is not spent again; what was broken off is asked for again.
    for (reply, code, times) in
        [(Reply::Hang, "timeout", 1), (drip(), "timeout", 1), (Reply::Reset(half()), "network", 3)]
    {
        let asked = Instant::now();
        let broken = reply.clone();
        let (api, result) = read(move |_| Some(broken.clone())).await;
        let told = content(&result);
        assert_eq!((&told["exit_code"], &told["code"]), (&json!(6), &json!(code)), "{reply:?}: {told}");
        assert_eq!(told["retryable"], true, "{told}");
        assert!(asked.elapsed() < ONE_LIMIT, "{reply:?}");
        assert_eq!(api.at("/payouts/r").len(), times, "{reply:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_is_cured_by_the_next_try() {
    for reply in [Reply::Reset(half()), Reply::Reset(Vec::new()), Reply::Close] {
        let broken = reply.clone();
        let (api, result) = read(move |nth| (nth == 0).then(|| broken.clone())).await;
        assert_eq!(result.is_error, Some(false), "{reply:?}: {result:?}");
        assert_eq!(api.at("/payouts/r").len(), 2, "{reply:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_within_the_limit_is_an_answer() {
    let Reply::Bytes(bytes) = json_reply(200, &good()) else { panic!("bytes") };
    let (_, result) = read(move |_| Some(Reply::Drip(bytes.clone(), Duration::from_millis(1)))).await;
    assert_eq!(content(&result)["answer"]["data"]["state"], "paid", "{result:?}");
}
