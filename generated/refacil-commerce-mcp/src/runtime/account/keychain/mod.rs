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

use crate::runtime::core::words::{Said, say};

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

    /// The names of all slots under the name of this program, those of others of that name too; nothing where the system
    /// does not tell.
    ///
    /// # Errors
    /// The keychain cannot be used.
    fn slots(&self) -> Result<Vec<String>, Trouble>;
}

/// Why a keychain cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// There is none here.
    Absent(Said),
    /// It waits for a person, or for nobody.
    Silent(u64),
    /// It is locked or broken.
    Failed(Said),
}

impl Trouble {
    /// In words.
    #[must_use]
    pub fn said(&self) -> Said {
        match self {
            Self::Absent(why) => say("there is no keychain here: {}", &[why]),
            Self::Silent(seconds) => say("the keychain did not answer within {} seconds", &[seconds]),
            Self::Failed(why) => say("the keychain cannot be used: {}", &[why]),
        }
    }
}

/// Opens the keychain of this system for the secrets of that program.
///
/// # Errors
/// There is none. That it opens proves nothing: some say so only when something is written.
fn open(app: &str) -> Result<Box<dyn Keychain>, Trouble> {
    let entries = entries::Entries::new(system::open()?, app, system::MAX_BYTES);
    Ok(Box::new(entries))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_keychain_of_this_system_keeps_long_secrets() {
        // It writes to the keychain of whoever runs it: only where that is wanted.
        if std::env::var_os("TEST_OS_KEYCHAIN").is_none() {
            return;
        }
        let keychain = open("codegen-keychain-test").expect("a keychain");
        let slot = format!("test {}", std::process::id());
        for secret in ["ñandú ".repeat(1_000), "short".to_owned()] {
            keychain.write(&slot, &secret.as_str().into()).expect("written");
            let read = keychain.read(&slot).expect("read").expect("there");
            assert_eq!(read.expose_secret(), secret);
        }
        keychain.delete(&slot).expect("deleted");
        assert!(keychain.read(&slot).expect("read").is_none());
        assert!(keychain.slots().expect("listed").iter().all(|other| !other.starts_with(&slot)));
    }
}
