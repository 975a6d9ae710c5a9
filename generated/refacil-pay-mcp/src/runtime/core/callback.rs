//! Calls that the user's own server receives: a documented payload to try it with, and where that may go.

use serde_json::{Map, Value};
use url::Url;

use super::docs::OperationDocs;
use super::spec::Operation;
use super::target::is_loopback;
use super::words::{Said, say};

/// The documented payload with the given arguments put over it; `None` when nothing is documented or given.
///
/// A saved example shows the payload as it arrives, so it is preferred to the body of the request.
#[must_use]
pub fn payload(
    operation: &Operation,
    docs: &OperationDocs,
    arguments: &Map<String, Value>,
) -> Option<Map<String, Value>> {
    let saved = docs.examples.iter().map(|example| &example.body);
    let mut payload = saved.chain(&docs.request).find_map(Value::as_object).cloned();
    for param in operation.params {
        if let Some(value) = arguments.get(param.argument) {
            payload.get_or_insert_default().insert(param.name.to_owned(), value.clone());
        }
    }
    payload
}

/// The address of a receiver, which must be on this machine: the payload looks like a real notice.
///
/// # Errors
/// It is not an http address of this machine; the message completes a sentence about it.
pub fn receiver(to: &str) -> Result<Url, Said> {
    let url = Url::parse(to).map_err(|error| say("is not an address: {}", &[&error]))?;
    let plain = url.username().is_empty() && url.password().is_none();
    if url.scheme() == "http" && is_loopback(&url) && plain {
        Ok(url)
    } else {
        Err("must be an http address on this machine".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_is_on_this_machine() {
        for (to, accepted) in [
            ("http://127.0.0.1:8080/hook", true),
            ("http://[::1]:8080", true),
            ("http://localhost:1/x", true),
            ("https://127.0.0.1", false),
            ("http://127.0.0.1.evil.example", false),
            ("http://user:pass@127.0.0.1", false),
            ("127.0.0.1:80", false),
        ] {
            assert_eq!(receiver(to).is_ok(), accepted, "{to}");
        }
    }
}
