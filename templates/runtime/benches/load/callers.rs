//! Callers: each makes one call after the other, reads its answer and checks it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};

const VERSION: &str = "2025-06-18";
/// The revision whose requests describe themselves.
const DESCRIBED: &str = "2026-07-28";
const SESSION: &str = "mcp-session-id";

/// Where calls go.
#[derive(Debug, Clone)]
pub enum Way {
    /// To the API itself.
    Direct(String),
    /// To the server, each call alone.
    Stateless(String),
    /// To the server, each call with what it says of itself.
    Described(String),
    /// To the server, in a session.
    InSession(String),
}

/// What callers do there.
pub struct Callers {
    client: Client,
    way: Way,
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// Calls, and those in a second.
    pub calls: usize,
    pub per_second: f64,
    /// Half of the calls took no longer.
    pub median: Duration,
    /// Of a hundred calls one took longer.
    pub slow: Duration,
}

/// One caller.
pub struct Caller {
    shared: Arc<Callers>,
    session: Option<String>,
}

impl Callers {
    /// Callers that share a pool of connections.
    pub fn new(way: Way) -> Arc<Self> {
        let client = Client::builder().no_proxy().build().expect("a client");
        Arc::new(Self { client, way })
    }

    /// So many callers at once for that long.
    pub async fn call_for(self: &Arc<Self>, callers: usize, time: Duration) -> Rate {
        let begun = Instant::now();
        let tasks: Vec<_> = (0..callers)
            .map(|_| {
                let shared = Arc::clone(self);
                tokio::spawn(async move {
                    let caller = Caller::arrive(shared).await;
                    let mut took = Vec::new();
                    while begun.elapsed() < time {
                        let asked = Instant::now();
                        caller.read().await;
                        took.push(asked.elapsed());
                    }
                    caller.leave().await;
                    took
                })
            })
            .collect();
        let mut took = Vec::new();
        for task in tasks {
            took.extend(task.await.expect("a caller"));
        }
        let elapsed = begun.elapsed();
        took.sort_unstable();
        let at = |part: f64| took.get((took.len() as f64 * part) as usize).copied().unwrap_or_default();
        let per_second = took.len() as f64 / elapsed.as_secs_f64();
        Rate { calls: took.len(), per_second, median: at(0.5), slow: at(0.99) }
    }

    /// So many callers, who stay.
    pub async fn arrive(self: &Arc<Self>, callers: usize) -> Vec<Arc<Caller>> {
        let mut here = Vec::new();
        for _ in 0..callers {
            here.push(Arc::new(Caller::arrive(Arc::clone(self)).await));
        }
        here
    }
}

/// How callers part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// They end their session.
    Said,
    /// They are gone.
    Unsaid,
}

impl Callers {
    /// So many calls, each by a caller who arrives for it and parts.
    pub async fn come_and_go(self: &Arc<Self>, calls: usize, parting: Parting) {
        for _ in 0..calls {
            let caller = Caller::arrive(Arc::clone(self)).await;
            caller.read().await;
            if parting == Parting::Said {
                caller.leave().await;
            }
        }
    }
}

