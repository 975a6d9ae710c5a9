//! A session token with its life.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

/// A token that a login gave.
#[derive(Debug, Clone)]
pub struct Session {
    /// The token.
    pub token: SecretString,
    /// When it dies.
    pub expires_at: Timestamp,
    /// The only origin that may see it.
    pub origin: String,
}

/// Renewed this long before it dies, so that it does not die on its way.
const MARGIN: SignedDuration = SignedDuration::from_secs(30);

impl Session {
    /// Good for a call to this origin now.
    #[must_use]
    pub fn is_good(&self, origin: &str, now: Timestamp) -> bool {
        self.origin == origin && now.checked_add(MARGIN).is_ok_and(|soon| soon < self.expires_at)
    }
}
