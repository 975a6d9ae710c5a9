//! A receiver on this machine that is public for one notice: one path that nobody guesses, little time, and closed after
//! the first notice that is proven.

use std::sync::Arc;
use std::sync::mpsc::Receiver as Arrivals;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::hex;
use super::super::super::core::random;
use super::super::super::core::spec::Notice;
use super::super::context::Context;
use super::super::driver::Driver;
use super::super::printer::Printer;
use super::clerk::{Clerk, Settled, not_kept};
use super::desk::{Arrival, Desk, Refusal};
use super::listen::{self, Heard};
use super::receiver::Receiver;
use super::tunnel::{self, Tunnel};
use super::{key, record};

/// The longest life of a tunnel.
pub const MAX_LIFE: Duration = Duration::from_secs(8 * 60);
/// How long before the API is asked again about a notice that it did not confirm.
const AGAIN: Duration = Duration::from_secs(3);
/// The most unproven notices that are asked about again.
const MOST_OPEN: usize = 8;

/// The receiver with its tunnel.
#[derive(Debug)]
pub struct Here {
    desk: Arc<Desk>,
    arrivals: Arrivals<Arrival>,
    _receiver: Receiver,
    _tunnel: Tunnel,
    /// The public address.
    pub url: String,
}

impl Here {
    /// Opens it.
    ///
    /// # Errors
    /// There is no tunnel to be had here.
    pub fn open(
        context: &Context,
        printer: &Printer,
        driver: &Driver<'_>,
        notice: &'static Notice,
    ) -> Result<Self, Failure> {
        let chosen = context.settings().read()?;
        let provider = tunnel::provider(chosen.webhook_provider.as_deref())?;
        let program = provider.find()?;
        let path = format!("/{}", secret()?);
        let key = key(context, printer, notice)?;
        let (desk, arrivals) = Desk::new(context, notice, key, Some(path.clone()));
        let desk = Arc::new(desk);
        driver.begin_waiting();
        let receiver = Receiver::start(0, &desk)?;
        let tunnel = tunnel::open(context.api, provider, &program, receiver.port(), driver)?;
        let url = format!("{}{}", tunnel.url.as_str().trim_end_matches('/'), path);
        Ok(Self { desk, arrivals, _receiver: receiver, _tunnel: tunnel, url })
    }

    /// Waits for the first proven notice about that thing, as a record.
    ///
    /// # Errors
    /// None comes in this time, or somebody wants the program to stop.
    pub fn wait(&self, clerk: &Clerk<'_>, about: Option<&str>, deadline: Instant) -> Result<Value, Failure> {
        let mut open: Vec<String> = Vec::new();
        clerk.driver.begin_waiting();
        loop {
            let until = if open.is_empty() { deadline } else { deadline.min(Instant::now() + AGAIN) };
            let ids = match listen::next(&self.arrivals, clerk.driver, Some(until)) {
                Heard::Arrival(Arrival::Kept(id)) => vec![id],
                Heard::Arrival(Arrival::Refused(refusal)) => {
                    listen::refused(clerk.printer, &refusal);
                    continue;
                }
                Heard::Stopped => return Err(over("it was stopped before a notice was proven")),
                Heard::TimeOver if Instant::now() >= deadline => {
                    return Err(over("no notice was proven in this time"));
                }
                Heard::TimeOver => std::mem::take(&mut open),
            };
            for id in ids {
                if !self.is_about(clerk.printer, &id, about)? {
                    continue;
                }
                match clerk.settle(&self.desk, &id, None)? {
                    Some(Settled::Accepted(delivery)) => {
                        return Ok(record::json(self.desk.notice, &delivery));
                    }
                    Some(Settled::Open(delivery)) if open.len() < MOST_OPEN => {
                        let record = record::json(self.desk.notice, &delivery);
                        clerk.printer.aside(&record, &record::text(&record));
                        open.push(id);
                    }
                    Some(Settled::Open(_) | Settled::Replayed) | None => {}
                }
            }
        }
    }

    fn is_about(&self, printer: &Printer, id: &str, about: Option<&str>) -> Result<bool, Failure> {
        let Some(about) = about else { return Ok(true) };
        let found = self.desk.deliveries.find(id).map_err(|error| not_kept(&error))?;
        let Some(delivery) = found else { return Ok(false) };
        let fits = delivery.reference.as_deref() == Some(about);
        if !fits {
            self.desk.settled(&delivery);
            let message = "the notice is about something else".to_owned();
            listen::refused(printer, &Refusal { code: "about-another", message });
        }
        Ok(fits)
    }
}

fn over(message: &'static str) -> Failure {
    Failure::new(Exit::Waiting, "still-waiting", message)
        .hint("what was made is there: look it up, and do not make it again")
}

/// 128 random bits.
fn secret() -> Result<String, Failure> {
    Ok(hex::encode(&random::bytes::<16>()?))
}
