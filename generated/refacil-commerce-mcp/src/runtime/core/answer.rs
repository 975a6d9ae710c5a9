//! What an answer means.

use serde_json::{Map, Value};
use url::Url;

use super::content::{self, Content};
use super::docs::OperationDocs;
use super::dotted;
use super::failure::{Exit, Failure, LookupCall, Sent};
use super::links::{self, NextPage};
use super::plain::plain;
use super::request::Request;
use super::retry;
use super::spec::{Api, Operation};
use super::words::{Said, say};

/// The most bytes of a reply that a driver reads, decompressed.
pub const MAX_REPLY: usize = 16 * 1024 * 1024;
/// The most bytes of reply headers.
pub const MAX_HEADERS: usize = 64 * 1024;

/// An answer as it came.
#[derive(Debug, Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body, decompressed.
    pub body: Vec<u8>,
}

/// A call that succeeded.
#[derive(Debug, Clone)]
pub struct Success {
    /// HTTP status.
    pub status: u16,
    /// JSON of the answer; a text or a file for other content, `null` for none.
    pub body: Value,
    /// What the body was.
    pub content: Content,
    /// The server's id of the request.
    pub request_id: Option<String>,
    /// Where a `Link` header says that the next page is.
    pub next_page: Option<NextPage>,
}

/// A request that got no whole answer.
#[derive(Debug, Clone)]
pub struct Broken {
    /// What broke.
    pub kind: BrokenKind,
    /// Whether bytes of the request left.
    pub sent: Sent,
    /// What the driver said.
    pub message: Said,
}

/// What broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrokenKind {
    /// No connection.
    Connect,
    /// The certificate or the handshake.
    Tls,
    /// The time limit.
    Timeout,
    /// The connection while it was in use.
    Reset,
    /// The answer is larger than allowed.
    TooLarge,
    /// Somebody interrupted the program.
    Interrupted,
}

impl Response {
    /// The header of that lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The server's id of the request, short.
    #[must_use]
    pub fn request_id(&self) -> Option<String> {
        const NAMES: [&str; 4] = ["x-request-id", "request-id", "x-correlation-id", "x-amzn-requestid"];
        NAMES.iter().find_map(|name| self.header(name)).map(|id| id.chars().take(128).collect())
    }

    /// Where a redirect leads, when it stays within the origin of the request.
    #[must_use]
    pub fn redirect(&self, from: &Url) -> Option<Url> {
        let to = from.join(self.header("location")?).ok()?;
        let plain = to.username().is_empty() && to.password().is_none();
        (plain && to.origin() == from.origin()).then_some(to)
    }
}

/// Decides what an answer means.
///
/// # Errors
/// The API refused, failed, or answered something that cannot be trusted.
pub fn judge(api: &Api, request: &Request, response: &Response) -> Result<Success, Failure> {
    let (content, body) = content::read(response);
    let request_id = response.request_id();
    if request.changes_something()
        && let Some(why) = not_the_apis_own(api, response)
    {
        return Err(unknown_outcome(request, &why.into()).with(|details| {
            details.http_status = Some(response.status);
            details.request_id = request_id;
        }));
    }
    if (200..300).contains(&response.status) && envelope_agrees(api, &body) {
        let next_page = links::next_page(response, &request.url);
        return Ok(Success { status: response.status, body, content, request_id, next_page });
    }
    Err(refusal(api, request, response, &body, request_id))
}

/// Why an answer does not tell whether the API behind it acted.
fn not_the_apis_own(api: &Api, response: &Response) -> Option<&'static str> {
    // The numbers above 511 are those of proxies in front of an API that took the request and did not answer it.
    if matches!(response.status, 408 | 502 | 504 | 520 | 522 | 524 | 598 | 599) {
        return Some("a gateway answered instead of the API");
    }
    let content_type = response.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let broken_json =
        content_type.contains("json") && !content::is_empty(response) && !content::is_json(response);
    // An API that wraps its answers sends no pages; a firewall or a portal on the way does.
    let page = content_type.contains("text/html") && api.envelope.is_some();
    ((200..300).contains(&response.status) && (broken_json || page)).then_some("the answer cannot be read")
}

