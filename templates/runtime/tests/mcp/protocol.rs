//! What a client reads besides answers: how long a list may be kept, what is wrong with a message, and names that it knows.

use rmcp::model::ProtocolVersion;
use rmcp::service::ClientLifecycleMode;
use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::{HttpServer, Person, call, command, connect, connect_in, content};
use crate::http::{TOKEN, WITH_MONEY, payout, post, web};
use crate::support::Reply;

/// A message of the newest era, with the headers that it demands.
async fn modern(server: &HttpServer, method: &str, mut params: Value) -> Value {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "t", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let mut request = web()
        .post(format!("{}/mcp", server.url))
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2026-07-28")
        .header("mcp-method", method)
        .header("x-mcp-token", TOKEN);
    if let Some(name) = params.get("name").or_else(|| params.get("uri")).and_then(Value::as_str) {
        request = request.header("mcp-name", name);
    }
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    request.body(body.to_string()).send().await.expect("an answer").json().await.expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_change_may_be_kept_and_what_changes_may_not() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &WITH_MONEY);
    for (method, params) in [
        ("server/discover", json!({})),
        ("tools/list", json!({})),
        ("prompts/list", json!({})),
        ("resources/list", json!({})),
        ("resources/read", json!({"uri": "docs://shop/overview"})),
    ] {
        let result = modern(&server, method, params).await["result"].clone();
        assert_eq!(
            (&result["ttlMs"], &result["cacheScope"]),
            (&json!(300_000), &json!("private")),
            "{method}: {result}"
        );
    }
    let recent = modern(&server, "resources/read", json!({"uri": "results://shop/recent"})).await;
    assert_eq!(recent["result"]["ttlMs"], 0, "{recent}");
    // An older client knows none of it.
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"});
    let list = post(server.url.clone(), list.to_string()).await;
    assert!(list["result"]["tools"].is_array() && list["result"].get("ttlMs").is_none(), "{list}");
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_that_cannot_be_read_are_not_an_unknown_method() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &WITH_MONEY);
    for (method, params, code, wrong) in [
        (
            "tools/call",
            json!({"name": "payout_status", "arguments": []}),
            -32602,
            "arguments must be an object",
        ),
        ("tools/call", json!({}), -32602, "name is required"),
        ("resources/read", json!({"uri": 7}), -32602, "uri must be a text"),
        ("tools/made-up", json!({}), -32601, "there is no method"),
    ] {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let told = post(server.url.clone(), body.to_string()).await;
        assert_eq!(told["error"]["code"], code, "{told}");
        let message = told["error"]["message"].as_str().unwrap_or_default();
        assert!(message.contains(method) && message.contains(wrong), "{told}");
        let told = modern(&server, method, params).await;
        assert_eq!(told["error"]["code"], code, "{told}");
    }
    assert!(api.all().is_empty());
}

/// What an operator can choose to list.
const LISTS: [&[&str]; 4] = [
    &["--surface", "operations"],
    &["--surface", "routes"],
    &["--surface", "search"],
    &["--names", "published"],
];

#[tokio::test(flavor = "multi_thread")]
async fn the_call_that_finds_out_goes_through_a_listed_tool() {
    for arguments in LISTS {
        let api = FakeApi::start(|arrived| (arrived.target == "/payouts").then_some(Reply::Close));
        let mut command = command(&api, &[("SHOP_ALLOW_DANGEROUS", "pay-out")]);
        command.args(arguments);
        let client = connect(command, Person::Absent).await;
        let listed = client.list_all_tools().await.expect("tools");
        let search = arguments.contains(&"search");
        let lost = if search {
            call(&client, "money_operation", json!({"operation": "pay-out", "arguments": payout()})).await
        } else {
            call(&client, "pay_out", payout()).await
        };
        let text = lost.content.last().and_then(|block| block.as_text()).map(|block| block.text.clone());
        // The published envelope is one text.
        let told = lost.structured_content.clone().or_else(|| serde_json::from_str(&text?).ok());
        let lookup = told.expect("an answer")["lookup"].clone();
        let tool = lookup["tool"].as_str().unwrap_or_else(|| panic!("{arguments:?}: {lookup}"));
        assert!(listed.iter().any(|known| known.name == tool), "{arguments:?}: {tool}");
        assert_eq!(lookup.get("missing"), None, "{lookup}");
        let found = call(&client, tool, lookup["arguments"].clone()).await;
        assert_eq!(found.is_error, Some(false), "{arguments:?}: {found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn instructions_and_prompts_name_what_is_listed() {
    let modern = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    for (arguments, of_pay_out, of_status) in [
        (LISTS[0], "1. Call pay_out.", "pay_out, then payout_status"),
        (LISTS[2], "1. Call money_operation (operation: pay-out).", "pay-out, then status"),
        (LISTS[3], "1. Call old_pay_out.", "old_pay_out, then payout_status"),
    ] {
        let api = FakeApi::usual();
        let mut command = command(&api, &[]);
        command.args(arguments);
        let client = connect_in(command, Person::Absent, modern.clone()).await;
        let instructions = client.peer_info().and_then(|info| info.instructions.clone()).unwrap_or_default();
        assert!(instructions.contains(of_status), "{arguments:?}: {instructions}");
        let prompt = client.get_prompt(rmcp::model::GetPromptRequestParams::new("send-money")).await;
        let prompt = json!(prompt.expect("a prompt").messages).to_string();
        assert!(prompt.contains(of_pay_out), "{arguments:?}: {prompt}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_only_reads_says_nothing_of_changes() {
    let api = FakeApi::usual();
    let mut command = command(&api, &[]);
    command.arg("--read-only");
    let client = connect(command, Person::Absent).await;
    let instructions = client.peer_info().and_then(|info| info.instructions.clone()).unwrap_or_default();
    assert!(instructions.contains("docs://shop/overview"), "{instructions}");
    assert!(!instructions.contains("destructive") && !instructions.contains("pay_out"), "{instructions}");
    let read = call(&client, "payout_status", json!({"reference": "r"})).await;
    assert_eq!(content(&read)["http_status"], 200);
}
