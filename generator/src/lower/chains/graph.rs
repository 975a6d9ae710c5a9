//! Producers and consumers of variables.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::script::{Sent, Stored};
use super::scripts::Scripts;
use super::uses;
use super::{Context, answers, login};
use crate::lower::Visit;
use crate::model::{Chain, ChainSource, ChainUse, Diagnostic, Operation, Place, Severity, Use};
use crate::postman::ScriptEvent;

/// A value that some request's answer gives.
struct Produced<'a> {
    index: usize,
    stored: &'a Stored,
}

/// One chain for each value that a script keeps. Whoever uses the variable is a consumer of all its producers: only the
/// person who clicks knows which of them ran last. A producer is a consumer itself where its own text names the variable.
pub(super) fn build(
    visits: &[Visit<'_>],
    operations: &[Operation],
    scripts: &Scripts,
    context: Context<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Chain> {
    let produced = produced(visits, operations, scripts, context, diagnostics);
    let mut users: HashMap<String, BTreeMap<usize, Vec<Use>>> = HashMap::new();
    for (visit, operation) in visits.iter().zip(operations) {
        let before = scripts.around(visit, ScriptEvent::Prerequest, context);
        for (variable, place) in uses::of(visit, operation, &before, context) {
            users.entry(variable).or_default().entry(operation.index).or_default().push(place);
        }
    }
    let own_use = |index: usize, places: &[Use]| {
        let visit = visits.iter().find(|visit| visit.request.index == index);
        visit.is_some_and(|visit| places.iter().any(|place| uses::is_own(visit.request, place)))
    };
    let mut shared: HashMap<&str, Arc<[ChainUse]>> = HashMap::new();
    let mut chains: Vec<Chain> = Vec::new();
    for Produced { index, stored } in produced {
        let users = users.get(&stored.variable);
        let consumers = users
            .into_iter()
            .flatten()
            .filter(|(user, places)| **user != index || own_use(index, places))
            .map(|(user, _)| *user);
        let chain = Chain {
            producer_index: index,
            variable: stored.variable.clone(),
            json_path: stored.json_path.clone(),
            source: stored.source,
            setter: stored.setter.clone(),
            consumers: consumers.collect(),
            uses: shared.entry(&stored.variable).or_insert_with(|| places(users)).clone(),
        };
        if !chains.contains(&chain) {
            chains.push(chain);
        }
    }
    chains.sort_by_key(|chain| chain.producer_index);
    chains
}

fn places(users: Option<&BTreeMap<usize, Vec<Use>>>) -> Arc<[ChainUse]> {
    let uses = users.into_iter().flatten().flat_map(|(user, places)| {
        places.iter().map(|place| ChainUse { index: *user, place: place.clone() })
    });
    uses.collect()
}

fn produced<'s>(
    visits: &[Visit<'_>],
    operations: &[Operation],
    scripts: &'s Scripts,
    context: Context<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Produced<'s>> {
    let mut list: Vec<Produced<'s>> = Vec::new();
    let mut unmatched: Vec<(Vec<String>, &Sent)> = Vec::new();
    let by_address = addresses(operations, context);
    for (visit, operation) in visits.iter().zip(operations) {
        for event in [ScriptEvent::Prerequest, ScriptEvent::Test] {
            let around = scripts.around(visit, event, context);
            let own = around.own.into_iter().map(|findings| (findings, true));
            let inherited = around.inherited.into_iter().map(|findings| (findings, false));
            for (findings, is_own) in own.chain(inherited) {
                for stored in &findings.stored {
                    let Some(sent) = stored.sent.and_then(|sent| findings.sent.get(sent)) else {
                        // There is no answer yet before a request.
                        if event == ScriptEvent::Test && (is_own || gives(operation, stored)) {
                            list.push(Produced { index: operation.index, stored });
                        }
                        continue;
                    };
                    match by_address.get(&address(&sent.method, &sent.url, context)) {
                        Some(index) => list.push(Produced { index: *index, stored }),
                        None if !unmatched.iter().any(|(_, known)| *known == sent) => {
                            unmatched.push((visit.request.path.clone(), sent));
                        }
                        None => {}
                    }
                }
            }
        }
    }
    diagnostics
        .extend(unmatched.into_iter().map(|(place, sent)| unmatched_request(context.file, place, sent)));
    list
}

/// A script of a folder or of the collection runs after many requests and finds the value in few: in those whose
/// documented answer has it; where none is documented, in those that read like a login.
fn gives(operation: &Operation, stored: &Stored) -> bool {
    let documented = operation.response.schema.is_some() || !operation.response.examples.is_empty();
    if documented && stored.source == ChainSource::Body {
        answers::has(operation, &stored.json_path)
    } else {
        login::reads_like_login(operation)
    }
}

/// Requests by method and address.
fn addresses(operations: &[Operation], context: Context<'_>) -> HashMap<(String, String), usize> {
    let mut map = HashMap::new();
    for operation in operations {
        map.entry(address(&operation.method, &operation.url, context)).or_insert(operation.index);
    }
    map.retain(|(_, address), _| !address.is_empty());
    map
}

fn address(method: &str, url: &str, context: Context<'_>) -> (String, String) {
    let url = context.variables.resolve(url.split(['?', '#']).next().unwrap_or_default());
    let url = url.trim().trim_end_matches('/').to_ascii_lowercase();
    let url = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(&url);
    (method.to_ascii_uppercase(), url.to_owned())
}

fn unmatched_request(file: &str, request: Vec<String>, sent: &Sent) -> Diagnostic {
    // A written address may hold a secret in its query.
    let url = sent.url.split(['?', '#']).next().unwrap_or_default();
    let what = if url.is_empty() { "a request".to_owned() } else { format!("`{} {url}`", sent.method) };
    Diagnostic {
        severity: Severity::Note,
        code: "script-request".into(),
        place: Place { file: file.to_owned(), request, field: "script".into() },
        message: format!(
            "a script keeps part of the answer to {what}, which is no request of the collection"
        ),
        help: "add the request to the collection if the tools should fetch the value by themselves".into(),
    }
}
