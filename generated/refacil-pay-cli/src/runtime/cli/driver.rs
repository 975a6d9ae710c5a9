//! Turns a call: logs in, sends, reports, keeps the records.

use std::time::Instant;

use jiff::Timestamp;

use super::super::account::holder::Holder;
use super::super::account::sessions::{Found, Sessions};
use super::super::core::answer::{Broken, Response, Success};
use super::super::core::audit::AuditLog;
use super::super::core::call::{Call, Next};
use super::super::core::credentials::Credentials;
use super::super::core::failure::{Exit, Failure};
use super::super::core::request::Request;
use super::context::Context;
use super::interrupt::{Event, Interrupts};
use super::parser::Detail;
use super::printer::Printer;
use super::tls;
use super::transport::Transport;
use super::verbose::{self, Told};

/// What a call needs besides itself.
#[derive(Debug)]
pub struct Driver<'a> {
    context: &'a Context,
    holder: Holder,
    printer: &'a Printer,
    credentials: Credentials,
    audit: AuditLog,
    transport: Transport,
}

impl<'a> Driver<'a> {
    /// A driver that hears interrupts.
    ///
    /// # Errors
    /// The system refuses the handler.
    pub fn new(
        context: &'a Context,
        printer: &'a Printer,
        credentials: Credentials,
    ) -> Result<Self, Failure> {
        tls::check(context.api, &|name| std::env::var(name).ok())?;
        let transport = Transport::new(Interrupts::heard()?);
        Ok(Self {
            context,
            holder: context.holder(),
            printer,
            credentials,
            audit: context.audit_log(),
            transport,
        })
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// The call failed, or its record cannot be written.
    pub fn perform(&self, call: &mut Call) -> Result<Success, Failure> {
        let found = if call.needs_session() { self.sessions().find()? } else { Found::Nowhere };
        if let Some(session) = found.session() {
            call.use_session(session.clone(), Timestamp::now());
        }
        self.transport.interrupts().call_begins();
        let outcome = self.turn(call, found);
        let exit = outcome.as_ref().err().map_or(Exit::Ok, |failure| failure.exit);
        self.transport.interrupts().call_ended(exit);
        outcome
    }

    fn turn(&self, call: &mut Call, mut found: Found) -> Result<Success, Failure> {
        loop {
            match call.advance() {
                Next::LogIn => match self.sessions().renew(&found) {
                    Ok(session) => {
                        if let Found::Kept(stale) = &mut found {
                            *stale = session.clone();
                        }
                        call.signed_in(session);
                    }
                    Err(failure) => call.not_sent(failure),
                },
                Next::Send(request) => match self.send(call, &request) {
                    Ok(report) => {
                        call.report(&report);
                        call.secrets().for_each(|token| self.printer.hide_token(token));
                    }
                    Err(failure) => call.not_sent(failure),
                },
                Next::Pause(pause) => {
                    self.printer
                        .note(&format!("no usable answer; trying again in {:.1} s", pause.as_secs_f32()));
                    if self.transport.interrupts().interrupted_within(pause) {
                        call.give_up();
                    }
                }
                Next::Done(outcome) => {
                    return outcome.map_err(|failure| self.sessions().with_command(failure));
                }
            }
        }
    }

    /// Between two calls of one command: who stops the program now gets this exit code.
    pub fn at_rest(&self, exit: Exit) {
        self.transport.interrupts().call_ended(exit);
    }

    /// From now on an interrupt ends nothing by itself: whoever waits asks [`Driver::is_stopped`].
    pub fn begin_waiting(&self) {
        self.transport.interrupts().call_begins();
    }

    /// Somebody wanted the program to stop since it was asked last.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.transport.interrupts().is_interrupted()
    }

    /// What somebody wanted while something else was heard stays wanted.
    pub fn stop(&self) {
        // Without a receiver nobody waits any more.
        drop(self.transport.interrupts().sender().send(Event::Interrupted));
    }

    /// The session of this run.
    #[must_use]
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions {
            holder: &self.holder,
            voice: self.printer,
            wire: &self.transport,
            credentials: &self.credentials,
        }
    }

    /// One request, between its two records.
    fn send(&self, call: &Call, request: &Request) -> Result<Result<Response, Broken>, Failure> {
        let open = self.audit.before(call, request, Timestamp::now())?;
        self.tell(|| verbose::request(request));
        let started = Instant::now();
        let report = self.transport.exchange_whole(request, &|| {
            self.printer.note("the call has left and cannot be taken back; waiting for its answer (interrupt again to leave)");
        });
        self.tell(|| verbose::answer(&report, started.elapsed()));
        if let Some(open) = open {
            let written = self.audit.after(call, &open, &report, Timestamp::now());
            if let Err(error) = written {
                let path = self.audit.path().display();
                self.printer.warning(&format!("the audit log {path} misses the end of this call: {error}"));
            }
        }
        Ok(report)
    }

    fn tell(&self, told: impl FnOnce() -> Told) {
        if self.context.detail == Detail::Wire {
            let Told { json, text } = told();
            self.printer.aside(&json, &text);
        }
    }

    /// Sends one request that belongs to no call.
    ///
    /// # Errors
    /// No whole answer came.
    pub fn deliver(&self, request: &Request) -> Result<Response, Broken> {
        self.transport.interrupts().call_begins();
        self.tell(|| verbose::request(request));
        let started = Instant::now();
        let answer = self.transport.exchange(request);
        self.tell(|| verbose::answer(&answer, started.elapsed()));
        self.transport.interrupts().call_ended(Exit::Interrupted);
        answer
    }
}
