//! One clock for everything that expires, so that tests can move it.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use jiff::{SignedDuration, Timestamp, tz};

/// Wall time at the start, carried on by the monotonic clock, plus what tests added.
pub(crate) struct Clock {
    started: Instant,
    wall: Timestamp,
    ahead_ms: AtomicU64,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { started: Instant::now(), wall: Timestamp::now(), ahead_ms: AtomicU64::new(0) }
    }

    pub(crate) fn now(&self) -> Moment {
        let ahead = Duration::from_millis(self.ahead_ms.load(Ordering::SeqCst));
        Moment(self.wall).plus(self.started.elapsed()).plus(ahead)
    }

    pub(crate) fn advance(&self, by: Duration) {
        let ms = u64::try_from(by.as_millis()).unwrap_or(u64::MAX);
        self.ahead_ms.fetch_add(ms, Ordering::SeqCst);
    }

    pub(crate) fn reset(&self) {
        self.ahead_ms.store(0, Ordering::SeqCst);
    }
}

/// A point on the sandbox's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(Timestamp);

/// Colombia keeps UTC-5 all year, so that no time zone data is needed.
const BOGOTA: tz::Offset = tz::Offset::constant(-5);

impl Moment {
    pub(crate) fn plus(self, by: Duration) -> Self {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        Self(self.0.saturating_add(by).unwrap_or(Timestamp::MAX))
    }

    /// Zero when `earlier` lies ahead.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Duration::try_from(self.0.duration_since(earlier.0)).unwrap_or_default()
    }

    pub(crate) fn millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// As in `2025-12-06T22:22:16.000Z`.
    pub(crate) fn iso(self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
    }

    /// As in `2023-02-16 11:11:55`, in Bogota.
    pub(crate) fn local(self) -> String {
        BOGOTA.to_datetime(self.0).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// As in `2023-02-16`, in Bogota.
    pub(crate) fn local_date(self) -> String {
        BOGOTA.to_datetime(self.0).strftime("%Y-%m-%d").to_string()
    }

    /// 23:59:59 in Bogota of the same day.
    pub(crate) fn end_of_local_day(self) -> Self {
        let end = BOGOTA.to_datetime(self.0).date().at(23, 59, 59, 0);
        Self(BOGOTA.to_timestamp(end).unwrap_or(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment(text.parse().expect("a timestamp"))
    }

    #[test]
    fn formats_as_the_apis_do() {
        let at = moment("2025-12-07T03:22:16.5Z");
        assert_eq!(at.iso(), "2025-12-07T03:22:16.500Z");
        assert_eq!(at.local(), "2025-12-06 22:22:16");
        assert_eq!(at.end_of_local_day().iso(), "2025-12-07T04:59:59.000Z");
    }

    #[test]
    fn advances_and_never_counts_backwards() {
        let clock = Clock::new();
        let before = clock.now();
        clock.advance(Duration::from_secs(60));
        assert!(clock.now().since(before) >= Duration::from_secs(60));
        assert_eq!(before.since(clock.now()), Duration::ZERO);
    }
}
