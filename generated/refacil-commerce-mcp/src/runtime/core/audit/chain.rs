//! The chain of entries: each has a sequence number and the SHA-256 of the line before it.
//!
//! Beside the log stands its head, the number and hash of the last entry: without it nobody could see that the end was cut
//! off. The chain shows edits, gaps and cuts. It is no signature: whoever may write all of these files can forge it.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Take, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::super::durable;
use super::super::hex;
use super::super::text::escaped_json;

/// What stands where the first line of all has no line before it.
pub(super) const NOTHING: &str = "";

/// The last entry of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct End {
    /// Its number; 0 before the first entry.
    pub(super) sequence: u64,
    /// The hash of the last line, whoever wrote it.
    pub(super) hash: String,
    /// The last line has no end: its writer crashed.
    torn: bool,
}

impl Default for End {
    /// The end of an empty chain.
    fn default() -> Self {
        Self { sequence: 0, hash: NOTHING.to_owned(), torn: false }
    }
}

/// Appends an entry, and returns once it is on the disk. A log of `most` bytes is first put aside.
///
/// # Errors
/// It cannot be written or made durable.
pub(super) fn append(log: &Path, most: u64, entry: Map<String, Value>) -> io::Result<()> {
    let _held = durable::hold(&lock_of(log))?;
    if fs::metadata(log).is_ok_and(|data| data.len() >= most) {
        fs::rename(log, next_archive(log)?)?;
    }
    let mut file = durable::open_to_append(log)?;
    let end = end(log, &mut file)?;
    let (line, last) = linked(&end, entry);
    let start = if end.torn { "\n" } else { "" };
    file.write_all(format!("{start}{line}\n").as_bytes())?;
    file.sync_data()?;
    let head = json!({"seq": last.sequence, "hash": last.hash});
    // This syncs the folder too, and with it the name of a new log.
    durable::replace(&head_of(log), head.to_string().as_bytes())
}

/// The line of an entry that follows that end, and the end that it is.
pub(super) fn linked(end: &End, entry: Map<String, Value>) -> (String, End) {
    let sequence = end.sequence + 1;
    let mut line = Map::new();
    line.insert("seq".into(), sequence.into());
    line.insert("prev".into(), end.hash.as_str().into());
    line.extend(entry);
    // A terminal that shows the line unread by any program must find nothing in it to obey.
    let line = escaped_json(&Value::Object(line).to_string());
    let hash = hash(line.as_bytes());
    (line, End { sequence, hash, torn: false })
}

/// Whether entries could be appended; nothing is made.
///
/// # Errors
/// Why they could not.
pub(super) fn check(log: &Path) -> io::Result<()> {
    durable::check_append(log)?;
    durable::check_append(&lock_of(log))?;
    durable::check_replace(&head_of(log))
}

/// The end of the chain: of the log, or of what was put aside.
fn end(log: &Path, file: &mut File) -> io::Result<End> {
    let end = end_of(file)?;
    if let Some(end) = &end
        && end.sequence > 0
    {
        return Ok(end.clone());
    }
    let Some((_, newest)) = archives(log)?.pop() else { return Ok(end.unwrap_or_default()) };
    let before = end_of(&mut File::open(newest)?)?.unwrap_or_default();
    Ok(match end {
        Some(end) => End { sequence: before.sequence, ..end },
        None => End { torn: false, ..before },
    })
}

/// The hash of a line, without its end.
pub(super) fn hash(line: &[u8]) -> String {
    hex::sha256(line)
}

/// An entry of a chain.
#[derive(Debug)]
pub(super) struct Link {
    /// Its number.
    pub(super) sequence: u64,
    /// The hash of the line before it.
    pub(super) before: String,
    /// All of it.
    pub(super) entry: Value,
}

/// The entry on a line; nothing where it is none of a chain.
pub(super) fn link(line: &[u8]) -> Option<Link> {
    let entry: Value = serde_json::from_slice(line).ok()?;
    let (sequence, before) = (entry.get("seq")?.as_u64()?, entry.get("prev")?.as_str()?.to_owned());
    Some(Link { sequence, before, entry })
}

