//! `[identity]`: the read that tells whose token it is.

use super::fields::{Fields, problem};
use crate::model::{Api, Class, Diagnostic, Identity, Place};
use crate::suggest;

/// The call, and where the overlay names it.
#[derive(Debug)]
pub(super) struct IdentityRule {
    identity: Identity,
    at: Place,
}

pub(super) fn read(fields: Fields<'_, '_>) -> IdentityRule {
    let mut environments = Vec::new();
    for (value, name) in fields.scalars("environments") {
        match name.as_str() {
            Some(name) => environments.push((value, name.to_owned())),
            None => {
                let message = format!("`{value}` must name an environment");
                fields.report("overlay-type", "environments", message, "put it into quotes".into());
            }
        }
    }
    let identity = Identity {
        operation: fields.needed("operation"),
        account: fields.text("account"),
        environment: fields.text("environment"),
        environments,
    };
    if identity.environment.is_none() && !identity.environments.is_empty() {
        let message = "`environments` needs `environment`, the place of the value".to_owned();
        let help = "give the dotted path of the environment in the answer";
        fields.report("overlay-missing-key", "environment", message, help.into());
    }
    let rule = IdentityRule { identity, at: fields.place() };
    fields.finish();
    rule
}

/// Takes the call over where it can prove a token: it must change nothing and need nothing.
pub(super) fn apply(api: &mut Api, rule: &IdentityRule, problems: &mut Vec<Diagnostic>) {
    let Identity { operation: id, environments, .. } = &rule.identity;
    let mut report = |code: &str, message: String, help: String| {
        problems.push(problem(code, rule.at.clone(), message, help));
    };
    match api.operations.iter().find(|operation| operation.id == *id) {
        None => {
            let known = api.operations.iter().map(|operation| operation.id.as_str());
            report(
                "overlay-unknown-operation",
                format!("there is no operation `{id}`"),
                suggest::help(id, known),
            );
        }
        Some(operation) if operation.safety.class != Class::ReadOnly => {
            let message = format!("`{id}` changes something, so that it cannot just prove a token");
            report("overlay-value", message, "name a read".into());
        }
        Some(operation) if operation.params.iter().any(|param| param.required) => {
            let message = format!("`{id}` takes arguments that nobody gives at a login");
            report("overlay-value", message, "name a read without required arguments".into());
        }
        Some(_) => {}
    }
    for (_, name) in environments {
        if !api.environments.iter().any(|environment| environment.name == *name) {
            let known = api.environments.iter().map(|environment| environment.name.as_str());
            report("overlay-unused", format!("there is no environment `{name}`"), suggest::help(name, known));
        }
    }
    api.identity = Some(rule.identity.clone());
}
