//! What a server offers: the operations that can be called, the tools that stand for them, and what a name means.

use std::sync::OnceLock;

use rmcp::model::{CallToolResult, Tool};
use serde_json::{Map, Value};

use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::nearest::nearest;
use crate::runtime::core::spec::{Api, Class, Nature, Operation, Origin, Source};

use super::describe::{self, DESCRIBE};
use super::published;
use super::surface::routes::{self, Route};
use super::surface::search::{self, SEARCH};
use super::surface::{Names, Selection, Surface, list};

/// The tools, made when they are first asked for.
#[derive(Debug)]
pub(super) struct Catalog {
    api: &'static Api,
    surface: Surface,
    names: Names,
    listed: Vec<&'static Operation>,
    hidden: Vec<Hidden>,
    routes: Vec<Route>,
    tools: OnceLock<Vec<Tool>>,
}

/// An operation that is not listed.
#[derive(Debug)]
pub(super) struct Hidden {
    /// The operation.
    pub(super) operation: &'static Operation,
    /// The variables that it lacks.
    pub(super) missing: Vec<String>,
}

/// What a call of a tool stands for.
#[derive(Debug)]
pub(super) enum Resolved {
    /// An operation and what it is given.
    Run(&'static Operation, Map<String, Value>),
    /// The server itself answers.
    Said(CallToolResult),
}

impl Catalog {
    /// Sorts the offered operations into those that can be called and those that lack a setting.
    pub(super) fn new(api: &'static Api, credentials: &Credentials, selection: &Selection) -> Self {
        let mut listed = Vec::new();
        let mut hidden = Vec::new();
        for operation in api.operations().filter(|operation| selection.offers(operation)) {
            let missing = missing(api, operation, credentials);
            if missing.is_empty() {
                listed.push(operation);
            } else {
                hidden.push(Hidden { operation, missing });
            }
        }
        let surface = selection.surface;
        let routes = if surface == Surface::Routes { routes::of(&listed) } else { Vec::new() };
        Self { api, surface, names: selection.names, listed, hidden, routes, tools: OnceLock::new() }
    }

    /// What `tools/list` answers.
    pub(super) fn tools(&self) -> &[Tool] {
        self.tools.get_or_init(|| list::tools(self))
    }

    /// The API.
    pub(super) const fn api(&self) -> &'static Api {
        self.api
    }

    /// How operations become tools.
    pub(super) const fn surface(&self) -> Surface {
        self.surface
    }

    /// The name under which an operation's own tool is listed.
    pub(super) fn name_of(&self, operation: &'static Operation) -> &'static str {
        match self.names {
            Names::Own => operation.tool,
            Names::Published => published::name(operation),
        }
    }

    /// The operations that are listed.
    pub(super) fn listed(&self) -> &[&'static Operation] {
        &self.listed
    }

    /// The operations that lack a setting.
    pub(super) fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    /// The routes, where they are the tools.
    pub(super) fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// The route that has a tool of that name for several operations.
    pub(super) fn route(&self, name: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.tool == name && route.operations.len() > 1)
    }

