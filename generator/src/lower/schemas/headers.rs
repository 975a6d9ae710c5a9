//! Headers: constants that a tool sends by itself, and parameters.

use super::facts::Facts;
use super::fields::{Flat, Naming};
use super::secrets::{is_secret_literal, is_secret_name};
use super::tree::Source;
use super::{placeholder, query};
use crate::lower::credential_names::{is_credential, looks_like_secret};
use crate::lower::variables::uses;
use crate::model::{FixedHeader, Kind, Provenance};
use crate::postman::Entry;

/// Headers that the tools or the HTTP client write themselves.
const OWN: &[&str] = &[
    "accept",
    "accept-encoding",
    "authorization",
    "cache-control",
    "connection",
    "content-length",
    "content-type",
    "host",
    "postman-token",
    "proxy-authorization",
    "transfer-encoding",
    "user-agent",
];

/// Headers of a request.
#[derive(Debug, Default)]
pub(super) struct Headers {
    /// Always the same.
    pub fixed: Vec<FixedHeader>,
    /// What a caller may give.
    pub fields: Flat,
    /// Names of headers that hold a secret in the file.
    pub secrets: Vec<String>,
}

/// Whether a header can be an argument at all.
pub(super) fn is_parameter(name: &str) -> bool {
    !OWN.contains(&name.to_ascii_lowercase().as_str())
}

/// Sorts the headers of a request.
pub(super) fn read(entries: &[Entry]) -> Headers {
    let mut headers = Headers { fields: Flat::new(Naming::Header), ..Headers::default() };
    for entry in entries.iter().filter(|entry| is_token(entry.key.trim())) {
        header(entry, &mut headers);
    }
    headers
}

fn header(entry: &Entry, headers: &mut Headers) {
    let name = entry.key.trim();
    let value = entry.value.as_deref().unwrap_or_default().trim();
    let secret_name = is_credential(name) || is_secret_name(name) || name.eq_ignore_ascii_case("cookie");
    let templated = uses(value).next().is_some();
    let literal = !value.is_empty() && !templated;
    if is_secret_literal(value) || (secret_name && literal && looks_like_secret(value)) {
        headers.secrets.push(name.to_owned());
    }
    // `Authorization: Bearer {{token}}` is for those who know where the variable comes from.
    let authorization = name.eq_ignore_ascii_case("authorization");
    let login = authorization && templated && !entry.disabled;
    let asks = name.eq_ignore_ascii_case("accept") && !entry.disabled && is_special(value);
    if !is_parameter(name) && !login && !asks {
        return;
    }
    let unknown = placeholder::is_unknown(&value.into());
    let secret = secret_name || authorization || is_secret_literal(value);
    if literal && !entry.disabled && !secret && !unknown {
        let known = headers.fixed.iter().any(|known| known.name.eq_ignore_ascii_case(name));
        if !known {
            headers.fixed.push(FixedHeader { name: name.to_owned(), value: value.to_owned() });
        }
        return;
    }
    let node = headers.fields.reach(name);
    let user_variable = uses(value).any(|(_, _, variable)| !variable.starts_with('$'));
    let example = (literal && !secret && !unknown).then(|| value.into());
    let typed = placeholder::facts(value);
    node.state(
        Source::Example,
        Facts {
            kind: if templated { Some(Kind::String) } else { typed.kind.or(Some(Kind::String)) },
            // What the file fills from a variable, it always sends.
            required: Some(!entry.disabled && (user_variable || secret)),
            example,
            secret,
            provenance: Provenance::Example,
            ..Facts::default()
        },
    );
    query::describe(node, &entry.description);
}

/// Asks for more than JSON: a report as a file, a dialect with a name of its own. A tool asks for plain JSON by itself.
fn is_special(accept: &str) -> bool {
    let kinds = accept.split(',').map(|kind| kind.split(';').next().unwrap_or_default().trim());
    let plain = |kind: &str| matches!(kind.to_ascii_lowercase().as_str(), "application/json" | "*/*" | "");
    uses(accept).next().is_none() && !accept.is_empty() && !kinds.into_iter().any(plain)
}

/// A legal name of a header that is not itself a variable.
fn is_token(name: &str) -> bool {
    query::is_name(name)
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, value: &str) -> Entry {
        Entry { key: key.into(), value: Some(value.into()), ..Entry::default() }
    }

    #[test]
    fn what_only_another_type_answers_is_asked_for() {
        for (value, sent) in [
            ("application/pdf", true),
            ("application/vnd.api+json; v=1", true),
            ("text/csv, text/plain", true),
            ("application/json", false),
            ("application/json, text/plain, */*", false),
            ("{{type}}", false),
            ("", false),
        ] {
            let headers = read(&[entry("accept", value)]);
            assert_eq!(headers.fixed.iter().any(|fixed| fixed.value == value), sent, "{value}");
            assert_eq!(headers.fields.iter().count(), 0, "{value}");
        }
        let off = Entry { disabled: true, ..entry("Accept", "application/pdf") };
        assert_eq!(read(&[off]).fixed, []);
    }

    #[test]
    fn headers_are_sorted() {
        let entries = [
            entry("Content-Type", "application/json"),
            entry("X-Version", "2"),
            entry("X-Tenant", "{{tenant}}"),
            entry("Idempotency-Key", "{{$guid}}"),
            Entry { disabled: true, ..entry("x-channel", "web") },
            entry("Authorization", "Bearer {{token}}"),
            entry("X-Api-Key", "0123456789abcdef"),
            entry("X-Sig", "Basic dXNlcjpwYXNzd29yZA=="),
            entry("Bad Name", "x"),
            entry("", "x"),
        ];
        let headers = read(&entries);
        assert_eq!(headers.fixed, [FixedHeader { name: "X-Version".into(), value: "2".into() }]);
        let params: Vec<_> =
            headers.fields.iter().map(|(name, node)| (name, node.facts().required)).collect();
        assert_eq!(
            params,
            [
                ("X-Tenant", Some(true)),
                ("Idempotency-Key", Some(false)),
                ("x-channel", Some(false)),
                ("Authorization", Some(true)),
                ("X-Api-Key", Some(true)),
                ("X-Sig", Some(true)),
            ]
        );
        assert_eq!(headers.secrets, ["X-Api-Key", "X-Sig"]);
        assert!(
            headers
                .fields
                .iter()
                .all(|(_, node)| node.facts().example.is_none_or(|example| example == "web"))
        );
    }
}
