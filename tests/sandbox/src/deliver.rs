//! Notices to the merchant's own webhook.

use std::net::IpAddr;

use reqwest::{Client, Url};
use serde_json::{Value, json};

/// A notice that wants to be sent.
pub(crate) struct Notice {
    pub(crate) reference: String,
    pub(crate) url: Option<String>,
    pub(crate) payload: Value,
}

/// What became of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiver answered with this status.
    Answered(u16),
    /// The receiver could not be reached, or gave no answer in time.
    Failed(String),
    /// Not sent, and why: the sandbox talks to loopback only.
    Skipped(&'static str),
}

/// A notice and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Reference of the payment.
    pub reference: String,
    /// Where it went; `None` when neither the payment nor the user has a webhook.
    pub url: Option<String>,
    /// The signed notice.
    pub payload: Value,
    /// What became of it.
    pub outcome: Outcome,
}

impl Delivery {
    pub(crate) fn summary(&self) -> Value {
        let (status, error) = match &self.outcome {
            Outcome::Answered(status) => (Some(*status), None),
            Outcome::Failed(why) => (None, Some(why.as_str())),
            Outcome::Skipped(why) => (None, Some(*why)),
        };
        json!({
            "reference": self.reference,
            "url": self.url,
            "payload": self.payload,
            "sent": !matches!(self.outcome, Outcome::Skipped(_)),
            "status": status,
            "error": error,
        })
    }
}

pub(crate) async fn deliver(client: &Client, notice: Notice) -> Delivery {
    let outcome = match notice.url.as_deref().map(loopback) {
        None => Outcome::Skipped("no webhook"),
        Some(None) => Outcome::Skipped("not an http URL on loopback"),
        Some(Some(url)) => match client.post(url).json(&notice.payload).send().await {
            Ok(response) => Outcome::Answered(response.status().as_u16()),
            Err(error) => Outcome::Failed(error.to_string()),
        },
    };
    Delivery { reference: notice.reference, url: notice.url, payload: notice.payload, outcome }
}

fn loopback(url: &str) -> Option<Url> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    let local = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
    (url.scheme() == "http" && local).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::loopback;

    #[test]
    fn only_loopback_is_called() {
        for url in ["http://127.0.0.1:9/x", "http://localhost:9", "http://[::1]:9/", "http://127.8.8.8/"] {
            assert!(loopback(url).is_some(), "{url}");
        }
        for url in [
            "https://127.0.0.1/",
            "http://example.com/",
            "http://127.0.0.1.example.com/",
            "http://10.0.0.1/",
            "http://localhost@example.com/",
            "nonsense",
        ] {
            assert!(loopback(url).is_none(), "{url}");
        }
    }
}
