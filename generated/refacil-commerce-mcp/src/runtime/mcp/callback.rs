//! Calls that the user's own server receives: explained, and tried out on this machine; the API is never called.

use rmcp::model::CallToolResult;
use serde_json::{Map, Value, json};
use url::Url;

use crate::runtime::core::callback;
use crate::runtime::core::docs::OperationDocs;
use crate::runtime::core::failure::{Exit, Failure, Sent};
use crate::runtime::core::request::{HeaderValue, Purpose, Request};
use crate::runtime::core::spec::{BodyKind, Language, Operation};
use crate::runtime::core::validate;
use crate::runtime::core::words::{Said, say};

use super::answers::{self, Form};
use super::clean::harmless;
use super::server::Server;
use super::transport::{Route, Transport};

/// Explains the call, or delivers its documented example to an address on this machine.
pub(super) async fn answer(
    server: &Server,
    operation: &'static Operation,
    arguments: &Map<String, Value>,
    form: Form,
) -> CallToolResult {
    let docs = OperationDocs::parse(operation).unwrap_or_default();
    let example = callback::payload(operation, &docs, arguments);
    let result = match destination(server, operation, arguments) {
        Ok(None) => Ok(explain(server.api.language, operation, &docs, example, form)),
        Ok(Some(to)) => deliver(operation, example, to, form).await,
        Err(failure) => Err(failure),
    };
    result.unwrap_or_else(|failure| answers::failure(&server.catalog, operation, &failure, form))
}

fn explain(
    language: Language,
    operation: &'static Operation,
    docs: &OperationDocs,
    example: Option<Map<String, Value>>,
    form: Form,
) -> CallToolResult {
    let content = json!({
        "operation": operation.id,
        "note": Said::from("Your own server receives this call; the API is not called by this tool.").in_language(language),
        "method": operation.method,
        "content_type": content_type(operation),
        "description": docs.description,
        "fields": docs.params,
        "example": example,
    });
    let line = say("{} is a call that your own server receives; nothing was sent.", &[&operation.tool]);
    answers::plain(&line, harmless(content), form)
}

const fn content_type(operation: &Operation) -> &'static str {
    match operation.body {
        BodyKind::Raw(content_type) => content_type,
        BodyKind::Urlencoded => "application/x-www-form-urlencoded",
        _ => "application/json",
    }
}

fn destination(
    server: &Server,
    operation: &'static Operation,
    arguments: &Map<String, Value>,
) -> Result<Option<Url>, Failure> {
    let mut given = arguments.clone();
    let to = given.remove("to");
    let problems: Vec<_> = validate::check(operation, &given);
    if !problems.is_empty() {
        return Err(Failure::invalid(problems));
    }
    let Some(to) = to else { return Ok(None) };
    if server.config.target.environment.production {
        return Err(Failure::new(Exit::Refused, "production", "examples are not delivered in production"));
    }
    let url = callback::receiver(to.as_str().unwrap_or_default());
    url.map(Some).map_err(|message| Failure::invalid_argument("to", message))
}

async fn deliver(
    operation: &'static Operation,
    example: Option<Map<String, Value>>,
    to: Url,
    form: Form,
) -> Result<CallToolResult, Failure> {
    let Some(example) = example else {
        return Err(Failure::new(
            Exit::NotFound,
            "no-example",
            "the documentation holds no example to deliver",
        ));
    };
    let body = Value::Object(example.clone()).to_string();
    let request = Request {
        purpose: Purpose::Main,
        operation,
        method: "POST",
        url: to,
        headers: vec![("content-type".into(), HeaderValue::Plain(content_type(operation).into()))],
        body: Some(body.into_bytes()),
        timeout: std::time::Duration::from_secs(10),
    };
    let response = Transport::new(Route::Local).send(&request).await.map_err(|broken| {
        Failure::new(
            Exit::Network,
            "not-delivered",
            say("the example was not delivered: {}", &[&broken.message]),
        )
        .hint("start the server that should receive it")
        .with(|details| details.sent = if broken.sent == Sent::No { Sent::No } else { Sent::Unknown })
    })?;
    let content =
        json!({"delivered_to": request.url.as_str(), "http_status": response.status, "example": example});
    let line = say(
        "{}: the documented example was delivered; the answer was HTTP {}.",
        &[&operation.tool, &response.status],
    );
    Ok(answers::plain(&line, harmless(content), form))
}
