use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::super::keychain::{Keychain, Trouble, Wish};
use super::*;
use crate::runtime::core::session::Method;

/// A keychain in memory that can be locked.
#[derive(Debug, Default)]
struct Memory {
    slots: Mutex<BTreeMap<String, String>>,
    locked: AtomicBool,
}

impl Memory {
    fn check(&self) -> Result<(), Trouble> {
        if self.locked.load(Ordering::SeqCst) { Err(Trouble::Failed("locked".into())) } else { Ok(()) }
    }

    fn count(&self) -> usize {
        self.slots.lock().expect("held by nobody").len()
    }
}

impl Keychain for Memory {
    fn write(&self, slot: &str, secret: &SecretString) -> Result<(), Trouble> {
        self.check()?;
        let mut slots = self.slots.lock().expect("held by nobody");
        slots.insert(slot.to_owned(), secret.expose_secret().to_owned());
        Ok(())
    }

    fn read(&self, slot: &str) -> Result<Option<SecretString>, Trouble> {
        self.check()?;
        let slots = self.slots.lock().expect("held by nobody");
        Ok(slots.get(slot).map(|text| text.as_str().into()))
    }

    fn slots(&self) -> Result<Vec<String>, Trouble> {
        self.check()?;
        Ok(self.slots.lock().expect("held by nobody").keys().cloned().collect())
    }

    fn delete(&self, slot: &str) -> Result<(), Trouble> {
        self.check()?;
        self.slots.lock().expect("held by nobody").remove(slot);
        Ok(())
    }
}

struct Machine {
    folder: TempDir,
    memory: Arc<Memory>,
}

impl Machine {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), memory: Arc::default() }
    }

    /// The store of one run.
    fn store(&self, wish: Wish) -> Store {
        let vault = Vault::with(wish, Arc::clone(&self.memory) as Arc<dyn Keychain>);
        Store::new(self.folder.path().join("sessions.json"), Rc::new(vault))
    }

    fn text(&self) -> String {
        fs::read_to_string(self.folder.path().join("sessions.json")).expect("text")
    }
}

fn key(profile: &str) -> Key {
    Key { profile: profile.into(), environment: "test".into(), origin: "https://shop.example".into() }
}

fn session(token: &str) -> Session {
    let refresh_token = Some("secret-refresh".into());
    let session = Session::new(token.into(), Timestamp::MAX, "https://shop.example".into(), Method::Login);
    Session { refresh_token, account: Some("Ana".into()), ..session }
}

fn token(store: &Store, profile: &str) -> Option<String> {
    let kept = store.find(&key(profile)).expect("readable");
    kept.map(|kept| kept.session.token.expose_secret().to_owned())
}

#[test]
fn secrets_go_to_the_keychain_and_the_rest_is_listed_without_it() {
    let machine = Machine::new();
    let store = machine.store(Wish::Best);
    let login = LoginFields::from([("password".to_owned(), "secret-password".into())]);
    store.save_with_login(&key("a"), &session("secret-token"), &login).expect("kept");
    assert!(!machine.text().contains("secret"), "{}", machine.text());
    machine.store(Wish::Best).save(&key("a"), &session("secret-token-2")).expect("kept");
    assert_eq!((machine.memory.count(), token(&store, "a").as_deref()), (1, Some("secret-token-2")));
    assert_eq!(store.login(&key("a")).expect("kept").len(), 1, "a renewal keeps what it needs the next time");
    machine.memory.locked.store(true, Ordering::SeqCst);
    let listed = store.list().expect("listed");
    assert!(listed[0].account.as_deref() == Some("Ana") && listed[0].slot.is_some());
}

#[test]
fn a_profile_takes_its_secrets_along_and_leaves_none() {
    let machine = Machine::new();
    let store = machine.store(Wish::Best);
    for profile in ["a", "b", "c"] {
        store.save(&key(profile), &session(profile)).expect("kept");
    }
    store.rename_profile("a", "z").expect("renamed");
    assert_eq!((token(&store, "a"), token(&store, "z").as_deref()), (None, Some("a")));
    store.remove_profile("z").expect("removed");
    store.remove(&key("b")).expect("removed");
    assert_eq!(machine.memory.count(), 1);
    assert!(store.delete().expect("deleted"));
    assert_eq!(machine.memory.count(), 0);
}

#[test]
fn a_locked_keychain_means_the_file_and_the_next_write_moves_it_back() {
    let machine = Machine::new();
    machine.memory.locked.store(true, Ordering::SeqCst);
    let store = machine.store(Wish::Best);
    store.save(&key("a"), &session("secret-token")).expect("kept");
    assert!(machine.text().contains("secret-token"));
    let notices = store.vault.notices();
    assert!(notices.len() == 1 && notices[0].english().contains("sessions.json"), "{notices:?}");
    assert_eq!(token(&machine.store(Wish::Best), "a").as_deref(), Some("secret-token"));

    machine.memory.locked.store(false, Ordering::SeqCst);
    let store = machine.store(Wish::Best);
    store.save(&key("a"), &session("secret-token-2")).expect("kept");
    assert!(!machine.text().contains("secret") && store.vault.notices().is_empty());
    assert_eq!(token(&store, "a").as_deref(), Some("secret-token-2"));

    machine.memory.locked.store(true, Ordering::SeqCst);
    let store = machine.store(Wish::Best);
    assert_eq!(token(&store, "a"), None);
    assert!(store.vault.notices()[0].english().contains("out of reach"));
    store.remove(&key("a")).expect("nobody is kept from forgetting it");
    assert!(store.vault.notices()[0].english().contains("stays in the keychain"));
}

#[test]
fn who_demands_the_keychain_gets_nothing_else_and_who_wants_the_file_gets_it() {
    let machine = Machine::new();
    let store = machine.store(Wish::File);
    store.save(&key("a"), &session("secret-token")).expect("kept");
    assert!(machine.memory.count() == 0 && store.vault.notices().is_empty());
    machine.memory.locked.store(true, Ordering::SeqCst);
    let store = machine.store(Wish::Keychain);
    assert_eq!(token(&store, "a").as_deref(), Some("secret-token"), "what the file has needs no keychain");
    let failure = store.save(&key("b"), &session("other")).expect_err("demanded");
    assert_eq!((failure.code.as_str(), failure.exit.code()), ("keychain-unusable", 2));
    assert!(store.prepare().is_err() && !machine.text().contains("other"));
}
