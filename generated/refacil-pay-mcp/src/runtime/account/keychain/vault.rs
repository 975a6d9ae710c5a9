//! The keychain of one run: opened when it is needed, given up after its first failure, spoken of once.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::super::prompt;
use super::patience::within;
use super::{Keychain, Trouble, open, system};
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::hex;
use crate::runtime::core::random;
use crate::runtime::core::spec::Api;
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::words::{Said, say};

/// A person has to find the window and type a password.
const WITH_A_PERSON: Duration = Duration::from_secs(30);
/// Nobody answers a window.
const WITH_NOBODY: Duration = Duration::from_secs(10);
/// How the names of slots begin that exist for a moment only.
const PROBE: &str = "probe";
/// Without the prefix.
const KEYRING: &str = "KEYRING";

/// What the user says about the keychain (`<APP>_KEYRING`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The keychain where it can be used, else the file.
    Best,
    /// The file, whatever there is (`file`).
    File,
    /// The keychain or nothing (`os`).
    Keychain,
}

/// Where a secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the keychain of the system.
    Keychain,
    /// In a file that only its owner can read.
    File,
}

impl Place {
    /// Its name in outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keychain => "keychain",
            Self::File => "file",
        }
    }
}

/// The keychain of one run.
#[derive(Debug)]
pub struct Vault {
    wish: Wish,
    app: &'static str,
    /// The variable of the wish.
    variable: String,
    state: RefCell<State>,
    notices: RefCell<Vec<Said>>,
}

#[derive(Debug, Clone)]
enum State {
    /// Nobody needed it yet.
    Untouched,
    /// It opened, which proves nothing.
    Open(Arc<dyn Keychain>),
    /// It gave what was put in.
    Proven(Arc<dyn Keychain>),
    /// It failed: asking again would ask a person again, or wait as long again.
    Broken(Trouble),
}

impl Vault {
    /// The keychain as the user wishes it; nothing is opened.
    ///
    /// # Errors
    /// The variable holds no wish.
    pub fn new(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let taken = api.settings.iter().any(|setting| setting.name == KEYRING);
        let name = if taken { String::new() } else { api.session_variable(KEYRING) };
        let said = if name.is_empty() { None } else { variable(&name) };
        let wish = match said.as_deref() {
            None | Some("" | "auto") => Wish::Best,
            Some("file") => Wish::File,
            Some("os") => Wish::Keychain,
            Some(other) => {
                let message = say(
                    "{} is {}, which is no place for secrets",
                    &[&name, &format!("{:?}", visible_capped(other, 40))],
                );
                return Err(Failure::new(Exit::Invalid, "unknown-keyring", message)
                    .hint(say("set {} to os, file or auto", &[&name])));
            }
        };
        Ok(Self::of(wish, api.session_keeper(), name, State::Untouched))
    }

    const fn of(wish: Wish, app: &'static str, variable: String, state: State) -> Self {
        Self { wish, app, variable, state: RefCell::new(state), notices: RefCell::new(Vec::new()) }
    }

    /// What the user says about it.
    #[must_use]
    pub const fn wish(&self) -> Wish {
        self.wish
    }

