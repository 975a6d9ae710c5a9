//! Sessions on this machine, one for each profile, environment and address: their secrets in the keychain where there is
//! one, the rest in a file.

mod contents;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;

use secrecy::SecretString;

use super::keychain::{Place, Vault};
use super::private_file::PrivateFile;
use crate::runtime::core::durable::Held;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::session::Session;
use contents::{Contents, Entry, Secrets};

/// The sessions of one user.
#[derive(Debug, Clone)]
pub struct Store {
    file: PrivateFile,
    vault: Rc<Vault>,
}

/// Whose session it is, and where it is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Profile.
    pub profile: String,
    /// Environment.
    pub environment: String,
    /// The only origin that may see the token.
    pub origin: String,
}

/// What a login needs, by field, kept because its owner asked for it.
pub type LoginFields = BTreeMap<String, SecretString>;

/// A session as it was found.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The session.
    pub session: Session,
    /// Where its secrets are.
    pub place: Place,
}

/// What is known of a session without its secrets.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Whose it is.
    pub key: Key,
    /// Whose it is at the API, where that is known.
    pub account: Option<String>,
    /// The slot of the keychain that holds its secrets; they stand in the file where there is none.
    pub slot: Option<String>,
}

/// The sessions that a file tells of. No keychain is touched.
///
/// # Errors
/// The file can be read by others, or is not ours.
pub fn listed(path: PathBuf) -> Result<Vec<Listed>, Failure> {
    list(&PrivateFile::new(path))
}

impl Store {
    /// The store in that file, which need not exist, with its secrets in that keychain.
    #[must_use]
    pub const fn new(path: PathBuf, vault: Rc<Vault>) -> Self {
        Self { file: PrivateFile::new(path), vault }
    }

    /// All sessions without their secrets. No keychain is touched.
    ///
    /// # Errors
    /// The file can be read by others, or is not ours.
    pub fn list(&self) -> Result<Vec<Listed>, Failure> {
        list(&self.file)
    }

    /// The session of that key. One whose secrets cannot be reached counts as none.
    ///
    /// # Errors
    /// As in [`Store::list`], or the user demands the keychain and it cannot be used.
    pub fn find(&self, key: &Key) -> Result<Option<Kept>, Failure> {
        let contents = Contents::read(&self.file)?;
        let Some(entry) = contents.sessions.iter().find(|entry| entry.is(key)) else { return Ok(None) };
        let Some(secrets) = self.secrets(entry)? else { return Ok(None) };
        let session = entry.session(&secrets).ok_or_else(|| unreadable(&self.file))?;
        Ok(Some(Kept { session, place: entry.place() }))
    }

    /// What the login of that key needs, where it is kept.
    ///
    /// # Errors
    /// As in [`Store::find`].
    pub fn login(&self, key: &Key) -> Result<LoginFields, Failure> {
        let contents = Contents::read(&self.file)?;
        let found = contents.sessions.iter().find(|entry| entry.is(key));
        self.login_of(found)
    }

    /// Makes sure that a session can be kept, before it is asked for.
    ///
    /// # Errors
    /// As in [`Store::find`].
    pub fn prepare(&self) -> Result<(), Failure> {
        self.list()?;
        self.vault.place().map(drop)
    }

    /// Keeps a session in the place of an earlier one; what its login needs stays as it was.
    ///
    /// # Errors
    /// As in [`Store::find`], or the file cannot be replaced.
    pub fn save(&self, key: &Key, session: &Session) -> Result<(), Failure> {
        self.replace(key, session, |old| self.login_of(old))
    }

    /// Keeps a session with what its login needs.
    ///
    /// # Errors
    /// As in [`Store::save`].
    pub fn save_with_login(&self, key: &Key, session: &Session, login: &LoginFields) -> Result<(), Failure> {
        self.replace(key, session, |_| Ok(login.clone()))
    }

