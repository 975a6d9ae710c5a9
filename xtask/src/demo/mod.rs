//! The main job end to end, for a newcomer: `cargo xtask demo`. No question is asked, and nothing outside a temporary
//! folder and `target/` is written.

mod children;
mod commerce;
mod pay;

use std::process::Stdio;

use miette::{IntoDiagnostic, Result, miette};

use crate::workspace::{Workspace, shown};

/// Generates, builds, and shows the command-line tool and an MCP server against stand-ins of their APIs.
///
/// # Errors
/// A step did not end as it should.
pub fn run(workspace: &Workspace) -> Result<()> {
    heading("From collections to crates");
    cargo(workspace, &["run", "--quiet", "--package", "xtask", "--", "generate"])?;
    heading("Build (slow the first time)");
    cargo(workspace, &["build", "--quiet", "--package", "codegen-sandbox"])?;
    let target = workspace.generated_target();
    for name in ["refacil-pay-cli", "refacil-commerce-mcp"] {
        let manifest = format!("generated/{name}/Cargo.toml");
        let target = target.strip_prefix(workspace.root()).unwrap_or(&target).to_string_lossy().into_owned();
        cargo(
            workspace,
            &["build", "--quiet", "--locked", "--manifest-path", &manifest, "--target-dir", &target],
        )?;
    }
    pay::show(workspace)?;
    commerce::show(workspace)?;
    heading("That was it");
    println!("Read on in README.md; `cargo xtask sandbox pay` keeps a stand-in running for you to try more.");
    Ok(())
}

fn heading(text: &str) {
    println!("\n── {text} {}", "─".repeat(76usize.saturating_sub(text.chars().count())));
}

fn cargo(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    println!("$ cargo {}", arguments.join(" "));
    let mut command = workspace.cargo();
    let status = command.args(arguments).stdin(Stdio::null()).status().into_diagnostic()?;
    if status.success() { Ok(()) } else { Err(miette!("{} failed", shown(&command))) }
}
