//! `print-config`: what a client's configuration has to say to use this server. Values are placeholders, never those of
//! the environment.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use url::Url;

use crate::runtime::account::login;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::nearest::nearest;
use crate::runtime::core::spec::{Api, Class};
use crate::runtime::core::target::{is_loopback, without_credentials};
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::words::{Said, say};

use super::clients::{CLIENTS, Client, Server, Variable, Way};
use super::{clients, config, print, variables};

/// What is asked of the command.
#[derive(Debug, PartialEq, Eq)]
struct Wish {
    client: &'static str,
    way: Way,
    url: Option<String>,
    absolute: bool,
    named: Named,
}

/// Which variables a snippet names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// What a login on this machine does not stand in for.
    Needed,
    /// Those with credentials too.
    All,
}

/// What is said of an address that is not https, and not on this machine.
const UNENCRYPTED: &str = "warning: the address is not encrypted, so that others on the way can read the token and use it; put a proxy that speaks TLS before the server and use https";

/// Names the variables with credentials too.
const CREDENTIALS: &str = "--with-credentials";

/// Runs the command with the arguments that follow it.
///
/// # Errors
/// An argument is not known, or the client has no such way to reach a server.
pub(super) fn run(api: &Api, arguments: &[String]) -> Result<ExitCode, Failure> {
    if arguments == ["--list"] {
        return Ok(print(list().trim_end()));
    }
    let wish = parse(api, arguments)?;
    let client = find(api, wish.client)?;
    let command = program(api, wish.absolute)?;
    let url = wish.url.unwrap_or_else(|| format!("http://127.0.0.1:{}/mcp", variables::PORT.default));
    let token = variables::MCP_TOKEN.full_name(api);
    let stands_in = wish.named == Named::Needed && login::words(api).is_some();
    let mut variables = required(api);
    variables.retain(|variable| !(stands_in && config::is_login(api, &variable.name)));
    let server = Server {
        name: api.app,
        command: &command,
        variables: &variables,
        url: &url,
        token: &token,
        seconds: patience(api),
    };
    let text = client.snippet(&server, wish.way).ok_or_else(|| no_remote(client))?;
    let code = print(text.trim_end());
    advise(api, client);
    if wish.way == Way::Http && is_open_to_others(&url) {
        tell(api, &UNENCRYPTED.into());
    }
    if stands_in && wish.way == Way::Stdio {
        advise_login(api);
    }
    Ok(code)
}

/// Name, title, format and places of all clients, one a line, with tabs between.
fn list() -> String {
    let places = |client: &Client| client.files.iter().map(|file| file.path).collect::<Vec<_>>().join(", ");
    let line = |client: &Client| {
        format!("{}\t{}\t{}\t{}\n", client.name, client.title, client.format.name(), places(client))
    };
    CLIENTS.iter().map(line).collect()
}

fn parse(api: &Api, arguments: &[String]) -> Result<Wish, Failure> {
    let (mut name, mut way, mut url, mut absolute) = (None, Way::Stdio, None, false);
    let mut named = Named::Needed;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--http" => way = Way::Http,
            "--absolute" => absolute = true,
            CREDENTIALS => named = Named::All,
            "--url" => {
                way = Way::Http;
                url = Some(address(api, rest.next())?);
            }
            word if name.is_none() && !word.starts_with('-') => name = Some(find(api, word)?.name),
            unknown => {
                return Err(usage(api, say("{} cannot be used here", &[&format!("{unknown:?}")])));
            }
        }
    }
    let client = name.ok_or_else(|| usage(api, "the name of a client is missing".into()))?;
    Ok(Wish { client, way, url, absolute, named })
}

/// The address of a server, as it was given; a secret in it would be shown to everyone who reads the file.
fn address(api: &Api, given: Option<&String>) -> Result<String, Failure> {
    let Some(text) = given.filter(|text| !text.starts_with('-')) else {
        return Err(usage(api, say("{} needs a value", &[&"--url"])));
    };
    let parsed = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    match parsed {
        Some(url) if url.username().is_empty() && url.password().is_none() => Ok(text.clone()),
        _ => {
            let why = Said::from("it must be the address of a server, without user and password");
            let shown = visible_capped(without_credentials(text), 100);
            Err(usage(api, say("{}={} cannot be used: {}", &[&"--url", &shown, &why])))
        }
    }
}

