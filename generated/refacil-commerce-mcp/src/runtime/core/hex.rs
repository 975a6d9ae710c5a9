//! Bytes as hexadecimal digits (base 16 of RFC 4648, 8).

use sha2::{Digest, Sha256};

/// Two lower-case digits for each byte.
#[must_use]
pub fn encode<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> String {
    bytes.into_iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The SHA-256 of these bytes (FIPS 180-4).
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    encode(&Sha256::digest(bytes))
}

/// The bytes of digits in either case; none where something else stands among them.
#[must_use]
pub fn decode(digits: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else { return None };
    pairs.iter().map(|[high, low]| Some((digit(*high)? << 4) | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_nothing_else_is() {
        assert_eq!(encode(b"foobar"), "666f6f626172");
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&all)), Some(all));
        assert_eq!(decode("fF0a"), Some(vec![0xff, 0x0a]));
        for other in ["f", "0x", "+f", "f ", "é"] {
            assert_eq!(decode(other), None, "{other}");
        }
    }
}
