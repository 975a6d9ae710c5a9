//! One operation of the API as a command.

use clap::ArgMatches;
use serde_json::{Map, Value};

use super::super::core::answer::Success;
use super::super::core::call::Call;
use super::super::core::credentials::Credentials;
use super::super::core::failure::Failure;
use super::super::core::ledger::Again;
use super::super::core::redact;
use super::super::core::spec::{Nature, Operation};
use super::super::core::validate;
use super::answers::{self, Secrets, Shape};
use super::callback;
use super::claim;
use super::confirm;
use super::context::Context;
use super::driver::Driver;
use super::dry_run;
use super::follow::pages::Reading;
use super::follow::wait::Waiting;
use super::follow::{self, Wanted, scan};
use super::parser::{Effect, REVEAL, Repetition};
use super::printer::Printer;
use super::values::{self, Values};

/// Runs the command.
///
/// # Errors
/// The arguments are not acceptable, nobody confirmed, or the call failed.
pub fn run(
    context: &Context,
    printer: &Printer,
    operation: &'static Operation,
    matches: &ArgMatches,
) -> Result<(), Failure> {
    let values = values::read(operation, matches);
    if operation.nature == Nature::Callback {
        return callback::run(context, printer, operation, matches, values);
    }
    let arguments = checked(operation, values)?;
    let revealed = answers::has_secrets(context.api, operation) && matches.get_flag(REVEAL);
    let secrets = if revealed { Secrets::Revealed } else { Secrets::Masked };
    let again = claim::wanted(operation, matches);
    perform(context, printer, operation, arguments, secrets, again, &follow::wanted(operation, matches))
}

/// Asks, sends and shows, or shows what would be sent.
///
/// # Errors
/// Nobody confirmed, or the call failed.
pub fn perform(
    context: &Context,
    printer: &Printer,
    operation: &'static Operation,
    arguments: Map<String, Value>,
    secrets: Secrets,
    again: Again,
    wanted: &Wanted,
) -> Result<(), Failure> {
    let credentials = context.credentials()?;
    credentials.secrets().for_each(|secret| printer.hide(secret));
    // A short one is likely to be part of something harmless.
    let long = credentials.declared_secrets(context.api).filter(|secret| secret.len() >= 8);
    long.for_each(|secret| printer.hide_token(secret));
    redact::secrets_in(operation, &arguments).iter().for_each(|secret| printer.hide(secret));
    let anew = |arguments| new_call(context, operation, arguments, &credentials, wanted);
    let mut call = anew(arguments)?;
    if let Some(key) = &context.idempotency_key {
        call.use_idempotency_key(key)?;
    }
    if context.effect == Effect::DryRun {
        return dry_run::run(context, &call, printer);
    }
    call.check_settings()?;
    // Interrupts are heard from the question on.
    let driver = Driver::new(context, printer, credentials.clone())?;
    if let Some(earlier) = claim::check(context, &call, again)? {
        printer.note(&format!("this is a repeat: {}", earlier.told()));
    }
    confirm::run(context, &call)?;
    let shape = Shape::documented(context.api, operation);
    let shown = |success: &Success| answers::shown(context.api, operation, &success.body, secrets);
    if let Some((pages, most)) = wanted.pages {
        let reading = Reading { driver: &driver, printer, shape: &shape, pages, most };
        return reading.run(call.arguments().clone(), anew, shown);
    }
    if let Some((wait, limit)) = wanted.wait {
        let waiting = Waiting { driver: &driver, printer, shape: &shape, wait };
        let ask = || anew(call.arguments().clone());
        return waiting.run(limit, ask, |success| print(printer, success, &shown(success), &shape));
    }
    let success = claim::perform(context, printer, &driver, &mut call, again)?;
    let answer = shown(&success);
    print(printer, &success, &answer, &shape);
    if let Some(scan) = &wanted.scan {
        scan::show(printer, scan, &answer);
    }
    Ok(())
}

fn print(printer: &Printer, success: &Success, shown: &Value, shape: &Shape) {
    if shown.is_null() && printer.is_for_people() {
        printer.note(&format!("done (HTTP {})", success.status));
    } else {
        printer.answer(shown, shape);
    }
}

/// The arguments, or everything that is wrong with them at once.
fn checked(operation: &'static Operation, values: Values) -> Result<Map<String, Value>, Failure> {
    let Values { arguments, mut problems, unread } = values;
    let found = validate::check(operation, &arguments);
    problems.extend(
        found.into_iter().filter(|problem| !unread.iter().any(|path| values::is_about(problem, path))),
    );
    if problems.is_empty() { Ok(arguments) } else { Err(values::in_flags(operation, problems)) }
}

fn new_call(
    context: &Context,
    operation: &'static Operation,
    arguments: Map<String, Value>,
    credentials: &Credentials,
    wanted: &Wanted,
) -> Result<Call, Failure> {
    let call = Call::new(context.api, operation, context.target.clone(), arguments, credentials.clone());
    let mut call = call.map_err(|failure| {
        let flag = failure.param.as_deref().and_then(|name| {
            operation.params.iter().find(|param| param.argument == name || param.name == name)
        });
        failure.with(|details| {
            if let Some(param) = flag {
                details.param = Some(format!("--{}", param.flag));
            }
        })
    })?;
    if context.repetition == Repetition::Never {
        call.without_retries();
    }
    if let Some(limit) = wanted.time_limit {
        call.use_time_limit(limit);
    }
    Ok(call)
}
