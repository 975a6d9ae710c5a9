//! Whether a person sits at the terminal. An agent's terminal has nobody who reads pictures or answers questions.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use crate::runtime::core::agent;
use crate::runtime::core::spec::Api;

/// Says that an agent runs this program, or that none does. Without the prefix.
pub const AGENT: &str = "AGENT";

static OWN: OnceLock<Option<String>> = OnceLock::new();
static HERE: OnceLock<Option<&'static str>> = OnceLock::new();

/// Hears what the user says of agents in the variable of this program.
pub fn hear(api: &Api) {
    let own =
        Some(api.variable(AGENT)).filter(|name| name != AGENT).and_then(|name| std::env::var(name).ok());
    // Said once, at the start.
    OWN.get_or_init(|| own);
}

/// The agent that runs this program.
#[must_use]
pub fn agent() -> Option<&'static str> {
    *HERE.get_or_init(|| {
        let own = OWN.get().and_then(Option::as_deref);
        agent::named(own, &|name| std::env::var(name).ok())
    })
}

/// A person can type.
#[must_use]
pub fn stdin() -> bool {
    io::stdin().is_terminal() && agent().is_none()
}

/// A person looks at the data.
#[must_use]
pub fn stdout() -> bool {
    io::stdout().is_terminal() && agent().is_none()
}

/// Data goes into a file, where nothing has to be short.
#[must_use]
pub fn stdout_is_file() -> bool {
    is_file()
}

#[cfg(unix)]
fn is_file() -> bool {
    use std::os::fd::AsFd;
    let stdout = io::stdout().as_fd().try_clone_to_owned();
    stdout.and_then(|stdout| std::fs::File::from(stdout).metadata()).is_ok_and(|found| found.is_file())
}

#[cfg(windows)]
fn is_file() -> bool {
    use std::os::windows::io::AsHandle;
    let stdout = io::stdout().as_handle().try_clone_to_owned();
    stdout.and_then(|stdout| std::fs::File::from(stdout).metadata()).is_ok_and(|found| found.is_file())
}

#[cfg(not(any(unix, windows)))]
fn is_file() -> bool {
    false
}

/// A person looks at messages.
#[must_use]
pub fn stderr() -> bool {
    io::stderr().is_terminal() && agent().is_none()
}
