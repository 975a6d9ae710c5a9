//! What goes to stdout and what to stderr; the one place that writes, and the last one that keeps secrets back.

use std::cell::{Cell, RefCell};
use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::super::account::terminal;
use super::super::account::voice::Voice;
use super::super::core::failure::Failure;
use super::super::core::file::{self, Upload};
use super::super::core::scrub::{self, Scrubber};
use super::super::core::shell::Caller;
use super::super::core::text::{escaped_json, visible_lines};
use super::super::core::words::Said;
use super::answers::{Shape, pretty};
use super::failures::{self, Styles};
use super::output::{self, Page, Part};

pub use super::output::Format;

/// Colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Where the terminal has them and `NO_COLOR` does not forbid them.
    Auto,
    /// None.
    Never,
}

impl Colour {
    /// What the streams can show.
    #[must_use]
    pub fn shown() -> Self {
        let choices = [AutoStream::choice(&io::stdout()), AutoStream::choice(&io::stderr())];
        if choices.contains(&ColorChoice::Always) { Self::Auto } else { Self::Never }
    }
}

/// Writes to stdout and stderr.
#[derive(Debug)]
pub struct Printer {
    format: Format,
    colour: Colour,
    part: Part,
    /// A warning of absent fields was given: once is enough for many pages.
    remarked: Cell<bool>,
    /// Why data could not be printed.
    trouble: RefCell<Option<Failure>>,
    /// Removed from stderr: configured values may be short words that data may hold too.
    configured: RefCell<Vec<SecretString>>,
    /// Removed from both.
    tokens: RefCell<Vec<SecretString>>,
}

impl Printer {
    /// A printer that knows no secret yet.
    #[must_use]
    pub fn new(format: Format, colour: Colour) -> Self {
        Self {
            format,
            // Escapes are noise to a program that reads.
            colour: if terminal::agent().is_some() { Colour::Never } else { colour },
            part: Part::All,
            remarked: Cell::new(false),
            trouble: RefCell::new(None),
            configured: RefCell::new(Vec::new()),
            tokens: RefCell::new(Vec::new()),
        }
    }

    /// A printer that shows this part of data only.
    #[must_use]
    pub fn showing(self, part: Part) -> Self {
        Self { part, ..self }
    }

    /// Output is for people.
    #[must_use]
    pub fn is_for_people(&self) -> bool {
        self.format == Format::Human
    }

    /// Nobody asked for a part of the data.
    #[must_use]
    pub const fn shows_all(&self) -> bool {
        matches!(self.part, Part::All)
    }

    /// Data that could not be printed makes a failure of a command that is done.
    ///
    /// # Errors
    /// Some data could not be printed.
    pub fn outcome(&self) -> Result<(), Failure> {
        self.trouble.take().map_or(Ok(()), Err)
    }

    /// Keeps a configured value out of every message.
    pub fn hide(&self, secret: &str) {
        self.configured.borrow_mut().push(secret.into());
    }

    /// Keeps a token, or a configured value that is long enough to be nothing else, out of every message and all data.
    pub fn hide_token(&self, token: &str) {
        self.tokens.borrow_mut().push(token.into());
    }

    /// Data of this program, for people or for programs.
    pub fn data(&self, value: &Value, human: impl FnOnce(&Value) -> String) {
        let value = self.without_tokens(value);
        match (self.format, &self.part) {
            (Format::Human, Part::All) => self.write(&human(&value)),
            _ => self.show(&value, &Shape::default()),
        }
    }

    /// An answer of the API.
    pub fn answer(&self, value: &Value, shape: &Shape) {
        self.show(&self.without_tokens(value), shape);
    }

    /// A file that the API gave: its bytes go where bytes are wanted; a reader is told of them.
    pub fn file(&self, value: &Value) {
        let reads = terminal::stdout() || (terminal::agent().is_some() && !terminal::stdout_is_file());
        match Upload::from_value(value) {
            Ok(upload) if !reads => pass_on(&mut io::stdout(), &upload.bytes),
            Ok(upload) => {
                self.write(&pretty(&file::shown(value, true)));
                self.note(&format!("a file of {} bytes: have it with > FILE", upload.bytes.len()));
            }
            Err(_) => self.answer(value, &Shape::default()),
        }
    }

    fn show(&self, value: &Value, shape: &Shape) {
        let page = Page { width: output::width(), terminal: terminal::stdout() };
        if let Some(remark) =
            output::absent(shape.of(value), &self.part).filter(|_| !self.remarked.replace(true))
        {
            self.warning(&remark);
        }
        match output::text(shape.of(value), self.format, &self.part, page) {
            Ok(text) if text.is_empty() => self.note("nothing was found"),
            Ok(text) => self.write(&self.readable(text)),
            Err(failure) => drop(self.trouble.replace(Some(failure))),
        }
    }

    /// The text as an agent gets it where it is not put into a file: in one piece that it can read.
    fn readable(&self, text: String) -> String {
        if terminal::agent().is_none() || terminal::stdout_is_file() {
            return text;
        }
        let (text, cuts) = output::capped(text, self.format, output::MAX_BYTES);
        if !cuts.is_empty() {
            let hint = "ask for less of it with --fields or --jq, or have all of it with > FILE";
            self.aside(&json!({"cut": cuts, "hint": hint}), &format!("cut: {}; {hint}", cuts.join("; ")));
        }
        text
    }

    fn write(&self, text: &str) {
        match self.colour {
            Colour::Auto => write_quietly(&mut AutoStream::auto(io::stdout()), text),
            Colour::Never => write_quietly(&mut AutoStream::new(io::stdout(), ColorChoice::Never), text),
        }
    }

