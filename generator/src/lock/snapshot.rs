//! Api -> Lock.

use sha2::{Digest, Sha256};

use super::file::{Entry, Field, Lock, SECRET, TargetEntry};
use crate::dotted;
use crate::model::{
    Api, Auth, AuthScheme, Body, Credential, Location, OAuth, Operation, Param, Placement, Property, Schema,
};
use crate::origin::origin;

impl Lock {
    /// What is promised now; `keys` are the operations' ids before the overlay, in the same order.
    #[must_use]
    pub fn of(api: &Api, keys: &[String]) -> Self {
        let mut operations: Vec<Entry> = api
            .operations
            .iter()
            .enumerate()
            .map(|(at, operation)| entry(api, operation, keys.get(at).unwrap_or(&operation.id)))
            .collect();
        operations.sort_by(|a, b| a.id.cmp(&b.id));
        let targets = api.targets.iter();
        Self {
            hosts: hosts(api),
            login: login(api),
            oauth: api.oauth.as_ref().map(oauth).unwrap_or_default(),
            public_ip: api.public_ip_url.clone().unwrap_or_default(),
            settings: settings(api),
            targets: targets
                .map(|target| TargetEntry { name: target.name.clone(), version: target.version.clone() })
                .collect(),
            operations,
            ..Self::new()
        }
    }
}

/// Every origin that may see a credential.
fn hosts(api: &Api) -> Vec<String> {
    let bases = api.environments.iter().map(|one| one.base_url.as_str());
    let login = api.login.iter().filter_map(|login| login.host.as_deref());
    let servers = api.oauth.iter().flat_map(|oauth| {
        let pages = [&oauth.authorize_url, &oauth.device_url, &oauth.revoke_url];
        pages.into_iter().flatten().chain([&oauth.token_url]).map(String::as_str)
    });
    let messages = api.whatsapp.iter().map(|whatsapp| whatsapp.base_url.as_str());
    let hosts = bases.chain(login).chain(servers).chain(messages);
    let mut hosts: Vec<String> = hosts.filter_map(origin).collect();
    hosts.sort();
    hosts.dedup();
    hosts
}

fn oauth(oauth: &OAuth) -> String {
    let grants: Vec<_> = oauth.grants.iter().map(|grant| grant.name()).collect();
    let pages = [
        ("asks at", &oauth.authorize_url),
        ("gives device codes at", &oauth.device_url),
        ("takes tokens back at", &oauth.revoke_url),
    ];
    let pages = pages.into_iter().filter_map(|(what, page)| Some(format!(", {what} {}", page.as_deref()?)));
    format!("{} by {}{}", oauth.token_url, grants.join(" or "), pages.collect::<String>())
}

fn settings(api: &Api) -> Vec<String> {
    let login = api.login.iter().flat_map(|login| &login.fields).map(|one| (&one.variable, one.secret));
    let all = login.chain(api.settings.iter().map(|setting| (&setting.name, setting.secret)));
    let mut list: Vec<String> =
        all.map(|(name, secret)| format!("{name}{}", if secret { SECRET } else { "" })).collect();
    list.sort();
    list
}

fn login(api: &Api) -> String {
    let Some(login) = &api.login else { return String::new() };
    let fields: Vec<_> = login.fields.iter().map(|field| field.field.as_str()).collect();
    format!("{} takes {} gives {}", call(api, &login.operation), fields.join(", "), login.token)
}

/// Method and address of an operation: what must not change behind a credential's back.
fn call(api: &Api, id: &str) -> String {
    match api.operations.iter().find(|operation| operation.id == id) {
        Some(operation) => {
            let host = operation.foreign_origin.as_deref().unwrap_or_default();
            format!("{} {host}{}", operation.method, operation.route)
        }
        None => format!("unknown operation {id}"),
    }
}

