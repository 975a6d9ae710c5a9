//! How a server speaks of logins: to a person who runs a command of it, and to its log while it serves.

use std::cell::RefCell;
use std::io::{self, Write};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::runtime::account::voice::Voice;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::scrub;
use crate::runtime::core::text::{escaped_json, visible_lines};

/// What must not be said.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    known: RefCell<Vec<SecretString>>,
}

impl Secrets {
    fn add(&self, secret: &str) {
        self.known.borrow_mut().push(secret.into());
    }

    fn scrub(&self, text: &str) -> String {
        scrub::without(text, self.known.borrow().iter().map(ExposeSecret::expose_secret))
    }

    /// The failure without them.
    pub(super) fn without(&self, failure: &Failure) -> Failure {
        failure.clone().with(|details| {
            details.code = self.scrub(&details.code);
            details.message = self.scrub(&details.message);
            details.hint = details.hint.as_deref().map(|hint| self.scrub(hint));
            details.request_id = details.request_id.as_deref().map(|id| self.scrub(id));
        })
    }
}

/// While the server serves: nobody is there to be spoken to, and standard output is the protocol's.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    /// What must not be said.
    pub(super) secrets: Secrets,
}

impl Voice for Quiet {
    fn hide(&self, secret: &str) {
        self.secrets.add(secret);
    }

    fn hide_token(&self, token: &str) {
        self.secrets.add(token);
    }

    fn data(&self, _: &Value, _: &dyn Fn(&Value) -> String) {}

    fn aside(&self, _: &Value, _: &str) {}

    fn event(&self, _: &str, _: &str, _: &str) {}

    fn note(&self, text: &str) {
        tracing::debug!("{}", self.secrets.scrub(text));
    }

    fn warning(&self, text: &str) {
        tracing::warn!("{}", self.secrets.scrub(text));
    }
}

/// For whom a command writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// A person.
    Person,
    /// A program: JSON on both streams.
    Program,
}

/// A command that a person or a program runs.
#[derive(Debug)]
pub(super) struct Spoken {
    reader: Reader,
    /// What must not be said.
    pub(super) secrets: Secrets,
}

impl Spoken {
    /// A voice that knows no secret yet.
    pub(super) fn to(reader: Reader) -> Self {
        Self { reader, secrets: Secrets::default() }
    }

    fn beside(&self, value: &Value, text: &str) {
        let line = match self.reader {
            Reader::Person => visible_lines(&self.secrets.scrub(text)),
            Reader::Program => escaped_json(&self.secrets.scrub(&value.to_string())),
        };
        say(&mut io::stderr(), &line);
    }
}

impl Voice for Spoken {
    fn hide(&self, secret: &str) {
        self.secrets.add(secret);
    }

    fn hide_token(&self, token: &str) {
        self.secrets.add(token);
    }

    fn data(&self, value: &Value, words: &dyn Fn(&Value) -> String) {
        let line = match self.reader {
            Reader::Person => visible_lines(&self.secrets.scrub(&words(value))),
            Reader::Program => escaped_json(&self.secrets.scrub(&value.to_string())),
        };
        say(&mut io::stdout(), &line);
    }

    fn aside(&self, value: &Value, text: &str) {
        self.beside(value, text);
    }

    fn event(&self, name: &str, url: &str, words: &str) {
        self.beside(&json!({"event": name, "url": url}), &format!("{words}:\n{url}"));
    }

    fn note(&self, text: &str) {
        if self.reader == Reader::Person {
            self.beside(&Value::Null, text);
        }
    }

    fn warning(&self, text: &str) {
        self.beside(&json!({"warning": text}), &format!("warning: {text}"));
    }
}

fn say(stream: &mut dyn Write, line: &str) {
    // A reader that went away wants no more.
    writeln!(stream, "{line}").ok();
}
