//! Both crates of a collection before the compiler, and alive.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use postman_codegen::files::Mode;
use postman_codegen::flow::{self, Timings};
use postman_codegen::model::{Target, TargetKind};
use postman_codegen::render::Sources;

use crate::workspace::Workspace;

use super::binary;
use super::trial::{CRATES, Trial};

/// What clippy is told.
const CLIPPY: &[&str] = &["clippy", "--quiet", "--all-targets", "--locked"];
const BUILD: &[&str] = &["build", "--quiet", "--locked"];

/// Longest part of a compiler's complaint that is kept.
const LONGEST: usize = 4_000;

/// Writes, lints, builds and runs both crates; whatever goes wrong is a fault of the trial.
pub fn both(workspace: &Workspace, sources: &Sources, trial: &mut Trial) {
    let Some(loaded) = &trial.loaded else { return };
    let mut faults = Vec::new();
    for (kind, name) in CRATES {
        let folder = workspace.generated_target().join("corpus").join(name);
        let target = Target::undecided(&loaded.api, kind, name);
        let written =
            flow::generate_one(loaded, &target, sources, &folder, Mode::Force, &mut Timings::default());
        let outcome = written
            .map_err(|error| error.to_string())
            .and_then(|_| cargo(workspace, CLIPPY, &["--", "-D", "warnings"], &folder))
            .and_then(|()| cargo(workspace, BUILD, &[], &folder))
            .and_then(|()| {
                let program = built(workspace, name);
                match kind {
                    TargetKind::Cli => binary::command_line(&program, &loaded.api),
                    TargetKind::Mcp => binary::server(&program, &loaded.api),
                }
            });
        faults.extend(outcome.err().map(|why| format!("{name}: {why}")));
    }
    trial.compiled = faults.is_empty();
    trial.faults.extend(faults);
}

fn built(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.generated_target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn cargo(workspace: &Workspace, command: &[&str], last: &[&str], folder: &Path) -> Result<(), String> {
    let mut cargo: Command = workspace.cargo();
    cargo.args(command).arg("--manifest-path").arg(folder.join("Cargo.toml"));
    cargo.arg("--target-dir").arg(workspace.generated_target()).args(last);
    let output = cargo.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let complaint: String = String::from_utf8_lossy(&output.stderr).chars().take(LONGEST).collect();
    Err(complaint)
}
