//! Api + overlay -> Api.

use std::collections::HashMap;

use serde_json::Value;

use super::fields::problem;
use super::rules::{AuthRule, OperationRule, Overlay};
use super::{automatic, credentials, follow, identity, login, money, oauth, whatsapp};
use crate::dotted;
use crate::error::Error;
use crate::lower::auth::retire_settings;
use crate::lower::codes;
use crate::model::{Api, Auth, Diagnostic, Evidence, Location, Operation, Place, Severity};
use crate::suggest;

/// Weight of a person's decision; no evidence found by rule reaches it.
const DECISION: i32 = 1000;

/// Applies an overlay.
///
/// # Errors
/// Every part of the overlay that fits nothing in the API, all at once.
pub fn apply(mut api: Api, overlay: &Overlay) -> Result<Api, Error> {
    let mut problems = Vec::new();
    apply_general(&mut api, overlay, &mut problems);
    let keys = rename(&mut api, overlay, &mut problems);
    if let Some(rule) = &overlay.login {
        login::apply(&mut api, rule, &mut problems);
    }
    if let Some(rule) = &overlay.oauth {
        oauth::apply(&mut api, rule, &mut problems);
    }
    credentials::apply_settings(&mut api, overlay, &mut problems);
    apply_operations(&mut api, overlay, &keys, &mut problems);
    automatic::check_public_ip(&api, overlay.public_ip_at.clone(), &mut problems);
    if let Some(rule) = &overlay.identity {
        identity::apply(&mut api, rule, &mut problems);
    }
    api.flows.clone_from(&overlay.flows);
    api.notices.clone_from(&overlay.notices);
    api.skill.clone_from(&overlay.skill);
    api.translations.clone_from(&overlay.translations);
    if let Some(found) = &overlay.whatsapp {
        whatsapp::apply(&mut api, found);
    }
    retire_settings(&mut api);
    settle_variables(&mut api, overlay, &mut problems);
    if problems.is_empty() { Ok(api) } else { Err(Error::Problems(problems)) }
}

fn apply_general(api: &mut Api, overlay: &Overlay, problems: &mut Vec<Diagnostic>) {
    if let Some(name) = &overlay.name {
        api.name.clone_from(name);
    }
    if let Some(title) = &overlay.title {
        api.title.clone_from(title);
    }
    if let Some(language) = &overlay.language {
        api.language.clone_from(language);
    }
    if overlay.currency.is_some() {
        api.currency.clone_from(&overlay.currency);
    }
    if overlay.time_zone.is_some() {
        api.time_zone.clone_from(&overlay.time_zone);
    }
    if overlay.envelope.is_some() {
        api.envelope.clone_from(&overlay.envelope);
    }
    api.public_ip_url.clone_from(&overlay.public_ip_url);
    api.targets.clone_from(&overlay.targets);
    for target in &mut api.targets {
        if target.language.is_empty() {
            target.language.clone_from(&api.language);
        }
    }
    if let Some(first) = overlay.environments.first() {
        api.environments.clone_from(&overlay.environments);
        api.default_environment.clone_from(&first.name);
        api.diagnostics.retain(|found| found.code != codes::UNKNOWN_BASE_URL);
    }
    if let Some((name, at)) = &overlay.default_environment {
        if !api.environments.iter().any(|environment| environment.name == *name) {
            let known = api.environments.iter().map(|environment| environment.name.as_str());
            let message = format!("there is no environment `{name}`");
            problems.push(problem("overlay-unused", at.clone(), message, suggest::help(name, known)));
        }
        api.default_environment.clone_from(name);
    }
}

/// Gives operations their published ids, by which the rest of the overlay names them, and tells where each key is.
fn rename(api: &mut Api, overlay: &Overlay, problems: &mut Vec<Diagnostic>) -> HashMap<String, usize> {
    let mut ids: Vec<String> = api.operations.iter().map(|operation| operation.id.clone()).collect();
    let positions: HashMap<String, usize> = ids.iter().cloned().zip(0..).collect();
    for rule in &overlay.operations {
        match positions.get(&rule.key).and_then(|at| ids.get_mut(*at)) {
            Some(id) => id.clone_from(rule.id.as_ref().unwrap_or(&rule.key)),
            None => {
                let message = format!("there is no operation `{}`", rule.key);
                let help = suggest::help(&rule.key, positions.keys().map(String::as_str));
                problems.push(problem("overlay-unknown-operation", rule.at.clone(), message, help));
            }
        }
    }
    api.rename_operations(ids);
    positions
}

fn apply_operations(
    api: &mut Api,
    overlay: &Overlay,
    keys: &HashMap<String, usize>,
    problems: &mut Vec<Diagnostic>,
) {
    for rule in &overlay.operations {
        if let Some(operation) = keys.get(&rule.key).and_then(|at| api.operations.get_mut(*at)) {
            apply_operation(operation, rule, problems);
        }
    }
    let settings =
        api.operations.iter().flat_map(|operation| operation.auth.settings().map(str::to_owned)).collect();
    credentials::add_settings(api, settings);
}

