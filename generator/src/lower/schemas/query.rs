//! Query parameters and form fields: names and values as text.

use std::collections::HashSet;

use heck::ToSnakeCase;
use serde_json::Value;

use super::facts::{self, Facts};
use super::fields::{Flat, Naming};
use super::secrets::{is_secret_literal, is_secret_name};
use super::tree::{Node, Source};
use super::{markdown, placeholder};
use crate::lower::credential_names::{is_credential, looks_like_secret};
use crate::lower::variables::uses;
use crate::model::{Kind, Provenance};
use crate::postman::Entry;

/// Reads entries. A name that occurs again may be given several times; one that is a variable is nobody's name.
pub(super) fn fields(entries: &[Entry]) -> Flat {
    let mut flat = Flat::new(Naming::Brackets);
    let mut sent = HashSet::new();
    for entry in entries.iter().filter(|entry| is_name(&entry.key)) {
        // A second row that is switched off is another example; one that is sent makes a list.
        let again = !entry.disabled && !entry.file && !sent.insert(entry.key.as_str());
        let node = flat.reach(&entry.key);
        let facts = from_value(entry);
        if again {
            node.items.get_or_insert_default().state(Source::Example, facts);
        } else {
            node.state(Source::Example, facts);
        }
        describe(node, &entry.description);
    }
    flat
}

/// Adds what an entry's own description states.
pub(super) fn describe(node: &mut Node, description: &str) {
    if description.trim().is_empty() {
        return;
    }
    let text = markdown::plain(description);
    let (attributes, text) = facts::split_attributes(&text);
    let mut described = facts::read(text);
    described.overlay(attributes);
    node.state(Source::Entry, Facts { provenance: Provenance::Parameter, ..described });
}

/// Names of entries whose value in the file is a secret.
pub(super) fn secrets(entries: &[Entry]) -> Vec<String> {
    let holds_secret = |entry: &&Entry| {
        let value = entry.value.as_deref().unwrap_or_default();
        let named = is_credential(&entry.key) || is_secret_name(&entry.key);
        is_secret_literal(value) || named && looks_like_secret(value)
    };
    entries.iter().filter(holds_secret).map(|entry| entry.key.clone()).collect()
}

pub(super) fn is_name(key: &str) -> bool {
    !key.trim().is_empty() && uses(key).next().is_none()
}

fn from_value(entry: &Entry) -> Facts {
    let string = Facts { kind: Some(Kind::String), provenance: Provenance::Example, ..Facts::default() };
    if entry.file {
        return Facts { format: Some("binary"), ..string };
    }
    let Some(text) = entry.value.as_deref().filter(|text| !text.is_empty()) else { return string };
    let value = Value::String(text.to_owned());
    if placeholder::is_unknown(&value) {
        let typed = placeholder::facts(text);
        return if typed.kind.is_some() { typed } else { string };
    }
    let kind = match text {
        "true" | "false" => Kind::Boolean,
        // Digits may be a code with leading zeros; only what counts is a number.
        _ if counts(&entry.key) && text.bytes().all(|byte| byte.is_ascii_digit()) => Kind::Integer,
        _ => Kind::String,
    };
    let example = if kind == Kind::String { Some(value) } else { serde_json::from_str(text).ok() };
    Facts { kind: Some(kind), example, ..string }
}

/// Names of page numbers and sizes.
fn counts(name: &str) -> bool {
    let name = name.to_snake_case();
    let last = name.rsplit('_').next().unwrap_or_default();
    matches!(
        last,
        "page"
            | "limit"
            | "offset"
            | "size"
            | "count"
            | "skip"
            | "take"
            | "top"
            | "rows"
            | "pagesize"
            | "perpage"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(key: &str, value: &str) -> Entry {
        Entry { key: key.into(), value: Some(value.into()), ..Entry::default() }
    }

    #[test]
    fn values_tell_types_where_they_can() {
        let entries = [
            entry("page", "1"),
            entry("phone", "0123"),
            entry("active", "true"),
            entry("id", "<long>"),
            entry("q", "{{query}}"),
            entry("tag", "a"),
            entry("tag", "b"),
            Entry { disabled: true, ..entry("q", "other") },
            entry("{{name}}", "x"),
        ];
        let flat = fields(&entries);
        let kinds: Vec<_> = flat.iter().map(|(name, node)| (name, node.facts().kind)).collect();
        assert_eq!(
            kinds,
            [
                ("page", Some(Kind::Integer)),
                ("phone", Some(Kind::String)),
                ("active", Some(Kind::Boolean)),
                ("id", Some(Kind::Integer)),
                ("q", Some(Kind::String)),
                ("tag", Some(Kind::String)),
            ]
        );
        assert!(flat.find("tag").is_some_and(|node| node.items.is_some()));
    }

    #[test]
    fn secrets_are_named_by_their_entries() {
        let entries = [entry("senha", "Abc12345"), entry("apikey", "{{key}}"), entry("page", "12345678")];
        assert_eq!(secrets(&entries), ["senha"]);
    }

    #[test]
    fn descriptions_state_facts() {
        let described =
            Entry { description: "(integer, required) Page size, max 100".into(), ..entry("limit", "10") };
        let flat = fields(&[described]);
        let facts = flat.find("limit").map(|node| node.facts()).unwrap_or_default();
        assert_eq!((facts.required, facts.limits.high.as_deref()), (Some(true), Some("100")));
        assert_eq!(facts.description, "Page size, max 100");
    }
}
