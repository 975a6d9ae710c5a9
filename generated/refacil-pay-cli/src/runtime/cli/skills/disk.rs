//! The folder of a skill on the disk: read without following links, changed file by file, left as it was found.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::super::core::durable;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::spec::Skill;
use super::super::super::extras::skills::record::{self, FILE};
use super::super::super::extras::skills::{Found, Plan, Record};
use super::places::Place;

/// A folder with more than this is no folder of a skill.
const MOST_FILES: usize = 1000;
/// Deeper than any skill.
const DEEPEST: usize = 6;
/// Larger than any file of a skill: it is somebody else's, whatever it holds.
const LARGEST: u64 = 4 << 20;

/// The folder of a skill in a place.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder of that skill in that place; it need not exist.
    ///
    /// # Errors
    /// A link leads to it, or out of where it should be.
    pub fn open(place: &Place, skill: &Skill) -> Result<Self, Failure> {
        let path = place.folder.join(skill.name);
        if fs::symlink_metadata(&path).is_ok_and(|data| !data.is_dir()) {
            return Err(in_the_way(&path));
        }
        let real = |path: &Path| path.ancestors().find_map(|above| fs::canonicalize(above).ok());
        let (reached, bounds) = (real(&path), real(&place.bounds));
        let inside =
            matches!((&reached, &bounds), (Some(reached), Some(bounds)) if reached.starts_with(bounds));
        // Where nothing is there yet, no link is.
        if inside || !place.bounds.exists() { Ok(Self { path }) } else { Err(led_away(&path, place)) }
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is there.
    ///
    /// # Errors
    /// It cannot be read, or is too much to be a skill.
    pub fn read(&self) -> Result<Found, Failure> {
        let mut files = BTreeMap::new();
        self.walk(&self.path, "", 0, &mut files).map_err(|error| failed(&self.path, &error))?;
        let record = files.remove(FILE).and_then(|_| fs::read_to_string(self.path.join(FILE)).ok());
        Ok(Found { files, record: record.and_then(|text| Record::parse(&text)) })
    }

    fn walk(
        &self,
        folder: &Path,
        above: &str,
        depth: usize,
        files: &mut BTreeMap<String, String>,
    ) -> io::Result<()> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let path = format!("{above}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type()?;
            if kind.is_dir() && depth < DEEPEST {
                self.walk(&entry.path(), &format!("{path}/"), depth + 1, files)?;
                continue;
            }
            let plain = kind.is_file() && entry.metadata()?.len() <= LARGEST;
            let content = if plain { record::digest(&fs::read(entry.path())?) } else { String::new() };
            files.insert(path, content);
            if files.len() > MOST_FILES {
                return Err(io::Error::other("too many files for a skill"));
            }
        }
        Ok(())
    }

    /// Carries the plan out and writes down what is installed.
    ///
    /// # Errors
    /// A link is in the way, or a file cannot be changed.
    pub fn install(
        &self,
        plan: &Plan,
        found: &Found,
        by: (&str, &str),
        skill: &Skill,
    ) -> Result<(), Failure> {
        let made = self.make().map_err(|error| failed(&self.path, &error))?;
        for file in &plan.write {
            let path = self.plain_way(file.path, Way::Make)?;
            durable::replace(&path, file.text.as_bytes()).map_err(|error| failed(&path, &error))?;
        }
        self.remove(&plan.remove)?;
        let files = skill.files.iter();
        let record = Record {
            by: by.0.to_owned(),
            version: by.1.to_owned(),
            made: found.record.as_ref().map_or(made, |record| record.made),
            files: files.map(|file| (file.path.to_owned(), record::digest(file.text.as_bytes()))).collect(),
        };
        let path = self.path.join(FILE);
        durable::replace(&path, record.to_text().as_bytes()).map_err(|error| failed(&path, &error))
    }

    /// Carries the plan out, and takes away the folders that were made for it and are empty now.
    ///
    /// # Errors
    /// A link is in the way, or a file cannot be removed.
    pub fn uninstall(&self, plan: &Plan, found: &Found) -> Result<(), Failure> {
        self.remove(&plan.remove)?;
        let Some(record) = &found.record else { return Ok(()) };
        let path = self.path.join(FILE);
        fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
        // A folder that holds something stays, and those above it.
        for folder in self.path.ancestors().take(record.made.saturating_add(1)) {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Makes the folder; how many above it had to be made.
    fn make(&self) -> io::Result<usize> {
        let missing: Vec<&Path> = self.path.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in missing.iter().rev() {
            match fs::create_dir(folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        Ok(missing.len().saturating_sub(1))
    }

    fn remove(&self, paths: &[String]) -> Result<(), Failure> {
        for relative in paths {
            let path = self.plain_way(relative, Way::Find)?;
            match fs::remove_file(&path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(&path, &error)),
                _ => {}
            }
            let within = path.ancestors().skip(1).take_while(|folder| *folder != self.path);
            // Those that hold more stay.
            within.take_while(|folder| fs::remove_dir(folder).is_ok()).for_each(drop);
        }
        Ok(())
    }

    /// The path of a file, with real folders all the way.
    fn plain_way(&self, relative: &str, way: Way) -> Result<PathBuf, Failure> {
        let mut path = self.path.clone();
        let (folders, name) = relative.rsplit_once('/').unwrap_or(("", relative));
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            path.push(part);
            match fs::symlink_metadata(&path) {
                Ok(data) if data.is_dir() => {}
                Ok(_) => return Err(in_the_way(&path)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    if way == Way::Make {
                        fs::create_dir(&path).map_err(|error| failed(&path, &error))?;
                    }
                }
                Err(error) => return Err(failed(&path, &error)),
            }
        }
        Ok(path.join(name))
    }
}

/// What becomes of folders that are not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Make,
    Find,
}

fn in_the_way(path: &Path) -> Failure {
    let message = format!("{} is a link or a file where a folder of the skill should be", path.display());
    Failure::new(Exit::Refused, "link-in-the-way", message)
        .hint("remove it, or install into another folder with --path")
}

fn led_away(path: &Path, place: &Place) -> Failure {
    let message = format!("a link leads from {} out of {}", path.display(), place.bounds.display());
    Failure::new(Exit::Refused, "link-in-the-way", message)
        .hint("to install where it leads, name that folder with --path")
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::new(Exit::Other, "skill-files", format!("{}: {error}", path.display()))
}
