//! Who may do what over HTTP, and that callers know nothing of each other.

use std::sync::Arc;

use rmcp::service::ClientLifecycleMode;
use serde_json::{Value, json};

use crate::api::{FakeApi, json as json_reply};
use crate::client::{HttpServer, Person, call, content, hello};
use crate::http::{TOKEN, WITH_MONEY, connect, payout, request, web};
use crate::support::Received;

pub const ANA: &str = "a0000000000000000000000000000001";
pub const BEN: &str = "b0000000000000000000000000000002";
pub const EVE: &str = "e0000000000000000000000000000003";

/// The tokens of three callers: one with two accounts, one that brings sessions, one that only reads.
pub fn tokens() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let account = |name: &str| json!({"USERNAME": format!("{name}@shop.example"), "PASSWORD": "pw"});
    let document = json!({
        "tokens": [
            {"name": "ana", "token": ANA, "rights": ["read", "write", "money"], "secret_ids": ["north", "main"]},
            {"name": "ben", "token": BEN, "rights": ["read", "write", "money"], "own_session": true},
            {"name": "eve", "token": EVE, "rights": ["read"]},
        ],
        "accounts": {"north": account("north"), "south": account("south"), "main": {}},
    });
    std::fs::write(file.path(), document.to_string()).expect("written");
    file
}

/// An API whose sessions tell whose they are, and whose reads repeat the session that came.
fn telling() -> FakeApi {
    FakeApi::start(|arrived| {
        let good = |data: Value| Some(json_reply(200, &json!({"statusCode": "00", "data": data})));
        match arrived.target.as_str() {
            "/auth/login" => {
                std::thread::sleep(std::time::Duration::from_millis(50));
                let sent: Value = serde_json::from_str(&arrived.body).unwrap_or_default();
                good(
                    json!({"token": format!("session-of-{}", sent["username"].as_str().unwrap_or_default())}),
                )
            }
            target if target.starts_with("/payouts/") => good(json!({"seen": whose(arrived)})),
            _ => None,
        }
    })
}

/// The session, in other words: an answer never repeats it as it is.
fn whose(arrived: &Received) -> String {
    let session = arrived.header("authorization").unwrap_or_default();
    session.trim_start_matches("Bearer session-of-").to_owned()
}

async fn post(server: &HttpServer, headers: &[(&str, &str)], body: String) -> reqwest::Response {
    post_by(&web(), server, headers, body).await
}

