//! APIs -> crates and locks on disk.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Loaded, Timings, read_text};
use crate::error::Error;
use crate::files::{self, Mode};
use crate::model::{Diagnostic, Target};
use crate::render::{self, Files, Sources};

/// What a run did, or with [`Mode::Check`] would do.
#[derive(Debug, Default)]
pub struct Outcome {
    /// One for each crate.
    pub crates: Vec<CrateOutcome>,
    /// Locks that are new or differ, with the diff.
    pub locks: Vec<LockOutcome>,
}

/// A crate and what happened to its files.
#[derive(Debug)]
pub struct CrateOutcome {
    /// Name of the crate.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// What happened.
    pub report: files::Report,
}

/// A lock that is not as it should be.
#[derive(Debug)]
pub struct LockOutcome {
    /// The file.
    pub path: PathBuf,
    /// From disk to memory.
    pub diff: String,
}

impl Outcome {
    /// Disk and input agree.
    #[must_use]
    pub fn is_current(&self) -> bool {
        self.locks.is_empty() && self.crates.iter().all(|one| one.report.is_current())
    }
}

/// Renders every target of the APIs and brings `out` and the locks to it. All obstacles are found before the first
/// write.
///
/// # Errors
/// An API is not sound, a file was edited by hand, or the disk refuses.
pub fn generate(
    apis: &[Loaded],
    sources: &Sources,
    out: &Path,
    mode: Mode,
    timings: &mut Timings,
) -> Result<Outcome, Error> {
    let problems: Vec<Diagnostic> = apis
        .iter()
        .filter_map(|loaded| match loaded.sound() {
            Err(Error::Problems(list)) => Some(list),
            _ => None,
        })
        .flatten()
        .collect();
    if !problems.is_empty() {
        return Err(Error::Problems(problems));
    }
    let mut crates = Vec::new();
    for loaded in apis {
        for target in &loaded.api.targets {
            let files = timings.measure("render", || render::render(&loaded.api, target, sources))?;
            crates.push((target.name.clone(), out.join(&target.name), files));
        }
    }
    let mut outcome = Outcome::default();
    timings.measure("files", || -> Result<(), Error> {
        outcome.crates = write_crates(crates, mode)?;
        outcome.locks = write_locks(apis, mode)?;
        Ok(())
    })?;
    Ok(outcome)
}

/// Renders one crate of a collection without overlay.
///
/// # Errors
/// As [`generate`].
pub fn generate_one(
    loaded: &Loaded,
    target: &Target,
    sources: &Sources,
    folder: &Path,
    mode: Mode,
    timings: &mut Timings,
) -> Result<Outcome, Error> {
    loaded.sound()?;
    let files = timings.measure("render", || render::render(&loaded.api, target, sources))?;
    let crates = vec![(target.name.clone(), folder.to_owned(), files)];
    let crates = timings.measure("files", || write_crates(crates, mode))?;
    Ok(Outcome { crates, locks: Vec::new() })
}

fn write_crates(crates: Vec<(String, PathBuf, Files)>, mode: Mode) -> Result<Vec<CrateOutcome>, Error> {
    if mode == Mode::Write && crates.len() > 1 {
        for (_, folder, files) in &crates {
            refuse_edits(folder, files)?;
        }
    }
    crates
        .into_iter()
        .map(|(name, folder, files)| {
            let report = files::apply(&folder, &files, mode)?;
            Ok(CrateOutcome { name, folder, report })
        })
        .collect()
}

/// An edit in the last crate must stop the run before the first one is written.
fn refuse_edits(folder: &Path, files: &Files) -> Result<(), Error> {
    let report = files::apply(folder, files, Mode::Check)?;
    if report.edited.is_empty() { Ok(()) } else { files::apply(folder, files, Mode::Write).map(drop) }
}

fn write_locks(apis: &[Loaded], mode: Mode) -> Result<Vec<LockOutcome>, Error> {
    let mut locks = Vec::new();
    for loaded in apis {
        let (Some(path), Some(text)) = (&loaded.input.lock, &loaded.lock) else { continue };
        let old = if path.exists() { read_text(path)? } else { String::new() };
        if old == *text {
            continue;
        }
        let diff = similar::TextDiff::from_lines(&old, text);
        let name = path.display().to_string();
        let diff = diff.unified_diff().header(&name, &name).to_string();
        if mode != Mode::Check {
            write_lock(path, text)?;
        }
        locks.push(LockOutcome { path: path.clone(), diff });
    }
    Ok(locks)
}

fn write_lock(path: &Path, text: &str) -> Result<(), Error> {
    use std::io::Write as _;
    let failed = |source| Error::Io { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file =
        tempfile::Builder::new().make_in(folder, |path| fs::File::create_new(path)).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
