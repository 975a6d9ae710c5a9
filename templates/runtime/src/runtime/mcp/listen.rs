//! How clients reach the server, and what those from elsewhere must show.

use std::net::IpAddr;

use secrecy::{ExposeSecret, SecretString};

use crate::runtime::core::credentials;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::Api;

use super::config::unusable;
use super::environment::Lookup;
use super::variables::{self, Variable};
use super::words::either;

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
    /// The token that clients must send.
    pub(super) token: Option<SecretString>,
}

impl Listen {
    /// Only this machine can connect.
    pub(super) fn is_loopback(&self) -> bool {
        let host = self.host.trim_start_matches('[').trim_end_matches(']');
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Whether a stranger might guess the token.
    pub(super) fn has_guessable_token(&self, api: &Api) -> bool {
        let names = format!("{} {} {}", api.app, api.name, api.title);
        self.token.as_ref().is_some_and(|token| is_guessable(&names, token.expose_secret()))
    }
}

/// Whether `MCP_MODE` asks for HTTP.
///
/// # Errors
/// The mode is not known.
pub(super) fn asks_for_http(api: &Api, lookup: Lookup<'_>) -> Result<bool, Failure> {
    match variables::MCP_MODE.read(api, lookup).as_deref() {
        None | Some("stdio") => Ok(false),
        Some("http") => Ok(true),
        Some(other) => {
            let (en, es) = ("it must be stdio or http", "debe ser stdio o http");
            Err(unusable(api, variables::MCP_MODE, other, en.into(), es.into()))
        }
    }
}

/// Reads where HTTP mode listens.
///
/// # Errors
/// The port is not one, or the server would be open to others without a good token.
pub(super) fn read(api: &Api, lookup: Lookup<'_>) -> Result<Listen, Failure> {
    let or_default =
        |variable: Variable| variable.read(api, lookup).unwrap_or_else(|| variable.default.into());
    let port = or_default(variables::PORT);
    let port = port.parse().map_err(|_| {
        let (en, es) = ("it must be a port number, 0 to 65535", "debe ser un número de puerto, de 0 a 65535");
        unusable(api, variables::PORT, &port, en.into(), es.into())
    })?;
    let host = or_default(variables::HOST);
    let token = credentials::read_secret(&variables::MCP_TOKEN.full_name(api), lookup)?;
    let listen = Listen { host, port, token };
    if !listen.is_loopback() {
        check_token(api, &listen)?;
    }
    Ok(listen)
}

const SHORTEST_TOKEN: usize = 16;

/// Words that tokens in documents are made of; nothing made of them alone is a secret.
const SAMPLE_WORDS: &[&str] = &[
    "mcp", "secret", "token", "bearer", "key", "api", "password", "change", "changeme", "me", "my", "your",
    "example", "sample", "test", "default", "demo", "server", "this", "a", "the",
];

fn check_token(api: &Api, listen: &Listen) -> Result<(), Failure> {
    let name = variables::MCP_TOKEN.full_name(api);
    if listen.token.is_none() {
        let message = either(
            api.language,
            format!("{} is not on this machine, so clients must show a token: set {name}", listen.host),
            format!(
                "{} no es de esta máquina, así que los clientes deben mostrar un token: defina {name}",
                listen.host
            ),
        );
        return Err(Failure::new(Exit::Auth, "token-missing", message).hint(token_advice(api)));
    }
    if listen.has_guessable_token(api) {
        let message = either(
            api.language,
            format!(
                "{name} can be guessed: it is shorter than {SHORTEST_TOKEN} characters or made of the words of an example"
            ),
            format!(
                "{name} se puede adivinar: tiene menos de {SHORTEST_TOKEN} caracteres o está hecho con las palabras de un ejemplo"
            ),
        );
        return Err(Failure::new(Exit::Invalid, "token-guessable", message).hint(token_advice(api)));
    }
    Ok(())
}

fn token_advice(api: &Api) -> String {
    let (en, es) = ("make one with: openssl rand -hex 32", "cree uno con: openssl rand -hex 32");
    either(api.language, en.into(), es.into())
}

fn is_guessable(names: &str, token: &str) -> bool {
    let (names, lower) = (names.to_lowercase(), token.to_lowercase());
    let own: Vec<&str> = words(&names).collect();
    token.len() < SHORTEST_TOKEN
        || words(&lower).all(|word| SAMPLE_WORDS.contains(&word) || own.contains(&word))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_of_example_words_is_guessable() {
        for token in ["short", "mcp-secret-token-shop-mcp", "CHANGE_ME_CHANGE_ME", "my-secret-api-token"] {
            assert!(is_guessable("shop-mcp Shop", token), "{token}");
        }
        assert!(!is_guessable("shop-mcp Shop", "c0ffee00c0ffee00c0ffee00"));
    }
}