fn apply_operation(operation: &mut Operation, rule: &OperationRule, problems: &mut Vec<Diagnostic>) {
    let set = |target: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            target.clone_from(value);
        }
    };
    set(&mut operation.mcp, &rule.mcp);
    set(&mut operation.title, &rule.title);
    set(&mut operation.summary, &rule.summary);
    if let Some(cli) = &rule.cli {
        operation.cli.clone_from(cli);
    }
    operation.aliases.extend(rule.aliases.iter().cloned());
    if let Some(nature) = rule.nature {
        operation.nature = nature;
    }
    if let Some((class, reason)) = &rule.class {
        operation.safety.class = *class;
        let decision =
            Evidence { source: "overlay".into(), found: reason.clone(), weight: DECISION, class: *class };
        operation.safety.evidence.insert(0, decision);
    }
    if let Some(limit) = rule.timeout_ms {
        operation.timeout_ms = limit;
    }
    if let Some(repeat) = &rule.repeat {
        operation.repeat.clone_from(repeat);
    }
    if rule.lookup.is_some() {
        operation.lookup.clone_from(&rule.lookup);
    }
    operation.secret_answers.extend(rule.secret_answers.iter().cloned());
    follow::apply(operation, rule, problems);
    money::apply(operation, rule, problems);
    operation
        .steps
        .retain(|found| !rule.steps.iter().any(|step| step.header.eq_ignore_ascii_case(&found.header)));
    operation.steps.extend(rule.steps.iter().cloned());
    if let Some(auth) = &rule.auth {
        apply_auth(operation, auth);
    }
    let sent_by_tool: Vec<String> = operation.steps.iter().map(|step| step.header.clone()).collect();
    sent_by_tool.iter().for_each(|header| drop_header(operation, header));
    apply_constants(operation, rule, problems);
    automatic::apply(operation, rule, problems);
}

fn apply_auth(operation: &mut Operation, rule: &AuthRule) {
    operation.auth = match rule {
        AuthRule::None => Auth::None,
        AuthRule::Session => Auth::session(credentials::placement(&operation.auth)),
        AuthRule::Schemes(schemes) => {
            let headers = schemes.iter().filter_map(|scheme| scheme.placement.header());
            headers.for_each(|header| drop_header(operation, header));
            Auth::Schemes { schemes: schemes.clone() }
        }
    };
}

/// A header that the tool sends by itself is no parameter.
fn drop_header(operation: &mut Operation, name: &str) {
    operation
        .params
        .retain(|param| param.location != Location::Header || !param.name.eq_ignore_ascii_case(name));
}

fn apply_constants(operation: &mut Operation, rule: &OperationRule, problems: &mut Vec<Diagnostic>) {
    let mut schema = operation.body.as_mut().map(|body| &mut body.schema);
    let known = schema.as_deref().map(dotted::paths).unwrap_or_default();
    let mut set = |path: &str, key: &str, value: Option<Value>| match schema
        .as_deref_mut()
        .and_then(|schema| dotted::property_mut(schema, path))
    {
        Some(property) => property.fixed = value,
        None => {
            let at = Place { field: format!("{}.{key}", rule.at.field), ..rule.at.clone() };
            let message = format!("the body of `{}` has no field `{path}`", rule.key);
            let help = suggest::help(path, known.iter().map(String::as_str));
            problems.push(problem("overlay-unknown-field", at, message, help));
        }
    };
    rule.free.iter().for_each(|path| set(path, "free", None));
    rule.fixed.iter().for_each(|(path, value)| set(path, "fixed", Some(value.clone())));
}

/// A variable that nothing declares is an error once a person has had the chance to map it.
fn settle_variables(api: &mut Api, overlay: &Overlay, problems: &mut Vec<Diagnostic>) {
    let ignored = |name: &str| overlay.ignored_variables.iter().any(|(ignored, _)| ignored == name);
    let mapped = |name: &str| overlay.settings.iter().any(|rule| rule.variable == name);
    for (name, at) in &overlay.ignored_variables {
        if !api.diagnostics.iter().any(|found| codes::undeclared(found) == Some(name)) {
            let message = format!("`{name}` is no undeclared variable");
            problems.push(problem("overlay-unused", at.clone(), message, "remove it from the list".into()));
        }
    }
    api.diagnostics
        .retain(|found| !codes::undeclared(found).is_some_and(|name| ignored(name) || mapped(name)));
    for found in &mut api.diagnostics {
        if codes::undeclared(found).is_some() {
            found.severity = Severity::Error;
            found.help = format!(
                "map it in {} with [[setting]] or `variable` of [login], or list it in `ignore_variables`",
                overlay.file
            );
        }
    }
}
