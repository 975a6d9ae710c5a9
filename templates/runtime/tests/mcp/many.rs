//! Many calls at once: one login for all of them, one renewal, and none waits for another's trouble.

use std::sync::Arc;
use std::time::Duration;

use rmcp::model::CallToolResult;
use serde_json::json;

use crate::api::{FakeApi, SESSION, json as json_reply};
use crate::client::{Person, Running, call, command, connect, content};
use crate::support::Gate;

const CALLS: usize = 20;

/// So many reads at once.
async fn reads(client: &Arc<Running>) -> Vec<CallToolResult> {
    let calls: Vec<_> = (0..CALLS)
        .map(|_| {
            let client = Arc::clone(client);
            tokio::spawn(async move { call(&client, "payout_status", json!({"reference": "r"})).await })
        })
        .collect();
    let mut results = Vec::new();
    for one in calls {
        results.push(one.await.expect("a call"));
    }
    results
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_first_calls_log_in_once() {
    let api = FakeApi::usual();
    let client = Arc::new(connect(command(&api, &[]), Person::Absent).await);
    let results = reads(&client).await;
    assert!(results.iter().all(|result| result.is_error == Some(false)), "{results:?}");
    assert_eq!((api.at("/auth/login").len(), api.at("/payouts/r").len()), (1, CALLS));
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_first_calls_share_one_refused_login() {
    let api = FakeApi::start(|arrived| {
        (arrived.target == "/auth/login").then(|| {
            // All twenty come while it is under way.
            std::thread::sleep(Duration::from_secs(1));
            json_reply(401, &json!({"message": "wrong"}))
        })
    });
    let client = Arc::new(connect(command(&api, &[("TEST_API", "patient")]), Person::Absent).await);
    for result in reads(&client).await {
        let told = content(&result);
        assert_eq!((&told["exit_code"], &told["sent"]), (&json!(2), &json!("no")), "{told}");
    }
    assert_eq!(api.calls(), ["POST /auth/login"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_calls_whose_session_was_refused_log_in_once_more() {
    let api = FakeApi::start(|arrived| {
        let stale = format!("Bearer {SESSION}-1");
        let refused = arrived.target == "/payouts/r" && arrived.header("authorization") == Some(&stale);
        refused.then(|| json_reply(401, &json!({"message": "expired"})))
    });
    let client = Arc::new(connect(command(&api, &[]), Person::Absent).await);
    let results = reads(&client).await;
    assert!(results.iter().all(|result| result.is_error == Some(false)), "{results:?}");
    assert_eq!(api.at("/auth/login").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_hang_hold_nobody_up() {
    let gate = Gate::default();
    let held = gate.clone();
    let api = FakeApi::start(move |arrived| {
        (arrived.target == "/payouts").then(|| {
            held.pass();
            json_reply(200, &json!({"statusCode": "00", "data": []}))
        })
    });
    let client = Arc::new(connect(command(&api, &[("TEST_API", "patient")]), Person::Absent).await);
    // The login is done.
    call(&client, "payout_status", json!({"reference": "r"})).await;
    let hanging: Vec<_> = (0..CALLS)
        .map(|_| {
            let client = Arc::clone(&client);
            tokio::spawn(async move { call(&client, "search_payouts", json!({})).await })
        })
        .collect();
    api.wait_for(2 + CALLS);
    let results = reads(&client).await;
    assert!(hanging.iter().all(|one| !one.is_finished()), "none of them was waited for");
    assert!(results.iter().all(|result| result.is_error == Some(false)), "{results:?}");
    gate.open();
    for one in hanging {
        assert_eq!(one.await.expect("a call").is_error, Some(false));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_types_and_unknown_arguments_are_all_told_and_nothing_is_sent() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    let wrong = json!({
        "amount": "5", "currency": 7, "reference": ["r"], "recipient": {"key": 1}, "sum": 5
    });
    let told = content(&call(&client, "pay_out", wrong).await);
    assert_eq!((&told["exit_code"], &told["sent"]), (&json!(3), &json!("no")), "{told}");
    let text = told.to_string();
    for name in ["amount", "currency", "reference", "recipient.key", "sum"] {
        assert!(text.contains(name), "{name}: {told}");
    }
    let nothing = content(&call(&client, "payout_status", json!({"reference": null})).await);
    assert_eq!(nothing["exit_code"], 3, "{nothing}");
    assert!(api.all().is_empty());
}
