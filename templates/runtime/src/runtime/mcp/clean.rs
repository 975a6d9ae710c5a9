//! Nothing secret leaves a call: fields that are known to be secret are masked, and secrets that the API repeats in
//! other places are removed.

use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use crate::runtime::core::answer::Success;
use crate::runtime::core::call::Call;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::redact;
use crate::runtime::core::spec::{Class, Nature, Operation};
use crate::runtime::core::text::visible_lines;

use super::server::Server;

/// The outcome as clients may see it.
///
/// # Errors
/// The failure of the call itself.
pub(super) fn outcome(
    server: &Server,
    call: &Call,
    outcome: Result<Success, Failure>,
) -> Result<Success, Failure> {
    let mut secrets = configured(server);
    secrets.extend(call.secrets().map(str::to_owned));
    match outcome {
        Ok(success) => {
            // A short secret is likely to be part of something harmless.
            secrets.retain(|secret| secret.len() >= 8);
            let body = visible_part(call.operation(), success.body);
            Ok(Success { body: each_text(body, &|text| scrub(text, &secrets)), ..success })
        }
        Err(failure) => Err(failure.with(|details| {
            details.message = scrub(&details.message, &secrets);
            details.code = scrub(&details.code, &secrets);
            details.hint = details.hint.as_ref().map(|hint| scrub(hint, &secrets));
        })),
    }
}

/// What is bought, or made at a person's word (a PIN, a new key), reaches its buyer this once; reading it again later
/// shows it masked.
fn visible_part(operation: &Operation, body: Value) -> Value {
    match (operation.nature, operation.class) {
        (Nature::Call, Class::Dangerous) => body,
        _ => redact::answer(operation, &body),
    }
}

fn scrub(text: &str, secrets: &[String]) -> String {
    redact::scrub(text, secrets.iter().map(String::as_str))
}

fn configured(server: &Server) -> Vec<String> {
    let credentials = &server.config.credentials;
    let fields = server.api.login.iter().flat_map(|login| login.fields).filter(|field| field.secret);
    let fields = fields.filter_map(|field| credentials.login.get(field.field));
    let settings = server.api.settings.iter().filter(|setting| setting.secret);
    let settings = settings.filter_map(|setting| credentials.settings.get(setting.name));
    fields.chain(settings).map(|secret| secret.expose_secret().to_owned()).collect()
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

    use crate::runtime::core::spec::{BodyKind, Repeat};

    use super::*;

    const SALE: Operation = Operation {
        id: "sale",
        command: &[],
        tool: "sale",
        aliases: &[],
        title: "",
        summary: "",
        method: "POST",
        foreign_origin: None,
        path: "/",
        class: Class::Dangerous,
        nature: Nature::Call,
        params: &[],
        body: BodyKind::None,
        headers: &[],
        steps: &[],
        timeout_ms: 1,
        repeat: Repeat::None,
        lookup: None,
        secret_answers: &["data.pin"],
        docs: "{}",
    };

    #[test]
    fn what_is_bought_reaches_its_buyer_and_is_masked_ever_after() {
        let body = json!({"data": {"pin": "1234"}});
        assert_eq!(visible_part(&SALE, body.clone()), body);
        let masked = json!({"data": {"pin": "***"}});
        for operation in [
            Operation { class: Class::ReadOnly, ..SALE },
            Operation { class: Class::SafeMutation, ..SALE },
            Operation { nature: Nature::Token, ..SALE },
        ] {
            assert_eq!(visible_part(&operation, body.clone()), masked);
        }
    }

    #[test]
    fn hidden_characters_are_shown_and_lines_are_kept() {
        assert_eq!(harmless(json!({"a\u{200b}": ["x\ny\u{7}"]})), json!({"a\\u{200b}": ["x\ny\\u{7}"]}));
    }
}
