//! A body that says where notices go, whatever the request is called.

use serde_json::{Map, Value};

use crate::lower::schemas::read_json;
use crate::lower::words::words;

/// Fields that hold the address, words joined.
const ADDRESSES: &[&str] = &["address", "endpoint", "notificationurl", "target", "targeturl", "uri", "url"];

/// Fields that list what is sent there.
const EVENTS: &[&str] = &[
    "enabledevents",
    "event",
    "events",
    "eventtypes",
    "eventos",
    "subscribedevents",
    "tiposevento",
    "topics",
    "triggers",
];

/// The two fields of a subscription: `{"url": "https://...", "events": ["paid"]}`, also one level deeper.
///
/// A list of objects is no list of names: `{"events": [{"url": ...}]}` is what a page reports.
pub(super) fn subscribed(body: &str) -> Option<String> {
    let Some(Value::Object(body)) = read_json(body) else { return None };
    let inner = body.values().filter_map(Value::as_object);
    std::iter::once(&body).chain(inner).find_map(subscription)
}

fn subscription(fields: &Map<String, Value>) -> Option<String> {
    let called = |key: &str, list: &[&str]| list.contains(&words(key).concat().as_str());
    let (address, _) = fields.iter().find(|(key, value)| called(key, ADDRESSES) && value.is_string())?;
    let names = |value: &Value| {
        value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_string))
    };
    let (events, _) = fields.iter().find(|(key, value)| called(key, EVENTS) && names(value))?;
    Some(format!("{address} and {events}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_names_of_events_is_a_subscription() {
        let found = |body| subscribed(body).unwrap_or_default();
        assert_eq!(found(r#"{"url": "https://a.example", "events": ["paid"]}"#), "url and events");
        assert_eq!(
            found(r#"{"hook": {"target_url": {{url}}, "enabledEvents": ["*"]}}"#),
            "target_url and enabledEvents"
        );
        assert_eq!(found(r#"{"url": "https://a.example", "event": "page_view"}"#), "");
        assert_eq!(found(r#"{"url": "https://a.example", "events": [{"name": "view"}]}"#), "");
        assert_eq!(found(r#"{"events": ["paid"]}"#), "");
    }
}
