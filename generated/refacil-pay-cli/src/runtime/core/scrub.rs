//! Secrets removed from texts that others wrote.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::redact::MASK;
use super::target::encode_segment;

/// Secrets in their plain, JSON, URL and base64 spelling: spelled once, for any number of texts.
pub struct Scrubber {
    spellings: Vec<String>,
}

impl Scrubber {
    /// For these secrets.
    #[must_use]
    pub fn new<'a>(secrets: impl Iterator<Item = &'a str>) -> Self {
        Self::of(secrets.filter(|secret| secret.len() >= 4).flat_map(spellings).collect())
    }

    fn of(mut spellings: Vec<String>) -> Self {
        // The longest first: a secret that begins with another one would keep its rest.
        spellings.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        spellings.dedup();
        Self { spellings }
    }

    /// The text without any of them.
    #[must_use]
    pub fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut out = Cow::Borrowed(text);
        // Most texts are too short to hold one, and no replacement makes them longer.
        let short_enough = self.spellings.partition_point(|spelling| spelling.len() > text.len());
        for spelling in self.spellings.iter().skip(short_enough) {
            if out.contains(spelling.as_str()) {
                out = Cow::Owned(out.replace(spelling.as_str(), MASK));
            }
        }
        out
    }
}

/// The text without any of the secrets.
#[must_use]
pub fn without<'a>(text: &str, secrets: impl Iterator<Item = &'a str>) -> String {
    Scrubber::new(secrets).clean(text).into_owned()
}

fn spellings(secret: &str) -> Vec<String> {
    let json = Value::from(secret).to_string();
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let inside = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or(&json);
    let mut all = vec![secret.to_owned(), inside.to_owned(), form, encode_segment(secret)];
    for before in 0..3 {
        all.extend([&STANDARD_NO_PAD, &URL_SAFE_NO_PAD].map(|engine| inside_base64(engine, secret, before)));
    }
    // What is left of a short secret in base64 may be part of anything.
    all.retain(|spelling| spelling.len() >= 4);
    all
}

/// The characters that only the secret decides where it stands that many bytes into a base64 group, as a password does
/// after its user in `Basic` credentials.
fn inside_base64(engine: &GeneralPurpose, secret: &str, before: usize) -> String {
    let bytes = [vec![0; before].as_slice(), secret.as_bytes()].concat();
    let encoded = engine.encode(&bytes);
    let decided = (before * 8).div_ceil(6)..bytes.len() * 8 / 6;
    encoded.get(decided).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_found() {
        let text = r#"a"b c / a\"b c / a%22b+c"#;
        assert_eq!(without(text, ["a\"b c"].into_iter()), "*** / *** / ***");
        let secret = "Pa55word-0123456789";
        for user in ["u", "us", "use"] {
            let basic = STANDARD_NO_PAD.encode(format!("{user}:{secret}"));
            let left = without(&basic, [secret].into_iter());
            assert!(left.contains(MASK) && left.len() < 12, "{left}");
        }
        assert_eq!(without("abcdefgh", ["abcd", "abcdefgh"].into_iter()), MASK);
    }
}