fn envelope_agrees(api: &Api, body: &Value) -> bool {
    let Some(envelope) = &api.envelope else { return true };
    match dotted::get(body, envelope.status) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text == envelope.success,
        Some(other) => serde_json::from_str::<Value>(envelope.success).is_ok_and(|success| success == *other),
    }
}

fn refusal(api: &Api, request: &Request, response: &Response, body: &Value, id: Option<String>) -> Failure {
    let code = error_code(api, body);
    let documented = OperationDocs::parse(request.operation)
        .ok()
        .and_then(|docs| docs.error(response.status, code.as_deref()).map(|error| error.meaning.clone()))
        .filter(|meaning| !meaning.is_empty());
    let exit = Exit::of_status(response.status);
    let read = !request.operation.class.is_mutation();
    let name = code.as_deref().unwrap_or(name_of(exit, response.status));
    Failure::new(exit, name, message(api, response, body)).with(|details| {
        details.http_status = Some(response.status);
        let advice = advice(response, read);
        // Advice names what a caller of this tool can do; a documented text knows the API alone.
        details.meaning = documented.clone().filter(|_| advice.is_some());
        details.hint = advice.or(documented.map(Said::from));
        details.param = (exit == Exit::Invalid).then(|| blamed(request.operation, body)).flatten();
        details.retry_after = retry_after(response);
        details.retryable = response.status == 429 || (read && response.status >= 500);
        details.sent = Sent::Yes;
        details.request_id = id;
    })
}

const fn name_of(exit: Exit, status: u16) -> &'static str {
    match (exit, status) {
        (Exit::Auth, 403) => "forbidden",
        (Exit::Auth, _) => "unauthenticated",
        (Exit::Invalid, _) => "rejected-input",
        (Exit::NotFound, _) => "not-found",
        (Exit::RateLimited, _) => "rate-limited",
        (Exit::Conflict, _) => "conflict",
        (_, 300..=399) => "redirected",
        (_, 200..=299) => "refused-by-api",
        (_, 500..) => "server-error",
        _ => "unexpected-answer",
    }
}

fn advice(response: &Response, read: bool) -> Option<Said> {
    Some(match response.status {
        // Some servers answer so after they acted.
        301..=303 if !read => {
            "calls are not redirected; look up what came of it before you repeat it, and check the base URL"
                .into()
        }
        300..=399 => {
            "the server sent the call elsewhere, and calls are not redirected; check the base URL".into()
        }
        401 => "log in again".into(),
        403 => "this account may not do that; ask the API's support".into(),
        404 => "check what the call names, and that it belongs to this environment".into(),
        429 => match retry_after(response) {
            Some(seconds) => say("wait {} seconds, then repeat the call", &[&seconds]),
            None => "wait a minute, then repeat the call".into(),
        },
        500.. if read => match retry_after(response) {
            Some(seconds) => say("wait {} seconds, then repeat the call", &[&seconds]),
            None => "try again later".into(),
        },
        500.. => "look up what came of it before you repeat it".into(),
        _ => return None,
    })
}

/// Seconds that the server asks for.
fn retry_after(response: &Response) -> Option<u64> {
    retry::retry_after(response).map(|pause| pause.as_secs())
}

