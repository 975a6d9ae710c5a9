//! Finds what does not fit together in an API; everything at once.

mod flows;
mod links;
mod names;
mod notices;
mod skill;
mod translations;
mod whatsapp;

use std::collections::HashSet;
use std::iter;

use crate::lower::text::{SUMMARY, TITLE};
use crate::model::{Api, Auth, Diagnostic, Operation, Place, Severity};
use crate::origin;
use crate::suggest;

pub use names::{RESERVED_COMMANDS, RESERVED_TOOLS};
pub(crate) use skill::described;

/// Everything that is wrong or odd. Errors stop a run.
#[must_use]
pub fn check(api: &Api) -> Vec<Diagnostic> {
    let mut report = Report { api, found: Vec::new() };
    names::check(&mut report);
    links::check(&mut report);
    flows::check(&mut report);
    notices::check(&mut report);
    skill::check(&mut report);
    translations::check(&mut report);
    whatsapp::check(&mut report);
    for operation in &api.operations {
        check_texts(&mut report, operation);
        check_route(&mut report, operation);
    }
    check_environments(&mut report);
    report.found
}

/// Collects what is found.
struct Report<'a> {
    api: &'a Api,
    found: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    /// The operation that `place` of the overlay names; a name that nothing has is told with the nearest one.
    fn operation(&mut self, id: &str, place: &str) -> Option<&'a Operation> {
        let operations = &self.api.operations;
        let found = operations.iter().find(|operation| operation.id == id);
        if found.is_none() {
            let help = self.other_operation(id);
            let message = format!("there is no operation `{id}`");
            self.error("unknown-operation", self.at_api(place), message, &help);
        }
        found
    }

    /// What to say to whoever meant another operation.
    fn other_operation(&self, id: &str) -> String {
        suggest::help(id, self.api.operations.iter().map(|operation| operation.id.as_str()))
    }

    /// Reports names that two of a kind have; `place` says where a name stands in the overlay.
    fn name_clashes<'n>(
        &mut self,
        kind: &str,
        names: impl IntoIterator<Item = &'n str>,
        place: impl Fn(&str) -> String,
    ) {
        let mut seen = HashSet::new();
        for name in names {
            if !seen.insert(name) {
                let message = format!("two {kind} are called `{name}`");
                let place = self.at_api(&place(name));
                self.error("name-clash", place, message, "rename one of them in the overlay");
            }
        }
    }

    fn error(&mut self, code: &str, place: Place, message: String, help: &str) {
        self.push(Severity::Error, code, place, message, help);
    }

    fn warning(&mut self, code: &str, place: Place, message: String, help: &str) {
        self.push(Severity::Warning, code, place, message, help);
    }

    fn push(&mut self, severity: Severity, code: &str, place: Place, message: String, help: &str) {
        let help = help.to_owned();
        self.found.push(Diagnostic { severity, code: code.to_owned(), place, message, help });
    }

    fn at(&self, operation: &Operation, field: &str) -> Place {
        Place { file: self.api.source_file.clone(), request: operation.path.clone(), field: field.to_owned() }
    }

    fn at_api(&self, field: &str) -> Place {
        Place { file: self.api.source_file.clone(), request: Vec::new(), field: field.to_owned() }
    }
}

/// Titles and summaries fit their lists, in every language.
fn check_texts(report: &mut Report<'_>, operation: &Operation) {
    let translations = &report.api.translations;
    for (name, text, longest) in
        [("summary", &operation.summary, SUMMARY), ("title", &operation.title, TITLE)]
    {
        let translated = translations.iter().filter_map(|translation| {
            Some((format!("translation.{}.{name}", translation.language), translation.of(text)?))
        });
        for (field, text) in iter::once((name.to_owned(), text.as_str())).chain(translated) {
            let length = text.chars().count();
            if length > longest {
                let place = report.at(operation, &field);
                let message = format!("the {name} has {length} characters, at most {longest} fit");
                report.error("text-too-long", place, message, "shorten it in the overlay");
            }
        }
    }
}

/// Every `{name}` of a route is filled by a path parameter, and every path parameter has its place.
fn check_route(report: &mut Report<'_>, operation: &Operation) {
    use crate::model::Location;
    let holes: Vec<&str> = holes(&operation.route).collect();
    let params: Vec<&str> = operation
        .params
        .iter()
        .filter(|param| param.location == Location::Path)
        .map(|param| param.name.as_str())
        .collect();
    for hole in holes.iter().filter(|hole| !params.contains(hole)) {
        let message = format!("nothing fills `{{{hole}}}` of the path {}", operation.route);
        let place = report.at(operation, "url");
        report.error("undeclared-placeholder", place, message, "describe the path variable in Postman");
    }
    for param in params.iter().filter(|param| !holes.contains(param)) {
        let message = format!("the path {} has no place for `{param}`", operation.route);
        let place = report.at(operation, "url");
        report.error("unused-path-parameter", place, message, "remove the path variable in Postman");
    }
}

fn holes(route: &str) -> impl Iterator<Item = &str> {
    route.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

fn check_environments(report: &mut Report<'_>) {
    let api = report.api;
    let sends_credentials =
        api.login.is_some() || api.operations.iter().any(|operation| operation.auth != Auth::None);
    let names = api.environments.iter().map(|environment| environment.name.as_str());
    report.name_clashes("environments", names, |name| format!("environment.{name}"));
    for environment in &api.environments {
        let place = report.at_api(&format!("environment.{}", environment.name));
        if sends_credentials && origin::is_open(&environment.base_url) {
            let message = format!("credentials would travel unencrypted to {}", environment.base_url);
            let help = "use https; the generated tools refuse plain http but to this machine";
            report.warning("plain-http", place, message, help);
        }
    }
}

#[cfg(test)]
mod tests;