    /// As this system calls it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        system::NAME
    }

    /// What went wrong on the way, for whoever talks to the user; each thing once.
    #[must_use]
    pub fn notices(&self) -> Vec<Said> {
        self.notices.take()
    }

    /// It can be used: something was put in, given back and taken out.
    ///
    /// # Errors
    /// It cannot.
    pub fn prove(&self) -> Result<(), Trouble> {
        if matches!(*self.state.borrow(), State::Proven(_)) {
            return Ok(());
        }
        let word = unique()?;
        self.run(move |keychain| {
            let slot = format!("{PROBE} {word}");
            keychain.write(&slot, &word.as_str().into())?;
            let given = keychain.read(&slot);
            keychain.delete(&slot)?;
            match given? {
                Some(given) if given.expose_secret() == word => Ok(()),
                _ => Err(Trouble::Failed("it does not keep what it is given".into())),
            }
        })?;
        self.is_proven();
        Ok(())
    }

    /// It is wanted, and can be used.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.wish != Wish::File && self.prove().is_ok()
    }

    /// Where the next secret goes.
    ///
    /// # Errors
    /// The user demands the keychain, and it cannot be used.
    pub fn place(&self) -> Result<Place, Failure> {
        if self.wish == Wish::File {
            return Ok(Place::File);
        }
        match self.prove() {
            Ok(()) => Ok(Place::Keychain),
            Err(trouble) if self.wish == Wish::Keychain => Err(self.demanded(&trouble)),
            Err(_) => Ok(Place::File),
        }
    }

    /// Puts a secret in the slot, or in a new one of that name. Nothing where it has to go to the file, with a notice.
    ///
    /// # Errors
    /// The user demands the keychain, and it cannot be used.
    pub fn put(
        &self,
        slot: Option<&str>,
        name: &str,
        secret: &SecretString,
    ) -> Result<Option<String>, Failure> {
        let written = slot.map_or_else(|| Ok(format!("{name} {}", unique()?)), |slot| Ok(slot.to_owned()));
        let written = written.and_then(|slot| {
            let (to, secret) = (slot.clone(), secret.clone());
            self.run(move |keychain| keychain.write(&to, &secret)).map(|()| slot)
        });
        match written {
            Ok(slot) => Ok(Some(slot)),
            Err(trouble) if self.wish == Wish::Keychain => Err(self.demanded(&trouble)),
            Err(_) => Ok(None),
        }
    }

    /// What the slot holds; nothing where it cannot be reached, with a notice that calls it `what`.
    ///
    /// # Errors
    /// The user demands the keychain, and it cannot be used.
    pub fn get(&self, slot: &str, what: &'static str) -> Result<Option<SecretString>, Failure> {
        if self.wish == Wish::File {
            let variable = &self.variable;
            self.tell(say(
                "{} is kept in the keychain, which {}=file leaves alone",
                &[&Said::from(what), variable],
            ));
            return Ok(None);
        }
        let from = slot.to_owned();
        match self.run(move |keychain| keychain.read(&from)) {
            Ok(found) => {
                if found.is_some() {
                    self.is_proven();
                }
                Ok(found)
            }
            Err(trouble) if self.wish == Wish::Keychain => Err(self.demanded(&trouble)),
            Err(trouble) => {
                self.tell(say(
                    "{} is kept in the keychain, and out of reach: {}",
                    &[&Said::from(what), &trouble.said()],
                ));
                Ok(None)
            }
        }
    }

    /// Empties the slot. One that cannot be emptied is forgotten here all the same, with a notice.
    pub fn forget(&self, slot: &str) {
        let left = |why: Said| {
            self.tell(say(
                "a secret stays in the keychain, as {} of {}: {}",
                &[&format!("{slot:?}"), &format!("{:?}", self.app), &why],
            ));
        };
        if self.wish == Wish::File {
            return left(say("{}=file leaves the keychain alone", &[&self.variable]));
        }
        let from = slot.to_owned();
        if let Err(trouble) = self.run(move |keychain| keychain.delete(&from)) {
            left(trouble.said());
        }
    }

    /// How many slots under the name of this program are neither these nor the ones of probes.
    ///
    /// # Errors
    /// The keychain cannot be used.
    pub fn strangers(&self, own: &[String]) -> Result<usize, Trouble> {
        let slots = self.run(|keychain| keychain.slots())?;
        let ours =
            |slot: &String| slot.starts_with(PROBE) || own.iter().any(|own| slot.starts_with(own.as_str()));
        Ok(slots.iter().filter(|slot| !ours(slot)).count())
    }

    /// Says that a session goes to a file because the keychain failed.
    pub fn tell_of_file(&self, path: &std::path::Path) {
        if let State::Broken(trouble) = &*self.state.borrow() {
            let path = path.display();
            let mut text =
                say("the session is kept in {}, which only you can read: {}", &[&path, &trouble.said()]);
            if !self.variable.is_empty() {
                text = say("{} ({}=file says that this is wanted)", &[&text, &self.variable]);
            }
            self.tell(text);
        }
    }

    fn tell(&self, text: Said) {
        let mut notices = self.notices.borrow_mut();
        if !notices.contains(&text) {
            notices.push(text);
        }
    }

    fn is_proven(&self) {
        let proven = match &*self.state.borrow() {
            State::Open(keychain) => State::Proven(Arc::clone(keychain)),
            _ => return,
        };
        self.state.replace(proven);
    }

    fn demanded(&self, trouble: &Trouble) -> Failure {
        let variable = &self.variable;
        Failure::new(Exit::Auth, "keychain-unusable", say("{}=os, but {}", &[variable, &trouble.said()]))
            .hint(say(
                "unlock the keychain, or unset {}: secrets then go to a file that only you can read",
                &[variable],
            ))
    }

    /// Does the work within the time that somebody would wait.
    fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Keychain) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let known = match &*self.state.borrow() {
            State::Broken(trouble) => return Err(trouble.clone()),
            State::Untouched => None,
            State::Open(keychain) | State::Proven(keychain) => Some(Arc::clone(keychain)),
        };
        let is_new = known.is_none();
        let app = self.app;
        let patience = if prompt::can_ask() { WITH_A_PERSON } else { WITH_NOBODY };
        let done = within(patience, move || {
            let keychain = known.map_or_else(|| open(app).map(Arc::from), Ok)?;
            let given = work(&*keychain)?;
            Ok((keychain, given))
        });
        match done {
            Ok((keychain, given)) => {
                if is_new {
                    self.state.replace(State::Open(keychain));
                }
                Ok(given)
            }
            Err(trouble) => {
                self.state.replace(State::Broken(trouble.clone()));
                Err(trouble)
            }
        }
    }
}

/// What no other slot is called.
fn unique() -> Result<String, Trouble> {
    let bytes = random::bytes::<6>().map_err(|failure| Trouble::Failed(failure.message.clone()))?;
    Ok(hex::encode(&bytes))
}

#[cfg(test)]
impl Vault {
    /// A keychain of a test.
    pub fn with(wish: Wish, keychain: Arc<dyn Keychain>) -> Self {
        Self::of(wish, "shop", "SHOP_KEYRING".to_owned(), State::Open(keychain))
    }
}
