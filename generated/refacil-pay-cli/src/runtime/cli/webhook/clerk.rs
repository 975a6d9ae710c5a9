//! Settles a notice that was kept: asks the API, writes down that it was accepted, forwards it.

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::super::super::core::answer::BrokenKind;
use super::super::super::core::call::Call;
use super::super::super::core::failure::{Exit, Failure};
use super::super::super::core::request::{HeaderValue, Purpose, Request};
use super::super::super::core::spec::{Notice, Operation};
use super::super::super::extras::webhooks::deliveries::{Delivery, Forward};
use super::super::super::extras::webhooks::payload::Payload;
use super::super::super::extras::webhooks::proof::{self, Compared, Standing};
use super::super::super::extras::webhooks::verdict::Verdict;
use super::super::context::Context;
use super::super::driver::Driver;
use super::super::printer::Printer;
use super::desk::Desk;

/// How long the receiver of a forwarded notice may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What became of a notice.
#[derive(Debug)]
pub enum Settled {
    /// It is true, and new.
    Accepted(Delivery),
    /// It is not proven; it may be later.
    Open(Delivery),
    /// It was accepted before.
    Replayed,
}

/// Asks and forwards.
#[derive(Debug)]
pub struct Clerk<'a> {
    /// On whose behalf.
    pub context: &'a Context,
    /// Tells what goes wrong.
    pub printer: &'a Printer,
    /// Sends.
    pub driver: &'a Driver<'a>,
}

impl Clerk<'_> {
    /// Settles the notice of that id; nothing where it is gone.
    ///
    /// # Errors
    /// Somebody wants the program to stop, or what is known of the notice cannot be written down.
    pub fn settle(&self, desk: &Desk, id: &str, forward: Option<&Url>) -> Result<Option<Settled>, Failure> {
        let Some(mut delivery) = desk.deliveries.find(id).map_err(|error| not_kept(&error))? else {
            return Ok(None);
        };
        let settled = self.settled(desk, &mut delivery, forward);
        desk.settled(&delivery);
        let accepted = settled?;
        desk.deliveries.keep(&delivery).map_err(|error| not_kept(&error))?;
        Ok(Some(match (accepted, delivery.standing) {
            (true, _) => Settled::Accepted(delivery),
            (false, Standing::Proven) => Settled::Replayed,
            (false, _) => Settled::Open(delivery),
        }))
    }

    fn settled(&self, desk: &Desk, delivery: &mut Delivery, forward: Option<&Url>) -> Result<bool, Failure> {
        let payload = read(delivery)?;
        (delivery.standing, delivery.compared) = self.prove(desk.notice, &delivery.verdict, &payload)?;
        if delivery.standing != Standing::Proven
            || !desk.accept(&payload).map_err(|error| not_kept(&error))?
        {
            return Ok(false);
        }
        if let Some(to) = forward {
            self.forward(desk.notice, delivery, to);
        }
        Ok(true)
    }

    /// What the API says of the notice, where its signature does not settle it.
    ///
    /// # Errors
    /// Somebody wants the program to stop.
    pub fn prove(
        &self,
        notice: &Notice,
        verdict: &Verdict,
        payload: &Payload,
    ) -> Result<(Standing, Vec<Compared>), Failure> {
        if !verdict.needs_proof(notice) {
            return Ok((Standing::Proven, Vec::new()));
        }
        let unproven = (Standing::Unproven, Vec::new());
        let Some(recipe) = &notice.proof else { return Ok(unproven) };
        let Some(read) = self.context.api.operation(recipe.operation) else { return Ok(unproven) };
        let Some(arguments) = proof::arguments(notice, recipe, read, payload) else { return Ok(unproven) };
        let (api, target) = (self.context.api, self.context.target.clone());
        let answer = Call::new(api, read, target, arguments, self.context.credentials()?)
            .and_then(|mut call| self.driver.perform(&mut call));
        self.driver.begin_waiting();
        match answer {
            Ok(success) => Ok(proof::compare(recipe, payload, &success.body)),
            Err(failure) if failure.exit == Exit::Interrupted => Err(failure),
            Err(failure) => {
                self.printer.warning(&format!("the notice cannot be proven now: {}", failure));
                Ok(unproven)
            }
        }
    }

    /// Sends a proven notice on, as it came; what became of it is written down with it.
    pub fn forward(&self, notice: &Notice, delivery: &mut Delivery, to: &Url) {
        let Some(callback) = self.context.api.operation(notice.operation) else { return };
        let answer = self.driver.deliver(&request(callback, delivery, to));
        self.driver.begin_waiting();
        if let Err(broken) = &answer {
            if broken.kind == BrokenKind::Interrupted {
                // What was begun is written down first.
                self.driver.stop();
            }
            self.printer.warning(&format!("{to} did not take the notice: {}", broken.message.english()));
        }
        delivery.forwards.push(Forward {
            to: to.as_str().to_owned(),
            at: Timestamp::now().to_string(),
            status: answer.ok().map(|response| response.status),
        });
    }
}

fn request(callback: &'static Operation, delivery: &Delivery, to: &Url) -> Request {
    let plain = |name: &str, value: &str| (name.to_owned(), HeaderValue::Plain(value.to_owned()));
    let mut headers = vec![
        plain("content-type", "application/json"),
        plain("x-notice-id", &delivery.id),
        plain("x-notice-standing", delivery.standing.name()),
        plain("x-notice-signed", &names(&delivery.verdict.covered)),
        plain("x-notice-proven", &names(delivery.compared.iter().map(|one| &one.field))),
    ];
    headers.extend(delivery.headers.iter().map(|(name, value)| plain(name, value)));
    Request {
        purpose: Purpose::Main,
        operation: callback,
        method: "POST",
        url: to.clone(),
        headers,
        body: Some(delivery.body.clone().into_bytes()),
        timeout: PATIENCE,
    }
}

/// Names of fields are a stranger's where the whole body is signed: only plain ones stand in a header.
fn names<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let plain = |name: &&String| {
        name.len() <= 64 && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    };
    names.into_iter().filter(plain).take(64).cloned().collect::<Vec<_>>().join(",")
}

/// The payload of a notice that was kept.
///
/// # Errors
/// The file was changed.
pub fn read(delivery: &Delivery) -> Result<Payload, Failure> {
    Payload::read(delivery.body.as_bytes())
        .map_err(|error| Failure::new(Exit::Other, "delivery-broken", format!("{}: {error}", delivery.id)))
}

/// Notices cannot be written down.
#[must_use]
pub fn not_kept(error: &std::io::Error) -> Failure {
    Failure::new(Exit::Other, "notices-file", format!("notices cannot be kept: {error}"))
}
