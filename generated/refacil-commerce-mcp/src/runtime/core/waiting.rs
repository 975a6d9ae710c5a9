//! Waiting for the end of something that is read again and again: when it has ended, and how long to pause.

use std::time::Duration;

use serde_json::Value;

use super::dotted;
use super::spec::Wait;

/// How far something has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Not at its end.
    Open,
    /// At a good end.
    Done,
    /// At a bad end.
    Failed,
}

/// The stage that an answer shows, and the value that says so.
#[must_use]
pub fn stage<'a>(wait: &Wait, body: &'a Value) -> (Stage, Option<&'a Value>) {
    let Some(value) = dotted::get(body, wait.field) else { return (Stage::Open, None) };
    let is_one_of = |known: &[&str]| known.iter().any(|known| is(value, known));
    let stage = match (is_one_of(wait.done), is_one_of(wait.failed)) {
        (true, _) => Stage::Done,
        (false, true) => Stage::Failed,
        (false, false) => Stage::Open,
    };
    (stage, Some(value))
}

/// The value is the one of this JSON text; `2` and `"2"` are one state, and words have no case.
fn is(value: &Value, known: &str) -> bool {
    let bare = known.trim_matches('"');
    match value {
        Value::String(text) => text.eq_ignore_ascii_case(bare),
        other => {
            let text = other.to_string();
            text == bare
        }
    }
}

/// Pauses between two questions: short at first, longer later, and as long as the server asks for.
#[derive(Debug, Clone)]
pub struct Pace {
    next: Duration,
    left: Duration,
}

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(15);

impl Pace {
    /// The pace of a wait of this length.
    #[must_use]
    pub const fn new(whole: Duration) -> Self {
        Self { next: FIRST, left: whole }
    }

    /// Time has passed.
    pub fn passed(&mut self, time: Duration) {
        self.left = self.left.saturating_sub(time);
    }

    /// How long to pause before the next question; none when the time is over.
    #[must_use]
    pub fn pause(&mut self, asked: Option<Duration>) -> Option<Duration> {
        if self.left.is_zero() {
            return None;
        }
        let pause = self.next.max(asked.unwrap_or_default());
        self.next = (self.next * 3 / 2).min(LONGEST);
        // One last question at the very end, unless the server wants more time than there is.
        if asked.is_some_and(|asked| asked > self.left) { None } else { Some(pause.min(self.left)) }
    }
}

/// `90s`, `5m`, `1h`, or seconds.
#[must_use]
pub fn duration(text: &str) -> Option<Duration> {
    let (number, seconds) = match text.strip_suffix(['s', 'm', 'h']) {
        Some(number) if text.ends_with('m') => (number, 60),
        Some(number) if text.ends_with('h') => (number, 3_600),
        Some(number) => (number, 1),
        None => (text, 1),
    };
    let plain = !number.is_empty() && number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| number.parse::<u64>().ok()).flatten().map(|number| Duration::from_secs(number * seconds))
}

/// A time as [`duration`] reads it, rounded up to whole seconds.
#[must_use]
pub fn spelled(time: Duration) -> String {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    match seconds {
        0 => "0s".to_owned(),
        seconds if seconds % 3_600 == 0 => format!("{}h", seconds / 3_600),
        seconds if seconds % 60 == 0 => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_state_is_known_as_number_and_as_text() {
        let wait = Wait { field: "data.status", done: &["2"], failed: &["\"REJECTED\"", "3"], again: false };
        let of = |status: Value| stage(&wait, &json!({"data": {"status": status}})).0;
        assert_eq!(of(json!(2)), Stage::Done);
        assert_eq!(of(json!("2")), Stage::Done);
        assert_eq!(of(json!("rejected")), Stage::Failed);
        assert_eq!(of(json!(1)), Stage::Open);
        assert_eq!(stage(&wait, &json!({})), (Stage::Open, None));
    }

    #[test]
    fn pauses_grow_and_end_with_the_time() {
        let mut pace = Pace::new(Duration::from_secs(3));
        assert_eq!(pace.pause(None), Some(Duration::from_secs(1)));
        pace.passed(Duration::from_secs(1));
        assert_eq!(pace.pause(None), Some(Duration::from_millis(1_500)));
        assert_eq!(pace.pause(Some(Duration::from_secs(60))), None);
        pace.passed(Duration::from_secs(9));
        assert_eq!(pace.pause(None), None);
    }

    #[test]
    fn durations_are_read() {
        assert_eq!(duration("90s"), Some(Duration::from_secs(90)));
        assert_eq!(duration("5m"), Some(Duration::from_secs(300)));
        assert_eq!(duration("7"), Some(Duration::from_secs(7)));
        for text in ["", "m", "-1", "1.5m", "5 m", "9999999", "1d"] {
            assert_eq!(duration(text), None, "{text}");
        }
        for text in ["90s", "5m", "2h", "3601s"] {
            assert_eq!(duration(text).map(spelled).as_deref(), Some(text));
        }
        assert_eq!(spelled(Duration::from_millis(1_500)), "2s");
    }
}
