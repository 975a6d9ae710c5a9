//! The file of the ledger.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::super::amount::Amount;
use super::super::durable;
use super::super::policy::Rule;
use super::super::spec::Api;
use super::super::words::io_error;
use super::fingerprint::Fingerprint;
use super::{Earlier, Standing};

const FORMAT: u32 = 1;
/// What was done is remembered this long; what is unknown, until somebody settles it.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(72);

/// All that is written down.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Book {
    format: u32,
    pub(super) calls: Vec<Record>,
}

/// One call.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) fingerprint: String,
    /// Its fingerprint with the references that were made for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) made: Option<String>,
    pub(super) operation: String,
    pub(super) principal: String,
    pub(super) environment: String,
    #[serde(serialize_with = "write_time", deserialize_with = "read_time")]
    pub(super) at: Timestamp,
    pub(super) state: State,
    /// It repeats a call whose outcome is unknown, and the API counts both as one: a refusal says nothing about the first.
    pub(super) uncertain: bool,
    /// Its idempotency key.
    pub(super) key: String,
    /// How much it moves, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) amount: Option<String>,
    /// Of which currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) currency: Option<String>,
    /// The references that were made for it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) references: BTreeMap<String, Value>,
}

/// What a repeat takes over.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) key: String,
    pub(super) references: BTreeMap<String, Value>,
}

/// What is known of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    /// It is about to leave, or on its way; or its program was killed.
    Open,
    /// It was sent, and its answer was lost.
    Unknown,
    /// It was done.
    Done,
    /// Its outcome is unknown, and somebody wanted it repeated all the same.
    Superseded,
}

impl Record {
    pub(super) fn earlier(&self) -> Earlier {
        let standing = match self.state {
            State::Open => Standing::Open,
            State::Unknown | State::Superseded => Standing::Unknown,
            State::Done => Standing::Done,
        };
        let references = if standing == Standing::Done { BTreeMap::new() } else { self.references.clone() };
        Earlier { at: self.at, standing, references }
    }
}

impl Book {
    pub(super) fn read(path: &Path) -> io::Result<Self> {
        let text = match durable::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self { format: FORMAT, calls: Vec::new() });
            }
            Err(error) => return Err(error),
        };
        let book: Self = serde_json::from_slice(&text)?;
        if book.format == FORMAT { Ok(book) } else { Err(io_error("it has another format")) }
    }

    pub(super) fn write(&self, path: &Path) -> io::Result<()> {
        durable::replace(path, &serde_json::to_vec(self)?)
    }

    /// Calls with that fingerprint whose outcome is unknown make room for their repeat, which gets the idempotency key and
    /// the references of the newest. Where the API recognises the repeat, both are one call.
    pub(super) fn supersede(&mut self, fingerprint: &Fingerprint, recognised: bool) -> Option<Kept> {
        let mut kept = None;
        let unknown = |record: &Record| {
            fingerprint.is_of(record) && matches!(record.state, State::Open | State::Unknown)
        };
        for record in self.calls.iter_mut().filter(|record| unknown(record)) {
            record.state = State::Superseded;
            kept = Some(Kept { key: record.key.clone(), references: record.references.clone() });
        }
        if recognised {
            self.calls.retain(|record| !fingerprint.is_of(record) || record.state != State::Superseded);
        }
        kept
    }

    /// The time of the machine, or the newest that was written down: a clock that is set back does not turn back a day.
    pub(super) fn now(&self, clock: Timestamp) -> Timestamp {
        self.calls.iter().map(|record| record.at).fold(clock, Timestamp::max)
    }

    /// What the calls that the rule fits have moved since then. All that stand in the book count: only what was proven
    /// not to be done is taken out of it.
    pub(super) fn moved(&self, api: &Api, rule: &Rule, since: Timestamp) -> Amount {
        let counts_in = rule.counts_in(api);
        let same = |currency: &str| counts_in.is_none_or(|own| own.eq_ignore_ascii_case(currency));
        let fits = |record: &&Record| {
            record.at >= since
                && rule.fits(&record.principal, &record.environment)
                && record.currency.as_deref().is_none_or(same)
        };
        let amounts = self.calls.iter().filter(fits).filter_map(|record| record.amount.as_deref());
        amounts.filter_map(Amount::parse).fold(Amount::ZERO, Amount::plus)
    }

    /// `None`: it was proven that nothing was done.
    pub(super) fn close(&mut self, id: &str, state: Option<State>, now: Timestamp) {
        let Some(at) = self.calls.iter().position(|record| record.id == id) else { return };
        let Some(record) = self.calls.get_mut(at) else { return };
        match state {
            None if record.uncertain => record.state = State::Unknown,
            None => drop(self.calls.remove(at)),
            Some(state) => (record.state, record.at) = (state, now),
        }
    }

    pub(super) fn forget_old(&mut self, now: Timestamp) {
        let settled = |state| matches!(state, State::Done | State::Superseded);
        self.calls.retain(|record| !settled(record.state) || now.duration_since(record.at) < REMEMBERED);
    }
}

fn write_time<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

fn read_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(serde::de::Error::custom)
}
