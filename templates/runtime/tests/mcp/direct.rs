//! The plain call of a tool is answered where it arrives: exactly as the library answers it.

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::HttpServer;
use crate::http::payout;
use crate::principals::{ANA, EVE, post, tokens};

/// The answer to the call with that member beside its arguments; any makes it more than a plain call.
async fn answer(server: &HttpServer, token: &str, id: &Value, call: (&str, &Value), more: Value) -> Value {
    let mut params = json!({"name": call.0, "arguments": call.1});
    for (name, value) in more.as_object().expect("an object") {
        params[name] = value.clone();
    }
    let message = json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params});
    let answer = post(server, &[("x-mcp-token", token)], message.to_string()).await;
    let (status, kind) = (answer.status().as_u16(), answer.headers()[CONTENT_TYPE].clone());
    let challenge =
        answer.headers().get("www-authenticate").map(|text| text.to_str().expect("text").to_owned());
    let body: Value = answer.json().await.expect("JSON");
    json!({"status": status, "kind": kind.to_str().expect("text"), "challenge": challenge, "body": body})
}

#[tokio::test(flavor = "multi_thread")]
async fn both_answer_alike() {
    let (api, file) = (FakeApi::usual(), tokens());
    let path = file.path().display().to_string();
    let server = HttpServer::start(&api, &[("SHOP_MCP_TOKENS_FILE", path.as_str())]);
    for (token, tool, arguments) in [
        (ANA, "payout_status", json!({"reference": "r"})),
        (ANA, "payout_status", json!({"reference": 5, "more": null})),
        (ANA, "payout_stat", json!({})),
        (ANA, "describe_operation", json!({"operation": "pay_out"})),
        (ANA, "login", json!({})),
        (ANA, "pay_out", payout()),
        (EVE, "pay_out", payout()),
    ] {
        for id in [json!("seven"), json!(7), json!(-1)] {
            let plain = answer(&server, token, &id, (tool, &arguments), json!({})).await;
            let other = answer(&server, token, &id, (tool, &arguments), json!({"_meta": {}})).await;
            assert_eq!(plain, other, "{tool} {arguments}");
        }
    }
}
