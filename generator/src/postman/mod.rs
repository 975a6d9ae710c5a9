//! Reads any real export into a [`Collection`]. Lenient: no request is ever lost silently.

mod broken;
mod collection;
mod fields;
mod folder;
mod html;
mod identify;
mod reporter;
mod skipped;
mod source;
mod url;
mod v1;
mod v2;
mod v3;

use std::path::Path;

use sha2::{Digest, Sha256};

pub use collection::{
    Auth, Body, Collection, Entry, Folder, Item, Request, SavedResponse, Script, ScriptEvent, Url, Variable,
};
pub use skipped::is_skipped;

use crate::error::Error;
use crate::model::Diagnostic;
use folder::Found;
use identify::Format;
use reporter::Reporter;

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Read {
    /// The collection.
    pub collection: Collection,
    /// What was odd, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// Digest of the file as it lies on disk, hex SHA-256; of a folder: of its files' paths and contents.
    pub sha256: String,
}

/// A file of a collection that is a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path inside the collection's folder, with `/` on every system.
    pub path: String,
    /// What it holds, or why that is not to be had.
    pub bytes: Result<Vec<u8>, &'static str>,
}

/// Reads a collection from disk: a JSON export of any version, the folder of a v3 collection, or a folder that holds
/// exactly one of them.
///
/// # Errors
/// The file cannot be read, or is no collection; a folder holds none, or several.
pub fn read(path: &Path) -> Result<Read, Error> {
    let name = path.display().to_string();
    let found = if path.is_dir() { folder::locate(path)? } else { Found::File(path.to_owned()) };
    match found {
        Found::Folder(root) => {
            parse_folder(&folder::collect(&root)?, &own_name(&root), &root.display().to_string())
        }
        Found::File(file) => {
            let failed = |source| Error::Io { path: file.clone(), source };
            if std::fs::metadata(&file).map_err(failed)?.len() > folder::LARGEST_WHOLE {
                let help = "export the collection in parts";
                return Err(identify::refuse(&name, "the file is larger than any collection".into(), help));
            }
            parse(&std::fs::read(&file).map_err(failed)?, &file.display().to_string())
        }
    }
}

/// Name of a folder, also of `.`.
fn own_name(folder: &Path) -> String {
    let whole = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Reads a collection from memory; `file` is its name in messages. Takes any bytes and never panics.
///
/// # Errors
/// The bytes are no collection.
pub fn parse(bytes: &[u8], file: &str) -> Result<Read, Error> {
    let mut reporter = Reporter::new(file);
    identify::binary(bytes, file)?;
    let text = source::decode(bytes, &mut reporter)?;
    let collection = match identify::identify(&text, file)? {
        Format::V1(root) => v1::collection(&root, &mut reporter),
        Format::V2(root) => v2::collection(&root, &mut reporter),
        Format::V3(root) => v3::document(&root, &mut reporter),
    };
    Ok(Read { collection, diagnostics: reporter.finish(), sha256: hex(&Sha256::digest(bytes)) })
}

/// Reads a v3 collection from its files in memory; `name` is the folder's own name, `place` its name in messages.
///
/// # Errors
/// None of the files belongs to a collection.
pub fn parse_folder(files: &[SourceFile], name: &str, place: &str) -> Result<Read, Error> {
    if !files.iter().any(v3::is_part) {
        let message = "the folder holds no collection".to_owned();
        return Err(identify::refuse(place, message, "give the folder that holds the *.request.yaml files"));
    }
    let mut reporter = Reporter::new(place);
    let collection = v3::collection(files, name, &mut reporter);
    Ok(Read { collection, diagnostics: reporter.finish(), sha256: digest(files) })
}

/// Over sorted paths and contents, each with its length, so that no two folders look alike.
fn digest(files: &[SourceFile]) -> String {
    let mut sorted: Vec<&SourceFile> = files.iter().collect();
    sorted.sort_by(|one, other| one.path.cmp(&other.path));
    let mut hasher = Sha256::new();
    for file in sorted {
        let bytes = file.bytes.as_deref().unwrap_or_default();
        for part in [file.path.as_bytes(), bytes] {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        }
    }
    hex(&hasher.finalize())
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
