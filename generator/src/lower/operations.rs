//! Request -> [`Operation`], with what the other files of this phase say.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::auth::{Credentials, Servers};
use super::base::Base;
use super::safety::{self, Subject};
use super::variables::Variables;
use super::{Visit, called, decided, distrust, fixed, follow, hosts, naming, repeat, schemas};
use crate::model::{Class, Diagnostic, Location, Operation, Place, Setting, Severity};
use crate::postman::Collection;

/// All operations with what came up on the way.
pub(super) struct Lowered {
    pub(super) operations: Vec<Operation>,
    pub(super) settings: Vec<Setting>,
    pub(super) servers: Servers,
    /// Credentials that the file holds, to be kept out of texts.
    pub(super) literals: BTreeSet<String>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// How long an answer is waited for where the collection does not say.
const TIMEOUT_MS: u64 = 30_000;

/// What every request of a collection shares.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) collection: &'a Collection,
    pub(super) base: &'a Base,
    pub(super) variables: &'a Variables,
    /// The file, as messages call it.
    pub(super) file: &'a str,
}

/// Requests that one thread takes at a time; each run reads the folders' descriptions anew.
const RUN: usize = 100;

pub(super) fn lower(visits: &[Visit<'_>], context: Context<'_>) -> Lowered {
    let mut diagnostics = Vec::new();
    let mut operations = Vec::new();
    let runs: Vec<Vec<_>> = visits.par_chunks(RUN).map(|run| shape(run, context)).collect();
    let mut credentials = Credentials::new(context.file, context.variables, context.base);
    let mut served = Vec::new();
    let mut addresses = Vec::new();
    for ((mut operation, found), visit) in runs.into_iter().flatten().zip(visits) {
        diagnostics.extend(found);
        if operation.foreign_origin.is_some() {
            hosts::settle(&mut operation, &mut addresses);
            diagnostics.push(foreign(context.file, &operation));
        } else if let Some(server) = give_auth(&mut operation, visit, context, &mut credentials) {
            served.push((server, operations.len()));
        }
        operations.push(operation);
    }
    operations.iter_mut().for_each(called::fix);
    fixed::mark(&mut operations);
    operations.iter_mut().for_each(decided::settle);
    give_names(&mut operations, visits);
    for operation in &mut operations {
        operation.repeat = repeat::of(operation);
        operation.follow = follow::of(operation);
        diagnostics.extend(give_title(operation, context.file));
    }
    let mut found = credentials.finish();
    served.into_iter().for_each(|(server, at)| found.servers.serve(server, at));
    diagnostics.extend(found.diagnostics);
    addresses.retain(|address| !found.settings.iter().any(|setting| setting.name == address.name));
    found.settings.extend(addresses);
    Lowered {
        operations,
        settings: found.settings,
        servers: found.servers,
        literals: found.literals,
        diagnostics,
    }
}

/// Everything about a request that does not depend on others.
fn shape(run: &[Visit<'_>], context: Context<'_>) -> Vec<(Operation, Vec<Diagnostic>)> {
    let mut reader = schemas::Reader::new(context.variables, context.file);
    let mut screener = distrust::Screener::new(context.file);
    run.iter()
        .map(|visit| {
            let request = visit.request;
            let route = schemas::route(&request.url, context.variables);
            let home = context.base.home(&request.url, &route.template, context.variables);
            let shapes = reader.shapes(request, &visit.folders);
            let mut operation = Operation {
                index: request.index,
                path: request.path.clone(),
                method: request.method.clone(),
                // Query parameters stand in `params`; a literal one may be a secret.
                url: request.url.raw.split(['?', '#']).next().unwrap_or_default().to_owned(),
                safety: safety::classify(&Subject::of(request, &home.route)),
                foreign_origin: home.foreign_origin,
                route: home.route,
                description: request.description.clone(),
                params: shapes.params,
                body: shapes.body,
                response: shapes.response,
                errors: shapes.errors,
                headers: shapes.headers,
                secret_answers: shapes.secret_answers,
                variants: shapes.variants,
                conditions: shapes.conditions,
                timeout_ms: shapes.timeout_ms.unwrap_or(TIMEOUT_MS),
                ..Operation::default()
            };
            screener.turn_to(&request.path);
            distrust::screen(&mut operation, &mut screener);
            let mut found = shapes.diagnostics;
            found.extend(screener.turn_to(&[]));
            (operation, found)
        })
        .collect()
}

/// What is sent as a credential is no parameter. Gives the server that could give its token.
fn give_auth(
    operation: &mut Operation,
    visit: &Visit<'_>,
    context: Context<'_>,
    credentials: &mut Credentials<'_>,
) -> Option<usize> {
    let found = credentials.of(visit.request, visit.auth(context.collection));
    operation.params.retain(|param| match param.location {
        Location::Header => !found.headers.iter().any(|name| name.eq_ignore_ascii_case(&param.name)),
        Location::Query => !found.query.contains(&param.name),
        Location::Path => true,
    });
    operation.auth = found.auth;
    found.server
}

fn give_names(operations: &mut [Operation], visits: &[Visit<'_>]) {
    let hints = fixed::hints(operations);
    let subjects: Vec<naming::Subject> = operations
        .iter()
        .zip(visits)
        .zip(hints)
        .map(|((operation, visit), hints)| naming::Subject {
            index: operation.index,
            folders: visit.folders.iter().map(|folder| distrust::spoken(&folder.name)).collect(),
            name: distrust::spoken(&visit.request.name),
            method: operation.method.clone(),
            route: operation.route.clone(),
            asks: operation.safety.class == Class::ReadOnly,
            hints,
        })
        .collect();
    for (operation, names) in operations.iter_mut().zip(naming::name(&subjects)) {
        operation.id = names.id;
        operation.cli = names.cli;
        operation.mcp = names.mcp;
        operation.title = names.title;
    }
}

/// A title that people and models may be shown; it stands in where there is no summary.
fn give_title(operation: &mut Operation, file: &str) -> Vec<Diagnostic> {
    let mut screener = distrust::Screener::new(file);
    screener.turn_to(&operation.path);
    let name = operation.path.last().map_or("", String::as_str);
    if screener.judge("name", name).is_some() {
        operation.title = operation.id.replace('-', " ");
    }
    let found = screener.finish();
    if operation.summary.is_empty() {
        operation.summary.clone_from(&operation.title);
    }
    found
}

fn foreign(file: &str, operation: &Operation) -> Diagnostic {
    let host = operation.foreign_origin.as_deref().unwrap_or_default();
    let where_from = match &operation.host_setting {
        Some(setting) => format!("; the file does not say where that is, so the tool asks for {setting}"),
        None => String::new(),
    };
    Diagnostic {
        severity: Severity::Warning,
        code: "foreign-host".into(),
        place: Place { file: file.to_owned(), request: operation.path.clone(), field: "url".into() },
        message: format!("goes to {host}, which is not the API's own address{where_from}"),
        help: "no credential is sent there; if it is right, accept this in the overlay with a reason".into(),
    }
}
