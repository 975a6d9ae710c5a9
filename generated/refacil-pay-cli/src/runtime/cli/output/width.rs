//! How wide the page is.

use std::io::IsTerminal;

use terminal_size::{Width, terminal_size_of};

/// Columns of stdout: what `COLUMNS` says, else what the terminal has; none where there is no edge.
#[must_use]
pub fn width() -> Option<usize> {
    let stated = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    if stated.is_some_and(|columns: usize| columns > 0) {
        return stated;
    }
    let stdout = std::io::stdout();
    if !stdout.is_terminal() {
        return None;
    }
    terminal_size_of(stdout).map(|(Width(columns), _)| usize::from(columns)).filter(|columns| *columns > 0)
}
