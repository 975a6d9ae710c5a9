//! Differences as text for people.

use std::time::Duration;

use similar::TextDiff;

use super::compare::{Entry, Kind};

/// Most lines of one file's diff.
const LINES_OF_FILE: usize = 200;

/// Most bytes of a whole diff.
const WHOLE: usize = 100_000;

/// How much is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Nothing.
    None,
    /// All, within limits.
    Full,
}

/// Unified diffs from disk to memory.
pub fn unified<'a, 'b: 'a>(entries: impl Iterator<Item = &'a Entry<'b>>, detail: Detail) -> String {
    let mut out = String::new();
    if detail == Detail::None {
        return out;
    }
    let mut left_out = 0;
    for entry in entries {
        if out.len() > WHOLE {
            left_out += 1;
        } else {
            out.push_str(&one(entry));
        }
    }
    if left_out > 0 {
        out.push_str(&format!("… and {left_out} more files\n"));
    }
    out
}

fn one(entry: &Entry<'_>) -> String {
    let path = &entry.path;
    match entry.kind {
        Kind::Created => format!("missing: {path} ({} bytes)\n", entry.new.len()),
        Kind::Deleted => format!("stale: {path}\n"),
        Kind::EditedStale => format!("stale, and edited by hand: {path}\n"),
        Kind::Changed | Kind::Edited => {
            match (std::str::from_utf8(&entry.old), std::str::from_utf8(entry.new)) {
                (Ok(old), Ok(new)) => of_texts(path, old, new),
                _ => format!("binary files differ: {path}\n"),
            }
        }
    }
}

fn of_texts(path: &str, old: &str, new: &str) -> String {
    // Two long files that share nothing would take minutes; after a moment a coarser diff is good enough.
    let texts = TextDiff::configure().timeout(Duration::from_millis(500)).diff_lines(old, new);
    let whole =
        texts.unified_diff().header(&format!("on disk/{path}"), &format!("generated/{path}")).to_string();
    let count = whole.lines().count();
    if count <= LINES_OF_FILE {
        return whole;
    }
    let head: String = whole.split_inclusive('\n').take(LINES_OF_FILE).collect();
    format!("{head}… and {} more lines\n", count - LINES_OF_FILE)
}
