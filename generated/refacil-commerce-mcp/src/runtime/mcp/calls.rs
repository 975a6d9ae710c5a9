//! Drives core's state machine. A change runs in a task of its own, so that one whose bytes have left goes on when the client
//! that asked for it is gone; a read ends with its client.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::task::{Context, Poll};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::runtime::core::answer::{Broken, BrokenKind, Response, Success};
use crate::runtime::core::audit::Open;
use crate::runtime::core::call::{Call, Next};
use crate::runtime::core::failure::{Exit, Failure, Sent};
use crate::runtime::core::ledger::Again;
use crate::runtime::core::request::Request;
use crate::runtime::core::session::Session;
use crate::runtime::core::spec::Operation;

use super::answers::Form;
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
    let operation = call.operation();
    if !operation.class.is_mutation() {
        let read = unwound(once(server, principal, call, again, client));
        return server.tasks.track_future(read).await.unwrap_or_else(|| Err(failed(operation)));
    }
    let client = client.clone();
    let (shared, by) = (Arc::clone(server), Arc::clone(principal));
    let begun = principal.results.begin(&call);
    let task = server.tasks.spawn(async move {
        let outcome = once(&shared, &by, call, again, &client).await;
        if let Some(begun) = begun {
            let waiting = if client.is_cancelled() { Waiting::No } else { Waiting::Yes };
            let form = Form::structured(shared.api.language);
            by.results.end(&shared.catalog, &begun, operation, &outcome, waiting, form);
        }
        outcome
    });
    task.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a call ended abnormally");
        Err(failed(operation))
    })
}

/// The value of the future; nothing where it panics, which ends this call alone, as it would end a task of its own.
async fn unwound<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = Box::pin(future);
    let poll = move |context: &mut Context<'_>| {
        let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
        polled.map_or(Poll::Ready(None), |poll| poll.map(Some))
    };
    std::future::poll_fn(poll).await
}

fn failed(operation: &Operation) -> Failure {
    let exit = if operation.class.is_mutation() { Exit::OutcomeUnknown } else { Exit::Other };
    Failure::new(exit, "internal", "this server failed during the call")
        .with(|details| details.sent = Sent::Unknown)
}

/// The call between the two entries of the ledger.
async fn once(
    server: &Arc<Server>,
    principal: &Arc<Principal>,
    mut call: Call,
    again: Again,
    client: &CancellationToken,
) -> Result<Success, Failure> {
    let claim = claim::begin(server, principal, &mut call, again)?;
    let outcome = drive(server, principal, call, client).await;
    if let Some(claim) = claim {
        claim::end(&claim, &outcome);
    }
    outcome
}

async fn drive(
    server: &Arc<Server>,
    principal: &Arc<Principal>,
    mut call: Call,
    client: &CancellationToken,
) -> Result<Success, Failure> {
    let mut used: Option<Session> = None;
    loop {
        match call.advance() {
            Next::Done(outcome) => return clean::outcome(server.api, principal, &call, *outcome),
            Next::LogIn => match session(server, principal, used.take()).await {
                Ok(session) => {
                    used = Some(session.clone());
                    call.signed_in(session);
                }
                Err(failure) => call.not_sent(failure),
            },
            Next::Pause(pause) => tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = stopped(server, client) => call.give_up(),
            },
            Next::Send(request) => {
                if let Err(failure) = exchange(server, principal, &mut call, &request, client).await {
                    call.not_sent(failure);
                }
            }
        }
    }
}

/// A session that is at hand, or a new login. The login is a task of its own: a client that leaves does not end it, since
/// others wait for it and its refusal must be counted.
///
/// # Errors
/// There is no session to be had.
pub(super) async fn session(
    server: &Arc<Server>,
    principal: &Arc<Principal>,
    stale: Option<Session>,
) -> Result<Session, Failure> {
    if let Some(session) = principal.sessions.at_hand(server, principal, stale.as_ref()) {
        return Ok(session);
    }
    let (shared, by) = (Arc::clone(server), Arc::clone(principal));
    let login = tokio::spawn(async move { by.sessions.get(&shared, &by, stale.as_ref()).await });
    tokio::select! {
        session = login => session.unwrap_or_else(|error| {
            tracing::error!(%error, "a login ended abnormally");
            Err(Failure::new(Exit::Other, "internal", "this server failed during the login"))
        }),
        () = server.stop.cancelled() => Err(interrupted()),
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
    let report = if request.changes_something() {
        recorded(server, principal, call, request).await?
    } else {
        tokio::select! {
            report = server.transport.send(request) => report,
            () = stopped(server, client) => Err(cut_off()),
        }
    };
    call.report(&report);
    Ok(())
}

/// A request that changes something, between its two entries. Reads leave none: they never wait for a disk.
async fn recorded(
    server: &Server,
    principal: &Principal,
    call: &Call,
    request: &Request,
) -> Result<Result<Response, Broken>, Failure> {
    let open = tokio::task::block_in_place(|| principal.audit.before(call, request, Timestamp::now()))?;
    let report = server.transport.send(request).await;
    if let Some(open) = open {
        record_end(principal, call, &open, &report);
    }
    Ok(report)
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
