//! Whether a log is as it was written: edits, gaps and a cut end are found.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::super::words::{Said, say};
use super::chain;

/// What the check of a log found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Entries of the chain.
    pub(super) entries: u64,
    /// Number of the first one: later than 1 where older files were taken away.
    pub(super) first: u64,
    /// Number of the last one.
    pub(super) last: u64,
    /// Lines that belong to no chain: of an earlier program, or cut short by a crash.
    pub(super) loose: u64,
    /// Calls without an entry after them: under way, or their program crashed.
    pub(super) unclosed: usize,
    /// What is wrong.
    pub(super) findings: Vec<Finding>,
}

/// Something that is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    /// In which file.
    pub(super) file: PathBuf,
    /// On which line, from 1; none where it is not about a line.
    pub(super) line: Option<u64>,
    /// What it is.
    pub(super) message: Said,
}

#[derive(Debug, Default)]
struct Walk {
    verdict: Verdict,
    /// The hash of the line before.
    before: Option<String>,
    /// The hash of the entry that the head names.
    at_head: Option<String>,
    /// Calls whose end did not come yet.
    open: HashSet<String>,
}

/// Checks a log with all that was put aside of it.
///
/// # Errors
/// A file cannot be read.
pub(super) fn verify(log: &Path) -> io::Result<Verdict> {
    let snapshot = chain::Snapshot::take(log)?;
    let head = snapshot.head.clone();
    let mut walk = Walk::default();
    for part in snapshot.parts() {
        let (path, text) = part?;
        for (at, line) in BufReader::new(text).split(b'\n').enumerate() {
            walk.line(&path, at as u64 + 1, &line?, head.as_ref());
        }
    }
    walk.check_end(log, head);
    walk.verdict.unclosed = walk.open.len();
    Ok(walk.verdict)
}

impl Walk {
    fn line(&mut self, file: &Path, number: u64, line: &[u8], head: Option<&(u64, String)>) {
        let hash = chain::hash(line);
        match chain::link(line) {
            None => self.verdict.loose += 1,
            Some(link) => {
                let sequence = link.sequence;
                if let Some(message) = self.problem(&link) {
                    self.verdict.findings.push(Finding {
                        file: file.to_owned(),
                        line: Some(number),
                        message,
                    });
                }
                if self.verdict.entries == 0 {
                    self.verdict.first = sequence;
                }
                if head.is_some_and(|(named, _)| *named == sequence) {
                    self.at_head = Some(hash.clone());
                }
                self.verdict.entries += 1;
                self.verdict.last = sequence;
                self.count(&link.entry);
            }
        }
        self.before = Some(hash);
    }

    fn count(&mut self, entry: &Value) {
        let Some(id) = entry["id"].as_str() else { return };
        match entry["entry"].as_str() {
            Some("before") => drop(self.open.insert(id.to_owned())),
            Some("after") => drop(self.open.remove(id)),
            _ => {}
        }
    }

    fn problem(&self, link: &chain::Link) -> Option<Said> {
        let sequence = link.sequence;
        let starts = self.verdict.entries == 0;
        if !starts && sequence != self.verdict.last + 1 {
            return Some(say("entry {} follows entry {}", &[&sequence, &self.verdict.last]));
        }
        // Older files may have been taken away as a whole.
        let unknown = starts && sequence > 1 && self.before.is_none();
        let expected = self.before.as_deref().unwrap_or(chain::NOTHING);
        (!unknown && link.before != expected).then(|| {
            say("the line before entry {} is not the one that stood there when it was written", &[&sequence])
        })
    }

    /// A crash may come between the last entry and its head, never between two entries.
    fn check_end(&mut self, log: &Path, head: Option<(u64, String)>) {
        let last = self.verdict.last;
        let message = match head {
            None if self.verdict.entries == 0 => return,
            None => "the head of the chain is missing: the end may have been cut off".into(),
            Some((named, _)) if named > last => match named - last {
                1 => say("entry {} is missing: the end was cut off", &[&named]),
                _ => say("entries {} to {} are missing: the end was cut off", &[&(last + 1), &named]),
            },
            Some((named, _)) if named + 1 < last => {
                say("entries {} to {} were not written by this program", &[&(named + 1), &last])
            }
            Some((_, hash)) if self.at_head.as_ref() == Some(&hash) => return,
            Some((named, _)) => say("entry {} is not the one that was written", &[&named]),
        };
        self.verdict.findings.push(Finding { file: log.to_owned(), line: None, message });
    }
}
