//! Nothing secret leaves a call: fields that are known to be secret are masked, and secrets that the API repeats in
//! other places are removed.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use crate::runtime::core::answer::Success;
use crate::runtime::core::call::Call;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::redact;
use crate::runtime::core::scrub::Scrubber;
use crate::runtime::core::spec::Api;
use crate::runtime::core::text::{is_visible, visible_lines};

use super::principals::Principal;

/// The scrubber of a principal's latest secrets. They seldom change between calls, and working out their spellings takes
/// longer than everything else that is done to a small answer.
#[derive(Default)]
pub(super) struct Scrubbers {
    newest: Mutex<Option<(Vec<SecretString>, Arc<Scrubber>)>>,
}

impl Scrubbers {
    fn of(&self, secrets: &[&str]) -> Arc<Scrubber> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, scrubber)) = &*newest
            && known.iter().map(ExposeSecret::expose_secret).eq(secrets.iter().copied())
        {
            return Arc::clone(scrubber);
        }
        let scrubber = Arc::new(Scrubber::new(secrets.iter().copied()));
        let known = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        *newest = Some((known, Arc::clone(&scrubber)));
        scrubber
    }
}

/// Secrets are not for looking at.
impl std::fmt::Debug for Scrubbers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Scrubbers")
    }
}

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
    let mut secrets: Vec<&str> = configured.chain(call.secrets()).collect();
    match outcome {
        Ok(success) => {
            // A short secret is likely to be part of something harmless.
            secrets.retain(|secret| secret.len() >= 8);
            let scrubber = principal.scrubbers.of(&secrets);
            let mut body = redact::for_caller(call.operation(), success.body);
            each_text(&mut body, &|text| scrubbed(&scrubber, text));
            let request_id = success.request_id.map(|id| scrubber.clean(&id).into_owned());
            Ok(Success { body, request_id, ..success })
        }
        Err(failure) => {
            let given = redact::secrets_in(call.operation(), call.arguments());
            let scrubber = Scrubber::new(secrets.into_iter().chain(given.iter().map(String::as_str)));
            let clean = |text: &str| scrubber.clean(text).into_owned();
            Err(failure.with(|details| {
                details.request_id = details.request_id.as_deref().map(clean);
                details.message = details.message.changed(&clean);
                details.code = clean(&details.code);
                details.hint = details.hint.as_ref().map(|hint| hint.changed(&clean));
            }))
        }
    }
}

/// The text without secrets, where it holds any.
fn scrubbed(scrubber: &Scrubber, text: &str) -> Option<String> {
    match scrubber.clean(text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(clean) => Some(clean),
    }
}

/// The value with hidden characters shown as escapes, in names and texts alike.
pub(super) fn harmless(mut value: Value) -> Value {
    each_text(&mut value, &|text| (!is_visible(text)).then(|| visible_lines(text)));
    value
}

/// Replaces every text, names included, for which `other` has a replacement.
fn each_text(value: &mut Value, other: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(other) = other(text) {
                *text = other;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|element| each_text(element, other)),
        Value::Object(map) => {
            map.values_mut().for_each(|value| each_text(value, other));
            if map.keys().any(|name| other(name).is_some()) {
                let renamed = std::mem::take(map).into_iter();
                let renamed = renamed.map(|(name, value)| (other(&name).unwrap_or(name), value));
                *map = renamed.collect::<Map<_, _>>();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
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
