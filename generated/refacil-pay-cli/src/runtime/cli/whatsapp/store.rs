//! What is kept about messages, by profile: whose number sends them, and who got one. The key lies in the keychain, else
//! in this file, which only its owner can read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::super::account::keychain::{Place, Vault};
use super::super::super::account::private_file::PrivateFile;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::hex;
use super::super::super::core::idempotency;
use super::super::super::extras::whatsapp::number::Number;
use super::super::context::Context;

const FORMAT: u32 = 1;
/// The oldest are forgotten: they are asked about again.
const MOST_RECIPIENTS: usize = 2_000;
/// How slots of keys begin.
const SLOT: &str = "kapso";

/// The file.
#[derive(Debug, Clone)]
pub struct Store {
    file: PrivateFile,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    format: u32,
    #[serde(default)]
    profiles: BTreeMap<String, Kept>,
}

/// What is kept for one profile.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    /// Id of the sending number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) phone_number_id: Option<String>,
    /// Title of messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) merchant_name: Option<String>,
    /// Who gets messages that name nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) default_phone: Option<String>,
    /// The slot of the keychain that holds the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keychain: Option<String>,
    /// The key, where no keychain has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// Who got a message before, as digests: a copy of the file is no list of customers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    recipients: Vec<String>,
    /// What goes into the digests.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    salt: String,
}

impl Kept {
    /// A key is stored.
    pub(super) const fn has_key(&self) -> bool {
        self.keychain.is_some() || self.key.is_some()
    }

    /// The stored key.
    pub(super) fn key(&self, vault: &Vault) -> Result<Option<SecretString>, Failure> {
        match (&self.key, &self.keychain) {
            (Some(key), _) => Ok(Some(key.as_str().into())),
            (None, Some(slot)) => vault.get(slot, "the key of Kapso"),
            (None, None) => Ok(None),
        }
    }

    /// Puts the key where secrets go, in the place of another.
    pub(super) fn put_key(&mut self, vault: &Vault, key: &SecretString) -> Result<Place, Failure> {
        let written = match vault.place()? {
            Place::Keychain => vault.put(self.keychain.as_deref(), SLOT, key)?,
            Place::File => None,
        };
        if let (None, Some(slot)) = (&written, &self.keychain) {
            vault.forget(slot);
        }
        let place = if written.is_some() { Place::Keychain } else { Place::File };
        self.key = (place == Place::File).then(|| key.expose_secret().to_owned());
        self.keychain = written;
        Ok(place)
    }

    /// That number got a message before.
    pub(super) fn knows(&self, number: &Number) -> bool {
        !self.salt.is_empty() && self.recipients.contains(&self.digest(number))
    }

    fn remember(&mut self, number: &Number) -> Result<(), Failure> {
        if self.salt.is_empty() {
            self.salt = idempotency::new_key()?;
        }
        let digest = self.digest(number);
        self.recipients.retain(|known| *known != digest);
        self.recipients.push(digest);
        let surplus = self.recipients.len().saturating_sub(MOST_RECIPIENTS);
        self.recipients.drain(..surplus);
        Ok(())
    }

    fn digest(&self, number: &Number) -> String {
        let digest = Sha256::digest(format!("{}{}", self.salt, number.digits()));
        hex::encode(digest.iter().take(16))
    }
}

impl Store {
    /// The store of that file; it need not exist.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { file: PrivateFile::new(path) }
    }

    /// The store of this user.
    pub(super) fn of(context: &Context) -> Self {
        Self::new(context.home().whatsapp())
    }

    /// Where it is.
    pub(super) fn path(&self) -> String {
        self.file.path().display().to_string()
    }

    /// What is kept for that profile.
    pub(super) fn read(&self, profile: &str) -> Result<Kept, Failure> {
        Ok(self.contents()?.profiles.remove(profile).unwrap_or_default())
    }

    /// Changes what is kept for that profile; no other process changes it at the same time.
    pub(super) fn change<T>(
        &self,
        profile: &str,
        change: impl FnOnce(&mut Kept) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let _held = self.file.hold("lock")?;
        let mut contents = self.contents()?;
        let done = change(contents.profiles.entry(profile.to_owned()).or_default())?;
        self.write(contents)?;
        Ok(done)
    }

    /// Remembers who got a message.
    pub(super) fn remember(&self, profile: &str, number: &Number) -> Result<(), Failure> {
        self.change(profile, |kept| kept.remember(number))
    }

    /// Forgets the sender of that profile, with the key, and tells whether there was one. Who got a message stays known.
    pub(super) fn clear(&self, profile: &str, vault: &Vault) -> Result<bool, Failure> {
        let slot = self.change(profile, |kept| {
            let Kept { recipients, salt, .. } = kept.clone();
            let before = std::mem::replace(kept, Kept { recipients, salt, ..Kept::default() });
            Ok((before.phone_number_id.is_some() || before.has_key(), before.keychain))
        });
        let (was_there, slot) = slot?;
        slot.iter().for_each(|slot| vault.forget(slot));
        Ok(was_there)
    }

    /// Gives what one profile has to another.
    ///
    /// # Errors
    /// The file cannot be changed.
    pub fn rename(&self, old: &str, new: &str) -> Result<(), Failure> {
        self.change_all(|profiles| {
            if let Some(kept) = profiles.remove(old) {
                profiles.insert(new.to_owned(), kept);
            }
        })
    }

    /// Forgets what a profile has, or all of them, with their keys.
    ///
    /// # Errors
    /// The file cannot be changed.
    pub fn forget(&self, profile: Option<&str>, vault: &Vault) -> Result<(), Failure> {
        let mut slots = Vec::new();
        self.change_all(|profiles| {
            let gone = |name: &String| profile.is_none_or(|profile| profile == name);
            let names: Vec<String> = profiles.keys().filter(|name| gone(name)).cloned().collect();
            slots.extend(names.iter().filter_map(|name| profiles.remove(name)?.keychain));
        })?;
        slots.iter().for_each(|slot| vault.forget(slot));
        Ok(())
    }

    /// The slots of the keychain that are in use.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn slots(&self) -> Result<Vec<String>, Failure> {
        Ok(self.contents()?.profiles.into_values().filter_map(|kept| kept.keychain).collect())
    }

    fn change_all(&self, change: impl FnOnce(&mut BTreeMap<String, Kept>)) -> Result<(), Failure> {
        if !self.file.exists() {
            return Ok(());
        }
        let _held = self.file.hold("lock")?;
        let mut contents = self.contents()?;
        change(&mut contents.profiles);
        self.write(contents)
    }

    fn contents(&self) -> Result<Contents, Failure> {
        let Some(text) = self.file.read()? else { return Ok(Contents::default()) };
        // The parser's own message could quote the file, and with it the key.
        let contents: Contents = serde_json::from_str(&text).map_err(|_| self.broken())?;
        if contents.format == FORMAT { Ok(contents) } else { Err(self.broken()) }
    }

    fn write(&self, mut contents: Contents) -> Result<(), Failure> {
        contents.format = FORMAT;
        if contents.profiles.is_empty() {
            return self.file.delete().map(drop);
        }
        let bytes = serde_json::to_vec_pretty(&contents).map_err(|_| self.broken())?;
        self.file.replace(&bytes)
    }

    fn broken(&self) -> Failure {
        let message = format!("{} holds nothing that this program wrote; it stays as it is", self.path());
        Failure::new(Exit::Other, "whatsapp-broken", message).hint("move the file away, or correct it")
    }
}
