//! What came of a change can be read by whoever asked for it, also when the first answer never reached them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::api::{FakeApi, json as json_reply};
use crate::client::HttpServer;
use crate::http::{TOKEN, WITH_MONEY, payout, post, request, web};
use crate::support::{Gate, PATIENCE};

const RECENT: &str = "results://shop/recent";

async fn read(server: &HttpServer, uri: &str) -> Value {
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": {"uri": uri}});
    let answer = post(server.url.clone(), body.to_string()).await;
    let text = answer["result"]["contents"][0]["text"].as_str().unwrap_or_else(|| panic!("{answer}"));
    serde_json::from_str(text).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_vanished_reads_what_came_of_its_call() {
    let gate = Gate::default();
    let held = gate.clone();
    let api = FakeApi::start(move |arrived| {
        (arrived.target == "/payouts").then(|| {
            held.pass();
            json_reply(200, &json!({"statusCode": "00", "data": {"id": 7}}))
        })
    });
    let own = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("TEST_API", "patient")];
    let server = HttpServer::start(&api, &[WITH_MONEY.as_slice(), &own].concat());
    let call = web()
        .post(format!("{}/mcp", server.url))
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2025-06-18")
        .header("x-mcp-token", TOKEN)
        .body(request("pay_out", &payout()))
        .send();
    let vanishing = tokio::spawn(call);
    api.arrival("/payouts");
    vanishing.abort();
    let recent = read(&server, RECENT).await;
    let head = &recent["calls"][0];
    assert_eq!((&head["tool"], &head["state"]), (&json!("pay_out"), &json!("under-way")), "{recent}");
    assert_eq!(head["arguments"]["recipient"]["key"], "***", "{recent}");
    let uri = head["uri"].as_str().expect("an address").to_owned();
    gate.open();
    let deadline = Instant::now() + PATIENCE;
    let mut page = read(&server, &uri).await;
    while page["state"] != "done" {
        assert!(Instant::now() < deadline, "{page}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        page = read(&server, &uri).await;
    }
    assert_eq!(page["result"]["answer"]["data"]["id"], 7, "{page}");
    assert_eq!(api.at("/payouts").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn results_belong_to_their_caller_and_reads_leave_none() {
    let api = FakeApi::usual();
    let more = [WITH_MONEY.as_slice(), &[("SHOP_ALLOW_DANGEROUS", "pay-out")]].concat();
    let server = HttpServer::start(&api, &more);
    post(server.url.clone(), request("payout_status", &json!({"reference": "r"}))).await;
    assert_eq!(read(&server, RECENT).await, json!({"calls": []}));
    post(server.url.clone(), request("pay_out", &payout())).await;
    let recent = read(&server, RECENT).await;
    let uri = recent["calls"][0]["uri"].as_str().expect("an address");
    assert_eq!(read(&server, uri).await["result"]["http_status"], 200);
    let other = HttpServer::start(&api, &WITH_MONEY);
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "resources/read", "params": {"uri": uri}});
    let answer = post(other.url.clone(), body.to_string()).await;
    assert!(answer["error"].is_object(), "{answer}");
}