/// The token of the snippet would travel where others read along.
fn is_open_to_others(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.scheme() != "https" && !is_loopback(&url))
}

fn find(api: &Api, name: &str) -> Result<&'static Client, Failure> {
    let known = CLIENTS.iter().find(|client| client.name == name);
    known.ok_or_else(|| {
        let message = say("{} is no client that this server knows", &[&format!("{name:?}")]);
        let hint = match nearest(name, CLIENTS.iter().map(|client| client.name)) {
            Some(meant) => say("did you mean {}?", &[&meant]),
            None => say("{} print-config --list shows all", &[&api.app]),
        };
        Failure::new(Exit::Invalid, "client-unknown", message).hint(hint)
    })
}

fn usage(api: &Api, message: Said) -> Failure {
    let list = Said::from(format!("{} print-config --list", api.app));
    let one = say(
        "{} print-config CLIENT [--absolute] [{}] [--http | --url https://HOST/mcp]",
        &[&api.app, &CREDENTIALS],
    );
    Failure::new(Exit::Invalid, "usage", message).hint(Said::List(vec![list, one], "\n"))
}

/// The program's name, or its path: programs with windows often do not see the `PATH` of a terminal.
fn program(api: &Api, absolute: bool) -> Result<String, Failure> {
    if !absolute {
        return Ok(api.app.to_owned());
    }
    let path = std::env::current_exe().ok().and_then(|path| path.to_str().map(str::to_owned));
    path.ok_or_else(|| {
        Failure::new(Exit::Other, "no-path", "the program's path cannot be read").hint("leave --absolute out")
    })
}

/// The variables without which the server does not start.
fn required(api: &Api) -> Vec<Variable> {
    let is_secret = |name: &str| {
        let fields = api.login.iter().flat_map(|login| login.fields);
        let fields = fields.map(|field| (api.variable(field.variable), field.secret));
        let settings = api.settings.iter().map(|setting| (api.variable(setting.name), setting.secret));
        let own = variables::GENERAL
            .iter()
            .chain(variables::OVER_HTTP)
            .map(|variable| (variable.full_name(api), variable.secret));
        let found = fields.chain(settings).chain(own).find(|(known, _)| known == name);
        // What no table knows is the key of an OAuth client.
        found.is_none_or(|(_, secret)| secret)
    };
    let names = config::required(api).into_iter();
    names.map(|name| Variable { secret: is_secret(&name), name }).collect()
}

/// How long a client should wait, in seconds: the slowest operation, a person's answer and a little more.
fn patience(api: &Api) -> u64 {
    let longest = api.operations().map(|operation| operation.timeout_ms).max().unwrap_or_default();
    let asks = api.operations().any(|operation| operation.class == Class::Dangerous);
    let answer = if asks { clients::ANSWER } else { Duration::ZERO };
    (Duration::from_millis(longest) + answer + clients::MARGIN).as_secs()
}

fn no_remote(client: &Client) -> Failure {
    let message = say("the configuration of {} cannot name a server that runs already", &[&client.title]);
    Failure::new(Exit::Invalid, "client-without-http", message).hint("leave --http and --url out")
}

/// Says on standard error what is done once, before the first start.
fn advise_login(api: &Api) {
    let command = login::words(api).unwrap_or_default().join(" ");
    let text = say(
        "Log in once on this machine: {} {}. For variables instead, add {}.",
        &[&api.app, &command, &CREDENTIALS],
    );
    tell(api, &text);
}

/// Says on standard error where the text goes, so that standard output holds nothing else.
fn advise(api: &Api, client: &Client) {
    let places = client
        .files
        .iter()
        .map(|file| say("{} ({}): {}", &[&client.title, &Said::from(file.place), &file.path]));
    let text = Said::List(places.chain([client.note.into()]).collect(), "\n");
    tell(api, &text);
}

fn tell(api: &Api, text: &Said) {
    writeln!(std::io::stderr(), "{}", text.in_language(api.language)).ok();
}
