//! Login and settings: who sends which credential.

use std::collections::HashSet;

use super::apply::mark_login;
use super::fields::problem;
use super::rules::{LoginRule, Overlay};
use crate::model::{Api, Auth, Credential, Diagnostic, Operation, Placement, Setting};
use crate::suggest;

/// Renames and describes settings.
pub(super) fn apply_settings(api: &mut Api, overlay: &Overlay, problems: &mut Vec<Diagnostic>) {
    for rule in &overlay.settings {
        let position = api.settings.iter().position(|setting| setting.variable == rule.variable);
        let Some(setting) = position.and_then(|at| api.settings.get_mut(at)) else {
            let known: Vec<_> = api.settings.iter().map(|setting| setting.variable.as_str()).collect();
            let message = format!("no operation sends the variable `{}` as a credential", rule.variable);
            let help = suggest::help(&rule.variable, known);
            problems.push(problem("overlay-unused", rule.at.clone(), message, help));
            continue;
        };
        if let Some(about) = &rule.about {
            setting.about.clone_from(about);
        }
        if let Some(secret) = rule.secret {
            setting.secret = secret;
        }
        if let Some(name) = &rule.name {
            let old = std::mem::replace(&mut setting.name, name.clone());
            api.operations.iter_mut().for_each(|operation| rename(&mut operation.auth, &old, name));
        }
    }
}

fn rename(auth: &mut Auth, old: &str, new: &str) {
    let Auth::Schemes { schemes } = auth else { return };
    schemes.iter_mut().for_each(|scheme| scheme.credential.rename(old, new));
}

/// Settings that only the overlay names.
pub(super) fn add_settings(api: &mut Api, names: Vec<String>) {
    for name in names {
        if !api.settings.iter().any(|setting| setting.name == name) {
            api.settings.push(Setting { name, variable: String::new(), about: String::new(), secret: true });
        }
    }
}

/// A setting that no operation sends any more is none.
pub(super) fn settle_settings(api: &mut Api) {
    let used: HashSet<&str> = api.operations.iter().flat_map(|operation| operation.auth.settings()).collect();
    api.settings.retain(|setting| used.contains(setting.name.as_str()));
}

/// Makes an operation the login, and every use of its variable the session token.
pub(super) fn apply_login(api: &mut Api, rule: &LoginRule, problems: &mut Vec<Diagnostic>) {
    let ids: Vec<_> = api.operations.iter().map(|operation| operation.id.clone()).collect();
    let Some(operation) = api.operations.iter_mut().find(|one| one.id == rule.login.operation) else {
        let message = format!("there is no operation `{}`", rule.login.operation);
        let help = suggest::help(&rule.login.operation, ids.iter().map(String::as_str));
        problems.push(problem("overlay-unknown-operation", rule.at.clone(), message, help));
        return;
    };
    mark_login(operation);
    api.login = Some(rule.login.clone());
    let Some(variable) = &rule.variable else { return };
    let Some(token) = api.settings.iter().find(|setting| setting.variable == *variable).cloned() else {
        let message = format!("no operation sends the variable `{variable}` as a credential");
        let known = api.settings.iter().map(|setting| setting.variable.as_str());
        let help = suggest::help(variable, known.collect::<Vec<_>>());
        problems.push(problem("overlay-unused", rule.at.clone(), message, help));
        return;
    };
    api.operations.iter_mut().for_each(|operation| use_session(operation, &token.name));
}

/// The session token replaces its setting; keys beside it stay.
fn use_session(operation: &mut Operation, token: &str) {
    let Auth::Schemes { schemes } = &mut operation.auth else { return };
    for scheme in schemes {
        if scheme.credential == Credential::setting(token) {
            scheme.credential = Credential::Session;
        }
    }
}

/// Where an operation's credential goes now; a bearer when it has none.
pub(super) fn placement(auth: &Auth) -> Placement {
    auth.schemes().first().map_or(Placement::Bearer, |scheme| scheme.placement.clone())
}
