//! What an earlier program of the same name left here: it is recognised, kept byte for byte, and told of.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::home::Home;

use crate::runtime::core::words::{Said, say};

/// The file is whole, but not of this program: ours name their format. What is damaged may be ours.
#[must_use]
pub fn is_of_another(credentials: &Path) -> bool {
    let text = fs::read(credentials).unwrap_or_default();
    serde_json::from_slice(&text).is_ok_and(|value: Value| value.get("format").is_none())
}

/// What is to be told of such a file.
#[must_use]
pub fn told(home: &Home) -> Option<Said> {
    let usual = home.credentials();
    is_of_another(&usual).then(|| {
        say("the sessions in {} are another program's, and stay there as they are", &[&usual.display()])
    })
}

/// The file of our sessions: the usual one, or another where that is another program's.
#[must_use]
pub fn sessions_file(home: &Home) -> PathBuf {
    let usual = home.credentials();
    if is_of_another(&usual) { home.own_credentials() } else { usual }
}
