//! Those on whose behalf calls are made. Each has its own rights, credentials, sessions and place in the audit log: what one
//! does, another neither sees nor uses.

pub(super) mod file;
pub(super) mod rights;
mod strength;
pub(super) mod token;

use std::sync::Arc;

use secrecy::SecretString;

use crate::runtime::core::audit::{AuditLog, Who};
use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::spec::Api;

use self::rights::Rights;
use self::token::{Identity, OWN};
use super::clean::Scrubbers;
use super::config::Config;
use super::kept::Kept;
use super::results::Results;
use super::sessions::Sessions;

/// Whoever calls.
#[derive(Debug)]
pub(super) struct Principal {
    /// The name in logs and in the audit.
    pub(super) name: String,
    /// Whose credentials it uses: the server's own, or those of an account in the file of tokens.
    pub(super) account: String,
    /// What it may do.
    pub(super) rights: Rights,
    /// It came with a token of this server.
    pub(super) shows_token: bool,
    /// Login fields and settings.
    pub(super) credentials: Credentials,
    /// A session token that it brought, or that the operator got elsewhere.
    pub(super) given: Option<SecretString>,
    /// The session on this machine that it uses; none for whoever has credentials.
    pub(super) kept: Option<Arc<Kept>>,
    /// The record of its mutations.
    pub(super) audit: AuditLog,
    /// Its sessions.
    pub(super) sessions: Sessions,
    /// What came of its changes.
    pub(super) results: Results,
    /// Takes secrets out of its answers.
    pub(super) scrubbers: Scrubbers,
}

impl Principal {
    /// The one client of standard input and output: whoever started the server.
    pub(super) fn at_this_machine(api: &Api, config: &Config) -> Arc<Self> {
        let identity = Identity {
            name: "stdio".to_owned(),
            client: "stdio".to_owned(),
            rights: Rights::all(),
            shows_token: false,
            account: OWN.to_owned(),
            credentials: None,
            session: None,
        };
        Self::new(api, config, identity)
    }

    /// The principal that an identity stands for.
    pub(super) fn new(api: &Api, config: &Config, identity: Identity) -> Arc<Self> {
        let who = Who { app: api.app.to_owned(), principal: identity.name.clone() };
        // An account of its own never falls back to the operator's session.
        let given = match (&identity.session, &identity.credentials) {
            (Some(session), _) => Some(session.clone()),
            (None, Some(_)) => None,
            (None, None) => config.given.clone(),
        };
        // What is kept on this machine is the operator's, and so is the server's own account.
        let own = identity.session.is_none() && identity.credentials.is_none();
        Arc::new(Self {
            kept: config.kept.clone().filter(|_| own),
            name: identity.name,
            account: identity.account,
            rights: identity.rights,
            shows_token: identity.shows_token,
            credentials: identity.credentials.unwrap_or_else(|| config.credentials.clone()),
            given,
            audit: AuditLog::new(config.places.audit.clone(), who),
            sessions: Sessions::default(),
            results: Results::default(),
            scrubbers: Scrubbers::default(),
        })
    }
}
