//! Collections in folders: where the collection is, and which files it consists of.

use std::fs;
use std::path::{Path, PathBuf};

use super::SourceFile;
use super::identify::refuse;
use crate::error::Error;

/// How a collection's file name ends when Postman exports it.
const EXPORT: &str = ".postman_collection.json";
/// Folders below folders that are looked into.
const DEEPEST: usize = 32;
/// More files than that are no collection but a disk.
const MOST_FILES: usize = 50_000;
/// A single file.
const LARGEST: u64 = 16 * 1024 * 1024;
/// All files together, and a JSON export.
pub(super) const LARGEST_WHOLE: u64 = 256 * 1024 * 1024;

/// A collection on disk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Format 3.
    Folder(PathBuf),
    /// A JSON export.
    File(PathBuf),
}

/// The collection that a folder is, or the only one that lies below it.
pub(super) fn locate(folder: &Path) -> Result<Found, Error> {
    if is_collection(folder)? {
        return Ok(Found::Folder(folder.to_owned()));
    }
    let mut found = Vec::new();
    let mut seen = 0;
    search(folder, 0, &mut seen, &mut found)?;
    let name = folder.display().to_string();
    match found.len() {
        0 => Err(refuse(
            &name,
            "the folder holds no collection".into(),
            "give a JSON export, or the folder of a v3 collection: it holds .resources/definition.yaml and \
             *.request.yaml",
        )),
        1 => found.pop().ok_or_else(|| refuse(&name, "the folder holds no collection".into(), "")),
        several => {
            let mut message = format!("the folder holds {several} collections:");
            for one in &found {
                let (Found::Folder(path) | Found::File(path)) = one;
                message.push_str(&format!("\n  {}", path.display()));
            }
            Err(refuse(&name, message, "give the path of one of them"))
        }
    }
}

fn search(folder: &Path, depth: usize, seen: &mut usize, found: &mut Vec<Found>) -> Result<(), Error> {
    for (path, kind) in sorted(folder)? {
        *seen += 1;
        if *seen > MOST_FILES || depth > DEEPEST {
            let help = "give the folder of the collection itself";
            return Err(refuse(
                &folder.display().to_string(),
                "the folder is too large to search".into(),
                help,
            ));
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if kind.is_file() && name.ends_with(EXPORT) {
            found.push(Found::File(path));
        } else if kind.is_dir() && is_searched(&name) {
            let among_collections = folder.file_name().is_some_and(|name| name == "collections");
            if is_collection(&path)? || (among_collections && holds_requests(&path, depth)?) {
                found.push(Found::Folder(path));
            } else {
                search(&path, depth + 1, seen, found)?;
            }
        }
    }
    Ok(())
}

/// Hidden folders and those of build tools hold no collection; Postman's own may.
fn is_searched(name: &str) -> bool {
    name == ".postman" || !(name.starts_with('.') || ["node_modules", "target", "vendor"].contains(&name))
}

fn is_collection(folder: &Path) -> Result<bool, Error> {
    let described = [".resources/definition.yaml", ".resources/definition.yml", "collection.yaml"];
    if described.iter().any(|file| folder.join(file).is_file()) {
        return Ok(true);
    }
    Ok(sorted(folder)?.iter().any(|(path, kind)| kind.is_file() && is_request(path)))
}

fn is_request(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.ends_with(".request.yaml") || name.ends_with(".request.yml")
}

/// Requests lie somewhere below.
fn holds_requests(folder: &Path, depth: usize) -> Result<bool, Error> {
    for (path, kind) in sorted(folder)? {
        let below = kind.is_dir() && depth < DEEPEST && holds_requests(&path, depth + 1)?;
        if below || (kind.is_file() && is_request(&path)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// All YAML files of a collection. Links are followed to files inside only.
pub(super) fn collect(root: &Path) -> Result<Vec<SourceFile>, Error> {
    let inside = fs::canonicalize(root).map_err(|source| Error::Io { path: root.to_owned(), source })?;
    let mut collected = Collected { inside, files: Vec::new(), bytes: 0 };
    collected.folder(root, "", 0)?;
    Ok(collected.files)
}

struct Collected {
    inside: PathBuf,
    files: Vec<SourceFile>,
    bytes: u64,
}

impl Collected {
    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<(), Error> {
        let too_large = |what: &str| {
            let help = "give the folder of the collection itself, or export the collection as JSON";
            refuse(&folder.display().to_string(), format!("the folder holds {what}"), help)
        };
        if depth > DEEPEST {
            return Err(too_large("folders too deep inside each other"));
        }
        for (path, kind) in sorted(folder)? {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let inner = if prefix.is_empty() { name.clone() } else { format!("{prefix}/{name}") };
            if kind.is_dir() && (name == ".resources" || is_searched(&name)) {
                self.folder(&path, &inner, depth + 1)?;
            } else if kind.is_symlink() && path.is_dir() {
                self.files
                    .push(SourceFile { path: inner, bytes: Err("the folder is a link and not followed") });
            } else if !kind.is_dir() && (name.ends_with(".yaml") || name.ends_with(".yml")) {
                let bytes = self.file(&path, kind.is_symlink())?;
                self.files.push(SourceFile { path: inner, bytes });
            }
            if self.files.len() > MOST_FILES {
                return Err(too_large("too many files"));
            }
            if self.bytes > LARGEST_WHOLE {
                return Err(too_large("more data than any collection"));
            }
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, is_link: bool) -> Result<Result<Vec<u8>, &'static str>, Error> {
        let failed = |source| Error::Io { path: path.to_owned(), source };
        if is_link && !fs::canonicalize(path).is_ok_and(|target| target.starts_with(&self.inside)) {
            return Ok(Err("the file is a link that leads out of the collection"));
        }
        let about = fs::metadata(path).map_err(failed)?;
        if !about.is_file() {
            return Ok(Err("this is no ordinary file"));
        }
        if about.len() > LARGEST {
            return Ok(Err("the file is larger than 16 MB"));
        }
        self.bytes += about.len();
        fs::read(path).map_err(failed).map(Ok)
    }
}

/// What a folder holds, by name. A link is a link here, whatever it leads to.
fn sorted(folder: &Path) -> Result<Vec<(PathBuf, fs::FileType)>, Error> {
    let failed = |source| Error::Io { path: folder.to_owned(), source };
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        entries.push((entry.path(), entry.file_type().map_err(failed)?));
    }
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(entries)
}
