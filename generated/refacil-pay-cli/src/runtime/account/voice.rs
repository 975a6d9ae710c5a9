//! How a program speaks to whoever runs it.

use std::fmt::Debug;

use serde_json::Value;

use crate::runtime::core::words::Said;

/// Says what a login has to say, and keeps secrets out of all of it.
pub trait Voice: Debug {
    /// Keeps a configured value out of every message.
    fn hide(&self, secret: &str);

    /// Keeps a token out of every message and all data.
    fn hide_token(&self, token: &str);

    /// What was asked for, for programs or in words.
    fn data(&self, value: &Value, words: &dyn Fn(&Value) -> Said);

    /// Something to know while the command goes on: data for programs, text for people.
    fn aside(&self, value: &Value, text: &Said);

    /// A page that a person is to open, now, while the command goes on.
    fn event(&self, name: &str, url: &str, words: &Said);

    /// A line for people; programs do not get it.
    fn note(&self, text: &Said);

    /// Something that went wrong beside the main thing.
    fn warning(&self, text: &Said);
}
