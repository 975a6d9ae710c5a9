//! The library's controls over HTTP, for other processes.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use crate::{
    error::Error,
    fault::{Fault, FaultOrder},
    received::Received,
    reply::Reply,
    shared::Shared,
};

type App = State<Arc<Shared>>;
type Answer = Result<Reply, Refused>;

pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/state", get(state))
        .route("/requests", get(requests).delete(clear_requests))
        .route("/faults", post(fault))
        .route("/clock", post(clock))
        .route("/balance", post(balance))
        .route("/payments/{reference}/status", post(move_payment))
        .route("/reset", post(reset))
        .fallback(async || Reply::json(404, &json!({"error": "no such control route"})))
}

async fn state(State(shared): App) -> Reply {
    Reply::json(200, &shared.state())
}

async fn requests(State(shared): App) -> Reply {
    let requests: Value = shared.requests().iter().map(Received::summary).collect();
    Reply::json(200, &requests)
}

async fn clear_requests(State(shared): App) -> Reply {
    shared.clear_requests();
    done()
}

async fn fault(State(shared): App, body: Bytes) -> Answer {
    shared.fault(Fault::try_from(read::<FaultOrder>(&body)?)?);
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_ms: u64,
}

async fn clock(State(shared): App, body: Bytes) -> Answer {
    shared.advance(Duration::from_millis(read::<Advance>(&body)?.advance_ms));
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetBalance {
    cop: i64,
}

async fn balance(State(shared): App, body: Bytes) -> Answer {
    shared.set_balance(read::<SetBalance>(&body)?.cop);
    Ok(done())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    status: u64,
}

async fn move_payment(State(shared): App, Path(reference): Path<String>, body: Bytes) -> Answer {
    let status = read::<Move>(&body)?.status;
    Ok(Reply::json(200, &shared.move_payment(&reference, status).await?.summary()))
}

async fn reset(State(shared): App) -> Answer {
    shared.reset()?;
    Ok(done())
}

fn done() -> Reply {
    Reply::json(200, &json!({}))
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| Error::BadOrder(error.to_string()))
}

/// An order that was not carried out.
struct Refused(Error);

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self.0 {
            Error::UnknownPayment(_) => 404,
            Error::Ended { .. } => 409,
            _ => 400,
        };
        Reply::json(status, &json!({"error": self.0.to_string()})).into_response()
    }
}