/// Posts through that client's pool of connections.
pub async fn post_by(
    client: &reqwest::Client,
    server: &HttpServer,
    headers: &[(&str, &str)],
    body: String,
) -> reqwest::Response {
    let mut request = client
        .post(format!("{}/mcp", server.url))
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2025-06-18");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body).send().await.expect("an answer")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_may_do_what_its_rights_say() {
    let (api, file) = (FakeApi::usual(), tokens());
    let path = file.path().display().to_string();
    let more = [("SHOP_MCP_TOKENS_FILE", path.as_str()), ("SHOP_ALLOW_DANGEROUS", "pay-out")];
    let server = HttpServer::start(&api, &more);
    let pay = request("pay_out", &payout());
    let refused = post(&server, &[("x-mcp-token", EVE)], pay.clone()).await;
    assert_eq!(refused.status(), 403);
    assert_eq!(
        refused.headers()["www-authenticate"],
        "Bearer error=\"insufficient_scope\", scope=\"read money\""
    );
    let body: Value = refused.json().await.expect("JSON");
    assert_eq!((&body["id"], &body["error"]["code"]), (&json!(1), &json!(-32600)));
    let read = request("payout_status", &json!({"reference": "r"}));
    assert_eq!(post(&server, &[("x-mcp-token", EVE)], read).await.status(), 200);
    assert!(api.at("/payouts").is_empty());
    let sent: Value = post(&server, &[("x-mcp-token", ANA)], pay).await.json().await.expect("JSON");
    assert_eq!(sent["result"]["isError"], false, "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_to_money_even_a_yes_sends_nothing() {
    let without = [("SHOP_MCP_TOKEN", TOKEN), ("SHOP_ALLOW_DANGEROUS", "pay-out")];
    let api = FakeApi::usual();
    let open = HttpServer::start(&api, &[("SHOP_ALLOW_DANGEROUS", "pay-out")]);
    let client = connect(&open, None, Person::SaysYes, ClientLifecycleMode::Initialize).await;
    let result = content(&call(&client, "pay_out", payout()).await);
    assert_eq!(result["code"], "right-missing", "{result}");
    assert!(result["hint"].as_str().is_some_and(|hint| hint.contains("SHOP_MCP_TOKEN_RIGHTS")), "{result}");
    let server = HttpServer::start(&api, &without);
    let pay = request("pay_out", &payout());
    assert_eq!(post(&server, &[("x-mcp-token", TOKEN)], pay.clone()).await.status(), 403);
    assert!(api.all().is_empty());
    let allowed = [WITH_MONEY.as_slice(), &[("SHOP_ALLOW_DANGEROUS", "pay-out")]].concat();
    let server = HttpServer::start(&api, &allowed);
    assert_eq!(post(&server, &[("x-mcp-token", TOKEN)], pay).await.status(), 200);
    assert_eq!(api.at("/payouts").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_share_nothing() {
    let (api, file) = (telling(), tokens());
    let path = file.path().display().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let audit = folder.path().join("audit.log").display().to_string();
    let more = [
        ("SHOP_MCP_TOKENS_FILE", path.as_str()),
        ("SHOP_AUDIT_PATH", audit.as_str()),
        ("SHOP_ALLOW_DANGEROUS", "pay-out"),
    ];
    let server = Arc::new(HttpServer::start(&api, &more));
    let callers: [(&[(&str, &str)], &str); 4] = [
        (&[("x-mcp-token", ANA)], "person@shop.example"),
        (&[("x-mcp-token", ANA), ("x-secret-id", "north")], "north@shop.example"),
        (&[("x-mcp-token", BEN), ("x-api-authorization", "Bearer session-of-ben-himself")], "ben-himself"),
        (&[("x-mcp-token", EVE)], "person@shop.example"),
    ];
    let mut calls = Vec::new();
    for round in 0..20 {
        for (headers, expected) in callers {
            let server = Arc::clone(&server);
            calls.push(tokio::spawn(async move {
                let read = request("payout_status", &json!({"reference": format!("r-{round}")}));
                let answer: Value = post(&server, headers, read).await.json().await.expect("JSON");
                assert_eq!(
                    answer["result"]["structuredContent"]["answer"]["data"]["seen"], expected,
                    "{headers:?} {answer}"
                );
            }));
        }
    }
    for one in calls {
        one.await.expect("a call");
    }
    // One login for each that has none, however many came at once; the brought session needs none.
    assert_eq!(api.at("/auth/login").len(), 3);
    for (headers, _) in &callers[..3] {
        assert_eq!(post(&server, headers, request("pay_out", &payout())).await.status(), 200);
    }
    let log = std::fs::read_to_string(&audit).expect("the audit log");
    let principals: Vec<String> = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .map(|entry| entry["profile"].as_str().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(principals.len(), 6, "{log}");
    assert_eq!(principals[..4], ["ana", "ana", "ana/north", "ana/north"]);
    assert!(principals[4].starts_with("ben+") && !log.contains("himself"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_and_sessions_are_for_tokens_that_list_them() {
    let (api, file) = (FakeApi::usual(), tokens());
    let path = file.path().display().to_string();
    let server = HttpServer::start(&api, &[("SHOP_MCP_TOKENS_FILE", path.as_str())]);
    let read = || request("payout_status", &json!({"reference": "r"}));
    for headers in [
        [("x-mcp-token", ANA), ("x-secret-id", "south")],
        [("x-mcp-token", ANA), ("x-api-authorization", "Bearer s")],
        [("x-mcp-token", BEN), ("x-secret-id", "north")],
        [("x-mcp-token", BEN), ("x-api-authorization", "Basic s")],
    ] {
        assert_eq!(post(&server, &headers, read()).await.status(), 403, "{headers:?}");
    }
    let hidden = request("payout_status", &json!({"reference": "r", "_secretId": "north"}));
    let refused: Value = post(&server, &[("x-mcp-token", ANA)], hidden).await.json().await.expect("JSON");
    assert_eq!(refused["result"]["structuredContent"]["exit_code"], 3, "{refused}");
    assert!(api.all().is_empty());
    let open = HttpServer::start(&api, &[]);
    assert_eq!(post(&open, &[("x-secret-id", "north")], read()).await.status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_the_protocol_belongs_to_its_caller() {
    let (api, file) = (FakeApi::usual(), tokens());
    let path = file.path().display().to_string();
    let server = HttpServer::start(&api, &[("SHOP_MCP_TOKENS_FILE", path.as_str())]);
    let hello = hello(json!({"elicitation": {}})).to_string();
    let answer = post(&server, &[("x-mcp-token", ANA)], hello).await;
    let id = answer.headers()["mcp-session-id"].to_str().expect("text").to_owned();
    let list = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/list"}).to_string();
    for (token, status) in [(BEN, 404), (ANA, 200)] {
        let headers = [("x-mcp-token", token), ("mcp-session-id", id.as_str())];
        assert_eq!(post(&server, &headers, list.clone()).await.status(), status, "{token}");
    }
}

/// Rule M9: what a caller may do depends on the operation, by whatever tool it is called.
#[tokio::test(flavor = "multi_thread")]
async fn rights_hold_for_an_operation_by_whatever_tool_it_is_called() {
    for surface in ["operations", "routes", "search"] {
        let (api, file) = (FakeApi::usual(), tokens());
        let path = file.path().display().to_string();
        let more = [
            ("SHOP_MCP_TOKENS_FILE", path.as_str()),
            ("SHOP_ALLOW_DANGEROUS", "pay-out"),
            ("SHOP_MCP_SURFACE", surface),
        ];
        let server = HttpServer::start(&api, &more);
        let mut ways = vec![("pay_out", payout()), ("old_pay_out", payout())];
        if surface == "search" {
            for name in ["pay-out", "pay_out", "old_pay_out"] {
                ways.push(("money_operation", json!({"operation": name, "arguments": payout()})));
            }
        }
        for (tool, arguments) in &ways {
            let refused = post(&server, &[("x-mcp-token", EVE)], request(tool, arguments)).await;
            assert_eq!(refused.status(), 403, "{surface} {tool}");
        }
        // A runner of another class runs it for nobody.
        for tool in ["read_operation", "write_operation"].into_iter().filter(|_| surface == "search") {
            let arguments = json!({"operation": "pay-out", "arguments": payout()});
            let told = post(&server, &[("x-mcp-token", ANA)], request(tool, &arguments)).await;
            let told: Value = told.json().await.expect("JSON");
            assert_eq!(told["result"]["structuredContent"]["exit_code"], 3, "{tool}: {told}");
        }
        assert!(api.at("/payouts").is_empty(), "{surface}");
        let (tool, arguments) = ways.last().expect("a way");
        let done = post(&server, &[("x-mcp-token", ANA)], request(tool, arguments)).await;
        assert_eq!(done.json::<Value>().await.expect("JSON")["result"]["isError"], false, "{surface}");
    }
}
