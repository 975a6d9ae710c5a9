//! The login keychain.

use std::sync::Arc;

use apple_native_keyring_store::keychain::Store;
use keyring_core::CredentialStore;

use super::Trouble;
use super::entries::trouble;

/// As the program calls it.
pub const NAME: &str = "the login keychain";
/// Longest secret of one entry.
pub const MAX_BYTES: usize = usize::MAX;

/// Connects to it.
pub fn open() -> Result<Arc<CredentialStore>, Trouble> {
    Ok(Store::new().map_err(|error| trouble(&error))?)
}
