//! What the documents and manifests of an MCP server say besides what every README says.

mod deployment;
mod registry;
mod tables;
mod tools;

use std::time::Duration;

use serde::Serialize;

use self::deployment::{HOME, Preset, SECRET_FOLDER, Secret};
use self::registry::Entry;
use self::tables::{Known, Setting, Snippet, Variable};
use crate::model::{Api, Class, Environment, Grant, Nature, Target, TargetKind};

/// Seconds between the longest call and the end that an orchestrator enforces.
const MARGIN: u64 = 30;

/// Facts for the templates of a server. The words are theirs.
#[derive(Debug, Serialize)]
pub struct Server<'a> {
    /// Variables of the server's own.
    settings: Vec<Setting>,
    /// Full names of those without which it does not start.
    required: Vec<String>,
    /// Full name of the one of the API's address, where that is among them.
    open_address: Option<String>,
    /// What a client's configuration says to start the server.
    started: Vec<Snippet>,
    /// What it says of a server that runs already.
    running: Vec<Snippet>,
    /// The words of the command that logs in once, where a person can.
    login: Option<&'static str>,
    /// The command-line tool that has the same sessions.
    tool: Option<&'a str>,
    /// What the variables about kept sessions begin with.
    session_prefix: String,
    groups: Vec<tools::Group<'a>>,
    /// Tools that a person must confirm.
    dangerous: Vec<&'a str>,
    /// Tools that had other names in a published version.
    renamed: bool,
    /// The longest time that a call may take, in seconds.
    longest: u64,
    /// Seconds from the signal to stop to the end by force.
    grace: u64,
    /// Port that the server listens on.
    port: String,
    /// Ports of the API.
    api_ports: Vec<u16>,
    /// Name of the server's objects in an orchestrator.
    object: String,
    /// Name of its image, with the tag.
    image: String,
    /// What its image sets.
    presets: Vec<Preset>,
    /// What its image writes to: a volume.
    home: &'static str,
    /// Where secrets are mounted.
    secret_folder: &'static str,
    /// What is mounted there.
    secrets: Vec<Secret>,
    /// What the registry of MCP servers says.
    registry: Entry<'a>,
}

/// The variables without which the server does not start, with their full names.
pub fn required(api: &Api, prefix: &str) -> Vec<Variable> {
    let variable = |name: &str, secret| Variable { name: format!("{prefix}{name}"), secret };
    let mut found = Vec::new();
    if default_environment(api).is_none_or(|place| place.base_url.is_empty()) {
        found.push(variable("BASE_URL", false));
    }
    let fields = api.login.iter().flat_map(|login| &login.fields);
    let mut credentials: Vec<_> = fields.map(|field| variable(&field.variable, field.secret)).collect();
    if credentials.is_empty() {
        credentials = client_settings(api).map(|name| variable(name, is_secret(api, name))).collect();
    }
    if credentials.is_empty() && tables::takes_token(api) {
        credentials.push(variable("ACCESS_TOKEN", true));
    }
    found.append(&mut credentials);
    found
}

fn default_environment(api: &Api) -> Option<&Environment> {
    let named = api.environments.iter().find(|place| place.name == api.default_environment);
    named.or_else(|| api.environments.first())
}

/// The server's own variables, each with what holds where nobody sets it.
fn settings(api: &Api, target: &Target, prefix: &str, needed: &[Variable]) -> Vec<Setting> {
    let mut settings = tables::settings(api, &target.name, prefix, &target.language);
    for setting in &mut settings {
        setting.required = needed.iter().any(|variable| variable.name == setting.name);
        if setting.key == "BASE_URL"
            && let Some(environment) = default_environment(api)
        {
            setting.default.clone_from(&environment.base_url);
        }
    }
    settings
}

