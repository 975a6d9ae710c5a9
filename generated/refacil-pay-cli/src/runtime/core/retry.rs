//! Which requests are sent again by themselves, when, and what is known of a call after several attempts.
//!
//! Reads are sent again, and so are changes that the API recognises by their key; any other change only when it provably
//! never left.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;

use super::answer::{Broken, BrokenKind, Response, Success};
use super::failure::{Exit, Failure, Sent};
use super::random;
use super::request::{Purpose, Request};
use super::spec::Repeat;

/// All attempts of one request.
const ATTEMPTS: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(300);
/// A longer wait is reported to the caller instead.
const LONGEST_PAUSE: Duration = Duration::from_secs(20);

/// The attempts of one call.
#[derive(Debug)]
pub struct Retries {
    left: u32,
    made: u32,
    pause: Option<Duration>,
    /// What an attempt came to that may have changed something.
    unsettled: Option<Failure>,
}

impl Default for Retries {
    fn default() -> Self {
        Self { left: ATTEMPTS - 1, made: 0, pause: None, unsettled: None }
    }
}

impl Retries {
    /// No request is sent again.
    #[must_use]
    pub fn none() -> Self {
        Self { left: 0, ..Self::default() }
    }

    /// Decides whether the request is sent again; [`Retries::pause`] then tells when.
    pub fn again(&mut self, request: &Request, report: &Result<Response, Broken>) -> bool {
        if self.left == 0 || !may_repeat(request, report) {
            return false;
        }
        let asked = report.as_ref().ok().and_then(retry_after);
        if asked.is_some_and(|asked| asked > LONGEST_PAUSE) {
            return false;
        }
        // Many callers that failed together should not come back together.
        let backoff = FIRST_PAUSE * 2u32.pow(self.made);
        self.pause = Some(asked.unwrap_or_default() + backoff.mul_f64(0.5 + random_half()));
        self.left -= 1;
        self.made += 1;
        true
    }

    /// Keeps what an attempt came to that is made again. An unknown outcome outweighs all others.
    pub fn remember(&mut self, request: &Request, failure: Failure) {
        let says_more = self.unsettled.as_ref().is_none_or(|known| known.exit != Exit::OutcomeUnknown);
        if request.changes_something() && !failure.proves_nothing_done() && says_more {
            self.unsettled = Some(failure);
        }
    }

    /// The time until the next attempt, told once.
    pub fn pause(&mut self) -> Option<Duration> {
        self.pause.take()
    }

    /// What the call has come to. That the last attempt did not reach the API says nothing of an earlier one that did.
    ///
    /// # Errors
    /// The last attempt failed, or an earlier one has an unknown outcome.
    pub fn settled(&self, result: Result<Success, Failure>) -> Result<Success, Failure> {
        match (result, &self.unsettled) {
            (Err(failure), Some(unsettled))
                if failure.exit != Exit::OutcomeUnknown && !is_verdict(&failure) =>
            {
                Err(unsettled.clone())
            }
            (result, _) => result,
        }
    }

    /// What the call has come to when nobody waits for another attempt.
    #[must_use]
    pub fn abandoned(&self) -> Failure {
        let interrupted = || Failure::new(Exit::Interrupted, "interrupted", "interrupted");
        self.unsettled.clone().unwrap_or_else(interrupted)
    }
}

/// The API looked at the call and said no, which holds for all attempts under one key. A refusal for
/// want of permission, of the thing itself, of quota, or because an attempt under that key is on its way tells nothing of an
/// earlier one.
fn is_verdict(failure: &Failure) -> bool {
    let before_the_call = matches!(failure.http_status, Some(401 | 403 | 404 | 409 | 421 | 423 | 425 | 429));
    failure.sent == Sent::Yes && failure.proves_nothing_done() && !before_the_call
}

fn may_repeat(request: &Request, report: &Result<Response, Broken>) -> bool {
    match report {
        Err(broken) if broken.sent == Sent::No => broken.kind == BrokenKind::Connect,
        // A time limit that is spent is not spent again.
        Err(broken) => broken.kind == BrokenKind::Reset && is_repeatable(request),
        Ok(response) => matches!(response.status, 429 | 502 | 503 | 504) && is_repeatable(request),
    }
}

fn is_repeatable(request: &Request) -> bool {
    let operation = request.operation;
    request.purpose == Purpose::Main
        && (!operation.class.is_mutation() || matches!(operation.repeat, Repeat::Header(_)))
}

/// `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3), which counts from the server's own clock.
#[must_use]
pub fn retry_after(response: &Response) -> Option<Duration> {
    let text = response.header("retry-after")?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let time = |text: &str| DateTimeParser::new().parse_timestamp(text.trim()).ok();
    let wait = time(text)?.duration_since(time(response.header("date")?)?);
    // A moment that has passed is now.
    Some(Duration::try_from(wait).unwrap_or_default())
}

/// From 0 to 0.5; without random numbers in the middle.
fn random_half() -> f64 {
    random::bytes().map_or(0.25, |[byte]| f64::from(byte) / 510.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(retry: &str, date: Option<&str>) -> Option<Duration> {
        let mut headers = vec![("retry-after".to_owned(), retry.to_owned())];
        headers.extend(date.map(|date| ("date".to_owned(), date.to_owned())));
        retry_after(&Response { status: 503, headers, body: Vec::new() })
    }

    #[test]
    fn a_server_says_when_in_seconds_or_by_its_own_clock() {
        let now = Some("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(after("7", None), Some(Duration::from_secs(7)));
        assert_eq!(after("Sun, 06 Nov 1994 08:50:00 GMT", now), Some(Duration::from_secs(23)));
        assert_eq!(after("Sun, 06 Nov 1994 08:40:00 GMT", now), Some(Duration::ZERO));
        assert_eq!((after("soon", now), after("Sun, 06 Nov 1994 08:50:00 GMT", None)), (None, None));
    }
}
