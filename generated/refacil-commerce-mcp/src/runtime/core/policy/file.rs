//! Where the policy is, and whether it may be believed.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::super::failure::{Exit, Failure};
use super::super::spec::Api;
use super::super::words::{Said, io_error, reason, say};
use super::Policy;
use super::read;

/// Variable that names another file, without the application's prefix.
pub const VARIABLE: &str = "POLICY";
/// More than any honest policy has.
const LONGEST: u64 = 1024 * 1024;

/// Where a policy is.
#[derive(Debug, Clone)]
pub struct Source {
    path: PathBuf,
    presence: Presence,
}

/// Whether there must be a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Presence {
    /// Without one nothing is limited.
    Optional,
    /// Somebody named it: if it is gone, nothing runs.
    Required,
}

impl Source {
    /// The file that the variable names, else the usual one.
    #[must_use]
    pub fn find(api: &Api, usual: PathBuf, variable: &dyn Fn(&str) -> Option<String>) -> Self {
        match variable(&api.variable(VARIABLE)).filter(|path| !path.is_empty()) {
            Some(path) => Self { path: path.into(), presence: Presence::Required },
            None => Self { path: usual, presence: Presence::Optional },
        }
    }

    /// The file; it need not exist.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it. Without a file nothing is limited.
    ///
    /// # Errors
    /// It cannot be read, others could have written it, or something in it is wrong: dangerous calls must not run.
    pub fn read(&self, api: &'static Api) -> Result<Policy, Failure> {
        let text = match text(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.presence == Presence::Optional => {
                return Ok(Policy::default());
            }
            Err(error) => return Err(self.unusable(reason(&error))),
        };
        match read::read(api, &text) {
            Ok(policy) => Ok(Policy { path: Some(self.path.clone()), ..policy }),
            Err(problems) => Err(self.unusable(Said::List(problems, "; "))),
        }
    }

    fn unusable(&self, why: Said) -> Failure {
        let message =
            say("the policy {} cannot be used, so nothing was sent: {}", &[&self.path.display(), &why]);
        Failure::new(Exit::Refused, "policy-unusable", message)
            .hint("correct the file; without one nothing is limited")
    }
}

fn text(path: &Path) -> io::Result<String> {
    let file = File::open(path)?;
    let data = file.metadata()?;
    if !data.is_file() {
        return Err(io_error("it is not a plain file"));
    }
    check_writers(&data)?;
    let mut text = String::new();
    file.take(LONGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST { Err(io_error("it is larger than a policy can be")) } else { Ok(text) }
}

/// A limit that others can change is none.
#[cfg(unix)]
fn check_writers(data: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    if data.mode() & 0o022 != 0 {
        return Err(io_error(say(
            "others can change it (mode {}); run chmod go-w",
            &[&format!("{:o}", data.mode() & 0o777)],
        )));
    }
    // Who this process is shows in the owner of a file that it makes.
    if data.uid() != 0 && data.uid() != tempfile::tempfile()?.metadata()?.uid() {
        return Err(io_error("it belongs to another user"));
    }
    Ok(())
}

/// Other systems have no such bits.
#[cfg(not(unix))]
fn check_writers(_: &Metadata) -> io::Result<()> {
    Ok(())
}
