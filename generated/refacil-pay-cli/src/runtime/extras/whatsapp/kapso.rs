//! Kapso as an API of its own: one call, in the shape of Meta's Cloud API, which Kapso passes on.
//!
//! A message is sent by the same machine as any other call: masked in dry runs, written to the audit log, never sent
//! twice by itself, and of unknown outcome when its answer is lost.

use serde_json::{Map, Value, json};

use super::super::super::core::failure::{Exit, Failure, Sent};
use super::super::super::core::spec::{
    Api, BodyKind, Class, Environment, Field, Group, Header, Kind, Location, Operation, Param, Schema,
    Setting, Source, Whatsapp,
};
use super::super::super::core::words::say;
use super::number::Number;

/// The setting of the key, without the prefix of its variable.
pub const API_KEY: &str = "KAPSO_API_KEY";

const TEXT: Schema = Schema { kind: Kind::String, ..Schema::ANY };
/// Numbers of telephones are ids of Meta here.
static PHONE_NUMBER_ID: Schema = TEXT;
static CONSTANT: Schema = TEXT;
static RECIPIENT: Schema = Schema { personal: true, ..TEXT };
static BODY: Schema =
    Schema { personal: true, max_length: Some(super::compose::MAX_CHARACTERS as u64), ..TEXT };
static PREVIEW: Schema = Schema { kind: Kind::Boolean, ..Schema::ANY };
static CONTENT: Schema = Schema {
    kind: Kind::Object,
    fields: &[field("preview_url", Some("true"), &PREVIEW), field("body", None, &BODY)],
    ..Schema::ANY
};

/// The call that sends a text.
pub static SEND: Operation = Operation {
    id: "whatsapp-send",
    command: &["whatsapp", "send"],
    title: "Send a WhatsApp message",
    summary: "Sends a text to somebody who wrote to the merchant within the last 24 hours.",
    method: "POST",
    path: "/{phone_number_id}/messages",
    class: Class::SafeMutation,
    params: &[
        Param { location: Location::Path, ..param("phone_number_id", None, &PHONE_NUMBER_ID) },
        param("messaging_product", Some("\"whatsapp\""), &CONSTANT),
        param("recipient_type", Some("\"individual\""), &CONSTANT),
        param("to", None, &RECIPIENT),
        param("type", Some("\"text\""), &CONSTANT),
        param("text", None, &CONTENT),
    ],
    body: BodyKind::Json,
    headers: &[Header { name: "X-API-Key", in_query: false, prefix: "", source: Source::Setting(API_KEY) }],
    timeout_ms: 30_000,
    docs: "{}",
    ..Operation::EMPTY
};

static GROUPS: &[Group] =
    &[Group { name: "messages", title: "Messages", operations: std::slice::from_ref(&SEND) }];

const fn param(name: &'static str, fixed: Option<&'static str>, schema: &'static Schema) -> Param {
    Param { name, argument: name, flag: name, location: Location::Body, required: true, fixed, schema }
}

const fn field(name: &'static str, fixed: Option<&'static str>, schema: &'static Schema) -> Field {
    Field { name, flag: name, required: true, fixed, schema }
}

/// Kapso as the program of that API calls it: variables, names of environments and languages are the program's own. The
/// key goes to the host of the description alone, whatever the environment.
#[must_use]
pub fn api(of: &Api, whatsapp: &Whatsapp) -> Api {
    let environments = of.environments.iter().map(|environment| Environment {
        name: environment.name,
        base_url: whatsapp.base_url,
        production: environment.production,
        sign_up_url: None,
    });
    // One program of one API: it lives as long as the process.
    let environments: &'static [Environment] = environments.collect::<Vec<_>>().leak();
    Api {
        name: "kapso",
        title: "Kapso",
        app: of.app,
        about: of.about,
        env_prefix: of.env_prefix,
        language: of.language,
        environments,
        default_environment: of.default_environment,
        settings: &[Setting { name: API_KEY, about: "key of Kapso", secret: true, address: false }],
        groups: GROUPS,
        product: of.product,
        build: of.build,
        ..Api::EMPTY
    }
}

