//! What the user chose once: the profile and the environment of commands that name none.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::super::account::private_file::PrivateFile;
use super::super::core::failure::{Exit, Failure};

/// The file of choices.
#[derive(Debug, Clone)]
pub struct Settings {
    file: PrivateFile,
}

/// The choices.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    format: u32,
    /// The profile of commands that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The environment of commands that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The program that makes a receiver on this machine public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook_provider: Option<String>,
    /// What holds for one profile only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub profiles: BTreeMap<String, OfProfile>,
}

/// The choices for one profile.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OfProfile {
    /// Its environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Where notices of payments go, by environment.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub webhook_urls: BTreeMap<String, String>,
}

const FORMAT: u32 = 1;

impl Chosen {
    /// The environment that commands of this profile use; its own choice wins.
    #[must_use]
    pub fn environment_of(&self, profile: &str) -> Option<&str> {
        let own = self.profiles.get(profile).and_then(|profile| profile.environment.as_deref());
        own.or(self.environment.as_deref())
    }

    /// Where notices of payments go that this profile makes in this environment.
    #[must_use]
    pub fn webhook_url(&self, profile: &str, environment: &str) -> Option<&str> {
        self.profiles.get(profile)?.webhook_urls.get(environment).map(String::as_str)
    }

    /// Stores where they go, or forgets it.
    pub fn set_webhook_url(&mut self, profile: &str, environment: &str, url: Option<String>) {
        let own = self.profiles.entry(profile.to_owned()).or_default();
        match url {
            Some(url) => drop(own.webhook_urls.insert(environment.to_owned(), url)),
            None => drop(own.webhook_urls.remove(environment)),
        }
        if *own == OfProfile::default() {
            self.profiles.remove(profile);
        }
    }

    /// Nobody chose a profile or an environment.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        let environments = self.profiles.values().all(|profile| profile.environment.is_none());
        self.profile.is_none() && self.environment.is_none() && environments
    }
}

impl Settings {
    /// The choices in that file; it need not exist.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { file: PrivateFile::new(path) }
    }

    /// The choices.
    ///
    /// # Errors
    /// The file cannot be read, or is not ours.
    pub fn read(&self) -> Result<Chosen, Failure> {
        let Some(text) = self.file.read()? else { return Ok(Chosen::default()) };
        let chosen: Chosen = serde_json::from_str(&text).map_err(|error| self.broken(&error.to_string()))?;
        if chosen.format == FORMAT { Ok(chosen) } else { Err(self.broken("it has another format")) }
    }

    /// Changes the choices; no other process changes them at the same time.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn change(&self, change: impl FnOnce(&mut Chosen)) -> Result<(), Failure> {
        let _held = self.file.hold("lock")?;
        let mut chosen = self.read()?;
        chosen.format = FORMAT;
        change(&mut chosen);
        let bytes = serde_json::to_vec_pretty(&chosen).map_err(|error| self.broken(&error.to_string()))?;
        self.file.replace(&bytes)
    }

    /// Forgets all choices, and tells whether there were any.
    ///
    /// # Errors
    /// The file cannot be deleted.
    pub fn delete(&self) -> Result<bool, Failure> {
        self.file.delete()
    }

    fn broken(&self, why: &str) -> Failure {
        let path = self.file.path().display();
        let message = format!("{path} holds no settings that this program wrote ({why}); it stays as it is");
        Failure::new(Exit::Other, "settings-broken", message).hint("move the file away, or correct it")
    }
}
