//! What was installed, written down beside it: so that a later version knows its own files from a user's.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::super::core::hex;

/// The file that holds it, in the skill's folder.
pub const FILE: &str = ".installed.json";

/// What was installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The program that did it.
    pub by: String,
    /// Its version.
    pub version: String,
    /// How many folders above the skill's own it made.
    pub made: usize,
    /// Digest of each file, by its path below the skill's folder.
    pub files: BTreeMap<String, String>,
}

impl Record {
    /// Reads it; what could lead out of the folder is no record.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let record: Self = serde_json::from_str(text).ok()?;
        record.files.keys().all(|path| is_inside(path)).then_some(record)
    }

    /// As it is written.
    #[must_use]
    pub fn to_text(&self) -> String {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        format!("{text}\n")
    }
}

/// The digest of a file, hex SHA-256.
#[must_use]
pub fn digest(content: &[u8]) -> String {
    hex::sha256(content)
}

/// The path stays below the folder that it is relative to.
#[must_use]
pub fn is_inside(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_and_leads_nowhere_else() {
        let files = BTreeMap::from([("SKILL.md".to_owned(), digest(b"x"))]);
        let record = Record { by: "shop".into(), version: "1.0.0".into(), made: 2, files };
        assert_eq!(Record::parse(&record.to_text()), Some(record.clone()));
        for path in ["../x", "/x", "a/../../x", "a//b", "C:x", "a\\..\\x", ""] {
            let mut bad = record.clone();
            bad.files.insert(path.into(), digest(b"x"));
            assert_eq!(Record::parse(&bad.to_text()), None, "{path}");
        }
        assert_eq!(Record::parse("{"), None);
    }
}
