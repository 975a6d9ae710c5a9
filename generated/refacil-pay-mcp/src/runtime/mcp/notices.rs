//! The breaks with servers that were more trusting, each with the setting that restores service.

use crate::runtime::core::confirmation;
use crate::runtime::core::spec::{Api, Nature};

use super::catalog::Hidden;
use super::listen::Listen;
use super::server::Server;
use super::variables;
use super::words::either;

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
        if listen.has_guessable_token(api) {
            tracing::warn!(
                "{}",
                either(
                    api.language,
                    format!("{token} can be guessed; outside this machine it would be refused"),
                    format!("{token} se puede adivinar; fuera de esta máquina sería rechazado"),
                )
            );
        }
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
