//! Gathers the evidence for and against each class.

use super::action::{self, Action};
use super::graphql::{self, Nature};
use super::path::Path;
use super::phrase::Phrase;
use super::spoken::{parts, without_folder};
use super::{Family, Subject, method};
use super::{batch, fields};
use crate::model::{Class, Evidence};

/// Everything found, in no order.
pub(super) fn evidence(subject: &Subject<'_>) -> Vec<Evidence> {
    let (family, by_method) = method(subject.method);
    let case = Case::new(subject, family);
    let mut found = match (case.graphql, family) {
        (Some(Nature::Reads), _) => vec![reason("body", "GraphQL query", 95, Class::ReadOnly)],
        (None, Family::Reads) => case.reading(),
        _ => case.mutating(),
    };
    found.extend(batch::evidence(subject, &case.path));
    found.extend(tunnelled(subject));
    found.push(by_method);
    found
}

/// `X-HTTP-Method: DELETE`, `_method=DELETE`: servers obey it, whatever the request's own method.
fn tunnelled(subject: &Subject<'_>) -> Option<Evidence> {
    if let Some(token) = subject.method_override.map(str::trim) {
        let (_, meant) = method(token);
        return (meant.class > Class::ReadOnly).then(|| {
            reason("header", format!("in place of the method: {token}"), meant.weight, meant.class)
        });
    }
    let pairs =
        subject.body.as_deref().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let (_, token) = subject.query.iter().copied().chain(pairs).find(|(key, _)| *key == "_method")?;
    let (_, meant) = method(token);
    (meant.class > Class::ReadOnly)
        .then(|| reason("query", format!("_method={token}"), meant.weight, meant.class))
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
    pub graphql: Option<Nature>,
    /// Names of body fields.
    pub fields: Vec<String>,
}

impl<'a> Case<'a> {
    pub(super) fn new(subject: &'a Subject<'a>, family: Family) -> Self {
        let path = Path::new(subject.route);
        let mut actions = action::actions(subject, &path);
        let graphql = graphql::of(subject).map(|graphql| {
            actions.extend(graphql.calls.into_iter().map(|name| Action { source: "body", name }));
            graphql.nature
        });
        let actions = actions
            .into_iter()
            .map(|action| Text { source: action.source, phrase: Phrase::new(&action.name) })
            .collect();
        let name = match subject.folders.last() {
            // Nothing but the name says what is done: the folder completes it.
            Some(folder) if path.is_opaque() => parts(&format!("{} {folder}", subject.name), subject.method),
            Some(folder) => without_folder(parts(subject.name, subject.method), folder),
            None => parts(subject.name, subject.method),
        };
        let fields = subject.body.as_deref().map(fields::names).unwrap_or_default();
        Self { subject, family, path, name, actions, graphql, fields }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Subject, classify};
    use crate::model::Class;

    #[test]
    fn a_header_in_place_of_the_method_is_obeyed() {
        let class = |method_override| {
            let route = "/lists/{id}";
            classify(&Subject { method: "POST", route, method_override, ..Subject::default() }).class
        };
        assert_eq!(class(Some("DELETE")), Class::Dangerous);
        assert_eq!(class(Some("merge")), Class::SafeMutation);
        assert_eq!(class(None), Class::SafeMutation);
    }
}
