//! Logins that the API asked to wait: until then nobody tries that account again, whoever asks.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::session::Session;

/// After the first refusal, where the API names no time; doubled by each further one.
const FIRST: Duration = Duration::from_secs(2);
/// Never longer by itself.
const LONGEST: Duration = Duration::from_secs(120);

/// The accounts of a server.
#[derive(Debug, Default)]
pub(super) struct Rests {
    by_account: Mutex<HashMap<String, Rest>>,
}

#[derive(Debug)]
struct Rest {
    until: Instant,
    in_a_row: u32,
    failure: Failure,
}

impl Rests {
    /// The account may log in now.
    ///
    /// # Errors
    /// It still rests: what the API said, and how long from now.
    pub(super) fn check(&self, account: &str, now: Instant) -> Result<(), Failure> {
        let rests = self.by_account.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(rest) = rests.get(account).filter(|rest| now < rest.until) else { return Ok(()) };
        let left = rest.until.duration_since(now);
        Err(rest.failure.clone().with(|details| {
            details.retry_after = Some(left.as_secs() + u64::from(left.subsec_nanos() > 0));
        }))
    }

    /// Remembers what came of a login.
    pub(super) fn end(&self, account: &str, outcome: &Result<Session, Failure>, now: Instant) {
        let mut rests = self.by_account.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(failure) = outcome.as_ref().err().filter(|failure| failure.exit == Exit::RateLimited) else {
            rests.remove(account);
            return;
        };
        let in_a_row = rests.get(account).map_or(0, |rest| rest.in_a_row);
        let own = FIRST.saturating_mul(2u32.saturating_pow(in_a_row)).min(LONGEST);
        let asked = failure.retry_after.map(Duration::from_secs).unwrap_or_default();
        let until = now.checked_add(own.max(asked)).unwrap_or(now + LONGEST);
        let rest = Rest { until, in_a_row: in_a_row.saturating_add(1), failure: failure.clone() };
        rests.insert(account.to_owned(), rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_rests_as_long_as_it_was_told_and_longer_each_time() {
        let rests = Rests::default();
        let start = Instant::now();
        let after = |seconds: u64| start + Duration::from_secs(seconds);
        let limited = |seconds: Option<u64>| {
            Err(Failure::new(Exit::RateLimited, "http-429", "slowly")
                .with(|details| details.retry_after = seconds))
        };
        rests.end("main", &limited(Some(30)), start);
        let told = rests.check("main", after(10)).expect_err("it rests");
        assert_eq!((told.exit, told.retry_after), (Exit::RateLimited, Some(20)));
        assert!(rests.check("other", after(10)).is_ok());
        assert!(rests.check("main", after(30)).is_ok());
        rests.end("main", &limited(None), after(30));
        assert!(rests.check("main", after(33)).is_err(), "four seconds at the second time");
        rests.end("main", &Err(Failure::new(Exit::Auth, "refused", "no")), after(40));
        rests.end("main", &limited(None), after(40));
        assert!(rests.check("main", after(42)).is_ok(), "two at a first time");
    }
}
