//! What is known of a notice without asking anybody: who signed it, and what of it the signature says.

use serde::{Deserialize, Serialize};

use super::super::super::core::spec::{Notice, Signature};
use super::payload::Payload;
use super::signature::{self, Fault, Key, Signed};

/// What a signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sender {
    /// The holder of the key signed what is covered.
    Signed,
    /// No key is configured: anybody can have written it.
    Unchecked,
}

/// A notice that was not refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Who wrote it.
    pub signature: Sender,
    /// Fields that the signature covers.
    pub covered: Vec<String>,
    /// Fields that anybody on the way can have changed.
    pub open: Vec<String>,
}

impl Verdict {
    /// Judges a notice.
    ///
    /// # Errors
    /// Its signature cannot be accepted.
    pub fn of(notice: &Notice, key: Option<&Key>, signed: Signed<'_>, now: i64) -> Result<Self, Fault> {
        let Some(key) = key else {
            return Ok(Self {
                signature: Sender::Unchecked,
                covered: Vec::new(),
                open: signed.payload.names(),
            });
        };
        signature::check(notice, key, signed, now)?;
        let names = signed.payload.names();
        let (covered, open) = match notice.signature {
            // Where nothing parts the values, what ends one could begin the next.
            Signature::Fields { fields, joiner, sign, .. } if !joiner.is_empty() || fields.len() == 1 => {
                let covered: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
                let open = names.into_iter().filter(|name| name != sign && !covered.contains(name));
                let open = open.collect();
                (covered, open)
            }
            Signature::Fields { sign, .. } => {
                (Vec::new(), names.into_iter().filter(|name| name != sign).collect())
            }
            Signature::Body { .. } | Signature::Token { body_digest: Some(_), .. } => (names, Vec::new()),
            Signature::Token { body_digest: None, .. } => (Vec::new(), names),
        };
        Ok(Self { signature: Sender::Signed, covered, open })
    }

    /// The signature covers that field.
    #[must_use]
    pub fn covers(&self, field: &str) -> bool {
        let outermost = field.split('.').next().unwrap_or(field);
        self.covered.iter().any(|covered| covered == field || covered == outermost)
    }

    /// The state of the notice needs the API's own answer.
    #[must_use]
    pub fn needs_proof(&self, notice: &Notice) -> bool {
        !self.covers(notice.status.field)
    }
}

/// The notice says that money has arrived.
#[must_use]
pub fn says_paid(notice: &Notice, payload: &Payload) -> bool {
    let state = payload.single(notice.status.field);
    state.is_some_and(|state| notice.status.paid.iter().any(|paid| paid.trim_matches('"') == state))
}
