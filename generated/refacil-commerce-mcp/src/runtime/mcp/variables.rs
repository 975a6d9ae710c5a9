//! Every environment variable of a server, declared once: reading, help, start errors and README use this table.
//!
//! The generator compiles this file as well, so it names nothing of the runtime but [`Text`].

use super::words::Text;

/// One variable.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variable {
    /// Name without the application's prefix.
    pub(super) name: &'static str,
    /// Value when it is not set, for help.
    pub(super) default: &'static str,
    /// Never shown; `NAME_FILE` may name a file that holds it.
    pub(super) secret: bool,
    /// What it does.
    pub(super) about: Text,
}

/// Where the API lives.
pub(super) const BASE_URL: Variable = Variable {
    name: "BASE_URL",
    default: "",
    secret: false,
    about: Text {
        en: "address of the API: one that it declares, or one on this machine",
        es: "dirección de la API: una de las declaradas, o una de esta máquina",
    },
};
/// The pinned login route.
pub(super) const AUTH_ENDPOINT: Variable = Variable {
    name: "AUTH_ENDPOINT",
    default: "",
    secret: false,
    about: Text {
        en: "path of the login; it is built in, and another value stops the start",
        es: "ruta del inicio de sesión; es fija, y otro valor impide el arranque",
    },
};
/// Whose kept session.
pub(super) const PROFILE: Variable = Variable {
    name: "MCP_PROFILE",
    default: "default",
    secret: false,
    about: Text {
        en: "profile whose session is used that the command login keeps; variables with credentials win over it",
        es: "perfil cuya sesión, guardada con el comando login, se usa; las variables con credenciales prevalecen",
    },
};
/// Which deployment, by name.
pub(super) const ENV: Variable = Variable {
    name: "MCP_ENV",
    default: "",
    secret: false,
    about: Text {
        en: "name of the declared environment, in place of its address",
        es: "nombre del ambiente declarado, en lugar de su dirección",
    },
};
/// Shortens the life of a session.
pub(super) const TOKEN_CACHE_TTL: Variable = Variable {
    name: "TOKEN_CACHE_TTL",
    default: "",
    secret: false,
    about: Text {
        en: "seconds that a session is kept; never longer than the API documents",
        es: "segundos que se conserva la sesión; nunca más de lo que documenta la API",
    },
};
/// A session token that the operator got elsewhere.
pub(super) const ACCESS_TOKEN: Variable = Variable {
    name: "ACCESS_TOKEN",
    default: "",
    secret: true,
    about: Text {
        en: "session token to use instead of a login",
        es: "token de sesión que se usa en lugar de iniciar sesión",
    },
};
/// Which transport.
pub(super) const MCP_MODE: Variable = Variable {
    name: "MCP_MODE",
    default: "stdio",
    secret: false,
    about: Text { en: "stdio or http (like --http)", es: "stdio o http (como --http)" },
};
/// Where HTTP mode listens.
pub(super) const HOST: Variable = Variable {
    name: "HOST",
    default: "127.0.0.1",
    secret: false,
    about: Text {
        en: "address to listen on in HTTP mode; outside this machine clients must show a token",
        es: "dirección de escucha en modo HTTP; fuera de esta máquina los clientes deben mostrar un token",
    },
};
/// The port of HTTP mode.
pub(super) const PORT: Variable = Variable {
    name: "PORT",
    default: "3009",
    secret: false,
    about: Text { en: "port to listen on in HTTP mode", es: "puerto de escucha en modo HTTP" },
};
/// What HTTP clients must show.
pub(super) const MCP_TOKEN: Variable = Variable {
    name: "MCP_TOKEN",
    default: "",
    secret: true,
    about: Text {
        en: "token that HTTP clients must send as a bearer",
        es: "token que los clientes HTTP deben enviar como bearer",
    },
};
/// What the single token may do.
pub(super) const MCP_TOKEN_RIGHTS: Variable = Variable {
    name: "MCP_TOKEN_RIGHTS",
    default: "read,write",
    secret: false,
    about: Text {
        en: "rights of MCP_TOKEN: read, write, money (dangerous tools need money, and a person's yes)",
        es: "derechos de MCP_TOKEN: read, write, money (las peligrosas exigen money, y el sí de una persona)",
    },
};
/// Several tokens with names, rights and accounts.
pub(super) const MCP_TOKENS_FILE: Variable = Variable {
    name: "MCP_TOKENS_FILE",
    default: "",
    secret: false,
    about: Text {
        en: "JSON file with the tokens of several clients, their rights and their accounts",
        es: "archivo JSON con los tokens de varios clientes, sus derechos y sus cuentas",
    },
};
/// Names by which clients reach the server.
pub(super) const ALLOWED_HOSTS: Variable = Variable {
    name: "ALLOWED_HOSTS",
    default: "",
    secret: false,
    about: Text {
        en: "host names, separated by commas, that clients and web pages may use in HTTP mode",
        es: "nombres de host, separados por comas, que clientes y páginas pueden usar en modo HTTP",
    },
};
/// How much one client may ask for.
pub(super) const RATE_LIMIT: Variable = Variable {
    name: "RATE_LIMIT",
    default: "6000",
    secret: false,
    about: Text {
        en: "requests that each client may send in a minute in HTTP mode, 0 for no limit; on this machine there is none unless it is set",
        es: "solicitudes por minuto de cada cliente en modo HTTP, 0 sin límite; en esta máquina no lo hay si no se define",
    },
};
/// Sessions of the protocol.
pub(super) const SESSIONS: Variable = Variable {
    name: "SESSIONS",
    default: "auto",
    secret: false,
    about: Text {
        en: "auto, on or off: of the older clients, those that can ask a person get a session in HTTP mode, or all, or none",
        es: "auto, on u off: de los clientes anteriores reciben una sesión en modo HTTP los que pueden preguntar, todos o ninguno",
    },
};
/// A file of variables.
pub(super) const ENV_FILE: Variable = Variable {
    name: "ENV_FILE",
    default: "",
    secret: false,
    about: Text {
        en: "file of lines NAME=value; without it a .env of the working folder sets ENVIRONMENT, PORT and TOKEN_CACHE_TTL only",
        es: "archivo con líneas NOMBRE=valor; sin él, un .env de la carpeta de trabajo solo define ENVIRONMENT, PORT y TOKEN_CACHE_TTL",
    },
};
/// How much is logged.
pub(super) const ENVIRONMENT: Variable = Variable {
    name: "ENVIRONMENT",
    default: "development",
    secret: false,
    about: Text {
        en: "production logs less; anything else logs more",
        es: "production registra menos; cualquier otro valor, más",
    },
};
/// How much is logged, whatever [`ENVIRONMENT`] says.
pub(super) const LOG_LEVEL: Variable = Variable {
    name: "LOG_LEVEL",
    default: "",
    secret: false,
    about: Text {
        en: "debug, info, warn or error; otherwise as ENVIRONMENT says",
        es: "debug, info, warn o error; si no, según ENVIRONMENT",
    },
};
/// How log lines look.
pub(super) const LOG_FORMAT: Variable = Variable {
    name: "LOG_FORMAT",
    default: "text",
    secret: false,
    about: Text { en: "text, or json for one object a line", es: "text, o json para un objeto por línea" },
};
/// Dangerous operations that need no person.
pub(super) const ALLOW_DANGEROUS: Variable = Variable {
    name: "ALLOW_DANGEROUS",
    default: "",
    secret: false,
    about: Text {
        en: "dangerous operations, by id or tool name and separated by commas, that run without asking a person",
        es: "operaciones peligrosas, por id o nombre y separadas por comas, que corren sin preguntar a una persona",
    },
};
/// Where mutations are recorded.
pub(super) const AUDIT_PATH: Variable = Variable {
    name: "AUDIT_PATH",
    default: "~/.{app}/audit.log",
    secret: false,
    about: Text {
        en: "file in which every call that changes something is recorded",
        es: "archivo donde se registra toda llamada que cambia algo",
    },
};

