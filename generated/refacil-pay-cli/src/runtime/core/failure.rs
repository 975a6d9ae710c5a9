//! What can go wrong, in the words and numbers that both products share.

use std::ops::Deref;

use serde_json::{Map, Value, json};

use super::spec::{Language, Operation};
use super::validate::Problem;
use super::words::{Said, say};

/// Exit codes of a command-line tool; an MCP server reports the same numbers as data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Ok = 0,
    /// Other, or the server's fault.
    Other = 1,
    /// Not logged in, or not allowed.
    Auth = 2,
    /// The input is not acceptable.
    Invalid = 3,
    /// No such thing.
    NotFound = 4,
    /// Too many calls.
    RateLimited = 5,
    /// The network or TLS failed before anything was sent, or a read failed.
    Network = 6,
    /// A confirmation is needed, or a rule forbids the call.
    Refused = 7,
    /// It conflicts with what the server holds.
    Conflict = 8,
    /// It waits for a person.
    Waiting = 9,
    /// It was sent and nobody knows what came of it.
    OutcomeUnknown = 10,
    /// Interrupted before anything was sent.
    Interrupted = 130,
}

/// All exit codes with their meaning, for documents.
pub const EXITS: &[(Exit, &str)] = &[
    (Exit::Ok, "done"),
    (Exit::Other, "another failure, or the server's fault"),
    (Exit::Auth, "not logged in, or not allowed"),
    (Exit::Invalid, "the input is not acceptable (usage errors too)"),
    (Exit::NotFound, "the API has no such thing"),
    (Exit::RateLimited, "too many calls; wait"),
    (Exit::Network, "network or TLS failed, and nothing was changed"),
    (Exit::Refused, "refused: it needs a confirmation, or a rule forbids it"),
    (Exit::Conflict, "it conflicts with what the API holds"),
    (Exit::Waiting, "it waits for a person"),
    (Exit::OutcomeUnknown, "it was sent and its outcome is unknown; look it up, do not repeat it"),
    (Exit::Interrupted, "interrupted before anything was sent"),
];

impl Exit {
    /// The number.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The exit code of that number; a number that has no meaning here stands for another failure.
    #[must_use]
    pub fn of_code(code: u8) -> Self {
        EXITS.iter().map(|(exit, _)| *exit).find(|exit| exit.code() == code).unwrap_or(Self::Other)
    }

    /// The exit code that an HTTP status stands for.
    #[must_use]
    pub const fn of_status(status: u16) -> Self {
        match status {
            401 | 403 => Self::Auth,
            400 | 422 => Self::Invalid,
            404 => Self::NotFound,
            409 => Self::Conflict,
            429 => Self::RateLimited,
            _ => Self::Other,
        }
    }
}

/// Whether the request reached the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// No byte of it left.
    No,
    /// It was answered.
    Yes,
    /// Bytes left, and no whole answer came back.
    Unknown,
}

impl Sent {
    /// `no`, `yes`, `unknown`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::Unknown => "unknown",
        }
    }
}

/// The call that tells what happened.
#[derive(Debug, Clone)]
pub struct LookupCall {
    /// What to call.
    pub operation: &'static Operation,
    /// With what; empty when only the lost answer knew it.
    pub arguments: Map<String, Value>,
}

/// A call that did not succeed: small to pass around, its [`Details`] behind a pointer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}", .0.message.english())]
pub struct Failure(Box<Details>);

