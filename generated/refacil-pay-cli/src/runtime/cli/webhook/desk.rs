//! Where notices are judged and kept as they come; what needs the network is left to whoever reads the arrivals.

use std::collections::HashSet;
use std::sync::mpsc::{self, SyncSender, TrySendError};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::super::super::core::oauth::same_secret;
use super::super::super::core::spec::{Notice, Signature};
use super::super::super::extras::webhooks::deliveries::{Arrived, Deliveries, Delivery};
use super::super::super::extras::webhooks::payload::{Payload, Unreadable};
use super::super::super::extras::webhooks::replays::{Mark, Replays};
use super::super::super::extras::webhooks::signature::{Key, Signed};
use super::super::super::extras::webhooks::verdict::Verdict;
use super::super::context::Context;

/// How many notices wait to be settled.
const WAITING: usize = 256;

/// What the reader of arrivals hears.
#[derive(Debug)]
pub enum Arrival {
    /// A notice was kept under this id.
    Kept(String),
    /// One was refused.
    Refused(Refusal),
}

/// Why a notice was refused.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// A name for programs.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

/// What the sender hears.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    code: &'static str,
}

impl Answer {
    /// The body.
    #[must_use]
    pub fn json(&self) -> String {
        let accepted = self.status == 202;
        json!({"accepted": accepted, "code": self.code}).to_string()
    }
}

/// Judges and keeps.
#[derive(Debug)]
pub struct Desk {
    /// What is received.
    pub notice: &'static Notice,
    /// Where notices are kept.
    pub deliveries: Deliveries,
    key: Option<Key>,
    environment: String,
    profile: String,
    path: Option<String>,
    replays: Mutex<Replays>,
    /// Digests of bodies that wait to be settled.
    waiting: Mutex<HashSet<[u8; 32]>>,
    arrivals: SyncSender<Arrival>,
}

impl Desk {
    /// A desk for this notice; any path leads to it, or one only.
    #[must_use]
    pub fn new(
        context: &Context,
        notice: &'static Notice,
        key: Option<Key>,
        path: Option<String>,
    ) -> (Self, mpsc::Receiver<Arrival>) {
        let (arrivals, reader) = mpsc::sync_channel(WAITING);
        let folder = context.home().webhooks();
        let desk = Self {
            notice,
            deliveries: Deliveries::new(folder.join("deliveries")),
            key,
            environment: context.target.environment.name.to_owned(),
            profile: context.profile.clone(),
            path,
            replays: Mutex::new(Replays::new(folder.join("accepted"))),
            waiting: Mutex::default(),
            arrivals,
        };
        (desk, reader)
    }

    /// The path leads here; the time of the comparison does not tell how much of it is right.
    #[must_use]
    pub fn is_at(&self, path: &str) -> bool {
        self.path.as_deref().is_none_or(|known| same_secret(known, path))
    }

    /// A request that is no notice.
    #[must_use]
    pub fn refuse(&self, status: u16) -> Answer {
        let (code, message) = match status {
            404 => ("unknown-path", "a request to another path"),
            405 => ("not-post", "a request that is no POST"),
            413 => ("too-large", "a body that is too large"),
            _ => ("bad-request", "a request that is not HTTP as it should be"),
        };
        self.tell(code, message.to_owned());
        Answer { status, code }
    }

    fn refused(&self, status: u16, code: &'static str, message: String) -> Answer {
        self.tell(code, message);
        Answer { status, code }
    }

    /// A reader that cannot follow misses some of what was refused.
    fn tell(&self, code: &'static str, message: String) {
        drop(self.arrivals.try_send(Arrival::Refused(Refusal { code, message })));
    }

    /// Judges a notice, and keeps what is not refused.
    #[must_use]
    pub fn receive(&self, headers: &[(String, String)], body: &[u8]) -> Answer {
        let payload = match Payload::read(body) {
            Ok(payload) => payload,
            Err(error) => {
                let status = if error == Unreadable::TooLarge { 413 } else { 400 };
                return self.refused(status, "unreadable", error.to_string());
            }
        };
        let now = Timestamp::now();
        let signed = Signed { headers, payload: &payload };
        let verdict = match Verdict::of(self.notice, self.key.as_ref(), signed, now.as_second()) {
            Ok(verdict) => verdict,
            Err(fault) => return self.refused(401, fault.code(), fault.to_string()),
        };
        let Some(mark) = Mark::of(self.notice, &self.environment, &payload) else {
            let fields = self.notice.delivery.join(", ");
            return self.refused(400, "fields-missing", format!("the notice lacks one of {fields}"));
        };
        match held(&self.replays).knows(&mark) {
            Ok(false) => {}
            Ok(true) => return self.replayed(),
            Err(error) => return self.refused(503, "not-kept", error.to_string()),
        }
        let digest: [u8; 32] = Sha256::digest(body).into();
        if !held(&self.waiting).insert(digest) {
            return self.replayed();
        }
        let kept = self.keep(&payload, verdict, headers, now);
        if kept.is_err() {
            held(&self.waiting).remove(&digest);
        }
        match kept {
            Ok(()) => Answer { status: 202, code: "accepted" },
            Err(refusal) => self.refused(503, refusal.code, refusal.message),
        }
    }

    fn keep(
        &self,
        payload: &Payload,
        verdict: Verdict,
        headers: &[(String, String)],
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let refusal = |code, message| Refusal { code, message };
        let arrived = Arrived {
            received_at: now.to_string(),
            environment: self.environment.clone(),
            profile: self.profile.clone(),
            notice: self.notice.operation.to_owned(),
            verdict,
            reference: payload.single(self.notice.reference),
            headers: needed(self.notice, headers),
            body: payload.text().to_owned(),
        };
        let delivery = Delivery::new(arrived).and_then(|delivery| {
            self.deliveries.keep(&delivery)?;
            Ok(delivery)
        });
        let delivery = delivery.map_err(|error| refusal("not-kept", error.to_string()))?;
        self.arrivals.try_send(Arrival::Kept(delivery.id)).map_err(|error| match error {
            TrySendError::Full(_) => refusal("busy", "too many notices wait to be settled".to_owned()),
            TrySendError::Disconnected(_) => {
                refusal("closing", "nobody receives notices any more".to_owned())
            }
        })
    }

    fn replayed(&self) -> Answer {
        self.refused(409, "replayed", "the same notice came before".to_owned())
    }

    /// Writes down that the notice was accepted; tells whether it is the first time.
    ///
    /// # Errors
    /// It cannot be written down: the notice does not count as accepted then.
    pub fn accept(&self, payload: &Payload) -> std::io::Result<bool> {
        match Mark::of(self.notice, &self.environment, payload) {
            Some(mark) => held(&self.replays).accept(&mark),
            None => Ok(false),
        }
    }

    /// It waits no longer: the same body may come again, and is judged again.
    pub fn settled(&self, delivery: &Delivery) {
        let digest: [u8; 32] = Sha256::digest(delivery.body.as_bytes()).into();
        held(&self.waiting).remove(&digest);
    }
}

/// The headers that a later check of the signature needs.
fn needed(notice: &Notice, headers: &[(String, String)]) -> Vec<(String, String)> {
    let is_needed = |name: &str| match notice.signature {
        Signature::Fields { .. } => false,
        Signature::Body { header, text, .. } => header == name || text.contains(&format!("{{{name}}}")),
        Signature::Token { header, .. } => header == name,
    };
    headers.iter().filter(|(name, _)| is_needed(name)).cloned().collect()
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
