//! What a token that happens to be a JWT (RFC 7519) says of its own end. Nothing is proven by it: the API alone decides
//! whether a token is good, this only spares a call with one that has ended.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde_json::Value;

/// The `exp` claim.
#[must_use]
pub fn expiry(token: &str) -> Option<Timestamp> {
    let mut parts = token.split('.');
    let (Some(_), Some(claims), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let bytes = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&bytes).ok()?;
    // A NumericDate may have a fraction.
    let seconds = claims.get("exp")?.to_string();
    let seconds: i64 = seconds.split('.').next()?.parse().ok()?;
    Timestamp::from_second(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("{}.{}.c2ln", URL_SAFE_NO_PAD.encode("{}"), URL_SAFE_NO_PAD.encode(claims))
    }

    #[test]
    fn only_a_number_of_seconds_in_three_parts_counts() {
        let at = Timestamp::from_second(1_700_000_000).ok();
        assert_eq!(expiry(&token(r#"{"exp":1700000000}"#)), at);
        assert_eq!(expiry(&token(r#"{"exp":1700000000.75}"#)), at);
        for claims in ["{}", r#"{"exp":"soon"}"#, r#"{"exp":1e99}"#, "no json", r#"{"exp":null}"#] {
            assert_eq!(expiry(&token(claims)), None, "{claims}");
        }
        for text in ["", "a.b", "opaque-token", "a.b.c.d", "..", "é.é.é"] {
            assert_eq!(expiry(text), None, "{text}");
        }
    }
}
