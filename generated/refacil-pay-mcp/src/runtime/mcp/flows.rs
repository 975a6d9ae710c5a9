//! The flows of an API whose operations are offered.

use serde_json::Value;

use crate::runtime::core::docs::{OperationDocs, ParamDocs};
use crate::runtime::core::json_schema::Place;
use crate::runtime::core::spec::{Flow, FlowStep, Operation, Schema};
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::validate::Labels;

use super::catalog::Catalog;

/// The flows of which every step can be called.
pub(super) fn offered(catalog: &Catalog) -> impl Iterator<Item = &'static Flow> {
    let possible =
        |flow: &&'static Flow| flow.steps.iter().all(|step| operations(catalog, step).next().is_some());
    catalog.api().flows.iter().filter(possible)
}

/// The operations of a step that are offered.
pub(super) fn operations<'a>(
    catalog: &'a Catalog,
    step: &'static FlowStep,
) -> impl Iterator<Item = &'static Operation> + use<'a> {
    step.operations.iter().filter_map(|id| catalog.listed().iter().copied().find(|known| known.id == *id))
}

/// The names of their tools.
pub(super) fn tools(catalog: &Catalog, step: &'static FlowStep) -> Vec<&'static str> {
    operations(catalog, step).map(|operation| catalog.spoken(operation)).collect()
}

/// A field that a person gives.
pub(super) struct Asked {
    /// Its name as an argument of a prompt.
    pub(super) name: &'static str,
    /// Its dotted path.
    pub(super) path: &'static str,
    /// An operation that takes it.
    pub(super) operation: &'static Operation,
    schema: Option<&'static Schema>,
}

/// What a person is asked for in a flow, each field once.
pub(super) fn asked(catalog: &Catalog, flow: &'static Flow) -> Vec<Asked> {
    let mut all: Vec<Asked> = Vec::new();
    for step in flow.steps {
        for path in step.ask {
            let name = path.rsplit('.').next().unwrap_or(path);
            if all.iter().any(|asked| asked.name == name) {
                continue;
            }
            let takers = operations(catalog, step).map(|operation| (operation, schema_of(operation, path)));
            // An operation that documents the field comes first.
            let mut takers: Vec<_> = takers.collect();
            takers.sort_by_key(|(_, schema)| schema.is_none());
            if let Some((operation, schema)) = takers.into_iter().next() {
                all.push(Asked { name, path, operation, schema });
            }
        }
    }
    all
}

/// The shape of a field, which may belong to an alternative only.
fn schema_of(operation: &'static Operation, path: &str) -> Option<&'static Schema> {
    let cases = operation.variants.iter().flat_map(|variants| variants.cases).flat_map(|case| case.fields);
    let of_case = || cases.into_iter().find(|field| field.path == path).map(|field| field.schema);
    Place::of(operation, path).schema.or_else(of_case)
}

impl Asked {
    /// What it is, for the person who is asked: as documented, else by its path.
    pub(super) fn about(&self) -> String {
        let docs = OperationDocs::parse(self.operation).ok();
        let known = docs.as_ref().and_then(|docs| docs.field(self.path)).map(ParamDocs::one_line);
        visible_capped(known.as_deref().filter(|text| !text.is_empty()).unwrap_or(self.path), 200)
    }

    /// The allowed values, each with its name where it has one.
    pub(super) fn values(&self) -> Vec<(String, Option<String>)> {
        let labels = Labels::new(self.operation);
        let choices = self.schema.map_or(&[][..], |schema| schema.choices);
        let value = |json: &&'static str| {
            let plain = match serde_json::from_str(json) {
                Ok(Value::String(text)) => text,
                _ => (*json).to_owned(),
            };
            (plain, labels.label(self.path, json))
        };
        choices.iter().map(value).collect()
    }
}
