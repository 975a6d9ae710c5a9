//! Whether the sender of a notice holds the key. Comparisons take the same time wherever a sign differs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use secrecy::{ExposeSecret, SecretString};

use super::super::super::core::hex;
use super::super::super::core::spec::{Notice, SignEncoding, Signature, SignatureHash};
use super::payload::Payload;
use super::token;

/// How old a signed time of sending may be, in seconds.
pub const OLDEST: i64 = 300;

/// Why a signature is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is none.
    #[error("the notice carries no signature")]
    Absent,
    /// It stands there more than once.
    #[error("the notice carries its signature twice")]
    Twice,
    /// It is not written as documented.
    #[error("the signature is not written as documented")]
    Malformed,
    /// Somebody without the key wrote it, or the notice was changed.
    #[error("the signature does not fit the notice and the key")]
    Mismatch,
    /// A signed field has no single value.
    #[error("the signed field {0} is missing or has no single value")]
    Missing(&'static str),
    /// A signed field could be read as two.
    #[error("the signed field {0} holds the text that parts the signed fields")]
    Ambiguous(&'static str),
    /// It was made too long ago, or in the future.
    #[error("the signature is not of this time")]
    Stale,
    /// The token names another algorithm than the documented one.
    #[error("the token names another algorithm than the documented one")]
    Algorithm,
    /// The token does not say when it ends.
    #[error("the token does not say when it ends")]
    Endless,
    /// The token has ended, or has not begun.
    #[error("the token has ended or has not begun")]
    Expired,
    /// The configured key cannot be used.
    #[error("the configured key cannot be used: {0}")]
    Key(&'static str),
}

impl Fault {
    /// A name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Absent => "signature-absent",
            Self::Twice => "signature-twice",
            Self::Malformed => "signature-malformed",
            Self::Mismatch => "signature-mismatch",
            Self::Missing(_) => "signed-field-missing",
            Self::Ambiguous(_) => "signed-field-ambiguous",
            Self::Stale => "signature-stale",
            Self::Algorithm => "token-algorithm",
            Self::Endless => "token-endless",
            Self::Expired => "token-expired",
            Self::Key(_) => "key-unusable",
        }
    }
}

/// The key that sender and receiver share, or the sender's public one.
#[derive(Debug, Clone)]
pub struct Key(SecretString);

impl Key {
    /// The configured text.
    #[must_use]
    pub const fn new(text: SecretString) -> Self {
        Self(text)
    }

    pub(super) fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// A request as far as signatures are concerned.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// Headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// The body.
    pub payload: &'a Payload,
}

impl Signed<'_> {
    /// The one header of that name.
    pub(super) fn header(&self, name: &str) -> Result<&str, Fault> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Ok(value),
            (None, _) => Err(Fault::Absent),
            (Some(_), Some(_)) => Err(Fault::Twice),
        }
    }
}

/// Checks the signature of a notice; `now` in seconds since 1970.
///
/// # Errors
/// It cannot be accepted.
pub fn check(notice: &Notice, key: &Key, signed: Signed<'_>, now: i64) -> Result<(), Fault> {
    match notice.signature {
        Signature::Fields { hash, fields, joiner, key_last, sign, encoding } => {
            let given = signed.payload.single(sign).ok_or(Fault::Absent)?;
            let text = joined(signed.payload, fields, joiner, key_last.then(|| key.expose()))?;
            verify(hash, key, text.as_bytes(), &decode(&given, encoding)?)
        }
        Signature::Body { hash, header, pair, prefix, text, time, encoding } => {
            let value = signed.header(header)?;
            let parts = Parts { signed, pairs: pair.map(|_| pairs(value)) };
            if let Some(time) = time {
                let sent: i64 = parts.get(time)?.parse().map_err(|_| Fault::Malformed)?;
                if now.abs_diff(sent) > OLDEST.unsigned_abs() {
                    return Err(Fault::Stale);
                }
            }
            let text = parts.filled(text)?;
            let candidates: Vec<&str> = match pair {
                Some(pair) => {
                    pairs(value).into_iter().filter(|(name, _)| *name == pair).map(|(_, v)| v).collect()
                }
                None => value.split_whitespace().collect(),
            };
            let candidates = candidates.into_iter().filter_map(|candidate| candidate.strip_prefix(prefix));
            let mut outcome = Err(Fault::Malformed);
            // A sender that changes its key signs with both for a while.
            for candidate in candidates {
                let sign = decode(candidate, encoding);
                let this = sign.and_then(|sign| verify(hash, key, text.as_bytes(), &sign));
                outcome = outcome.or(this);
            }
            outcome
        }
        Signature::Token { algorithm, header, prefix, body_digest } => {
            token::check(signed, key, token::Recipe { algorithm, header, prefix, body_digest }, now)
        }
    }
}

