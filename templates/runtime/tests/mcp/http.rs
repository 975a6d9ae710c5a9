//! The server over HTTP.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Instant;

use rmcp::model::{CallToolRequestParams, ProtocolVersion};
use rmcp::service::{ClientLifecycleMode, serve_client_with_lifecycle};
use rmcp::transport::StreamableHttpClientTransport;
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use serde_json::{Value, json};

use crate::api::{FakeApi, json as json_reply};
use crate::client::{HttpServer, Person, Running, TestClient, call, content, hello};
use crate::support::{Gate, Reply};

pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";
/// The token may do all; a person is still asked.
pub const WITH_MONEY: [(&str, &str); 2] =
    [("SHOP_MCP_TOKEN", TOKEN), ("SHOP_MCP_TOKEN_RIGHTS", "read,write,money")];

pub fn web() -> reqwest::Client {
    rustls::crypto::ring::default_provider().install_default().ok();
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

pub async fn connect(
    server: &HttpServer,
    token: Option<&str>,
    person: Person,
    era: ClientLifecycleMode,
) -> Running {
    let mut config = StreamableHttpClientTransportConfig::with_uri(format!("{}/mcp", server.url));
    config.auth_header = token.map(str::to_owned);
    let transport = StreamableHttpClientTransport::with_client(web(), config);
    serve_client_with_lifecycle(TestClient::new(person), transport, era).await.expect("the server answers")
}

pub fn payout() -> Value {
    json!({"amount": 5, "reference": "r-1", "recipient": {"key": "k"}})
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_is_demanded_everywhere_but_for_health() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[("SHOP_MCP_TOKEN", TOKEN)]);
    let web = web();
    // Probes come by address, whatever name the server has.
    let health = |path: &str| web.get(format!("{}{path}", server.url)).header("host", "10.0.0.7:3009").send();
    for (path, status) in [("/health/live", "live"), ("/health/ready", "ready")] {
        let page: Value = health(path).await.expect("health").json().await.expect("JSON");
        assert_eq!(page["status"], status);
    }
    let health: Value = health("/health").await.expect("health").json().await.expect("JSON");
    assert_eq!(health["status"], "healthy");
    assert_eq!(health["tools"], 11);
    for path in ["/tools", "/resources", "/mcp", "/resources/x"] {
        let url = format!("{}{path}", server.url);
        for (wrong, challenge) in [
            (None, "Bearer"),
            (Some("Bearer wrong"), "Bearer error=\"invalid_token\""),
            (Some("Basic x"), "Bearer"),
        ] {
            let mut request = web.get(&url);
            if let Some(wrong) = wrong {
                request = request.header("authorization", wrong);
            }
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), 401, "{path}");
            assert_eq!(answer.headers()["www-authenticate"], challenge);
            let body: Value = answer.json().await.expect("JSON");
            assert_eq!(body["error"], "MCP token required");
        }
    }
    let tools: Value = web
        .get(format!("{}/tools", server.url))
        .header("x-mcp-token", TOKEN)
        .send()
        .await
        .expect("tools")
        .json()
        .await
        .expect("JSON");
    assert_eq!(tools["tools"].as_array().map(Vec::len), Some(11));
    assert_eq!(tools["name"], "shop");
    let client = connect(&server, Some(TOKEN), Person::Absent, ClientLifecycleMode::Initialize).await;
    assert_eq!(client.list_all_tools().await.expect("tools").len(), 11);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_are_kept_out() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let get = |name: &'static str, value: String| {
        web().get(format!("{}/tools", server.url)).header(name, value).send()
    };
    for origin in ["https://evil.example", "null", "http://localhost.evil.example"] {
        assert_eq!(get("origin", origin.into()).await.expect("an answer").status(), 403, "{origin}");
    }
    assert_eq!(get("host", format!("evil.example:{}", server.port)).await.expect("an answer").status(), 403);
    assert_eq!(get("origin", "http://localhost:5173".into()).await.expect("an answer").status(), 200);
    for (head, status) in [
        ("GET /tools HTTP/1.1\r\nHost: localhost", "200"),
        ("GET /tools HTTP/1.1\r\nHost: localhost\r\nHost: evil.example", "403"),
        ("GET http://evil.example/tools HTTP/1.1\r\nHost: localhost", "403"),
        ("GET http://localhost/tools HTTP/1.1\r\nHost: evil.example", "200"),
        (
            "GET /tools HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nOrigin: http://evil.example",
            "403",
        ),
        ("GET /tools HTTP/1.0", "403"),
    ] {
        assert_eq!(raw(&server, head), status, "{head}");
    }
}

