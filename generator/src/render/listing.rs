//! `.generated.json`: what belongs to the generator in a crate's folder.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Files;
use crate::model::Api;

/// Name of the listing.
pub const LISTING: &str = ".generated.json";

/// The files of a crate with their digests, and what they were made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// A word to readers: JSON has no comments.
    #[serde(rename = "//")]
    pub notice: String,
    /// Version of the generator.
    pub generator: String,
    /// File name of the collection.
    pub collection: String,
    /// SHA-256 of the collection, hex.
    pub collection_sha256: String,
    /// SHA-256 of each file but this one, hex, by path.
    pub files: BTreeMap<String, String>,
}

impl Listing {
    /// Lists the files.
    pub(super) fn new(api: &Api, files: &Files) -> Self {
        Self {
            notice: super::format::notice(api),
            generator: super::GENERATOR.to_owned(),
            collection: api.source_file.clone(),
            collection_sha256: api.source_sha256.clone(),
            files: files.iter().map(|(path, content)| (path.to_owned(), digest(content))).collect(),
        }
    }

    /// The listing as it is written.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        // Strings, and maps of strings: nothing here can fail to be JSON.
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        format!("{}\n", super::escape::visible_json(&text)).into_bytes()
    }
}

/// SHA-256 as lower-case hex.
#[must_use]
pub fn digest(content: &[u8]) -> String {
    Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect()
}
