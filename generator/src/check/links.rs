//! Operations that refer to others: login, token steps, lookups, references.

use super::Report;
use crate::dotted;
use crate::model::{Api, Location, Login, Lookup, Nature, Operation, Repeat};
use crate::origin;

pub(super) fn check(report: &mut Report<'_>) {
    check_login(report);
    for operation in &report.api.operations {
        check_steps(report, operation);
        check_consumer(report, operation);
        check_repeat(report, operation);
        if let Some(lookup) = &operation.lookup {
            check_lookup(report, operation, lookup);
        }
    }
}

fn find<'a>(api: &'a Api, id: &str) -> Option<&'a Operation> {
    api.operations.iter().find(|operation| operation.id == id)
}

fn check_login(report: &mut Report<'_>) {
    let api = report.api;
    let Some(login) = &api.login else { return };
    let Some(operation) = find(api, &login.operation) else {
        let message = format!("the login names the operation `{}`, which does not exist", login.operation);
        let help = report.other_operation(&login.operation);
        report.error("unknown-operation", report.at_api("login"), message, &help);
        return;
    };
    check_login_host(report, login, operation);
    for field in &login.fields {
        if !has_body_field(operation, &field.field) {
            let message = format!("the login's body has no field `{}`", field.field);
            report.error(
                "unknown-field",
                report.at(operation, "body"),
                message,
                "correct [login] of the overlay",
            );
        }
    }
    let Some(body) = &operation.body else { return };
    dotted::visit(&body.schema, "", &mut |path, property| {
        let given = login.fields.iter().any(|field| {
            field.field == path || field.field.strip_prefix(&path).is_some_and(|rest| rest.starts_with('.'))
        });
        let inside_optional = path.contains('.');
        if property.required && property.fixed.is_none() && !given && !inside_optional {
            let message = format!("the login needs `{path}`, and nothing fills it");
            let place = report.at(operation, &format!("body.{path}"));
            report.error("login-field", place, message, "add it to `fields` of [login] in the overlay");
        }
    });
}

/// A password goes to the API's own host, or to the one that a person named for it.
fn check_login_host(report: &mut Report<'_>, login: &Login, operation: &Operation) {
    let goes_to = operation.foreign_origin.as_deref();
    let named = login.host.as_deref();
    let place = report.at(operation, "url");
    match (goes_to, named) {
        (Some(host), named) if named != Some(host) => {
            let message = format!("the login would send its credentials to {host}, which nobody named");
            let help = format!("if that is right, name it in the overlay: [login] with host = {host:?}");
            report.error("login-host", place, message, &help);
        }
        (Some(host), _) if origin::is_open(host) => {
            let message = format!("credentials would travel unencrypted to {host}");
            report.warning("plain-http", place, message, "use https; the generated tools refuse plain http");
        }
        (None, Some(host))
            if !report
                .api
                .environments
                .iter()
                .any(|one| origin::origin(&one.base_url).as_deref() == Some(host)) =>
        {
            let message = format!("[login] names {host}, and the login goes to the API's own host");
            report.error("login-host", place, message, "remove `host` of [login] in the overlay");
        }
        _ => {}
    }
}

fn check_steps(report: &mut Report<'_>, operation: &Operation) {
    let api = report.api;
    for step in &operation.steps {
        match find(api, &step.operation) {
            None => {
                let message = format!("fetches a token from `{}`, which does not exist", step.operation);
                let help = report.other_operation(&step.operation);
                report.error("unknown-operation", report.at(operation, "steps"), message, &help);
            }
            Some(producer) => {
                let message = if !producer.steps.is_empty() {
                    "itself fetches tokens"
                } else if needs_arguments(producer) {
                    "needs arguments that nobody gives"
                } else {
                    continue;
                };
                let message = format!("fetches a token from `{}`, which {message}", step.operation);
                let help = "a token operation must be callable without arguments; fix them in the overlay";
                report.error("bad-step", report.at(operation, "steps"), message, help);
            }
        }
    }
}

fn needs_arguments(operation: &Operation) -> bool {
    let open_param = operation.params.iter().any(|param| param.required);
    let open_field = operation.body.as_ref().is_some_and(|body| {
        body.schema.properties.iter().any(|property| property.required && property.fixed.is_none())
    });
    open_param || open_field
}

/// A token that no call takes is of no use here.
fn check_consumer(report: &mut Report<'_>, operation: &Operation) {
    let used = || {
        report.api.operations.iter().flat_map(|other| &other.steps).any(|step| step.operation == operation.id)
    };
    if operation.nature == Nature::Token && !used() {
        let message = format!("no operation takes the token that `{}` gives", operation.id);
        let help = "add `steps` to the operation that takes it, or accept this in the overlay with a reason";
        report.warning("token-without-consumer", report.at(operation, ""), message, help);
    }
}

fn check_repeat(report: &mut Report<'_>, operation: &Operation) {
    let missing = match &operation.repeat {
        Repeat::None => None,
        Repeat::Header { name } => {
            let has = operation
                .params
                .iter()
                .any(|param| param.location == Location::Header && param.name.eq_ignore_ascii_case(name));
            (!has).then(|| format!("header `{name}`"))
        }
        Repeat::Reference { field } => {
            (!has_body_field(operation, field)).then(|| format!("body field `{field}`"))
        }
    };
    if let Some(missing) = missing {
        let message = format!("a repeat is recognised by the {missing}, which the request does not have");
        report.error(
            "unknown-field",
            report.at(operation, "repeat"),
            message,
            "correct `repeat` of the overlay",
        );
    }
}

fn check_lookup(report: &mut Report<'_>, operation: &Operation, lookup: &Lookup) {
    let place = report.at(operation, "lookup");
    let help = "correct `lookup` of the overlay";
    match find(report.api, &lookup.operation) {
        None => {
            let message = format!("looks its outcome up with `{}`, which does not exist", lookup.operation);
            let help = report.other_operation(&lookup.operation);
            report.error("unknown-operation", place.clone(), message, &help);
        }
        Some(target) if !takes(target, &lookup.argument) => {
            let message = format!("`{}` takes no argument `{}`", lookup.operation, lookup.argument);
            report.error("unknown-field", place.clone(), message, help);
        }
        Some(_) => {}
    }
    if !lookup.field.is_empty() && !takes(operation, &lookup.field) {
        let message = format!("the request has no field `{}` to look its outcome up by", lookup.field);
        report.error("unknown-field", place, message, help);
    }
}

fn takes(operation: &Operation, name: &str) -> bool {
    operation.params.iter().any(|param| param.name == name) || has_body_field(operation, name)
}

fn has_body_field(operation: &Operation, path: &str) -> bool {
    operation.body.as_ref().is_some_and(|body| dotted::property(&body.schema, path).is_some())
}
