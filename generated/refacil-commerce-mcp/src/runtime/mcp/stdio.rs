//! Standard input and output: one client, until its end of input.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use rmcp::ServerHandler;
use rmcp::service::serve_server_with_ct;
use rmcp::transport::stdio_pipes;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::words::say;

use super::handler::{Handler, Wrap};
use super::lines::Lines;
use super::principals::Principal;
use super::server::Server;
use super::signals;

/// How long a client that has stopped reading can keep the process.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// Serves until the input ends or a signal comes.
///
/// # Errors
/// The protocol could not be started.
pub(super) async fn serve<S: ServerHandler>(server: Arc<Server>, wrap: Wrap<S>) -> Result<ExitCode, Failure> {
    let connection = CancellationToken::new();
    let principal = Principal::at_this_machine(server.api, &server.config);
    let handler = wrap(Handler { server: Arc::clone(&server), principal });
    let lines = Lines::new(stdio_pipes(), server.api.language);
    let client = async {
        match serve_server_with_ct(handler, lines, connection.clone()).await {
            Ok(running) => running.waiting().await.map(drop).map_err(|error| error.to_string()),
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    };
    let mut client = std::pin::pin!(client);
    let outcome = tokio::select! {
        outcome = &mut client => outcome,
        () = signals::wait() => {
            // What is under way ends first, so that its answer can still be read.
            server.finish().await;
            connection.cancel();
            timeout(LAST_ANSWERS, client).await.ok();
            Ok(())
        }
    };
    server.finish().await;
    outcome.map(|()| ExitCode::SUCCESS).map_err(|error| {
        Failure::new(Exit::Other, "protocol", say("the conversation with the client failed: {}", &[&error]))
    })
}
