//! Settings: which configured values operations send, and where to.

use super::fields::problem;
use super::rules::Overlay;
use crate::model::{Api, Auth, Diagnostic, OAuth, Placement, Setting};
use crate::suggest;

/// Renames and describes settings.
pub(super) fn apply_settings(api: &mut Api, overlay: &Overlay, problems: &mut Vec<Diagnostic>) {
    for rule in &overlay.settings {
        let position = api.settings.iter().position(|setting| setting.variable == rule.variable);
        let Some(setting) = position.and_then(|at| api.settings.get_mut(at)) else {
            let known: Vec<_> = api.settings.iter().map(|setting| setting.variable.as_str()).collect();
            let message = format!("no operation needs the variable `{}`", rule.variable);
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
            let hosts = api.operations.iter_mut().filter_map(|operation| operation.host_setting.as_mut());
            hosts.filter(|host| **host == old).for_each(|host| host.clone_from(name));
            api.oauth.iter_mut().for_each(|oauth| rename_client(oauth, &old, name));
        }
    }
}

fn rename(auth: &mut Auth, old: &str, new: &str) {
    let Auth::Schemes { schemes } = auth else { return };
    schemes.iter_mut().for_each(|scheme| scheme.credential.rename(old, new));
}

fn rename_client(oauth: &mut OAuth, old: &str, new: &str) {
    let names = [&mut oauth.client_id_setting, &mut oauth.client_secret_setting];
    for name in names.into_iter().flatten().filter(|name| *name == old) {
        new.clone_into(name);
    }
}

/// Settings that only the overlay names.
pub(super) fn add_settings(api: &mut Api, names: Vec<String>) {
    for name in names {
        if !api.settings.iter().any(|setting| setting.name == name) {
            api.settings.push(Setting {
                name,
                variable: String::new(),
                about: String::new(),
                secret: true,
                address: false,
            });
        }
    }
}

/// Where an operation's credential goes now; a bearer when it has none.
pub(super) fn placement(auth: &Auth) -> Placement {
    auth.schemes().first().map_or(Placement::Bearer, |scheme| scheme.placement.clone())
}
