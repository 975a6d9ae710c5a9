//! State that a client carries from one round to the next and cannot alter.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A key of this process.
pub struct Seal {
    key: [u8; 32],
}

impl Seal {
    pub fn new() -> Self {
        let mut key = [0u8; 32];
        getrandom::fill(&mut key).expect("random numbers");
        Self { key }
    }

    /// The text with its seal.
    pub fn close(&self, text: &str) -> String {
        let tag = self.mac(text).finalize().into_bytes();
        format!("{}.{}", URL_SAFE_NO_PAD.encode(text), URL_SAFE_NO_PAD.encode(tag))
    }

    /// The text, where its seal is whole.
    pub fn open(&self, sealed: &str) -> Option<String> {
        let (text, tag) = sealed.split_once('.')?;
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        self.mac(&text).verify_slice(&URL_SAFE_NO_PAD.decode(tag).ok()?).ok()?;
        Some(text)
    }

    fn mac(&self, text: &str) -> Hmac<Sha256> {
        Hmac::new_from_slice(&self.key).expect("a key of any length").chain_update(text)
    }
}
