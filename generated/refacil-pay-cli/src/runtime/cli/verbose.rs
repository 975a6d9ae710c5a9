//! Requests and answers for who wants to see them; secrets stand as their sources.

use std::time::Duration;

use super::super::core::answer::{Broken, Response};
use super::super::core::request::Request;

/// Headers of an answer that may hold a secret.
const HIDDEN: &[&str] = &["set-cookie", "authorization", "www-authenticate", "location"];

/// A request before it leaves.
#[must_use]
pub fn request(request: &Request) -> String {
    let mut url = request.url.clone();
    // Credentials and arguments may stand in the query; a dry run shows it masked.
    let query = if url.query().is_some() { "?..." } else { "" };
    url.set_query(None);
    let mut lines = vec![format!("> {} {url}{query}", request.method)];
    lines.extend(request.headers.iter().map(|(name, value)| format!("> {name}: {}", value.shown())));
    let size = request.body.as_ref().map_or(0, Vec::len);
    lines.push(format!("> {size} bytes, at most {:.1} s", request.timeout.as_secs_f32()));
    lines.join("\n")
}

/// What came of it.
#[must_use]
pub fn answer(report: &Result<Response, Broken>, took: Duration) -> String {
    let took = took.as_millis();
    match report {
        Err(broken) => {
            format!("< nothing whole after {took} ms, sent: {} ({})", broken.sent.name(), broken.message)
        }
        Ok(response) => {
            let mut lines = vec![format!("< HTTP {} after {took} ms", response.status)];
            lines.extend(response.headers.iter().map(|(name, value)| {
                let shown = if HIDDEN.contains(&name.as_str()) { "***" } else { value };
                format!("< {name}: {shown}")
            }));
            lines.push(format!("< {} bytes", response.body.len()));
            lines.join("\n")
        }
    }
}
