//! What `tools/list` answers.

use rmcp::model::{JsonObject, Tool};
use serde_json::Value;

use crate::runtime::core::spec::Operation;

use super::super::catalog::Catalog;
use super::super::describe;
use super::lean::Detail;
use super::{Surface, annotations, description, lean, room, routes, search};

/// The most bytes of input schemas in a list of operations, besides what every tool needs.
const OPERATIONS: usize = 3_200;
/// The same in a list of routes.
const ROUTES: usize = 1_000;
/// About what a tool takes at the least detail, so that a long list has room for all of its tools.
const PER_TOOL: usize = 20;

/// The tools of a server.
pub(in super::super) fn tools(catalog: &Catalog) -> Vec<Tool> {
    let mut tools = match catalog.surface() {
        Surface::Operations => operations(catalog),
        Surface::Routes => routed(catalog),
        Surface::Search => return search::tools(catalog.listed(), catalog.api().language),
    };
    if !tools.is_empty() {
        tools.push(describe::tool(catalog.api().language));
    }
    tools
}

fn operations(catalog: &Catalog) -> Vec<Tool> {
    let listed = catalog.listed();
    let schemas = schemas(catalog, listed, OPERATIONS);
    listed.iter().zip(schemas).map(|(operation, schema)| own(catalog, operation, schema)).collect()
}

fn routed(catalog: &Catalog) -> Vec<Tool> {
    let found = catalog.routes();
    let alone: Vec<&'static Operation> = found.iter().filter_map(routes::Route::only).collect();
    let mut schemas = schemas(catalog, &alone, ROUTES).into_iter();
    let tool = |route: &routes::Route| match route.only() {
        Some(operation) => own(catalog, operation, schemas.next().unwrap_or_default()),
        None => route.tool(catalog.api().language),
    };
    found.iter().map(tool).collect()
}

fn own(catalog: &Catalog, operation: &'static Operation, schema: JsonObject) -> Tool {
    Tool::new(catalog.name_of(operation), description::of(catalog, operation), schema)
        .with_annotations(annotations::of(operation))
}

/// A schema for each operation, with as much detail as the list bears.
fn schemas(catalog: &Catalog, operations: &[&'static Operation], room: usize) -> Vec<JsonObject> {
    let language = catalog.api().language;
    let all: Vec<[JsonObject; Detail::ALL.len()]> = operations
        .iter()
        .map(|operation| Detail::ALL.map(|detail| lean::of(operation, detail, language)))
        .collect();
    let sizes: Vec<_> = all.iter().map(|levels| levels.each_ref().map(size)).collect();
    let chosen = room::spread(&sizes, room + PER_TOOL * operations.len());
    all.into_iter().zip(chosen).filter_map(|(levels, chosen)| levels.into_iter().nth(chosen)).collect()
}

fn size(schema: &JsonObject) -> usize {
    Value::Object(schema.clone()).to_string().len()
}
