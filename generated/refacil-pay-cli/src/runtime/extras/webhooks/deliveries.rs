//! Notices that came, each in a private file of its own; the oldest go when there are many.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::super::super::core::durable;
use super::super::super::core::random;
use super::super::super::core::words::io_error;
use super::proof::{Compared, Standing};
use super::verdict::Verdict;

/// How many are kept.
pub const MAX_KEPT: usize = 200;

const ENDING: &str = ".json";
const FORMAT: u32 = 1;

/// A notice that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    format: u32,
    /// Its id: the time it came, and something random.
    pub id: String,
    /// When it came, as RFC 3339 has it.
    pub received_at: String,
    /// The environment that it is taken to come from.
    pub environment: String,
    /// The profile that received it.
    pub profile: String,
    /// The operation that documents it.
    pub notice: String,
    /// What its signature says.
    pub verdict: Verdict,
    /// What became of it.
    pub standing: Standing,
    /// What was compared with the API's answer.
    pub compared: Vec<Compared>,
    /// What it is about.
    pub reference: Option<String>,
    /// Headers that its signature needs.
    pub headers: Vec<(String, String)>,
    /// The body as it came.
    pub body: String,
    /// Where it went on to.
    pub forwards: Vec<Forward>,
}

/// Where a notice went on to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// The address.
    pub to: String,
    /// When.
    pub at: String,
    /// The receiver's answer; none where there was no whole one.
    pub status: Option<u16>,
}

/// What is known of a notice when it comes.
#[derive(Debug, Clone)]
pub struct Arrived {
    /// When it came, as RFC 3339 has it.
    pub received_at: String,
    /// The environment.
    pub environment: String,
    /// The profile.
    pub profile: String,
    /// The operation that documents it.
    pub notice: String,
    /// What its signature says.
    pub verdict: Verdict,
    /// What it is about.
    pub reference: Option<String>,
    /// Headers that its signature needs.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Delivery {
    /// A delivery that nobody has asked about yet.
    ///
    /// # Errors
    /// There are no random numbers.
    pub fn new(arrived: Arrived) -> io::Result<Self> {
        let Arrived { received_at, environment, profile, notice, verdict, reference, headers, body } =
            arrived;
        Ok(Self {
            format: FORMAT,
            id: new_id()?,
            received_at,
            environment,
            profile,
            notice,
            verdict,
            standing: Standing::Received,
            compared: Vec::new(),
            reference,
            headers,
            body,
            forwards: Vec::new(),
        })
    }
}

/// An id that sorts by time and that nobody guesses.
///
/// # Errors
/// There are no random numbers.
pub fn new_id() -> io::Result<String> {
    let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    let bytes = random::bytes().map_err(|failure| io_error(failure.message.clone()))?;
    Ok(format!("{time:012x}{:016x}", u64::from_be_bytes(bytes)))
}

/// It could be an id: a name that stays in its folder.
#[must_use]
pub fn is_id(text: &str) -> bool {
    text.len() == 28 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The folder of deliveries.
#[derive(Debug, Clone)]
pub struct Deliveries {
    folder: PathBuf,
}

impl Deliveries {
    /// Those in that folder, which need not exist.
    #[must_use]
    pub const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps it, in the place of what was kept under its id.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep(&self, delivery: &Delivery) -> io::Result<()> {
        let text = serde_json::to_vec(delivery)?;
        durable::replace(&self.folder.join(format!("{}{ENDING}", delivery.id)), &text)?;
        let ids = self.ids()?;
        for old in ids.iter().take(ids.len().saturating_sub(MAX_KEPT)) {
            // Another process may have been faster.
            drop(fs::remove_file(self.folder.join(format!("{old}{ENDING}"))));
        }
        Ok(())
    }

    /// The delivery of that id.
    ///
    /// # Errors
    /// Its file cannot be read, or is not ours.
    pub fn find(&self, id: &str) -> io::Result<Option<Delivery>> {
        if !is_id(id) {
            return Ok(None);
        }
        let text = match fs::read(self.folder.join(format!("{id}{ENDING}"))) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let delivery: Delivery = serde_json::from_slice(&text)?;
        Ok(Some(delivery).filter(|delivery| delivery.id == id && delivery.format == FORMAT))
    }

    /// All that are whole, the newest first.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self) -> io::Result<Vec<Delivery>> {
        let ids = self.ids()?;
        Ok(ids.iter().rev().filter_map(|id| self.find(id).ok().flatten()).collect())
    }

    /// Forgets all of them, and tells how many there were.
    ///
    /// # Errors
    /// One cannot be deleted.
    pub fn clear(&self) -> io::Result<usize> {
        let ids = self.ids()?;
        for id in &ids {
            fs::remove_file(self.folder.join(format!("{id}{ENDING}")))?;
        }
        Ok(ids.len())
    }

    /// The oldest first.
    fn ids(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut ids: Vec<String> = names
            .filter_map(|name| name.strip_suffix(ENDING).map(str::to_owned))
            .filter(|id| is_id(id))
            .collect();
        ids.sort();
        Ok(ids)
    }
}
