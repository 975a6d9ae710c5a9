//! One operation of the API as a command.

use clap::ArgMatches;
use serde_json::{Map, Value};

use super::super::core::answer::Success;
use super::super::core::automatic::Filled;
use super::super::core::call::Call;
use super::super::core::content::Content;
use super::super::core::credentials::Credentials;
use super::super::core::failure::{Exit, Failure};
use super::super::core::ledger::Again;
use super::super::core::redact;
use super::super::core::spec::{Nature, Operation};
use super::super::core::validate;
use super::answers::{self, Secrets, Shape};
use super::automatic::{self, Notices};
use super::callback;
use super::claim;
use super::confirm::{self, Assent};
use super::context::Context;
use super::driver::Driver;
use super::dry_run;
use super::flags;
use super::follow::pages::Reading;
use super::follow::wait::Waiting;
use super::follow::{self, Wanted, scan};
use super::next;
use super::parser::{Effect, REVEAL, Repetition};
use super::printer::Printer;
use super::values::{self, Values};
use super::webhook::local;

/// A call that a command line asks for.
#[derive(Debug)]
pub struct Order {
    /// What to call.
    pub operation: &'static Operation,
    /// With what.
    pub arguments: Map<String, Value>,
    /// What of it the tool filled in.
    pub filled: Filled,
    /// Whether secrets of its answer are shown.
    pub secrets: Secrets,
    /// Whether it may be one that was done before.
    pub again: Again,
    /// What is wanted of its answer.
    pub wanted: Wanted,
    /// Its notice is received on this machine.
    pub local: Option<local::Wanted>,
}

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
    let mut values = values::read(operation, matches);
    if operation.nature == Nature::Callback {
        return callback::run(context, printer, operation, matches, values);
    }
    let local = local::wanted(context, operation, matches)?;
    let notices = if local.is_some() { Notices::Here } else { Notices::Stored };
    let filled = automatic::fill(context, operation, &mut values.arguments, notices)?;
    let arguments = checked(operation, values, &filled)?;
    let revealed = answers::has_secrets(context.api, operation) && matches.get_flag(REVEAL);
    let secrets = if revealed { Secrets::Revealed } else { Secrets::Masked };
    let (again, wanted) = (claim::wanted(operation, matches), follow::wanted(operation, matches));
    perform(context, printer, Order { operation, arguments, filled, secrets, again, wanted, local })
}

/// Asks, sends and shows, or shows what would be sent.
///
/// # Errors
/// Nobody confirmed, or the call failed.
pub fn perform(context: &Context, printer: &Printer, order: Order) -> Result<(), Failure> {
    let Order { operation, arguments, filled, secrets, again, wanted, local } = order;
    let credentials = context.credentials()?;
    hide_secrets(context, printer, &credentials);
    redact::secrets_in(operation, &arguments).iter().for_each(|secret| printer.hide(secret));
    let anew = |arguments, filled| new_call(context, operation, (arguments, filled), &credentials, &wanted);
    let mut call = anew(arguments, filled)?;
    if let Some(key) = &context.idempotency_key {
        call.use_idempotency_key(key)?;
    }
    if context.effect == Effect::DryRun {
        automatic::tell(printer, &call);
        return dry_run::run(context, &call, printer);
    }
    call.check_settings()?;
    // Interrupts are heard from the question on.
    let driver = Driver::new(context, printer, credentials.clone())?;
    let reception = prepare(context, printer, &driver, &mut call, again, local)?;
    if wanted.pages.is_some() || wanted.wait.is_some() {
        automatic::tell_program(printer, &call, &[]);
    }
    let shape = Shape::documented(context.api, operation);
    let shown = |success: &Success| answers::shown(context.api, operation, &success.body, secrets);
    if let Some((pages, most)) = wanted.pages {
        let filled = call.filled().clone();
        let reading = Reading { driver: &driver, printer, shape: &shape, pages, most };
        return reading.run(call.arguments().clone(), |arguments| anew(arguments, filled.clone()), shown);
    }
    if let Some((wait, limit)) = wanted.wait {
        let repeatable = follow::waits(operation).is_some_and(|wait| wait.again);
        let waiting = Waiting { driver: &driver, printer, shape: &shape, wait, repeatable };
        let ask = || anew(call.arguments().clone(), call.filled().clone());
        return waiting.run(limit, ask, |success| print(printer, success, &shown(success), &shape));
    }
    let (success, next) = send(context, printer, &driver, &mut call, again)?;
    let answer = shown(&success);
    print(printer, &success, &answer, &shape);
    if secrets == Secrets::Masked && answer != success.body {
        tell_of_masks(context, printer, operation);
    }
    if let Some(scan) = &wanted.scan {
        scan::show(printer, scan, &answer);
    }
    next::lines(&next).iter().for_each(|line| printer.note(line));
    match reception {
        Some(reception) => reception.finish(context, printer, &driver, &success),
        None => Ok(()),
    }
}

