//! Whether a log is as it was written: edits, gaps and a cut end are found.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::chain;

/// What the check of a log found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Entries of the chain.
    pub entries: u64,
    /// Number of the first one: later than 1 where older files were taken away.
    pub first: u64,
    /// Number of the last one.
    pub last: u64,
    /// Lines that belong to no chain: of an earlier program, or cut short by a crash.
    pub loose: u64,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Something that is wrong with a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which file.
    pub file: PathBuf,
    /// On which line, from 1; none where it is not about a line.
    pub line: Option<u64>,
    /// What it is.
    pub message: String,
}

#[derive(Debug, Default)]
struct Walk {
    verdict: Verdict,
    /// The hash of the line before.
    before: Option<String>,
    /// The hash of the entry that the head names.
    at_head: Option<String>,
}

/// Checks a log with all that was put aside of it.
///
/// # Errors
/// A file cannot be read.
pub(super) fn verify(log: &Path) -> io::Result<Verdict> {
    let head = chain::head(log);
    let mut walk = Walk::default();
    for path in chain::files(log)? {
        let lines = BufReader::new(File::open(&path)?).split(b'\n');
        for (at, line) in lines.enumerate() {
            walk.line(&path, at as u64 + 1, &line?, head.as_ref());
        }
    }
    walk.check_end(log, head);
    Ok(walk.verdict)
}

impl Walk {
    fn line(&mut self, file: &Path, number: u64, line: &[u8], head: Option<&(u64, String)>) {
        let hash = chain::hash(line);
        match chain::link(line) {
            None => self.verdict.loose += 1,
            Some((sequence, before)) => {
                if let Some(message) = self.problem(sequence, &before) {
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
            }
        }
        self.before = Some(hash);
    }

    fn problem(&self, sequence: u64, before: &str) -> Option<String> {
        let starts = self.verdict.entries == 0;
        if !starts && sequence != self.verdict.last + 1 {
            return Some(format!("entry {sequence} follows entry {}", self.verdict.last));
        }
        // Older files may have been taken away as a whole.
        let unknown = starts && sequence > 1 && self.before.is_none();
        let expected = self.before.as_deref().unwrap_or(chain::NOTHING);
        (!unknown && before != expected).then(|| {
            format!("the line before entry {sequence} is not the one that stood there when it was written")
        })
    }

    /// A crash may come between the last entry and its head, never between two entries.
    fn check_end(&mut self, log: &Path, head: Option<(u64, String)>) {
        let last = self.verdict.last;
        let message = match head {
            None if self.verdict.entries == 0 => return,
            None => "the head of the chain is missing: the end may have been cut off".to_owned(),
            Some((named, _)) if named > last => match named - last {
                1 => format!("entry {named} is missing: the end was cut off"),
                _ => format!("entries {} to {named} are missing: the end was cut off", last + 1),
            },
            Some((named, _)) if named + 1 < last => {
                format!("entries {} to {last} were not written by this program", named + 1)
            }
            Some((_, hash)) if self.at_head.as_ref() == Some(&hash) => return,
            Some((named, _)) => format!("entry {named} is not the one that was written"),
        };
        self.verdict.findings.push(Finding { file: log.to_owned(), line: None, message });
    }
}
