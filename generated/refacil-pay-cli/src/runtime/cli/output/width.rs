//! How wide the page is.

use std::io;

use terminal_size::{Height, Width, terminal_size_of};

use super::super::super::account::terminal;

/// Columns of stdout, where data goes: what `COLUMNS` says, else what the terminal has; none where there is no edge.
#[must_use]
pub fn width() -> Option<usize> {
    of(|| terminal::stdout().then(|| terminal_size_of(io::stdout())).flatten())
}

/// Columns of stderr, where messages go.
#[must_use]
pub fn message_width() -> Option<usize> {
    of(|| terminal::stderr().then(|| terminal_size_of(io::stderr())).flatten())
}

fn of(measured: impl FnOnce() -> Option<(Width, Height)>) -> Option<usize> {
    let stated = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    if stated.is_some_and(|columns: usize| columns > 0) {
        return stated;
    }
    measured().map(|(Width(columns), _)| usize::from(columns)).filter(|columns| *columns > 0)
}
