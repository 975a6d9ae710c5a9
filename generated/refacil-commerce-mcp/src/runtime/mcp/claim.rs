//! A dangerous call, done once and within the policy: written down before it leaves, and settled by what came of it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tokio::task::block_in_place;

use crate::runtime::core::answer::Success;
use crate::runtime::core::call::Call;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::ledger::{Again, Earlier, Entry, Ledger};
use crate::runtime::core::policy::Policy;
use crate::runtime::core::spec::{Class, Language, Nature, Operation};
use crate::runtime::core::words::Said;

use super::principals::Principal;
use super::server::Server;

/// The argument with which a caller repeats a call on purpose: the first of these names that the API does not use itself.
/// Beside each, what a caller is told to add.
const REPEAT: [(&str, &str); 3] = [
    ("repeat_call", "repeat_call: true"),
    ("repeat_this_call", "repeat_this_call: true"),
    ("repeat_call_on_purpose", "repeat_call_on_purpose: true"),
];

fn argument(operation: &Operation) -> Option<(&'static str, &'static str)> {
    if operation.class != Class::Dangerous || operation.nature != Nature::Call {
        return None;
    }
    let taken = |name: &str| operation.params.iter().any(|param| param.argument == name);
    REPEAT.into_iter().find(|(name, _)| !taken(name))
}

/// Adds the argument to those of a dangerous tool.
pub(super) fn describe(operation: &Operation, language: Language, properties: &mut Map<String, Value>) {
    if let Some((name, _)) = argument(operation) {
        let about = Said::from("only to do on purpose what was done or begun before").in_language(language);
        properties.insert(name.to_owned(), json!({"type": "boolean", "description": about}));
    }
}

/// Whether the caller wants the call again; the argument itself is not the API's and is taken out.
///
/// # Errors
/// It is neither true nor false.
pub(super) fn taken(operation: &Operation, arguments: &mut Map<String, Value>) -> Result<Again, Failure> {
    let Some((name, _)) = argument(operation) else { return Ok(Again::Refused) };
    match arguments.shift_remove(name) {
        None | Some(Value::Bool(false)) => Ok(Again::Refused),
        Some(Value::Bool(true)) => Ok(Again::Wanted),
        Some(_) => Err(Failure::invalid_argument(name, "must be true or false")),
    }
}

/// The earlier call that this one repeats, if that is wanted.
///
/// # Errors
/// It repeats an earlier call and nobody wants that, the policy forbids it, or nobody can tell.
pub(super) fn check(
    server: &Server,
    principal: &Principal,
    call: &Call,
    again: Again,
) -> Result<Option<Earlier>, Failure> {
    if call.operation().class != Class::Dangerous {
        return Ok(None);
    }
    block_in_place(|| ledger(server, principal, call)?.check(server.api, call, again, Timestamp::now()))
}

/// A call that was written down, with where its end belongs.
#[derive(Debug)]
pub(super) struct Claim {
    ledger: Ledger,
    entry: Entry,
}

/// Writes a dangerous call down.
///
/// # Errors
/// As in [`check`], or it cannot be written down: it must not leave.
pub(super) fn begin(
    server: &Server,
    principal: &Principal,
    call: &mut Call,
    again: Again,
) -> Result<Option<Claim>, Failure> {
    if call.operation().class != Class::Dangerous {
        return Ok(None);
    }
    block_in_place(|| {
        let ledger = ledger(server, principal, call)?;
        let entry = ledger.begin(server.api, call, again, Timestamp::now())?;
        Ok(entry.map(|entry| Claim { ledger, entry }))
    })
}

/// Writes down what came of it.
pub(super) fn end(claim: &Claim, outcome: &Result<Success, Failure>) {
    let written = block_in_place(|| claim.ledger.end(&claim.entry, outcome, Timestamp::now()));
    if let Err(error) = written {
        let path = claim.ledger.path().display();
        tracing::error!(%error, %path, "the ledger misses the end of a call, and will take it for unknown");
    }
}

/// The policy is read for each call, so that a stricter one holds at once.
fn ledger(server: &Server, principal: &Principal, call: &Call) -> Result<Ledger, Failure> {
    let policy = server.config.places.policy.read(server.api)?;
    // Where it lies is the operator's affair, not that of callers.
    let policy = Policy { path: None, ..policy };
    let how = argument(call.operation()).map_or("another reference", |(_, how)| how);
    Ok(Ledger::new(server.config.places.ledger(), principal.name.clone(), how, policy))
}
