//! Output. A collection is a stranger's text: nothing of it may steer the terminal.

use std::io::{ErrorKind, Write};

use miette::{IntoDiagnostic, Result};

/// Writes text to standard output; a reader that has gone away is no failure.
///
/// # Errors
/// Standard output cannot be written.
pub fn print(text: &str) -> Result<()> {
    put(anstream::stdout().lock(), text)
}

/// The same for data, which holds no styles: looking for some in many megabytes takes longer than all else.
pub fn print_data(text: &str) -> Result<()> {
    put(std::io::stdout().lock(), text)
}

fn put(mut out: impl Write, text: &str) -> Result<()> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).into_diagnostic(),
        _ => Ok(()),
    }
}

/// Writes to standard error; there is nowhere left to complain about that.
pub fn complain(text: &str) {
    let text = text.trim_end();
    drop(writeln!(anstream::stderr(), "{text}"));
}

/// A stranger's text with its control, format and tag characters shown as escapes; lines stay lines.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => out.push(c),
            _ if postman_codegen::lower::text::is_invisible(c) => out.extend(c.escape_unicode()),
            _ => out.push(c),
        }
    }
    out
}

/// A stranger's name: as [`visible`], and a line break in it is shown as well. It shall not pass for a line of ours.
#[must_use]
pub fn one_line(text: &str) -> String {
    visible(text).replace('\n', "\\n").replace('\t', "\\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line() {
        assert_eq!(one_line("a\nerror: b\tc"), "a\\nerror: b\\tc");
    }

    #[test]
    fn escapes_do_not_reach_the_terminal() {
        assert_eq!(visible("a\u{1b}[31mb\u{202e}c\nd"), "a\\u{1b}[31mb\\u{202e}c\nd");
    }
}
