//! `webhook trigger`: a documented notice, signed with the configured key, for a receiver on this machine.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::super::core::answer::{Broken, BrokenKind};
use super::super::super::core::callback;
use super::super::super::core::credentials::Credentials;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::random;
use super::super::super::core::request::{HeaderValue, Purpose, Request};
use super::super::super::core::spec::{Api, Notice, NoticeEvent, Operation};
use super::super::super::core::text::visible_capped;
use super::super::super::extras::webhooks::signature::Key;
use super::super::super::extras::webhooks::trial::{self, Trial};
use super::super::answers::pretty;
use super::super::context::Context;
use super::super::driver::Driver;
use super::super::parser::Effect;
use super::super::printer::Printer;
use super::command::Trigger;
use super::key;

const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the command.
///
/// # Errors
/// The environment is a production one, the receiver is not on this machine, or it did not take the notice.
pub fn run(context: &Context, printer: &Printer, wanted: &Trigger) -> Result<(), Failure> {
    let Some((notice, event)) = events(context.api, wanted).find(|(_, event)| event.name == wanted.event)
    else {
        list(events(context.api, wanted), printer);
        return Ok(());
    };
    super::only_for_tests(context, "notices are not tried out")?;
    let to = wanted.to.as_deref().unwrap_or_default();
    let url = callback::receiver(to).map_err(|why| {
        Failure::new(Exit::Invalid, "bad-receiver", format!("--to {}", why.english()))
            .hint("give an address on this machine, such as http://127.0.0.1:8080/")
            .param("--to")
    })?;
    let operation = super::operation(context.api, notice)?;
    let key = key(context, printer, notice)?.ok_or_else(|| super::no_key(context, notice))?;
    let trial = signed(wanted, notice, event, operation, &key)?;
    let payload: Value = serde_json::from_str(&trial.body).unwrap_or_default();
    if context.effect == Effect::DryRun {
        let request =
            json!({"method": "POST", "url": url.as_str(), "headers": trial.headers.len(), "body": payload});
        printer.data(&json!({"dry_run": true, "request": request}), pretty);
        return Ok(());
    }
    let mut headers = vec![("content-type".to_owned(), HeaderValue::Plain("application/json".to_owned()))];
    headers.extend(trial.headers.into_iter().map(|(name, value)| (name, HeaderValue::Plain(value))));
    let request = Request {
        purpose: Purpose::Main,
        operation,
        method: "POST",
        url,
        headers,
        body: Some(trial.body.into_bytes()),
        timeout: PATIENCE,
    };
    let answer = Driver::new(context, printer, Credentials::default())?.deliver(&request);
    let status = answer.map_err(|broken| not_delivered(&request, &broken))?.status;
    let done = json!({
        "delivered": true, "event": event.name, "to": request.url.as_str(), "status": status, "payload": payload,
    });
    printer.data(&done, |_| format!("{} delivered to {}: HTTP {status}", event.name, request.url));
    if (200..300).contains(&status) {
        return Ok(());
    }
    Err(Failure::new(Exit::Other, "receiver-refused", format!("your receiver answered with HTTP {status}"))
        .with(|details| details.http_status = Some(status)))
}

/// The documented payload with what the command line sets in it, signed as its sender would.
fn signed(
    wanted: &Trigger,
    notice: &Notice,
    event: &NoticeEvent,
    operation: &'static Operation,
    key: &Key,
) -> Result<Trial, Failure> {
    let mut given = wanted.set.iter().map(|pair| field(pair)).collect::<Result<Vec<_>, _>>()?;
    given.extend(
        wanted.reference.iter().map(|text| (notice.reference.to_owned(), Value::from(text.as_str()))),
    );
    let bytes = random::bytes::<64>()?;
    let (chunks, _) = bytes.as_chunks::<4>();
    let mut numbers = chunks.iter().map(|chunk| u32::from_be_bytes(*chunk)).cycle();
    let mut digits = || numbers.next().unwrap_or_default();
    trial::payload(notice, event, &trial::docs(operation), &given, &mut digits)
        .and_then(|payload| trial::signed(notice, key, payload, Timestamp::now().as_second()))
        .map_err(|why| Failure::new(Exit::Invalid, "no-trial", why.to_string()))
}

fn not_delivered(request: &Request, broken: &Broken) -> Failure {
    if broken.kind == BrokenKind::Interrupted {
        return Failure::new(Exit::Interrupted, "interrupted", "interrupted");
    }
    let message = format!("{} did not answer: {}", request.url, broken.message.english());
    Failure::new(Exit::Network, "no-receiver", message).hint("start your receiver, then try again")
}

type Event = (&'static Notice, &'static NoticeEvent);

/// The events of the chosen notice, or of all.
fn events(api: &'static Api, wanted: &Trigger) -> impl Iterator<Item = Event> {
    let chosen = |notice: &&Notice| wanted.notice.as_deref().is_none_or(|name| name == notice.operation);
    let notices = api.notices.iter().filter(chosen);
    notices.flat_map(|notice| notice.events.iter().map(move |event| (notice, event)))
}

/// The events that there are, where none was named.
fn list(events: impl Iterator<Item = Event>, printer: &Printer) {
    let events: Vec<Event> = events.collect();
    let data = events.iter().map(
        |(notice, event)| json!({"event": event.name, "about": event.about, "notice": notice.operation}),
    );
    printer.data(&data.collect(), |_| {
        let width = events.iter().map(|(_, event)| event.name.len()).max().unwrap_or_default();
        let lines = events.iter().map(|(_, event)| format!("{:width$}  {}", event.name, event.about));
        lines.collect::<Vec<_>>().join("\n")
    });
}

/// `field=value`; the value is JSON where it can be, else a text.
fn field(pair: &str) -> Result<(String, Value), Failure> {
    let Some((field, text)) = pair.split_once('=').filter(|(field, _)| !field.is_empty()) else {
        let message = format!("{:?} sets nothing", visible_capped(pair, 80));
        return Err(Failure::new(Exit::Invalid, "bad-field", message)
            .hint("write FIELD=VALUE")
            .param("--set"));
    };
    Ok((field.to_owned(), serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))))
}
