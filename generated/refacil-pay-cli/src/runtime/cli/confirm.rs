//! A yes before anything dangerous goes over the network, a login included: the more real the money, the more is asked.

use super::super::core::call::Call;
use super::super::core::confirmation;
use super::super::core::failure::Failure;
use super::super::core::stakes::{Stakes, is_amount};
use super::context::Context;
use super::parser::Confirmation;
use super::prompt;

/// Asks where somebody can be asked; else the flags have to say it all.
///
/// # Errors
/// Nobody confirmed, or the request is not the expected one.
pub fn run(context: &Context, call: &Call) -> Result<(), Failure> {
    let operation = call.operation();
    let stakes = Stakes::of(operation, call.arguments());
    if let Some(expected) = &context.expected {
        stakes.check(expected)?;
    }
    if !confirmation::is_needed(operation) {
        return Ok(());
    }
    let environment = call.target().environment;
    let refused = |how: &str| Err(confirmation::refused(operation, how));
    // An agent may have the habit of saying yes; what it expects it has to know.
    let expects =
        format!("in {} and without a terminal also with --expect {}", environment.name, stakes.fields());
    let lacks_expectation = environment.production && context.expected.is_none();
    match (context.confirmation, prompt::can_ask()) {
        (Confirmation::Given, false) if lacks_expectation => {
            refused(&format!("repeat the command {expects}"))
        }
        (Confirmation::Given, _) => Ok(()),
        (Confirmation::Ask, false) if lacks_expectation => {
            refused(&format!("repeat the command with --yes to confirm it, {expects}"))
        }
        (Confirmation::Ask, false) => refused("repeat the command with --yes to confirm it"),
        (Confirmation::Ask, true) if environment.production => typed(call, &stakes),
        (Confirmation::Ask, true) => {
            let said_yes = prompt::confirm(&confirmation::question(call)?)?;
            if said_yes { Ok(()) } else { refused("answer yes, or add --yes, to send it") }
        }
    }
}

/// Real money: the amount is typed, or the name of what it is done to.
fn typed(call: &Call, stakes: &Stakes) -> Result<(), Failure> {
    let question = confirmation::question(call)?;
    let agrees = match &stakes.amount {
        Some(amount) => is_amount(&amount.value, &prompt::confirm_typed(&question, "amount")?),
        None => {
            let name = &stakes.recipient.value;
            prompt::confirm_typed(&question, &format!("name {name:?}"))?.trim() == name.trim()
        }
    };
    if agrees {
        Ok(())
    } else {
        Err(confirmation::refused(call.operation(), "type it as it stands in the question, or add --yes"))
    }
}
