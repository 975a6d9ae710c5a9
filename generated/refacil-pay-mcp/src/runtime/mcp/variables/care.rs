//! What keeps money and records safe, and what is logged.

use super::super::words::Text;
use super::Variable;

/// A file of variables.
pub(in super::super) const ENV_FILE: Variable = Variable {
    name: "ENV_FILE",
    default: "",
    secret: false,
    about: Text {
        en: "file of lines NAME=value; without it a .env of the working folder sets ENVIRONMENT, PORT and TOKEN_CACHE_TTL only",
        es: "archivo con líneas NOMBRE=valor; sin él, un .env de la carpeta de trabajo solo define ENVIRONMENT, PORT y TOKEN_CACHE_TTL",
    },
};
/// How much is logged.
pub(in super::super) const ENVIRONMENT: Variable = Variable {
    name: "ENVIRONMENT",
    default: "development",
    secret: false,
    about: Text {
        en: "production logs less; anything else logs more",
        es: "production registra menos; cualquier otro valor, más",
    },
};
/// How much is logged, whatever [`ENVIRONMENT`] says.
pub(in super::super) const LOG_LEVEL: Variable = Variable {
    name: "LOG_LEVEL",
    default: "",
    secret: false,
    about: Text {
        en: "debug, info, warn or error; otherwise as ENVIRONMENT says",
        es: "debug, info, warn o error; si no, según ENVIRONMENT",
    },
};
/// How log lines look.
pub(in super::super) const LOG_FORMAT: Variable = Variable {
    name: "LOG_FORMAT",
    default: "text",
    secret: false,
    about: Text { en: "text, or json for one object a line", es: "text, o json para un objeto por línea" },
};
/// Dangerous operations that need no person.
pub(in super::super) const ALLOW_DANGEROUS: Variable = Variable {
    name: "ALLOW_DANGEROUS",
    default: "",
    secret: false,
    about: Text {
        en: "dangerous operations, by id or tool name and separated by commas, that run without asking a person",
        es: "operaciones peligrosas, por id o nombre y separadas por comas, que corren sin preguntar a una persona",
    },
};
/// Where mutations are recorded.
pub(in super::super) const AUDIT_PATH: Variable = Variable {
    name: "AUDIT_PATH",
    default: "~/.{app}/audit.log",
    secret: false,
    about: Text {
        en: "file in which every call that changes something is recorded",
        es: "archivo donde se registra toda llamada que cambia algo",
    },
};
/// The second factor.
pub(in super::super) const APPROVAL_SECONDS: Variable = Variable {
    name: "APPROVAL_SECONDS",
    default: "",
    secret: false,
    about: Text {
        en: "when set, every dangerous call also waits so many seconds until the operator runs the server's command approve",
        es: "si se define, toda llamada peligrosa espera además esos segundos hasta que el operador ejecute el comando approve del servidor",
    },
};
/// Where state is kept.
pub(in super::super) const STATE_PATH: Variable = Variable {
    name: "STATE_PATH",
    default: "~/.{app}",
    secret: false,
    about: Text {
        en: "folder for what must outlive the server: dangerous calls with their amounts, and refused logins",
        es: "carpeta de lo que debe sobrevivir al servidor: llamadas peligrosas con sus montos, y accesos rechazados",
    },
};
/// Limits on money.
pub(in super::super) const POLICY: Variable = Variable {
    name: "POLICY",
    default: "~/.config/{app}/policy.json",
    secret: false,
    about: Text {
        en: "JSON file that limits dangerous tools: amounts for each call and day, recipients, operations",
        es: "archivo JSON que limita las herramientas peligrosas: montos por llamada y por día, destinatarios, operaciones",
    },
};
