//! The plain call of a tool is answered where it arrives: exactly as the library answers it.

use reqwest::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::HttpServer;
use crate::http::{payout, web};
use crate::principals::{ANA, EVE, tokens};

/// A client of one revision.
struct Client<'a> {
    web: reqwest::Client,
    server: &'a HttpServer,
    version: &'static str,
}

impl Client<'_> {
    /// What a call says of itself, in this revision.
    fn meta(&self) -> Option<Value> {
        (self.version >= "2026-07-28").then(|| {
            json!({
                "io.modelcontextprotocol/protocolVersion": self.version,
                "io.modelcontextprotocol/clientCapabilities": {},
            })
        })
    }

    async fn answer(
        &self,
        token: &str,
        id: &Value,
        (tool, arguments): (&str, &Value),
        meta: Option<Value>,
    ) -> Value {
        let mut params = json!({"name": tool, "arguments": arguments});
        if let Some(meta) = meta {
            params["_meta"] = meta;
        }
        let message = json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params});
        let request = self
            .web
            .post(format!("{}/mcp", self.server.url))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", self.version)
            .header("mcp-method", "tools/call")
            .header("mcp-name", tool)
            .header("x-mcp-token", token);
        let answer = request.body(message.to_string()).send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = |name: &str| headers.get(name).map(|value| value.to_str().expect("text").to_owned());
        let (kind, challenge) = (text(CONTENT_TYPE.as_str()), text("www-authenticate"));
        let body: Value = answer.json().await.expect("JSON");
        json!({"status": status, "kind": kind, "challenge": challenge, "body": body})
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_call_is_answered_as_the_library_answers_it() {
    let (api, file) = (FakeApi::usual(), tokens());
    let path = file.path().display().to_string();
    let server = HttpServer::start(&api, &[("SHOP_MCP_TOKENS_FILE", path.as_str())]);
    for version in ["2025-03-26", "2025-11-25", "2026-07-28"] {
        let client = Client { web: web(), server: &server, version };
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
                let plain = client.answer(token, &id, (tool, &arguments), client.meta()).await;
                // Anything more in it makes it another message.
                let mut meta = client.meta().unwrap_or_else(|| json!({}));
                meta["example.com/more"] = json!(1);
                let other = client.answer(token, &id, (tool, &arguments), Some(meta)).await;
                assert_eq!(plain, other, "{version} {tool} {arguments}");
                assert_eq!(plain["body"]["id"], id);
            }
        }
    }
}
