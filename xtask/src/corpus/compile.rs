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

/// How many of a compiler's complaints are kept: the others are seldom news.
const MOST: usize = 12;

/// Writes, lints, builds and runs both crates; whatever goes wrong is a fault of the trial.
pub fn both(workspace: &Workspace, sources: &Sources, trial: &mut Trial) {
    let Some(loaded) = &trial.loaded else { return };
    let mut faults = Vec::new();
    for (kind, name) in CRATES {
        let folder = workspace.generated_target().join("corpus").join(name);
        let target = Target::undecided(&loaded.api, kind, name);
        let written =
            flow::generate_one(loaded, &target, sources, &folder, Mode::Force, &mut Timings::default());
        if let Err(error) = written {
            faults.push(format!("{name}: {error}"));
            continue;
        }
        let linted = cargo(workspace, CLIPPY, &["--", "-D", "warnings"], &folder);
        // What does not lint may run all the same.
        let ran = cargo(workspace, BUILD, &[], &folder).and_then(|()| {
            let program = built(workspace, name);
            match kind {
                TargetKind::Cli => binary::command_line(&program, &loaded.api),
                TargetKind::Mcp => binary::server(&program, &loaded.api),
            }
        });
        let outcomes = [("lint", linted), ("run", ran)];
        let wrong = outcomes.into_iter().filter_map(|(what, outcome)| Some((what, outcome.err()?)));
        faults.extend(wrong.map(|(what, why)| format!("{name}, {what}: {why}")));
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
    Err(complaints(&String::from_utf8_lossy(&output.stderr)))
}

/// Messages of the compiler, each with its place, without the source that it quotes.
fn complaints(text: &str) -> String {
    let is_head = |line: &&str| line.starts_with("error") || line.trim_start().starts_with("--> ");
    let lines: Vec<&str> = text.lines().filter(is_head).take(2 * MOST).collect();
    if lines.is_empty() { text.lines().take(MOST).collect::<Vec<_>>().join("\n") } else { lines.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_keeps_message_and_place() {
        let text = "error: unused\n  --> src/a.rs:1:2\n   |\n 1 | fn a() {}\n   = note: b\nerror: could not compile\n";
        assert_eq!(complaints(text), "error: unused\n  --> src/a.rs:1:2\nerror: could not compile");
        assert_eq!(complaints("no lock file\n"), "no lock file");
    }
}
