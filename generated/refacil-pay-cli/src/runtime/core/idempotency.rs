//! Keys by which an API recognises a repeat.

use super::failure::{Exit, Failure};
use super::random;
use super::spec::{Operation, Repeat};
use super::text::visible;
use super::words::{Said, say};

/// Where a caller names a key.
const OPTION: &str = "--idempotency-key";
/// Longest key that APIs commonly take.
const LONGEST: usize = 255;

/// The key of one call, and who chose it.
#[derive(Debug, Clone)]
pub enum Key {
    /// This program: it is new, or that of the call which this one repeats.
    Own(String),
    /// The caller.
    Given(String),
}

impl Key {
    /// As it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Own(key) | Self::Given(key) => key,
        }
    }

    /// A repeat can have the key of the call that it repeats.
    ///
    /// # Errors
    /// The caller named another one, under which the API would do the same a second time.
    pub fn check_repeat_of(&self, earlier: &str) -> Result<(), Failure> {
        match self {
            Self::Given(key) if key != earlier => {
                let message = say(
                    "the call that this one repeats had another idempotency key, {}",
                    &[&visible(earlier)],
                );
                Err(Failure::new(Exit::Invalid, "invalid-input", message)
                    .hint("leave the key out: the repeat takes that of the earlier call, so that both are done once")
                    .param(OPTION))
            }
            Self::Own(_) | Self::Given(_) => Ok(()),
        }
    }
}

/// A version 4 UUID (RFC 9562).
///
/// # Errors
/// The system has no random numbers.
pub fn new_key() -> Result<String, Failure> {
    let mut bytes = random::bytes::<16>()?;
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    Ok(format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)))
}

/// A key of the caller's own can be sent, and the API honours it.
///
/// # Errors
/// It cannot, or the API would take the repeat for a new call.
pub fn check(operation: &Operation, key: &str) -> Result<(), Failure> {
    let bad = |message: Said| Failure::new(Exit::Invalid, "invalid-input", message).param(OPTION);
    if !matches!(operation.repeat, Repeat::Header(_)) {
        let message = say("the API recognises no repeat of {} by a key", &[&operation.id]);
        return Err(bad(message).hint("leave the key out; look the outcome up before anything is repeated"));
    }
    if key.is_empty() || key.len() > LONGEST || !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(bad(say("the key must be 1 to {} visible ASCII characters", &[&LONGEST])));
    }
    Ok(())
}
