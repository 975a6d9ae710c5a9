//! Nothing secret leaves a call: fields that are known to be secret are masked, and secrets that the API repeats in
//! other places are removed.

use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use crate::runtime::core::answer::Success;
use crate::runtime::core::call::Call;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::redact;
use crate::runtime::core::scrub;
use crate::runtime::core::spec::Api;
use crate::runtime::core::text::visible_lines;

use super::principals::Principal;

/// The outcome as clients may see it.
///
/// # Errors
/// The failure of the call itself.
pub(super) fn outcome(
    api: &Api,
    principal: &Principal,
    call: &Call,
    outcome: Result<Success, Failure>,
) -> Result<Success, Failure> {
    let configured = principal.credentials.declared_secrets(api);
    let configured = configured.chain(principal.given.iter().map(ExposeSecret::expose_secret));
    let mut secrets: Vec<String> = configured.chain(call.secrets()).map(str::to_owned).collect();
    match outcome {
        Ok(success) => {
            // A short secret is likely to be part of something harmless.
            secrets.retain(|secret| secret.len() >= 8);
            let body = redact::for_caller(call.operation(), &success.body);
            let request_id = success.request_id.map(|id| scrub(&id, &secrets));
            Ok(Success { body: each_text(body, &|text| scrub(text, &secrets)), request_id, ..success })
        }
        Err(failure) => Err(failure.with(|details| {
            secrets.extend(redact::secrets_in(call.operation(), call.arguments()));
            details.request_id = details.request_id.as_ref().map(|id| scrub(id, &secrets));
            details.message = scrub(&details.message, &secrets);
            details.code = scrub(&details.code, &secrets);
            details.hint = details.hint.as_ref().map(|hint| scrub(hint, &secrets));
        })),
    }
}

fn scrub(text: &str, secrets: &[String]) -> String {
    scrub::without(text, secrets.iter().map(String::as_str))
}

/// The value with hidden characters shown as escapes, in names and texts alike.
pub(super) fn harmless(value: Value) -> Value {
    each_text(value, &visible_lines)
}

fn each_text(value: Value, change: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(change(&text)),
        Value::Array(list) => list.into_iter().map(|element| each_text(element, change)).collect(),
        Value::Object(map) => {
            let map = map.into_iter().map(|(name, value)| (change(&name), each_text(value, change)));
            Value::Object(map.collect::<Map<_, _>>())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hidden_characters_are_shown_and_lines_are_kept() {
        assert_eq!(harmless(json!({"a\u{200b}": ["x\ny\u{7}"]})), json!({"a\\u{200b}": ["x\ny\\u{7}"]}));
    }
}
