//! Writing, as far as possible all or nothing.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::compare::{Comparison, Kind};
use crate::error::Error;
use crate::render::{Files, LISTING};

/// Writes what differs. Everything that is likely to fail (space, permissions) happens before the first file changes:
/// contents are written beside their files, and then only renamed.
pub fn write(root: &Path, files: &Files, comparison: &Comparison<'_>) -> Result<(), Error> {
    let mut staged = Vec::new();
    for entry in &comparison.entries {
        if let (Kind::Created | Kind::Changed | Kind::Edited, Some(content)) =
            (entry.kind, files.get(&entry.path))
        {
            let path = root.join(&entry.path);
            let temporary =
                stage(&path, content).map_err(|source| Error::Io { path: path.clone(), source })?;
            staged.push((path, temporary));
        }
    }
    // The listing comes last: until then the old one is right about what has not been renamed yet.
    staged.sort_by_key(|(path, _)| path.ends_with(LISTING));
    for (path, temporary) in staged {
        temporary.persist(&path).map_err(|error| Error::Io { path, source: error.error })?;
    }
    for entry in comparison.entries.iter().filter(|entry| entry.kind == Kind::Deleted) {
        let path = root.join(&entry.path);
        fs::remove_file(&path).map_err(|source| Error::Io { path: path.clone(), source })?;
        remove_empty_parents(root, &path);
    }
    Ok(())
}

/// Writes a temporary file beside its place, with the permissions that any new file gets.
fn stage(path: &Path, content: &[u8]) -> io::Result<TempPath> {
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    fs::create_dir_all(&folder)?;
    let mut file =
        tempfile::Builder::new().prefix(".generated-").make_in(folder, |path| File::create_new(path))?;
    file.write_all(content)?;
    Ok(file.into_temp_path())
}

fn remove_empty_parents(root: &Path, path: &Path) {
    for folder in path.ancestors().skip(1).take_while(|folder| *folder != root) {
        // A folder that is not empty stays, and so do those around it.
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
}
