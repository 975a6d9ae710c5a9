//! What a request can do to money and data, with reasons.
//!
//! The method speaks first, then what is found in path, name, body and description, by the words of [`table`].
//! The heaviest evidence decides; of equal ones the stricter.

mod action;
mod batch;
mod describe;
mod fields;
mod graphql;
mod judge;
mod login;
mod mutating;
mod notices;
mod pairs;
mod path;
mod phrase;
mod reading;
mod session;
mod spoken;
mod table;
mod things;

use std::borrow::Cow;
use std::collections::HashSet;

pub(crate) use action::{Decides, decides, is_opaque, names_action};
pub(crate) use batch::methods as batch_methods;
pub(crate) use spoken::infinitive;

use crate::model::{Class, Evidence, Safety};
use crate::postman::{Body, Entry, Request};

/// What is known of a request when it is judged.
#[derive(Debug, Clone, Default)]
pub struct Subject<'a> {
    /// Upper-case token.
    pub method: &'a str,
    /// Path below the base URL, parameters as `{name}`.
    pub route: &'a str,
    /// Query parameters that are sent.
    pub query: Vec<(&'a str, &'a str)>,
    /// Request name.
    pub name: &'a str,
    /// Folder names from the root.
    pub folders: &'a [String],
    /// Markdown.
    pub description: &'a str,
    /// Value of a `SOAPAction` header.
    pub soap_action: Option<&'a str>,
    /// Value of a header that stands in for the method, such as `X-HTTP-Method`.
    pub method_override: Option<&'a str>,
    /// The body's text; a form as `name=value&...`.
    pub body: Option<Cow<'a, str>>,
    /// GraphQL document.
    pub graphql: Option<&'a str>,
}

impl<'a> Subject<'a> {
    /// Gathers from a request what matters here.
    #[must_use]
    pub fn of(request: &'a Request, route: &'a str) -> Self {
        let enabled = |entries: &'a [Entry]| entries.iter().filter(|entry| !entry.disabled);
        let pair = |entry: &'a Entry| (entry.key.as_str(), entry.value.as_deref().unwrap_or_default());
        let (body, graphql) = match &request.body {
            Body::Raw { text, .. } => (Some(Cow::Borrowed(text.as_str())), None),
            Body::Urlencoded(entries) | Body::Formdata(entries) => {
                let pairs = enabled(entries).map(pair).map(|(key, value)| format!("{key}={value}"));
                (Some(Cow::Owned(pairs.collect::<Vec<_>>().join("&"))), None)
            }
            Body::Graphql { query, .. } => (None, Some(query.as_str())),
            Body::None | Body::File => (None, None),
        };
        let header = |names: &[&str]| {
            let mut headers = enabled(&request.headers);
            let found =
                headers.find(|one| names.iter().any(|name| one.key.trim().eq_ignore_ascii_case(name)));
            found.and_then(|header| header.value.as_deref())
        };
        Self {
            method: &request.method,
            route,
            query: enabled(&request.url.query).map(pair).collect(),
            name: &request.name,
            folders: request.path.split_last().map_or(&[], |(_, folders)| folders),
            description: &request.description,
            soap_action: header(&["soapaction"]),
            method_override: header(OVERRIDES),
            body,
            graphql,
        }
    }
}

/// Headers that servers obey in place of the method.
const OVERRIDES: &[&str] = &["x-http-method", "x-http-method-override", "x-method-override"];

/// Decides the class of a request.
#[must_use]
pub fn classify(subject: &Subject<'_>) -> Safety {
    let mut evidence = judge::evidence(subject);
    evidence.sort_by_key(|one| std::cmp::Reverse((one.weight, one.class)));
    let mut said = HashSet::new();
    evidence.retain(|one| said.insert((one.source.clone(), one.found.clone())));
    let class = evidence.first().map(|strongest| strongest.class).unwrap_or_default();
    Safety { class, evidence }
}

/// Whether a request gives the caller a session: a login, or the renewal of what one gave.
#[must_use]
pub fn is_login(subject: &Subject<'_>) -> bool {
    login::logs_in(subject)
}

/// Whether a word is not known to be Spanish or Portuguese only.
pub(crate) fn may_be_english(word: &str) -> bool {
    let one = super::words::singular(word);
    let mut rows = table::rows(word).chain(table::rows(&one)).peekable();
    rows.peek().is_none() || rows.any(|row| row.language == table::Language::En)
}

/// Whether a word is a verb that requests are named by.
pub(crate) fn is_verb(word: &str) -> bool {
    table::rows(word).any(|row| row.tells.is_verb())
}

/// What a method promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    /// Reads, unless something says otherwise.
    Reads,
    /// May do anything, reading included.
    Posts,
    /// Changes, and no word makes it read-only.
    Alters,
    /// Deletes.
    Deletes,
}

fn method(token: &str) -> (Family, Evidence) {
    let (family, weight, class) = match token.to_ascii_uppercase().as_str() {
        "GET" | "HEAD" | "OPTIONS" | "TRACE" | "SEARCH" | "QUERY" | "REPORT" | "PROPFIND" | "VIEW"
        | "LIST" => (Family::Reads, 60, Class::ReadOnly),
        "POST" => (Family::Posts, 40, Class::SafeMutation),
        "DELETE" | "PURGE" => (Family::Deletes, 80, Class::Dangerous),
        _ => (Family::Alters, 50, Class::SafeMutation),
    };
    (family, Evidence { source: "method".into(), found: token.to_owned(), weight, class })
}
#[cfg(test)]
mod cases;
