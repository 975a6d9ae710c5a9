//! How clients reach the server, and what those from elsewhere must show.

use std::net::IpAddr;

use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Api;
use crate::runtime::core::words::say;

use super::config::unusable;
use super::environment::Lookup;
use super::principals::file;
use super::principals::token::Tokens;
use super::problems::Problems;
use super::variables::{self, Variable};

/// How clients reach the server.
#[derive(Debug)]
pub(super) enum Mode {
    /// Over standard input and output.
    Stdio,
    /// Over HTTP.
    Http(Listen),
}

/// Where HTTP mode listens, and for whom.
#[derive(Debug)]
pub(super) struct Listen {
    /// Host name or address.
    pub(super) host: String,
    /// Port.
    pub(super) port: u16,
    /// What clients must show; without any token whoever can connect is served.
    pub(super) tokens: Tokens,
    /// Names by which clients may call the server, in lower case.
    pub(super) allowed_hosts: Vec<String>,
    /// How many requests each client may send in a minute.
    pub(super) per_minute: Option<u32>,
    /// Who gets a session of the protocol.
    pub(super) sessions: Sessions,
}

/// How to make a token that nobody can guess.
const TOKEN_ADVICE: &str = "make one with: openssl rand -hex 32";

/// Who gets a session of the protocol, in the revisions that have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sessions {
    /// Every client.
    Always,
    /// Clients that can be asked: the question travels over it.
    WhereNeeded,
    /// Nobody: every request stands alone, and such clients cannot be asked.
    Never,
}

impl Listen {
    /// Only this machine can connect.
    pub(super) fn is_loopback(&self) -> bool {
        is_this_machine(&self.host)
    }

    /// The names of tokens that a stranger might guess.
    pub(super) fn guessable_tokens(&self) -> Vec<&str> {
        guessable(&self.tokens)
    }
}

fn guessable(tokens: &Tokens) -> Vec<&str> {
    let guessable = tokens.all.iter().filter(|token| token.guessable);
    guessable.map(|token| token.name.as_str()).collect()
}

/// Whether `MCP_MODE` asks for HTTP.
///
/// # Errors
/// The mode is not known.
pub(super) fn asks_for_http(api: &Api, lookup: Lookup<'_>) -> Result<bool, Failure> {
    match variables::MCP_MODE.read(api, lookup).as_deref() {
        None | Some("stdio") => Ok(false),
        Some("http") => Ok(true),
        Some(other) => Err(unusable(api, variables::MCP_MODE, other, "it must be stdio or http")),
    }
}

/// Reads where HTTP mode listens. What cannot be used is among the problems, and that the server would be open to others
/// without a good token.
pub(super) fn read(api: &Api, lookup: Lookup<'_>, problems: &mut Problems) -> Option<Listen> {
    let port = problems.take(port(api, lookup));
    let host = host(api, lookup);
    let per_minute = problems.take(rate(api, &host, lookup));
    let sessions = problems.take(sessions(api, lookup));
    let tokens = file::read(api, lookup, problems)?;
    if !is_this_machine(&host) {
        problems.take(check_tokens(api, &host, &tokens));
    }
    let allowed = variables::ALLOWED_HOSTS.read(api, lookup).unwrap_or_default();
    Some(Listen {
        per_minute: per_minute?,
        sessions: sessions?,
        host,
        port: port?,
        tokens,
        allowed_hosts: allowed
            .split(',')
            .map(|host| host.trim().to_lowercase())
            .filter(|host| !host.is_empty())
            .collect(),
    })
}

/// The host name or address on which HTTP mode listens.
pub(super) fn host(api: &Api, lookup: Lookup<'_>) -> String {
    or_default(variables::HOST, api, lookup)
}

/// The port on which HTTP mode listens.
///
/// # Errors
/// It is not one.
pub(super) fn port(api: &Api, lookup: Lookup<'_>) -> Result<u16, Failure> {
    let port = or_default(variables::PORT, api, lookup);
    let why = "it must be a port number, 0 to 65535";
    port.parse().map_err(|_| unusable(api, variables::PORT, &port, why))
}

fn or_default(variable: Variable, api: &Api, lookup: Lookup<'_>) -> String {
    variable.read(api, lookup).unwrap_or_else(|| variable.default.into())
}

fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Outside this machine there is a limit unless the operator says 0.
fn rate(api: &Api, host: &str, lookup: Lookup<'_>) -> Result<Option<u32>, Failure> {
    let Some(text) = variables::RATE_LIMIT.read(api, lookup) else {
        return Ok(if is_this_machine(host) { None } else { variables::RATE_LIMIT.default.parse().ok() });
    };
    let number: u32 = text.parse().map_err(|_| {
        unusable(api, variables::RATE_LIMIT, &text, "it must be a whole number, 0 for no limit")
    })?;
    Ok((number > 0).then_some(number))
}

fn sessions(api: &Api, lookup: Lookup<'_>) -> Result<Sessions, Failure> {
    match variables::SESSIONS.read(api, lookup).as_deref() {
        None | Some("auto") => Ok(Sessions::WhereNeeded),
        Some("on") => Ok(Sessions::Always),
        Some("off") => Ok(Sessions::Never),
        Some(other) => Err(unusable(api, variables::SESSIONS, other, "it must be auto, on or off")),
    }
}

fn check_tokens(api: &Api, host: &str, tokens: &Tokens) -> Result<(), Failure> {
    let name = variables::MCP_TOKEN.full_name(api);
    let file = variables::MCP_TOKENS_FILE.full_name(api);
    if tokens.all.is_empty() {
        let message = say(
            "{} is not on this machine, so clients must show a token: set {} or {}",
            &[&host, &name, &file],
        );
        return Err(Failure::new(Exit::Auth, "token-missing", message).hint(TOKEN_ADVICE).param(name));
    }
    let guessable = guessable(tokens).join(", ");
    if !guessable.is_empty() {
        let message = say(
            "tokens that can be guessed, shorter than 128 bits or made of the words of an example: {}",
            &[&guessable],
        );
        return Err(Failure::new(Exit::Invalid, "token-guessable", message).hint(TOKEN_ADVICE).param(name));
    }
    Ok(())
}
