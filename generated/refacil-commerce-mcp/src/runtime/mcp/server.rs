//! The server itself: what both transports share, and the answers to protocol requests.

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, CompleteRequestParams, CompleteResult,
    GetPromptRequestParams, GetPromptResponse, Implementation, ListPromptsResult, ListResourcesResult,
    ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams, ReadResourceResponse,
    ReadResourceResult, ResourceContents, ServerCapabilities, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Map, Value, json};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::runtime::core::call::Call;
use crate::runtime::core::confirmation;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::spec::{Api, Nature, Operation};
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::validate::Problem;

use super::answers::{self, Form};
use super::callback;
use super::calls;
use super::catalog::{Catalog, Resolved, Unresolved};
use super::claim;
use super::config::Config;
use super::confirm::{self, Decision};
use super::instructions;
use super::library;
use super::principals::{Principal, rights};
use super::prompts;
use super::published;
use super::rests::Rests;
use super::results;
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

    async fn call(
        self: &Arc<Self>,
        principal: &Arc<Principal>,
        operation: &'static Operation,
        params: &CallToolRequestParams,
        context: &RequestContext<RoleServer>,
        form: Form,
    ) -> Result<CallToolResponse, Failure> {
        let mut arguments = params.arguments.clone().unwrap_or_default();
        principal.rights.check(operation, &arguments, &rights::how_to_give(self.api))?;
        match operation.nature {
            Nature::Callback => {
                return Ok(callback::answer(self, operation, &arguments, form).await.into());
            }
            Nature::Login => {
                return self.log_in(principal, operation, &arguments, form).await.map(Into::into);
            }
            Nature::Call | Nature::Token => {}
        }
        let again = claim::taken(operation, &mut arguments)?;
        let target = self.config.target.clone();
        let call = Call::new(self.api, operation, target, arguments, principal.credentials.clone())?;
        call.check_settings()?;
        let earlier = claim::check(self, principal, &call, again)?;
        if confirmation::is_needed(operation) && !self.config.allowed.contains(operation.id) {
            match confirm::decide(self, principal, &call, earlier.as_ref(), params, context).await? {
                Decision::Confirmed => {}
                Decision::Ask(question) => return Ok((*question).into()),
            }
        }
        if let Some(approvals) = self.config.approvals.as_ref().filter(|_| confirmation::is_needed(operation))
        {
            approvals.wait(self.api.app, principal, &call, &self.stop, &context.ct).await?;
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
        &self,
        principal: &Principal,
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
        let session = principal.sessions.get(self, principal, None).await?;
        let end = session.stated_expiry().map(|end| end.to_string());
        let content = json!({"state": "logged-in", "expires_at": end});
        let until = end.map(|end| format!(" until {end}")).unwrap_or_default();
        let line = format!("{}: logged in{until}.", operation.tool);
        Ok(answers::plain(line, content, form))
    }
}

/// The token itself stays here: state and expiry are all that a client needs to know.
fn token_issued(operation: &Operation, body: &Value, form: Form) -> CallToolResult {
    let content = json!({"state": "issued", "expires": expiry(body)});
    let line = format!(
        "{}: the API gave a token. Tools that need one fetch their own for each call.",
        operation.tool
    );
    answers::plain(line, content, form)
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

/// Access to the shared server for each connection.
#[derive(Debug, Clone)]
pub(super) struct Handler {
    /// What all share.
    pub(super) server: Arc<Server>,
    /// Who speaks here.
    pub(super) principal: Arc<Principal>,
}

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        let api = self.server.api;
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_prompts()
            .enable_completions()
            .build();
        let implementation =
            Implementation::new(api.app, api.build.version).with_title(visible_capped(api.title, 80));
        ServerConfig::new(capabilities)
            .with_server_info(implementation)
            .with_instructions(instructions::of(&self.server.catalog))
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.server.catalog.tools().to_vec()))
    }

    async fn call_tool(
        &self,
        mut request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let published = self.server.config.selection.names == Names::Published;
        // The published envelope is made of structured content.
        let form = if published { Form::Structured } else { Form::of(context.protocol_version().as_ref()) };
        let given = request.arguments.take().unwrap_or_default();
        let mut retired = Vec::new();
        let operation = match self.server.catalog.resolve(&request.name, given) {
            Ok(Resolved::Run(operation, mut arguments)) => {
                if published {
                    retired = published::take_retired(self.server.api, operation, &mut arguments);
                }
                request.arguments = Some(arguments);
                operation
            }
            Ok(Resolved::Said(result)) => return Ok(result.into()),
            Err(Unresolved::Refused(failure)) => {
                return Ok(answers::refusal(&request.name, &failure, form).into());
            }
            Err(Unresolved::NoTool(meant)) => return Err(no_tool(&request.name, meant)),
        };
        let outcome = self.server.call(&self.principal, operation, &request, &context, form).await;
        log(operation, &self.principal.name, &outcome);
        let response = outcome.unwrap_or_else(|failure| answers::failure(operation, &failure, form).into());
        Ok(match response {
            CallToolResponse::Complete(result) if published => {
                published::envelope(self.server.api.language, result, &retired).into()
            }
            other => other,
        })
    }

    async fn list_prompts(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult::with_all_items(prompts::list(&self.server.catalog)))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let given = request.arguments.unwrap_or_default();
        let prompt = prompts::get(&self.server.catalog, &request.name, &given);
        prompt.map(Into::into).map_err(|message| ErrorData::invalid_params(message, None))
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        Ok(prompts::complete(&self.server.catalog, &request))
    }

    async fn list_resources(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let mut list = library::list(self.server.api);
        list.push(results::resource(self.server.api));
        Ok(ListResourcesResult::with_all_items(list))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        if let Some(text) = self.principal.results.read(self.server.api, &request.uri) {
            let contents = ResourceContents::text(text, request.uri).with_mime_type(results::MIME);
            return Ok(ReadResourceResult::new(vec![contents]).into());
        }
        let Some(text) = library::read(self.server.api, &request.uri) else {
            let uri = visible_capped(&request.uri, 200);
            let data = json!({"uri": request.uri});
            return Err(ErrorData::resource_not_found(format!("there is no resource {uri:?}"), Some(data)));
        };
        let contents = ResourceContents::text(text, request.uri).with_mime_type(library::MARKDOWN);
        Ok(ReadResourceResult::new(vec![contents]).into())
    }
}

fn no_tool(name: &str, meant: Option<String>) -> ErrorData {
    let name = visible_capped(name, 80);
    let meant = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
    ErrorData::invalid_params(format!("there is no tool named {name:?}{meant}"), None)
}

/// Arguments and answers stay out of the log.
fn log(operation: &Operation, principal: &str, outcome: &Result<CallToolResponse, Failure>) {
    match outcome {
        Ok(CallToolResponse::InputRequired(_)) => {
            tracing::info!(tool = operation.tool, principal, "waits for a person");
        }
        Ok(_) => tracing::info!(tool = operation.tool, principal, "done"),
        Err(failure) => tracing::warn!(
            tool = operation.tool,
            principal,
            exit_code = failure.exit.code(),
            http_status = failure.http_status,
            sent = failure.sent.name(),
            "failed"
        ),
    }
}
