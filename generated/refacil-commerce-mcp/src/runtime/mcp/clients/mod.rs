//! Programs that speak to MCP servers, and how each of them is told of one.
//!
//! `print-config` and README use this table; the generator compiles this folder as well, so it names nothing else of
//! the runtime.

mod format;
mod snippet;
mod table;

use std::time::Duration;

pub(super) use format::Format;
pub(super) use snippet::{Server, Variable, Way};
pub(super) use table::CLIENTS;

/// How long a person may think before a dangerous call.
pub(super) const ANSWER: Duration = Duration::from_secs(5 * 60);
/// How much longer a client waits than the server does.
pub(super) const MARGIN: Duration = Duration::from_secs(30);

/// A program that speaks to MCP servers.
#[derive(Debug)]
pub(super) struct Client {
    /// What `print-config` calls it.
    pub(super) name: &'static str,
    /// What its makers call it.
    pub(super) title: &'static str,
    /// Where its configuration is.
    pub(super) files: &'static [File],
    /// How that is written.
    pub(super) format: Format,
    /// Keys that lead to the servers.
    root: &'static [&'static str],
    /// A server that the client starts itself.
    stdio: &'static [(&'static str, Part)],
    /// A server that runs already; empty where the configuration cannot name one.
    http: &'static [(&'static str, Part)],
    /// What else there is to do.
    pub(super) note: &'static str,
}

/// A place of a configuration.
#[derive(Debug)]
pub(super) struct File {
    /// Which system, or for whom.
    pub(super) place: &'static str,
    /// The path, or the way through menus.
    pub(super) path: &'static str,
}

/// A value in the entry of a server.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// A fixed word.
    Word(&'static str),
    /// A fixed list of words.
    Words(&'static [&'static str]),
    /// A fixed answer.
    Flag(bool),
    /// The server's name.
    Name,
    /// The program.
    Command,
    /// The program as a list.
    CommandLine,
    /// Variables with a placeholder each.
    Variables,
    /// Variables that the client asks for.
    AskedVariables,
    /// The address of the server.
    Url,
    /// A header with a placeholder for the token.
    Headers,
    /// A header with the token that the client asks for.
    AskedHeaders,
    /// The name of the variable that holds the token.
    TokenVariable,
    /// How long a call may take, in seconds.
    Seconds,
}
