//! Errors and diagnostics for people.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style};
use postman_codegen::error::Error;
use postman_codegen::model::{Class, Diagnostic, Severity};

use crate::terminal::{one_line, visible};

/// What stopped a command.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Failure {
    message: String,
    help: Option<String>,
}

impl miette::Diagnostic for Failure {
    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn Display>)
    }
}

/// A failure with what to do next.
pub fn failure(message: impl Into<String>, help: impl Into<String>) -> miette::Report {
    let help = Some(help.into()).filter(|help| !help.is_empty());
    Failure { message: message.into(), help }.into()
}

/// An error of the generator. Its problems and its diff go to standard error before the message.
pub fn from_generator(error: &Error) -> miette::Report {
    match error {
        Error::Problems(problems) => crate::terminal::complain(&diagnostics(problems)),
        Error::Files { diff, .. } if !diff.is_empty() => crate::terminal::complain(&visible(diff)),
        _ => {}
    }
    failure(visible(&error.to_string()), visible(error.help()))
}

/// Diagnostics, one block each.
pub fn diagnostics(list: &[Diagnostic]) -> String {
    let mut text = String::new();
    for found in list {
        let (style, name) = match found.severity {
            Severity::Error => (colour(AnsiColor::Red), "error"),
            Severity::Warning => (colour(AnsiColor::Yellow), "warning"),
            Severity::Note => (colour(AnsiColor::Cyan), "note"),
        };
        let place = one_line(&found.place.to_string());
        let message = one_line(&found.message);
        line(&mut text, format_args!("{style}{name}{style:#}[{}] {place}", found.code));
        line(&mut text, format_args!("    {message}"));
        if !found.help.is_empty() {
            line(&mut text, format_args!("    help: {}", one_line(&found.help)));
        }
    }
    text
}

/// Adds a line.
pub fn line(text: &mut String, content: fmt::Arguments<'_>) {
    text.push_str(&content.to_string());
    text.push('\n');
}

/// The colour of a class.
pub fn class_style(class: Class) -> Style {
    match class {
        Class::ReadOnly => colour(AnsiColor::Green),
        Class::SafeMutation => colour(AnsiColor::Yellow),
        Class::Dangerous => colour(AnsiColor::Red).bold(),
    }
}

fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(colour.into()))
}

/// `1 file`, `2 files`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
