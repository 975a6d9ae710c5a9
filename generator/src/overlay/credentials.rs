//! Login and settings: who sends which credential.

use super::apply::mark_login;
use super::fields::problem;
use super::rules::{LoginRule, Overlay};
use crate::model::{
    Api, Auth, AuthScheme, Diagnostic, Kind, Location, Operation, Param, Placement, Schema, Setting,
};
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
    let Auth::Settings { schemes } = auth else { return };
    for scheme in schemes {
        for name in [Some(&mut scheme.setting), scheme.password_setting.as_mut()].into_iter().flatten() {
            if name == old {
                new.clone_into(name);
            }
        }
    }
}

/// Names of the settings that an operation sends.
pub(super) fn names(auth: &Auth) -> Vec<String> {
    let Auth::Settings { schemes } = auth else { return Vec::new() };
    schemes
        .iter()
        .flat_map(|scheme| std::iter::once(&scheme.setting).chain(&scheme.password_setting))
        .cloned()
        .collect()
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
    let used: Vec<String> = api.operations.iter().flat_map(|operation| names(&operation.auth)).collect();
    api.settings.retain(|setting| used.contains(&setting.name));
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

/// The session token replaces its setting; whatever else was sent beside it stays, as a parameter.
fn use_session(operation: &mut Operation, token: &str) {
    let Auth::Settings { schemes } = &operation.auth else { return };
    let Some(at) = schemes.iter().position(|scheme| scheme.setting == token) else { return };
    let mut schemes = schemes.clone();
    let session = schemes.remove(at);
    operation.params.extend(schemes.iter().filter_map(as_param));
    operation.auth = Auth::Session { placement: session.placement };
}

fn as_param(scheme: &AuthScheme) -> Option<Param> {
    let (location, name) = match &scheme.placement {
        Placement::Header { name } => (Location::Header, name.clone()),
        Placement::Query { name } => (Location::Query, name.clone()),
        Placement::Bearer | Placement::Basic | Placement::Authorization { .. } => return None,
    };
    let schema = Schema { secret: true, ..Schema::of(Kind::String) };
    Some(Param { location, name, schema, required: true })
}

/// Where an operation's credential goes now; a bearer when it has none.
pub(super) fn placement(auth: &Auth) -> Placement {
    match auth {
        Auth::Session { placement } => placement.clone(),
        Auth::Settings { schemes } => {
            schemes.first().map_or(Placement::Bearer, |scheme| scheme.placement.clone())
        }
        Auth::None | Auth::Unsupported { .. } => Placement::Bearer,
    }
}

/// The header that a placement fills.
pub(super) fn header(placement: &Placement) -> Option<&str> {
    match placement {
        Placement::Bearer | Placement::Basic | Placement::Authorization { .. } => Some("Authorization"),
        Placement::Header { name } => Some(name),
        Placement::Query { .. } => None,
    }
}
