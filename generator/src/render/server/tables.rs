//! What the runtime's own tables say of every server. They are compiled here as well as there, so that README and
//! server cannot differ.

use std::time::Duration;

use serde::Serialize;

use self::clients::{CLIENTS, Client, Server, Way};
use self::variables::Has;
use crate::model::Api;

#[path = "../../../../templates/runtime/src/runtime/mcp/clients/mod.rs"]
mod clients;
#[path = "../../../../templates/runtime/src/runtime/core/spanish/mod.rs"]
mod spanish;
#[path = "../../../../templates/runtime/src/runtime/mcp/variables/mod.rs"]
mod variables;

/// A sentence of the tables in that language.
fn said(sentence: &'static str, language: &str) -> &'static str {
    if language == "es" { spanish::of(sentence).unwrap_or(sentence) } else { sentence }
}

/// A variable that a user has to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// Full name.
    pub name: String,
    pub secret: bool,
}

/// When a variable says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Any,
    Http,
}

/// A variable of the server's own.
#[derive(Debug, Serialize)]
pub struct Setting {
    #[serde(skip)]
    pub transport: Transport,
    /// Name without prefix.
    pub key: &'static str,
    pub name: String,
    pub about: &'static str,
    /// The server does not start without it.
    pub required: bool,
    pub default: String,
    /// The default, where it is the same for every server.
    #[serde(skip)]
    pub fixed_default: &'static str,
    pub secret: bool,
}

/// What the API has of that which some variables are about.
fn has(api: &Api) -> Has {
    let own_token = api.settings.iter().any(|setting| setting.name == variables::ACCESS_TOKEN.name);
    Has { sessions: api.has_sessions(), login: api.login.is_some(), own_token }
}

/// Whether the variable for the token of a session says something.
pub fn takes_token(api: &Api) -> bool {
    has(api).token()
}

/// The variables of the server's own that say something of that API, in the order of its help.
pub fn settings(api: &Api, app: &str, prefix: &str, language: &str) -> Vec<Setting> {
    let setting = |variable: &variables::Variable, transport: Transport| Setting {
        transport,
        key: variable.name,
        name: format!("{prefix}{}", variable.name),
        about: said(variable.about, language),
        required: false,
        default: variable.default.replace("{app}", app),
        fixed_default: if variable.default.contains("{app}") { "" } else { variable.default },
        secret: variable.secret,
    };
    let general = variables::general(has(api)).map(|variable| setting(variable, Transport::Any));
    general.chain(variables::OVER_HTTP.iter().map(|variable| setting(variable, Transport::Http))).collect()
}

/// How long a client should wait for a call that may take that long.
pub fn patience(longest: Duration, asks: bool) -> u64 {
    let answer = if asks { clients::ANSWER } else { Duration::ZERO };
    (longest + answer + clients::MARGIN).as_secs()
}

/// What clients have to know of one server.
#[derive(Debug)]
pub struct Known<'a> {
    pub app: &'a str,
    pub language: &'a str,
    pub required: &'a [Variable],
    /// The variable of the token of HTTP clients.
    pub token: &'a str,
    pub port: &'a str,
    /// How long a call may take, in seconds.
    pub patience: u64,
}

/// One text for the configuration of one or more clients.
#[derive(Debug, Serialize)]
pub struct Snippet {
    pub format: &'static str,
    pub text: String,
    pub clients: Vec<Place>,
}

/// A client, and where its configuration is.
#[derive(Debug, Serialize)]
pub struct Place {
    pub name: &'static str,
    pub title: &'static str,
    pub note: &'static str,
    pub files: Vec<File>,
}

/// One file of a client.
#[derive(Debug, Serialize)]
pub struct File {
    pub place: &'static str,
    pub path: &'static str,
}

/// What to write where the client starts the server.
pub fn started(known: &Known<'_>) -> Vec<Snippet> {
    snippets(known, Way::Stdio)
}

/// What to write where the server runs already.
pub fn running(known: &Known<'_>) -> Vec<Snippet> {
    snippets(known, Way::Http)
}

fn snippets(known: &Known<'_>, way: Way) -> Vec<Snippet> {
    let required = known.required.iter().cloned();
    let variables: Vec<_> =
        required.map(|Variable { name, secret }| clients::Variable { name, secret }).collect();
    let server = Server {
        name: known.app,
        command: known.app,
        variables: &variables,
        url: &format!("http://127.0.0.1:{}/mcp", known.port),
        token: known.token,
        seconds: known.patience,
    };
    let mut found: Vec<Snippet> = Vec::new();
    for client in CLIENTS {
        let Some(text) = client.snippet(&server, way) else { continue };
        let place = place(client, known.language);
        match found.iter_mut().find(|snippet| snippet.text == text) {
            Some(snippet) => snippet.clients.push(place),
            None => found.push(Snippet { format: client.format.name(), text, clients: vec![place] }),
        }
    }
    found
}

fn place(client: &Client, language: &str) -> Place {
    let files = client.files.iter();
    Place {
        name: client.name,
        title: client.title,
        note: said(client.note, language),
        files: files.map(|file| File { place: said(file.place, language), path: file.path }).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{self, Login};

    #[test]
    fn a_variable_is_listed_where_it_says_something() {
        let open = Api::default();
        let login = Login {
            operation: String::new(),
            host: None,
            fields: Vec::new(),
            token: String::new(),
            lifetime_seconds: 60,
            renew_on: Vec::new(),
        };
        let setting = model::Setting {
            name: "ACCESS_TOKEN".into(),
            variable: String::new(),
            about: String::new(),
            secret: true,
            address: false,
        };
        let closed = Api { login: Some(login), ..Api::default() };
        let keyed = Api { settings: vec![setting], ..closed.clone() };
        let listed = |api: &Api| -> Vec<&str> {
            let all = settings(api, "x", "", "en").into_iter().map(|setting| setting.key);
            all.filter(|key| {
                ["AUTH_ENDPOINT", "MCP_PROFILE", "TOKEN_CACHE_TTL", "ACCESS_TOKEN", "BASE_URL"].contains(key)
            })
            .collect()
        };
        assert_eq!(listed(&open), ["BASE_URL"]);
        assert_eq!(
            listed(&closed),
            ["BASE_URL", "MCP_PROFILE", "AUTH_ENDPOINT", "TOKEN_CACHE_TTL", "ACCESS_TOKEN"]
        );
        assert_eq!(listed(&keyed), ["BASE_URL", "MCP_PROFILE", "AUTH_ENDPOINT", "TOKEN_CACHE_TTL"]);
    }
}