fn entry(api: &Api, operation: &Operation, key: &str) -> Entry {
    let host = operation.foreign_origin.as_deref().unwrap_or_default();
    let steps = operation.steps.iter();
    let mut secret_answers = operation.secret_answers.clone();
    secret_answers.sort();
    secret_answers.dedup();
    let mut fields: Vec<(String, Field)> = operation.params.iter().map(param).collect();
    if let Some(body) = &operation.body {
        dotted::visit(&body.schema, "", &mut |path, property| {
            fields.push((format!("body.{path}"), property_field(property)));
        });
    }
    Entry {
        id: operation.id.clone(),
        key: key.to_owned(),
        path: operation.path.clone(),
        method: operation.method.clone(),
        route: format!("{host}{}", operation.route),
        shape: shape(operation.body.as_ref()),
        cli: operation.cli.clone(),
        mcp: operation.mcp.clone(),
        aliases: operation.aliases.clone(),
        class: operation.safety.class,
        auth: auth(&operation.auth),
        steps: steps
            .map(|step| format!("{} gives {} for {}", call(api, &step.operation), step.token, step.header))
            .collect(),
        secret_answers,
        fields: fields.into_iter().collect(),
    }
}

fn auth(auth: &Auth) -> String {
    match auth {
        Auth::None => "none".into(),
        Auth::Schemes { schemes } => schemes.iter().map(scheme).collect::<Vec<_>>().join(", "),
        Auth::Unsupported { scheme } => format!("unsupported {scheme}"),
    }
}

fn scheme(scheme: &AuthScheme) -> String {
    let place = place(&scheme.placement);
    match &scheme.credential {
        Credential::Session => format!("session in {place}"),
        Credential::Setting { name } => format!("{name} in {place}"),
        Credential::Basic { user, password: None } => format!("{user} in {place}"),
        Credential::Basic { user, password: Some(password) } => format!("{user} and {password} in {place}"),
    }
}

fn place(placement: &Placement) -> String {
    match placement {
        Placement::Bearer => "bearer".into(),
        Placement::Basic => "basic".into(),
        Placement::Authorization { scheme } => format!("authorization {scheme}"),
        Placement::Header { name } => format!("header {name}"),
        Placement::Query { name } => format!("query {name}"),
    }
}

fn param(param: &Param) -> (String, Field) {
    let location = match param.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
    };
    (format!("{location}.{}", param.name), field(&param.schema, param.required, None))
}

fn property_field(property: &Property) -> Field {
    field(&property.schema, property.required, property.fixed.as_ref().map(ToString::to_string))
}

fn field(schema: &Schema, required: bool, fixed: Option<String>) -> Field {
    Field {
        kind: kind(schema),
        required,
        nullable: schema.nullable,
        secret: schema.secret,
        fixed,
        choices: schema.choices.iter().map(ToString::to_string).collect(),
        minimum: schema.minimum.as_ref().map(ToString::to_string),
        maximum: schema.maximum.as_ref().map(ToString::to_string),
        min_length: schema.min_length,
        max_length: schema.max_length,
        pattern: schema.pattern.clone(),
        format: schema.format.clone(),
    }
}

fn kind(schema: &Schema) -> String {
    let name = schema.kind.name().unwrap_or("any");
    schema.items.as_ref().map_or_else(|| name.to_owned(), |items| format!("{name} of {}", kind(items)))
}

/// Field names, types and constants: what a renamed or moved request keeps, and two requests of one route do not
/// share. Limits and texts may change with the documentation and do not count.
pub(super) fn shape(body: Option<&Body>) -> String {
    let Some(body) = body else { return String::new() };
    let mut lines = Vec::new();
    dotted::visit(&body.schema, "", &mut |path, property| {
        let fixed = property.fixed.as_ref().map(ToString::to_string).unwrap_or_default();
        lines.push(format!("{path} {} {fixed}\n", kind(&property.schema)));
    });
    lines.sort();
    let digest = Sha256::digest(format!("{:?}\n{}", body.kind, lines.concat()));
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
