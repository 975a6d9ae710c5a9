//! The keychain of the system, as far as sessions need it: proven before it is trusted, and never waited for long.

mod entries;
mod patience;
mod vault;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
mod none;
#[cfg(target_os = "windows")]
mod windows;

#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;
#[cfg(not(any(target_os = "linux", target_os = "macos", target_os = "windows")))]
use none as system;
#[cfg(target_os = "windows")]
use windows as system;

pub use vault::{Place, Vault, Wish};

use std::fmt::Debug;

use secrecy::SecretString;

/// What keeps secrets, each in a slot with a name.
pub trait Keychain: Debug + Send + Sync {
    /// Puts the secret in the slot, in the place of what it held.
    ///
    /// # Errors
    /// The keychain cannot be used.
    fn write(&self, slot: &str, secret: &SecretString) -> Result<(), Trouble>;

    /// What the slot holds.
    ///
    /// # Errors
    /// The keychain cannot be used.
    fn read(&self, slot: &str) -> Result<Option<SecretString>, Trouble>;

    /// Empties the slot, if it holds anything.
    ///
    /// # Errors
    /// The keychain cannot be used.
    fn delete(&self, slot: &str) -> Result<(), Trouble>;
}

/// Why a keychain cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is none here.
    #[error("there is no keychain here: {0}")]
    Absent(String),
    /// It waits for a person, or for nobody.
    #[error("the keychain did not answer within {0} seconds")]
    Silent(u64),
    /// It is locked or broken.
    #[error("the keychain cannot be used: {0}")]
    Failed(String),
}

/// Opens the keychain of this system for the secrets of that program.
///
/// # Errors
/// There is none. That it opens proves nothing: some say so only when something is written.
fn open(app: &str) -> Result<Box<dyn Keychain>, Trouble> {
    let entries = entries::Entries::new(system::open()?, app, system::LONGEST);
    Ok(Box::new(entries))
}
