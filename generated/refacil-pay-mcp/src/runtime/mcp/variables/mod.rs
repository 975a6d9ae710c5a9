//! Every environment variable of a server, declared once: reading, help, start errors and README use this table.
//!
//! The generator compiles this file as well, so it names nothing else of the runtime.

mod care;
mod offer;
mod service;
mod target;

pub(super) use care::{
    ALLOW_DANGEROUS, APPROVAL_SECONDS, AUDIT_PATH, ENV_FILE, ENVIRONMENT, LOG_FORMAT, LOG_LEVEL, POLICY,
    STATE_PATH,
};
pub(super) use offer::{EXCLUDE_TOOLS, NAMES, READ_ONLY, SURFACE, TOOLS, TOOLSET};
pub(super) use service::{
    ALLOWED_HOSTS, HOST, MCP_MODE, MCP_TOKEN, MCP_TOKEN_RIGHTS, MCP_TOKENS_FILE, PORT, RATE_LIMIT, SESSIONS,
};
pub(super) use target::{ACCESS_TOKEN, AUTH_ENDPOINT, BASE_URL, ENV, PROFILE, TOKEN_CACHE_TTL};

/// One variable.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variable {
    /// Name without the application's prefix.
    pub(super) name: &'static str,
    /// Without it the variable says nothing.
    pub(super) needs: Needs,
    /// Value when it is not set, for help.
    pub(super) default: &'static str,
    /// Never shown; `NAME_FILE` may name a file that holds it.
    pub(super) secret: bool,
    /// What it does.
    pub(super) about: &'static str,
}

/// What an API must have for a variable to say anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Every server reads it.
    Nothing,
    /// Sessions of any kind.
    Sessions,
    /// A login with credentials.
    Login,
    /// Sessions whose token no setting of the API holds.
    Token,
}

/// What an API has of that which some variables are about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Has {
    /// Sessions of any kind.
    pub(super) sessions: bool,
    /// A login with credentials.
    pub(super) login: bool,
    /// A setting of its own under the name of [`ACCESS_TOKEN`].
    pub(super) own_token: bool,
}

impl Has {
    /// Whether the variable for the token of a session says something.
    pub(super) const fn token(self) -> bool {
        self.sessions && !self.own_token
    }

    const fn meets(self, needs: Needs) -> bool {
        match needs {
            Needs::Nothing => true,
            Needs::Sessions => self.sessions,
            Needs::Login => self.login,
            Needs::Token => self.token(),
        }
    }
}

/// Those of the server itself that say something to an API that has so much, in the order of the help.
pub(super) fn general(has: Has) -> impl Iterator<Item = &'static Variable> {
    GENERAL.iter().filter(move |variable| has.meets(variable.needs))
}

/// Those of the server itself, over any transport.
pub(super) const GENERAL: &[Variable] = &[
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
];

/// Those of HTTP mode.
pub(super) const OVER_HTTP: &[Variable] =
    &[HOST, PORT, ALLOWED_HOSTS, MCP_TOKEN, MCP_TOKEN_RIGHTS, MCP_TOKENS_FILE, RATE_LIMIT, SESSIONS];
