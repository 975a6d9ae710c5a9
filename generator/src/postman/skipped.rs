//! Requests that became no operation.

use crate::model::Diagnostic;

/// Codes of diagnostics, one for each request that is left out.
const CODES: &[&str] = &[
    "request-without-url",
    "unreadable-file",
    "unreadable-request",
    "unsupported-protocol",
    "unusable-method",
];

/// The diagnostic says why a request is left out. A file's requests are its operations and these.
#[must_use]
pub fn is_skipped(diagnostic: &Diagnostic) -> bool {
    CODES.contains(&diagnostic.code.as_str())
}
