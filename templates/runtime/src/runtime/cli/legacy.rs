//! What an earlier program of the same name left here: it is recognised, kept byte for byte, and told of.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::home::Home;

/// The file holds sessions, but not in a format of this program: ours name theirs.
#[must_use]
pub fn is_of_another(credentials: &Path) -> bool {
    let text = fs::read(credentials).unwrap_or_default();
    matches!(serde_json::from_slice(&text), Ok(Value::Object(map)) if !map.contains_key("format"))
}

/// The file of our sessions: the usual one, or another where that is another program's.
#[must_use]
pub fn sessions_file(home: &Home) -> PathBuf {
    let usual = home.credentials();
    if is_of_another(&usual) { home.own_credentials() } else { usual }
}
