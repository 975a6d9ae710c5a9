//! A yes before anything dangerous goes over the network, a login included: the more real the money, the more is asked.

use super::super::account::prompt;
use super::super::core::call::Call;
use super::super::core::confirmation;
use super::super::core::failure::Failure;
use super::super::core::stakes::{Stakes, is_amount};
use super::context::Context;
use super::flags;
use super::parser::Confirmation;

/// Who has to say yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assent {
    /// Nobody, or it is said already.
    Given,
    /// A person at the terminal.
    Asked,
}

/// Whether a yes is needed that nobody can give: that is known before anything is asked over the network.
///
/// # Errors
/// Nobody confirmed and nobody can be asked, or the request is not the expected one.
pub fn check(context: &Context, call: &Call) -> Result<(), Failure> {
    assent(context, call).map(drop)
}

fn assent(context: &Context, call: &Call) -> Result<Assent, Failure> {
    let operation = call.operation();
    let stakes = Stakes::of(operation, call.arguments());
    if let Some(expected) = &context.expected {
        stakes.check(expected)?;
    }
    if !confirmation::is_needed(operation) {
        return Ok(Assent::Given);
    }
    let environment = call.target().environment;
    let refused = |how: String| Err(confirmation::refused(operation, how));
    // An agent may have the habit of saying yes; what it expects it has to know.
    let fields = stakes.fields(&|field| flags::name_of(operation, field));
    let expects = format!("in {} and without a terminal also with --expect {fields}", environment.name);
    let lacks_expectation = environment.production && context.expected.is_none();
    match (context.confirmation, prompt::can_ask()) {
        (Confirmation::Given, false) if lacks_expectation => refused(format!("repeat the command {expects}")),
        (Confirmation::Given, _) => Ok(Assent::Given),
        (Confirmation::Ask, false) if lacks_expectation => {
            refused(format!("repeat the command with --yes to confirm it, {expects}"))
        }
        (Confirmation::Ask, false) => refused("repeat the command with --yes to confirm it".to_owned()),
        (Confirmation::Ask, true) => Ok(Assent::Asked),
    }
}

/// Asks where somebody can be asked; else the flags have to say it all.
///
/// # Errors
/// Nobody confirmed, or the request is not the expected one.
pub fn run(context: &Context, call: &Call) -> Result<Assent, Failure> {
    match assent(context, call)? {
        Assent::Given => Ok(Assent::Given),
        Assent::Asked if call.target().environment.production => {
            typed(call, &Stakes::of(call.operation(), call.arguments())).map(|()| Assent::Asked)
        }
        Assent::Asked if prompt::confirm(&confirmation::question(call)?)? => Ok(Assent::Asked),
        Assent::Asked => Err(confirmation::refused(call.operation(), "answer yes, or add --yes, to send it")),
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