/// The second factor.
pub(super) const APPROVAL_SECONDS: Variable = Variable {
    name: "APPROVAL_SECONDS",
    default: "",
    secret: false,
    about: Text {
        en: "when set, every dangerous call also waits so many seconds until the operator runs the server's command approve",
        es: "si se define, toda llamada peligrosa espera además esos segundos hasta que el operador ejecute el comando approve del servidor",
    },
};
/// Where state is kept.
pub(super) const STATE_PATH: Variable = Variable {
    name: "STATE_PATH",
    default: "~/.{app}",
    secret: false,
    about: Text {
        en: "folder for what must outlive the server: dangerous calls with their amounts, and refused logins",
        es: "carpeta de lo que debe sobrevivir al servidor: llamadas peligrosas con sus montos, y accesos rechazados",
    },
};
/// Limits on money.
pub(super) const POLICY: Variable = Variable {
    name: "POLICY",
    default: "~/.config/{app}/policy.json",
    secret: false,
    about: Text {
        en: "JSON file that limits dangerous tools: amounts for each call and day, recipients, operations",
        es: "archivo JSON que limita las herramientas peligrosas: montos por llamada y por día, destinatarios, operaciones",
    },
};
/// How operations become tools.
pub(super) const SURFACE: Variable = Variable {
    name: "MCP_SURFACE",
    default: "operations",
    secret: false,
    about: Text {
        en: "operations (a tool each), routes (one tool for each method and path) or search (a few tools for all)",
        es: "operations (una herramienta cada una), routes (una por método y ruta) o search (unas pocas para todas)",
    },
};
/// Under which names tools are listed.
pub(super) const NAMES: Variable = Variable {
    name: "MCP_NAMES",
    default: "own",
    secret: false,
    about: Text {
        en: "own, or published: names and result envelope of the version published before",
        es: "own, o published: nombres y sobre de resultado de la versión publicada antes",
    },
};
/// Folders whose operations are offered.
pub(super) const TOOLSET: Variable = Variable {
    name: "MCP_TOOLSET",
    default: "",
    secret: false,
    about: Text {
        en: "only the operations of these folders, separated by commas",
        es: "solo las operaciones de estas carpetas, separadas por comas",
    },
};
/// Operations that are offered.
pub(super) const TOOLS: Variable = Variable {
    name: "MCP_TOOLS",
    default: "",
    secret: false,
    about: Text {
        en: "only these operations, by tool name or id and separated by commas; adds to MCP_TOOLSET",
        es: "solo estas operaciones, por nombre o id y separadas por comas; se suma a MCP_TOOLSET",
    },
};
/// Operations that are not offered.
pub(super) const EXCLUDE_TOOLS: Variable = Variable {
    name: "MCP_EXCLUDE_TOOLS",
    default: "",
    secret: false,
    about: Text {
        en: "operations that are not offered, by tool name or id and separated by commas",
        es: "operaciones que no se ofrecen, por nombre o id y separadas por comas",
    },
};
/// Nothing that changes anything.
pub(super) const READ_ONLY: Variable = Variable {
    name: "MCP_READ_ONLY",
    default: "false",
    secret: false,
    about: Text {
        en: "true offers only operations that change nothing, whatever else is chosen",
        es: "true ofrece solo operaciones que no cambian nada, sin importar lo demás",
    },
};

/// All of them, in the order of the help.
pub(super) const ALL: &[Variable] = &[
    BASE_URL,
    ENV,
    PROFILE,
    AUTH_ENDPOINT,
    TOKEN_CACHE_TTL,
    ACCESS_TOKEN,
    ALLOW_DANGEROUS,
    APPROVAL_SECONDS,
    POLICY,
    AUDIT_PATH,
    STATE_PATH,
    ENV_FILE,
    ENVIRONMENT,
    LOG_FORMAT,
    LOG_LEVEL,
    SURFACE,
    NAMES,
    TOOLSET,
    TOOLS,
    EXCLUDE_TOOLS,
    READ_ONLY,
    MCP_MODE,
    HOST,
    PORT,
    ALLOWED_HOSTS,
    MCP_TOKEN,
    MCP_TOKEN_RIGHTS,
    MCP_TOKENS_FILE,
    RATE_LIMIT,
    SESSIONS,
];
