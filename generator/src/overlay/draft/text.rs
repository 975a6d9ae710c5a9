//! Lines of TOML. Strangers' texts stand in them, and none can end its line, its comment or its quotes.

use std::fmt::Write;

use crate::lower::text::is_invisible;

/// Longest comment taken from a collection; more is cut.
const LONGEST: usize = 200;

/// The text so far.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A comment for people.
    pub(super) fn prose(&mut self, text: &str) {
        self.line(&format!("# {}", harmless(text)));
    }

    /// A decision as it stands, with a mark before it.
    pub(super) fn decision(&mut self, key: &str, value: &str) {
        self.line(&format!("#{key} = {value}"));
    }

    /// The heading of a table of decisions as they stand.
    pub(super) fn decision_table(&mut self, heading: &str) {
        self.line(&format!("#{heading}"));
    }

    /// A key that counts.
    pub(super) fn set(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {value}"));
    }

    /// The heading of a table that counts.
    pub(super) fn table(&mut self, heading: &str) {
        self.line(heading);
    }

    /// Begins a part.
    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        self.line(&format!("# --- {text} ---"));
        self.blank();
    }

    /// An empty line, unless there is one.
    pub(super) fn blank(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with("\n\n") {
            self.0.push('\n');
        }
    }

    pub(super) fn into_text(self) -> String {
        format!("{}\n", self.0.trim_end())
    }

    fn line(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }
}

/// A basic string on one line (TOML 1.0, "String"); what cannot be seen is written as an escape.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ => push_visible(&mut out, c),
        }
    }
    out.push('"');
    out
}

/// A key, quoted where it is not bare.
pub(super) fn key(text: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !text.is_empty() && text.chars().all(bare) { text.to_owned() } else { quoted(text) }
}

/// A list of texts.
pub(super) fn list<T: AsRef<str>>(texts: &[T]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", texts.join(", "))
}

fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    rest.by_ref().take(LONGEST).for_each(|c| push_visible(&mut out, c));
    if rest.next().is_some() {
        out.push('…');
    }
    out
}

fn push_visible(out: &mut String, c: char) {
    // U+2028 and U+2029 end a line in some editors.
    if is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}') {
        // Writing to a string cannot fail.
        write!(out, "\\U{:08X}", u32::from(c)).ok();
    } else {
        out.push(c);
    }
}
