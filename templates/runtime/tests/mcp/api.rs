//! The API's part, played on this machine: a test says what is unusual, the rest is answered as always.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Received, Reply, Server, eventually};

/// Tokens that must never be seen by a client; a number follows.
pub const SESSION: &str = "canary-session";
pub const TRANSACTION: &str = "canary-transaction";

pub struct FakeApi {
    server: Server,
}

impl FakeApi {
    /// Answers as always.
    pub fn usual() -> Self {
        Self::start(|_| None)
    }

    /// Answers as the script says, and as always where it says nothing.
    pub fn start(script: impl Fn(&Received) -> Option<Reply> + Send + Sync + 'static) -> Self {
        let logins = AtomicUsize::new(0);
        let server = Server::start(move |request| script(request).unwrap_or_else(|| usual(request, &logins)));
        Self { server }
    }

    pub fn url(&self) -> String {
        self.server.url()
    }

    /// All that came.
    pub fn all(&self) -> Vec<Received> {
        self.server.received()
    }

    /// All that came to that path.
    pub fn at(&self, target: &str) -> Vec<Received> {
        self.all().into_iter().filter(|request| request.target == target).collect()
    }

    /// Waits until that many requests came.
    #[track_caller]
    pub fn wait_for(&self, count: usize) {
        self.server.wait_for(count);
    }

    /// Waits until a request to that path came.
    #[track_caller]
    pub fn arrival(&self, target: &str) {
        eventually(target, || !self.at(target).is_empty());
    }

    pub fn calls(&self) -> Vec<String> {
        self.server.calls()
    }
}

pub fn json(status: u16, body: &Value) -> Reply {
    Reply::json(status, &body.to_string())
}

fn usual(request: &Received, logins: &AtomicUsize) -> Reply {
    let good = |data: Value| json(200, &json!({"statusCode": "00", "data": data}));
    match (request.method.as_str(), request.target.as_str()) {
        ("POST", "/auth/login") => {
            let nth = logins.fetch_add(1, Ordering::SeqCst) + 1;
            // Long enough for others to come while it is under way.
            std::thread::sleep(Duration::from_millis(150));
            good(json!({"token": format!("{SESSION}-{nth}")}))
        }
        ("POST", "/tokens") => good(json!({"token": format!("{TRANSACTION}-1"), "expiresIn": 60})),
        ("POST", "/payouts") => {
            let sent: Value = serde_json::from_str(&request.body).unwrap_or_default();
            good(json!({"id": 7, "amount": sent["amount"]}))
        }
        ("GET", "/partner/report") => {
            good(json!([{"pin": "canary-pin", "seen": request.header("x-partner-key")}]))
        }
        ("GET", target) if target.starts_with("/payouts") => good(json!({"state": "paid"})),
        _ => json(404, &json!({"message": "no such route"})),
    }
}
