//! A plain request in a session of the protocol, unless it may change something, is answered where it arrives: as the library
//! answers it, as long as the session lasts, and until its client calls it off.

use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::{HttpServer, hello};
use crate::http::{TOKEN, WITH_MONEY, payout, web};
use crate::support::Reply;

/// A client in its session.
#[derive(Clone)]
pub struct Client {
    web: reqwest::Client,
    url: String,
    version: &'static str,
    session: Option<String>,
}

impl Client {
    /// The client after it has opened a session.
    pub async fn arrive(server: &HttpServer, version: &'static str) -> Self {
        let mut client = Self { web: web(), url: server.url.clone(), version, session: None };
        let mut hello = hello(json!({"elicitation": {}}));
        hello["params"]["protocolVersion"] = json!(version);
        let answer = client.post(&hello).await;
        client.session = Some(answer.headers()["mcp-session-id"].to_str().expect("text").to_owned());
        let told = client.post(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
        assert_eq!(told.status(), 202);
        client
    }

    fn asks(&self, method: reqwest::Method) -> reqwest::RequestBuilder {
        let mut request = self
            .web
            .request(method, format!("{}/mcp", self.url))
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", self.version)
            .header("x-mcp-token", TOKEN);
        if let Some(session) = &self.session {
            request = request.header("mcp-session-id", session);
        }
        request
    }

    pub async fn post(&self, message: &Value) -> reqwest::Response {
        let request = self.asks(reqwest::Method::POST).header("content-type", "application/json");
        request.body(message.to_string()).send().await.expect("an answer")
    }

    /// The kind of the answer, and the message in it.
    async fn answer(&self, message: &Value) -> (String, Value) {
        let answer = self.post(message).await;
        assert_eq!(answer.status(), 200, "{message}");
        let kind = answer.headers()["content-type"].to_str().expect("text").to_owned();
        let body = answer.text().await.expect("a body");
        let events = body.lines().filter_map(|line| line.strip_prefix("data:"));
        let last = if kind == JSON { Some(body.as_str()) } else { events.map(str::trim).next_back() };
        let message = serde_json::from_str(last.expect("an event")).expect("JSON");
        (kind, message)
    }
}

impl Client {
    /// The message is answered in that form, and the library answers the same: it gets what says more than it must.
    async fn assert_same(&self, message: &Value, form: &str) {
        let (is, plain) = self.answer(message).await;
        let mut other = message.clone();
        other["params"]["_meta"] = json!({"example.com/more": 1});
        let (others, more) = self.answer(&other).await;
        assert_eq!((is.as_str(), others.as_str()), (form, STREAM), "{} {message}", self.version);
        assert_eq!(plain, more, "{} {message}", self.version);
        assert_eq!(plain["id"], message["id"]);
    }
}

const JSON: &str = "application/json";
const STREAM: &str = "text/event-stream";

pub fn asked(id: &Value, tool: &str, arguments: &Value) -> Value {
    let params = json!({"name": tool, "arguments": arguments});
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params})
}

fn called_off(id: u32) -> Value {
    json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": id}})
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_nothing_is_answered_as_the_library_answers_it_and_all_else_by_the_library() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &WITH_MONEY);
    for version in ["2025-06-18", "2025-11-25"] {
        let client = Client::arrive(&server, version).await;
        for (tool, arguments, kind) in [
            ("payout_status", json!({"reference": "r"}), JSON),
            ("payout_status", json!({"reference": 5, "more": null}), JSON),
            ("payout_status", json!({}), JSON),
            ("payout_stat", json!({}), JSON),
            ("describe_operation", json!({"operation": "pay_out"}), JSON),
            ("pay_out", json!({}), STREAM),
        ] {
            for id in [json!("seven"), json!(7)] {
                client.assert_same(&asked(&id, tool, &arguments), kind).await;
            }
        }
        client.assert_same(&json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}), JSON).await;
    }
    assert!(api.at("/payouts").is_empty());
}

/// The next message of a stream that goes on.
async fn next(stream: &mut reqwest::Response) -> Value {
    let mut text = String::new();
    while let Some(piece) = stream.chunk().await.expect("a stream") {
        text.push_str(std::str::from_utf8(&piece).expect("text"));
        let mut data = text.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim);
        if let Some(message) = data.rfind(|data| !data.is_empty())
            && let Ok(message) = serde_json::from_str(message)
        {
            return message;
        }
    }
    panic!("the stream ended: {text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_asked_in_the_same_session_while_it_reads() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &WITH_MONEY);
    let client = Client::arrive(&server, "2025-11-25").await;
    let read = asked(&json!(1), "payout_status", &json!({"reference": "r"}));
    for nth in 0..3 {
        let mut arguments = payout();
        arguments["reference"] = json!(format!("between-{nth}"));
        let mut paying = client.post(&asked(&json!(100 + nth), "pay_out", &arguments)).await;
        let question = next(&mut paying).await;
        assert_eq!(question["method"], "elicitation/create", "{question}");
        assert_eq!(client.answer(&read).await.0, JSON);
        let yes = json!({"action": "accept", "content": {"confirm": true}});
        let answer = json!({"jsonrpc": "2.0", "id": question["id"], "result": yes});
        assert_eq!(client.post(&answer).await.status(), 202);
        let paid = next(&mut paying).await;
        assert_eq!(paid["result"]["isError"], false, "{paid}");
    }
    assert_eq!(api.at("/payouts").len(), 3);
}

/// Rule M4: a read ends when its client calls it off, and no other with it.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_ends_when_its_client_calls_it_off() {
    let api = FakeApi::start(|arrived| (arrived.target == "/payouts/hang").then_some(Reply::Hang));
    let server = HttpServer::start(&api, &[WITH_MONEY.as_slice(), &[("TEST_API", "patient")]].concat());
    let (client, other) =
        (Client::arrive(&server, "2025-11-25").await, Client::arrive(&server, "2025-11-25").await);
    let hanging = asked(&json!(7), "payout_status", &json!({"reference": "hang"}));
    let reading = tokio::spawn({
        let (client, hanging) = (client.clone(), hanging.clone());
        async move { client.answer(&hanging).await }
    });
    api.arrival("/payouts/hang");
    for (by, id) in [(&other, 7), (&client, 8)] {
        assert_eq!(by.post(&called_off(id)).await.status(), 202);
    }
    let read = asked(&json!(9), "payout_status", &json!({"reference": "r"}));
    assert_eq!(client.answer(&read).await.1["result"]["isError"], false);
    assert!(!reading.is_finished());
    assert_eq!(client.post(&called_off(7)).await.status(), 202);
    let (_, ended) = reading.await.expect("an answer");
    assert_eq!(ended["result"]["structuredContent"]["exit_code"], 130, "{ended}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_read_in_a_session_that_ended_or_never_was() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &WITH_MONEY);
    let client = Client::arrive(&server, "2025-06-18").await;
    let read = asked(&json!(2), "payout_status", &json!({"reference": "r"}));
    assert_eq!(client.post(&read).await.status(), 200);
    let end = client.asks(reqwest::Method::DELETE).send().await.expect("an answer");
    assert_eq!(end.status(), 204);
    assert_eq!(client.post(&read).await.status(), 404);
    let stranger = Client { session: Some("no-such-session".to_owned()), ..client };
    assert_eq!(stranger.post(&read).await.status(), 404);
    assert_eq!(api.at("/payouts/r").len(), 1);
}
