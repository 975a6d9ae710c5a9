//! HTTP: accepting, recording, and the ways not to answer.

use std::{convert::Infallible, net::IpAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Extension, Request, State},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use crate::{
    control,
    partial::{Manner, Partial},
    received::Received,
    reply::Reply,
    shared::{Ending, Shared},
};

/// Largest body taken, as the real gateway has it.
const BODY_LIMIT: usize = 5 * 1024 * 1024;
/// When a hanging connection is closed after all.
const HANG_LIMIT: Duration = Duration::from_secs(600);

/// Marks a response that must not be sent.
#[derive(Clone, Copy)]
struct Unsent;

#[derive(Debug, thiserror::Error)]
#[error("the connection ends without an answer")]
struct Dropped;

#[derive(Clone, Copy)]
struct Peer(IpAddr);

/// Serves until its runtime goes.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let router = Router::new().nest("/_sandbox", control::routes()).fallback(api).with_state(shared);
    loop {
        match listener.accept().await {
            Ok((stream, address)) => {
                tokio::spawn(connection(stream, address.ip(), router.clone()));
            }
            // Out of descriptors: let connections end before the next try.
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// A service error makes hyper close the connection with nothing written.
async fn connection(stream: TcpStream, peer: IpAddr, router: Router) {
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        let router = router.clone();
        request.extensions_mut().insert(Peer(peer));
        async move {
            let response = router.oneshot(request).await.unwrap_or_else(|never: Infallible| match never {});
            match response.extensions().get::<Unsent>() {
                Some(Unsent) => Err(Dropped),
                None => Ok(response),
            }
        }
    });
    // The only errors are broken connections, ours included.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn api(
    State(shared): State<Arc<Shared>>,
    Extension(Peer(peer)): Extension<Peer>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        let refusal =
            json!({"statusCode": 413, "message": "request entity too large", "error": "Payload Too Large"});
        return Reply::json(413, &refusal).with_header("connection", "close").into_response();
    };
    match shared.execute(received(&parts, body.to_vec()), peer) {
        Ending::Answer(reply) => reply.into_response(),
        Ending::AnswerLater(reply, time) => {
            tokio::time::sleep(time).await;
            reply.into_response()
        }
        Ending::AnswerPartly(reply, manner) => partly(reply, manner).await,
        Ending::Drop => unsent(),
        Ending::Hang => {
            tokio::time::sleep(HANG_LIMIT).await;
            unsent()
        }
    }
}

async fn partly(reply: Reply, manner: Manner) -> Response {
    let (parts, body) = reply.into_response().into_parts();
    match to_bytes(body, usize::MAX).await {
        Ok(body) => Response::from_parts(parts, Body::new(Partial::new(body, manner))),
        Err(_) => unsent(),
    }
}

fn unsent() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Unsent);
    response
}

fn received(parts: &Parts, body: Vec<u8>) -> Received {
    let header = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Received {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: parts.headers.iter().map(header).collect(),
        body,
    }
}
