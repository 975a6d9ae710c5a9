//! The tools of a server: one for each operation that can be called, in the order of the collection.

use std::sync::OnceLock;

use rmcp::model::{Tool, ToolAnnotations};
use serde_json::{Map, Value, json};

use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::docs::OperationDocs;
use crate::runtime::core::spec::{Api, Class, Nature, Operation, Origin, Source};
use crate::runtime::core::text::visible_capped;

use super::schema;

/// The tools, made when they are first asked for.
#[derive(Debug)]
pub(super) struct Catalog {
    api: &'static Api,
    listed: Vec<&'static Operation>,
    hidden: Vec<Hidden>,
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

impl Catalog {
    /// Sorts the operations into those that can be called and those that lack a setting.
    pub(super) fn new(api: &'static Api, credentials: &Credentials) -> Self {
        let mut listed = Vec::new();
        let mut hidden = Vec::new();
        for operation in api.operations() {
            let missing = missing(api, operation, credentials);
            if missing.is_empty() {
                listed.push(operation);
            } else {
                hidden.push(Hidden { operation, missing });
            }
        }
        Self { api, listed, hidden, tools: OnceLock::new() }
    }

    /// What `tools/list` answers.
    pub(super) fn tools(&self) -> &[Tool] {
        self.tools.get_or_init(|| self.listed.iter().map(|operation| tool(operation)).collect())
    }

    /// The operations that are listed.
    pub(super) fn listed(&self) -> &[&'static Operation] {
        &self.listed
    }

    /// The operations that are not.
    pub(super) fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }

    /// The operation that a tool name stands for: its own name, or one it had before.
    pub(super) fn find(&self, name: &str) -> Option<&'static Operation> {
        let by_name = self.api.operations().find(|operation| operation.tool == name);
        by_name.or_else(|| self.api.operations().find(|operation| operation.aliases.contains(&name)))
    }
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
        Source::Basic { user, password } => vec![user, password],
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

/// The longest description of a tool, before the remark on its class.
const MAX_DESCRIPTION: usize = 400;

fn tool(operation: &'static Operation) -> Tool {
    // Without readable documentation a tool still has its shape.
    let docs = OperationDocs::parse(operation).unwrap_or_default();
    let schema = match operation.nature {
        Nature::Login => schema::closed(Map::new(), &[]),
        Nature::Callback => {
            let to = json!({
                "type": "string",
                "description": "http address on this machine that gets the documented example (not in production)",
            });
            let mut arguments = schema::of_arguments(operation, &docs);
            if let Some(Value::Object(properties)) = arguments.get_mut("properties") {
                properties.insert("to".to_owned(), to);
            }
            arguments
        }
        Nature::Call | Nature::Token => schema::of_arguments(operation, &docs),
    };
    Tool::new(operation.tool, description(operation), schema).with_annotations(annotations(operation))
}

fn description(operation: &Operation) -> String {
    let summary = visible_capped(operation.summary, MAX_DESCRIPTION);
    let remark = match (operation.nature, operation.class) {
        (Nature::Callback, _) => "Explains a call that your own server receives; the API is not called.",
        (Nature::Login, _) => "Uses the configured credentials; answers state and expiry, never the token.",
        (Nature::Token, _) => "Answers the state only: tools that need such a token fetch it themselves.",
        (Nature::Call, Class::Dangerous) => "Dangerous: a person must confirm it.",
        (Nature::Call, _) => "",
    };
    [summary.as_str(), remark].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn annotations(operation: &Operation) -> ToolAnnotations {
    let read_only = operation.class == Class::ReadOnly;
    let repeatable = matches!(operation.method, "GET" | "HEAD" | "PUT" | "DELETE");
    ToolAnnotations::with_title(visible_capped(operation.title, 80))
        .read_only(read_only)
        .destructive(operation.class == Class::Dangerous)
        .idempotent(read_only || repeatable)
        .open_world(operation.nature != Nature::Callback)
}
