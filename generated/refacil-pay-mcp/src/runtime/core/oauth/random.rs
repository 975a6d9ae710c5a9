//! Values that nobody can guess.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::runtime::core::failure::Failure;
use crate::runtime::core::random;

/// 256 random bits in 43 characters that need no escaping anywhere: a state, or a PKCE verifier (RFC 7636, 4.1).
pub(super) fn secret() -> Result<String, Failure> {
    Ok(URL_SAFE_NO_PAD.encode(random::bytes::<32>()?))
}

/// The S256 challenge of a PKCE verifier (RFC 7636, 4.2).
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Whether two secrets are the same. Digests are compared, and all of their bytes: the time it takes tells nothing about
/// where the secrets differ.
#[must_use]
pub fn same_secret(ours: &str, theirs: &str) -> bool {
    let (ours, theirs) = (Sha256::digest(ours.as_bytes()), Sha256::digest(theirs.as_bytes()));
    ours.iter().zip(theirs.iter()).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn secrets_are_long_and_never_the_same() {
        let (one, other) = (secret().expect("random"), secret().expect("random"));
        assert_eq!(one.len(), 43);
        assert!(same_secret(&one, &one.clone()) && !same_secret(&one, &other));
        assert!(!same_secret(&one, "") && !same_secret(&one, &one[..42]));
    }
}
