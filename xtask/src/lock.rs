//! `cargo xtask lock`: renews the lock files and third-party notices that generated crates are given.

use std::fs;
use std::path::Path;
use std::process::Command;

use miette::{IntoDiagnostic, WrapErr, miette};
use postman_codegen::model::{Target, TargetKind};
use postman_codegen::render::{self, Sources};

use crate::lint::program;
use crate::notices::{self, Metadata};

/// Stands for the name of any crate.
const NAME: &str = "codegen-placeholder";
const VERSION: &str = "0.0.0";

/// Writes `templates/{cli,mcp}/Cargo.lock.j2` and `THIRD-PARTY-NOTICES.md`. Versions are those of the workspace's own
/// lock file, so that what is tested here is what generated crates are built from.
pub fn run(workspace: &Path) -> miette::Result<()> {
    let templates = workspace.join("templates");
    let sources = Sources::read(&templates).into_diagnostic()?;
    for (kind, folder) in [(TargetKind::Cli, "cli"), (TargetKind::Mcp, "mcp")] {
        let resolved = resolve(workspace, kind, &sources)?;
        let lock = render::lock_template(&resolved.lock, NAME, VERSION).into_diagnostic()?;
        let notices = notices::text(&resolved.metadata)?;
        renew(&templates.join(folder).join("Cargo.lock.j2"), &lock)?;
        renew(&templates.join(folder).join("THIRD-PARTY-NOTICES.md"), &notices)?;
    }
    Ok(())
}

struct Resolved {
    lock: String,
    metadata: Metadata,
}

/// Lets cargo resolve an empty crate with the dependencies of that kind.
fn resolve(workspace: &Path, kind: TargetKind, sources: &Sources) -> miette::Result<Resolved> {
    let folder = tempfile::tempdir().into_diagnostic()?;
    let root = folder.path();
    write(&root.join("Cargo.toml"), &render::manifest(&placeholder(kind), sources).into_diagnostic()?)?;
    write(&root.join("src/lib.rs"), "")?;
    write(&root.join("src/main.rs"), "fn main() {}\n")?;
    // Cargo keeps the versions of a lock file that it finds, and drops what is not needed.
    fs::copy(workspace.join("Cargo.lock"), root.join("Cargo.lock")).into_diagnostic()?;
    let output = Command::new(program())
        .args(["metadata", "--format-version", "1"])
        .current_dir(root)
        .output()
        .into_diagnostic()
        .wrap_err("cargo could not be started")?;
    if !output.status.success() {
        return Err(miette!("cargo metadata failed:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let metadata = serde_json::from_slice(&output.stdout).into_diagnostic().wrap_err("cargo metadata")?;
    let lock = fs::read_to_string(root.join("Cargo.lock")).into_diagnostic()?;
    Ok(Resolved { lock, metadata })
}

fn placeholder(kind: TargetKind) -> Target {
    Target {
        kind,
        name: NAME.into(),
        version: VERSION.into(),
        env_prefix: String::new(),
        language: "en".into(),
        about: String::new(),
        output: None,
        audit_log: None,
        registry: None,
        image: None,
    }
}

fn write(path: &Path, text: &str) -> miette::Result<()> {
    let context = || format!("cannot write {}", path.display());
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).into_diagnostic().wrap_err_with(context)?;
    }
    fs::write(path, text).into_diagnostic().wrap_err_with(context)
}

/// Writes a file that changed, and says so.
fn renew(path: &Path, text: &str) -> miette::Result<()> {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        eprintln!("unchanged  {}", path.display());
        return Ok(());
    }
    write(path, text)?;
    eprintln!("renewed    {}", path.display());
    Ok(())
}