fn error_code(api: &Api, body: &Value) -> Option<String> {
    let declared = api.envelope.as_ref().and_then(|envelope| envelope.error_code);
    let usual = ["errorCode", "error_code", "error.code", "code"];
    declared.into_iter().chain(usual).find_map(|path| match dotted::get(body, path)? {
        Value::String(text) if !text.is_empty() => Some(text.chars().take(120).collect()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// The argument that a refusal begins with, as validators write: `amount must be a number`.
fn blamed(operation: &Operation, body: &Value) -> Option<String> {
    let message = dotted::get(body, "message").or_else(|| body.get("errors"))?;
    let first = message.as_str().or_else(|| message.get(0)?.as_str())?;
    let path = first.split_whitespace().next()?.trim_end_matches([':', ',']);
    let (name, rest) = path.split_at(path.find(['.', '[']).unwrap_or(path.len()));
    let param = operation.params.iter().find(|param| param.name == name && param.fixed.is_none())?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '[' | ']');
    rest.chars().all(plain).then(|| format!("{}{rest}", param.argument))
}

/// The server's message, short; a page of HTML or a stack trace is not passed on.
fn message(api: &Api, response: &Response, body: &Value) -> Said {
    let declared = api.envelope.as_ref().and_then(|envelope| envelope.message);
    let usual = ["message", "error.message", "error_description", "detail", "title", "error"];
    let said = declared.into_iter().chain(usual).find_map(|path| match dotted::get(body, path)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Array(list) if !list.is_empty() => {
            let mut texts: Vec<String> = list.iter().map(plain).collect();
            texts.dedup();
            Some(texts.join("; "))
        }
        _ => None,
    });
    let said = said.map(|text| text.lines().next().unwrap_or_default().chars().take(500).collect::<String>());
    match said {
        Some(text) => text.into(),
        None => say("the API answered with HTTP {}", &[&response.status]),
    }
}

/// What a broken exchange means.
#[must_use]
pub fn judge_broken(request: &Request, broken: &Broken) -> Failure {
    if request.changes_something() && broken.sent != Sent::No {
        return unknown_outcome(request, &broken.message);
    }
    let failure = match broken.kind {
        BrokenKind::Interrupted => Failure::new(Exit::Interrupted, "interrupted", "interrupted"),
        BrokenKind::Timeout => Failure::new(
            Exit::Network,
            "timeout",
            say("no answer within {} seconds", &[&request.timeout.as_secs_f32()]),
        ),
        BrokenKind::Tls => {
            Failure::new(Exit::Network, "tls", say("no secure connection: {}", &[&broken.message]))
                .hint("check the system's certificates and clock, and SSL_CERT_FILE behind a company proxy")
        }
        BrokenKind::TooLarge => {
            Failure::new(Exit::Other, "reply-too-large", "the answer is larger than this tool accepts")
        }
        BrokenKind::Connect | BrokenKind::Reset => {
            Failure::new(Exit::Network, "network", say("the network failed: {}", &[&broken.message]))
                .hint("check the connection and the base URL, then try again")
        }
    };
    let retryable = matches!(broken.kind, BrokenKind::Connect | BrokenKind::Reset | BrokenKind::Timeout);
    failure.with(|details| {
        details.sent = broken.sent;
        details.retryable = retryable;
    })
}

/// The result of its own that a lost mutation has.
fn unknown_outcome(request: &Request, why: &Said) -> Failure {
    Failure::new(
        Exit::OutcomeUnknown,
        "outcome-unknown",
        say("{} was sent and its outcome is unknown: {}", &[&request.operation.id, why]),
    )
    .hint("find out what happened before anything is repeated")
    .with(|details| details.sent = Sent::Unknown)
}

/// The call that finds out what came of a call with these arguments.
#[must_use]
pub fn lookup(
    api: &'static Api,
    operation: &'static Operation,
    arguments: &Map<String, Value>,
) -> Option<LookupCall> {
    let lookup = operation.lookup.as_ref()?;
    let found = api.operation(lookup.operation)?;
    let body = Value::Object(arguments.clone());
    // A command line or a log would show it.
    let secret = found.params.iter().any(|param| param.argument == lookup.argument && param.schema.secret);
    let known = !lookup.field.is_empty() && !secret;
    let value = known.then(|| dotted::get(&body, lookup.field)).flatten();
    let arguments = value.map(|value| (lookup.argument.to_owned(), value.clone())).into_iter().collect();
    Some(LookupCall { operation: found, arguments })
}
