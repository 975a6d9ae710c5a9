//! Where things are, and how programs are run there.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::{env, fs, io};

/// The checkout.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout that this program was built in, or that cargo names.
    #[must_use]
    pub fn find() -> Self {
        let manifest = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        Self { root: manifest.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf) }
    }

    /// Its top folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Folders of the generated crates, sorted.
    ///
    /// # Errors
    /// `generated/` cannot be listed.
    pub fn generated_crates(&self) -> io::Result<Vec<PathBuf>> {
        let folder = self.root.join("generated");
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let mut crates: Vec<PathBuf> = fs::read_dir(folder)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.join("Cargo.toml").is_file())
            .collect();
        crates.sort();
        Ok(crates)
    }

    /// Where generated crates are built: one folder for all, so that what they share is built once.
    #[must_use]
    pub fn generated_target(&self) -> PathBuf {
        self.root.join("target").join("generated")
    }

    /// A cargo command in the top folder; the cargo that started us, if one did.
    #[must_use]
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        // The variables that cargo set for us describe xtask; a child would take them for its own.
        for (name, _) in env::vars_os() {
            if name
                .to_str()
                .is_some_and(|name| name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR")
            {
                command.env_remove(name);
            }
        }
        command
    }
}

/// A program is there.
#[must_use]
pub fn has(program: &str, argument: &str) -> bool {
    Command::new(program)
        .arg(argument)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status: ExitStatus| status.success())
}

/// A program of that name can be started; some know no argument that does nothing well.
#[must_use]
pub fn starts(program: &str, argument: &str) -> bool {
    let mut command = Command::new(program);
    command.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// A command as a line that can be repeated in a shell.
#[must_use]
pub fn shown(command: &Command) -> String {
    let quote = |text: &str| {
        let plain = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_./:=@,+".contains(c));
        if plain { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
    };
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| quote(&part.to_string_lossy()))
        .collect::<Vec<_>>()
        .join(" ")
}
