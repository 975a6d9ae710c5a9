//! The API: it answers at once, or after a pause, and does nothing else.

use std::process::ExitCode;
use std::time::Duration;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::serve::ListenerExt;

/// Names how many milliseconds an answer takes.
pub const PAUSE: &str = "LOAD_PAUSE";

const SESSION: &str = r#"{"statusCode":"00","data":{"token":"a-session-token-of-the-benchmark"}}"#;

/// As much as such an answer usually holds.
const PAYOUT: &str = r#"{"statusCode":"00","message":"Operación exitosa","data":{"id":70031,"reference":"r","status":2,"amount":50000.10,"currency":"COP","createdAt":"2026-11-20T10:11:12.000Z","updatedAt":"2026-11-20T10:11:14.000Z","recipient":{"key":"@ANA123","name":"Ana María","bank":"Banco Uno","document":"1020304050"},"fees":[{"name":"payout","amount":1200.50},{"name":"tax","amount":228.10}],"note":"Pago de la factura 1020 de noviembre"}}"#;

/// Serves until it is killed; the address is its only output.
pub fn serve() -> ExitCode {
    let pause = std::env::var(PAUSE).ok().and_then(|text| text.parse().ok()).map(Duration::from_millis);
    let pause = pause.unwrap_or_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("http://{}", listener.local_addr().expect("an address"));
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        let router = Router::new()
            .route("/auth/login", post(async || json(SESSION)))
            .route("/payouts/{reference}", get(async move || answer(pause).await));
        axum::serve(listener, router).await.expect("it serves");
    });
    ExitCode::SUCCESS
}

async fn answer(pause: Duration) -> impl IntoResponse {
    if !pause.is_zero() {
        tokio::time::sleep(pause).await;
    }
    json(PAYOUT)
}

fn json(text: &'static str) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], text)
}
