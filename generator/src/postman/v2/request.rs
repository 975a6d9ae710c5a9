//! One request with its saved answers.

use serde_json::{Map, Value};

use super::{auth, body, scripts};
use crate::postman::collection::{Auth, Body, Request, SavedResponse};
use crate::postman::fields::{Notation, description, entries, list, text};
use crate::postman::reporter::Reporter;
use crate::postman::url::{self, ReadUrl};

/// Reads the request of an item; `None` after a diagnostic that says why.
pub(super) fn read(
    item: &Map<String, Value>,
    name: String,
    index: usize,
    reporter: &mut Reporter,
) -> Option<Request> {
    let empty = Map::new();
    let (object, read_url) = match item.get("request") {
        Some(Value::String(written)) => (&empty, url::from_text(written)),
        Some(Value::Object(object)) => (object, url::read(object.get("url"))),
        None | Some(Value::Null) => (&empty, ReadUrl::default()),
        Some(_) => {
            left_out(reporter, "unreadable-request", "request", "the request is neither an object nor a URL");
            return None;
        }
    };
    if read_url.url.host.is_empty() && read_url.url.path.is_empty() {
        left_out(reporter, "request-without-url", "request.url", "the request has no URL");
        return None;
    }
    let method = method(object.get("method"), reporter)?;
    if name.trim().is_empty() {
        reporter.note("unnamed-request", "name", "the request has no name", "name it in Postman");
    }
    let headers = entries(object.get("header"), Notation::Header);
    Some(Request {
        index,
        path: reporter.breadcrumb().to_vec(),
        name,
        description: [object.get("description"), item.get("description")]
            .into_iter()
            .map(description)
            .find(|text| !text.is_empty())
            .unwrap_or_default(),
        method,
        body: body::read(object.get("body"), &headers, reporter),
        auth: auth::read(object.get("auth"), reporter)
            .or_else(|| auth::read(item.get("auth"), reporter))
            .or_else(|| read_url.userinfo.as_deref().map(basic)),
        url: read_url.url,
        headers,
        scripts: scripts(item.get("event"), reporter),
        responses: list(item.get("response")).into_iter().filter_map(response).collect(),
    })
}

/// Methods whose body Postman does not send unless `disableBodyPruning` says so; leftovers of an edit stay in files.
const WITHOUT_BODY: &[&str] = &["GET", "HEAD", "COPY", "PURGE", "UNLOCK"];

/// Takes away a body that Postman would not send.
pub(super) fn pruned(mut request: Request, keeps_body: bool, reporter: &mut Reporter) -> Request {
    let sent = keeps_body || !WITHOUT_BODY.contains(&request.method.as_str());
    if !sent && request.body != Body::None {
        request.body = Body::None;
        reporter.note(
            "pruned-body",
            "request.body",
            format!("the body is not sent, as in Postman: {} has none", request.method),
            "set `protocolProfileBehavior.disableBodyPruning` in Postman if the API wants the body",
        );
    }
    request
}

fn left_out(reporter: &mut Reporter, code: &str, field: &str, message: &str) {
    reporter.warn(
        code,
        field,
        format!("{message}; no operation is made of it"),
        "correct the request in Postman, or delete it",
    );
}

/// The method as an upper-case token; any token will do.
fn method(value: Option<&Value>, reporter: &mut Reporter) -> Option<String> {
    let written = match value {
        None | Some(Value::Null) => return Some("GET".into()),
        Some(Value::String(written)) => written.trim(),
        Some(_) => "",
    };
    if written.is_empty() && value.is_some_and(Value::is_string) {
        return Some("GET".into());
    }
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if written.is_empty() || !written.bytes().all(token) {
        left_out(reporter, "unusable-method", "request.method", "the method is no word that HTTP allows");
        return None;
    }
    Some(written.to_ascii_uppercase())
}

/// `user:password@` of a URL says the same as basic auth.
fn basic(userinfo: &str) -> Auth {
    let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));
    Auth {
        kind: "basic".into(),
        params: vec![("username".into(), user.into()), ("password".into(), password.into())],
    }
}

fn response(value: &Value) -> Option<SavedResponse> {
    let object = value.as_object()?;
    let status = match object.get("code") {
        Some(Value::Number(code)) => code.as_u64().and_then(|code| u16::try_from(code).ok()),
        Some(Value::String(code)) => code.trim().parse().ok(),
        _ => None,
    };
    Some(SavedResponse {
        name: text(object.get("name")).unwrap_or_default(),
        status: status.filter(|status| (100..600).contains(status)),
        body: text(object.get("body")).unwrap_or_default(),
    })
}
