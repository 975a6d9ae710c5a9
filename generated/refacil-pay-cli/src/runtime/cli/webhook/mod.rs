//! `webhook`: notices of the API, received on this machine, told from forged ones, proven, kept, forwarded and tried out.

mod clerk;
mod command;
mod desk;
mod desktop;
mod detached;
mod here;
mod kept;
mod listen;
pub mod local;
mod receiver;
mod record;
mod trigger;
pub mod tunnel;
mod verify;

pub use command::{Asked, NOTICE, WORD, command, read};

use secrecy::ExposeSecret;

use super::super::core::credentials::read_secret;
use super::super::core::failure::{Exit, Failure};
use super::super::core::spec::{Api, Notice, Operation, Provider};
use super::super::core::text::visible_capped;
use super::super::extras::webhooks::proof::Standing;
use super::super::extras::webhooks::signature::Key;
use super::automatic;
use super::context::Context;
use super::printer::Printer;

/// Runs the command.
///
/// # Errors
/// What is asked for is not there, refused, or failed.
pub fn run(context: &Context, printer: &Printer, asked: &Asked) -> Result<(), Failure> {
    match asked {
        Asked::Listen(wanted) => listen::run(context, printer, wanted),
        Asked::List => kept::list(context, printer),
        Asked::Show(id) => kept::show(context, printer, id),
        Asked::Replay(id, to) => kept::replay(context, printer, id, to),
        Asked::Clear => kept::clear(context, printer),
        Asked::Verify(wanted) => verify::run(context, printer, wanted),
        Asked::Trigger(wanted) => trigger::run(context, printer, wanted),
        Asked::Wait(id, limit) => detached::wait(context, printer, id, *limit),
        Asked::Receive(id, notice) => detached::receive(context, printer, id, notice.as_deref()),
    }
}

/// Commands of the API can receive their notice on this machine.
#[must_use]
pub fn has_local(api: &'static Api) -> bool {
    !api.notices.is_empty() && automatic::is_used(api, Provider::WebhookUrl)
}

/// The notice of that name; nobody needs to name the only one.
fn notice(api: &'static Api, name: Option<&str>) -> Result<&'static Notice, Failure> {
    let found = match (name, api.notices) {
        (None, [only]) => Some(only),
        (None, _) => None,
        (Some(name), all) => all.iter().find(|notice| notice.operation == name),
    };
    found.ok_or_else(|| {
        let name = name.map_or_else(String::new, |name| format!(" {:?}", visible_capped(name, 64)));
        Failure::new(Exit::Invalid, "no-notices", format!("this API sends no notice{name}"))
    })
}

/// The callback that documents a notice.
fn operation(api: &'static Api, notice: &Notice) -> Result<&'static Operation, Failure> {
    api.operation(notice.operation)
        .ok_or_else(|| Failure::new(Exit::Other, "no-notices", "the API's notices are not documented"))
}

/// The configured key; from now on no message shows it.
fn key(context: &Context, printer: &Printer, notice: &Notice) -> Result<Option<Key>, Failure> {
    let secret = read_secret(&context.api.variable(notice.key), &|name| std::env::var(name).ok())?;
    Ok(secret.map(|secret| {
        printer.hide(secret.expose_secret());
        Key::new(secret)
    }))
}

fn no_key(context: &Context, notice: &Notice) -> Failure {
    let variable = context.api.variable(notice.key);
    let message = format!("{variable} is not set, and without it nobody knows who sent a notice");
    Failure::new(Exit::Auth, "setting-missing", message)
        .hint(format!("set {variable} or {variable}_FILE: {}", notice.key_about))
}

fn only_for_tests(context: &Context, what: &str) -> Result<(), Failure> {
    if !context.target.environment.production {
        return Ok(());
    }
    let message = format!("{what} in {}", context.target.environment.name);
    Err(Failure::new(Exit::Refused, "production", message).hint("choose a test environment with --env"))
}

/// Why a notice is not acted on.
fn not_proven(standing: Standing) -> Failure {
    if standing == Standing::Contradicted {
        let message = "the notice is not true: the API says something else";
        return Failure::new(Exit::Conflict, "contradicted", message).hint("do not act on it");
    }
    Failure::new(Exit::Waiting, "unproven", "the API did not tell whether the notice is true")
        .hint("do not act on it before it is proven; try again later")
        .with(|details| details.retryable = true)
}
