//! The body of a notice, read so that two readers cannot understand it differently.

use std::collections::HashSet;

use serde_json::Value;

use super::written::{elements, members};

/// The most bytes of a notice.
pub const MAX_BYTES: usize = 64 * 1024;

/// Why a body is no notice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is larger than [`MAX_BYTES`].
    #[error("the body is larger than {} KiB", MAX_BYTES / 1024)]
    TooLarge,
    /// Its bytes are no text.
    #[error("the body is not UTF-8")]
    NoText,
    /// It is not a JSON object.
    #[error("the body is not a JSON object")]
    NoObject,
    /// One reader would take the first value, another the last.
    #[error("the body has the field {0:?} twice")]
    Twice(String),
}

/// A notice's body.
#[derive(Debug, Clone)]
pub struct Payload {
    text: String,
    value: Value,
}

impl Payload {
    /// Reads a body.
    ///
    /// # Errors
    /// It is no single JSON object in UTF-8, or has a field twice.
    pub fn read(body: &[u8]) -> Result<Self, Unreadable> {
        if body.len() > MAX_BYTES {
            return Err(Unreadable::TooLarge);
        }
        let text = std::str::from_utf8(body).map_err(|_| Unreadable::NoText)?;
        let value: Value = serde_json::from_str(text).map_err(|_| Unreadable::NoObject)?;
        if !value.is_object() || !text.trim_start().starts_with('{') {
            return Err(Unreadable::NoObject);
        }
        check_names(text)?;
        Ok(Self { text: text.to_owned(), value })
    }

    /// The text as it came.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same as data, to be shown; decisions are made on what was written.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// The names of the outermost fields, in order.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        members(&self.text).into_iter().map(|(name, _)| name).collect()
    }

    /// The value at a dotted path as it was written.
    #[must_use]
    pub fn raw(&self, path: &str) -> Option<&str> {
        path.split('.').try_fold(self.text.as_str(), |text, name| {
            members(text).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
        })
    }

    /// A single value at a dotted path: a text without its quotes, a number digit by digit, true or false. Nothing for
    /// null, an object or a list.
    #[must_use]
    pub fn single(&self, path: &str) -> Option<String> {
        let raw = self.raw(path)?;
        match raw.as_bytes().first()? {
            b'"' => serde_json::from_str(raw).ok(),
            b'{' | b'[' | b'n' => None,
            _ => Some(raw.to_owned()),
        }
    }
}

fn check_names(text: &str) -> Result<(), Unreadable> {
    let mut names = HashSet::new();
    for (name, value) in members(text) {
        check_names(value)?;
        if !names.insert(name.clone()) {
            return Err(Unreadable::Twice(name));
        }
    }
    elements(text).into_iter().try_for_each(check_names)
}
