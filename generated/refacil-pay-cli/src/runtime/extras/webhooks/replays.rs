//! Notices that were accepted before: known across restarts and between processes.
//!
//! The file grows by a line for each and is cut to the newest when it is twice as long as it needs to be.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::super::super::core::durable;
use super::super::super::core::hex;
use super::super::super::core::spec::Notice;
use super::payload::Payload;

/// How many are remembered.
const MOST: usize = 50_000;
/// Bytes of a digest that are kept.
const LENGTH: usize = 16;
/// A digest in hex with its line break.
const LINE: usize = 2 * LENGTH + 1;

/// What makes a delivery the same as another: nothing that is not proven when it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark(String);

impl Mark {
    /// The mark of a notice in an environment, by its fields as they were written; nothing where one is missing.
    #[must_use]
    pub fn of(notice: &Notice, environment: &str, payload: &Payload) -> Option<Self> {
        let mut digest = Sha256::new();
        let mut part = |text: &str| {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        };
        part(environment);
        part(notice.operation);
        for field in notice.delivery {
            part(&payload.single(field)?);
        }
        let bytes = digest.finalize();
        Some(Self(hex::encode(bytes.iter().take(LENGTH))))
    }
}

/// The file of marks.
#[derive(Debug)]
pub struct Replays {
    path: PathBuf,
    seen: HashSet<String>,
    /// How much of the file has been read.
    read: u64,
}

impl Replays {
    /// The marks in that file, which need not exist.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self { path, seen: HashSet::new(), read: 0 }
    }

    /// The notice was accepted before.
    ///
    /// # Errors
    /// The file cannot be read: nobody knows then.
    pub fn knows(&mut self, mark: &Mark) -> io::Result<bool> {
        self.refresh()?;
        Ok(self.seen.contains(&mark.0))
    }

    /// Writes the mark down durably; tells whether it is new.
    ///
    /// # Errors
    /// The file cannot be written: the notice must not count as accepted then.
    pub fn accept(&mut self, mark: &Mark) -> io::Result<bool> {
        let _held = durable::hold(&durable::beside(&self.path, ".lock"))?;
        self.refresh()?;
        if !self.seen.insert(mark.0.clone()) {
            return Ok(false);
        }
        let written = self.write(mark);
        if written.is_err() {
            self.seen.remove(&mark.0);
        }
        written.map(|()| true)
    }

    fn write(&mut self, mark: &Mark) -> io::Result<()> {
        let mut file = durable::open_to_append(&self.path)?;
        // A full disk or a crash may have left a part of a line.
        let start = if is_torn(&mut file)? { "\n" } else { "" };
        file.write_all(format!("{start}{}\n", mark.0).as_bytes())?;
        file.sync_all()?;
        self.read = file.metadata()?.len();
        if self.read > (2 * MOST * LINE) as u64 { self.cut() } else { Ok(()) }
    }

    /// Keeps the newest.
    fn cut(&mut self) -> io::Result<()> {
        let bytes = fs::read(&self.path)?;
        let newest = bytes.get(bytes.len().saturating_sub(MOST * LINE)..).unwrap_or_default();
        durable::replace(&self.path, newest)?;
        self.read = 0;
        self.refresh()
    }

    /// Another process may have added some, or cut the file.
    fn refresh(&mut self) -> io::Result<()> {
        let length = match fs::metadata(&self.path) {
            Ok(data) => data.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        if length == self.read {
            return Ok(());
        }
        let text = fs::read_to_string(&self.path)?;
        let is_mark = |line: &&str| line.len() == 2 * LENGTH && line.bytes().all(|b| b.is_ascii_hexdigit());
        self.seen = text.lines().filter(is_mark).map(str::to_owned).collect();
        self.read = length;
        Ok(())
    }
}

fn is_torn(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(false);
    }
    let mut last = [0_u8];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(text: &str) -> Mark {
        let bytes = Sha256::digest(text.as_bytes());
        Mark(hex::encode(bytes.iter().take(LENGTH)))
    }

    #[test]
    fn a_mark_is_known_after_a_restart_and_in_another_process() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seen");
        let (mut one, mut other) = (Replays::new(path.clone()), Replays::new(path.clone()));
        assert!(!one.knows(&mark("a")).expect("no file yet"));
        assert!(one.accept(&mark("a")).expect("written"));
        assert!(!other.accept(&mark("a")).expect("read"), "the other process knows it");
        assert!(other.accept(&mark("b")).expect("written") && one.knows(&mark("b")).expect("read"));
        assert!(Replays::new(path).knows(&mark("a")).expect("read"));
    }

    #[test]
    fn the_file_is_bounded_and_keeps_the_newest() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seen");
        let old: String = (0..2 * MOST).map(|number| format!("{number:032x}\n")).collect();
        fs::write(&path, old).expect("written");
        let mut replays = Replays::new(path.clone());
        assert!(replays.accept(&mark("new")).expect("written"));
        assert_eq!(fs::metadata(&path).expect("a file").len(), (MOST * LINE) as u64);
        assert!(replays.knows(&mark("new")).expect("read"));
        assert!(!replays.knows(&Mark(format!("{:032x}", 1))).expect("read"), "the oldest are forgotten");
    }

    #[test]
    fn a_mark_behind_half_a_line_is_known_after_a_restart() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("seen");
        fs::write(&path, "0123abc").expect("written");
        assert!(Replays::new(path.clone()).accept(&mark("a")).expect("written"));
        assert!(!Replays::new(path).accept(&mark("a")).expect("read"));
    }

    #[test]
    fn a_file_that_cannot_be_written_accepts_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut replays = Replays::new(folder.path().to_owned());
        assert!(replays.accept(&mark("a")).is_err());
    }
}
