//! Files in memory become files on disk, and nothing of anybody else is touched.

mod compare;
mod diff;
mod disk;
mod write;

use std::path::Path;

use crate::error::Error;
use crate::render::Files;

use compare::Comparison;

/// What to do with the difference between memory and disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Write it, unless a file was edited by hand.
    Write,
    /// Report it and write nothing.
    Check,
    /// Write it, over edits by hand too.
    Force,
}

/// What was done, or in [`Mode::Check`] what would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that did not exist.
    pub created: Vec<String>,
    /// Files whose content is no longer what the input gives.
    pub changed: Vec<String>,
    /// Files that the generator wrote once and no longer does.
    pub deleted: Vec<String>,
    /// Files that somebody edited by hand.
    pub edited: Vec<String>,
    /// Files among the sources that the generator never wrote. They are left alone.
    pub unknown: Vec<String>,
    /// How many files are as they should be.
    pub unchanged: usize,
    /// Unified diff from disk to memory, cut where it is long; only in [`Mode::Check`].
    pub diff: String,
}

impl Report {
    /// Disk and memory agree.
    #[must_use]
    pub fn is_current(&self) -> bool {
        let lists = [&self.created, &self.changed, &self.deleted, &self.edited, &self.unknown];
        lists.iter().all(|list| list.is_empty())
    }
}

/// Brings a crate's folder to the given files, or reports what differs. All obstacles are found before the first write.
///
/// # Errors
/// The folder is somebody else's, a link is in the way, a file was edited by hand, or the disk refuses.
pub fn apply(root: &Path, files: &Files, mode: Mode) -> Result<Report, Error> {
    let comparison = Comparison::new(root, files, mode)?;
    match mode {
        Mode::Check => Ok(comparison.report(diff::Detail::Full)),
        Mode::Write if comparison.has_edits() => Err(edited(root, &comparison)),
        Mode::Write | Mode::Force => {
            write::write(root, files, &comparison)?;
            Ok(comparison.report(diff::Detail::None))
        }
    }
}

fn edited(root: &Path, comparison: &Comparison<'_>) -> Error {
    let names = comparison.edited_paths();
    Error::Files {
        message: format!("edited by hand in {}: {}", root.display(), names.join(", ")),
        diff: comparison.edits_diff(),
        help: "move the edit into the overlay or the templates, or run the same `cargo xtask generate` command with \
               --force to write over it"
            .into(),
    }
}
