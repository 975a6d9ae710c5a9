//! Requests inside a request: OData's `$batch`, JSON batches, FHIR bundles, SCIM's bulk.

use serde_json::Value;

use super::judge::reason;
use super::path::Path;
use super::{Subject, classify};
use crate::lower::schemas::read_json;
use crate::model::{Class, Evidence};

/// Keys under which the requests of a JSON batch stand, and those of their addresses.
const LISTS: &[&str] =
    &["requests", "batch", "batchRequests", "calls", "compositeRequest", "entry", "operations", "Operations"];
const ADDRESSES: &[&str] = &["url", "relative_url", "path", "uri", "href"];

/// Last words of paths that carry requests and do nothing themselves.
const WRAPPERS: &[&str] = &["batch", "bulk", "composite", "fhir", "multi"];

/// Methods that a request line or a batch names.
const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "MERGE", "HEAD"];

/// Evidence of what stands inside. A batch whose content is not to be seen may do anything.
pub(super) fn evidence(subject: &Subject<'_>, path: &Path) -> Vec<Evidence> {
    let body = subject.body.as_deref().unwrap_or_default();
    let mut inside = in_json(body);
    inside.extend(request_lines(body));
    let last = path.last().map(|last| last.phrase.tokens.as_slice()).unwrap_or_default();
    let only_batch = path.is_opaque() || last.iter().any(|token| WRAPPERS.contains(&token.as_str()));
    let found: Vec<Evidence> =
        inside.iter().map(|(method, route)| judged(method, route, only_batch)).collect();
    let odata = last == ["batch"] && subject.route.contains("$batch");
    if odata && found.is_empty() {
        return vec![reason("path", "$batch", 80, Class::Dangerous)];
    }
    found
}

/// A list of reads makes a read of what only carries it; `Create test suite` stores the list.
fn judged(method: &str, route: &str, only_batch: bool) -> Evidence {
    let route = route.split('?').next().unwrap_or_default();
    let class = classify(&Subject { method, route, ..Subject::default() }).class;
    let weight = if class == Class::ReadOnly && !only_batch { 60 } else { 88 };
    reason("body", format!("{method} {route}"), weight, class)
}

/// The requests of a JSON batch, with the key of their list; none for a list that is the whole body.
fn listed(body: &Value) -> (Option<&'static str>, &[Value]) {
    let under = LISTS.iter().find_map(|key| Some((Some(*key), body.get(key)?.as_array()?.as_slice())));
    under.unwrap_or((None, body.as_array().map(Vec::as_slice).unwrap_or_default()))
}

/// Method and address of one of them.
fn call(one: &Value) -> Option<(&Value, String)> {
    let one = one.get("request").unwrap_or(one);
    let method = one.get("method")?;
    let address = ADDRESSES.iter().find_map(|key| one.get(key)?.as_str())?;
    let known = method.as_str().is_some_and(|text| METHODS.contains(&text.to_ascii_uppercase().as_str()));
    known.then(|| (method, rooted(address)))
}

/// The methods that the requests of a JSON batch have, with the key of their list.
pub(crate) fn methods(body: &Value) -> Option<(Option<&'static str>, Vec<Value>)> {
    let (key, list) = listed(body);
    let mut methods: Vec<Value> = Vec::new();
    for (method, _) in list.iter().filter_map(call) {
        if !methods.contains(method) {
            methods.push(method.clone());
        }
    }
    (!methods.is_empty()).then_some((key, methods))
}

/// `{"requests": [{"method": "DELETE", "url": "/me"}]}`, `{"entry": [{"request": {"method": "DELETE", ...}}]}`
fn in_json(body: &str) -> Vec<(String, String)> {
    let Some(body) = read_json(body) else { return Vec::new() };
    let calls = listed(&body).1.iter().filter_map(call);
    calls
        .map(|(method, address)| (method.as_str().unwrap_or_default().to_ascii_uppercase(), address))
        .collect()
}

/// `DELETE /Orders(7) HTTP/1.1`
fn request_lines(body: &str) -> Vec<(String, String)> {
    let call = |line: &str| {
        let mut words = line.split_whitespace();
        let (method, address) = (words.next()?, words.next()?);
        let is_request =
            METHODS.contains(&method) && words.next().is_some_and(|word| word.starts_with("HTTP/"));
        is_request.then(|| (method.to_owned(), rooted(address)))
    };
    body.lines().filter_map(call).collect()
}

fn rooted(address: &str) -> String {
    let path = address
        .split_once("://")
        .map_or(address, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    format!("/{}", path.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    #[test]
    fn a_batch_is_what_it_holds() {
        let table = [
            ("/$batch", "--b\n\nGET /Orders HTTP/1.1\n", Class::ReadOnly),
            ("/$batch", "--b\n\nGET /Orders HTTP/1.1\n--b\nDELETE /Orders(7) HTTP/1.1\n", Class::Dangerous),
            ("/$batch", "", Class::Dangerous),
            ("/$batch", r#"{"requests":[{"method":"PATCH","url":"notes/7"}]}"#, Class::SafeMutation),
            ("/", r#"[{"method":"POST","relative_url":"me/payments?x=1"}]"#, Class::Dangerous),
            ("/suites/create", r#"{"requests":[{"method":"GET","url":"/x"}]}"#, Class::SafeMutation),
            ("/fhir", r#"{"entry":[{"request":{"method":"DELETE","url":"Patient/1"}}]}"#, Class::Dangerous),
            ("/scim/Bulk", r#"{"Operations":[{"method":"DELETE","path":"/Users/1"}]}"#, Class::Dangerous),
            // What Postman sends is JSON only once its variables are filled in.
            ("/x", r#"{"requests":[{"id":{{id}},"method":"DELETE","url":"/me"}]}"#, Class::Dangerous),
        ];
        for (route, body, class) in table {
            let subject =
                Subject { method: "POST", route, body: Some(Cow::Borrowed(body)), ..Subject::default() };
            assert_eq!(classify(&subject).class, class, "{route} {body}");
        }
    }
}
