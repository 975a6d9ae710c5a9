//! Turns a call: logs in, sends, reports, keeps the records.

use std::collections::BTreeMap;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::super::core::answer::{Broken, Response, Success};
use super::super::core::audit::AuditLog;
use super::super::core::call::{Call, Next};
use super::super::core::credentials::Credentials;
use super::super::core::failure::{Exit, Failure};
use super::super::core::login::LoginAttempt;
use super::super::core::request::Request;
use super::super::core::session::Session;
use super::context::Context;
use super::interrupt::Interrupts;
use super::printer::Printer;
use super::transport::Transport;

/// What a call needs besides itself.
#[derive(Debug)]
pub struct Driver<'a> {
    context: &'a Context,
    printer: &'a Printer,
    credentials: Credentials,
    audit: AuditLog,
    transport: Transport,
}

/// What this machine kept before the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Memory {
    /// A session, good or ended.
    Session,
    /// None.
    Empty,
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
        let transport = Transport::new(Interrupts::heard()?);
        Ok(Self { context, printer, credentials, audit: context.audit_log(), transport })
    }

    /// Runs the call to its end.
    ///
    /// # Errors
    /// The call failed, or its record cannot be written.
    pub fn perform(&self, call: &mut Call) -> Result<Success, Failure> {
        let mut memory = Memory::Empty;
        if call.needs_session()
            && let Some(session) = self.context.store().find(&self.context.key())?
        {
            memory = Memory::Session;
            self.printer.hide_token(session.token.expose_secret());
            call.use_session(session, Timestamp::now());
        }
        self.transport.interrupts().call_begins();
        let outcome = self.turn(call, memory);
        let exit = outcome.as_ref().err().map_or(Exit::Ok, |failure| failure.exit);
        self.transport.interrupts().call_ended(exit);
        outcome
    }

    fn turn(&self, call: &mut Call, memory: Memory) -> Result<Success, Failure> {
        loop {
            match call.advance() {
                Next::LogIn => match self.renew(memory) {
                    Ok(session) => call.signed_in(session),
                    Err(failure) => call.sign_in_failed(failure),
                },
                Next::Send(request) => {
                    let report = self.send(call, &request)?;
                    call.report(&report);
                    call.secrets().for_each(|token| self.printer.hide_token(token));
                }
                Next::Done(outcome) => return *outcome,
            }
        }
    }

    /// One request, between its two records.
    fn send(&self, call: &Call, request: &Request) -> Result<Result<Response, Broken>, Failure> {
        let open = self.audit.before(call, request, Timestamp::now())?;
        let report = self.transport.exchange(request);
        if let Some(open) = open {
            let written = self.audit.after(call, &open, &report, Timestamp::now());
            if let Err(error) = written {
                let path = self.audit.path().display();
                self.printer.warning(&format!("the audit log {path} misses the end of this call: {error}"));
            }
        }
        Ok(report)
    }

    /// A session from the configured login, without asking anybody. It is kept only where one was kept before: who
    /// never logged in on this machine leaves nothing on it.
    fn renew(&self, memory: Memory) -> Result<Session, Failure> {
        let again = if memory == Memory::Session { "log in again" } else { "log in" };
        if !self.credentials.can_log_in() {
            return Err(Call::needs_login(format!("{again}: {}", self.context.how_to_log_in())));
        }
        let session = self.attempt(&self.credentials.login)?;
        if memory == Memory::Session
            && let Err(failure) = self.context.store().save(&self.context.key(), &session)
        {
            self.printer.warning(&format!("the new session is not kept: {failure}"));
        }
        Ok(session)
    }

    /// Logs in with these fields and keeps the session.
    ///
    /// # Errors
    /// The login failed, or the session cannot be kept.
    pub fn log_in(&self, fields: &BTreeMap<&'static str, SecretString>) -> Result<Session, Failure> {
        // A store that cannot be used shows before a password leaves.
        self.context.store().find(&self.context.key())?;
        self.transport.interrupts().call_begins();
        let session = self.attempt(fields);
        let exit = session.as_ref().err().map_or(Exit::Interrupted, |failure| failure.exit);
        self.transport.interrupts().call_ended(exit);
        let session = session?;
        self.context.store().save(&self.context.key(), &session)?;
        Ok(session)
    }

    fn attempt(&self, fields: &BTreeMap<&'static str, SecretString>) -> Result<Session, Failure> {
        let attempt = LoginAttempt::new(self.context.api, &self.context.target, fields, &self.credentials)?;
        let report = self.transport.exchange(attempt.request());
        let session = attempt.read(&report, Timestamp::now())?;
        self.printer.hide_token(session.token.expose_secret());
        Ok(session)
    }

    /// Sends one request that belongs to no call.
    ///
    /// # Errors
    /// No whole answer came.
    pub fn deliver(&self, request: &Request) -> Result<Response, Broken> {
        self.transport.interrupts().call_begins();
        let answer = self.transport.exchange(request);
        self.transport.interrupts().call_ended(Exit::Interrupted);
        answer
    }
}
