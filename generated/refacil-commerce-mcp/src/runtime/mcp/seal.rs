//! Sealed confirmations: what a client gets with a question and brings back with the answer.
//!
//! A seal holds a random number and a deadline, authenticated (HMAC-SHA256, RFC 2104) together with what was asked. The key
//! lives as long as the process, so that no seal outlives a restart; what this process remembers is which ones were spent.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::runtime::core::failure::Failure;
use crate::runtime::core::random;

/// How long a seal is good.
pub(super) const LIFE: Duration = Duration::from_secs(5 * 60);

/// As long as a block of SHA-256, so that it is used as it is.
const KEY: usize = 64;
const NONCE: usize = 16;
const DEADLINE: usize = 8;
/// A tag for something else made with the same key would not be taken for a seal.
const DOMAIN: &[u8] = b"confirmation/1";

/// Makes seals and spends them.
#[derive(Debug)]
pub(super) struct Seals {
    key: OnceLock<[u8; KEY]>,
    started: Instant,
    spent: Mutex<HashMap<[u8; NONCE], Duration>>,
}

impl Seals {
    /// Seals of this process.
    pub(super) fn new() -> Self {
        Self { key: OnceLock::new(), started: Instant::now(), spent: Mutex::default() }
    }

    /// A seal for what is asked.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub(super) fn seal(&self, subject: &[u8]) -> Result<String, Failure> {
        self.seal_at(subject, self.started.elapsed())
    }

    fn seal_at(&self, subject: &[u8], now: Duration) -> Result<String, Failure> {
        let nonce = random::bytes::<NONCE>()?;
        let deadline = millis(now + LIFE).to_be_bytes();
        let tag = self.mac(&nonce, deadline, subject)?.finalize().into_bytes();
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &deadline, &tag].concat()))
    }

    /// Spends a seal: it was made here for just this, not long ago, and is good this once.
    pub(super) fn spend(&self, subject: &[u8], seal: &str) -> bool {
        self.spend_at(subject, seal, self.started.elapsed())
    }

    fn spend_at(&self, subject: &[u8], seal: &str, now: Duration) -> bool {
        let Some((nonce, deadline)) = self.verify(subject, seal) else { return false };
        if now >= deadline {
            return false;
        }
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.retain(|_, deadline| now < *deadline);
        spent.insert(nonce, deadline).is_none()
    }

    fn verify(&self, subject: &[u8], seal: &str) -> Option<([u8; NONCE], Duration)> {
        let bytes = URL_SAFE_NO_PAD.decode(seal).ok()?;
        let (nonce, rest) = bytes.split_first_chunk::<NONCE>()?;
        let (deadline, tag) = rest.split_first_chunk::<DEADLINE>()?;
        self.mac(nonce, *deadline, subject).ok()?.verify_slice(tag).ok()?;
        Some((*nonce, Duration::from_millis(u64::from_be_bytes(*deadline))))
    }

    fn mac(
        &self,
        nonce: &[u8; NONCE],
        deadline: [u8; DEADLINE],
        subject: &[u8],
    ) -> Result<Hmac<Sha256>, Failure> {
        let mac = Hmac::<Sha256>::new(self.key()?.into());
        Ok(mac.chain_update(DOMAIN).chain_update(nonce).chain_update(deadline).chain_update(subject))
    }

    fn key(&self) -> Result<&[u8; KEY], Failure> {
        if let Some(key) = self.key.get() {
            return Ok(key);
        }
        let key = random::bytes()?;
        Ok(self.key.get_or_init(|| key))
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_is_good_once_for_what_it_was_made_for_and_while_it_is_young() {
        let seals = Seals::new();
        let at = Duration::from_secs;
        let seal = seals.seal_at(b"pay 5", at(10)).expect("a seal");
        assert!(!seals.spend_at(b"pay 6", &seal, at(10)), "another subject");
        assert!(!Seals::new().spend_at(b"pay 5", &seal, at(10)), "another process");
        assert!(!seals.spend_at(b"pay 5", &seal, at(10) + LIFE), "too late");
        for at_byte in 0..seal.len() {
            let mut forged = seal.clone().into_bytes();
            forged[at_byte] = if forged[at_byte] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).expect("text");
            assert!(!seals.spend_at(b"pay 5", &forged, at(10)), "{at_byte}");
        }
        for forged in ["", "forged", &seal[..seal.len() - 4]] {
            assert!(!seals.spend_at(b"pay 5", forged, at(10)), "{forged}");
        }
        assert!(seals.spend_at(b"pay 5", &seal, at(11)));
        assert!(!seals.spend_at(b"pay 5", &seal, at(12)), "spent");
    }

    #[test]
    fn many_at_once_spend_it_once() {
        let seals = Seals::new();
        let seal = seals.seal(b"pay 5").expect("a seal");
        let spent: usize = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..16).map(|_| scope.spawn(|| seals.spend(b"pay 5", &seal))).collect();
            tries.into_iter().map(|one| usize::from(one.join().expect("no panic"))).sum()
        });
        assert_eq!(spent, 1);
    }
}
