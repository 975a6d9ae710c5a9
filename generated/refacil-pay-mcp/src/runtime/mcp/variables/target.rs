//! Where calls go, and as whom.

use super::super::words::Text;
use super::Variable;

/// Where the API lives.
pub(in super::super) const BASE_URL: Variable = Variable {
    name: "BASE_URL",
    default: "",
    secret: false,
    about: Text {
        en: "address of the API: one that it declares, or one on this machine",
        es: "dirección de la API: una de las declaradas, o una de esta máquina",
    },
};
/// The pinned login route.
pub(in super::super) const AUTH_ENDPOINT: Variable = Variable {
    name: "AUTH_ENDPOINT",
    default: "",
    secret: false,
    about: Text {
        en: "path of the login; it is built in, and another value stops the start",
        es: "ruta del inicio de sesión; es fija, y otro valor impide el arranque",
    },
};
/// Whose kept session.
pub(in super::super) const PROFILE: Variable = Variable {
    name: "MCP_PROFILE",
    default: "default",
    secret: false,
    about: Text {
        en: "profile whose session is used that the command login keeps; variables with credentials win over it",
        es: "perfil cuya sesión, guardada con el comando login, se usa; las variables con credenciales prevalecen",
    },
};
/// Which deployment, by name.
pub(in super::super) const ENV: Variable = Variable {
    name: "MCP_ENV",
    default: "",
    secret: false,
    about: Text {
        en: "name of the declared environment, in place of its address",
        es: "nombre del ambiente declarado, en lugar de su dirección",
    },
};
/// Shortens the life of a session.
pub(in super::super) const TOKEN_CACHE_TTL: Variable = Variable {
    name: "TOKEN_CACHE_TTL",
    default: "",
    secret: false,
    about: Text {
        en: "seconds that a session is kept; never longer than the API documents",
        es: "segundos que se conserva la sesión; nunca más de lo que documenta la API",
    },
};
/// A session token that the operator got elsewhere.
pub(in super::super) const ACCESS_TOKEN: Variable = Variable {
    name: "ACCESS_TOKEN",
    default: "",
    secret: true,
    about: Text {
        en: "session token to use instead of a login",
        es: "token de sesión que se usa en lugar de iniciar sesión",
    },
};
