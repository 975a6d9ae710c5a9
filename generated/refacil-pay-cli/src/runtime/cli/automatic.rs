//! Values that the tool fills in: what is stored and made before a call is checked, and the public address of this
//! machine, asked for after everything that could refuse the call without asking anybody.

use serde_json::{Map, Value, json};

use super::super::core::automatic::address::{self, Way};
use super::super::core::automatic::{Filled, place};
use super::super::core::call::Call;
use super::super::core::failure::{Exit, Failure};
use super::super::core::spec::{Api, Automatic, Operation, Provider};
use super::context::Context;
use super::driver::Driver;
use super::flags;
use super::printer::Printer;
use super::webhook::local;

/// Some operation takes a value from there.
#[must_use]
pub fn is_used(api: &'static Api, from: Provider) -> bool {
    api.operations().any(|operation| operation.automatic.iter().any(|automatic| automatic.from == from))
}

/// Where the value of a flag comes from when nobody gives it.
#[must_use]
pub fn of(operation: &Operation, path: &str) -> Option<Automatic> {
    operation.automatic.iter().copied().find(|automatic| automatic.path == path)
}

/// Takes the values out that each call finds anew, but for those that were given.
pub fn leave_out(operation: &Operation, arguments: &mut Map<String, Value>, given: &Map<String, Value>) {
    let found_anew = |automatic: &&Automatic| automatic.from != Provider::WebhookUrl;
    for automatic in operation.automatic.iter().filter(found_anew) {
        if let Some(place) = place(operation, automatic.path).filter(|place| !place.is_taken(given)) {
            place.empty(arguments);
        }
    }
}

/// Where notices go that nobody gives an address for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notices {
    /// To the stored address.
    Stored,
    /// To a receiver on this machine, which opens before the call leaves.
    Here,
}

/// Fills in what takes no network.
///
/// # Errors
/// The stored address for notices cannot be read, or no reference fits its field.
pub fn fill(
    context: &Context,
    operation: &'static Operation,
    arguments: &mut Map<String, Value>,
    notices: Notices,
) -> Result<Filled, Failure> {
    if notices == Notices::Here {
        let mut filled =
            Filled::of(operation, arguments, None).map_err(|failure| in_flags(operation, failure))?;
        if filled.await_notices(operation, arguments) {
            return Ok(filled);
        }
        let given = operation.automatic.iter().find(|automatic| automatic.from == Provider::WebhookUrl);
        return Err(local::taken(
            &given.map_or_else(String::new, |given| flags::name_of(operation, given.path)),
        ));
    }
    let takes_notices = operation.automatic.iter().any(|automatic| automatic.from == Provider::WebhookUrl);
    let stored = if takes_notices { context.webhook_url()? } else { None };
    Filled::of(operation, arguments, stored.as_deref()).map_err(|failure| in_flags(operation, failure))
}

/// Asks for the public address where the call wants it.
///
/// # Errors
/// It cannot be had; the failure says which flag to give.
pub fn settle(context: &Context, driver: &Driver<'_>, call: &mut Call) -> Result<(), Failure> {
    let Some(path) = call.filled().wants_public_ip() else { return Ok(()) };
    let operation = call.operation();
    let found = Way::find(context.api, &|name| std::env::var(name).ok()).and_then(|way| match way {
        Way::Said(address) => Ok(address),
        Way::Asked(service) => address::read(&driver.deliver(&address::request(context.api, &service))),
    });
    let put = found.and_then(|address| call.put_public_ip(address));
    put.map_err(|failure| {
        if failure.exit == Exit::Interrupted {
            return failure;
        }
        let flag = flags::name_of(operation, path);
        let variable = context.api.variable(address::ADDRESS);
        failure.hint(format!("give the payer's own by {flag}, or this machine's in {variable}")).param(flag)
    })
}

/// Tells a person what was filled in, before the call leaves; a program gets it with the outcome.
pub fn tell(printer: &Printer, call: &Call) {
    for told in call.filled().told() {
        printer.note(&format!("filled in: {}", told.english()));
    }
    tell_of_notices(printer, call);
}

/// Tells a person that nothing says where the notice goes.
pub fn tell_of_notices(printer: &Printer, call: &Call) {
    if let Some(path) = call.filled().goes_unnoticed() {
        let flag = flags::name_of(call.operation(), path);
        printer.note(&format!(
            "no address for notices goes along: neither {flag} nor config set-webhook-url names one"
        ));
    }
}

/// Tells a program the same, with what may come next, as one object on stderr.
pub fn tell_program(printer: &Printer, call: &Call, next: &[Value]) {
    let mut told = Map::new();
    if !call.filled().is_empty() {
        told.insert("automatic".into(), call.filled().to_json());
    }
    if !next.is_empty() {
        told.insert("next".into(), json!(next));
    }
    if !told.is_empty() && !printer.is_for_people() {
        printer.aside(&Value::Object(told), "");
    }
}

/// A failure whose argument is called by its flag.
fn in_flags(operation: &'static Operation, failure: Failure) -> Failure {
    let flag = failure.param.as_deref().map(|path| flags::name_of(operation, path));
    failure.with(|details| details.param = flag)
}
