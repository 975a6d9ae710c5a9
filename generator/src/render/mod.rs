//! Turns the model into the files of a crate, in memory.
//!
//! Rust of ours that depends on the API is data: statics built with `quote`. Text files are templates. The behaviour
//! is copied from the runtime as it stands.

mod arguments;
mod conditions;
mod docs;
mod escape;
mod flow;
mod folders;
mod follow;
mod format;
mod group;
mod hidden;
mod layout;
mod listing;
mod lock;
mod manifest;
mod masking;
mod money;
mod names;
mod notice;
mod operation;
mod readme;
mod root;
mod schemas;
mod server;
mod skill;
mod sources;
mod target;
mod template;
mod tour;
mod whatsapp;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use rayon::prelude::*;

use crate::error::Error;
use crate::model::{Api, Target};

pub(crate) use arguments::{OWN_FLAGS, is_flag};
pub use listing::{LISTING, Listing, digest};
pub use lock::lock_template;
pub use manifest::manifest;
pub use names::is_safe_path;
pub use sources::Sources;

use layout::Layout;

/// Version of this generator.
pub const GENERATOR: &str = env!("CARGO_PKG_VERSION");

/// The oldest Rust that compiles what this generator writes.
pub const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// The files of a crate: relative path with forward slashes, and content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// Adds a file.
    ///
    /// # Errors
    /// The path could leave the crate, cannot exist on every system, or is taken.
    pub fn insert(&mut self, path: String, content: Vec<u8>) -> Result<(), Error> {
        if !is_safe_path(&path) {
            return Err(fault(&path, "is not a path inside the crate that every system can hold"));
        }
        match self.0.entry(path) {
            Entry::Occupied(taken) => Err(fault(taken.key(), "is written twice")),
            Entry::Vacant(free) => {
                free.insert(content);
                Ok(())
            }
        }
    }

    /// Path and content, ordered by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0.iter().map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    /// The content of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(Vec::as_slice)
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// There is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn fault(path: &str, what: &str) -> Error {
    Error::Files {
        message: format!("{path:?} {what}"),
        diff: String::new(),
        help: "this is a fault of the generator; report it with the collection".into(),
    }
}

/// Renders a crate. Same input, same bytes, on every machine.
///
/// # Errors
/// The target's name or version cannot be a crate's, or the generator or a template is at fault.
pub fn render(api: &Api, target: &Target, sources: &Sources) -> Result<Files, Error> {
    target::check(target, sources)?;
    let api = &*api.in_language(&target.language);
    let layout = Layout::new(api, target);
    let mut files = Files::default();
    for (path, content) in template::render_tree(api, target, sources)? {
        files.insert(path, content)?;
    }
    for folder in sources.folders(target.kind) {
        for (path, content) in sources.runtime_folder(folder) {
            files.insert(format!("src/runtime/{path}"), content.to_vec())?;
        }
    }
    for (path, content) in rust_files(&layout)? {
        files.insert(path, content)?;
    }
    for (path, content) in docs::files(&layout)? {
        files.insert(path, content)?;
    }
    for (path, content) in skill::files(&layout, sources)? {
        files.insert(path, content)?;
    }
    let listing = Listing::new(api, &files);
    files.insert(LISTING.to_owned(), listing.to_bytes())?;
    Ok(files)
}

fn rust_files(layout: &Layout<'_>) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let mut files: Vec<_> =
        layout.groups.par_iter().map(|group| group::file(layout, group)).collect::<Result<_, _>>()?;
    files.extend(schemas::file(layout)?);
    files.push(root::file(layout)?);
    Ok(files)
}
