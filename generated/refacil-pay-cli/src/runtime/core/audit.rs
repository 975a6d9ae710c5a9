//! A line before and a line after each attempt of a mutation: JSON, append-only, under a lock.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::{Broken, Response};
use super::call::Call;
use super::failure::{Exit, Failure, Sent};
use super::redact;
use super::request::{Purpose, Request};
use super::scrub;

/// Where entries go.
#[derive(Debug, Clone)]
pub struct AuditLog {
    path: PathBuf,
    who: Who,
}

/// On whose behalf calls are made.
#[derive(Debug, Clone)]
pub struct Who {
    /// Program.
    pub app: String,
    /// Profile, or principal of a server.
    pub principal: String,
}

/// An entry that waits for its end.
#[derive(Debug)]
pub struct Open {
    id: String,
    started: Timestamp,
}

impl AuditLog {
    /// A log in that file; the file and its folder are made when the first entry is written.
    #[must_use]
    pub const fn new(path: PathBuf, who: Who) -> Self {
        Self { path, who }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the entry before an attempt. Reads, logins and token steps leave none.
    ///
    /// # Errors
    /// The entry cannot be written: the call must not be sent.
    pub fn before(&self, call: &Call, request: &Request, now: Timestamp) -> Result<Option<Open>, Failure> {
        if request.purpose != Purpose::Main || !call.operation().class.is_mutation() {
            return Ok(None);
        }
        let open = Open { id: entry_id(now), started: now };
        let entry = json!({
            "time": now.to_string(),
            "entry": "before",
            "id": open.id,
            "app": self.who.app,
            "profile": self.who.principal,
            "env": call.target().environment.name,
            "host": call.target().origin(),
            "command": call.operation().command.join(" "),
            "operation": call.operation().id,
            "class": call.operation().class.name(),
            "parameters": redact::for_records(call.operation(), call.arguments()),
        });
        self.append(&entry).map(|()| Some(open)).map_err(|error| {
            Failure::new(
                Exit::Other,
                "audit-unwritable",
                format!(
                    "the audit log {} cannot be written ({error}), so nothing was sent",
                    self.path.display()
                ),
            )
            .hint("make the folder writable, then repeat the call")
        })
    }

    /// Writes the entry after an attempt.
    ///
    /// # Errors
    /// The entry cannot be written; the call itself has ended all the same.
    pub fn after(
        &self,
        call: &Call,
        open: &Open,
        report: &Result<Response, Broken>,
        now: Timestamp,
    ) -> io::Result<()> {
        let (status, outcome) = match report {
            Ok(response) => (Some(response.status), "answered"),
            Err(broken) if broken.sent == Sent::No => (None, "not-sent"),
            Err(_) => (None, "unknown"),
        };
        // A server could put there what it was sent.
        let request_id = report.as_ref().ok().and_then(Response::request_id);
        let request_id = request_id.map(|id| scrub::without(&id, call.secrets()));
        self.append(&json!({
            "time": now.to_string(),
            "entry": "after",
            "id": open.id,
            "status": status,
            "request_id": request_id,
            "duration_ms": now.as_millisecond() - open.started.as_millisecond(),
            "outcome": outcome,
        }))
    }

    fn append(&self, entry: &Value) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        if std::fs::symlink_metadata(&self.path).is_ok_and(|data| data.file_type().is_symlink()) {
            return Err(io::Error::other("it is a symbolic link"));
        }
        let mut file = open_private(&self.path)?;
        file.lock()?;
        file.write_all(format!("{entry}\n").as_bytes())?;
        file.sync_data()
    }
}

/// Unique among processes, and among calls of one process that begin in the same instant.
fn entry_id(now: Timestamp) -> String {
    static ENTRIES: AtomicU64 = AtomicU64::new(0);
    let nth = ENTRIES.fetch_add(1, Ordering::Relaxed);
    format!("{}-{}-{nth}", now.as_microsecond(), std::process::id())
}

#[cfg(unix)]
fn open_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}
