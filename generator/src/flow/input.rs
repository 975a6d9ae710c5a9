//! Which files belong to an API.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// How a collection's file name ends.
const COLLECTION: &str = ".postman_collection.json";

/// The files of one API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Short name.
    pub name: String,
    /// The collection.
    pub collection: PathBuf,
    /// The overlay, when a person has decided anything.
    pub overlay: Option<PathBuf>,
    /// The lock, which `generate` writes; only an API with an overlay has one.
    pub lock: Option<PathBuf>,
}

impl Input {
    /// A collection alone: a file, or the folder of a v3 collection.
    #[must_use]
    pub fn bare(collection: &Path) -> Self {
        // `.` has a name only when it is spelt out.
        let spelt_out = collection.file_name().is_none().then(|| fs::canonicalize(collection).ok()).flatten();
        let file = spelt_out.as_deref().unwrap_or(collection).file_name();
        let file = file.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let stem = file.strip_suffix(COLLECTION).or_else(|| file.strip_suffix(".json")).unwrap_or(&file);
        Self { name: stem.to_owned(), collection: collection.to_owned(), overlay: None, lock: None }
    }

    /// The APIs of a folder, sorted by name. An overlay without its collection counts too: reading it will tell.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn all(folder: &Path) -> Result<Vec<Self>, Error> {
        let failed = |source| Error::Io { path: folder.to_owned(), source };
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let file = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            let name = file.strip_suffix(COLLECTION).or_else(|| file.strip_suffix(".toml"));
            names.extend(name.map(str::to_owned));
        }
        names.sort();
        names.dedup();
        Ok(names.iter().map(|name| Self::named(folder, name)).collect())
    }

    fn named(folder: &Path, name: &str) -> Self {
        let overlay = folder.join(format!("{name}.toml"));
        let overlay = overlay.is_file().then_some(overlay);
        Self {
            name: name.to_owned(),
            collection: folder.join(format!("{name}{COLLECTION}")),
            lock: overlay.is_some().then(|| folder.join(format!("{name}.lock"))),
            overlay,
        }
    }
}
