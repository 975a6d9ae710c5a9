//! Questions to a person; the one place that knows whether there is one.

use std::io::{self, BufRead, Write};

use secrecy::SecretString;

use super::terminal;
use crate::runtime::core::confirmation::Question;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Language;
use crate::runtime::core::text::visible;
use crate::runtime::core::words::{Said, reason, say};

/// A person can be asked: both the question and the answer go through a terminal.
#[must_use]
pub fn can_ask() -> bool {
    terminal::stdin() && terminal::stderr()
}

/// Asks before something dangerous; anything but a clear yes is a no.
///
/// # Errors
/// The terminal failed.
pub fn confirm(question: &Question) -> Result<bool, Failure> {
    let answer = ask(&format!("{}Send it? [y/N] ", composed(question)))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Asks before something dangerous that is real: what is typed must be what the request says of it.
///
/// # Errors
/// The terminal failed.
pub fn confirm_typed(question: &Question, what: &str) -> Result<String, Failure> {
    let answer = ask(&format!("{}Type the {} to send it: ", composed(question), visible(what)))?;
    Ok(answer.trim_end_matches(['\r', '\n']).to_owned())
}

fn composed(question: &Question) -> String {
    let width = question.lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    let mut text = format!("{}\n", visible(&question.title));
    for (name, value) in &question.lines {
        let pad = " ".repeat(width.saturating_sub(name.chars().count()));
        text.push_str(&format!("  {}{pad}  {}\n", visible(name), visible(value)));
    }
    text
}

/// Asks a question whose usual answer is yes; only a clear no is one.
///
/// # Errors
/// The terminal failed.
pub fn yes(question: &str) -> Result<bool, Failure> {
    let answer = ask(&format!("{} [Y/n] ", visible(question)))?;
    Ok(!matches!(answer.trim().to_lowercase().as_str(), "n" | "no"))
}

/// Asks a question whose usual answer is no; only a clear yes is one.
///
/// # Errors
/// The terminal failed.
pub fn sure(question: &str) -> Result<bool, Failure> {
    let answer = ask(&format!("{} [y/N] ", visible(question)))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Asks for one of these values, until one of them is given; no answer is the usual one.
///
/// # Errors
/// The terminal failed.
pub fn choice(language: Language, label: &str, usual: &str, values: &[&str]) -> Result<String, Failure> {
    loop {
        let answer = ask(&format!("{} [{}]: ", visible(label), visible(usual)))?;
        let answer = if answer.trim().is_empty() { usual } else { answer.trim() };
        if values.contains(&answer) {
            return Ok(answer.to_owned());
        }
        heading(&say("that is none of {}", &[&values.join(", ")]).in_language(language));
    }
}

/// Asks for a value that may be seen.
///
/// # Errors
/// The terminal failed, or was closed.
pub fn text(label: &str) -> Result<SecretString, Failure> {
    loop {
        let answer = ask(&format!("{}: ", visible(label)))?;
        let answer = answer.trim_end_matches(['\r', '\n']);
        if !answer.is_empty() {
            return Ok(answer.into());
        }
    }
}

/// Asks for a value that is hidden while it is typed.
///
/// # Errors
/// The terminal failed.
pub fn hidden(label: &str) -> Result<SecretString, Failure> {
    let answer = dialoguer::Password::new().with_prompt(visible(label)).report(false).interact();
    answer.map(SecretString::from).map_err(|error| terminal_failed(error.to_string().into()))
}

/// A line above questions.
pub fn heading(text: &str) {
    // A terminal that went away gives no answer either, which is told then.
    drop(writeln!(io::stderr(), "{}", visible(text)));
}

/// A hidden question leaves the terminal without echo when it is cut short.
#[cfg(unix)]
pub fn restore_echo() {
    use std::io::IsTerminal;
    if io::stdin().is_terminal() {
        drop(std::process::Command::new("stty").arg("echo").status());
        drop(writeln!(io::stderr()));
    }
}

/// A hidden question leaves the terminal without echo when it is cut short, but not on this system.
#[cfg(not(unix))]
pub const fn restore_echo() {}

fn ask(text: &str) -> Result<String, Failure> {
    let mut answer = String::new();
    // Whoever is interrupted while the answer is awaited says so on stderr: nothing may hold it.
    let read = io::stderr()
        .write_all(text.as_bytes())
        .and_then(|()| io::stderr().flush())
        .and_then(|()| io::stdin().lock().read_line(&mut answer));
    match read {
        Ok(0) => Err(terminal_failed("it was closed".into())),
        Ok(_) => Ok(answer),
        Err(error) => Err(terminal_failed(reason(&error))),
    }
}

fn terminal_failed(why: Said) -> Failure {
    Failure::new(Exit::Interrupted, "terminal", say("no answer came from the terminal: {}", &[&why]))
}
