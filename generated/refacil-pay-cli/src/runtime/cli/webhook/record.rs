//! A notice as it is shown: what is known of it, and how.

use serde_json::{Value, json};

use super::super::super::core::spec::Notice;
use super::super::super::core::text::{visible, visible_capped};
use super::super::super::extras::webhooks::deliveries::Delivery;
use super::super::super::extras::webhooks::payload::Payload;
use super::super::super::extras::webhooks::proof::Standing;
use super::super::super::extras::webhooks::verdict::{Sender, says_paid};

/// The longest value for people.
const LONGEST: usize = 120;

/// The notice as data. That money has arrived is said only where it is proven.
#[must_use]
pub fn json(notice: &Notice, delivery: &Delivery) -> Value {
    let payload = Payload::read(delivery.body.as_bytes()).ok();
    let proven = delivery.standing == Standing::Proven;
    let says_paid = payload.as_ref().is_some_and(|payload| says_paid(notice, payload));
    let state = payload.as_ref().and_then(|payload| payload.single(notice.status.field));
    json!({
        "event": "notice",
        "id": delivery.id,
        "received_at": delivery.received_at,
        "env": delivery.environment,
        "profile": delivery.profile,
        "notice": delivery.notice,
        "reference": delivery.reference,
        "standing": delivery.standing.name(),
        "paid": proven && says_paid,
        "says": {"field": notice.status.field, "value": state},
        "signature": match delivery.verdict.signature {
            Sender::Signed => "signed",
            Sender::Unchecked => "unchecked",
        },
        "covered": delivery.verdict.covered,
        "open": delivery.verdict.open,
        "compared": delivery.compared,
        "forwards": delivery.forwards,
        "payload": payload.map(|payload| payload.value().clone()),
    })
}

/// The same for people, from the data.
#[must_use]
pub fn text(record: &Value) -> String {
    let word = |value: &Value| match value {
        Value::String(text) => visible_capped(text, LONGEST),
        Value::Null => "nothing".to_owned(),
        other => visible_capped(&other.to_string(), LONGEST),
    };
    let list = |value: &Value| {
        let all = value.as_array().into_iter().flatten().map(word).collect::<Vec<_>>();
        if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
    };
    let mut lines = vec![format!(
        "notice {} about {} at {}",
        word(&record["id"]),
        word(&record["reference"]),
        word(&record["received_at"])
    )];
    let says = format!("{} {}", word(&record["says"]["field"]), word(&record["says"]["value"]));
    lines.push(match record["standing"].as_str() {
        Some("proven") if record["paid"] == true => format!("  paid: {says}, and that is proven"),
        Some("proven") => format!("  {says}, and that is proven"),
        Some("contradicted") => format!("  NOT TRUE: it says {says}, and the API says otherwise"),
        Some("unproven") => format!("  unproven: it says {says}, and the API did not tell"),
        _ => format!("  unproven: it says {says}, and nobody has asked the API yet"),
    });
    for one in record["compared"].as_array().into_iter().flatten() {
        let (field, notice, api) = (word(&one["field"]), word(&one["notice"]), word(&one["api"]));
        lines.push(format!("  {field}: the notice says {notice}, the API says {api}"));
    }
    lines.push(match record["signature"].as_str() {
        Some("signed") => format!("  signed: {}", list(&record["covered"])),
        _ => "  signature not checked: no key is set".to_owned(),
    });
    lines.push(format!("  not signed: {}", list(&record["open"])));
    for forward in record["forwards"].as_array().into_iter().flatten() {
        lines.push(format!("  forwarded to {}: HTTP {}", word(&forward["to"]), word(&forward["status"])));
    }
    lines.join("\n")
}

/// One line of a list.
#[must_use]
pub fn line(record: &Value) -> String {
    let word = |name: &str| visible(record[name].as_str().unwrap_or("-"));
    let paid = if record["paid"] == true { "  paid" } else { "" };
    format!("{}  {}  {}  {}{paid}", word("id"), word("received_at"), word("standing"), word("reference"))
}
