//! What README says of an API.

use serde::Serialize;

use super::folders::{folders, title};
use super::server;
use super::skill;
use super::tour::Tour;
use crate::model::{Api, Class, Grant, Nature, Notice, Operation, Provider, Signature, Target, TargetKind};
use crate::origin::origin;

/// Facts for the README templates. The words are theirs.
#[derive(Serialize)]
pub struct Readme<'a> {
    /// Short name of the API, also in the addresses of its pages.
    api: &'a str,
    title: &'a str,
    collection: &'a str,
    environments: Vec<Place<'a>>,
    /// The user logs in with a session.
    login: bool,
    variables: Vec<Variable<'a>>,
    groups: Vec<Section<'a>>,
    /// How many operations there are of each class.
    counts: Counts,
    tour: Tour<'a>,
    /// Ways to log in that the tool has.
    ways: Ways,
    /// Values that the tool fills in.
    fills: Fills,
    /// What the user's own server receives.
    notices: Vec<Received<'a>>,
    /// Commands can have their notice received on this machine.
    local_notices: bool,
    /// What an exit code means at one command only.
    pending_exit: Option<u8>,
    /// Name of the skill for agents, where there is one.
    skill: Option<String>,
    /// Answers can be waited for.
    waits: bool,
    /// Answers come in pages.
    pages: bool,
    /// What is said to payers, where a tool sends messages.
    whatsapp: Option<Messages<'a>>,
    prefix: String,
}

/// Messages to payers.
#[derive(Serialize)]
struct Messages<'a> {
    /// Where the key goes.
    host: String,
    /// A key for an example.
    key: &'a str,
    messages: Vec<Said<'a>>,
}

/// What is said about a command.
#[derive(Serialize)]
struct Said<'a> {
    key: &'a str,
    command: String,
}

impl<'a> Messages<'a> {
    fn of(api: &'a Api, target: &Target) -> Option<Self> {
        let whatsapp = api.whatsapp.as_ref().filter(|_| target.kind == TargetKind::Cli)?;
        let messages = whatsapp.messages.iter().filter_map(|message| {
            let operation = api.operations.iter().find(|operation| operation.id == message.operation)?;
            Some(Said { key: &message.key, command: operation.cli.join(" ") })
        });
        Some(Self {
            host: origin(&whatsapp.base_url).unwrap_or_default(),
            key: whatsapp.messages.first()?.key.as_str(),
            messages: messages.collect(),
        })
    }
}

/// Which ways there are to log in.
#[derive(Serialize)]
pub(super) struct Ways {
    browser: bool,
    device: bool,
    console: bool,
    /// A page where an account is made.
    register: bool,
}

impl Ways {
    pub(super) fn of(api: &Api) -> Self {
        let grants = api.oauth.as_ref().map_or(&[][..], |oauth| &oauth.grants);
        Self {
            browser: grants.contains(&Grant::AuthorizationCode),
            device: grants.contains(&Grant::DeviceCode),
            console: api.login.is_some(),
            register: api.environments.iter().any(|environment| environment.sign_up_url.is_some()),
        }
    }
}

/// Which values are filled in where nobody gives them.
#[derive(Serialize)]
struct Fills {
    public_ip: bool,
    webhook_url: bool,
    reference: bool,
}

impl Fills {
    fn of(api: &Api) -> Self {
        let has = |provider: Provider| {
            let mut all = api.operations.iter().flat_map(|operation| &operation.automatic);
            all.any(|automatic| automatic.from == provider)
        };
        Self {
            public_ip: has(Provider::PublicIp),
            webhook_url: has(Provider::WebhookUrl),
            reference: has(Provider::Reference),
        }
    }
}

/// A notice that the user's own server receives.
#[derive(Serialize)]
struct Received<'a> {
    /// Its name on the command line.
    name: &'a str,
    /// Variable of its key.
    key: String,
    /// What the key is.
    about: &'a str,
    /// Fields that its signature covers, where it does not cover all.
    covered: &'a [String],
    /// It covers every field.
    whole: bool,
    /// The field of its state.
    status: &'a str,
    /// The command that proves it.
    proof: Option<String>,
    /// Its events.
    events: Vec<&'a str>,
}