/// The sign that the sender writes, for a trial; nothing where only the sender can make one.
///
/// # Errors
/// A signed field is missing or cannot be signed so that it is understood.
pub fn sign(notice: &Notice, key: &Key, signed: Signed<'_>) -> Result<Option<String>, Fault> {
    let (hash, text, encoding, prefix) = match notice.signature {
        Signature::Fields { hash, fields, joiner, key_last, encoding, .. } => {
            let text = joined(signed.payload, fields, joiner, key_last.then(|| key.expose()))?;
            (hash, text, encoding, "")
        }
        Signature::Body { hash, text, encoding, prefix, pair: None, .. } => {
            (hash, Parts { signed, pairs: None }.filled(text)?, encoding, prefix)
        }
        Signature::Body { .. } | Signature::Token { .. } => return Ok(None),
    };
    let key = hmac::Key::new(algorithm(hash), key.expose().as_bytes());
    let tag = hmac::sign(&key, text.as_bytes());
    Ok(Some(format!("{prefix}{}", encode(tag.as_ref(), encoding))))
}

/// The values of the fields, which must not run into one another: all but the last are free of what parts them.
fn joined(
    payload: &Payload,
    fields: &'static [&'static str],
    joiner: &str,
    key: Option<&str>,
) -> Result<String, Fault> {
    let mut parts = Vec::with_capacity(fields.len() + 1);
    for field in fields {
        let value = payload.single(field).ok_or(Fault::Missing(field))?;
        let is_last = fields.last() == Some(field);
        // Half of what parts them at the end of a value would move the place where it ends.
        let end = format!("{value}{joiner}").find(joiner);
        if !is_last && !joiner.is_empty() && end != Some(value.len()) {
            return Err(Fault::Ambiguous(field));
        }
        parts.push(value);
    }
    parts.extend(key.map(str::to_owned));
    Ok(parts.join(joiner))
}

fn pairs(header: &str) -> Vec<(&str, &str)> {
    header.split(',').filter_map(|pair| pair.trim().split_once('=')).collect()
}

/// What stands for the names in a signed text.
struct Parts<'a> {
    signed: Signed<'a>,
    /// Of the sign's own header, where that holds them.
    pairs: Option<Vec<(&'a str, &'a str)>>,
}

impl Parts<'_> {
    fn get(&self, name: &str) -> Result<&str, Fault> {
        match (&self.pairs, name) {
            (_, "body") => Ok(self.signed.payload.text()),
            (Some(pairs), _) => {
                let mut found = pairs.iter().filter(|(known, _)| *known == name);
                match (found.next(), found.next()) {
                    (Some((_, value)), None) => Ok(value),
                    (None, _) => Err(Fault::Malformed),
                    (Some(_), Some(_)) => Err(Fault::Twice),
                }
            }
            (None, _) => self.signed.header(name),
        }
    }

    fn filled(&self, text: &str) -> Result<String, Fault> {
        let mut filled = String::new();
        for (at, piece) in text.split('{').enumerate() {
            match piece.split_once('}').filter(|_| at > 0) {
                Some((name, rest)) => {
                    filled.push_str(self.get(name)?);
                    filled.push_str(rest);
                }
                None => filled.push_str(piece),
            }
        }
        Ok(filled)
    }
}

const fn algorithm(hash: SignatureHash) -> hmac::Algorithm {
    match hash {
        SignatureHash::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        SignatureHash::Sha256 => hmac::HMAC_SHA256,
        SignatureHash::Sha512 => hmac::HMAC_SHA512,
    }
}

pub(super) fn verify(hash: SignatureHash, key: &Key, text: &[u8], sign: &[u8]) -> Result<(), Fault> {
    let key = hmac::Key::new(algorithm(hash), key.expose().as_bytes());
    hmac::verify(&key, text, sign).map_err(|_| Fault::Mismatch)
}

fn encode(bytes: &[u8], encoding: SignEncoding) -> String {
    match encoding {
        SignEncoding::Hex => hex::encode(bytes),
        SignEncoding::Base64 => STANDARD.encode(bytes),
    }
}

fn decode(text: &str, encoding: SignEncoding) -> Result<Vec<u8>, Fault> {
    match encoding {
        SignEncoding::Hex => hex::decode(text),
        SignEncoding::Base64 => STANDARD.decode(text).ok(),
    }
    .ok_or(Fault::Malformed)
}