/// What an OAuth client that speaks for itself is configured with.
fn client_settings(api: &Api) -> impl Iterator<Item = &str> {
    let clients = api.oauth.iter().filter(|oauth| oauth.grants.contains(&Grant::ClientCredentials));
    clients.flat_map(|oauth| {
        let identifier = oauth.client_id_setting.as_deref().filter(|_| oauth.client_id.is_none());
        identifier.into_iter().chain(oauth.client_secret_setting.as_deref())
    })
}

fn is_secret(api: &Api, name: &str) -> bool {
    api.settings.iter().find(|setting| setting.name == name).is_none_or(|setting| setting.secret)
}

/// The words of the command that logs in so that the session lasts: one that only user and password renew keeps both.
fn login(api: &Api) -> Option<&'static str> {
    let usable = api.oauth.iter().flat_map(|oauth| {
        oauth.grants.iter().filter_map(|grant| match grant {
            Grant::AuthorizationCode => oauth.authorize_url.as_ref().map(|_| Some("login")),
            Grant::DeviceCode => oauth.device_url.as_ref().map(|_| Some("login")),
            Grant::ClientCredentials => Some(None),
        })
    });
    let by_password = api.login.as_ref().map(|_| Some("login --store-credentials"));
    usable.chain(by_password).next().flatten()
}

/// What the variables about kept sessions begin with, for all programs that share those of this one.
fn session_prefix(keeper: &Target) -> String {
    match keeper.env_prefix.as_str() {
        "" => keeper.name.to_uppercase().replace('-', "_"),
        own => own.to_owned(),
    }
}

impl<'a> Server<'a> {
    pub fn new(api: &'a Api, target: &'a Target, prefix: &str) -> Self {
        let required = required(api, prefix);
        let login = login(api);
        let tool = api.targets.iter().find(|other| other.kind == TargetKind::Cli);
        // A login on this machine stands in for all but the address.
        let address = format!("{prefix}BASE_URL");
        let needed: Vec<_> =
            required.iter().filter(|variable| login.is_none() || variable.name == address).cloned().collect();
        let settings = settings(api, target, prefix, &needed);
        let known = |key: &str| settings.iter().find(|setting| setting.key == key);
        let token = known("MCP_TOKEN").map(|setting| setting.name.clone()).unwrap_or_default();
        let port = known("PORT").map(|setting| setting.default.clone()).unwrap_or_default();
        let longest = api.operations.iter().map(|operation| operation.timeout_ms).max().unwrap_or_default();
        let known = Known {
            app: &target.name,
            language: &target.language,
            required: &needed,
            token: &token,
            port: &port,
            patience: tables::patience(
                Duration::from_millis(longest),
                api.operations.iter().any(|operation| operation.safety.class == Class::Dangerous),
            ),
        };
        let presets = deployment::presets(prefix, &port);
        let dangerous = api.operations.iter().filter(|operation| {
            operation.safety.class == Class::Dangerous && operation.nature != Nature::Callback
        });
        Self {
            started: tables::started(&known),
            running: tables::running(&known),
            login,
            tool: tool.map(|tool| tool.name.as_str()),
            session_prefix: session_prefix(tool.unwrap_or(target)),
            groups: tools::groups(api),
            dangerous: dangerous.map(|operation| operation.mcp.as_str()).collect(),
            renamed: api.operations.iter().any(|operation| !operation.aliases.is_empty()),
            longest: longest.div_ceil(1000),
            grace: longest.div_ceil(1000) + MARGIN,
            port,
            api_ports: deployment::api_ports(api),
            object: deployment::object(&target.name),
            image: deployment::image(target),
            home: HOME,
            secret_folder: SECRET_FOLDER,
            secrets: deployment::secrets(api, prefix, &required, &token),
            registry: Entry::new(api, target, (prefix, &presets), &needed, &settings),
            presets,
            open_address: required.iter().any(|variable| variable.name == address).then_some(address),
            required: required.into_iter().map(|variable| variable.name).collect(),
            settings,
        }
    }
}