impl<'a> Received<'a> {
    fn all(api: &'a Api, prefix: &str) -> Vec<Self> {
        let command = |id: &str| {
            let found = api.operations.iter().find(|operation| operation.id == id);
            found.map(|operation| operation.cli.join(" "))
        };
        let one = |notice: &'a Notice| Self {
            name: &notice.operation,
            key: format!("{prefix}{}", notice.key),
            about: &notice.key_about,
            covered: match &notice.signature {
                Signature::Fields { fields, .. } => fields,
                Signature::Body { .. } | Signature::Token { .. } => &[],
            },
            whole: notice.signature.covers(&notice.status.field),
            status: &notice.status.field,
            proof: notice.proof.as_ref().and_then(|proof| command(&proof.operation)),
            events: notice.events.iter().map(|event| event.name.as_str()).collect(),
        };
        api.notices.iter().map(one).collect()
    }
}

#[derive(Serialize)]
struct Place<'a> {
    name: &'a str,
    base_url: &'a str,
    production: bool,
    /// Used where nobody names another.
    chosen: bool,
}

#[derive(Serialize)]
struct Variable<'a> {
    name: String,
    about: &'a str,
    secret: bool,
    /// Part of the login.
    login: bool,
    /// Without it a server does not start.
    required: bool,
}

#[derive(Serialize)]
struct Section<'a> {
    title: &'a str,
    operations: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    command: String,
    summary: &'a str,
    class: String,
    callback: bool,
}

#[derive(Serialize)]
struct Counts {
    total: usize,
    read_only: usize,
    safe_mutation: usize,
    dangerous: usize,
}

impl<'a> Readme<'a> {
    pub fn new(api: &'a Api, target: &'a Target) -> Self {
        let prefix = prefix(target);
        let of =
            |class: Class| api.operations.iter().filter(|operation| operation.safety.class == class).count();
        Self {
            api: &api.name,
            title: &api.title,
            collection: &api.source_file,
            environments: environments(api),
            login: api.has_sessions(),
            variables: variables(api, &prefix),
            groups: groups(api, target.kind),
            counts: Counts {
                total: api.operations.len(),
                read_only: of(Class::ReadOnly),
                safe_mutation: of(Class::SafeMutation),
                dangerous: of(Class::Dangerous),
            },
            tour: Tour::new(api),
            ways: Ways::of(api),
            notices: Received::all(api, &prefix),
            local_notices: !api.notices.is_empty() && Fills::of(api).webhook_url,
            fills: Fills::of(api),
            pending_exit: api.oauth.as_ref().and_then(|oauth| oauth.pending_exit),
            skill: skill::name(api, target),
            waits: api.operations.iter().any(|operation| operation.follow.wait.is_some()),
            pages: api.operations.iter().any(|operation| operation.follow.pages.is_some()),
            whatsapp: Messages::of(api, target),
            prefix,
        }
    }
}

/// What the names of all variables start with.
pub fn prefix(target: &Target) -> String {
    if target.env_prefix.is_empty() { String::new() } else { format!("{}_", target.env_prefix) }
}

fn environments(api: &Api) -> Vec<Place<'_>> {
    let places = api.environments.iter().map(|environment| Place {
        name: &environment.name,
        base_url: &environment.base_url,
        production: environment.production,
        chosen: environment.name == api.default_environment,
    });
    places.collect()
}

fn variables<'a>(api: &'a Api, prefix: &str) -> Vec<Variable<'a>> {
    let needed = server::required(api, prefix);
    let named = |key: &str| {
        let name = format!("{prefix}{key}");
        (needed.iter().any(|variable| variable.name == name), name)
    };
    let fields = api.login.iter().flat_map(|login| &login.fields).map(|field| {
        let (required, name) = named(&field.variable);
        Variable { name, about: &field.field, secret: field.secret, login: true, required }
    });
    let settings = api.settings.iter().map(|setting| {
        let (required, name) = named(&setting.name);
        Variable { name, about: &setting.about, secret: setting.secret, login: false, required }
    });
    fields.chain(settings).collect()
}

/// Operations by folder, in collection order. A command-line tool has its own `login` in place of the API's.
fn groups<'a>(api: &'a Api, kind: TargetKind) -> Vec<Section<'a>> {
    let login = api.login.as_ref().filter(|_| kind == TargetKind::Cli).map(|login| login.operation.as_str());
    let commands = api.operations.iter().filter(|operation| Some(operation.id.as_str()) != login);
    let section = |(folder, operations): (&'a [String], Vec<&'a Operation>)| Section {
        title: title(api, folder),
        operations: operations.into_iter().map(line).collect(),
    };
    folders(commands).into_iter().map(section).collect()
}

fn line(operation: &Operation) -> Line<'_> {
    Line {
        command: operation.cli.join(" "),
        summary: if operation.summary.is_empty() { &operation.title } else { &operation.summary },
        class: operation.safety.class.to_string(),
        callback: operation.nature == Nature::Callback,
    }
}
