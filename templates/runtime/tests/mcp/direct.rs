//! A plain request is answered where it arrives: exactly as the library answers it.

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
    /// What a request says of itself, in this revision.
    fn meta(&self) -> Option<Value> {
        (self.version >= "2026-07-28").then(|| {
            json!({
                "io.modelcontextprotocol/protocolVersion": self.version,
                "io.modelcontextprotocol/clientCapabilities": {},
            })
        })
    }

    /// The answer to a request for that method, with no more in it than it must say and with more: that goes to the library.
    async fn answers(&self, token: &str, id: &Value, method: &str, params: &Value) -> [Value; 2] {
        let mut plain = params.clone();
        if let Some(meta) = self.meta() {
            plain["_meta"] = meta;
        }
        let mut more = plain.clone();
        more["_meta"]["example.com/more"] = json!(1);
        [
            self.answer(token, &json!({"jsonrpc": "2.0", "id": id, "method": method, "params": plain})).await,
            self.answer(token, &json!({"jsonrpc": "2.0", "id": id, "method": method, "params": more})).await,
        ]
    }

    async fn answer(&self, token: &str, message: &Value) -> Value {
        let mut request = self
            .web
            .post(format!("{}/mcp", self.server.url))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", self.version)
            .header("mcp-method", message["method"].as_str().expect("text"))
            .header("x-mcp-token", token);
        if let Some(tool) = message["params"]["name"].as_str() {
            request = request.header("mcp-name", tool);
        }
        let answer = request.body(message.to_string()).send().await.expect("an answer");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = |name: &str| headers.get(name).map(|value| value.to_str().expect("text").to_owned());
        let (kind, challenge) = (text(CONTENT_TYPE.as_str()), text("www-authenticate"));
        let body: Value = answer.json().await.expect("JSON");
        json!({"status": status, "kind": kind, "challenge": challenge, "body": body})
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_request_is_answered_as_the_library_answers_it() {
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
                let params = json!({"name": tool, "arguments": arguments});
                let [plain, more] = client.answers(token, &id, "tools/call", &params).await;
                assert_eq!(plain, more, "{version} {tool} {arguments}");
                assert_eq!(plain["body"]["id"], id);
            }
        }
        let [plain, more] = client.answers(EVE, &json!(1), "tools/list", &json!({})).await;
        assert_eq!(plain, more, "{version}");
        assert!(plain["body"]["result"]["tools"].is_array(), "{plain}");
    }
}
