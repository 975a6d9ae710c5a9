//! What answers the requests of one connection.

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, CustomRequest,
    CustomResult, DiscoverResult, ErrorCode, GetPromptRequestParams, GetPromptResponse, ListPromptsResult,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ProtocolVersion, ReadResourceRequestParams,
    ReadResourceResponse, ReadResourceResult, ResourceContents, ServerConfig,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::json;

use crate::runtime::core::failure::Failure;
use crate::runtime::core::spec::{Language, Operation};
use crate::runtime::core::text::visible_capped;
use crate::runtime::core::words::{Said, say};

use super::answers::{self, Form};
use super::catalog::{Resolved, Unresolved};
use super::instructions;
use super::library;
use super::params;
use super::principals::Principal;
use super::prompts;
use super::published;
use super::results;
use super::server::Server;
use super::surface::Names;

/// Makes what clients speak to out of the server's own handler.
pub(super) type Wrap<S> = Arc<dyn Fn(Handler) -> S + Send + Sync>;

/// The server as one connection sees it. A program that adds tools, resources or prompts of its own wraps it in another
/// [`ServerHandler`] and passes on what it does not answer itself: see [`run_with`](super::run_with).
#[derive(Debug, Clone)]
pub struct Handler {
    /// What all share.
    pub(super) server: Arc<Server>,
    /// Who speaks here.
    pub(super) principal: Arc<Principal>,
}

impl ServerHandler for Handler {
    fn get_info(&self) -> ServerConfig {
        self.server.introduction.get_or_init(|| instructions::introduction(&self.server.catalog)).clone()
    }

    async fn list_tools(
        &self,
        _request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut list = ListToolsResult::with_all_items(self.server.catalog.tools().to_vec());
        list.ttl_ms = freshness(&context);
        Ok(list)
    }

    async fn call_tool(
        &self,
        mut request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let published = self.server.config.selection.names == Names::Published;
        // The published envelope is made of structured content.
        let language = self.server.api.language;
        let form = if published {
            Form::structured(language)
        } else {
            Form::of(context.protocol_version().as_ref(), language)
        };
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
            Err(Unresolved::NoTool(meant)) => return Err(no_tool(language, &request.name, meant)),
        };
        // The library copies its own future around, one for all methods and as large as the largest of them.
        let outcome = Box::pin(self.server.call(&self.principal, operation, &request, &context, form)).await;
        let outcome =
            outcome.map_err(|failure| self.server.config.places.without_paths(self.server.api, failure));
        log(operation, &self.principal.name, &outcome);
        let response = outcome.unwrap_or_else(|failure| {
            answers::failure(&self.server.catalog, operation, &failure, form).into()
        });
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
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let mut list = ListPromptsResult::with_all_items(prompts::list(&self.server.catalog));
        list.ttl_ms = freshness(&context);
        Ok(list)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let given = request.arguments.unwrap_or_default();
        let prompt = prompts::get(&self.server.catalog, &request.name, &given);
        let refused = |why: Said| ErrorData::invalid_params(why.in_language(self.server.api.language), None);
        prompt.map(Into::into).map_err(refused)
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
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let mut list = library::list(&self.server.catalog);
        list.push(results::resource(self.server.api));
        let mut list = ListResourcesResult::with_all_items(list);
        list.ttl_ms = freshness(&context);
        Ok(list)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        if let Some(text) = self.principal.results.read(self.server.api, &request.uri) {
            let contents = ResourceContents::text(text, request.uri).with_mime_type(results::MIME);
            return Ok(ReadResourceResult::new(vec![contents]).into());
        }
        let Some(text) = self.server.page(&request.uri) else {
            let uri = visible_capped(&request.uri, 200);
            let data = json!({"uri": request.uri});
            let message = say("there is no resource {}", &[&format!("\"{uri}\"")]);
            let message = message.in_language(self.server.api.language);
            return Err(ErrorData::resource_not_found(message, Some(data)));
        };
        let contents = ResourceContents::text(text, request.uri).with_mime_type(library::MARKDOWN);
        let mut page = ReadResourceResult::new(vec![contents]);
        page.ttl_ms = freshness(&context);
        Ok(page.into())
    }

    async fn discover(&self, _context: RequestContext<RoleServer>) -> Result<DiscoverResult, ErrorData> {
        let versions = self.supported_protocol_versions().into_owned();
        Ok(DiscoverResult::from_server_info(versions, self.get_info()).with_ttl_ms(FRESH))
    }

    /// A known method whose parameters cannot be read is here too: it is not the method that is unknown.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _context: RequestContext<RoleServer>,
    ) -> Result<CustomResult, ErrorData> {
        let method = visible_capped(&request.method, 80);
        let language = self.server.api.language;
        Err(match params::unreadable(&request.method, request.params.as_ref()) {
            Some(message) => ErrorData::invalid_params(message.in_language(language), None),
            None => {
                let message = say("there is no method {}", &[&method]);
                ErrorData::new(ErrorCode::METHOD_NOT_FOUND, message.in_language(language), None)
            }
        })
    }
}

/// How long a client may keep what does not change while the server runs, in milliseconds: the next start may offer other
/// things.
const FRESH: u64 = 5 * 60 * 1_000;

/// Clients of an older era know no such thing.
fn freshness(context: &RequestContext<RoleServer>) -> Option<u64> {
    let version = context.protocol_version()?;
    (version.as_str() >= ProtocolVersion::V_2026_07_28.as_str()).then_some(FRESH)
}

fn no_tool(language: Language, name: &str, meant: Option<String>) -> ErrorData {
    let name = format!("\"{}\"", visible_capped(name, 80));
    let message = say("there is no tool named {}", &[&name]);
    let message = match meant {
        Some(meant) => say("{}; did you mean {}?", &[&message, &meant]),
        None => message,
    };
    ErrorData::invalid_params(message.in_language(language), None)
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
