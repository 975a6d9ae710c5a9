//! `cargo xtask sandbox`: the stand-in of an API. It is a binary of its own, so that this program needs neither a web
//! server nor an async runtime.

use clap::Args;
use miette::{IntoDiagnostic, Result};

use crate::report::failure;
use crate::workspace::Workspace;

/// What to run.
#[derive(Debug, Args)]
pub struct Options {
    /// Short name of the API: pay, commerce
    api: String,
    /// Port on 127.0.0.1; a free one when left out
    #[arg(long)]
    port: Option<u16>,
}

/// Runs until it is interrupted.
///
/// # Errors
/// The program cannot be built or started, or says so itself.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut command = workspace.cargo();
    command.args(["run", "--quiet", "--package", "codegen-sandbox", "--", &options.api]);
    if let Some(port) = options.port {
        command.args(["--port", &port.to_string()]);
    }
    let status = command.status().into_diagnostic()?;
    if status.success() {
        return Ok(());
    }
    Err(failure(
        format!("the stand-in of {} ended with {status}", options.api),
        "its own message stands above",
    ))
}
