//! A JSON Web Token (RFC 7519) beside a notice: by the documented algorithm only, and within its time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{self, UnparsedPublicKey};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::super::super::core::hex;
use super::super::super::core::spec::{SignatureHash, TokenAlgorithm};
use super::public_key::{self, Family};
use super::signature::{Fault, Key, Signed, verify};

/// How far two clocks may be apart, in seconds.
const LEEWAY: i64 = 60;

/// Where the token is, and how it is made.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// The one algorithm that is accepted.
    pub algorithm: TokenAlgorithm,
    /// Header that holds it, in lower case.
    pub header: &'static str,
    /// Text before it.
    pub prefix: &'static str,
    /// Claim with the SHA-256 of the body.
    pub body_digest: Option<&'static str>,
}

/// Checks the token of a notice.
///
/// # Errors
/// It cannot be accepted.
pub fn check(signed: Signed<'_>, key: &Key, recipe: Recipe, now: i64) -> Result<(), Fault> {
    let value = signed.header(recipe.header)?;
    let token = without_prefix(value, recipe.prefix).ok_or(Fault::Malformed)?;
    let (text, sign) = token.rsplit_once('.').ok_or(Fault::Malformed)?;
    let (head, claims) =
        text.split_once('.').filter(|(_, rest)| !rest.contains('.')).ok_or(Fault::Malformed)?;
    let head = object(head)?;
    if head.get("alg").and_then(Value::as_str) != Some(recipe.algorithm.name()) {
        return Err(Fault::Algorithm);
    }
    // RFC 7515, 4.1.11: what must be understood, and is not, makes the token invalid.
    if head.contains_key("crit") {
        return Err(Fault::Malformed);
    }
    let sign = URL_SAFE_NO_PAD.decode(sign).map_err(|_| Fault::Malformed)?;
    check_sign(recipe.algorithm, key, text.as_bytes(), &sign)?;
    // Nothing of it is believed before this point.
    let claims = object(claims)?;
    check_time(&claims, now)?;
    match recipe.body_digest {
        Some(claim) => check_body(&claims, claim, signed),
        None => Ok(()),
    }
}

/// Schemes of a header have no case (RFC 9110, 11.1).
fn without_prefix<'a>(value: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = value.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest.trim())
}

fn object(part: &str) -> Result<Map<String, Value>, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| Fault::Malformed)?;
    let text = super::payload::Payload::read(&bytes).map_err(|_| Fault::Malformed)?;
    text.value().as_object().cloned().ok_or(Fault::Malformed)
}

fn check_sign(algorithm: TokenAlgorithm, key: &Key, text: &[u8], sign: &[u8]) -> Result<(), Fault> {
    let (family, algorithm): (_, &'static dyn signature::VerificationAlgorithm) = match algorithm {
        TokenAlgorithm::Hs256 => return verify(SignatureHash::Sha256, key, text, sign),
        TokenAlgorithm::Rs256 => (Family::Rsa, &signature::RSA_PKCS1_2048_8192_SHA256),
        TokenAlgorithm::Es256 => (Family::Ecdsa, &signature::ECDSA_P256_SHA256_FIXED),
    };
    let key = public_key::read(key.expose(), family).map_err(Fault::Key)?;
    UnparsedPublicKey::new(algorithm, key).verify(text, sign).map_err(|_| Fault::Mismatch)
}

fn check_time(claims: &Map<String, Value>, now: i64) -> Result<(), Fault> {
    let ends = seconds(claims, "exp")?.ok_or(Fault::Endless)?;
    let begins = seconds(claims, "nbf")?.into_iter().chain(seconds(claims, "iat")?).max();
    let has_begun = begins.is_none_or(|begins| begins <= now.saturating_add(LEEWAY));
    if now < ends.saturating_add(LEEWAY) && has_begun { Ok(()) } else { Err(Fault::Expired) }
}

/// A NumericDate; it may have a fraction.
fn seconds(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, Fault> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    let Value::Number(number) = value else { return Err(Fault::Malformed) };
    let text = number.to_string();
    let whole = text.split('.').next().unwrap_or_default();
    whole.parse().map(Some).map_err(|_| Fault::Malformed)
}

fn check_body(claims: &Map<String, Value>, claim: &str, signed: Signed<'_>) -> Result<(), Fault> {
    let given = claims.get(claim).and_then(Value::as_str).and_then(hex::decode).ok_or(Fault::Malformed)?;
    let body = Sha256::digest(signed.payload.text().as_bytes());
    if given.as_slice() == body.as_slice() { Ok(()) } else { Err(Fault::Mismatch) }
}
