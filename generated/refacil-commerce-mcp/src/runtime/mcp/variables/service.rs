//! The server as a service over HTTP.

use super::{Needs, Variable};

/// Which transport.
pub(in super::super) const MCP_MODE: Variable = Variable {
    name: "MCP_MODE",
    needs: Needs::Nothing,
    default: "stdio",
    secret: false,
    about: "stdio or http (like --http)",
};
/// Where HTTP mode listens.
pub(in super::super) const HOST: Variable = Variable {
    name: "HOST",
    needs: Needs::Nothing,
    default: "127.0.0.1",
    secret: false,
    about: "address to listen on in HTTP mode; outside this machine clients must show a token",
};
/// The port of HTTP mode.
pub(in super::super) const PORT: Variable = Variable {
    name: "PORT",
    needs: Needs::Nothing,
    default: "3009",
    secret: false,
    about: "port to listen on in HTTP mode",
};
/// What HTTP clients must show.
pub(in super::super) const MCP_TOKEN: Variable = Variable {
    name: "MCP_TOKEN",
    needs: Needs::Nothing,
    default: "",
    secret: true,
    about: "token that HTTP clients must send as a bearer",
};
/// What the single token may do.
pub(in super::super) const MCP_TOKEN_RIGHTS: Variable = Variable {
    name: "MCP_TOKEN_RIGHTS",
    needs: Needs::Nothing,
    default: "read,write",
    secret: false,
    about: "rights of MCP_TOKEN: read, write, money (dangerous tools need money, and a person's yes)",
};
/// Several tokens with names, rights and accounts.
pub(in super::super) const MCP_TOKENS_FILE: Variable = Variable {
    name: "MCP_TOKENS_FILE",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "JSON file with the tokens of several clients, their rights and their accounts",
};
/// Names by which clients reach the server.
pub(in super::super) const ALLOWED_HOSTS: Variable = Variable {
    name: "ALLOWED_HOSTS",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "host names, separated by commas, that clients and web pages may use in HTTP mode",
};
/// How much one client may ask for.
pub(in super::super) const RATE_LIMIT: Variable = Variable {
    name: "RATE_LIMIT",
    needs: Needs::Nothing,
    default: "6000",
    secret: false,
    about: "requests that each client may send in a minute in HTTP mode, 0 for no limit; on this machine there is none unless it is set",
};
/// Sessions of the protocol.
pub(in super::super) const SESSIONS: Variable = Variable {
    name: "SESSIONS",
    needs: Needs::Nothing,
    default: "auto",
    secret: false,
    about: "which older clients get a session in HTTP mode: auto (those that can ask a person), on (all) or off (none)",
};
