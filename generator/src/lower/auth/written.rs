//! Credentials that people write into headers and queries.

use super::{Credentials, Secrecy, configured};
use crate::lower::credential_names::{is_credential, is_credential_variable, is_scheme};
use crate::lower::variables::whole;
use crate::model::{AuthScheme, Placement};
use crate::postman::{Entry, Request};

impl Credentials<'_> {
    /// `Authorization: Bearer {{token}}` and whatever else people write there.
    pub(super) fn authorization(&mut self, request: &Request, header: &Entry) -> AuthScheme {
        let text = value(header).trim();
        let (placement, token, fallback) = match text.split_once(' ') {
            Some((word, token)) if word.eq_ignore_ascii_case("bearer") => {
                (Placement::Bearer, token, "access_token".to_owned())
            }
            Some((word, token)) if is_scheme(word) => {
                (Placement::Authorization { scheme: word.to_owned() }, token, format!("{word}_credentials"))
            }
            _ => (Placement::Header { name: "Authorization".into() }, text, "authorization".to_owned()),
        };
        let setting = self.setting(&request.path, token, &fallback, "header.Authorization", Secrecy::Secret);
        configured(placement, &setting)
    }

    pub(super) fn own_header(&mut self, request: &Request, header: &Entry) -> AuthScheme {
        let place = format!("header.{}", header.key);
        let setting = self.setting(&request.path, value(header), &header.key, &place, Secrecy::Secret);
        configured(Placement::Header { name: header.key.clone() }, &setting)
    }

    pub(super) fn query(&mut self, request: &Request, entry: &Entry) -> AuthScheme {
        let place = format!("query.{}", entry.key);
        let setting = self.setting(&request.path, value(entry), &entry.key, &place, Secrecy::Secret);
        configured(Placement::Query { name: entry.key.clone() }, &setting)
    }
}

pub(super) fn enabled(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    entries.iter().filter(|entry| !entry.disabled && !entry.key.is_empty())
}

pub(super) fn value(entry: &Entry) -> &str {
    entry.value.as_deref().unwrap_or_default()
}

/// By its own name, or by the name of the variable that it carries: `?key={{apiKey}}`.
pub(super) fn carries_credential(entry: &Entry) -> bool {
    is_credential(&entry.key) || whole(value(entry)).is_some_and(is_credential_variable)
}

pub(super) fn is_authorization(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}
