//! The server itself: what both transports share, and how an operation is called.

use std::sync::{Arc, OnceLock};

use rmcp::RoleServer;
use rmcp::model::{CallToolRequestParams, CallToolResponse, CallToolResult, ServerConfig};
use rmcp::service::RequestContext;
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::runtime::core::call::Call;
use crate::runtime::core::confirmation;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::spec::{Api, Nature, Operation};
use crate::runtime::core::validate::Problem;
use crate::runtime::core::words::say;

use super::addresses;
use super::answers::{self, Form};
use super::callback;
use super::calls;
use super::catalog::Catalog;
use super::claim;
use super::config::Config;
use super::confirm::{self, Decision};
use super::library;
use super::principals::Principal;
use super::rests::Rests;
use super::seal::Seals;
use super::surface::Names;
use super::transport::{Route, Transport};

/// Everything that calls share.
#[derive(Debug)]
pub(super) struct Server {
    /// The API.
    pub(super) api: &'static Api,
    /// What the operator configured.
    pub(super) config: Config,
    /// The tools.
    pub(super) catalog: Catalog,
    /// What it says of itself, made when it is first asked: without sessions every request asks.
    pub(super) introduction: OnceLock<ServerConfig>,
    /// The way to the API.
    pub(super) transport: Transport,
    /// Confirmations that clients bring back.
    pub(super) seals: Seals,
    /// Accounts that must not log in for a while.
    pub(super) rests: Rests,
    /// Calls that are under way.
    pub(super) tasks: TaskTracker,
    /// Cancelled when the server stops.
    pub(super) stop: CancellationToken,
}

impl Server {
    /// A server that has not yet used the network.
    pub(super) fn new(api: &'static Api, config: Config) -> Arc<Self> {
        let route = if config.target.is_local() { Route::Local } else { Route::Network };
        Arc::new(Self {
            api,
            catalog: Catalog::new(api, &config.credentials, &config.selection),
            introduction: OnceLock::new(),
            transport: Transport::new(route),
            seals: Seals::new(),
            rests: Rests::default(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            config,
        })
    }

    /// Stops what was not yet sent, and waits for mutations that are under way.
    pub(super) async fn finish(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// The page of the documentation at that address.
    pub(super) fn page(&self, uri: &str) -> Option<String> {
        let earlier = || {
            let published = self.config.selection.names == Names::Published;
            published.then(|| addresses::read(&self.catalog, uri)).flatten()
        };
        library::read(&self.catalog, uri).or_else(earlier)
    }

    /// Calls an operation: checks the caller's rights, what was paid before, and a person's yes, then sends it.
    ///
    /// # Errors
    /// It is refused, or the API refused it, or nobody knows what became of it.
    pub(super) async fn call(
        self: &Arc<Self>,
        principal: &Arc<Principal>,
        operation: &'static Operation,
        params: &CallToolRequestParams,
        context: &RequestContext<RoleServer>,
        form: Form,
    ) -> Result<CallToolResponse, Failure> {
        let mut arguments = params.arguments.clone().unwrap_or_default();
        principal.rights.check(operation, &arguments, self.api)?;
        match operation.nature {
            Nature::Callback => {
                return Ok(Box::pin(callback::answer(self, operation, &arguments, form)).await.into());
            }
            Nature::Login => {
                return Box::pin(self.log_in(principal, operation, &arguments, form)).await.map(Into::into);
            }
            Nature::Call | Nature::Token => {}
        }
        let again = claim::taken(operation, &mut arguments)?;
        let target = self.config.target.clone();
        let call = Call::new(self.api, operation, target, arguments, principal.credentials.clone())?;
        call.check_settings()?;
        let earlier = claim::check(self, principal, &call, again)?;
        if confirmation::is_needed(operation) && !self.config.allowed.contains(operation.id) {
            match Box::pin(confirm::decide(self, principal, &call, earlier.as_ref(), params, context)).await?
            {
                Decision::Confirmed => {}
                Decision::Ask(question) => return Ok((*question).into()),
            }
        }
        if let Some(approvals) = self.config.approvals.as_ref().filter(|_| confirmation::is_needed(operation))
        {
            Box::pin(approvals.wait(self.api.app, principal, &call, &self.stop, &context.ct)).await?;
        }
        let success = calls::run(self, principal, call, again, &context.ct).await?;
        Ok(match operation.nature {
            Nature::Token => token_issued(operation, &success.body, form),
            _ => answers::success(operation, success, form),
        }
        .into())
    }

    /// Logs in with the configured credentials; those of a caller are not taken.
    async fn log_in(
        self: &Arc<Self>,
        principal: &Arc<Principal>,
        operation: &'static Operation,
        arguments: &Map<String, Value>,
        form: Form,
    ) -> Result<CallToolResult, Failure> {
        let problems: Vec<_> = arguments
            .keys()
            .map(|name| Problem {
                path: name.clone(),
                message: "is not taken: the credentials are configured by the operator".into(),
            })
            .collect();
        if !problems.is_empty() {
            return Err(Failure::invalid(problems));
        }
        let session = calls::session(self, principal, None).await?;
        let end = session.stated_expiry().map(|end| end.to_string());
        let content = json!({"state": "logged-in", "expires_at": end});
        let line = match end {
            Some(end) => say("{}: logged in until {}.", &[&operation.tool, &end]),
            None => say("{}: logged in.", &[&operation.tool]),
        };
        Ok(answers::plain(&line, content, form))
    }
}

/// The token itself stays here: state and expiry are all that a client needs to know.
fn token_issued(operation: &Operation, body: &Value, form: Form) -> CallToolResult {
    let content = json!({"state": "issued", "expires": expiry(body)});
    let line = say(
        "{}: the API gave a token. Tools that need one fetch their own for each call.",
        &[&operation.tool],
    );
    answers::plain(&line, content, form)
}

/// The first short field whose name speaks of expiry.
fn expiry(body: &Value) -> Option<&Value> {
    match body {
        Value::Object(map) => map
            .iter()
            .find(|(name, value)| name.to_lowercase().contains("expir") && is_short(value))
            .map(|(_, value)| value)
            .or_else(|| map.values().find_map(expiry)),
        Value::Array(list) => list.iter().find_map(expiry),
        _ => None,
    }
}

fn is_short(value: &Value) -> bool {
    value.is_number() || value.as_str().is_some_and(|text| text.len() <= 40 && text.is_ascii())
}
