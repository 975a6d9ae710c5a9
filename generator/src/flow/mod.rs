//! The whole line, from files to files.

mod generate;
mod input;
mod timings;

use std::fs;
use std::path::Path;

use crate::check::check;
use crate::error::Error;
use crate::lock::{self, Comparison, Lock};
use crate::lower::{self, Source};
use crate::model::{Api, Diagnostic, Severity};
use crate::overlay::{self, Accepted, Overlay};
use crate::postman;

pub use generate::{CrateOutcome, LockOutcome, Outcome, generate, generate_one};
pub use input::Input;
pub use timings::Timings;

/// An API that went through all phases before rendering.
#[derive(Debug)]
pub struct Loaded {
    /// Where it came from.
    pub input: Input,
    /// The API; its diagnostics are those that nobody accepted, errors among them.
    pub api: Api,
    /// Diagnostics that the overlay accepts.
    pub accepted: Vec<Accepted>,
    /// What changed against the lock.
    pub comparison: Comparison,
    /// Text of the new lock, where there is to be one.
    lock: Option<String>,
}

impl Loaded {
    /// Text of the lock that `generate` would write; an API without overlay has none.
    #[must_use]
    pub fn lock_text(&self) -> Option<&str> {
        self.lock.as_deref()
    }

    /// Nothing stands against generating.
    ///
    /// # Errors
    /// All diagnostics that stop a run.
    pub fn sound(&self) -> Result<(), Error> {
        let errors: Vec<Diagnostic> =
            self.api.diagnostics.iter().filter(|found| found.severity == Severity::Error).cloned().collect();
        if errors.is_empty() { Ok(()) } else { Err(Error::Problems(errors)) }
    }
}

/// Reads an API and takes it through lowering, overlay, checks and lock. What is wrong with the API itself stands in
/// its diagnostics; see [`Loaded::sound`].
///
/// # Errors
/// A file cannot be read, is not what it should be, or the overlay does not fit the collection.
pub fn load(input: &Input, timings: &mut Timings) -> Result<Loaded, Error> {
    let file = input.collection.display().to_string();
    let read = timings.measure("read", || postman::read(&input.collection))?;
    let overlay = input.overlay.as_deref().map(read_overlay).transpose()?;
    let lock = input.lock.as_deref().map(read_lock).transpose()?.flatten();
    let source = Source { name: input.name.clone(), file };
    let mut api = timings.measure("lower", || lower::lower(read, source));
    if let Some(lock) = &lock {
        lock::settle(&mut api, lock);
    }
    let keys: Vec<String> = api.operations.iter().map(|operation| operation.id.clone()).collect();
    if let Some(overlay) = &overlay {
        api = timings.measure("overlay", || overlay::apply(api, overlay))?;
    }
    let mut found = timings.measure("check", || check(&api));
    let mut loaded = Loaded {
        input: input.clone(),
        api,
        accepted: Vec::new(),
        comparison: Comparison::default(),
        lock: None,
    };
    if let (Some(overlay), Some(path)) = (&overlay, &input.lock) {
        let mut new = Lock::of(&loaded.api, &keys);
        let place = path.display().to_string();
        loaded.comparison =
            timings.measure("lock", || lock::compare(lock.as_ref(), &mut new, overlay.allowed(), &place));
        found.extend(loaded.comparison.problems.iter().cloned());
        loaded.lock = Some(new.to_text()?);
    }
    let mut all = std::mem::take(&mut loaded.api.diagnostics);
    all.extend(found);
    (loaded.api.diagnostics, loaded.accepted) = match &overlay {
        Some(overlay) => overlay::judge(all, overlay),
        None => (all, Vec::new()),
    };
    Ok(loaded)
}

fn read_overlay(path: &Path) -> Result<Overlay, Error> {
    Overlay::parse(&read_text(path)?, &path.display().to_string())
}

/// The lock of a new API does not exist yet.
fn read_lock(path: &Path) -> Result<Option<Lock>, Error> {
    if !path.exists() {
        return Ok(None);
    }
    Lock::parse(&read_text(path)?, &path.display().to_string()).map(Some)
}

fn read_text(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}
