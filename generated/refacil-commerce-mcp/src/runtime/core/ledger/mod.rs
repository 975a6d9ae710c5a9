//! Which dangerous calls left, and what came of them: so that none is done twice by mistake, and that all of them together
//! move no more than the policy lets them.
//!
//! A call is written down before it leaves, and what came of it afterwards. A program that is killed in between leaves a
//! call whose outcome is unknown; that one stands in the way of its like until a person says otherwise.

mod book;
mod fingerprint;
mod repeated;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use self::book::{Book, Record, State};
use self::fingerprint::Fingerprint;
pub use self::fingerprint::canonical;
use self::repeated::refused;
use super::amount::Amount;
use super::answer::Success;
use super::audit::entry_id;
use super::call::Call;
use super::durable;
use super::failure::{Exit, Failure};
use super::policy::{Day, Deal, Policy, Rule};
use super::spec::{Api, Class, Repeat};
use super::words::{reason, say};

/// The same call within this time is taken for a mistake.
const RECENT: SignedDuration = SignedDuration::from_mins(10);

/// The dangerous calls of one machine, or of one server.
#[derive(Debug, Clone)]
pub struct Ledger {
    path: PathBuf,
    principal: String,
    how: &'static str,
    policy: Policy,
    scope: Scope,
}

/// Which calls a ledger keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Those that are dangerous.
    Dangerous,
    /// Any; what was done may be done once more.
    Messages,
}

/// Whether somebody wants a call again that was done before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Nobody said so: it is refused.
    Refused,
    /// The caller said so.
    Wanted,
}

/// An earlier call that a new one would repeat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// When it was sent, or when its outcome came.
    pub at: Timestamp,
    /// What is known of it.
    pub standing: Standing,
    /// The references that were made for it, which its repeat takes over; none where it was done.
    pub references: BTreeMap<String, Value>,
}

/// What is known of an earlier call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was done.
    Done,
    /// It is on its way, or its program ended before the answer came.
    Open,
    /// It was sent, and its answer was lost.
    Unknown,
}

/// A call that was written down; its end is still to come.
#[derive(Debug)]
pub struct Entry {
    id: String,
}

impl Ledger {
    /// The ledger in that file, for the calls of this profile or principal under this policy; the file need not exist. `how`
    /// is what a caller writes who wants a call repeated.
    #[must_use]
    pub const fn new(path: PathBuf, principal: String, how: &'static str, policy: Policy) -> Self {
        Self { path, principal, how, policy, scope: Scope::Dangerous }
    }

    /// The same for messages. They move no money, so that no policy holds; one that was sent may be sent again, and one of
    /// which nobody knows may not.
    #[must_use]
    pub fn of_messages(path: PathBuf, principal: String, how: &'static str) -> Self {
        Self { path, principal, how, policy: Policy::default(), scope: Scope::Messages }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The earlier call that this one repeats, if that is wanted. Nothing is written.
    ///
    /// # Errors
    /// It repeats an earlier call and nobody wants that or under another key, the policy forbids it, or the ledger cannot be
    /// read.
    pub fn check(
        &self,
        api: &'static Api,
        call: &Call,
        again: Again,
        now: Timestamp,
    ) -> Result<Option<Earlier>, Failure> {
        if !self.keeps(call) {
            return Ok(None);
        }
        let mut book = Book::read(&self.path).map_err(|error| self.unusable(&error))?;
        let (clock, now) = (now, book.now(now));
        let fingerprint = fingerprint::of(call, &self.principal)?;
        let earlier = in_the_way(&book, &fingerprint, now, self.recent());
        let earlier = self.judge(api, call, again, earlier, clock)?;
        if let Some(kept) = book.supersede(&fingerprint, call.operation().repeat != Repeat::None) {
            call.check_repeat_of(&kept.key)?;
        }
        self.admit(api, call, &book, now)?;
        Ok(earlier)
    }

    /// The policy on a call that nobody sends yet.
    ///
    /// # Errors
    /// The policy forbids it, or the ledger cannot be read.
    pub fn check_policy(&self, api: &'static Api, call: &Call, now: Timestamp) -> Result<(), Failure> {
        if !self.keeps(call) {
            return Ok(());
        }
        let book = Book::read(&self.path).map_err(|error| self.unusable(&error))?;
        self.admit(api, call, &book, book.now(now)).map(drop)
    }

    /// What the calls that a rule fits have moved on the day of that moment, and that day.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn moved(&self, api: &Api, rule: &Rule, now: Timestamp) -> Result<(Amount, Day), Failure> {
        let book = Book::read(&self.path).map_err(|error| self.unusable(&error))?;
        let day = Day::of(api, book.now(now));
        Ok((book.moved(api, rule, day.since), day))
    }

    fn admit(&self, api: &'static Api, call: &Call, book: &Book, now: Timestamp) -> Result<Deal, Failure> {
        let deal = Deal::of(&self.policy, api, call, &self.principal);
        let day = Day::of(api, now);
        self.policy.judge(api, &deal, &day, &|rule| book.moved(api, rule, day.since))?;
        Ok(deal)
    }

