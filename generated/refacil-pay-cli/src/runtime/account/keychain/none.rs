//! A system whose keychain this program does not know.

use std::sync::Arc;

use keyring_core::CredentialStore;

use super::Trouble;

/// As the program calls it.
pub const NAME: &str = "none";
/// Longest secret of one entry.
pub const MAX_BYTES: usize = usize::MAX;

/// There is nothing to connect to.
pub fn open() -> Result<Arc<CredentialStore>, Trouble> {
    Err(Trouble::Absent("this program knows none of this system".into()))
}
