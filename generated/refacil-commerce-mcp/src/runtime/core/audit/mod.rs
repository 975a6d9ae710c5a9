//! A line before and a line after each attempt of a mutation: JSON, append-only, under a lock, chained.

mod chain;
mod place;
mod read;
#[cfg(test)]
mod tests;
mod verify;
mod view;

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

pub use self::place::Place;
pub use self::view::{View, entries};
use super::answer::{Broken, Response};
use super::call::Call;
use super::failure::{Exit, Failure, Sent};
use super::redact;
use super::request::{Purpose, Request};
use super::scrub;
use super::words::{reason, say};

/// Where entries go.
#[derive(Debug, Clone)]
pub struct AuditLog {
    place: Place,
    most: u64,
    who: Who,
}

/// A log that has grown to this many bytes is put aside, and the chain goes on in a new file.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

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
    /// A log in that place; a file and its folder are made when the first entry is written.
    #[must_use]
    pub const fn new(place: Place, who: Who) -> Self {
        Self { place, most: MOST_BYTES, who }
    }

    /// The file, or what stands in its place.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.place.path()
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
        let mut entry = self.common(call, &open, "before", now);
        entry.insert("host".into(), call.target().origin().into());
        entry.insert("class".into(), call.operation().class.name().into());
        let parameters = redact::for_records(call.operation(), call.arguments());
        entry.insert("parameters".into(), parameters.into());
        self.append(entry).map(|()| Some(open)).map_err(|error| {
            Failure::new(
                Exit::Other,
                "audit-unwritable",
                say(
                    "the audit log {} cannot be written ({}), so nothing was sent",
                    &[&self.path().display(), &reason(&error)],
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
        let mut entry = self.common(call, open, "after", now);
        entry.insert("status".into(), json!(status));
        entry.insert("request_id".into(), json!(request_id));
        entry.insert("duration_ms".into(), (now.as_millisecond() - open.started.as_millisecond()).into());
        entry.insert("outcome".into(), outcome.into());
        self.append(entry)
    }

    fn common(&self, call: &Call, open: &Open, which: &str, now: Timestamp) -> Map<String, Value> {
        let operation = call.operation();
        let fields = [
            ("time", now.to_string()),
            ("entry", which.to_owned()),
            ("id", open.id.clone()),
            ("app", self.who.app.clone()),
            ("profile", self.who.principal.clone()),
            ("env", call.target().environment.name.to_owned()),
            ("command", operation.command.join(" ")),
            ("operation", operation.id.to_owned()),
        ];
        fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
    }

    fn append(&self, entry: Map<String, Value>) -> io::Result<()> {
        self.place.append(self.most, entry)
    }
}

/// Unique among processes, and among calls of one process that begin in the same instant.
#[must_use]
pub fn entry_id(now: Timestamp) -> String {
    static ENTRIES: AtomicU64 = AtomicU64::new(0);
    let nth = ENTRIES.fetch_add(1, Ordering::Relaxed);
    format!("{}-{}-{nth}", now.as_microsecond(), std::process::id())
}
