//! Slots as entries of the system's keychain. A secret that is longer than an entry may be lies in several.

use std::collections::HashMap;
use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::{Keychain, Trouble};
use crate::runtime::core::text::visible_capped;

/// The entries of one program.
#[derive(Debug)]
pub struct Entries {
    store: Arc<CredentialStore>,
    service: String,
    /// Bytes that one entry may hold.
    longest: usize,
}

impl Entries {
    /// The entries of that program in that store.
    pub fn new(store: Arc<CredentialStore>, app: &str, longest: usize) -> Self {
        Self { store, service: app.to_owned(), longest }
    }

    /// The entry that holds this part of a slot.
    fn entry(&self, slot: &str, part: usize) -> Result<Entry, Trouble> {
        let user = if part == 0 { slot.to_owned() } else { format!("{slot} {}", part + 1) };
        self.store.build(&self.service, &user, None).map_err(|error| trouble(&error))
    }

    /// Deletes the parts from this one on.
    fn delete_from(&self, slot: &str, first: usize) -> Result<(), Trouble> {
        for part in first.. {
            match self.entry(slot, part)?.delete_credential() {
                Ok(()) if self.longest < usize::MAX => {}
                Ok(()) | Err(Error::NoEntry) => break,
                Err(error) => return Err(trouble(&error)),
            }
        }
        Ok(())
    }
}

impl Keychain for Entries {
    fn write(&self, slot: &str, secret: &SecretString) -> Result<(), Trouble> {
        let parts: Vec<&[u8]> = secret.expose_secret().as_bytes().chunks(self.longest).collect();
        // The first part comes last: a slot that a crash left half written reads as what it held, or as nothing.
        for (number, part) in parts.iter().enumerate().rev() {
            self.entry(slot, number)?.set_secret(part).map_err(|error| trouble(&error))?;
        }
        if self.longest < usize::MAX { self.delete_from(slot, parts.len()) } else { Ok(()) }
    }

    fn read(&self, slot: &str) -> Result<Option<SecretString>, Trouble> {
        let mut whole = Zeroizing::new(Vec::new());
        for part in 0.. {
            match self.entry(slot, part)?.get_secret().map(Zeroizing::new) {
                Ok(bytes) => {
                    whole.extend_from_slice(&bytes);
                    // Only a full part has another one after it.
                    if bytes.len() < self.longest {
                        break;
                    }
                }
                Err(Error::NoEntry) if part == 0 => return Ok(None),
                Err(Error::NoEntry) => break,
                Err(error) => return Err(trouble(&error)),
            }
        }
        let text = std::str::from_utf8(&whole).map_err(|_| Trouble::Failed("it holds no text".into()))?;
        Ok(Some(text.into()))
    }

    fn delete(&self, slot: &str) -> Result<(), Trouble> {
        self.delete_from(slot, 0)
    }

    fn slots(&self) -> Result<Vec<String>, Trouble> {
        match self.store.search(&HashMap::from([("service", self.service.as_str())])) {
            // An entry without a user is of a program that names its entries by other attributes.
            Ok(entries) => Ok(entries
                .iter()
                .map(|entry| entry.get_specifiers().map(|(_, user)| user).unwrap_or_default())
                .collect()),
            Err(Error::NotSupportedByStore(_)) => Ok(Vec::new()),
            Err(error) => Err(trouble(&error)),
        }
    }
}

/// In our words, without what the keychain gave: that may be a secret.
pub fn trouble(error: &Error) -> Trouble {
    Trouble::Failed(match error {
        Error::NoStorageAccess(_) => "it is locked, and was not unlocked".into(),
        Error::PlatformFailure(reason) => visible_capped(&reason.to_string(), 200).into(),
        Error::BadEncoding(_) | Error::BadDataFormat(..) => "it holds something else".into(),
        Error::Ambiguous(_) => "it holds several entries of one name".into(),
        other => visible_capped(&other.to_string(), 200).into(),
    })
}

#[cfg(test)]
mod tests {
    use keyring_core::mock;

    use super::*;

    fn entries(longest: usize) -> Entries {
        Entries::new(mock::Store::new().expect("a store"), "shop", longest)
    }

    #[test]
    fn a_long_secret_lies_in_parts_and_a_shorter_one_leaves_none_of_them() {
        let entries = entries(4);
        for secret in ["0123456789", "01234567", "ñandú", "0", "0123456789ab"] {
            entries.write("slot", &secret.into()).expect("written");
            let read = entries.read("slot").expect("read");
            assert_eq!(read.as_ref().map(ExposeSecret::expose_secret), Some(secret));
        }
        entries.write("slot", &"0123456789".into()).expect("written");
        entries.delete("slot").expect("deleted");
        assert!(entries.read("slot").expect("read").is_none());
        assert!(
            entries.entry("slot", 2).expect("an entry").get_secret().is_err(),
            "the last part is gone too"
        );
        entries.delete("slot").expect("nothing is left to delete");
    }

    #[test]
    fn trouble_repeats_nothing_that_was_kept() {
        let told = trouble(&Error::BadEncoding(b"secret".to_vec())).said().english();
        assert_eq!(told, "the keychain cannot be used: it holds something else");
    }
}