/// The status of a request whose head is written as it stands.
fn raw(server: &HttpServer, head: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("it listens");
    write!(stream, "{head}\r\nConnection: close\r\n\r\n").expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_message_gets_a_protocol_error() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let post = |body: String| {
        web()
            .post(format!("{}/mcp", server.url))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .body(body)
            .send()
    };
    for (body, status, code) in [
        ("{\"jsonrpc\":".to_owned(), 400, -32700),
        ("[1, 2]".to_owned(), 400, -32600),
        (format!("\"{}\"", "x".repeat(5_000_000)), 413, -32600),
    ] {
        let answer = post(body).await.expect("an answer");
        assert_eq!(answer.status(), status);
        let body: Value = answer.json().await.expect("JSON");
        assert_eq!(body["error"]["code"], code);
    }
    let batch = json!([{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}]);
    let refused: Value = post(batch.to_string()).await.expect("an answer").json().await.expect("JSON");
    assert!(refused["error"]["message"].to_string().contains("send each message by itself"), "{refused}");
    // Without a session, one request is one answer in plain JSON.
    let list = post(json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string())
        .await
        .expect("an answer");
    assert_eq!(list.headers()["content-type"], "application/json");
    let list: Value = list.json().await.expect("JSON");
    assert_eq!(list["result"]["tools"].as_array().map(Vec::len), Some(11));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_decides_over_http_in_both_eras() {
    let modern = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    for era in [ClientLifecycleMode::Initialize, modern] {
        for (person, sent) in [(Person::SaysYes, 1), (Person::SaysNo, 0), (Person::Absent, 0)] {
            let api = FakeApi::usual();
            let server = HttpServer::start(&api, &WITH_MONEY);
            let client = connect(&server, Some(TOKEN), person, era.clone()).await;
            let result = call(&client, "pay_out", payout()).await;
            assert_eq!(api.at("/payouts").len(), sent, "{era:?} {person:?} {result:?}");
            assert_eq!(result.is_error, Some(sent == 0));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_clients_share_one_login() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let mut calls = Vec::new();
    for person in [Person::Absent, Person::SaysYes] {
        let client = Arc::new(connect(&server, None, person, ClientLifecycleMode::Initialize).await);
        for _ in 0..10 {
            let client = Arc::clone(&client);
            calls.push(tokio::spawn(async move {
                client.call_tool(CallToolRequestParams::new("search_payouts")).await.expect("an answer")
            }));
        }
    }
    for one in calls {
        let result = one.await.expect("a call");
        assert_eq!(content(&result)["answer"]["data"]["state"], "paid");
    }
    assert_eq!(api.at("/auth/login").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_read_by_their_encoded_address() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let get = |path: &str| web().get(format!("{}{path}", server.url)).send();
    let list: Value = get("/resources").await.expect("a list").json().await.expect("JSON");
    assert_eq!(list[0]["uri"], "docs://shop/overview");
    assert_eq!(list[0]["mimeType"], "text/markdown");
    let page: Value =
        get("/resources/docs%3A%2F%2Fshop%2Foverview").await.expect("a page").json().await.expect("JSON");
    assert!(page["content"].as_str().is_some_and(|text| text.contains("`pay_out` (dangerous)")), "{page}");
    let missing = get("/resources/docs%3A%2F%2Fshop%2Fnothing").await.expect("an answer");
    assert_eq!(missing.status(), 404);
    assert_eq!(
        missing.json::<Value>().await.expect("JSON"),
        json!({"error": "Resource not found", "uri": "docs://shop/nothing"})
    );
}

/// One call as a message of its own, without a session.
pub fn request(tool: &str, arguments: &Value) -> String {
    let params = json!({"name": tool, "arguments": arguments});
    json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).to_string()
}

pub async fn post(url: String, body: String) -> Value {
    let answer = web()
        .post(format!("{url}/mcp"))
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", "2025-06-18")
        .header("x-mcp-token", TOKEN)
        .body(body)
        .send();
    answer.await.expect("an answer").json().await.expect("JSON")
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_signal_stops_reads_and_lets_mutations_end() {
    let gate = Gate::default();
    let held = gate.clone();
    let api = FakeApi::start(move |request| {
        let reply = match (request.method.as_str(), request.target.as_str()) {
            ("GET", "/payouts/slow") => Reply::Hang,
            ("POST", "/payouts") => {
                held.pass();
                json_reply(200, &json!({"statusCode": "00", "data": {"id": 7}}))
            }
            _ => return None,
        };
        Some(reply)
    });
    let own = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("TEST_API", "patient")];
    let mut server = HttpServer::start(&api, &[WITH_MONEY.as_slice(), &own].concat());
    let read =
        tokio::spawn(post(server.url.clone(), request("payout_status", &json!({"reference": "slow"}))));
    api.arrival("/payouts/slow");
    let payment = tokio::spawn(post(server.url.clone(), request("pay_out", &payout())));
    api.arrival("/payouts");
    let end = tokio::task::spawn_blocking(move || server.terminate());
    let read = read.await.expect("an answer");
    assert_eq!(read["result"]["structuredContent"]["exit_code"], 130, "{read}");
    gate.open();
    let payment = payment.await.expect("an answer");
    assert_eq!(payment["result"]["structuredContent"]["answer"]["data"]["id"], 7, "{payment}");
    assert!(end.await.expect("its end").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_client_reads_the_answer_as_text() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let answer = web()
        .post(format!("{}/mcp", server.url))
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .body(request("payout_status", &json!({"reference": "r"})))
        .send();
    let answer: Value = answer.await.expect("an answer").json().await.expect("JSON");
    assert_eq!(answer["result"]["structuredContent"], Value::Null);
    let text = answer["result"]["content"][1]["text"].as_str().expect("text");
    assert_eq!(serde_json::from_str::<Value>(text).expect("JSON")["answer"]["data"]["state"], "paid");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_it_in_peace() {
    let api = FakeApi::usual();
    let mut server = HttpServer::start(&api, &[]);
    let client = connect(&server, None, Person::SaysYes, ClientLifecycleMode::Initialize).await;
    assert_eq!(client.list_all_tools().await.expect("tools").len(), 11);
    assert!(tokio::task::spawn_blocking(move || server.terminate()).await.expect("its end").success());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_asks_too_often_is_told_when_to_come_back() {
    let api = FakeApi::usual();
    let more = [WITH_MONEY.as_slice(), &[("SHOP_RATE_LIMIT", "3")]].concat();
    let server = HttpServer::start(&api, &more);
    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string();
    let (web, mut answers, begun) = (web(), Vec::new(), Instant::now());
    for _ in 0..4 {
        let request = web
            .post(format!("{}/mcp", server.url))
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("x-mcp-token", TOKEN);
        answers.push(request.body(list.clone()).send().await.expect("an answer"));
    }
    let statuses: Vec<_> = answers.iter().map(|answer| answer.status().as_u16()).collect();
    assert_eq!(statuses, [200, 200, 200, 429]);
    // One comes free every twenty seconds, some of which have passed.
    let wait: u64 = answers[3].headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((20 - begun.elapsed().as_secs()..=20).contains(&wait), "{wait}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_are_answered_as_the_revisions_demand() {
    let api = FakeApi::usual();
    for (sessions, given) in [("auto", true), ("off", false)] {
        let server = HttpServer::start(&api, &[("SHOP_SESSIONS", sessions)]);
        let url = format!("{}/mcp", server.url);
        let accept = "application/json, text/event-stream";
        let hello = web()
            .post(&url)
            .header("content-type", "application/json")
            .header("accept", accept)
            .body(hello(json!({"elicitation": {}})).to_string())
            .send()
            .await
            .expect("an answer");
        let session = hello.headers().get("mcp-session-id").cloned();
        assert_eq!(session.is_some(), given);
        for method in [reqwest::Method::GET, reqwest::Method::DELETE, reqwest::Method::PUT] {
            let plain = web().request(method.clone(), &url).header("accept", accept).send();
            let plain = plain.await.expect("an answer");
            assert_eq!(plain.status(), 405, "{method}");
            assert_eq!(plain.headers()["allow"], "POST");
        }
        let Some(session) = session else { continue };
        let with = |method: reqwest::Method| {
            let request = web().request(method, &url).header("accept", accept);
            request.header("mcp-session-id", session.clone()).send()
        };
        let stream = with(reqwest::Method::GET).await.expect("a stream");
        assert_eq!(
            (stream.status().as_u16(), &stream.headers()["content-type"]),
            (200, &"text/event-stream".parse().expect("a value"))
        );
        assert!(with(reqwest::Method::DELETE).await.expect("an end").status().is_success());
        assert_eq!(with(reqwest::Method::GET).await.expect("an answer").status(), 404);
    }
}
