//! The checks of certificates cannot be switched off. What tries to is refused, so that nobody believes that it worked.

use super::super::core::failure::{Exit, Failure};
use super::super::core::spec::Api;

/// What is said to who tries.
pub const REFUSAL: &str = "the checks of certificates cannot be switched off; \
                           to trust a certificate of your own, name its file in SSL_CERT_FILE";

/// Variables by which other programs skip the checks, each with the value that does so; without one, every value does that
/// is neither empty nor false.
const VARIABLES: &[(&str, Option<&str>)] = &[
    ("NODE_TLS_REJECT_UNAUTHORIZED", Some("0")),
    ("PYTHONHTTPSVERIFY", Some("0")),
    ("CURL_INSECURE", None),
    ("GIT_SSL_NO_VERIFY", None),
    ("TLS_SKIP_VERIFY", None),
    ("SSL_NO_VERIFY", None),
    ("INSECURE_TLS", None),
];

/// Such variables of this program's own.
const OWN: &[&str] = &["INSECURE", "SKIP_VERIFY", "TLS_SKIP_VERIFY", "NO_VERIFY_SSL"];

/// Nothing in the environment asks for connections without checks.
///
/// # Errors
/// A variable does; the failure names it.
pub fn check(api: &Api, variable: &dyn Fn(&str) -> Option<String>) -> Result<(), Failure> {
    let common = VARIABLES.iter().map(|(name, value)| ((*name).to_owned(), *value));
    // Without a prefix of its own a program has no variables of its own.
    let own = OWN.iter().filter(|_| !api.env_prefix.is_empty()).map(|name| (api.variable(name), None));
    let is_set = |(name, off): &(String, Option<&str>)| {
        let value = variable(name).map(|value| value.trim().to_lowercase());
        value.is_some_and(|value| match off {
            Some(off) => value == *off,
            None => !matches!(value.as_str(), "" | "0" | "false" | "no" | "off"),
        })
    };
    match common.chain(own).find(is_set) {
        None => Ok(()),
        Some((name, _)) => {
            Err(Failure::new(Exit::Refused, "insecure-tls", format!("{name} is set, but {REFUSAL}"))
                .hint(format!("unset {name}")))
        }
    }
}
