//! `--wait`: the same question again and again, until the answer is final.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::super::super::core::answer::Success;
use super::super::super::core::call::Call;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::spec::Wait;
use super::super::super::core::waiting::{self, Pace, Stage};
use super::super::answers::Shape;
use super::super::driver::Driver;
use super::super::printer::Printer;
use super::live::Live;

/// The `code` of a wait that came to a bad end.
pub const ENDED_BADLY: &str = "ended-badly";
/// The `code` of a wait whose time is over.
pub const STILL_WAITING: &str = "still-waiting";

/// How a wait ended.
#[derive(Debug)]
pub enum End {
    /// Well.
    Done,
    /// Badly, in this state.
    Failed(String),
    /// Not at all: the time is over, in this state.
    Open(String),
}

impl End {
    /// What it means for the command.
    ///
    /// # Errors
    /// It did not end well.
    pub fn outcome(self, field: &str) -> Result<(), Failure> {
        match self {
            Self::Done => Ok(()),
            Self::Failed(state) => {
                let message = format!("it came to a bad end: {field} is {state}");
                Err(Failure::new(Exit::Other, ENDED_BADLY, message)
                    .hint("it does not change any more; the answer on stdout says what is known"))
            }
            Self::Open(state) => {
                let message = format!("it has not ended in this time: {field} is {state}");
                Err(Failure::new(Exit::Waiting, STILL_WAITING, message)
                    .hint("run the command again to go on waiting; a longer --timeout waits longer")
                    .with(|details| details.retryable = true))
            }
        }
    }
}

/// The wait of one command.
#[derive(Debug)]
pub struct Waiting<'a> {
    /// Sends.
    pub driver: &'a Driver<'a>,
    /// Tells.
    pub printer: &'a Printer,
    /// What is documented of the answer.
    pub shape: &'a Shape,
    /// What is waited for; whether its good ends are all wanted.
    pub wait: Wait,
    /// A good end need not be the last one.
    pub repeatable: bool,
}

/// What is known while a wait goes on.
#[derive(Default)]
struct Progress {
    /// The last answer, with the end that it makes if the time is over.
    last: Option<(Success, End)>,
    /// The last failure.
    failed: Option<Failure>,
    /// The good end that stands now, which is shown once.
    seen: Option<Value>,
    /// It has come to a good end at least once.
    has_ended: bool,
}

impl Waiting<'_> {
    /// Asks until the end or until the time is over, and shows the last answer; of what can end well several times, each
    /// good end.
    ///
    /// # Errors
    /// It did not end well in this time, a call failed in a way that waiting does not cure, or none succeeded.
    pub fn run(
        &self,
        limit: Duration,
        call: impl FnMut() -> Result<Call, Failure>,
        mut show: impl FnMut(&Success),
    ) -> Result<(), Failure> {
        let mut ends = 0_usize;
        let reached = |success: &Success| {
            show(success);
            ends += 1;
        };
        let (success, end) = self.ask(limit, call, reached)?;
        if ends == 0 {
            show(&success);
        } else {
            self.printer
                .note(&format!("it came to a good end {ends} times in this time, and may do so again"));
        }
        if matches!(end, End::Done) && self.repeatable && !self.wait.again {
            self.printer
                .note("what can be paid several times may come to a good end again: --each shows each");
        }
        end.outcome(self.wait.field)
    }

    fn ask(
        &self,
        limit: Duration,
        mut call: impl FnMut() -> Result<Call, Failure>,
        mut reached: impl FnMut(&Success),
    ) -> Result<(Success, End), Failure> {
        let live = Live::start(self.printer);
        let mut pace = Pace::new(limit);
        let mut progress = Progress::default();
        loop {
            let begun = Instant::now();
            let outcome = call().and_then(|mut call| self.driver.perform(&mut call));
            self.driver.at_rest(Exit::Interrupted);
            let mut asked = None;
            match outcome {
                Ok(success) => {
                    if let Some(end) = self.answered(success, &mut progress, &live, &mut reached) {
                        return Ok(end);
                    }
                }
                Err(failure) if failure.retryable => {
                    live.say(&format!("no answer yet: {failure}"));
                    asked = failure.retry_after.map(Duration::from_secs);
                    progress.failed = Some(failure);
                }
                Err(failure) => return Err(failure),
            }
            pace.passed(begun.elapsed());
            let Some(pause) = pace.pause(asked) else {
                return progress.last.ok_or_else(|| progress.failed.unwrap_or_else(out_of_time));
            };
            thread::sleep(pause);
            pace.passed(pause);
        }
    }

    /// Takes an answer in; gives it back with the end that it makes.
    fn answered(
        &self,
        success: Success,
        progress: &mut Progress,
        live: &Live<'_>,
        reached: &mut impl FnMut(&Success),
    ) -> Option<(Success, End)> {
        let state = self.state(&success);
        match waiting::stage(&self.wait, &success.body).0 {
            Stage::Failed => return Some((success, End::Failed(state))),
            Stage::Done if !self.wait.again => return Some((success, End::Done)),
            Stage::Done => {
                if progress.seen.as_ref() != Some(&success.body) {
                    live.clear();
                    reached(&success);
                    progress.seen = Some(success.body.clone());
                    progress.has_ended = true;
                }
                live.say(&format!("{state}; it may come again"));
                progress.last = Some((success, End::Done));
            }
            Stage::Open => {
                live.say(&format!("{} is {state}", self.wait.field));
                progress.seen = None;
                let end = if progress.has_ended { End::Done } else { End::Open(state) };
                progress.last = Some((success, end));
            }
        }
        None
    }

    fn state(&self, success: &Success) -> String {
        waiting::stage(&self.wait, &success.body)
            .1
            .map_or_else(|| "not there yet".to_owned(), |value| self.shape.words(self.wait.field, value))
    }
}

fn out_of_time() -> Failure {
    Failure::new(Exit::Waiting, STILL_WAITING, "the time is over before the first answer")
}
