//! The Secret Service of a desktop, over the session bus.

use std::env;
use std::path::Path;
use std::sync::Arc;

use dbus_secret_service_keyring_store::Store;
use keyring_core::CredentialStore;

use super::Trouble;
use super::entries::trouble;

/// As the program calls it.
pub const NAME: &str = "the Secret Service";
/// Longest secret of one entry.
pub const MAX_BYTES: usize = usize::MAX;

/// Connects to it.
pub fn open() -> Result<Arc<CredentialStore>, Trouble> {
    // Without an address the library would start a bus of its own, and on it no service that anybody else uses.
    if !has_session_bus() {
        return Err(Trouble::Absent("this session has no D-Bus session bus".into()));
    }
    Ok(Store::new().map_err(|error| trouble(&error))?)
}

fn has_session_bus() -> bool {
    let named = env::var_os("DBUS_SESSION_BUS_ADDRESS").is_some_and(|address| !address.is_empty());
    named || env::var_os("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists())
}
