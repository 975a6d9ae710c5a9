//! What differs between the files in memory and a crate's folder.

use std::path::Path;

use super::diff::{self, Detail};
use super::disk::{self, Disk};
use super::{Mode, Report};
use crate::error::Error;
use crate::render::{Files, LISTING, Listing, digest};

/// The difference, with the content on disk that it would overwrite.
pub struct Comparison<'a> {
    pub entries: Vec<Entry<'a>>,
    unknown: Vec<String>,
    unchanged: usize,
}

/// A file that is not as it should be.
pub struct Entry<'a> {
    pub path: String,
    pub kind: Kind,
    /// On disk.
    pub old: Vec<u8>,
    /// In memory.
    pub new: &'a [u8],
}

/// How a file differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Is not on disk.
    Created,
    /// Is as the generator left it, and old.
    Changed,
    /// Was changed by somebody else.
    Edited,
    /// Is no longer written, and as the generator left it.
    Deleted,
    /// Is no longer written, and was changed by somebody else: it is never deleted.
    EditedStale,
}

impl<'a> Comparison<'a> {
    pub fn new(root: &Path, files: &'a Files, mode: Mode) -> Result<Self, Error> {
        let disk = Disk::open(root)?;
        let before = previous(&disk, mode)?;
        let mut comparison = Self { entries: Vec::new(), unknown: Vec::new(), unchanged: 0 };
        for (path, new) in files.iter() {
            let kind = match disk.read(path)? {
                Some(old) if old == new => {
                    comparison.unchanged += 1;
                    continue;
                }
                None => (Kind::Created, Vec::new()),
                Some(old) if path == LISTING || is_ours(&before, path, &old) => (Kind::Changed, old),
                Some(old) => (Kind::Edited, old),
            };
            comparison.entries.push(Entry { path: path.to_owned(), kind: kind.0, old: kind.1, new });
        }
        for path in before.files.keys().filter(|path| files.get(path).is_none()) {
            if let Some(old) = disk.read(path)? {
                let kind = if is_ours(&before, path, &old) { Kind::Deleted } else { Kind::EditedStale };
                comparison.entries.push(Entry { path: path.clone(), kind, old, new: &[] });
            }
        }
        let known = |path: &str| files.get(path).is_some() || before.files.contains_key(path);
        comparison.unknown = disk.sources()?.into_iter().filter(|path| !known(path)).collect();
        Ok(comparison)
    }

    pub fn has_edits(&self) -> bool {
        self.edits().next().is_some()
    }

    pub fn edited_paths(&self) -> Vec<String> {
        self.edits().map(|entry| entry.path.clone()).collect()
    }

    pub fn edits_diff(&self) -> String {
        diff::unified(self.edits(), Detail::Full)
    }

    fn edits(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter().filter(|entry| matches!(entry.kind, Kind::Edited | Kind::EditedStale))
    }

    pub fn report(&self, detail: Detail) -> Report {
        let of = |kind: Kind| -> Vec<String> {
            self.entries.iter().filter(|entry| entry.kind == kind).map(|entry| entry.path.clone()).collect()
        };
        Report {
            created: of(Kind::Created),
            changed: of(Kind::Changed),
            deleted: of(Kind::Deleted),
            edited: self.edited_paths(),
            unknown: self.unknown.clone(),
            unchanged: self.unchanged,
            diff: diff::unified(self.entries.iter(), detail),
        }
    }
}

/// The listing that the folder holds; an empty one for a folder that is empty or not there.
fn previous(disk: &Disk<'_>, mode: Mode) -> Result<Listing, Error> {
    match disk.read(LISTING)? {
        None if disk.is_vacant()? => Ok(Listing::default()),
        None => Err(disk::refusal(
            format!("{} is not empty, and was not made by this generator", disk.root().display()),
            "choose another folder, or empty this one",
        )),
        Some(content) => match serde_json::from_slice::<Listing>(&content) {
            Ok(listing) => Ok(listing),
            // What is not listed counts as edited, which is what --force writes over.
            Err(_) if mode == Mode::Force => Ok(Listing::default()),
            Err(error) => Err(disk::refusal(
                format!("{} cannot be read: {error}", disk.root().join(LISTING).display()),
                "restore it from version control, or write over the whole folder with --force",
            )),
        },
    }
}

fn is_ours(before: &Listing, path: &str, content: &[u8]) -> bool {
    before.files.get(path).is_some_and(|known| *known == digest(content))
}
