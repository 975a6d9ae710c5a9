//! Sessions on disk: a file that only its owner can read, replaced as a whole, changed under a lock.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::super::core::failure::{Exit, Failure};
use super::super::core::session::Session;

/// The sessions of one user.
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
}

/// Whose session it is, and where it is good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Profile.
    pub profile: String,
    /// Environment.
    pub environment: String,
    /// The only origin that may see the token.
    pub origin: String,
}

const FORMAT: u32 = 1;

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    format: u32,
    sessions: Vec<Entry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    profile: String,
    environment: String,
    origin: String,
    token: String,
    expires_at: String,
}

impl Entry {
    fn is(&self, key: &Key) -> bool {
        self.profile == key.profile && self.environment == key.environment && self.origin == key.origin
    }

    fn session(&self) -> Option<Session> {
        let expires_at: Timestamp = self.expires_at.parse().ok()?;
        Some(Session { token: self.token.as_str().into(), expires_at, origin: self.origin.clone() })
    }
}

impl Store {
    /// The store in that file; it need not exist.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The session of that key.
    ///
    /// # Errors
    /// The file can be read by others, or is not ours.
    pub fn find(&self, key: &Key) -> Result<Option<Session>, Failure> {
        let contents = self.load()?;
        let found = contents.sessions.iter().find(|entry| entry.is(key));
        found.map(|entry| entry.session().ok_or_else(|| self.broken("an expiry is not a time"))).transpose()
    }

    /// Keeps a session.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn save(&self, key: &Key, session: &Session) -> Result<(), Failure> {
        let entry = Entry {
            profile: key.profile.clone(),
            environment: key.environment.clone(),
            origin: key.origin.clone(),
            token: session.token.expose_secret().to_owned(),
            expires_at: session.expires_at.to_string(),
        };
        self.change(|sessions| {
            sessions.retain(|known| !known.is(key));
            sessions.push(entry);
        })
    }

    /// Forgets a session, and tells whether there was one.
    ///
    /// # Errors
    /// The file cannot be read or replaced.
    pub fn remove(&self, key: &Key) -> Result<bool, Failure> {
        if !self.path.exists() {
            return Ok(false);
        }
        let mut removed = false;
        self.change(|sessions| {
            let before = sessions.len();
            sessions.retain(|known| !known.is(key));
            removed = sessions.len() < before;
        })?;
        Ok(removed)
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Entry>)) -> Result<(), Failure> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        make_private(folder).map_err(|error| self.failed(&error))?;
        let lock = open_private(&self.path.with_extension("lock")).map_err(|error| self.failed(&error))?;
        lock.lock().map_err(|error| self.failed(&error))?;
        let mut contents = self.load()?;
        change(&mut contents.sessions);
        let written = serde_json::to_vec_pretty(&contents).map_err(io::Error::from);
        written.and_then(|bytes| self.replace(folder, &bytes)).map_err(|error| self.failed(&error))
    }

    /// A reader sees the old file or the new one, never a part; a crash leaves one of them whole.
    fn replace(&self, folder: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".credentials").tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        Ok(())
    }

    fn load(&self) -> Result<Contents, Failure> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Contents { format: FORMAT, sessions: Vec::new() });
            }
            Err(error) => return Err(self.failed(&error)),
        };
        self.check_private()?;
        // The parser's own message could quote the file, and with it a token.
        let contents: Contents = serde_json::from_str(&text)
            .map_err(|error| self.broken(&format!("line {}, column {}", error.line(), error.column())))?;
        if contents.format == FORMAT { Ok(contents) } else { Err(self.broken("it has another format")) }
    }

    #[cfg(unix)]
    fn check_private(&self) -> Result<(), Failure> {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&self.path).map_err(|error| self.failed(&error))?.permissions().mode();
        if mode & 0o077 == 0 {
            return Ok(());
        }
        let path = self.path.display();
        let message = format!("{path} can be read by others (mode {:o}); it holds sessions", mode & 0o777);
        Err(Failure::new(Exit::Refused, "credentials-exposed", message)
            .hint(format!("run chmod 600 {path}, and log in again if somebody may have read it")))
    }

    #[cfg(not(unix))]
    fn check_private(&self) -> Result<(), Failure> {
        Ok(())
    }

    fn failed(&self, error: &io::Error) -> Failure {
        Failure::new(Exit::Other, "credentials-file", format!("{}: {error}", self.path.display()))
    }

    fn broken(&self, why: &str) -> Failure {
        let path = self.path.display();
        let message =
            format!("{path} is not a file of sessions that this program wrote ({why}); it stays as it is");
        Failure::new(Exit::Other, "credentials-broken", message).hint("move the file away, then log in again")
    }
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn open_private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}
