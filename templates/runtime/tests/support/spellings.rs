//! The spellings under which a secret could slip out.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Every spelling in which a secret could slip out.
fn spellings(secret: &str) -> BTreeSet<String> {
    let json = Value::from(secret).to_string();
    let ascii: String = secret
        .chars()
        .map(|c| if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", c as u32) })
        .collect();
    let percent =
        percent_encoding::utf8_percent_encode(secret, percent_encoding::NON_ALPHANUMERIC).to_string();
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let mut all = BTreeSet::from([
        secret.to_owned(),
        json.trim_matches('"').to_owned(),
        ascii,
        percent.to_lowercase(),
        percent,
        form,
    ]);
    // Inside of longer text the letters depend on where it begins; those at the ends depend on what is beside it.
    for before in 0..3 {
        let encoded = STANDARD.encode([&vec![b'x'; before][..], secret.as_bytes()].concat());
        let inner = encoded.trim_end_matches('=');
        let inner = &inner[if before == 0 { 0 } else { 4 }..inner.len() - 2];
        all.insert(inner.to_owned());
        all.insert(inner.replace('+', "-").replace('/', "_"));
    }
    all
}

/// The first of these secrets that the text holds, with its spelling.
pub fn found<'a>(text: &str, secrets: &[&'a str]) -> Option<(&'a str, String)> {
    let mut all =
        secrets.iter().flat_map(|secret| spellings(secret).into_iter().map(|spelling| (*secret, spelling)));
    all.find(|(_, spelling)| text.contains(spelling.as_str()))
}
