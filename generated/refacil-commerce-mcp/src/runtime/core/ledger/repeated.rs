//! What is said of a call that repeats an earlier one.

use jiff::Timestamp;

use super::super::answer;
use super::super::call::Call;
use super::super::failure::{Exit, Failure};
use super::super::spec::Api;
use super::super::words::{Said, say};
use super::book::Record;
use super::{Earlier, RECENT, Standing};

/// The refusal of a call that repeats an earlier one; `how` is what the caller writes who wants it all the same.
pub(super) fn refused(
    api: &'static Api,
    call: &Call,
    record: &Record,
    how: &str,
    clock: Timestamp,
) -> Failure {
    let earlier = record.earlier();
    let operation = call.operation();
    let message = match earlier.standing {
        Standing::Done => {
            say("the same {} was done at {}: this one was not sent", &[&operation.id, &seconds(earlier.at)])
        }
        Standing::Open => say(
            "the same {} was begun at {} and its outcome is unknown: this one was not sent",
            &[&operation.id, &seconds(earlier.at)],
        ),
        Standing::Unknown => say(
            "the same {} was sent at {} and its outcome is unknown: this one was not sent",
            &[&operation.id, &seconds(earlier.at)],
        ),
    };
    let lookup = answer::lookup(api, operation, &call.arguments_with(&record.references));
    let hint = match (&lookup, earlier.standing) {
        (_, Standing::Done) => say("if it is to be done once more, add {}", &[&how]),
        (Some(_), _) => say("look up what came of it; if it was not done, add {}", &[&how]),
        (None, _) => say("find out what came of it; if it was not done, add {}", &[&how]),
    };
    let hint = [Some(hint), ahead(earlier.at, clock)].into_iter().flatten().collect();
    Failure::new(Exit::Conflict, "repeated-call", message)
        .hint(Said::List(hint, "; "))
        .with(|details| details.lookup = lookup)
}

/// Calls that were written down under a clock that was ahead stay in the way until that time has passed.
fn ahead(at: Timestamp, clock: Timestamp) -> Option<Said> {
    (at.duration_since(clock) > RECENT).then(|| {
        say(
            "that time is still to come, for this machine's clock says {}: one of the two is wrong",
            &[&seconds(clock)],
        )
    })
}

/// A time as people need it.
fn seconds(at: Timestamp) -> String {
    at.round(jiff::Unit::Second).unwrap_or(at).to_string()
}

impl Earlier {
    /// One line about it, for the person who is asked.
    #[must_use]
    pub fn told(&self) -> Said {
        let what = match self.standing {
            Standing::Done => "the same call was done",
            Standing::Open => "the same call was begun, outcome unknown,",
            Standing::Unknown => "the same call was sent, outcome unknown,",
        };
        say("{} at {}", &[&Said::from(what), &seconds(self.at)])
    }
}
