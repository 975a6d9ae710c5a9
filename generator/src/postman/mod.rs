//! Reads any real export into a [`Collection`]. Lenient: no request is ever lost silently.

mod collection;
mod fields;
mod identify;
mod reporter;
mod source;
mod url;
mod v1;
mod v2;

use std::path::Path;

use sha2::{Digest, Sha256};

pub use collection::{
    Auth, Body, Collection, Entry, Folder, Item, Request, SavedResponse, Script, ScriptEvent, Url, Variable,
};

use crate::error::Error;
use crate::model::Diagnostic;
use identify::Format;
use reporter::Reporter;

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Read {
    /// The collection.
    pub collection: Collection,
    /// What was odd, in file order.
    pub diagnostics: Vec<Diagnostic>,
    /// Digest of the file as it lies on disk, hex SHA-256.
    pub sha256: String,
}

/// Reads a collection from disk.
///
/// # Errors
/// The file cannot be read, or is no collection.
pub fn read(path: &Path) -> Result<Read, Error> {
    let file = path.display().to_string();
    if path.is_dir() {
        return Err(identify::folder(&file));
    }
    let bytes = std::fs::read(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    parse(&bytes, &file)
}

/// Reads a collection from memory; `file` is its name in messages.
///
/// # Errors
/// The bytes are no collection.
pub fn parse(bytes: &[u8], file: &str) -> Result<Read, Error> {
    let mut reporter = Reporter::new(file);
    let text = source::decode(bytes, &mut reporter)?;
    let collection = match identify::identify(&text, file)? {
        Format::V1(root) => v1::collection(&root, &mut reporter),
        Format::V2(root) => v2::collection(&root, &mut reporter),
    };
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Read { collection, diagnostics: reporter.finish(), sha256 })
}
