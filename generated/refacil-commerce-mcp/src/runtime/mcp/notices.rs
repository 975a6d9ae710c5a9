//! What is stricter here than in more trusting servers, each with the setting that restores service.

use crate::runtime::core::confirmation;
use crate::runtime::core::spec::{Api, Language, Nature};
use crate::runtime::core::words::{Said, say};

use super::catalog::Hidden;
use super::config;
use super::listen::Listen;
use super::principals::rights::Right;
use super::server::Server;
use super::variables;

/// What HTTP mode says at its start.
pub(super) fn http(api: &Api, listen: &Listen) {
    let (host, token) = (variables::HOST.full_name(api), variables::MCP_TOKEN.full_name(api));
    if listen.is_loopback() {
        let text = say(
            "only this machine can connect; {}=0.0.0.0 with {} opens the server to others",
            &[&host, &token],
        );
        tracing::info!("{}", text.in_language(api.language));
    }
    let guessable = listen.guessable_tokens().join(", ");
    if !guessable.is_empty() {
        let text =
            say("tokens that can be guessed, which would be refused outside this machine: {}", &[&guessable]);
        warn(api.language, &text);
    }
    let money = listen.tokens.all.iter().any(|token| token.rights.has(Right::Money));
    if !money {
        let text = say(
            "dangerous tools are refused over HTTP: no token has the right money ({} with {}=read,write,money gives it)",
            &[&token, &variables::MCP_TOKEN_RIGHTS.full_name(api)],
        );
        warn(api.language, &text);
    }
}

/// What is said of a tool that is not listed.
pub(super) fn hidden(api: &Api, hidden: &Hidden) {
    let missing = hidden.missing.join(", ");
    warn(api.language, &say("{} is not offered: set {} to have it", &[&hidden.operation.tool, &missing]));
}

/// Variables that count as not set.
pub(super) fn unfilled(server: &Server) {
    if !server.config.unfilled.is_empty() {
        warn(server.api.language, &config::not_filled(&server.config.unfilled));
    }
}

/// What was found at the start, and does not keep the server from running.
pub(super) fn warnings(server: &Server) {
    server.config.warnings.iter().for_each(|text| warn(server.api.language, text));
}

/// Whose session is used, where no credentials are configured. The profile that the tool of the same API has in use is
/// not asked for: what somebody types elsewhere must not change whose money moves here.
pub(super) fn kept(server: &Server) {
    let Some(kept) = &server.config.kept else { return };
    let text = say(
        "uses the session of profile {} in {} that is kept on this machine",
        &[&kept.profile, &server.config.target.environment.name],
    );
    tracing::info!("{}", text.in_language(server.api.language));
}

/// What is said of dangerous tools.
pub(super) fn dangerous(server: &Server) {
    let api = server.api;
    let listed = server.catalog.listed().iter();
    let dangerous = listed
        .filter(|operation| confirmation::is_needed(operation) && operation.nature != Nature::Callback)
        .count();
    if dangerous == 0 {
        return;
    }
    let name = variables::ALLOW_DANGEROUS.full_name(api);
    let allowed: Vec<_> = server.config.allowed.iter().copied().collect();
    let text = if allowed.is_empty() {
        say(
            "{} dangerous tools ask a person first; {}=<operation>,... lets named ones run unasked",
            &[&dangerous, &name],
        )
    } else {
        say("run without asking a person ({}): {}", &[&name, &allowed.join(", ")])
    };
    warn(api.language, &text);
}

fn warn(language: Language, text: &Said) {
    tracing::warn!("{}", text.in_language(language));
}
