//! Whose requests these are: `login`, `logout`, `whoami`, `register`.

mod attempt;
mod browser;
mod client;
mod command;
mod console;
mod device;
mod given;
mod identity;
mod listener;
mod logout;
mod page;
mod pending;
mod register;
mod whoami;

pub use command::{Account, commands, read};

use serde_json::Value;

use super::super::core::credentials::Credentials;
use super::super::core::failure::{Exit, Failure};
use super::super::core::oauth::Client;
use super::super::core::spec::Grant;
use super::context::{Context, Named};
use super::parser::Effect;
use super::printer::Printer;
use super::prompt;
use attempt::Attempt;
use command::{How, Method, Password, Scope};

/// Runs the command.
///
/// # Errors
/// It failed; nothing is kept of a login that did.
pub fn run(context: &Context, printer: &Printer, account: Account) -> Result<(), Failure> {
    match account {
        Account::Login(how) => log_in(context, printer, how),
        Account::Logout(scope) => logout::run(context, printer, scope),
        Account::WhoAmI => whoami::run(context, printer),
        Account::Register => register::run(context, printer),
    }
}

/// Takes all sessions back at the server and forgets them, or tells which it would be.
///
/// # Errors
/// They cannot be read or forgotten; a server that does not answer is a warning.
pub fn take_back_all(context: &Context, printer: &Printer) -> Result<Vec<Value>, Failure> {
    logout::forget(context, printer, Scope::All)
}

fn log_in(context: &Context, printer: &Printer, how: How) -> Result<(), Failure> {
    let asked;
    let mut context = context;
    if asks_for_environment(context, how) {
        asked = context.in_environment(&environment(context)?)?;
        context = &asked;
    }
    let credentials = context.credentials()?;
    let method = chosen(context, &credentials, how)?;
    if context.effect == Effect::DryRun {
        return attempt::plan(context, printer, method);
    }
    credentials.secrets().for_each(|secret| printer.hide(secret));
    // Interrupts are heard from the first question on; a store that cannot be used shows before a password leaves.
    let attempt = Attempt::new(context, printer, credentials)?;
    context.store().prepare()?;
    if how.method.is_none() && method.needs_person() && !register::has_account(context)? {
        return register::run(context, printer);
    }
    match method {
        Method::Browser => browser::run(&attempt),
        Method::Console => console::run(&attempt, how.password),
        Method::Device => device::start(&attempt),
        Method::Redeem => device::redeem(&attempt),
        Method::Stdin => given::run(&attempt),
        Method::Client => client::run(&attempt),
    }
}

/// The method that was asked for, or the first that the API has. What is configured needs nobody and so comes first.
fn chosen(context: &Context, credentials: &Credentials, how: How) -> Result<Method, Failure> {
    if let Some(method) = how.method {
        return Ok(method);
    }
    let offered = command::offered(context.api);
    if context.headless() && offered.contains(&Method::Device) {
        return Ok(Method::Device);
    }
    if credentials.can_log_in() {
        return Ok(Method::Console);
    }
    let grants = context.api.oauth.as_ref().map_or(&[][..], |oauth| oauth.grants);
    let client = Client::new(context.api, credentials).is_some_and(|client| client.speaks_for_itself());
    if client && grants.first() == Some(&Grant::ClientCredentials) {
        return Ok(Method::Client);
    }
    offered.first().copied().ok_or_else(|| {
        let title = context.api.title;
        Failure::new(Exit::Invalid, "no-login", format!("{title} has no login"))
    })
}

/// A person who did not say where is asked, as long as there is a choice.
fn asks_for_environment(context: &Context, how: How) -> bool {
    let choice = context.named() == Named::ByDefault && context.api.environments.len() > 1;
    choice
        && prompt::can_ask()
        && how.asks()
        && how.password == Password::Forget
        && context.effect == Effect::Real
}

/// The environment that the person chooses.
fn environment(context: &Context) -> Result<String, Failure> {
    let names: Vec<_> = context.api.environments.iter().map(|environment| environment.name).collect();
    let usual = context.target.environment.name;
    prompt::choice(&format!("Environment ({})", names.join(", ")), usual, &names)
}
