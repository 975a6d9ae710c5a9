//! Calls that the user's own server receives: explained, and delivered to that server for a try.

use std::time::Duration;

use clap::ArgMatches;
use serde_json::{Map, Value, json};
use url::Url;

use super::super::core::answer::{Broken, BrokenKind};
use super::super::core::callback;
use super::super::core::credentials::Credentials;
use super::super::core::docs::{OperationDocs, ParamDocs};
use super::super::core::failure::{Exit, Failure};
use super::super::core::request::{HeaderValue, Purpose, Request};
use super::super::core::spec::{Kind, Operation};
use super::super::core::text::{visible, visible_lines};
use super::answers::pretty;
use super::context::Context;
use super::driver::Driver;
use super::parser::{Effect, TO};
use super::printer::Printer;
use super::values::{self, Values};

const TIMEOUT: Duration = Duration::from_secs(10);

/// Explains the callback, or delivers its example.
///
/// # Errors
/// The address is not on this machine, the environment is a production one, or the delivery failed.
pub fn run(
    context: &Context,
    printer: &Printer,
    operation: &'static Operation,
    matches: &ArgMatches,
    values: Values,
) -> Result<(), Failure> {
    if !values.problems.is_empty() {
        return Err(values::in_flags(operation, values.problems));
    }
    let docs = OperationDocs::parse(operation).unwrap_or_default();
    let example = callback::payload(operation, &docs, &values.arguments);
    // The flag is absent where a field of the payload has its name.
    let to = matches.try_get_one::<String>(TO).ok().flatten();
    match to {
        None => {
            explain(operation, &docs, example, printer);
            Ok(())
        }
        Some(to) => deliver(context, printer, operation, to, example),
    }
}

fn explain(
    operation: &Operation,
    docs: &OperationDocs,
    example: Option<Map<String, Value>>,
    printer: &Printer,
) {
    let fields: Vec<Value> = operation
        .params
        .iter()
        .map(|param| {
            json!({
                "name": param.name,
                "type": kind(param.schema.kind),
                "required": param.required,
                "description": docs.param(param.argument).map_or("", |known| known.description.as_str()),
            })
        })
        .collect();
    let explained = json!({
        "operation": operation.id,
        "kind": "callback",
        "summary": operation.summary,
        "description": docs.description,
        "fields": fields,
        "example": example,
        "sent": "no",
    });
    printer.data(&explained, |_| text(operation, docs, example.as_ref()));
    printer.note(
        "nothing was sent: your own server receives this call; try it with --to http://127.0.0.1:PORT/path",
    );
}

fn text(operation: &Operation, docs: &OperationDocs, example: Option<&Map<String, Value>>) -> String {
    let mut parts = vec![visible(operation.title), visible(operation.summary)];
    // The Markdown of the description is for programs.
    parts.push(visible_lines(docs.prose.trim_end()));
    let fields: Vec<String> = operation
        .params
        .iter()
        .map(|param| {
            let about = docs.param(param.argument).map(ParamDocs::one_line).unwrap_or_default();
            let about = visible(&about);
            format!("  {} ({}) {about}", visible(param.name), kind(param.schema.kind)).trim_end().to_owned()
        })
        .collect();
    if !fields.is_empty() {
        parts.push(format!("Fields:\n{}", fields.join("\n")));
    }
    if let Some(example) = example {
        parts.push(format!("Example:\n{}", pretty(&Value::Object(example.clone()))));
    }
    parts.retain(|part| !part.is_empty());
    parts.dedup();
    parts.join("\n\n")
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Any => "any",
        Kind::Boolean => "boolean",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array => "array",
        Kind::Object => "object",
        Kind::File => "file",
    }
}

fn deliver(
    context: &Context,
    printer: &Printer,
    operation: &'static Operation,
    to: &str,
    example: Option<Map<String, Value>>,
) -> Result<(), Failure> {
    if context.target.environment.production {
        let message = format!("{} is not tried out in {}", operation.id, context.target.environment.name);
        return Err(
            Failure::new(Exit::Refused, "production", message).hint("choose a test environment with --env")
        );
    }
    let url = receiver(to)?;
    let Some(payload) = example else {
        let message = format!("{} has no documented example to deliver", operation.id);
        return Err(Failure::new(Exit::Invalid, "no-example", message));
    };
    let payload = Value::Object(payload);
    if context.effect == Effect::DryRun {
        let plan =
            json!({"dry_run": true, "request": {"method": "POST", "url": url.as_str(), "body": payload}});
        printer.data(&plan, pretty);
        return Ok(());
    }
    let request = Request {
        purpose: Purpose::Main,
        operation,
        method: "POST",
        url,
        headers: vec![("content-type".to_owned(), HeaderValue::Plain("application/json".to_owned()))],
        body: Some(payload.to_string().into_bytes()),
        timeout: TIMEOUT,
    };
    let answer = Driver::new(context, printer, Credentials::default())?.deliver(&request);
    let status = answer.map_err(|broken| undelivered(&request.url, &broken))?.status;
    let done = json!({"delivered": true, "to": request.url.as_str(), "status": status, "payload": payload});
    printer.data(&done, |_| format!("delivered to {}: HTTP {status}", request.url));
    if (200..300).contains(&status) {
        return Ok(());
    }
    let message = format!("your receiver answered with HTTP {status}");
    Err(Failure::new(Exit::Other, "receiver-refused", message)
        .with(|details| details.http_status = Some(status)))
}

fn undelivered(url: &Url, broken: &Broken) -> Failure {
    if broken.kind == BrokenKind::Interrupted {
        return Failure::new(Exit::Interrupted, "interrupted", "interrupted");
    }
    Failure::new(Exit::Network, "no-receiver", format!("{url} did not answer: {}", broken.message.english()))
        .hint("start your receiver, then try again")
}

/// Only a receiver on this machine: the payload looks like a real notice.
fn receiver(to: &str) -> Result<Url, Failure> {
    let refused = |why: &str| {
        Failure::new(Exit::Invalid, "bad-receiver", format!("--to {why}"))
            .hint("give an address on this machine, such as http://127.0.0.1:8080/notify")
            .param("--to")
    };
    callback::receiver(to).map_err(|why| refused(&why.english()))
}
