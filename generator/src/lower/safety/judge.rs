//! Gathers the evidence for and against each class.

use super::action::{self, Graphql};
use super::fields;
use super::path::Path;
use super::phrase::Phrase;
use super::spoken::parts;
use super::{Family, Subject, method};
use crate::model::{Class, Evidence};

/// Everything found, in no order.
pub(super) fn evidence(subject: &Subject<'_>) -> Vec<Evidence> {
    let (family, by_method) = method(subject.method);
    let case = Case::new(subject, family);
    let mut found = match (case.graphql, family) {
        (Some(Graphql::Reads), _) => vec![reason("body", "GraphQL query", 95, Class::ReadOnly)],
        (None, Family::Reads) => case.reading(),
        _ => case.mutating(),
    };
    found.push(by_method);
    found
}

pub(super) fn reason(source: &str, found: impl Into<String>, weight: i32, class: Class) -> Evidence {
    Evidence { source: source.to_owned(), found: found.into(), weight, class }
}

/// A phrase with the place where it stands.
pub(super) struct Text {
    pub source: &'static str,
    pub phrase: Phrase,
}

/// A request, split into words.
pub(super) struct Case<'a> {
    pub subject: &'a Subject<'a>,
    pub family: Family,
    pub path: Path,
    /// Name of the request, in parts.
    pub name: Vec<Phrase>,
    /// What RPC, SOAP or a GraphQL mutation calls.
    pub actions: Vec<Text>,
    pub graphql: Option<Graphql>,
    /// Names of body fields.
    pub fields: Vec<String>,
}

impl<'a> Case<'a> {
    fn new(subject: &'a Subject<'a>, family: Family) -> Self {
        let path = Path::new(subject.route);
        let mut actions = action::actions(subject, &path);
        let graphql = action::graphql_document(subject).map(|document| {
            let (graphql, mutations) = action::graphql(&document);
            actions.extend(mutations);
            graphql
        });
        let actions = actions
            .into_iter()
            .map(|action| Text { source: action.source, phrase: Phrase::new(&action.name) })
            .collect();
        let name = match subject.folders.last() {
            // Nothing but the name says what is done: the folder completes it.
            Some(folder) if path.is_opaque() => parts(&format!("{} {folder}", subject.name), subject.method),
            _ => parts(subject.name, subject.method),
        };
        let fields = subject.body.as_deref().map(fields::names).unwrap_or_default();
        Self { subject, family, path, name, actions, graphql, fields }
    }
}
