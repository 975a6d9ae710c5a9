//! The page where an account is made.

use serde_json::json;

use super::super::super::account::browser::{self, Opened};
use super::super::super::account::prompt;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::text::visible;
use super::super::context::Context;
use super::super::parser::Effect;
use super::super::printer::Printer;

/// Shows the page, and opens it where a person sits.
pub(super) fn run(context: &Context, printer: &Printer) -> Result<(), Failure> {
    let environment = context.target.environment;
    let Some(url) = environment.sign_up_url else {
        let message = format!("{} has no sign-up page in {}", context.api.title, environment.name);
        return Err(Failure::new(Exit::Invalid, "no-sign-up-page", message));
    };
    let opens = context.effect == Effect::Real && prompt::can_ask();
    let opened = if opens { browser::open(url) } else { Opened::No };
    let done = json!({"url": url, "env": environment.name, "opened": opened == Opened::Yes});
    printer.data(&done, |_| visible(url));
    printer.note("make an account there, then log in");
    Ok(())
}

/// A person at a terminal, of whom nothing is known here yet, is asked for an account.
pub(super) fn has_account(context: &Context) -> Result<bool, Failure> {
    let environment = context.target.environment.name;
    let known = context.store().list()?.iter().any(|listed| listed.key.environment == environment);
    if known || context.target.environment.sign_up_url.is_none() || !prompt::can_ask() {
        return Ok(true);
    }
    prompt::yes(&format!(
        "Do you have an account at {} ({})?",
        context.api.title, context.target.environment.name
    ))
}