/// The arguments of [`SEND`].
#[must_use]
pub fn arguments(phone_number_id: &str, to: &Number, text: &str) -> Map<String, Value> {
    let arguments = [
        ("phone_number_id", json!(phone_number_id)),
        ("to", json!(to.digits())),
        ("text", json!({"preview_url": true, "body": text})),
    ];
    arguments.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The id of Meta for a number of the merchant's.
#[must_use]
pub fn is_phone_number_id(text: &str) -> bool {
    (5..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// What Kapso says of a message that it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The id of the message.
    pub id: String,
    /// What becomes of it, as WhatsApp says.
    pub status: String,
}

/// Reads the answer to a message.
///
/// # Errors
/// The answer names no message: nobody knows whether there is one.
pub fn accepted(answer: &Value) -> Result<Accepted, Failure> {
    let text = |path: &str| answer.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty());
    let Some(id) = text("/messages/0/id") else {
        let message = "Kapso answered without the id of a message: it may have been sent";
        let failure = Failure::new(Exit::OutcomeUnknown, "outcome-unknown", message).hint(UNKNOWN);
        return Err(failure.with(|details| details.sent = Sent::Unknown));
    };
    let status = text("/messages/0/message_status").unwrap_or("accepted");
    Ok(Accepted { id: id.to_owned(), status: status.to_owned() })
}

/// What one has to know of every message that was taken.
pub const WINDOW: &str = "WhatsApp delivers a text only within 24 hours of the recipient's last message to this number, \
                          and does not always say when it is not delivered";

const UNKNOWN: &str = "ask the recipient, or look into the inbox of Kapso, before you send it again; what the message is \
                       about stays as it is: never make it again";

/// The failure of a message, by the one exit code that says that it was not sent. A refusal before anything left, and
/// an unknown outcome, keep theirs.
#[must_use]
pub fn not_sent(failure: Failure) -> Failure {
    match failure.exit {
        Exit::OutcomeUnknown => failure.hint(UNKNOWN),
        Exit::Interrupted | Exit::Refused => failure,
        // A server that failed may have sent it before.
        _ if !failure.proves_nothing_done() => failure.hint(UNKNOWN).with(|details| {
            details.exit = Exit::OutcomeUnknown;
            details.retryable = false;
            details.lookup = None;
            details.message = say("nobody knows whether the message was sent: {}", &[&details.message]);
        }),
        _ => failure.with(|details| {
            details.exit = Exit::Other;
            details.lookup = None;
            details.message = say("the message was not sent: {}", &[&details.message]);
            if let Some(advice) = advice(&details.code, details.http_status) {
                details.hint = Some(format!("{advice}; what the message is about stays as it is").into());
            }
        }),
    }
}

/// What to do about a refusal: codes of the Cloud API first, else by the status.
fn advice(code: &str, status: Option<u16>) -> Option<&'static str> {
    Some(match (code, status) {
        ("131047" | "470", _) => {
            "more than 24 hours have passed since the recipient last wrote to this number: ask them to write first, or hand \
             the link over another way"
        }
        ("131026", _) => {
            "the number may not use WhatsApp, or takes no messages of this sender: check it with the recipient"
        }
        ("131030", _) => {
            "a number for tests sends to listed recipients only: list this one in Meta's console"
        }
        ("131045" | "133010", _) => "the sending number is not registered: check --phone-number-id in Kapso",
        ("131049" | "368" | "131031", _) => {
            "WhatsApp holds messages of this sender back: see its account in Kapso"
        }
        ("130429" | "131056" | "131048" | "80007", _) => {
            "too many messages: wait some minutes before you send again"
        }
        ("190" | "131005" | "10" | "200", _) | (_, Some(401 | 403)) => {
            "check the key and that the number belongs to its project: config set-kapso stores another"
        }
        ("100" | "33", _) | (_, Some(404)) => {
            "check the phone number id in Kapso: config set-kapso stores another"
        }
        (_, Some(429)) => "too many messages: wait some minutes before you send again",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: &str, status: Option<u16>) -> Failure {
        let failure = Failure::new(Exit::Invalid, code, "no").with(|details| details.http_status = status);
        not_sent(failure)
    }

    fn hint(failure: &Failure) -> String {
        failure.hint.as_ref().map(|hint| hint.english()).unwrap_or_default()
    }

    #[test]
    fn an_answer_without_an_id_is_no_proof() {
        let good = json!({"messages": [{"id": "wamid.1", "message_status": "accepted"}]});
        assert_eq!(accepted(&good).expect("an id").id, "wamid.1");
        for answer in [json!(null), json!({"messages": []}), json!({"messages": [{"id": ""}]}), json!("ok")] {
            assert_eq!(accepted(&answer).expect_err("no id").exit, Exit::OutcomeUnknown, "{answer}");
        }
    }

    #[test]
    fn a_refusal_has_one_exit_code_and_its_own_advice() {
        let window = refused("131047", Some(400));
        assert_eq!((window.exit, window.code.as_str()), (Exit::Other, "131047"));
        assert!(hint(&window).contains("24 hours"), "{:?}", window.hint);
        assert!(hint(&refused("unauthenticated", Some(401))).contains("key"));
        assert!(refused("else", Some(418)).hint.is_none());
        let failed = Failure::new(Exit::Other, "server-error", "no").with(|details| {
            (details.sent, details.http_status) = (Sent::Yes, Some(500));
        });
        let failed = not_sent(failed);
        assert_eq!((failed.exit, hint(&failed).as_str()), (Exit::OutcomeUnknown, UNKNOWN));
        let unknown = not_sent(Failure::new(Exit::OutcomeUnknown, "outcome-unknown", "lost"));
        assert_eq!((unknown.exit, unknown.message.english().as_str()), (Exit::OutcomeUnknown, "lost"));
        assert_eq!(not_sent(Failure::new(Exit::Refused, "x", "x")).exit, Exit::Refused);
    }

    #[test]
    fn ids_of_numbers_are_digits() {
        assert!(is_phone_number_id("647015955153740"));
        for text in ["", "1234", "+573001234567", "12345/messages", "12345\n"] {
            assert!(!is_phone_number_id(text), "{text}");
        }
    }
}
