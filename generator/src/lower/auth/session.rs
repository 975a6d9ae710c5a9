//! Which source gives the session token: a login that the collection shows, or an OAuth 2 server of its auth tab.
//!
//! A tool has one session. The source that most operations use becomes it; tokens of the others stay configured.

use std::collections::HashSet;

use super::oauth::Read;
use super::{Credentials, report};
use crate::lower::base::Base;
use crate::lower::chains::{ClientFinding, LoginFinding};
use crate::lower::codes;
use crate::lower::variables::Variables;
use crate::model::{Api, Auth, Credential, Diagnostic, Nature, Operation, Place, Setting};
use crate::origin::origin;

use super::login;

/// An OAuth 2 server with what uses it.
#[derive(Debug)]
pub(super) struct Server {
    read: Read,
    /// Setting of the access token, where the server does not give the session.
    setting: String,
    /// Where the file states it first.
    at: Vec<String>,
    /// Positions of the operations that it could serve.
    operations: Vec<usize>,
    /// Index of the request that asks it for a token, where the collection holds one.
    request: Option<usize>,
}

/// The OAuth 2 servers of a collection.
#[derive(Debug, Default)]
pub struct Servers(pub(super) Vec<Server>);

/// What the choice of a source needs besides the API.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The file, as messages call it.
    pub file: &'a str,
    /// The collection's variables.
    pub variables: &'a Variables,
    /// Where the API lives.
    pub base: &'a Base,
}

impl Credentials<'_> {
    /// Keeps a server and gives its position; one that differs in its scopes only is the same, with all of them.
    pub(super) fn server(&mut self, read: Read, setting: &str, at: &[String]) -> usize {
        let same = |known: &Server| {
            let mut other = read.clone();
            other.oauth.scopes.clone_from(&known.read.oauth.scopes);
            known.setting == setting && known.read == other
        };
        if let Some(position) = self.servers.iter().position(same) {
            let known = self.servers.get_mut(position).map(|server| &mut server.read.oauth.scopes);
            let Some(scopes) = known else { return position };
            let new: Vec<_> = read.oauth.scopes.into_iter().filter(|scope| !scopes.contains(scope)).collect();
            scopes.extend(new);
            return position;
        }
        self.servers.push(Server {
            read,
            setting: setting.to_owned(),
            at: at.to_vec(),
            operations: Vec::new(),
            request: None,
        });
        self.servers.len() - 1
    }
}

impl Servers {
    /// Notes that an operation could get its token there.
    pub fn serve(&mut self, server: usize, operation: usize) {
        if let Some(server) = self.0.get_mut(server) {
            server.operations.push(operation);
        }
    }

    /// Takes a request that asks for a token for the server that gives it.
    pub(in crate::lower) fn add(&mut self, api: &Api, found: ClientFinding) {
        let Some(setting) = setting_of(api, &found.variable).map(str::to_owned) else { return };
        let asks = api.operations.iter().find(|operation| operation.index == found.index);
        let sends = |operation: &Operation| operation.auth.settings().any(|sent| sent == setting);
        let operations = api.operations.iter().enumerate().filter(|(_, operation)| sends(operation));
        self.0.push(Server {
            operations: operations.map(|(at, _)| at).collect(),
            at: asks.map(|operation| operation.path.clone()).unwrap_or_default(),
            request: Some(found.index),
            read: Read::of_request(found),
            setting,
        });
    }

    /// Position of the one that serves most operations; the first of equals.
    fn most_used(&self) -> Option<usize> {
        let count = |at: &usize| self.0.get(*at).map_or(0, |server| server.operations.len());
        (0..self.0.len()).rev().max_by_key(count).filter(|at| count(at) > 0)
    }
}

/// Makes the most used source of tokens the session's.
pub fn settle(api: &mut Api, mut servers: Servers, login: Option<&LoginFinding>, context: Context<'_>) {
    let served = servers.most_used();
    let by_server = served.and_then(|at| servers.0.get(at)).map_or(0, |server| server.operations.len());
    match login.map(|found| (found, senders(api, &found.variable))) {
        Some((found, senders)) if senders > 0 && senders >= by_server => login::apply(api, found),
        _ => {
            if let Some(at) = served {
                apply_server(api, servers.0.remove(at), context);
            }
        }
    }
    for server in servers.0 {
        let waits = |operation: &Operation| operation.auth.settings().any(|name| name == server.setting);
        let place = Place { file: context.file.to_owned(), request: server.at, field: "auth".into() };
        if server.operations.iter().filter_map(|at| api.operations.get(*at)).any(waits) {
            api.diagnostics.push(report::other_server(place, &server.setting));
        }
    }
    login::report_foreign(api, context.file);
    retire_settings(api);
    if api.has_sessions() {
        leave_session_variable(api);
    }
}

