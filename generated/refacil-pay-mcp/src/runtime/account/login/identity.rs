//! Whose token it is, as the API itself tells.

use serde_json::{Map, Value};

use super::attempt::Attempt;
use crate::runtime::core::call::{Call, Next};
use crate::runtime::core::dotted;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::session::Session;
use crate::runtime::core::text::visible_capped;

/// What the API tells of a token.
#[derive(Debug)]
pub(super) struct Identity {
    /// The account.
    pub(super) account: Option<String>,
    /// The environment, by our name for it; the API's own word where we have none.
    pub(super) environment: Option<String>,
}

/// Asks the API; nothing where its description names no such call.
///
/// # Errors
/// The API refuses the token, or cannot be asked.
pub(super) fn of(attempt: &Attempt<'_>, session: &Session) -> Result<Option<Identity>, Failure> {
    let (api, target) = (attempt.holder.api, &attempt.holder.target);
    let Some(identity) = &api.identity else { return Ok(None) };
    let Some(operation) = api.operation(identity.operation) else { return Ok(None) };
    let mut call = Call::new(api, operation, target.clone(), Map::new(), attempt.credentials.clone())?;
    call.signed_in(session.clone());
    call.without_retries();
    let success = loop {
        match call.advance() {
            Next::Send(request) => call.report(&attempt.exchange(&request)),
            Next::LogIn => {
                let message = "the API refuses this token";
                return Err(Failure::new(Exit::Auth, "token-refused", message)
                    .hint("check that it is whole, has not ended, and belongs to this environment"));
            }
            // Nothing is sent again: a login has a person who tries again.
            Next::Pause(_) => {}
            Next::Done(outcome) => break (*outcome)?,
        }
    };
    let text = |path: Option<&str>| path.and_then(|path| plain(dotted::get(&success.body, path)?));
    let environment = text(identity.environment).map(|said| {
        let known = identity.environments.iter().find(|(value, _)| *value == said);
        known.map_or(said.clone(), |(_, name)| (*name).to_owned())
    });
    Ok(Some(Identity { account: text(identity.account), environment }))
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(visible_capped(text, 120)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
