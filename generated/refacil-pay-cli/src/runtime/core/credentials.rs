//! Values that the user configured: login fields and settings, read from variables.

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::failure::{Exit, Failure};
use super::placeholder::is_placeholder;
use super::spec::Api;
use super::target;
use super::words::{io_error, reason, say};

/// What the user configured.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// Login fields by body field.
    pub login: BTreeMap<&'static str, SecretString>,
    /// Settings by name.
    pub settings: BTreeMap<&'static str, SecretString>,
    /// Addresses of hosts that are not the API's own, by setting.
    pub addresses: BTreeMap<&'static str, Url>,
}

impl Credentials {
    /// Reads the API's login fields and settings from variables; `NAME_FILE` names a file that holds the value.
    ///
    /// A login is taken only when all of its variables are there: `USERNAME` alone is set by some systems themselves.
    ///
    /// # Errors
    /// A file that a variable names cannot be read, or both forms are set.
    pub fn read(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, Failure> {
        let (credentials, problems) = Self::read_all(api, variable);
        problems.into_iter().next().map_or(Ok(credentials), Err)
    }

    /// The same with everything that is wrong; a value that cannot be used is left out.
    pub fn read_all(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> (Self, Vec<Failure>) {
        let mut credentials = Self::default();
        let mut problems = Vec::new();
        let mut read = |name: &str| {
            read_credential(&api.variable(name), variable).unwrap_or_else(|failure| {
                problems.push(failure);
                None
            })
        };
        if let Some(login) = &api.login {
            for field in login.fields {
                if let Some(value) = read(field.variable) {
                    credentials.login.insert(field.field, value);
                }
            }
            if credentials.login.len() < login.fields.len() {
                credentials.login.clear();
            }
        }
        let client =
            api.oauth.iter().flat_map(|oauth| [oauth.client_id_setting, oauth.client_secret_setting]);
        let (addresses, settings): (Vec<_>, Vec<_>) =
            api.settings.iter().partition(|setting| setting.address);
        for name in settings.iter().map(|setting| setting.name).chain(client.flatten()) {
            if let Some(value) = read(name) {
                credentials.settings.insert(name, value);
            }
        }
        let texts = addresses.into_iter().filter_map(|setting| Some((setting.name, read(setting.name)?)));
        for (name, text) in texts.collect::<Vec<_>>() {
            match target::address(&api.variable(name), text.expose_secret()) {
                Ok(address) => drop(credentials.addresses.insert(name, address)),
                Err(failure) => problems.push(failure),
            }
        }
        (credentials, problems)
    }

    /// A configured setting.
    ///
    /// # Errors
    /// It is missing; the failure names the variable.
    pub fn setting(&self, api: &Api, name: &str) -> Result<&SecretString, Failure> {
        self.settings.get(name).ok_or_else(|| not_set(api, name))
    }

    /// The configured address of a host that is not the API's own.
    ///
    /// # Errors
    /// It is missing; the failure names the variable.
    pub fn address(&self, api: &Api, name: &str) -> Result<&Url, Failure> {
        self.addresses.get(name).ok_or_else(|| not_set(api, name))
    }

    /// A setting of that name is configured.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.settings.contains_key(name) || self.addresses.contains_key(name)
    }

    /// The login can be done without asking anybody.
    #[must_use]
    pub fn can_log_in(&self) -> bool {
        !self.login.is_empty()
    }

    /// The configured values that the API declares secret; a user's name is not.
    pub fn declared_secrets(&self, api: &Api) -> impl Iterator<Item = &str> {
        let fields = api.login.iter().flat_map(|login| login.fields).filter(|field| field.secret);
        let fields = fields.filter_map(|field| self.login.get(field.field));
        let settings = api.settings.iter().filter(|setting| setting.secret);
        let client = api.oauth.iter().filter_map(|oauth| oauth.client_secret_setting);
        let settings = settings.map(|setting| setting.name).chain(client);
        let settings = settings.filter_map(|name| self.settings.get(name));
        fields.chain(settings).map(ExposeSecret::expose_secret)
    }

    /// Every secret that is configured, to be removed from texts.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.login.values().chain(self.settings.values()).map(ExposeSecret::expose_secret)
    }
}

fn not_set(api: &Api, name: &str) -> Failure {
    let variable = api.variable(name);
    Failure::new(Exit::Auth, "setting-missing", say("{} is not set", &[&variable]))
        .hint(say("set {}, or {}_FILE with the path of a file that holds it", &[&variable, &variable]))
}

/// Like [`read_secret`], but what stands for a value that nobody filled in counts as not set: it must not reach a login.
///
/// # Errors
/// As in [`read_secret`].
pub fn read_credential(
    name: &str,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<SecretString>, Failure> {
    read_secret(name, &|name| variable(name).filter(|value| !is_placeholder(value)))
}

/// Reads one value from its variable, or from the file that `NAME_FILE` names.
///
/// # Errors
/// The file cannot be read, or both forms are set.
pub fn read_secret(
    name: &str,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<SecretString>, Failure> {
    let value = variable(name).filter(|value| !value.is_empty());
    let file = variable(&format!("{name}_FILE")).filter(|path| !path.is_empty());
    match (value, file) {
        (Some(_), Some(_)) => Err(Failure::new(
            Exit::Invalid,
            "setting-twice",
            say("{} and {}_FILE are both set", &[&name, &name]),
        )
        .hint("keep one of them")
        .param(name)),
        (Some(value), None) => Ok(Some(value.into())),
        (None, Some(path)) => std::fs::read_to_string(Path::new(&path))
            .and_then(|text| match text.trim_end_matches(['\r', '\n']) {
                "" => Err(io_error("it is empty")),
                value => Ok(Some(value.into())),
            })
            .map_err(|error| {
                Failure::new(
                    Exit::Invalid,
                    "setting-file",
                    say("{}_FILE: {}: {}", &[&name, &path, &reason(&error)]),
                )
                .param(format!("{name}_FILE"))
            }),
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_value_without_the_last_line_break_and_an_empty_one_is_a_mistake() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let path = file.path().display().to_string();
        let read = || read_secret("KEY", &|name| (name == "KEY_FILE").then(|| path.clone()));
        assert_eq!(read().expect_err("empty").code, "setting-file");
        std::fs::write(file.path(), "s3cret \r\n").expect("written");
        let value = read().expect("a value").expect("a value");
        assert_eq!(value.expose_secret(), "s3cret ");
    }
}
