//! A crate's folder as it is, links never followed.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::render::is_safe_path;

/// What may lie in a folder that counts as empty.
const NEUTRAL: &[&str] = &[".git", "target"];

/// A folder to compare with.
pub struct Disk<'a> {
    root: &'a Path,
}

impl<'a> Disk<'a> {
    pub fn open(root: &'a Path) -> Result<Self, Error> {
        match fs::metadata(root) {
            Ok(found) if !found.is_dir() => {
                Err(refusal(format!("{} is not a folder", root.display()), "choose another folder"))
            }
            Ok(_) => Ok(Self { root }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self { root }),
            Err(source) => Err(Error::Io { path: root.to_owned(), source }),
        }
    }

    pub fn root(&self) -> &Path {
        self.root
    }

    /// The content of a file, if it exists.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, Error> {
        // A listing is a file like any other, and may have been written by somebody else.
        if !is_safe_path(path) {
            return Err(refusal(
                format!("{path:?} is listed, and does not lie inside {}", self.root.display()),
                "restore .generated.json from version control",
            ));
        }
        let mut full = self.root.to_owned();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            full.push(part);
            let Some(kind) = self.kind(&full)? else { return Ok(None) };
            if kind.is_symlink() {
                return Err(refusal(
                    format!("{} is a symbolic link", full.display()),
                    "remove it: links inside a generated crate are not followed",
                ));
            }
            if kind.is_dir() == parts.peek().is_none() {
                return Err(refusal(format!("{} is in the way", full.display()), "move it elsewhere"));
            }
        }
        fs::read(&full).map(Some).map_err(|source| Error::Io { path: full, source })
    }

    fn kind(&self, path: &Path) -> Result<Option<fs::FileType>, Error> {
        match fs::symlink_metadata(path) {
            Ok(found) => Ok(Some(found.file_type())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Io { path: path.to_owned(), source }),
        }
    }

    /// Nothing of value is in the folder.
    pub fn is_vacant(&self) -> Result<bool, Error> {
        let entries = match fs::read_dir(self.root) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
            Err(source) => return Err(self.fault(source)),
        };
        for entry in entries {
            let name = entry.map_err(|source| self.fault(source))?.file_name();
            if !NEUTRAL.iter().any(|neutral| name == *neutral) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Every file below `src`, where all is the generator's.
    pub fn sources(&self) -> Result<BTreeSet<String>, Error> {
        let mut found = BTreeSet::new();
        let mut folders = vec![("src".to_owned(), self.root.join("src"))];
        while let Some((prefix, folder)) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                Err(source) => return Err(Error::Io { path: folder, source }),
            };
            for entry in entries {
                let entry = entry.map_err(|source| self.fault(source))?;
                let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
                if entry.file_type().map_err(|source| self.fault(source))?.is_dir() {
                    folders.push((name, entry.path()));
                } else {
                    found.insert(name);
                }
            }
        }
        Ok(found)
    }

    fn fault(&self, source: io::Error) -> Error {
        Error::Io { path: PathBuf::from(self.root), source }
    }
}

/// An obstacle, with what to do about it.
pub fn refusal(message: String, help: &str) -> Error {
    Error::Files { message, diff: String::new(), help: help.to_owned() }
}
