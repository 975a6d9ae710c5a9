//! Login of a client that speaks for itself.

use super::super::super::core::failure::Failure;
use super::super::super::core::oauth::Exchange;
use super::super::super::core::renewal;
use super::super::super::core::request::not_logged_in;
use super::super::super::core::session::Method;
use super::attempt::{Attempt, now};

/// Gets a token and keeps it.
pub(super) fn run(attempt: &Attempt<'_>) -> Result<(), Failure> {
    let client = attempt.client()?;
    if !client.speaks_for_itself() {
        let variables = renewal::variables(attempt.context.api).join(" and ");
        return Err(not_logged_in().hint(format!("set {variables}")));
    }
    let target = &attempt.context.target;
    let exchange = Exchange::client_credentials(&client, target)?;
    let report = attempt.exchange(exchange.request());
    let tokens = exchange.read(&report, now()).map_err(|refusal| refusal.failure)?;
    attempt.finish(tokens.session(target, Method::Client, None))
}