/// So many messages by all of them together.
pub async fn send_often(callers: &[Arc<Caller>], messages: usize, message: fn(usize) -> Value) {
    let each = messages / callers.len();
    let tasks: Vec<_> = callers
        .iter()
        .map(|caller| {
            let caller = Arc::clone(caller);
            tokio::spawn(async move {
                for nth in 0..each {
                    let answer = caller.message(&message(nth)).await;
                    assert!(answer["result"].is_object() || answer["error"].is_object(), "{answer}");
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("a caller");
    }
}

/// Calls of every kind: good ones, refused ones, lists.
pub fn any_call(nth: usize) -> Value {
    match nth % 10 {
        0 => tools(),
        1 => call("payout_status", json!({"amount": 1})),
        2 => call("no_such_tool", json!({})),
        _ => call("payout_status", json!({"reference": "r"})),
    }
}

/// What goes over the session where there is one: the list of pages.
pub fn handed_on(_nth: usize) -> Value {
    list("resources/list")
}

impl Caller {
    async fn arrive(shared: Arc<Callers>) -> Self {
        let Way::InSession(url) = &shared.way else { return Self { shared, session: None } };
        let answer = sent(shared.client.post(url), &hello(json!({"elicitation": {}}))).await;
        let session = answer.headers().get(SESSION).map(|id| id.to_str().expect("text").to_owned());
        answer.bytes().await.expect("an answer");
        // Where too many are open there is none for the next: such a caller is served without.
        let Some(session) = session else { return Self { shared, session: None } };
        let caller = Self { shared: Arc::clone(&shared), session: Some(session) };
        caller.message(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"})).await;
        caller
    }

    async fn leave(self) {
        if let (Way::InSession(url), Some(session)) = (&self.shared.way, &self.session) {
            self.shared.client.delete(url).header(SESSION, session).send().await.expect("an end");
        }
    }

    /// The read of one payout.
    async fn read(&self) {
        let found = match &self.shared.way {
            Way::Direct(url) => {
                let request = self.shared.client.get(format!("{url}/payouts/r"));
                let answer = request.header("authorization", "Bearer a-session").send().await;
                let bytes = answer.expect("an answer").bytes().await.expect("a body");
                serde_json::from_slice::<Value>(&bytes).expect("JSON")["data"]["id"].clone()
            }
            Way::Stateless(_) | Way::Described(_) | Way::InSession(_) => {
                let answer = self.message(&call("payout_status", json!({"reference": "r"}))).await;
                answer["result"]["structuredContent"]["answer"]["data"]["id"].clone()
            }
        };
        assert_eq!(found, 70031);
    }

    /// A message to the server, and its answer.
    async fn message(&self, message: &Value) -> Value {
        let way = &self.shared.way;
        let (Way::Direct(url) | Way::Stateless(url) | Way::Described(url) | Way::InSession(url)) = way;
        let mut request = self.shared.client.post(url);
        if let Some(session) = &self.session {
            request = request.header(SESSION, session);
        }
        let answer = match way {
            Way::Described(_) => {
                let name = message.pointer("/params/name").and_then(Value::as_str);
                let method = message["method"].as_str().unwrap_or_default();
                request = request.header("mcp-method", method).header("mcp-name", name.unwrap_or_default());
                sent_as(DESCRIBED, request, &described(message)).await
            }
            _ => sent(request, message).await,
        };
        let is_stream = answer.headers().get("content-type").is_none_or(|kind| kind != "application/json");
        let bytes = answer.bytes().await.expect("a body");
        if is_stream { last_event(&bytes) } else { serde_json::from_slice(&bytes).expect("JSON") }
    }
}

/// The message with what it says of itself.
fn described(message: &Value) -> Value {
    let mut message = message.clone();
    message["params"]["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": DESCRIBED,
        "io.modelcontextprotocol/clientInfo": {"name": "load", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    message
}

async fn sent(request: RequestBuilder, message: &Value) -> Response {
    sent_as(VERSION, request, message).await
}

async fn sent_as(version: &str, request: RequestBuilder, message: &Value) -> Response {
    let request = request
        .header("content-type", "application/json")
        .header("accept", "application/json, text/event-stream")
        .header("mcp-protocol-version", version)
        .body(message.to_string());
    request.send().await.expect("an answer")
}

/// The message of the last event of a stream; a notification is answered by none.
fn last_event(stream: &[u8]) -> Value {
    let text = std::str::from_utf8(stream).expect("text");
    let mut data = text.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim);
    let last = data.rfind(|data| !data.is_empty());
    last.map_or(Value::Null, |last| serde_json::from_str(last).expect("JSON"))
}

/// The call of a tool.
fn call(tool: &str, arguments: Value) -> Value {
    let params = json!({"name": tool, "arguments": arguments});
    json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
}

/// The list of tools.
pub fn tools() -> Value {
    list("tools/list")
}

fn list(method: &str) -> Value {
    json!({"jsonrpc": "2.0", "id": 1, "method": method})
}

/// The first message of a client that can do that much.
pub fn hello(capabilities: Value) -> Value {
    let client = json!({"name": "load", "version": "1"});
    let params = json!({"protocolVersion": VERSION, "capabilities": capabilities, "clientInfo": client});
    json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
}
