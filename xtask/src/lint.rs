//! Format and clippy over the workspace and over every generated crate.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use miette::{IntoDiagnostic, WrapErr, miette};

/// Runs everything, and fails at the end with the list of what failed.
pub fn run(workspace: &Path) -> miette::Result<()> {
    let mut failures = Vec::new();
    for command in commands(workspace)? {
        if !command.run()? {
            failures.push(command.shown());
        }
    }
    if failures.is_empty() {
        return Ok(());
    }
    Err(miette!(
        help = "each command can be run again by itself, in the folder of the workspace",
        "{} of the checks failed:\n{}",
        failures.len(),
        failures.join("\n")
    ))
}

/// A cargo command, run in the workspace.
struct Cargo {
    workspace: PathBuf,
    arguments: Vec<String>,
}

fn commands(workspace: &Path) -> miette::Result<Vec<Cargo>> {
    let cargo = |arguments: &str| Cargo {
        workspace: workspace.to_owned(),
        arguments: arguments.split(' ').map(str::to_owned).collect(),
    };
    let mut commands = vec![
        cargo("fmt --all -- --check"),
        cargo(
            "clippy --workspace --all-targets --features codegen-runtime/conformance --locked -- -D warnings",
        ),
    ];
    for name in generated(workspace)? {
        commands.push(cargo(&format!(
            "clippy --manifest-path generated/{name}/Cargo.toml --all-targets --locked --target-dir target/generated \
             -- -D warnings"
        )));
    }
    // Its library is linted as a part of the generator's tests; the rest needs libFuzzer.
    commands.push(cargo("fmt --manifest-path tests/fuzz/Cargo.toml -- --check"));
    Ok(commands)
}

/// Names of the generated crates, sorted.
fn generated(workspace: &Path) -> miette::Result<Vec<String>> {
    let folder = workspace.join("generated");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    let context = || format!("cannot list {}", folder.display());
    for entry in fs::read_dir(&folder).into_diagnostic().wrap_err_with(context)? {
        let entry = entry.into_diagnostic().wrap_err_with(context)?;
        if entry.path().join("Cargo.toml").is_file() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort_unstable();
    Ok(names)
}

impl Cargo {
    fn shown(&self) -> String {
        format!("  cargo {}", self.arguments.join(" "))
    }

    fn run(&self) -> miette::Result<bool> {
        eprintln!("{}", self.shown());
        let status = Command::new(program())
            .args(&self.arguments)
            .current_dir(&self.workspace)
            .status()
            .into_diagnostic()
            .wrap_err("cargo could not be started")?;
        Ok(status.success())
    }
}

/// The cargo that runs this program, if one does.
pub fn program() -> String {
    env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_generated_crate_is_checked_with_its_own_lock() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b", "a", "not-a-crate"] {
            fs::create_dir_all(folder.path().join("generated").join(name)).expect("a folder");
        }
        for name in ["a", "b"] {
            fs::write(folder.path().join("generated").join(name).join("Cargo.toml"), "").expect("a file");
        }
        let shown: Vec<_> = commands(folder.path()).expect("a list").iter().map(Cargo::shown).collect();
        assert_eq!(shown.len(), 5);
        assert!(
            shown[2].contains("generated/a/Cargo.toml --all-targets --locked --target-dir target/generated")
        );
        assert!(shown[3].contains("generated/b/Cargo.toml"));
    }
}
