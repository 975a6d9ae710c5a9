//! `--wait`: the same question again and again, until the answer is final.

use std::thread;
use std::time::{Duration, Instant};

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
        let mut last: Result<(Success, End), Option<Failure>> = Err(None);
        let (mut seen, mut ended) = (None, false);
        loop {
            let begun = Instant::now();
            let outcome = call().and_then(|mut call| self.driver.perform(&mut call));
            self.driver.at_rest(Exit::Interrupted);
            let mut asked = None;
            match outcome {
                Ok(success) => {
                    let state = self.state(&success);
                    match waiting::stage(&self.wait, &success.body).0 {
                        Stage::Failed => return Ok((success, End::Failed(state))),
                        Stage::Done if !self.wait.again => return Ok((success, End::Done)),
                        Stage::Done => {
                            if seen.as_ref() != Some(&success.body) {
                                live.clear();
                                reached(&success);
                                seen = Some(success.body.clone());
                                ended = true;
                            }
                            live.say(&format!("{state}; it may come again"));
                            last = Ok((success, End::Done));
                        }
                        Stage::Open => {
                            live.say(&format!("{} is {state}", self.wait.field));
                            seen = None;
                            let end = if ended { End::Done } else { End::Open(state) };
                            last = Ok((success, end));
                        }
                    }
                }
                Err(failure) if failure.retryable => {
                    live.say(&format!("no answer yet: {}", failure));
                    asked = failure.retry_after.map(Duration::from_secs);
                    last = last.map_err(|_| Some(failure));
                }
                Err(failure) => return Err(failure),
            }
            pace.passed(begun.elapsed());
            let Some(pause) = pace.pause(asked) else {
                return last.map_err(|failure| failure.unwrap_or_else(out_of_time));
            };
            thread::sleep(pause);
            pace.passed(pause);
        }
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
