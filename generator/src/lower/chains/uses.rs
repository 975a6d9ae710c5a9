//! Where a request uses variables: as `{{name}}` in what it sends, or read by its scripts.

use serde_json::Value;

use super::Context;
use super::scripts::Around;
use crate::lower::Visit;
use crate::lower::variables::uses;
use crate::model::{Operation, Use};
use crate::postman::{self, Body, Entry};

/// A variable and its place.
pub(super) type Used = (String, Use);

/// Everything that a request uses; what is switched off in Postman is not sent, and so not used.
pub(super) fn of(
    visit: &Visit<'_>,
    operation: &Operation,
    before: &Around<'_>,
    context: Context<'_>,
) -> Vec<Used> {
    let request = visit.request;
    let mut found = Found::default();
    let url = &request.url;
    for part in [&url.protocol, &url.host].into_iter().chain(&url.path) {
        found.text(part, &Use::Url);
    }
    url.variables.iter().for_each(|variable| found.value(&variable.value, &Use::Url));
    found.entries(&url.query, Use::Query);
    found.entries(&request.headers, Use::Header);
    found.body(&request.body, operation);
    let auth = visit.auth(context.collection).map(|stated| stated.auth);
    if let Some(auth) = auth.filter(|auth| !auth.kind.eq_ignore_ascii_case("noauth")) {
        auth.params.iter().for_each(|(_, value)| found.value(value, &Use::Auth));
    }
    found.through_declared(context);
    found.scripts(before);
    found.list
}

/// Whether the request itself says that it sends the variable; an inherited credential is not its own doing.
pub(super) fn is_own(request: &postman::Request, place: &Use) -> bool {
    *place != Use::Auth || request.auth.is_some()
}

#[derive(Default)]
struct Found {
    list: Vec<Used>,
}

impl Found {
    fn push(&mut self, name: &str, place: &Use) {
        let used = (name.to_owned(), place.clone());
        if !name.is_empty() && !name.starts_with('$') && !self.list.contains(&used) {
            self.list.push(used);
        }
    }

    fn text(&mut self, text: &str, place: &Use) {
        uses(text).for_each(|(_, _, name)| self.push(name, place));
    }

    fn value(&mut self, value: &Value, place: &Use) {
        match value {
            Value::String(text) => self.text(text, place),
            Value::Array(elements) => elements.iter().for_each(|element| self.value(element, place)),
            Value::Object(fields) => fields.values().for_each(|field| self.value(field, place)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn entries(&mut self, entries: &[Entry], place: fn(String) -> Use) {
        for entry in entries.iter().filter(|entry| !entry.disabled) {
            let place = place(entry.key.clone());
            self.text(&entry.key, &place);
            self.text(entry.value.as_deref().unwrap_or_default(), &place);
        }
    }

    fn body(&mut self, body: &Body, operation: &Operation) {
        match body {
            Body::None | Body::File => {}
            Body::Urlencoded(entries) | Body::Formdata(entries) => self.entries(entries, Use::Body),
            Body::Raw { text, .. } => {
                let before = self.list.len();
                let example = operation.body.as_ref().and_then(|body| body.example.as_ref());
                if let Some(example @ (Value::Object(_) | Value::Array(_))) = example {
                    self.fields(example, "");
                }
                // A name, a comment, or a text that is no JSON.
                let known: Vec<String> =
                    self.list.iter().skip(before).map(|(name, _)| name.clone()).collect();
                for (_, _, name) in uses(text).filter(|(_, _, name)| !known.iter().any(|known| known == name))
                {
                    self.push(name, &Use::Body(String::new()));
                }
            }
            Body::Graphql { query, variables, .. } => {
                self.text(query, &Use::Body("query".into()));
                let example = operation.body.as_ref().and_then(|body| body.example.as_ref());
                let before = self.list.len();
                if let Some(example) = example.and_then(|example| example.get("variables")) {
                    self.fields(example, "");
                }
                if self.list.len() == before {
                    self.text(variables, &Use::Body("variables".into()));
                }
            }
        }
    }

    /// Fields of a JSON body by their dotted paths.
    fn fields(&mut self, value: &Value, path: &str) {
        match value {
            Value::String(text) => self.text(text, &Use::Body(path.to_owned())),
            Value::Array(elements) => {
                let path = format!("{path}[]");
                elements.iter().for_each(|element| self.fields(element, &path));
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    self.fields(field, &path);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A variable of the collection whose value holds another uses that one.
    fn through_declared(&mut self, context: Context<'_>) {
        for variable in &context.collection.variables {
            let Value::String(text) = &variable.value else { continue };
            let places: Vec<Use> = self
                .list
                .iter()
                .filter(|(name, _)| *name == variable.key)
                .map(|(_, place)| place.clone())
                .collect();
            places.iter().for_each(|place| self.text(text, place));
        }
    }

    /// What runs before the request: its own scripts read for it; those of folders and collection only where they put
    /// something into the request, for they run before many.
    fn scripts(&mut self, before: &Around<'_>) {
        for findings in before.own.iter().chain(&before.inherited) {
            for placed in &findings.placed {
                self.push(&placed.variable, &placed.place);
            }
            for derived in &findings.derived {
                let places: Vec<Use> = self
                    .list
                    .iter()
                    .filter(|(name, _)| *name == derived.variable)
                    .map(|(_, place)| place.clone())
                    .collect();
                places.iter().for_each(|place| self.push(&derived.from, place));
            }
        }
        for findings in &before.own {
            findings.read.iter().for_each(|name| self.push(name, &Use::Script));
        }
    }
}
