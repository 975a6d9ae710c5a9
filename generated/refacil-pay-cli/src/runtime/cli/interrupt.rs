//! Ctrl-C and termination: while a call is on its way it hears of them, at any other time the program ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use super::super::account::prompt;
use super::super::core::answer::{Broken, Response};
use super::super::core::failure::{Exit, Failure};
use super::children;

/// What a waiting call hears.
#[derive(Debug)]
pub enum Event {
    /// The request of that number ended.
    Ended(u64, Result<Response, Broken>),
    /// Somebody wants the program to stop.
    Interrupted,
}

/// The way of events to the call.
#[derive(Debug)]
pub struct Interrupts {
    sender: Sender<Event>,
    receiver: Receiver<Event>,
    /// The exit code of a program that is stopped now, or [`ON_ITS_WAY`].
    stopped: Arc<AtomicU8>,
}

/// No exit code: the call decides what stopping means.
const ON_ITS_WAY: u8 = u8::MAX;

impl Interrupts {
    /// Without a handler: the default action of the system stands.
    #[must_use]
    pub fn unheard() -> Self {
        let (sender, receiver) = channel();
        Self { sender, receiver, stopped: Arc::new(AtomicU8::new(Exit::Interrupted.code())) }
    }

    /// Takes Ctrl-C and termination from now on.
    ///
    /// # Errors
    /// The system refuses the handler.
    pub fn heard() -> Result<Self, Failure> {
        let this = Self::unheard();
        let (sender, stopped) = (this.sender.clone(), Arc::clone(&this.stopped));
        let handler = move || match stopped.load(Ordering::SeqCst) {
            ON_ITS_WAY => drop(sender.send(Event::Interrupted)),
            code => stop(code),
        };
        ctrlc::set_handler(handler).map_err(|error| {
            Failure::new(Exit::Other, "no-signals", format!("interrupts cannot be handled: {error}"))
        })?;
        Ok(this)
    }

    /// From now on the call hears of interrupts.
    pub fn call_begins(&self) {
        self.stopped.store(ON_ITS_WAY, Ordering::SeqCst);
    }

    /// The call has ended so: stopping the program changes nothing about it.
    pub fn call_ended(&self, exit: Exit) {
        self.stopped.store(exit.code(), Ordering::SeqCst);
    }

    /// Where a request reports its end.
    #[must_use]
    pub fn sender(&self) -> Sender<Event> {
        self.sender.clone()
    }

    /// Somebody wanted the program to stop since the last event. Late ends of requests are passed over.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.receiver.try_iter().any(|event| matches!(event, Event::Interrupted))
    }

    /// Waits that long, or until somebody wants the program to stop: then the answer is yes.
    #[must_use]
    pub fn interrupted_within(&self, pause: Duration) -> bool {
        let begun = Instant::now();
        while let Some(rest) = pause.checked_sub(begun.elapsed()) {
            match self.receiver.recv_timeout(rest) {
                Ok(Event::Interrupted) => return true,
                Ok(Event::Ended(..)) => {}
                Err(_) => return false,
            }
        }
        false
    }

    /// The next event; a channel whose senders are gone cannot bring one.
    #[must_use]
    pub fn next(&self) -> Event {
        self.receiver.recv().unwrap_or(Event::Interrupted)
    }
}

fn stop(code: u8) {
    children::end_all();
    prompt::restore_echo();
    std::process::exit(i32::from(code));
}
