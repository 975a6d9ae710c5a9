//! Folders that somebody named for the skill: remembered, so that an update finds them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::super::core::durable;

/// The file of those folders, a JSON list. It is a help and no more: one that cannot be read names none.
#[derive(Debug, Clone)]
pub struct Named {
    path: PathBuf,
}

impl Named {
    /// Those in that file; it need not exist.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The folders, in the order in which they were named.
    #[must_use]
    pub fn folders(&self) -> Vec<PathBuf> {
        let text = fs::read_to_string(&self.path).unwrap_or_default();
        let paths: Vec<PathBuf> = serde_json::from_str(&text).unwrap_or_default();
        paths.into_iter().filter(|path| path.is_absolute()).collect()
    }

    /// Remembers a folder.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn remember(&self, folder: &Path) -> io::Result<()> {
        self.change(|folders| {
            if !folders.iter().any(|known| known == folder) {
                folders.push(folder.to_owned());
            }
        })
    }

    /// Remembers a folder no longer.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn forget(&self, folder: &Path) -> io::Result<()> {
        self.change(|folders| folders.retain(|known| known != folder))
    }

    fn change(&self, change: impl FnOnce(&mut Vec<PathBuf>)) -> io::Result<()> {
        let _held = durable::hold(&durable::beside(&self.path, ".lock"))?;
        let before = self.folders();
        let mut folders = before.clone();
        change(&mut folders);
        if folders == before {
            Ok(())
        } else {
            durable::replace(&self.path, &serde_json::to_vec_pretty(&folders)?)
        }
    }
}
