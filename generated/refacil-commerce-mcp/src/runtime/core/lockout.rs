//! Logins that the server refused: after two in a row the same login is not tried again, since a third may lock the account.
//!
//! They are counted by a digest of what is configured, so short that many passwords have the same one: it tells a changed
//! configuration from the refused one, and nobody a password.

use std::io;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::credentials::Credentials;
use super::durable::{self, Held};
use super::failure::{Exit, Failure, Sent};
use super::hex;
use super::random;
use super::session::Session;
use super::words::{Said, io_error, say};

const FORMAT: u32 = 1;
/// After this many refusals in a row nothing is tried any more.
const MOST: u8 = 2;
/// Bytes of a digest: one in 65,536 other configurations is taken for the refused one.
const DIGEST: usize = 2;

/// The logins of one machine, or of one server.
#[derive(Debug, Clone)]
pub struct Lockout {
    path: PathBuf,
}

/// A login that may be tried; what came of it is told to [`Lockout::end`].
#[derive(Debug)]
pub struct Trial {
    who: String,
    digest: String,
    /// A login that was never seen to succeed is tried by one process at a time.
    held: Option<Held>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Book {
    format: u32,
    salt: String,
    logins: Vec<Record>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Record {
    who: String,
    digest: String,
    refused: u8,
}

impl Lockout {
    /// The logins in that file; it need not exist.
    #[must_use]
    pub const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether refusals can be counted; nothing is made.
    ///
    /// # Errors
    /// Why they cannot.
    pub fn check(&self) -> io::Result<()> {
        durable::check_append(&durable::beside(&self.path, ".lock"))?;
        durable::check_replace(&self.path)
    }

    /// Begins a login with the configured credentials; `who` it is for and where it goes. None where nothing is configured,
    /// or nothing can be kept: then nothing is counted.
    ///
    /// # Errors
    /// The same login was refused twice; `hint` says how to go on.
    pub fn begin(&self, who: &str, credentials: &Credentials, hint: &Said) -> Result<Option<Trial>, Failure> {
        match self.open(who, credentials) {
            Some((_, refused)) if refused >= MOST => Err(stopped(say(
                "{}; once the account is in order again, remove {}",
                &[hint, &self.path.display()],
            ))),
            trial => Ok(trial.map(|(trial, _)| trial)),
        }
    }

    /// The same for a login that a person does: whoever sits there may know that the account is in order again.
    #[must_use]
    pub fn begin_by_hand(&self, who: &str, credentials: &Credentials) -> Option<Trial> {
        self.open(who, credentials).map(|(trial, _)| trial)
    }

    /// A trial, and how often the same was refused in a row.
    fn open(&self, who: &str, credentials: &Credentials) -> Option<(Trial, u8)> {
        if credentials.login.is_empty() && credentials.settings.is_empty() {
            return None;
        }
        let (held, book) = self.book().ok()?;
        let digest = digest(&book.salt, who, credentials);
        let known = book.logins.iter().find(|record| record.who == who && record.digest == digest);
        let refused = known.map(|record| record.refused);
        let held = if refused == Some(0) { None } else { Some(held) };
        Some((Trial { who: who.to_owned(), digest, held }, refused.unwrap_or_default()))
    }

    /// Counts what came of it. A login that got no answer says nothing of the credentials.
    pub fn end(&self, trial: Trial, outcome: &Result<Session, Failure>) {
        let refused = match outcome {
            Ok(_) => false,
            Err(failure) if failure.exit == Exit::Auth && failure.sent == Sent::Yes => true,
            Err(_) => return,
        };
        // A count that cannot be kept must not end the login.
        drop(self.count(trial, refused));
    }

    fn count(&self, trial: Trial, refused: bool) -> io::Result<()> {
        let Trial { who, digest, held } = trial;
        let _held = match held {
            Some(held) => held,
            None => durable::hold(&durable::beside(&self.path, ".lock"))?,
        };
        let mut book = self.read()?;
        let before = book.logins.iter().find(|record| record.who == who && record.digest == digest);
        let before = before.map(|record| record.refused);
        let after = if refused { before.unwrap_or_default().saturating_add(1) } else { 0 };
        if before == Some(after) {
            return Ok(());
        }
        // What was configured before counts no more.
        book.logins.retain(|record| record.who != who);
        book.logins.push(Record { who, digest, refused: after });
        durable::replace(&self.path, &serde_json::to_vec(&book)?)
    }

    /// The book, made where there is none, and the lock on it.
    fn book(&self) -> io::Result<(Held, Book)> {
        let held = durable::hold(&durable::beside(&self.path, ".lock"))?;
        match self.read() {
            Ok(book) => Ok((held, book)),
            // A damaged one has counted nothing that could be known.
            Err(_) => {
                let salt = random::bytes::<16>().map_err(|failure| io_error(failure.message.clone()))?;
                let book = Book { format: FORMAT, salt: hex::encode(&salt), logins: Vec::new() };
                durable::replace(&self.path, &serde_json::to_vec(&book)?)?;
                Ok((held, book))
            }
        }
    }

    fn read(&self) -> io::Result<Book> {
        let book: Book = serde_json::from_slice(&durable::read(&self.path)?)?;
        if book.format == FORMAT { Ok(book) } else { Err(io_error("it has another format")) }
    }
}

fn digest(salt: &str, who: &str, credentials: &Credentials) -> String {
    let values = credentials.login.iter().chain(&credentials.settings);
    let values: Vec<_> = values.map(|(name, value)| (*name, value.expose_secret())).collect();
    let all = Sha256::digest(json!([salt, who, values]).to_string().as_bytes());
    hex::encode(all.iter().take(DIGEST))
}

/// The refusal of a login that was refused before.
fn stopped(hint: Said) -> Failure {
    let message =
        "the same login was refused twice, so it is not tried again: another try may lock the account";
    Failure::new(Exit::Auth, "login-stopped", message).hint(hint)
}