/// A log as it stood at one moment, while others go on writing to it.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// Number and hash of the last entry.
    pub(super) head: Option<(u64, String)>,
    aside: Vec<PathBuf>,
    log: Option<(PathBuf, Take<File>)>,
}

impl Snapshot {
    /// Takes it between two entries. Whoever may only read need not make a lock for it.
    ///
    /// # Errors
    /// The folder or the file cannot be read.
    pub(super) fn take(log: &Path) -> io::Result<Self> {
        let lock = lock_of(log);
        let held = durable::hold_to_read(&lock)?;
        let state = Self::read(log);
        if held.is_some() || !lock.exists() {
            return state;
        }
        // The first entry came meanwhile, and with it the lock, which nobody takes away again.
        let _held = durable::hold_to_read(&lock)?;
        Self::read(log)
    }

    fn read(log: &Path) -> io::Result<Self> {
        let current = match File::open(log) {
            Ok(file) => Some((log.to_owned(), file.metadata()?.len(), file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        Ok(Self {
            head: head(log),
            aside: archives(log)?.into_iter().map(|(_, path)| path).collect(),
            log: current.map(|(path, length, file)| (path, file.take(length))),
        })
    }

    /// Its files with their text, the oldest first.
    pub(super) fn parts(self) -> impl Iterator<Item = io::Result<(PathBuf, Take<File>)>> {
        let opened = |path: PathBuf| File::open(&path).map(|file| (path, file.take(u64::MAX)));
        self.aside.into_iter().map(opened).chain(self.log.map(Ok))
    }
}

/// The head that stands beside the log, if it can be read.
fn head(log: &Path) -> Option<(u64, String)> {
    let head: Value = serde_json::from_slice(&durable::read(&head_of(log)).ok()?).ok()?;
    Some((head.get("seq")?.as_u64()?, head.get("hash")?.as_str()?.to_owned()))
}

fn lock_of(log: &Path) -> PathBuf {
    durable::beside(log, ".lock")
}

fn head_of(log: &Path) -> PathBuf {
    durable::beside(log, ".head")
}

/// Files that were put aside: `audit.log.1` is the oldest.
fn archives(log: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let Some(name) = log.file_name().and_then(|name| name.to_str()) else { return Ok(Vec::new()) };
    let entries = match fs::read_dir(durable::folder_of(log)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        let number = entry.file_name().to_str().and_then(|file| {
            file.strip_prefix(name)?.strip_prefix('.').and_then(|number| number.parse::<u64>().ok())
        });
        found.extend(number.map(|number| (number, entry.path())));
    }
    found.sort();
    Ok(found)
}

fn next_archive(log: &Path) -> io::Result<PathBuf> {
    let last = archives(log)?.last().map_or(0, |(number, _)| *number);
    Ok(durable::beside(log, &format!(".{}", last + 1)))
}

/// The end of a file that has any line. Only as much of it is read as is needed to find an entry.
fn end_of(file: &mut File) -> io::Result<Option<End>> {
    let length = file.metadata()?.len();
    let mut most: u64 = 64 * 1024;
    loop {
        let from = length.saturating_sub(most);
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.take(length - from).read_to_end(&mut bytes)?;
        if let Some(end) = end_in(&bytes, from == 0) {
            return Ok(Some(end).filter(|_| length > 0));
        }
        most = most.saturating_mul(16);
    }
}

/// `None` where the bytes, the last ones of a file, do not go back to an entry.
fn end_in(bytes: &[u8], whole: bool) -> Option<End> {
    let torn = bytes.last().is_some_and(|last| *last != b'\n');
    let text = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let last = lines.last().map(|line| hash(line)).unwrap_or_default();
    if !whole {
        // The first one lacks its beginning.
        lines.remove(0);
    }
    let sequence = lines.iter().rev().find_map(|line| link(line)).map(|link| link.sequence);
    match sequence {
        Some(sequence) => Some(End { sequence, hash: last, torn }),
        None if whole => Some(End { sequence: 0, hash: last, torn }),
        None => None,
    }
}
