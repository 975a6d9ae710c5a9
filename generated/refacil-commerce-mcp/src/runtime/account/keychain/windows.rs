//! The Credential Manager.

use std::sync::Arc;

use keyring_core::CredentialStore;
use windows_native_keyring_store::Store;

use super::Trouble;
use super::entries::trouble;

/// As the program calls it.
pub const NAME: &str = "the Credential Manager";
/// Longest secret of one entry (`CRED_MAX_CREDENTIAL_BLOB_SIZE`); two tokens are often longer.
pub const MAX_BYTES: usize = 5 * 512;

/// Connects to it.
pub fn open() -> Result<Arc<CredentialStore>, Trouble> {
    Ok(Store::new().map_err(|error| trouble(&error))?)
}
