//! How a server speaks of logins: to a person who runs a command of it, and to its log while it serves.

use std::cell::RefCell;
use std::io::{self, Write};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::runtime::account::voice::Voice;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::scrub;
use crate::runtime::core::spec::Language;
use crate::runtime::core::text::{escaped_json, visible_lines};
use crate::runtime::core::words::{Hole, Said, say};

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
            details.message = details.message.changed(&|text| self.scrub(text));
            details.hint = details.hint.as_ref().map(|hint| hint.changed(&|text| self.scrub(text)));
            details.request_id = details.request_id.as_deref().map(|id| self.scrub(id));
        })
    }
}

/// While the server serves: nobody is there to be spoken to, and standard output is the protocol's.
#[derive(Debug)]
pub(super) struct Quiet {
    language: Language,
    /// What must not be said.
    pub(super) secrets: Secrets,
}

impl Quiet {
    /// A voice that knows no secret yet.
    pub(super) fn new(language: Language) -> Self {
        Self { language, secrets: Secrets::default() }
    }
}

impl Voice for Quiet {
    fn hide(&self, secret: &str) {
        self.secrets.add(secret);
    }

    fn hide_token(&self, token: &str) {
        self.secrets.add(token);
    }

    fn data(&self, _: &Value, _: &dyn Fn(&Value) -> Said) {}

    fn aside(&self, _: &Value, _: &Said) {}

    fn event(&self, _: &str, _: &str, _: &Said) {}

    fn note(&self, text: &Said) {
        tracing::debug!("{}", self.secrets.scrub(&text.in_language(self.language)));
    }

    fn warning(&self, text: &Said) {
        tracing::warn!("{}", self.secrets.scrub(&text.in_language(self.language)));
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

impl Reader {
    /// Whoever gave these arguments.
    pub(super) fn of(arguments: &[String]) -> Self {
        if arguments.iter().any(|argument| argument == "--json") { Self::Program } else { Self::Person }
    }
}

/// A command that a person or a program runs.
#[derive(Debug)]
pub(super) struct Spoken {
    reader: Reader,
    language: Language,
    /// What must not be said.
    pub(super) secrets: Secrets,
}

impl Spoken {
    /// A voice that knows no secret yet.
    pub(super) fn to(reader: Reader, language: Language) -> Self {
        Self { reader, language, secrets: Secrets::default() }
    }

    fn beside(&self, value: &Value, text: &Said) {
        let line = match self.reader {
            Reader::Person => visible_lines(&self.secrets.scrub(&text.in_language(self.language))),
            Reader::Program => escaped_json(&self.secrets.scrub(&value.to_string())),
        };
        put(&mut io::stderr(), &line);
    }
}

impl Voice for Spoken {
    fn hide(&self, secret: &str) {
        self.secrets.add(secret);
    }

    fn hide_token(&self, token: &str) {
        self.secrets.add(token);
    }

    fn data(&self, value: &Value, words: &dyn Fn(&Value) -> Said) {
        let line = match self.reader {
            Reader::Person => visible_lines(&self.secrets.scrub(&words(value).in_language(self.language))),
            Reader::Program => escaped_json(&self.secrets.scrub(&value.to_string())),
        };
        put(&mut io::stdout(), &line);
    }

    fn aside(&self, value: &Value, text: &Said) {
        self.beside(value, text);
    }

    fn event(&self, name: &str, url: &str, words: &Said) {
        self.beside(&json!({"event": name, "url": url}), &say("{}:\n{}", &[words as &dyn Hole, &url]));
    }

    fn note(&self, text: &Said) {
        if self.reader == Reader::Person {
            self.beside(&Value::Null, text);
        }
    }

    fn warning(&self, text: &Said) {
        let said = text.in_language(self.language);
        self.beside(&json!({"warning": said}), &say("warning: {}", &[&said]));
    }
}

fn put(stream: &mut dyn Write, line: &str) {
    // A reader that went away wants no more.
    writeln!(stream, "{line}").ok();
}
