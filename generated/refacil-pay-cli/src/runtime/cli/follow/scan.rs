//! `--qr`: a payment link, or the text of a QR code, for a telephone's camera.

use serde_json::Value;

use super::super::super::account::{qr, terminal};
use super::super::super::core::dotted;
use super::super::super::core::redact::MASK;
use super::super::super::core::spec::Scan;
use super::super::output;
use super::super::printer::Printer;

/// A person sees both the data and what is beside it.
#[must_use]
pub fn is_seen() -> bool {
    terminal::stdout() && terminal::stderr()
}

/// Shows the code beside the data; programs have the text.
pub fn show(printer: &Printer, scan: &Scan, answer: &Value) {
    if !printer.is_for_people() {
        return;
    }
    let text = dotted::get(answer, scan.field).and_then(Value::as_str);
    let Some(text) = text.filter(|text| !text.is_empty() && *text != MASK) else {
        return printer.note(&format!("there is no QR code: the answer has no {}", scan.field));
    };
    match qr::in_characters(text) {
        None => printer.note("there is no QR code: the text is too long for one"),
        Some(code) if !fits(&code) => printer.note("there is no QR code: the terminal is too narrow for it"),
        Some(code) => printer.picture(&code),
    }
}

/// A broken line makes a code unreadable.
fn fits(code: &str) -> bool {
    let needed = code.lines().next().map_or(0, |line| line.chars().count());
    output::width().is_none_or(|width| needed <= width)
}