/// No line that is printed from here on holds a configured secret.
fn hide_secrets(context: &Context, printer: &Printer, credentials: &Credentials) {
    credentials.secrets().for_each(|secret| printer.hide(secret));
    // A short one is likely to be part of something harmless.
    let long = credentials.declared_secrets(context.api).filter(|secret| secret.len() >= 8);
    long.for_each(|secret| printer.hide_token(secret));
}

/// Everything that must be settled before the call leaves: whether it repeats another, what is still to be filled in, and
/// a person's yes. What waits for its notice is ready to receive it.
fn prepare(
    context: &Context,
    printer: &Printer,
    driver: &Driver<'_>,
    call: &mut Call,
    again: Again,
    local: Option<local::Wanted>,
) -> Result<Option<local::Reception>, Failure> {
    if let Some(earlier) = claim::check(context, call, again)? {
        call.keep_references(&earlier.references);
        printer.note(&format!("this is a repeat: {}", earlier.told().english()));
    }
    confirm::check(context, call)?;
    automatic::settle(context, driver, call)?;
    let reception = local.map(|local| local.open(context, printer, driver, call)).transpose()?;
    match confirm::run(context, call)? {
        Assent::Given => automatic::tell(printer, call),
        // The question told what was filled in.
        Assent::Asked => automatic::tell_of_notices(printer, call),
    }
    Ok(reception)
}

/// Sends the call. With its outcome comes what may be called next.
fn send(
    context: &Context,
    printer: &Printer,
    driver: &Driver<'_>,
    call: &mut Call,
    again: Again,
) -> Result<(Success, Vec<Value>), Failure> {
    let outcome = claim::perform(context, printer, driver, call, again);
    let outcome = outcome.map_err(|failure| in_flags(context, call, failure));
    let next = outcome
        .as_ref()
        .map(|success| next::commands(context, printer, call, &success.body))
        .unwrap_or_default();
    with_filled(printer, call, &next, outcome).map(|success| (success, next))
}

/// A masked value can be seen; but a request by hand has no flag for it.
fn tell_of_masks(context: &Context, printer: &Printer, operation: &'static Operation) {
    if context.api.operation(operation.id).is_some_and(|known| std::ptr::eq(known, operation)) {
        printer.note("values shown as *** are secret: --reveal shows them");
    }
}

/// A program learns with the outcome what was filled in: stderr holds one object, or a failure that has it.
fn with_filled(
    printer: &Printer,
    call: &Call,
    next: &[Value],
    outcome: Result<Success, Failure>,
) -> Result<Success, Failure> {
    match outcome {
        Ok(success) => {
            automatic::tell_program(printer, call, next);
            Ok(success)
        }
        Err(failure) if call.filled().is_empty() => Err(failure),
        Err(failure) => Err(failure.with(|details| details.automatic = Some(call.filled().to_json()))),
    }
}

/// A refusal of the API in the words of the command line.
fn in_flags(context: &Context, call: &Call, failure: Failure) -> Failure {
    if failure.http_status.is_none() || failure.exit != Exit::Invalid {
        return failure;
    }
    let operation = call.operation();
    let unnoticed = call.filled().goes_unnoticed().filter(|path| failure.param.as_deref() == Some(path));
    let flag = failure.param.as_deref().map(|path| flags::name_of(operation, path));
    let help = context.caller().command(operation.command, &[]);
    failure.with(|details| {
        if let (Some(_), Some(flag)) = (unnoticed, &flag) {
            let store = context.caller().command(&["config", "set-webhook-url"], &[]);
            details.hint =
                Some(format!("add {flag} URL, or store one for all calls: {store} --url URL").into());
        }
        details.param = flag;
        details.hint.get_or_insert_with(|| format!("{help} --help shows what it takes").into());
    })
}

fn print(printer: &Printer, success: &Success, shown: &Value, shape: &Shape) {
    match success.content {
        Content::File if printer.is_for_people() => printer.file(shown),
        _ if shown.is_null() && printer.is_for_people() => {
            printer.note(&format!("done (HTTP {})", success.status));
        }
        _ => printer.answer(shown, shape),
    }
}

/// The arguments, or everything that is wrong with them at once.
fn checked(
    operation: &'static Operation,
    values: Values,
    filled: &Filled,
) -> Result<Map<String, Value>, Failure> {
    let Values { arguments, mut problems, unread } = values;
    let found = filled.without_excused(validate::check(operation, &arguments));
    problems.extend(
        found.into_iter().filter(|problem| !unread.iter().any(|path| values::is_about(problem, path))),
    );
    if problems.is_empty() { Ok(arguments) } else { Err(values::in_flags(operation, problems)) }
}

fn new_call(
    context: &Context,
    operation: &'static Operation,
    arguments: (Map<String, Value>, Filled),
    credentials: &Credentials,
    wanted: &Wanted,
) -> Result<Call, Failure> {
    let target = context.target.clone();
    let call = Call::filled_in(context.api, operation, target, arguments, credentials.clone());
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