    /// Records can be printed as they come.
    #[must_use]
    pub fn streams(&self) -> bool {
        self.format == Format::Ndjson && !matches!(self.part, Part::Filtered(_))
    }

    /// A picture in characters of our own, beside the data.
    pub fn picture(&self, characters: &str) {
        write_quietly(&mut self.stderr(), characters);
    }

    /// A line for people; programs do not get it.
    pub fn note(&self, text: &str) {
        if self.is_for_people() {
            let mut stderr = self.stderr();
            write_quietly(&mut stderr, &visible_lines(&self.scrub(text)));
        }
    }

    /// A page that a person is to open, now, while the command goes on.
    pub fn event(&self, name: &str, url: &str, words: &str) {
        self.aside(&json!({"event": name, "url": url}), &format!("{words}:\n{url}"));
    }

    /// Something to know while the command goes on: data for programs, text for people, both on stderr.
    pub fn aside(&self, value: &Value, text: &str) {
        let mut stderr = self.stderr();
        if self.is_for_people() {
            write_quietly(&mut stderr, &visible_lines(&self.scrub(text)));
        } else {
            let value = map_texts(value, &str::to_owned, &|text| self.scrub(text));
            write_quietly(&mut stderr, &escaped_json(&value.to_string()));
        }
    }

    /// Something that went wrong beside the main thing.
    pub fn warning(&self, text: &str) {
        let text = self.scrub(text);
        let mut stderr = self.stderr();
        if self.is_for_people() {
            let style = AnsiColor::Yellow.on_default().bold();
            write_quietly(&mut stderr, &format!("{style}warning{style:#}: {}", visible_lines(&text)));
        } else {
            write_quietly(&mut stderr, &escaped_json(&json!({"warning": text}).to_string()));
        }
    }

    /// Why it failed, and what to do next.
    pub fn failure(&self, failure: &Failure, caller: Option<&Caller>) {
        let failure = self.scrubbed(failure);
        let mut stderr = self.stderr();
        let text = if self.is_for_people() {
            let style = AnsiColor::Red.on_default().bold();
            let styles = Styles { error: style, strong: Style::new().bold() };
            failures::to_text(&failure, caller, styles, output::message_width())
        } else {
            escaped_json(&failures::to_json(&failure, caller).to_string())
        };
        write_quietly(&mut stderr, &text);
    }

    fn stderr(&self) -> AutoStream<io::Stderr> {
        match self.colour {
            Colour::Auto => AutoStream::auto(io::stderr()),
            Colour::Never => AutoStream::new(io::stderr(), ColorChoice::Never),
        }
    }

    fn scrub(&self, text: &str) -> String {
        let configured = self.configured.borrow();
        let tokens = self.tokens.borrow();
        scrub::without(text, tokens.iter().chain(configured.iter()).map(ExposeSecret::expose_secret))
    }

    fn scrubbed(&self, failure: &Failure) -> Failure {
        failure.clone().with(|details| {
            details.code = self.scrub(&details.code);
            details.message = self.scrub(&details.message.english()).into();
            details.hint = details.hint.as_ref().map(|hint| self.scrub(&hint.english()).into());
            details.meaning = details.meaning.as_deref().map(|meaning| self.scrub(meaning));
            details.request_id = details.request_id.as_deref().map(|id| self.scrub(id));
            for problem in &mut details.problems {
                problem.message = self.scrub(&problem.message.english()).into();
            }
        })
    }

    fn without_tokens(&self, value: &Value) -> Value {
        let tokens = self.tokens.borrow();
        let scrubber = Scrubber::new(tokens.iter().map(ExposeSecret::expose_secret));
        let clean = |text: &str| scrubber.clean(text).into_owned();
        if tokens.is_empty() { value.clone() } else { map_texts(value, &clean, &clean) }
    }
}

/// The command line's own texts are English, so all that it says is: a reader gets no mixture.
impl Voice for Printer {
    fn hide(&self, secret: &str) {
        Self::hide(self, secret);
    }

    fn hide_token(&self, token: &str) {
        Self::hide_token(self, token);
    }

    fn data(&self, value: &Value, words: &dyn Fn(&Value) -> Said) {
        Self::data(self, value, |value: &Value| words(value).english());
    }

    fn aside(&self, value: &Value, text: &Said) {
        Self::aside(self, value, &text.english());
    }

    fn event(&self, name: &str, url: &str, words: &Said) {
        Self::event(self, name, url, &words.english());
    }

    fn note(&self, text: &Said) {
        Self::note(self, &text.english());
    }

    fn warning(&self, text: &Said) {
        Self::warning(self, &text.english());
    }
}

/// Changes every text, and every name, of some data.
fn map_texts(value: &Value, name: &dyn Fn(&str) -> String, text: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(known) => Value::String(text(known)),
        Value::Array(list) => list.iter().map(|element| map_texts(element, name, text)).collect(),
        Value::Object(map) => {
            map.iter().map(|(known, value)| (name(known), map_texts(value, name, text))).collect()
        }
        other => other.clone(),
    }
}

/// A reader that went away wants no more: that is not a failure of the command.
pub fn write_quietly(out: &mut dyn Write, text: &str) {
    pass_on(out, format!("{text}\n").as_bytes());
}

/// Bytes as they are.
fn pass_on(out: &mut dyn Write, bytes: &[u8]) {
    // Nobody is left to tell: stderr is where it would be told.
    drop(out.write_all(bytes).and_then(|()| out.flush()));
}
