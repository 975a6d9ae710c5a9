//! Turns core's state machine: every call runs in a task of its own, so that a mutation whose bytes have left goes on
//! when the client that asked for it is gone.

use std::sync::Arc;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::runtime::core::answer::{Broken, BrokenKind, Response, Success};
use crate::runtime::core::audit::Open;
use crate::runtime::core::call::{Call, Next};
use crate::runtime::core::failure::{Exit, Failure, Sent};
use crate::runtime::core::ledger::Again;
use crate::runtime::core::request::Request;
use crate::runtime::core::session::Session;

use super::claim;
use super::clean;
use super::principals::Principal;
use super::results::Waiting;
use super::server::Server;

/// Runs the call to its end. When `client` is cancelled, reads and what was not yet sent stop.
///
/// # Errors
/// The call failed.
pub(super) async fn run(
    server: &Arc<Server>,
    principal: &Arc<Principal>,
    call: Call,
    again: Again,
    client: &CancellationToken,
) -> Result<Success, Failure> {
    let client = client.clone();
    let operation = call.operation();
    let (shared, by) = (Arc::clone(server), Arc::clone(principal));
    let begun = principal.results.begin(&call);
    let task = server.tasks.spawn(async move {
        let outcome = once(&shared, &by, call, again, &client).await;
        if let Some(begun) = begun {
            let waiting = if client.is_cancelled() { Waiting::No } else { Waiting::Yes };
            by.results.end(&begun, operation, &outcome, waiting);
        }
        outcome
    });
    task.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a call ended abnormally");
        let exit = if operation.class.is_mutation() { Exit::OutcomeUnknown } else { Exit::Other };
        Err(Failure::new(exit, "internal", "this server failed during the call")
            .with(|details| details.sent = Sent::Unknown))
    })
}

/// The call between the two entries of the ledger.
async fn once(
    server: &Server,
    principal: &Principal,
    mut call: Call,
    again: Again,
    client: &CancellationToken,
) -> Result<Success, Failure> {
    let claim = claim::begin(server, principal, &mut call, again)?;
    let outcome = turn(server, principal, call, client).await;
    if let Some(claim) = claim {
        claim::end(&claim, &outcome);
    }
    outcome
}

async fn turn(
    server: &Server,
    principal: &Principal,
    mut call: Call,
    client: &CancellationToken,
) -> Result<Success, Failure> {
    let mut used: Option<Session> = None;
    loop {
        match call.advance() {
            Next::Done(outcome) => return clean::outcome(server.api, principal, &call, *outcome),
            Next::LogIn => {
                // A client that leaves does not end the login: others wait for it, and its refusal must be counted.
                let session = tokio::select! {
                    session = principal.sessions.get(server, principal, used.as_ref()) => session,
                    () = server.stop.cancelled() => Err(interrupted()),
                };
                match session {
                    Ok(session) => {
                        used = Some(session.clone());
                        call.signed_in(session);
                    }
                    Err(failure) => call.sign_in_failed(failure),
                }
            }
            Next::Pause(pause) => tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stopped(server, client) => call.give_up(),
            },
            Next::Send(request) => exchange(server, principal, &mut call, &request, client).await?,
        }
    }
}

/// One request with its two audit entries.
async fn exchange(
    server: &Server,
    principal: &Principal,
    call: &mut Call,
    request: &Request,
    client: &CancellationToken,
) -> Result<(), Failure> {
    if client.is_cancelled() || server.stop.is_cancelled() {
        return Err(interrupted());
    }
    let open = tokio::task::block_in_place(|| principal.audit.before(call, request, Timestamp::now()))?;
    let report = if request.changes_something() {
        server.transport.send(request).await
    } else {
        tokio::select! {
            report = server.transport.send(request) => report,
            () = stopped(server, client) => Err(cut_off()),
        }
    };
    if let Some(open) = open {
        record_end(principal, call, &open, &report);
    }
    call.report(&report);
    Ok(())
}

fn record_end(principal: &Principal, call: &Call, open: &Open, report: &Result<Response, Broken>) {
    let written = tokio::task::block_in_place(|| principal.audit.after(call, open, report, Timestamp::now()));
    if let Err(error) = written {
        tracing::error!(%error, path = %principal.audit.path().display(), "the audit log cannot be written");
    }
}

async fn stopped(server: &Server, client: &CancellationToken) {
    tokio::select! {
        () = client.cancelled() => {}
        () = server.stop.cancelled() => {}
    }
}

fn interrupted() -> Failure {
    Failure::new(Exit::Interrupted, "interrupted", "the call was cancelled before it was sent")
}

fn cut_off() -> Broken {
    Broken { kind: BrokenKind::Interrupted, sent: Sent::Unknown, message: "the call was cancelled".into() }
}
