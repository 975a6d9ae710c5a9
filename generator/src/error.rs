//! What stops a run.

use std::path::PathBuf;

use crate::model::Diagnostic;

/// A reason why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not a collection.
    #[error("{path}: {message}")]
    NotACollection {
        /// The file.
        path: PathBuf,
        /// What it is instead, or what is broken, with the place.
        message: String,
        /// What to do next.
        help: String,
    },
    /// The overlay or the checks found problems; all of them are listed.
    #[error("{} problem{} found", .0.len(), if .0.len() == 1 { "" } else { "s" })]
    Problems(Vec<Diagnostic>),
    /// The lock is no lock of this generator.
    #[error("{path}: {message}")]
    Lock {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
        /// What to do next.
        help: String,
    },
    /// A template is broken: a fault of this generator.
    #[error("template {template}: {message}")]
    Template {
        /// Template path.
        template: String,
        /// What minijinja said, with its place.
        message: String,
    },
    /// Rendered Rust does not parse: a fault of this generator.
    #[error("rendered {path} is not Rust: {message}")]
    Syntax {
        /// Path in the crate.
        path: String,
        /// What syn said.
        message: String,
    },
    /// Files were edited by hand, or the folder is not ours.
    #[error("{message}")]
    Files {
        /// What is in the way.
        message: String,
        /// Diff, may be empty.
        diff: String,
        /// What to do next.
        help: String,
    },
}

impl Error {
    /// What to do next; may be empty.
    #[must_use]
    pub fn help(&self) -> &str {
        match self {
            Self::NotACollection { help, .. } | Self::Lock { help, .. } | Self::Files { help, .. } => help,
            Self::Template { .. } | Self::Syntax { .. } => {
                "this is a fault of the generator; report it with the collection"
            }
            Self::Io { .. } | Self::Problems(_) => "",
        }
    }
}
