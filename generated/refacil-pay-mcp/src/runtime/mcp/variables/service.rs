//! The server as a service over HTTP.

use super::super::words::Text;
use super::Variable;

/// Which transport.
pub(in super::super) const MCP_MODE: Variable = Variable {
    name: "MCP_MODE",
    default: "stdio",
    secret: false,
    about: Text { en: "stdio or http (like --http)", es: "stdio o http (como --http)" },
};
/// Where HTTP mode listens.
pub(in super::super) const HOST: Variable = Variable {
    name: "HOST",
    default: "127.0.0.1",
    secret: false,
    about: Text {
        en: "address to listen on in HTTP mode; outside this machine clients must show a token",
        es: "dirección de escucha en modo HTTP; fuera de esta máquina los clientes deben mostrar un token",
    },
};
/// The port of HTTP mode.
pub(in super::super) const PORT: Variable = Variable {
    name: "PORT",
    default: "3009",
    secret: false,
    about: Text { en: "port to listen on in HTTP mode", es: "puerto de escucha en modo HTTP" },
};
/// What HTTP clients must show.
pub(in super::super) const MCP_TOKEN: Variable = Variable {
    name: "MCP_TOKEN",
    default: "",
    secret: true,
    about: Text {
        en: "token that HTTP clients must send as a bearer",
        es: "token que los clientes HTTP deben enviar como bearer",
    },
};
/// What the single token may do.
pub(in super::super) const MCP_TOKEN_RIGHTS: Variable = Variable {
    name: "MCP_TOKEN_RIGHTS",
    default: "read,write",
    secret: false,
    about: Text {
        en: "rights of MCP_TOKEN: read, write, money (dangerous tools need money, and a person's yes)",
        es: "derechos de MCP_TOKEN: read, write, money (las peligrosas exigen money, y el sí de una persona)",
    },
};
/// Several tokens with names, rights and accounts.
pub(in super::super) const MCP_TOKENS_FILE: Variable = Variable {
    name: "MCP_TOKENS_FILE",
    default: "",
    secret: false,
    about: Text {
        en: "JSON file with the tokens of several clients, their rights and their accounts",
        es: "archivo JSON con los tokens de varios clientes, sus derechos y sus cuentas",
    },
};
/// Names by which clients reach the server.
pub(in super::super) const ALLOWED_HOSTS: Variable = Variable {
    name: "ALLOWED_HOSTS",
    default: "",
    secret: false,
    about: Text {
        en: "host names, separated by commas, that clients and web pages may use in HTTP mode",
        es: "nombres de host, separados por comas, que clientes y páginas pueden usar en modo HTTP",
    },
};
/// How much one client may ask for.
pub(in super::super) const RATE_LIMIT: Variable = Variable {
    name: "RATE_LIMIT",
    default: "6000",
    secret: false,
    about: Text {
        en: "requests that each client may send in a minute in HTTP mode, 0 for no limit; on this machine there is none unless it is set",
        es: "solicitudes por minuto de cada cliente en modo HTTP, 0 sin límite; en esta máquina no lo hay si no se define",
    },
};
/// Sessions of the protocol.
pub(in super::super) const SESSIONS: Variable = Variable {
    name: "SESSIONS",
    default: "auto",
    secret: false,
    about: Text {
        en: "auto, on or off: of the older clients, those that can ask a person get a session in HTTP mode, or all, or none",
        es: "auto, on u off: de los clientes anteriores reciben una sesión en modo HTTP los que pueden preguntar, todos o ninguno",
    },
};
