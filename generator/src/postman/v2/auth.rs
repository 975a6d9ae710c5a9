//! Auth, written as an object (2.0) or as a list of parameters (2.1).

use serde_json::Value;

use crate::postman::collection::Auth;
use crate::postman::fields::text;
use crate::postman::reporter::Reporter;

/// Types that Postman knows.
const KNOWN: &[&str] = &[
    "akamai", "apikey", "asap", "awsv4", "basic", "bearer", "digest", "edgegrid", "hawk", "jwt", "noauth",
    "ntlm", "oauth1", "oauth2",
];

/// Auth of a collection, folder or request; `None` inherits, `noauth` stops.
pub(super) fn read(value: Option<&Value>, reporter: &mut Reporter) -> Option<Auth> {
    let object = match value? {
        Value::Null => return None,
        Value::String(kind) => return named(kind, Vec::new(), reporter),
        Value::Object(object) => object,
        _ => {
            reporter.odd("auth", "an object");
            return None;
        }
    };
    let kind = text(object.get("type")).or_else(|| {
        let only = object.keys().find(|key| KNOWN.contains(&key.as_str()));
        only.cloned()
    })?;
    named(&kind, parameters(object.get(&kind)), reporter)
}

fn named(kind: &str, params: Vec<(String, Value)>, reporter: &mut Reporter) -> Option<Auth> {
    let kind = kind.trim();
    if kind.is_empty() || kind.eq_ignore_ascii_case("inherit") {
        return None;
    }
    if !KNOWN.contains(&kind) {
        reporter.warn(
            "unknown-auth-type",
            "auth.type",
            format!("auth type `{}` is not known; such requests cannot authenticate", shortened(kind)),
            "choose another type in Postman, or decide the auth in the overlay",
        );
    }
    Some(Auth { kind: kind.to_owned(), params })
}

fn parameters(value: Option<&Value>) -> Vec<(String, Value)> {
    match value {
        Some(Value::Array(elements)) => elements
            .iter()
            .filter_map(|element| {
                let key = text(element.get("key"))?;
                Some((key, element.get("value").cloned().unwrap_or_default()))
            })
            .collect(),
        Some(Value::Object(object)) if object.contains_key("key") && object.contains_key("type") => {
            // One parameter of the list form, not an API key's `key` and `value`.
            let key = text(object.get("key")).unwrap_or_default();
            vec![(key, object.get("value").cloned().unwrap_or_default())]
        }
        Some(Value::Object(object)) => {
            object.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
        }
        _ => Vec::new(),
    }
}

fn shortened(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn auth(value: &Value) -> (Option<Auth>, usize) {
        let mut reporter = Reporter::new("a.json");
        let auth = read(Some(value), &mut reporter);
        (auth, reporter.finish().len())
    }

    #[test]
    fn both_notations_read_alike() {
        let expected = Some(Auth {
            kind: "basic".into(),
            params: vec![("username".into(), json!("u")), ("password".into(), json!("p"))],
        });
        let list = json!({"type": "basic", "basic": [
            {"key": "username", "value": "u", "type": "string"}, {"key": "password", "value": "p"}]});
        let object = json!({"type": "basic", "basic": {"username": "u", "password": "p"}});
        assert_eq!(auth(&list).0, expected);
        assert_eq!(auth(&object).0, expected);
        assert_eq!(auth(&json!({"basic": {"username": "u", "password": "p"}})).0, expected);
    }

    #[test]
    fn an_api_key_keeps_its_key_and_value() {
        let read =
            auth(&json!({"type": "apikey", "apikey": {"key": "X-Key", "value": "v", "in": "query"}})).0;
        assert_eq!(read.map(|auth| auth.params.len()), Some(3));
    }

    #[test]
    fn null_inherits_and_noauth_stops() {
        assert_eq!(auth(&json!(null)), (None, 0));
        assert_eq!(auth(&json!({})), (None, 0));
        assert_eq!(auth(&json!({"type": "noauth"})).0.map(|auth| auth.kind), Some("noauth".into()));
    }

    #[test]
    fn an_unknown_type_is_kept_and_reported() {
        let (read, reported) = auth(&json!({"type": "passkey"}));
        assert_eq!((read.map(|auth| auth.kind), reported), (Some("passkey".into()), 1));
    }
}
