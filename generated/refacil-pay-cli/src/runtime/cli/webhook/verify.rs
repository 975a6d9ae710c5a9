//! `webhook verify`: what is known of a body that came elsewhere.

use std::fs::File;
use std::io::Read;

use jiff::Timestamp;
use serde_json::json;

use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::text::visible_capped;
use super::super::super::extras::webhooks::payload::{MAX_BYTES, Payload};
use super::super::super::extras::webhooks::proof::Standing;
use super::super::super::extras::webhooks::signature::{Fault, Signed};
use super::super::super::extras::webhooks::verdict::{Verdict, says_paid};
use super::super::context::Context;
use super::super::driver::Driver;
use super::super::printer::Printer;
use super::clerk::Clerk;
use super::command::Verify;
use super::key;

/// Runs the command.
///
/// # Errors
/// The body cannot be read, its signature is not accepted, or the API says something else.
pub fn run(context: &Context, printer: &Printer, wanted: &Verify) -> Result<(), Failure> {
    let notice = super::notice(context.api, wanted.notice.as_deref())?;
    let key = key(context, printer, notice)?.ok_or_else(|| super::no_key(context, notice))?;
    let headers = wanted.headers.iter().map(|line| header(line)).collect::<Result<Vec<_>, _>>()?;
    let payload = Payload::read(&body(&wanted.file)?)
        .map_err(|error| Failure::new(Exit::Invalid, "unreadable", error.to_string()).param("FILE"))?;
    let signed = Signed { headers: &headers, payload: &payload };
    let verdict = Verdict::of(notice, Some(&key), signed, Timestamp::now().as_second());
    let verdict = verdict.map_err(|fault| refused(&fault))?;
    let (standing, compared) = if wanted.prove {
        let driver = Driver::new(context, printer, context.credentials()?)?;
        Clerk { context, printer, driver: &driver }.prove(notice, &verdict, &payload)?
    } else if verdict.needs_proof(notice) {
        (Standing::Received, Vec::new())
    } else {
        (Standing::Proven, Vec::new())
    };
    if wanted.prove && standing != Standing::Proven {
        return Err(super::not_proven(standing));
    }
    let proven = standing == Standing::Proven;
    let data = json!({
        "signature": "signed",
        "covered": verdict.covered,
        "open": verdict.open,
        "standing": standing.name(),
        "paid": proven && says_paid(notice, &payload),
        "says": {"field": notice.status.field, "value": payload.single(notice.status.field)},
        "reference": payload.single(notice.reference),
        "compared": compared,
    });
    printer.data(&data, |data| {
        let list = |fields: &[String]| visible_capped(&fields.join(", "), 400);
        let mut lines = vec![format!("the signature fits; it covers {}", list(&verdict.covered))];
        if !verdict.open.is_empty() {
            lines.push(format!("it does not cover {}", list(&verdict.open)));
        }
        lines.push(match (proven, data["paid"] == true) {
            (true, true) => "paid, and that is proven".to_owned(),
            (true, false) => format!("{} is proven", notice.status.field),
            (false, _) => format!("{} is unproven: --prove asks the API", notice.status.field),
        });
        lines.join("\n")
    });
    Ok(())
}

fn refused(fault: &Fault) -> Failure {
    let exit = if matches!(fault, Fault::Key(_)) { Exit::Invalid } else { Exit::Refused };
    Failure::new(exit, fault.code(), fault.to_string())
        .hint("do not act on this notice: it was changed, or somebody else wrote it")
}

/// `Name: value`, as a header stands on the wire.
fn header(line: &str) -> Result<(String, String), Failure> {
    let pair =
        line.split_once(':').map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    pair.filter(|(name, _)| !name.is_empty()).ok_or_else(|| {
        let message = format!("{:?} is no header", visible_capped(line, 40));
        Failure::new(Exit::Invalid, "bad-header", message).hint("write it as `Name: value`").param("--header")
    })
}

/// A little more than a notice may have, so that one that is too large is known.
fn body(file: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let most = MAX_BYTES as u64 + 1;
    let read = match file {
        "-" => std::io::stdin().take(most).read_to_end(&mut bytes),
        path => File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
    };
    read.map(|_| bytes).map_err(|error| {
        let message = format!("{}: {error}", visible_capped(file, 200));
        Failure::new(Exit::Invalid, "no-body", message).param("FILE")
    })
}
