//! Whose requests these are: `login`, `logout`, `whoami`, `register`.

mod command;
mod plan;
mod register;

pub use command::{Account, commands, read};

use std::time::Duration;

use serde_json::Value;

use super::super::account::holder::Holder;
use super::super::account::login::{self, Attempt, Scope, logout, whoami};
use super::super::core::credentials::Credentials;
use super::super::core::failure::Failure;
use super::super::core::waiting;
use super::context::Context;
use super::interrupt::Interrupts;
use super::parser::Effect;
use super::printer::Printer;
use super::tls;
use super::transport::{Interruptible, Transport};
use command::How;

/// Runs the command.
///
/// # Errors
/// It failed; nothing is kept of a login that did.
pub fn run(context: &Context, printer: &Printer, account: Account) -> Result<(), Failure> {
    match account {
        Account::Login(how) => log_in(context, printer, how),
        Account::Logout(scope, limit) => {
            let deed =
                if context.effect == Effect::Real { logout::Deed::Done } else { logout::Deed::Planned };
            let sessions = forget(context, printer, scope, limit)?;
            logout::tell(&context.holder(), printer, scope, deed, &sessions);
            Ok(())
        }
        Account::WhoAmI => whoami::show(&context.holder(), printer),
        Account::Register => register::run(context, printer),
    }
}

/// Takes all sessions back at the server and forgets them, or tells which it would be.
///
/// # Errors
/// They cannot be read or forgotten; a server that does not answer is a warning.
pub fn take_back_all(context: &Context, printer: &Printer) -> Result<Vec<Value>, Failure> {
    forget(context, printer, Scope::All, None)
}

fn forget(
    context: &Context,
    printer: &Printer,
    scope: Scope,
    limit: Option<Duration>,
) -> Result<Vec<Value>, Failure> {
    let holder = context.holder();
    if context.effect != Effect::Real {
        return logout::would_forget(&holder, scope);
    }
    let credentials = context.credentials()?;
    attempt(context, &holder, printer, &credentials, limit, |attempt| logout::forget(attempt, scope))
}

fn log_in(context: &Context, printer: &Printer, how: How) -> Result<(), Failure> {
    let asked;
    let mut context = context;
    let real = context.effect == Effect::Real;
    if real && login::asks_for_environment(&context.holder(), how.method, how.password) {
        asked = context.in_environment(&login::ask_for_environment(&context.holder())?)?;
        context = &asked;
    }
    let (holder, credentials) = (context.holder(), context.credentials()?);
    let method = login::chosen(&holder, &credentials, how.method)?;
    if !real {
        return plan::show(context, printer, method);
    }
    attempt(context, &holder, printer, &credentials, how.limit, |attempt| {
        // A store that cannot be used shows before a password leaves.
        holder.store().prepare()?;
        if how.method.is_none() && method.needs_person() && !register::has_account(context)? {
            return register::run(context, printer);
        }
        login::run(attempt, method, how.password)
    })
}

/// An attempt that hears interrupts, from the first question on.
fn attempt<T>(
    context: &Context,
    holder: &Holder,
    printer: &Printer,
    credentials: &Credentials,
    limit: Option<Duration>,
    work: impl FnOnce(&Attempt<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    tls::check(context.api, &|name| std::env::var(name).ok())?;
    let transport = Transport::new(Interrupts::heard()?);
    let wire = Interruptible { transport: &transport, limit };
    let done = work(&Attempt::new(holder, printer, &wire, credentials)?);
    done.map_err(|failure| match limit {
        // The call knows its own limit only.
        Some(limit) if failure.code == "timeout" => failure
            .with(|details| details.message = format!("no answer within {}", waiting::spelled(limit)).into()),
        _ => failure,
    })
}
