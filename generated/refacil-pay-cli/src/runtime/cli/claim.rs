//! A dangerous call, done once: written down before it leaves, and settled by what came of it.

use clap::{Arg, ArgAction, ArgMatches};
use jiff::Timestamp;

use super::super::core::answer::Success;
use super::super::core::call::Call;
use super::super::core::failure::Failure;
use super::super::core::ledger::{Again, Earlier, Entry, Ledger};
use super::super::core::spec::{Class, Nature, Operation};
use super::context::Context;
use super::driver::Driver;
use super::printer::Printer;

/// The flag of a caller who wants a call again.
pub const REPEAT: &str = "--repeat";

/// Whether the command line wants the call again.
#[must_use]
pub fn wanted(operation: &Operation, matches: &ArgMatches) -> Again {
    let has_flag = operation.class == Class::Dangerous && operation.nature == Nature::Call;
    if has_flag { said(matches) } else { Again::Refused }
}

/// The same of a command that has the flag.
#[must_use]
pub fn said(matches: &ArgMatches) -> Again {
    if matches.get_flag(REPEAT) { Again::Wanted } else { Again::Refused }
}

/// The flag.
#[must_use]
pub fn flag() -> Arg {
    Arg::new(REPEAT)
        .long("repeat")
        .action(ArgAction::SetTrue)
        .help("Send it again although the same was done or begun before")
}

/// The earlier call that this one repeats, if that is wanted.
///
/// # Errors
/// It repeats an earlier call and nobody wants that, the policy forbids it, or nobody can tell.
pub fn check(context: &Context, call: &Call, again: Again) -> Result<Option<Earlier>, Failure> {
    if call.operation().class != Class::Dangerous {
        return Ok(None);
    }
    context.ledger()?.check(context.api, call, again, Timestamp::now())
}

/// Runs the call to its end, between the two entries of the ledger.
///
/// # Errors
/// The call failed, or cannot be written down before it leaves.
pub fn perform(
    context: &Context,
    printer: &Printer,
    driver: &Driver<'_>,
    call: &mut Call,
    again: Again,
) -> Result<Success, Failure> {
    if call.operation().class != Class::Dangerous {
        return driver.perform(call);
    }
    let ledger = context.ledger()?;
    let entry = ledger.begin(context.api, call, again, Timestamp::now())?;
    let outcome = driver.perform(call);
    settle(printer, &ledger, entry, &outcome);
    outcome
}

/// Writes down what came of a call.
pub fn settle(printer: &Printer, ledger: &Ledger, entry: Option<Entry>, outcome: &Result<Success, Failure>) {
    if let Some(entry) = entry
        && let Err(error) = ledger.end(&entry, outcome, Timestamp::now())
    {
        let path = ledger.path().display();
        printer
            .warning(&format!("{path} misses the end of this call, and will take it for unknown: {error}"));
    }
}