    /// Forgets a session.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn remove(&self, key: &Key) -> Result<(), Failure> {
        self.remove_all(|entry| entry.is(key))
    }

    /// Gives the sessions of one profile to another, which has none. Their secrets stay where they are.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn rename_profile(&self, old: &str, new: &str) -> Result<(), Failure> {
        self.change_if_any(|sessions| {
            sessions.iter_mut().filter(|entry| entry.is_of(old)).for_each(|entry| entry.give_to(new));
        })
    }

    /// Forgets the sessions of a profile.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn remove_profile(&self, profile: &str) -> Result<(), Failure> {
        self.remove_all(|entry| entry.is_of(profile))
    }

    /// Forgets all sessions and deletes the file, if it is one of this program.
    ///
    /// # Errors
    /// It is not, or cannot be deleted.
    pub fn delete(&self) -> Result<bool, Failure> {
        self.remove_all(|_| true)?;
        self.file.delete()
    }

    /// Waits until no other process renews a session: a refresh token is often good for one use only.
    ///
    /// # Errors
    /// The lock cannot be made.
    pub fn hold_renewal(&self) -> Result<Held, Failure> {
        self.file.hold("renewal")
    }

    fn replace(
        &self,
        key: &Key,
        session: &Session,
        login: impl FnOnce(Option<&Entry>) -> Result<LoginFields, Failure>,
    ) -> Result<(), Failure> {
        // Many processes may find out at the same time that a keychain does not answer; under the lock they would do so
        // one after the other.
        let place = self.vault.place()?;
        let _held = self.file.hold("lock")?;
        let mut contents = Contents::read(&self.file)?;
        let old = contents.take(key);
        let secrets = Secrets::new(session, &login(old.as_ref())?);
        let old_slot = old.as_ref().and_then(Entry::slot);
        let slot = match (place, secrets.to_text()) {
            (Place::Keychain, Some(text)) => self.vault.put(old_slot, &slot_name(key), &text)?,
            _ => None,
        };
        let abandoned = old_slot.filter(|_| slot.is_none());
        if slot.is_none() && (old.is_none() || abandoned.is_some()) {
            self.vault.tell_of_file(self.file.path());
        }
        contents.sessions.push(Entry::new(key, session, slot.ok_or(secrets)));
        contents.write(&self.file)?;
        abandoned.into_iter().for_each(|slot| self.vault.forget(slot));
        Ok(())
    }

    /// The slots are emptied first: what a crash leaves is a session without a token, not a token without a session.
    fn remove_all(&self, is_gone: impl Fn(&Entry) -> bool) -> Result<(), Failure> {
        self.change_if_any(|sessions| {
            let gone = sessions.iter().filter(|entry| is_gone(entry));
            gone.filter_map(Entry::slot).for_each(|slot| self.vault.forget(slot));
            sessions.retain(|entry| !is_gone(entry));
        })
    }

    fn change_if_any(&self, change: impl FnOnce(&mut Vec<Entry>)) -> Result<(), Failure> {
        if !self.file.exists() {
            return Ok(());
        }
        let _held = self.file.hold("lock")?;
        let mut contents = Contents::read(&self.file)?;
        change(&mut contents.sessions);
        contents.write(&self.file)
    }

    fn login_of(&self, entry: Option<&Entry>) -> Result<LoginFields, Failure> {
        let secrets = entry.map(|entry| self.secrets(entry)).transpose()?.flatten();
        Ok(secrets.map(Secrets::into_login).unwrap_or_default())
    }

    fn secrets(&self, entry: &Entry) -> Result<Option<Secrets>, Failure> {
        match entry.slot() {
            None => Ok(entry.secrets()),
            Some(slot) => Ok(self.vault.get(slot, "the session")?.as_ref().and_then(Secrets::of_text)),
        }
    }
}

fn list(file: &PrivateFile) -> Result<Vec<Listed>, Failure> {
    let contents = Contents::read(file)?;
    contents.sessions.iter().map(|entry| entry.listed().ok_or_else(|| unreadable(file))).collect()
}

fn unreadable(file: &PrivateFile) -> Failure {
    file.broken("an expiry is not a time, or a method is unknown")
}

/// For people who look into their keychain; a profile may get another name later.
fn slot_name(key: &Key) -> String {
    format!("{} {}", key.environment, key.origin)
}
