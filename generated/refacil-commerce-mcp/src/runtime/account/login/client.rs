//! Login of a client that speaks for itself.

use super::super::holder::and;
use super::attempt::{Attempt, now};
use crate::runtime::core::failure::Failure;
use crate::runtime::core::oauth::Exchange;
use crate::runtime::core::renewal;
use crate::runtime::core::request::not_logged_in;
use crate::runtime::core::session::Method;
use crate::runtime::core::words::say;

/// Gets a token and keeps it.
pub(super) fn run(attempt: &Attempt<'_>) -> Result<(), Failure> {
    let client = attempt.client()?;
    if !client.speaks_for_itself() {
        let variables = and(&renewal::variables(attempt.holder.api));
        return Err(not_logged_in().hint(say("set {}", &[&variables])));
    }
    let target = &attempt.holder.target;
    let exchange = Exchange::client_credentials(&client, target)?;
    let report = attempt.exchange(exchange.request());
    let tokens = exchange.read(&report, now()).map_err(|refusal| refusal.failure)?;
    attempt.finish(tokens.session(target, Method::Client, None))
}