/// All that is known of a failure.
#[derive(Debug, Clone)]
pub struct Details {
    /// The API's error code where it sent one, else a kebab-case name of ours.
    pub code: String,
    /// Exit code.
    pub exit: Exit,
    /// HTTP status, when there was an answer.
    pub http_status: Option<u16>,
    /// What went wrong. May hold text of the server: escape it for the sink.
    pub message: Said,
    /// What to do next, in our words or the documentation's; never the server's.
    pub hint: Option<Said>,
    /// What the documentation says of a refusal, where that is not the hint already.
    pub meaning: Option<String>,
    /// The same call may succeed when repeated as it is.
    pub retryable: bool,
    /// Seconds that the server wants to be left alone.
    pub retry_after: Option<u64>,
    /// Whether the request reached the server.
    pub sent: Sent,
    /// The server's id of the request.
    pub request_id: Option<String>,
    /// The argument that is to blame.
    pub param: Option<String>,
    /// All problems of the arguments.
    pub problems: Vec<Problem>,
    /// What tells the outcome.
    pub lookup: Option<LookupCall>,
    /// What the tool had filled in, by field.
    pub automatic: Option<Value>,
}

impl Deref for Failure {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl Failure {
    /// A failure of ours, before anything was sent.
    #[must_use]
    pub fn new(exit: Exit, code: &str, message: impl Into<Said>) -> Self {
        Self(Box::new(Details {
            code: code.to_owned(),
            exit,
            http_status: None,
            message: message.into(),
            hint: None,
            meaning: None,
            retryable: false,
            retry_after: None,
            sent: Sent::No,
            request_id: None,
            param: None,
            problems: Vec::new(),
            lookup: None,
            automatic: None,
        }))
    }

    /// It proves that nothing was done: the request never left, or the API itself said no. A server that failed may have
    /// acted before.
    #[must_use]
    pub fn proves_nothing_done(&self) -> bool {
        match (self.sent, self.http_status) {
            (Sent::No, _) => true,
            (Sent::Yes, Some(200..=299 | 400..=499)) => self.exit != Exit::OutcomeUnknown,
            _ => false,
        }
    }

    /// With more details, or other ones.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Details)) -> Self {
        change(&mut self.0);
        self
    }

    /// With what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Said>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// With the argument that is to blame.
    #[must_use]
    pub fn param(mut self, param: impl Into<String>) -> Self {
        self.0.param = Some(param.into());
        self
    }

    /// Arguments that are not acceptable.
    #[must_use]
    pub fn invalid(problems: Vec<Problem>) -> Self {
        let message = match problems.as_slice() {
            [only] => only.said(),
            all => say(
                "{} arguments are not acceptable: {}",
                &[&all.len(), &Said::List(all.iter().map(Problem::said).collect(), "; ")],
            ),
        };
        let param = problems.first().map(|problem| problem.path.clone());
        Self::new(Exit::Invalid, "invalid-input", message).with(|details| {
            details.param = param;
            details.problems = problems;
        })
    }

    /// One argument that is not acceptable, by its path.
    #[must_use]
    pub fn invalid_argument(path: impl Into<String>, message: impl Into<Said>) -> Self {
        Self::invalid(vec![Problem::new(path, message)])
    }

    /// The failure as data, in the contract's order of fields.
    #[must_use]
    pub fn to_json(&self, language: Language) -> Value {
        let mut out = json!({
            "code": self.code,
            "exit_code": self.exit.code(),
            "http_status": self.http_status,
            "message": self.message.in_language(language),
            "hint": self.hint.as_ref().map(|hint| hint.in_language(language)),
            "retryable": self.retryable,
            "sent": self.sent.name(),
            "request_id": self.request_id,
            "param": self.param,
        });
        if let Value::Object(map) = &mut out {
            if !self.problems.is_empty() {
                map.insert(
                    "problems".into(),
                    self.problems.iter().map(|problem| problem.to_json(language)).collect(),
                );
            }
            if let Some(lookup) = &self.lookup {
                let call = json!({"operation": lookup.operation.id, "arguments": lookup.arguments});
                map.insert("lookup".into(), call);
            }
            if let Some(meaning) = &self.meaning {
                map.insert("meaning".into(), meaning.as_str().into());
            }
            if let Some(automatic) = &self.automatic {
                map.insert("automatic".into(), automatic.clone());
            }
        }
        out
    }
}
