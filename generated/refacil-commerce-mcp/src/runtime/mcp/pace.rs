//! How many requests one client may send: as many in a minute as configured, in bursts too.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// The requests of one client.
#[derive(Debug)]
pub(super) struct Pace {
    per_minute: Option<u32>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    left: f64,
    at: Instant,
}

impl Pace {
    /// At most this many a minute; without a number, no limit.
    pub(super) fn new(per_minute: Option<u32>) -> Self {
        let left = f64::from(per_minute.unwrap_or_default());
        Self { per_minute, state: Mutex::new(State { left, at: Instant::now() }) }
    }

    /// Takes one.
    ///
    /// # Errors
    /// None is left; the error is the number of seconds until there is one.
    pub(super) fn take(&self, now: Instant) -> Result<(), u64> {
        let Some(per_minute) = self.per_minute else { return Ok(()) };
        let most = f64::from(per_minute);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = now.saturating_duration_since(state.at).as_secs_f64();
        state.left = (state.left + passed * most / 60.0).min(most);
        state.at = now;
        if state.left >= 1.0 {
            state.left -= 1.0;
            return Ok(());
        }
        // At least one a minute is configured.
        Err(60_u64.div_ceil(u64::from(per_minute)).max(1))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_is_followed_by_what_the_minute_gives() {
        let pace = Pace::new(Some(30));
        let start = Instant::now();
        assert!((0..30).all(|_| pace.take(start).is_ok()));
        assert_eq!(pace.take(start), Err(2));
        assert_eq!(pace.take(start + Duration::from_secs(2)), Ok(()));
        assert_eq!(pace.take(start + Duration::from_secs(2)), Err(2));
        let later = start + Duration::from_secs(3600);
        assert_eq!(
            (0..100).filter(|_| pace.take(later).is_ok()).count(),
            30,
            "an hour gives no more than a burst"
        );
        let free = Pace::new(None);
        assert!((0..1000).all(|_| free.take(start).is_ok()));
    }
}
