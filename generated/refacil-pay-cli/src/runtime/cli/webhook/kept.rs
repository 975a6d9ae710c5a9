//! `webhook list`, `show`, `replay`, `clear`: notices that came earlier.

use serde_json::{Value, json};

use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::spec::Notice;
use super::super::super::core::text::visible_capped;
use super::super::super::extras::webhooks::deliveries::{Deliveries, Delivery};
use super::super::super::extras::webhooks::proof::Standing;
use super::super::super::extras::webhooks::verdict::Sender;
use super::super::context::Context;
use super::super::driver::Driver;
use super::super::parser::Effect;
use super::super::printer::Printer;
use super::clerk::{self, Clerk, not_kept};
use super::listen::forward_address;
use super::record;

fn kept(context: &Context) -> Deliveries {
    Deliveries::new(context.home().webhooks().join("deliveries"))
}

/// Those of this profile and environment, the newest first.
///
/// # Errors
/// They cannot be read.
pub fn list(context: &Context, printer: &Printer) -> Result<(), Failure> {
    let all = kept(context).list().map_err(|error| not_kept(&error))?;
    let here = all.iter().filter(|delivery| is_here(context, delivery));
    let records: Vec<Value> = here
        .map(|delivery| {
            let mut record = record::json(notice_of(context, delivery)?, delivery);
            if let Some(map) = record.as_object_mut() {
                map.shift_remove("payload");
            }
            Ok(record)
        })
        .collect::<Result<_, Failure>>()?;
    printer.data(&Value::from(records), |records| {
        let lines: Vec<String> = records.as_array().into_iter().flatten().map(record::line).collect();
        if lines.is_empty() { "no notice came yet".to_owned() } else { lines.join("\n") }
    });
    Ok(())
}

fn is_here(context: &Context, delivery: &Delivery) -> bool {
    delivery.environment == context.target.environment.name && delivery.profile == context.profile
}

/// What the delivery is one of; a description that changed since has it no more.
fn notice_of(context: &Context, delivery: &Delivery) -> Result<&'static Notice, Failure> {
    super::notice(context.api, Some(&delivery.notice))
        .or_else(|failure| super::notice(context.api, None).map_err(|_| failure))
}

fn find(context: &Context, id: &str) -> Result<Delivery, Failure> {
    let found = kept(context).find(id).map_err(|error| not_kept(&error))?;
    found.filter(|delivery| is_here(context, delivery)).ok_or_else(|| {
        let message = format!("no notice {:?} was kept", visible_capped(id, 64));
        Failure::new(Exit::NotFound, "unknown-notice", message)
            .hint(context.caller().command(&["webhook", "list"], &[]) + " shows those that there are")
    })
}

/// All that is known of one.
///
/// # Errors
/// There is none of that id.
pub fn show(context: &Context, printer: &Printer, id: &str) -> Result<(), Failure> {
    let delivery = find(context, id)?;
    let record = record::json(notice_of(context, &delivery)?, &delivery);
    printer.data(&record, |record| {
        format!("{}\n{}", record::text(record), super::super::answers::pretty(&record["payload"]))
    });
    Ok(())
}

/// Proves one again, and forwards it again.
///
/// # Errors
/// It is not proven, or cannot be forwarded.
pub fn replay(context: &Context, printer: &Printer, id: &str, to: &str) -> Result<(), Failure> {
    let to = forward_address(to).map_err(|failure| failure.param("--forward"))?;
    let mut delivery = find(context, id)?;
    let notice = notice_of(context, &delivery)?;
    if delivery.verdict.signature == Sender::Unchecked {
        let message = "nobody knows who sent this notice: it came while no key was set";
        return Err(Failure::new(Exit::Refused, "signature-unchecked", message));
    }
    if context.effect == Effect::DryRun {
        printer.data(&json!({"dry_run": true, "id": delivery.id, "to": to.as_str()}), |_| {
            format!("{} would be proven again and go to {to}", delivery.id)
        });
        return Ok(());
    }
    let driver = Driver::new(context, printer, context.credentials()?)?;
    let clerk = Clerk { context, printer, driver: &driver };
    let payload = clerk::read(&delivery)?;
    (delivery.standing, delivery.compared) = clerk.prove(notice, &delivery.verdict, &payload)?;
    let proven = delivery.standing == Standing::Proven;
    if proven {
        clerk.forward(notice, &mut delivery, &to);
    }
    kept(context).keep(&delivery).map_err(|error| not_kept(&error))?;
    if !proven {
        return Err(super::not_proven(delivery.standing));
    }
    printer.data(&record::json(notice, &delivery), record::text);
    match delivery.forwards.last().and_then(|forward| forward.status) {
        Some(200..=299) => Ok(()),
        Some(status) => {
            let message = format!("the receiver answered with HTTP {status}");
            Err(Failure::new(Exit::Other, "receiver-refused", message)
                .with(|details| details.http_status = Some(status)))
        }
        None => Err(Failure::new(Exit::Network, "no-receiver", format!("{to} did not answer"))
            .hint("start the receiver, then forward the notice again; the notice is kept")),
    }
}

/// Forgets all notices; that they were accepted stays known.
///
/// # Errors
/// They cannot be deleted.
pub fn clear(context: &Context, printer: &Printer) -> Result<(), Failure> {
    let real = context.effect == Effect::Real;
    let kept = kept(context);
    let count = if real { kept.clear() } else { kept.list().map(|all| all.len()) };
    let count = count.map_err(|error| not_kept(&error))?;
    printer.data(&json!({"forgotten": count, "dry_run": !real}), |_| {
        format!(
            "{}: {count} notices; a replay of one is still known",
            if real { "forgotten" } else { "would be forgotten" }
        )
    });
    Ok(())
}
