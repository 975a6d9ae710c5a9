//! Where entries go: a file, or standard error for whoever collects what a container says.
//!
//! On standard error each is a line of its own, an object whose only member is `audit`, so that no log line is taken for an
//! entry. The entries of one process are a chain as those of a file are; the next process begins another.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Map, Value};

use super::super::failure::{Exit, Failure};
use super::super::words::say;
use super::chain::{self, End};

/// What an operator writes in place of a path.
const STDERR: &str = "stderr";

/// Where entries go.
#[derive(Debug, Clone)]
pub struct Place {
    path: PathBuf,
    stream: Option<Stream>,
}

/// What was last written to standard error by this process.
#[derive(Debug, Clone, Default)]
struct Stream {
    end: Arc<Mutex<End>>,
}

impl Place {
    /// The file of that path; `stderr` means standard error, and `./stderr` the file.
    #[must_use]
    pub fn named(path: PathBuf) -> Self {
        let stream = (path.as_os_str() == STDERR).then(Stream::default);
        Self { path, stream }
    }

    /// As the operator named it.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file, to read it.
    ///
    /// # Errors
    /// There is none.
    pub fn file(&self) -> Result<&Path, Failure> {
        if self.stream.is_none() {
            return Ok(&self.path);
        }
        let message = "the entries go to standard error, so there is no file to read or to check here";
        Err(Failure::new(Exit::Invalid, "audit-elsewhere", message).hint(say(
            "look where standard error is collected: each entry is a line that begins with {}, and in the entries of one process seq has no gap and prev is the SHA-256 of the entry before",
            &[&r#"{"audit":"#],
        )))
    }

    /// Whether entries could be written; nothing is made.
    ///
    /// # Errors
    /// Why they could not.
    pub fn check(&self) -> io::Result<()> {
        if self.stream.is_some() { Ok(()) } else { chain::check(&self.path) }
    }

    /// Appends an entry. A file of `most` bytes is first put aside.
    pub(super) fn append(&self, most: u64, entry: Map<String, Value>) -> io::Result<()> {
        match &self.stream {
            Some(stream) => stream.append(entry),
            None => chain::append(&self.path, most, entry),
        }
    }
}

impl Stream {
    fn append(&self, entry: Map<String, Value>) -> io::Result<()> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let (line, next) = chain::linked(&end, entry);
        // One write: no line of another thread comes between.
        io::stderr().lock().write_all(format!("{{\"audit\":{line}}}\n").as_bytes())?;
        *end = next;
        Ok(())
    }
}
