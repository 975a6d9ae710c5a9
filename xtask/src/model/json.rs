//! The model as JSON: a stable contract for other programs.

use postman_codegen::flow::Loaded;
use postman_codegen::model::{Case, CaseField, Chain, Operation, Param, Variants};
use serde_json::{Value, json};

use super::chains;

/// Operations in collection order, chains, and what was odd.
pub fn model(loaded: &Loaded) -> Value {
    let api = &loaded.api;
    json!({
        "name": api.name,
        "title": api.title,
        "source": api.source_file,
        "source_sha256": api.source_sha256,
        "environments": api.environments,
        "default_environment": api.default_environment,
        "envelope": api.envelope,
        "login": api.login,
        "settings": api.settings,
        "targets": api.targets,
        "requests": api.requests,
        "skipped": super::skipped(loaded).collect::<Vec<_>>(),
        "operations": api.operations.iter().map(operation).collect::<Vec<_>>(),
        "chains": api.chains,
        "uses": uses(&api.chains),
        "diagnostics": api.diagnostics,
        "accepted": loaded.accepted,
    })
}

/// Where requests use the variables of chains: told once for each variable, however many requests give it a value.
fn uses(chains: &[Chain]) -> Vec<Value> {
    let firsts = chains::by_variable(chains).into_iter().filter_map(|chains| chains.first().copied());
    firsts.map(|chain| json!({ "variable": chain.variable, "places": *chain.uses })).collect()
}

fn operation(operation: &Operation) -> Value {
    json!({
        "index": operation.index,
        "id": operation.id,
        "path": operation.path,
        "method": operation.method,
        "url": operation.url,
        "route": operation.route,
        "foreign_origin": operation.foreign_origin,
        "cli": operation.cli,
        "mcp": operation.mcp,
        "aliases": operation.aliases,
        "title": operation.title,
        "summary": operation.summary,
        "nature": operation.nature,
        "safety": operation.safety,
        "params": operation.params.iter().map(param).collect::<Vec<_>>(),
        "body": operation.body.as_ref().map(|body| json!({
            "kind": body.kind,
            "content_type": body.content_type,
            "schema": body.schema.to_json_schema(),
        })),
        "response": {
            "schema": operation.response.schema.as_ref().map(|schema| schema.to_json_schema()),
        },
        "errors": operation.errors,
        "headers": operation.headers,
        "auth": operation.auth,
        "steps": operation.steps,
        "timeout_ms": operation.timeout_ms,
        "repeat": operation.repeat,
        "lookup": operation.lookup,
        "secret_answers": operation.secret_answers,
        "variants": operation.variants.iter().map(variants).collect::<Vec<_>>(),
        "conditions": operation.conditions,
    })
}

fn variants(variants: &Variants) -> Value {
    let field = |field: &CaseField| json!({ "path": field.path, "required": field.required, "schema": field.schema.to_json_schema() });
    let case = |case: &Case| {
        json!({
            "values": case.values,
            "label": case.label,
            "description": case.description,
            "fields": case.fields.iter().map(field).collect::<Vec<_>>(),
        })
    };
    json!({ "by": variants.by, "cases": variants.cases.iter().map(case).collect::<Vec<_>>() })
}

fn param(param: &Param) -> Value {
    json!({
        "location": param.location,
        "name": param.name,
        "required": param.required,
        "schema": param.schema.to_json_schema(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use postman_codegen::model::{ChainSource, ChainUse, Use};

    use super::*;

    #[test]
    fn places_of_a_variable_are_told_once_however_many_requests_give_it() {
        let places: Arc<[ChainUse]> = [ChainUse { index: 7, place: Use::Query("t".into()) }].into();
        let chain = |producer_index: usize, variable: &str| Chain {
            producer_index,
            variable: variable.to_owned(),
            json_path: "token".to_owned(),
            source: ChainSource::Body,
            setter: "pm.environment.set".to_owned(),
            consumers: vec![7],
            uses: Arc::clone(&places),
        };
        let told = json!([{ "index": 7, "in": "query", "name": "t" }]);
        assert_eq!(
            uses(&[chain(0, "token"), chain(1, "other"), chain(2, "token")]),
            [json!({ "variable": "token", "places": told }), json!({ "variable": "other", "places": told }),]
        );
        assert_eq!(json!([chain(0, "token")])[0].get("uses"), None);
    }
}
