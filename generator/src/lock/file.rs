//! The lock as a file: TOML, one line a field, the same bytes for the same API.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::model::Class;

/// Version of the layout; another one is refused.
const FORMAT: u32 = 1;

/// Follows the name of a setting that is never shown.
pub(super) const SECRET: &str = " (secret)";

const HEAD: &str = "# Written by `cargo xtask generate`; review it, do not edit it.\n";

/// A whole lock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Layout of the file.
    pub format: u32,
    /// Origins that credentials may be sent to.
    pub hosts: Vec<String>,
    /// Where the session token comes from; empty without a login.
    pub login: String,
    /// Which authorization server gives it, by which grants; empty without one.
    #[serde(default)]
    pub oauth: String,
    /// Whom tools ask for the caller's public address; empty where none does.
    #[serde(default)]
    pub public_ip: String,
    /// What the user configures; a secret is marked by [`SECRET`].
    #[serde(default)]
    pub settings: Vec<String>,
    /// Crates and the versions they had.
    #[serde(default, rename = "target")]
    pub targets: Vec<TargetEntry>,
    /// Changes that the overlay allowed and that are in this file already.
    #[serde(default, rename = "allowed")]
    pub allowed: Vec<Accepted>,
    /// Operations, sorted by id.
    #[serde(default, rename = "operation")]
    pub operations: Vec<Entry>,
}

/// A crate and its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TargetEntry {
    /// Crate name.
    pub name: String,
    /// Version when this file was written.
    pub version: String,
}

/// An allowed change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// One of [`super::CHANGES`].
    pub change: String,
    /// What it was about.
    pub subject: String,
    /// Why.
    pub reason: String,
}

/// One operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Published id.
    pub id: String,
    /// Id before the overlay, by which the overlay addresses it.
    pub key: String,
    /// Folder names and request name.
    pub path: Vec<String>,
    /// HTTP method.
    pub method: String,
    /// Path below the base URL.
    pub route: String,
    /// Digest of the body's field names, types and constants.
    pub shape: String,
    /// Command words.
    pub cli: Vec<String>,
    /// Tool name.
    pub mcp: String,
    /// Older tool names.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Safety class.
    pub class: Class,
    /// Credentials, in words.
    pub auth: String,
    /// Tokens fetched for each call, in words.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Secret fields of answers.
    #[serde(default)]
    pub secret_answers: Vec<String>,
    /// The wire contract: location and path of each field, and what it takes.
    #[serde(default)]
    pub fields: BTreeMap<String, Field>,
}

/// What a field takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Field {
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Must be given.
    #[serde(skip_serializing_if = "is_false")]
    pub required: bool,
    /// `null` is allowed.
    #[serde(skip_serializing_if = "is_false")]
    pub nullable: bool,
    /// Never shown.
    #[serde(skip_serializing_if = "is_false")]
    pub secret: bool,
    /// Constant that the tool sends, JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    /// Allowed values, JSON texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Smallest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<String>,
    /// Largest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<String>,
    /// Fewest characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// Most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// Regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// Well-known form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl Lock {
    /// An empty lock of the present layout.
    #[must_use]
    pub fn new() -> Self {
        Self { format: FORMAT, ..Self::default() }
    }

    /// Reads a lock; `file` is what messages call it.
    ///
    /// # Errors
    /// The text is no lock of this generator.
    pub fn parse(text: &str, file: &str) -> Result<Self, Error> {
        let broken = |message: String| Error::Lock {
            path: file.into(),
            message,
            help: "restore it from version control; it is written by `cargo xtask generate` only".into(),
        };
        let lock: Self = toml::from_str(text).map_err(|error| broken(error.message().to_owned()))?;
        if lock.format == FORMAT {
            Ok(lock)
        } else {
            Err(broken(format!("layout {} is not known, only {FORMAT}", lock.format)))
        }
    }

    /// The file's text.
    ///
    /// # Errors
    /// A value cannot be written as TOML: a fault of this generator.
    pub fn to_text(&self) -> Result<String, Error> {
        self.write().map_err(|error| Error::Lock {
            path: "the new lock".into(),
            message: error.to_string(),
            help: "this is a fault of the generator; report it with the collection".into(),
        })
    }

    fn write(&self) -> Result<String, toml::ser::Error> {
        let mut text = format!("{HEAD}format = {}\n", self.format);
        line(&mut text, "hosts", &self.hosts)?;
        line(&mut text, "login", &self.login)?;
        if !self.oauth.is_empty() {
            line(&mut text, "oauth", &self.oauth)?;
        }
        if !self.public_ip.is_empty() {
            line(&mut text, "public_ip", &self.public_ip)?;
        }
        line(&mut text, "settings", &self.settings)?;
        for target in &self.targets {
            text.push_str("\n[[target]]\n");
            line(&mut text, "name", &target.name)?;
            line(&mut text, "version", &target.version)?;
        }
        for allowed in &self.allowed {
            text.push_str("\n[[allowed]]\n");
            line(&mut text, "change", &allowed.change)?;
            line(&mut text, "subject", &allowed.subject)?;
            line(&mut text, "reason", &allowed.reason)?;
        }
        for entry in &self.operations {
            entry.write(&mut text)?;
        }
        Ok(text)
    }
}

