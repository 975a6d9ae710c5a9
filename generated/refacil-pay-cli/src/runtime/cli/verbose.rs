//! Requests and answers for who wants to see them; secrets stand as their sources.
//!
//! People read lines; a program gets one JSON object a line, so that its stderr stays parseable.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::super::core::answer::{Broken, Response};
use super::super::core::request::Request;

/// Headers of an answer that may hold a secret.
const HIDDEN: &[&str] = &["set-cookie", "authorization", "www-authenticate", "location"];

/// One thing that is told, for both readers.
#[derive(Debug)]
pub struct Told {
    /// For programs.
    pub json: Value,
    /// For people.
    pub text: String,
}

/// A request before it leaves.
#[must_use]
pub fn request(request: &Request) -> Told {
    let mut url = request.url.clone();
    // Credentials and arguments may stand in the query; a dry run shows it masked.
    let query = if url.query().is_some() { "?..." } else { "" };
    url.set_query(None);
    let url = format!("{url}{query}");
    let headers: Vec<(&str, &str)> =
        request.headers.iter().map(|(name, value)| (name.as_str(), value.shown())).collect();
    let size = request.body.as_ref().map_or(0, Vec::len);
    let mut lines = vec![format!("> {} {url}", request.method)];
    lines.extend(headers.iter().map(|(name, value)| format!("> {name}: {value}")));
    lines.push(format!("> {size} bytes, at most {:.1} s", request.timeout.as_secs_f32()));
    let json = json!({
        "event": "request",
        "method": request.method,
        "url": url,
        "headers": object(&headers),
        "bytes": size,
        "timeout_ms": milliseconds(request.timeout),
    });
    Told { json, text: lines.join("\n") }
}

/// What came of it.
#[must_use]
pub fn answer(report: &Result<Response, Broken>, took: Duration) -> Told {
    let took = milliseconds(took);
    match report {
        Err(Broken { sent, message, .. }) => Told {
            json: json!({"event": "no-answer", "sent": sent.name(), "message": message.english(), "took_ms": took}),
            text: format!("< nothing whole after {took} ms, sent: {} ({})", sent.name(), message.english()),
        },
        Ok(response) => {
            let headers: Vec<(&str, &str)> = response
                .headers
                .iter()
                .map(|(name, value)| {
                    (name.as_str(), if HIDDEN.contains(&name.as_str()) { "***" } else { value })
                })
                .collect();
            let (status, size) = (response.status, response.body.len());
            let mut lines = vec![format!("< HTTP {status} after {took} ms")];
            lines.extend(headers.iter().map(|(name, value)| format!("< {name}: {value}")));
            lines.push(format!("< {size} bytes"));
            let json = json!({
                "event": "answer",
                "status": status,
                "headers": object(&headers),
                "bytes": size,
                "took_ms": took,
            });
            Told { json, text: lines.join("\n") }
        }
    }
}

/// Several headers of one name are one, as RFC 9110 section 5.3 joins them.
fn object(headers: &[(&str, &str)]) -> Map<String, Value> {
    let mut map = Map::new();
    for (name, value) in headers {
        let joined = match map.get(*name).and_then(Value::as_str) {
            Some(first) => format!("{first}, {value}"),
            None => (*value).to_owned(),
        };
        map.insert((*name).to_owned(), Value::from(joined));
    }
    map
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
