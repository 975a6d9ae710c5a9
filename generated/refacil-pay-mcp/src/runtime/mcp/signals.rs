//! What ends a server from outside.

/// Waits for Ctrl-C or a request to terminate.
#[cfg(unix)]
pub(super) async fn wait() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be watched");
            interrupt().await;
        }
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub(super) async fn wait() {
    interrupt().await;
}

async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without signals only the end of input stops the server.
        std::future::pending::<()>().await;
    }
}

/// Ends with the first Ctrl-C from now on. It must be made within a runtime.
///
/// # Errors
/// The system does not tell of it.
#[cfg(unix)]
pub(super) fn next_interrupt() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupts = signal(SignalKind::interrupt())?;
    Ok(async move {
        interrupts.recv().await;
    })
}

/// Ends with the first Ctrl-C from now on. It must be made within a runtime.
///
/// # Errors
/// The system does not tell of it.
#[cfg(not(unix))]
pub(super) fn next_interrupt() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupts = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupts.recv().await;
    })
}
