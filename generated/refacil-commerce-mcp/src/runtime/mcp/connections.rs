//! Connections of HTTP clients: limited in number, and each in how slowly it may send.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What connections may take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The most at once; more wait in the system's queue.
    connections: usize,
    /// The head of a request comes within this time, and the next request of an idle connection too.
    head_time: Duration,
    /// The most bytes of a head.
    head: usize,
}

impl Limits {
    /// Those of a server.
    pub(super) const USUAL: Self =
        Self { connections: 1_024, head_time: Duration::from_secs(30), head: 32 * 1024 };
}

/// How long to wait when the system has no connection to give.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves connections until `stop` is cancelled, and then those requests that have begun.
pub(super) async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let open = TaskTracker::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = stop.cancelled() => break,
        };
        if let Some((stream, place)) = accepted {
            open.spawn(connection(stream, router.clone(), limits, stop.clone(), place));
        }
    }
    open.close();
    open.wait().await;
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => Some((stream, place)),
        Err(error) => {
            tracing::warn!(%error, "a connection cannot be taken");
            tokio::time::sleep(PAUSE).await;
            None
        }
    }
}

async fn connection(
    stream: TcpStream,
    router: Router,
    limits: Limits,
    stop: CancellationToken,
    _place: OwnedSemaphorePermit,
) {
    // Replies are small: without this they wait for the next packet.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY cannot be set");
    }
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(limits.head)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    let mut connection = pin!(connection);
    let outcome = tokio::select! {
        outcome = connection.as_mut() => outcome,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = outcome {
        tracing::debug!(%error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{SocketAddr, TcpStream};
    use std::time::Instant;

    use axum::routing::get;

    use super::*;

    async fn start(connections: usize) -> (SocketAddr, CancellationToken) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let limits = Limits { connections, head_time: Duration::from_millis(300), head: 16 * 1024 };
        let router = Router::new().route("/", get(|| async { "here" }));
        let stop = CancellationToken::new();
        tokio::spawn(serve(listener, router, limits, stop.clone()));
        (address, stop)
    }

    /// Sends the text and reads until the other side closes.
    fn exchange(address: SocketAddr, text: &str) -> String {
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a limit");
        stream.write_all(text.as_bytes()).expect("written");
        let mut answer = Vec::new();
        // A connection may also be reset.
        stream.read_to_end(&mut answer).ok();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn whoever_speaks_too_slowly_makes_room() {
        let (address, _stop) = start(2).await;
        let asked = Instant::now();
        let good = "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
        let answers = tokio::task::spawn_blocking(move || {
            let slow: Vec<_> = (0..4)
                .map(|_| std::thread::spawn(move || exchange(address, "GET / HTTP/1.1\r\nhost: x\r\nx-")))
                .collect();
            std::thread::sleep(Duration::from_millis(50));
            let good = exchange(address, good);
            slow.into_iter().for_each(|one| drop(one.join()));
            good
        });
        let good = answers.await.expect("no panic");
        assert!(good.ends_with("here"), "{good}");
        assert!(asked.elapsed() < Duration::from_secs(4));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_head_has_a_limit() {
        let (address, _stop) = start(8).await;
        let long = format!("GET / HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "y".repeat(40_000));
        let answer = tokio::task::spawn_blocking(move || exchange(address, &long)).await.expect("no panic");
        assert!(!answer.contains("here"), "{answer}");
    }
}
