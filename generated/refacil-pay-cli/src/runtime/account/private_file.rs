//! A file that only its owner can read, replaced as a whole and changed under a lock.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::runtime::core::durable::{self, Held};
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::words::{Said, reason, say};

/// A private file; it need not exist.
#[derive(Debug, Clone)]
pub struct PrivateFile {
    path: PathBuf,
}

impl PrivateFile {
    /// The file at that path.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its text, if it exists.
    ///
    /// # Errors
    /// It cannot be read, or others can read it too.
    pub fn read(&self) -> Result<Option<String>, Failure> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failed(&error)),
        };
        self.check_private()?;
        Ok(Some(text))
    }

    /// Waits until no other process changes what goes by that name.
    ///
    /// # Errors
    /// The lock cannot be made.
    pub fn hold(&self, name: &str) -> Result<Held, Failure> {
        durable::hold(&self.path.with_extension(name)).map_err(|error| self.failed(&error))
    }

    /// Puts these bytes in its place. A reader sees the old file or the new one, never a part; a crash leaves one of
    /// them whole.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn replace(&self, bytes: &[u8]) -> Result<(), Failure> {
        durable::replace(&self.path, bytes).map_err(|error| self.failed(&error))
    }

    /// Deletes it, and tells whether there was one.
    ///
    /// # Errors
    /// It cannot be deleted.
    pub fn delete(&self) -> Result<bool, Failure> {
        match fs::remove_file(&self.path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// It exists.
    #[must_use]
    pub fn exists(&self) -> bool {
        self.path.exists()
    }

    /// What it holds was not written by this program.
    #[must_use]
    pub fn broken(&self, why: impl Into<Said>) -> Failure {
        let path = self.path.display();
        let message = say(
            "{} is not a file of sessions that this program wrote ({}); it stays as it is",
            &[&path, &why.into()],
        );
        Failure::new(Exit::Other, "credentials-broken", message).hint("move the file away, then log in again")
    }

    fn failed(&self, error: &io::Error) -> Failure {
        Failure::new(Exit::Other, "credentials-file", say("{}: {}", &[&self.path.display(), &reason(error)]))
    }

    #[cfg(unix)]
    fn check_private(&self) -> Result<(), Failure> {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&self.path).map_err(|error| self.failed(&error))?.permissions().mode();
        if mode & 0o077 == 0 {
            return Ok(());
        }
        let path = self.path.display();
        let message = say(
            "{} can be read by others (mode {}); it holds sessions",
            &[&path, &format!("{:o}", mode & 0o777)],
        );
        Err(Failure::new(Exit::Refused, "credentials-exposed", message)
            .hint(say("run chmod 600 {}, and log in again if somebody may have read it", &[&path])))
    }

    #[cfg(not(unix))]
    fn check_private(&self) -> Result<(), Failure> {
        Ok(())
    }
}
