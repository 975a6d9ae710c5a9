//! The breaks with servers that were more trusting, each with the setting that restores service.

use crate::runtime::core::confirmation;
use crate::runtime::core::spec::{Api, Nature};
use crate::runtime::core::words::either;

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
        tracing::info!(
            "{}",
            either(
                api.language,
                format!(
                    "only this machine can connect; {host}=0.0.0.0 with {token} opens the server to others"
                ),
                format!(
                    "solo esta máquina puede conectarse; {host}=0.0.0.0 con {token} abre el servidor a otras"
                ),
            )
        );
    }
    let guessable = listen.guessable_tokens().join(", ");
    if !guessable.is_empty() {
        tracing::warn!(
            "{}",
            either(
                api.language,
                format!(
                    "tokens that can be guessed, which would be refused outside this machine: {guessable}"
                ),
                format!(
                    "tokens que se pueden adivinar, y que fuera de esta máquina serían rechazados: {guessable}"
                ),
            )
        );
    }
    let money = listen.tokens.all.iter().any(|token| token.rights.has(Right::Money));
    if !money {
        let (token, rights) =
            (variables::MCP_TOKEN.full_name(api), variables::MCP_TOKEN_RIGHTS.full_name(api));
        tracing::warn!(
            "{}",
            either(
                api.language,
                format!(
                    "dangerous tools are refused over HTTP: no token has the right money ({token} with {rights}=read,write,money gives it)"
                ),
                format!(
                    "las herramientas peligrosas se rechazan por HTTP: ningún token tiene el derecho money ({token} con {rights}=read,write,money lo da)"
                ),
            )
        );
    }
}

/// What is said of a tool that is not listed.
pub(super) fn hidden(api: &Api, hidden: &Hidden) {
    let (tool, missing) = (hidden.operation.tool, hidden.missing.join(", "));
    tracing::warn!(
        "{}",
        either(
            api.language,
            format!("{tool} is not offered: set {missing} to have it"),
            format!("{tool} no se ofrece: defina {missing} para tenerla"),
        )
    );
}

/// Variables that count as not set.
pub(super) fn unfilled(server: &Server) {
    if !server.config.unfilled.is_empty() {
        tracing::warn!("{}", config::not_filled(server.api, &server.config.unfilled));
    }
}

/// Whose session is used, where no credentials are configured. The profile that the tool of the same API has in use is
/// not asked for: what somebody types elsewhere must not change whose money moves here.
pub(super) fn kept(server: &Server) {
    let Some(kept) = &server.config.kept else { return };
    let (profile, environment) = (&kept.profile, server.config.target.environment.name);
    tracing::info!(
        "{}",
        either(
            server.api.language,
            format!("uses the session of profile {profile} in {environment} that is kept on this machine"),
            format!("usa la sesión del perfil {profile} en {environment} guardada en esta máquina"),
        )
    );
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
        either(
            api.language,
            format!(
                "{dangerous} dangerous tools ask a person first; {name}=<operation>,... lets named ones run unasked"
            ),
            format!(
                "{dangerous} herramientas peligrosas preguntan antes a una persona; {name}=<operación>,... permite las nombradas"
            ),
        )
    } else {
        let allowed = allowed.join(", ");
        either(
            api.language,
            format!("run without asking a person ({name}): {allowed}"),
            format!("corren sin preguntar a una persona ({name}): {allowed}"),
        )
    };
    tracing::warn!("{text}");
}