    fn judge(
        &self,
        api: &'static Api,
        call: &Call,
        again: Again,
        earlier: Option<&Record>,
        clock: Timestamp,
    ) -> Result<Option<Earlier>, Failure> {
        match (earlier, again) {
            (Some(earlier), Again::Refused) => Err(refused(api, call, earlier, self.how, clock)),
            (earlier, _) => Ok(earlier.map(Record::earlier)),
        }
    }

    /// Writes a dangerous call down with the amount that it moves, and returns once that is on the disk. A repeat of a call
    /// whose outcome is unknown takes over its idempotency key and the references that were made for it, so that an API
    /// which knows them does it once.
    ///
    /// # Errors
    /// It repeats an earlier call and nobody wants that or under another key, the policy forbids it, or the ledger cannot be
    /// written: it must not be sent.
    pub fn begin(
        &self,
        api: &'static Api,
        call: &mut Call,
        again: Again,
        now: Timestamp,
    ) -> Result<Option<Entry>, Failure> {
        if !self.keeps(call) {
            return Ok(None);
        }
        let unusable = |error: io::Error| self.unusable(&error);
        let _held = durable::hold(&durable::beside(&self.path, ".lock")).map_err(unusable)?;
        let mut book = Book::read(&self.path).map_err(unusable)?;
        let (clock, now) = (now, book.now(now));
        let fingerprint = fingerprint::of(call, &self.principal)?;
        self.judge(api, call, again, in_the_way(&book, &fingerprint, now, self.recent()), clock)?;
        let recognised = call.operation().repeat != Repeat::None;
        let kept = book.supersede(&fingerprint, recognised);
        let uncertain = recognised && kept.is_some();
        if let Some(kept) = kept {
            call.keep_idempotency_key(kept.key)?;
            call.keep_references(&kept.references);
        }
        let deal = self.admit(api, call, &book, now)?;
        let fingerprint = fingerprint::of(call, &self.principal)?;
        let record = Record {
            id: entry_id(now),
            fingerprint: fingerprint.said,
            made: fingerprint.made,
            operation: call.operation().id.to_owned(),
            principal: self.principal.clone(),
            environment: call.target().environment.name.to_owned(),
            at: now,
            state: State::Open,
            uncertain,
            key: call.idempotency_key().to_owned(),
            amount: deal.amount.map(|amount| amount.to_string()),
            currency: deal.currency,
            references: call.filled().references(),
        };
        let entry = Entry { id: record.id.clone() };
        book.forget_old(now);
        book.calls.push(record);
        book.write(&self.path).map_err(unusable)?;
        Ok(Some(entry))
    }

    /// Writes down what came of a call. Only what was proven not to be done is forgotten.
    ///
    /// # Errors
    /// The ledger cannot be written: the call stands there as one whose outcome is unknown.
    pub fn end(&self, entry: &Entry, outcome: &Result<Success, Failure>, now: Timestamp) -> io::Result<()> {
        let _held = durable::hold(&durable::beside(&self.path, ".lock"))?;
        let mut book = Book::read(&self.path)?;
        let now = book.now(now);
        book.close(&entry.id, state_after(outcome), now);
        book.write(&self.path)
    }

    fn keeps(&self, call: &Call) -> bool {
        self.scope == Scope::Messages || call.operation().class == Class::Dangerous
    }

    /// How long the same call is taken for a mistake.
    const fn recent(&self) -> SignedDuration {
        match self.scope {
            Scope::Dangerous => RECENT,
            Scope::Messages => SignedDuration::ZERO,
        }
    }

    fn unusable(&self, error: &io::Error) -> Failure {
        let message = say(
            "{} cannot be used ({}); without it nobody could tell a repeat, so nothing was sent",
            &[&self.path.display(), &reason(error)],
        );
        Failure::new(Exit::Other, "ledger-unusable", message)
            .hint("make the folder writable; a file that is damaged can be moved away once all its calls are looked up")
    }
}

/// Whether calls could be written down in that file; nothing is made.
///
/// # Errors
/// Why they could not.
pub fn check(path: &Path) -> io::Result<()> {
    durable::check_append(&durable::beside(path, ".lock"))?;
    durable::check_replace(path)?;
    Book::read(path).map(drop)
}

/// The newest call with that fingerprint that a new one would repeat. A clock that was set back makes no call older.
fn in_the_way<'a>(
    book: &'a Book,
    fingerprint: &Fingerprint,
    now: Timestamp,
    recent: SignedDuration,
) -> Option<&'a Record> {
    let alike = book.calls.iter().rev().filter(|record| fingerprint.is_of(record));
    let mut blocking = alike.filter(|record| match record.state {
        State::Open | State::Unknown => true,
        State::Done => now.duration_since(record.at) < recent,
        State::Superseded => false,
    });
    blocking.next()
}

/// `None`: it was proven that nothing was done.
fn state_after(outcome: &Result<Success, Failure>) -> Option<State> {
    match outcome {
        Ok(_) => Some(State::Done),
        Err(failure) if failure.proves_nothing_done() => None,
        Err(_) => Some(State::Unknown),
    }
}
