//! `webhook listen`: a receiver on this machine that judges, proves, shows and forwards notices.

use std::sync::Arc;
use std::sync::mpsc::{Receiver as Arrivals, RecvTimeoutError};
use std::time::{Duration, Instant};

use serde_json::json;
use url::Url;

use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::target::is_loopback;
use super::super::context::Context;
use super::super::driver::Driver;
use super::super::printer::Printer;
use super::clerk::{Clerk, Settled};
use super::command::Listen;
use super::desk::{Arrival, Desk, Refusal};
use super::receiver::Receiver;
use super::{desktop, key, record};

/// How often an idle program checks whether it is to stop.
const PAUSE: Duration = Duration::from_millis(100);

/// Runs the command.
///
/// # Errors
/// The port or an address cannot be used, the key is missing where it is needed, or notices cannot be kept.
pub fn run(context: &Context, printer: &Printer, wanted: &Listen) -> Result<(), Failure> {
    let notice = super::notice(context.api, wanted.notice.as_deref())?;
    let forward = wanted.forward.as_deref().map(forward_address).transpose()?;
    let key = key(context, printer, notice)?;
    if key.is_none() {
        if forward.is_some() {
            return Err(super::no_key(context, notice));
        }
        let variable = context.api.variable(notice.key);
        printer.warning(&format!(
            "{variable} is not set: signatures are not checked, the API alone tells what is true"
        ));
    }
    // Interrupts are heard before anything listens.
    let driver = Driver::new(context, printer, context.credentials()?)?;
    driver.begin_waiting();
    let (desk, arrivals) = Desk::new(context, notice, key, None);
    let desk = Arc::new(desk);
    let receiver = Receiver::start(wanted.port, &desk)?;
    printer.event("listening", &format!("http://127.0.0.1:{}/", receiver.port()), "Notices are received at");
    let clerk = Clerk { context, printer, driver: &driver };
    let deadline = wanted.limit.map(|limit| Instant::now() + limit);
    let mut accepted = 0_usize;
    while let Heard::Arrival(arrival) = next(&arrivals, &driver, deadline) {
        match arrival {
            Arrival::Refused(refusal) => refused(printer, &refusal),
            Arrival::Kept(id) => {
                match settle(&clerk, &desk, &id, forward.as_ref(), wanted.desktop) {
                    Ok(one) => accepted += usize::from(one),
                    // Who stops the program while the API is asked wants no failure: the notice is kept.
                    Err(failure) if failure.exit == Exit::Interrupted => break,
                    Err(failure) => return Err(failure),
                }
            }
        }
        if wanted.once && accepted > 0 {
            return Ok(());
        }
    }
    if wanted.once {
        let message = "no notice was accepted in this time";
        return Err(
            Failure::new(Exit::Waiting, "still-waiting", message).with(|details| details.retryable = true)
        );
    }
    Ok(())
}

/// What is heard while arrivals are waited for.
#[derive(Debug)]
pub enum Heard {
    /// The next one.
    Arrival(Arrival),
    /// The time is over.
    TimeOver,
    /// Somebody wants the program to stop.
    Stopped,
}

/// Waits for the next arrival.
pub fn next(arrivals: &Arrivals<Arrival>, driver: &Driver<'_>, deadline: Option<Instant>) -> Heard {
    loop {
        if driver.is_stopped() {
            return Heard::Stopped;
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Heard::TimeOver;
        }
        match arrivals.recv_timeout(PAUSE) {
            Ok(arrival) => return Heard::Arrival(arrival),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Heard::Stopped,
        }
    }
}

/// Tells of a notice that was refused.
pub fn refused(printer: &Printer, refusal: &Refusal) {
    let Refusal { code, message } = refusal;
    printer.aside(
        &json!({"event": "refused", "code": code, "message": message}),
        &format!("refused: {message} ({code})"),
    );
}

/// Settles and shows one; tells whether it was accepted.
fn settle(
    clerk: &Clerk<'_>,
    desk: &Desk,
    id: &str,
    forward: Option<&Url>,
    desktop: bool,
) -> Result<bool, Failure> {
    match clerk.settle(desk, id, forward)? {
        Some(Settled::Accepted(delivery)) => {
            let record = record::json(desk.notice, &delivery);
            clerk.printer.data(&record, record::text);
            if desktop {
                desktop::show(desk.notice, &record);
            }
            Ok(true)
        }
        Some(Settled::Open(delivery)) => {
            clerk.printer.data(&record::json(desk.notice, &delivery), record::text);
            Ok(false)
        }
        Some(Settled::Replayed) => {
            let message = "the same notice was accepted before".to_owned();
            refused(clerk.printer, &Refusal { code: "replayed", message });
            Ok(false)
        }
        None => Ok(false),
    }
}

/// Where proven notices go on to: this machine, or an encrypted address.
///
/// # Errors
/// It is none.
pub fn forward_address(text: &str) -> Result<Url, Failure> {
    let refused = |why: &str| {
        Failure::new(Exit::Invalid, "bad-address", format!("notices cannot be forwarded there: {why}"))
            .hint("give an https address, or one on this machine such as http://127.0.0.1:3000/notices")
            .param("--forward")
    };
    let url = Url::parse(text).map_err(|error| refused(&error.to_string()))?;
    let fits = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
    if !fits || !url.has_host() {
        return Err(refused("it is neither https nor on this machine"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it holds credentials"));
    }
    Ok(url)
}