impl Entry {
    fn write(&self, text: &mut String) -> Result<(), toml::ser::Error> {
        text.push_str("\n[[operation]]\n");
        line(text, "id", &self.id)?;
        line(text, "key", &self.key)?;
        line(text, "path", &self.path)?;
        line(text, "method", &self.method)?;
        line(text, "route", &self.route)?;
        line(text, "shape", &self.shape)?;
        line(text, "cli", &self.cli)?;
        line(text, "mcp", &self.mcp)?;
        line(text, "aliases", &self.aliases)?;
        line(text, "class", &self.class)?;
        line(text, "auth", &self.auth)?;
        line(text, "steps", &self.steps)?;
        line(text, "secret_answers", &self.secret_answers)?;
        if !self.fields.is_empty() {
            text.push_str("[operation.fields]\n");
        }
        for (path, field) in &self.fields {
            line(text, &quoted(path), field)?;
        }
        Ok(())
    }
}

/// A key may not span lines, so the multi-line form that values sometimes take is out.
fn quoted(key: &str) -> String {
    serde_json::Value::from(key).to_string().replace('\u{7f}', "\\u007f")
}

fn line(text: &mut String, key: &str, value: &impl Serialize) -> Result<(), toml::ser::Error> {
    let mut written = String::new();
    value.serialize(toml::ser::ValueSerializer::new(&mut written))?;
    writeln!(text, "{key} = {written}").map_err(|_| serde::ser::Error::custom("out of memory"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let field = Field {
            kind: "string".into(),
            required: true,
            choices: vec!["\"a\"".into(), "\"b\\\"'''\"".into()],
            pattern: Some("^\\d+$\n\"\"\"".into()),
            ..Field::default()
        };
        let entry = Entry {
            id: "pay".into(),
            key: "pay".into(),
            path: vec!["Cash \"in\"".into(), "Pagar\nya".into()],
            fields: BTreeMap::from([("body.a = [x]\"'\u{7f}\n".into(), field)]),
            ..Entry::default()
        };
        let lock = Lock { operations: vec![entry], hosts: vec!["https://a.example".into()], ..Lock::new() };
        let text = lock.to_text().expect("a sound fixture");
        assert_eq!(Lock::parse(&text, "a.lock").expect("a sound fixture"), lock, "{text}");
        assert_eq!(
            Lock::parse(&text, "a.lock").expect("a sound fixture").to_text().expect("a sound fixture"),
            text
        );
    }

    #[test]
    fn another_layout_or_a_broken_file_is_refused() {
        for text in ["format = 2\nhosts = []\nlogin = ''\n", "format = 1\nhosts = [", "[x]\n"] {
            assert!(matches!(Lock::parse(text, "a.lock"), Err(Error::Lock { .. })), "{text}");
        }
    }
}