fn apply_server(api: &mut Api, server: Server, context: Context<'_>) {
    api.session = api.settings.iter().find(|setting| setting.name == server.setting).cloned();
    for at in &server.operations {
        if let Some(operation) = api.operations.get_mut(*at) {
            use_session(operation, &server.setting);
        }
    }
    let place = |field: &str| Place {
        file: context.file.to_owned(),
        request: server.at.clone(),
        field: field.to_owned(),
    };
    let asks = |operation: &&mut Operation| server.request == Some(operation.index);
    if let Some(operation) = api.operations.iter_mut().find(asks) {
        mark_login(operation);
    }
    let Read { oauth, client_id, client_secret } = server.read;
    if let Some(host) = origin(&oauth.token_url).filter(|host| context.base.origin() != Some(host)) {
        api.diagnostics.push(report::token_host(place("auth.accessTokenUrl"), &host));
    }
    let client = [(Some(client_id), false), (client_secret, true)];
    for (name, variable, secret) in client
        .into_iter()
        .filter_map(|(named, secret)| named.map(|(name, variable)| (name, variable, secret)))
    {
        if !variable.is_empty() && !context.variables.declares(&variable) {
            api.diagnostics.push(codes::undeclared_variable(context.file, &server.at, &variable));
        }
        if !api.settings.iter().any(|setting| setting.name == name) {
            api.settings.push(Setting { name, variable, about: String::new(), secret, address: false });
        }
    }
    api.oauth = Some(oauth);
}

/// `TOKEN` is the session's own variable, where a tool has sessions.
fn leave_session_variable(api: &mut Api) {
    let (old, new) = ("TOKEN", "API_TOKEN");
    if api.settings.iter().any(|setting| setting.name == new) {
        return;
    }
    let Some(setting) = api.settings.iter_mut().find(|setting| setting.name == old) else { return };
    new.clone_into(&mut setting.name);
    for operation in &mut api.operations {
        let Auth::Schemes { schemes } = &mut operation.auth else { continue };
        schemes.iter_mut().for_each(|scheme| scheme.credential.rename(old, new));
    }
}

/// How many operations send the variable as a credential.
fn senders(api: &Api, variable: &str) -> usize {
    let Some(name) = setting_of(api, variable) else { return 0 };
    api.operations.iter().filter(|operation| operation.auth.settings().any(|sent| sent == name)).count()
}

fn setting_of<'a>(api: &'a Api, variable: &str) -> Option<&'a str> {
    api.settings.iter().find(|setting| setting.variable == variable).map(|setting| setting.name.as_str())
}

/// Every use of the variable as a credential becomes the session token; `false` when no operation sends it.
pub(crate) fn give_session(api: &mut Api, variable: &str) -> bool {
    let found = api.settings.iter().find(|setting| setting.variable == variable);
    let Some(setting) = found.filter(|_| !variable.is_empty()).cloned() else { return false };
    api.operations.iter_mut().for_each(|operation| use_session(operation, &setting.name));
    api.session = Some(setting);
    true
}

/// Undoes [`give_session`]: a person says that the session is another one.
pub(crate) fn take_session(api: &mut Api) {
    let Some(setting) = api.session.take() else { return };
    for operation in &mut api.operations {
        let Auth::Schemes { schemes } = &mut operation.auth else { continue };
        for scheme in schemes.iter_mut().filter(|scheme| scheme.credential == Credential::Session) {
            scheme.credential = Credential::setting(&setting.name);
        }
    }
    if !api.settings.iter().any(|known| known.name == setting.name) {
        api.settings.push(setting);
    }
}

/// An operation is no login after all.
pub(crate) fn unmark_login(operation: &mut Operation) {
    if operation.nature == Nature::Login {
        operation.nature = Nature::Call;
    }
}

/// The session token replaces its setting; keys beside it stay.
fn use_session(operation: &mut Operation, setting: &str) {
    let Auth::Schemes { schemes } = &mut operation.auth else { return };
    for scheme in schemes {
        if scheme.credential == Credential::setting(setting) {
            scheme.credential = Credential::Session;
        }
    }
}

/// What an operation is once it is known to be the login: it cannot send the token that it gives.
pub(crate) fn mark_login(operation: &mut Operation) {
    operation.nature = Nature::Login;
    let Auth::Schemes { schemes } = &mut operation.auth else { return };
    schemes.retain(|scheme| scheme.credential != Credential::Session);
    if schemes.is_empty() {
        operation.auth = Auth::None;
    }
}

/// A setting that nothing needs any more is none, and what was said of its variable is void.
pub(crate) fn retire_settings(api: &mut Api) {
    let oauth = api.oauth.iter();
    let client = oauth.flat_map(|oauth| [&oauth.client_id_setting, &oauth.client_secret_setting]).flatten();
    let sent = api.operations.iter().flat_map(|operation| operation.auth.settings());
    let hosts = api.operations.iter().filter_map(|operation| operation.host_setting.as_deref());
    let used: HashSet<&str> = sent.chain(client.map(String::as_str)).chain(hosts).collect();
    let (kept, retired): (Vec<Setting>, Vec<Setting>) = std::mem::take(&mut api.settings)
        .into_iter()
        .partition(|setting| used.contains(setting.name.as_str()));
    api.settings = kept;
    let is_void = |found: &Diagnostic| {
        codes::undeclared(found).is_some_and(|name| {
            let of = |list: &[Setting]| list.iter().any(|setting| setting.variable == name);
            of(&retired) && !of(&api.settings)
        })
    };
    api.diagnostics.retain(|found| !is_void(found));
}
