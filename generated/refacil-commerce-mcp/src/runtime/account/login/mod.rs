//! Getting a session with somebody's help, and giving it back.

mod attempt;
mod browser;
mod client;
mod console;
mod device;
mod given;
mod identity;
mod listener;
pub mod logout;
mod method;
mod page;
mod pending;
pub mod whoami;

pub use attempt::Attempt;
pub use logout::Scope;
pub use method::{Method, Password, chosen, offered, words};

use super::holder::Holder;
use super::prompt;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::words::say;

/// Logs in so, and keeps the session.
///
/// # Errors
/// It failed; nothing is kept of a login that did.
pub fn run(attempt: &Attempt<'_>, method: Method, password: Password) -> Result<(), Failure> {
    match method {
        Method::Browser => browser::run(attempt),
        Method::Console => console::run(attempt, password),
        Method::Device => device::start(attempt),
        Method::Redeem => device::redeem(attempt),
        Method::Stdin => given::run(attempt),
        Method::Client => client::run(attempt),
    }
}

/// Whether a person who did not say where is asked: there is a choice, and somebody sits there to type.
#[must_use]
pub fn asks_for_environment(holder: &Holder, asked: Option<Method>, password: Password) -> bool {
    let types = matches!(asked, None | Some(Method::Browser | Method::Console));
    holder.has_choice() && prompt::can_ask() && types && password == Password::Forget
}

/// The environment that the person chooses.
///
/// # Errors
/// The terminal failed.
pub fn ask_for_environment(holder: &Holder) -> Result<String, Failure> {
    let names: Vec<_> = holder.api.environments.iter().map(|environment| environment.name).collect();
    let usual = holder.target.environment.name;
    let label = say("Environment ({})", &[&names.join(", ")]);
    let language = holder.api.language;
    prompt::choice(language, &label.in_language(language), usual, &names)
}
