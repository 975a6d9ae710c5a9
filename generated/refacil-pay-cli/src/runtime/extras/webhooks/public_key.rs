//! Public keys as they are handed out: PEM (RFC 7468) or base64 of a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), or of an
//! RSAPublicKey (RFC 8017, A.1.1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// RSA.
    Rsa,
    /// A point on P-256.
    Ecdsa,
}

impl Family {
    /// The object identifier of its keys, as DER has it.
    const fn identifier(self) -> &'static [u8] {
        match self {
            Self::Rsa => &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01],
            Self::Ecdsa => &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
        }
    }
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const IDENTIFIER: u8 = 0x06;

/// The key itself: an RSAPublicKey, or an uncompressed point.
///
/// # Errors
/// It is no public key of that family; the text says what it is not.
pub fn read(text: &str, family: Family) -> Result<Vec<u8>, &'static str> {
    let der = der(text)?;
    let (SEQUENCE, content, []) = element(&der)? else { return Err("it is no public key") };
    let (first, head, rest) = element(content)?;
    if first == INTEGER && family == Family::Rsa {
        return Ok(der);
    }
    let (IDENTIFIER, identifier, _) = element(head)? else { return Err("it is no public key") };
    if first != SEQUENCE || identifier != family.identifier() {
        return Err("it is a key for another algorithm");
    }
    match element(rest)? {
        (BIT_STRING, [0, key @ ..], []) => Ok(key.to_vec()),
        _ => Err("it is no public key"),
    }
}

fn der(text: &str) -> Result<Vec<u8>, &'static str> {
    if text.contains("PRIVATE KEY") {
        return Err("it is a private key; the public one is enough");
    }
    // A variable may hold the line breaks as two characters.
    let text = text.replace("\\n", "\n");
    let plain: String = text.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(plain).map_err(|_| "it is neither PEM nor base64")
}

/// Kind, content and what follows; lengths of up to four bytes.
fn element(bytes: &[u8]) -> Result<(u8, &[u8], &[u8]), &'static str> {
    const CUT: &str = "it is cut off";
    let [kind, first, rest @ ..] = bytes else { return Err(CUT) };
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x0f)).ok_or(CUT)?;
            (digits.iter().fold(0, |length, digit| (length << 8) | usize::from(*digit)), rest)
        }
        _ => return Err(CUT),
    };
    let (content, rest) = rest.split_at_checked(length).ok_or(CUT)?;
    Ok((*kind, content, rest))
}