    /// The offered operation of that tool name, earlier tool name or id.
    pub(super) fn known(&self, name: &str) -> Option<&'static Operation> {
        self.find(name).or_else(|| self.offered().find(|operation| operation.id == name))
    }

    /// Names by which operations are known.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let routes = self.routes.iter().map(|route| route.tool.as_str());
        self.offered().flat_map(|operation| [operation.tool, operation.id]).chain(routes)
    }

    /// Whether a tool of that name runs operations.
    pub(super) fn runs(&self, name: &str) -> bool {
        let by_class = self.surface == Surface::Search && search::runs(name).is_some();
        by_class || self.route(name).is_some() || self.find(name).is_some()
    }

    /// A tool of that name runs an operation that changes something.
    pub(super) fn may_change(&self, name: &str) -> bool {
        if let Some(route) = self.route(name) {
            return route.operations.iter().any(|operation| operation.class.is_mutation());
        }
        match self.find(name) {
            Some(operation) => operation.class.is_mutation(),
            None => self.surface == Surface::Search && search::runs(name).is_some_and(Class::is_mutation),
        }
    }

    /// What a call of that tool stands for.
    ///
    /// # Errors
    /// [`Unresolved`]: there is no such tool, or it cannot be used like that.
    pub(super) fn resolve(&self, name: &str, arguments: Map<String, Value>) -> Result<Resolved, Unresolved> {
        // The API's own names come before those of our tools.
        if let Some(route) = self.route(name) {
            return Ok(route.choose(arguments).map(|(operation, rest)| Resolved::Run(operation, rest))?);
        }
        if let Some(operation) = self.find(name) {
            return Ok(Resolved::Run(operation, arguments));
        }
        if name == DESCRIBE {
            return Ok(describe::call(self, &arguments).map(Resolved::Said)?);
        }
        if self.surface == Surface::Search {
            if name == SEARCH {
                return Ok(search::find(self, &arguments).map(Resolved::Said)?);
            }
            if let Some(class) = search::runs(name) {
                return Ok(search::run(self, class, arguments)
                    .map(|(operation, rest)| Resolved::Run(operation, rest))?);
            }
        }
        Err(Unresolved::NoTool(self.suggestion(name)))
    }

    fn suggestion(&self, name: &str) -> Option<String> {
        let tools = self.tools().iter().map(|tool| tool.name.as_ref());
        nearest(name, tools).map(str::to_owned)
    }

    fn offered(&self) -> impl Iterator<Item = &'static Operation> {
        self.listed.iter().copied().chain(self.hidden.iter().map(|hidden| hidden.operation))
    }

    /// The operation that a tool name stands for: its own name, or one it had before.
    fn find(&self, name: &str) -> Option<&'static Operation> {
        let by_name = self.offered().find(|operation| operation.tool == name);
        by_name.or_else(|| self.offered().find(|operation| operation.aliases.contains(&name)))
    }
}

/// A call that stands for nothing.
#[derive(Debug)]
pub(super) enum Unresolved {
    /// There is no such tool; perhaps another was meant.
    NoTool(Option<String>),
    /// The tool cannot do what it was asked.
    Refused(Failure),
}

impl From<Failure> for Unresolved {
    fn from(failure: Failure) -> Self {
        Self::Refused(failure)
    }
}

/// The offered operations that lack no setting.
pub(super) fn callable<'a>(
    api: &'static Api,
    credentials: &'a Credentials,
    selection: &'a Selection,
) -> impl Iterator<Item = &'static Operation> + use<'a> {
    let offered = api.operations().filter(|operation| selection.offers(operation));
    offered.filter(move |operation| missing(api, operation, credentials).is_empty())
}

/// The settings that the operation, or a token step of it, needs and does not have.
fn missing(api: &'static Api, operation: &'static Operation, credentials: &Credentials) -> Vec<String> {
    if operation.nature == Nature::Callback {
        return Vec::new();
    }
    let steps = operation.steps.iter().filter_map(|step| api.operation(step.operation));
    let headers = std::iter::once(operation).chain(steps).flat_map(|operation| operation.headers);
    let names = headers.flat_map(|header| match header.source {
        Source::Setting(name) => vec![name],
        Source::Basic { user, password } => std::iter::once(user).chain(password).collect(),
        Source::Literal(_) | Source::Session | Source::Unsupported(_) => Vec::new(),
    });
    let host = operation.foreign_origin.and_then(|origin| match origin {
        Origin::Setting(name) => Some(name),
        Origin::Known(_) => None,
    });
    let mut missing: Vec<String> =
        names.chain(host).filter(|name| !credentials.has(name)).map(|name| api.variable(name)).collect();
    missing.sort();
    missing.dedup();
    missing
}
