//! When a day of money begins: at midnight where the API lives.

use jiff::{SignedDuration, Timestamp, tz};

use super::super::spec::{Api, TimeZone};
use super::super::words::{Said, say};

/// No day of any time zone is longer: whatever fits into each such span fits into each day.
const LONGEST: SignedDuration = SignedDuration::from_hours(26);

/// The day to which a call belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// When it begins.
    pub since: Timestamp,
    /// How it ends.
    pub until: Until,
}

/// How a day ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// At midnight in this time zone.
    Midnight(&'static str),
    /// Never: nobody stated a time zone. What was moved in the last 26 hours counts, which is never less than what counts on
    /// a day.
    Sliding,
}

impl Day {
    /// The day of that moment.
    #[must_use]
    pub fn of(api: &Api, now: Timestamp) -> Self {
        let midnight = |TimeZone { name, rule }: TimeZone| {
            let zone = tz::TimeZone::posix(rule).ok()?;
            let since = now.to_zoned(zone).start_of_day().ok()?.timestamp();
            Some(Self { since, until: Until::Midnight(name) })
        };
        api.time_zone.and_then(midnight).unwrap_or_else(|| Self {
            since: now.checked_sub(LONGEST).unwrap_or(Timestamp::MIN),
            until: Until::Sliding,
        })
    }

    /// In words, behind "left".
    #[must_use]
    pub fn told(&self) -> Said {
        match self.until {
            Until::Midnight(zone) => say("until midnight in {}", &[&zone]),
            Until::Sliding => "of what any 26 hours may move".into(),
        }
    }
}
