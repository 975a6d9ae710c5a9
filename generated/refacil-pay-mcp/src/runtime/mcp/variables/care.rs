//! What keeps money and records safe, and what is logged.

use super::{Needs, Variable};

/// A file of variables.
pub(in super::super) const ENV_FILE: Variable = Variable {
    name: "ENV_FILE",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "file of lines NAME=value; without it a .env of the working folder sets ENVIRONMENT, PORT and TOKEN_CACHE_TTL only",
};
/// How much is logged.
pub(in super::super) const ENVIRONMENT: Variable = Variable {
    name: "ENVIRONMENT",
    needs: Needs::Nothing,
    default: "development",
    secret: false,
    about: "production logs less; anything else logs more",
};
/// How much is logged, whatever [`ENVIRONMENT`] says.
pub(in super::super) const LOG_LEVEL: Variable = Variable {
    name: "LOG_LEVEL",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "debug, info, warn or error; otherwise as ENVIRONMENT says",
};
/// How log lines look.
pub(in super::super) const LOG_FORMAT: Variable = Variable {
    name: "LOG_FORMAT",
    needs: Needs::Nothing,
    default: "text",
    secret: false,
    about: "text, or json for one object a line, also of what keeps the server from starting",
};
/// Dangerous operations that need no person.
pub(in super::super) const ALLOW_DANGEROUS: Variable = Variable {
    name: "ALLOW_DANGEROUS",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "dangerous operations, by id or tool name and separated by commas, that run without asking a person",
};
/// Where mutations are recorded.
pub(in super::super) const AUDIT_PATH: Variable = Variable {
    name: "AUDIT_PATH",
    needs: Needs::Nothing,
    default: "~/.{app}/audit.log",
    secret: false,
    about: "file in which every call that changes something is recorded; stderr sends the entries to standard error, each a line that begins with {\"audit\":",
};
/// The second factor.
pub(in super::super) const APPROVAL_SECONDS: Variable = Variable {
    name: "APPROVAL_SECONDS",
    needs: Needs::Nothing,
    default: "",
    secret: false,
    about: "when set, every dangerous call also waits up to this many seconds for the operator to run the server's command approve",
};
/// Where state is kept.
pub(in super::super) const STATE_PATH: Variable = Variable {
    name: "STATE_PATH",
    needs: Needs::Nothing,
    default: "~/.{app}",
    secret: false,
    about: "folder for what must outlive the server: dangerous calls with their amounts, and refused logins",
};
/// Limits on money.
pub(in super::super) const POLICY: Variable = Variable {
    name: "POLICY",
    needs: Needs::Nothing,
    default: "~/.config/{app}/policy.json",
    secret: false,
    about: "JSON file that limits dangerous tools: amounts for each call and day, recipients, operations",
};
