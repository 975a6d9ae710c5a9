//! The small API of the tests as an MCP server, with the tools, resources and prompts that the conformance suite of the
//! protocol's makers calls: all that transports, sessions and lists do is the server's own.

mod asking;
mod changes;
mod content;
mod prompts;
mod resources;
mod rounds;
mod sealed;
#[path = "../../tests/shop/mod.rs"]
mod shop;
mod tools;

use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use codegen_runtime::runtime::mcp::{Handler, run_with};
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, GetPromptRequestParams,
    GetPromptResponse, ListPromptsResult, ListResourceTemplatesResult, ListResourcesResult, ListToolsResult,
    PaginatedRequestParams, ProtocolVersion, ReadResourceRequestParams, ReadResourceResponse, ServerConfig,
    SetLevelRequestMethod, SubscribeRequestParams, SubscriptionFilter, Tool, UnsubscribeRequestParams,
};
use rmcp::service::{RequestContext, SubscriptionContext};
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::{Value, json};

use crate::rounds::Rounds;

fn main() -> ExitCode {
    let rounds = Arc::new(Rounds::new());
    run_with(&shop::API, move |own| Fixtures {
        own,
        rounds: Arc::clone(&rounds),
        level: Arc::new(Mutex::new("debug".into())),
    })
}

/// The server's own answers, and before them those of the suite.
#[derive(Clone)]
struct Fixtures {
    own: Handler,
    rounds: Arc<Rounds>,
    /// What a client of the older era wants to read of the log.
    level: Arc<Mutex<String>>,
}

fn is_modern(context: &RequestContext<RoleServer>) -> bool {
    context
        .protocol_version()
        .is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str())
}

impl ServerHandler for Fixtures {
    fn get_info(&self) -> ServerConfig {
        let mut info = self.own.get_info();
        let mut capabilities = json!(info.capabilities);
        for (name, more) in [
            ("logging", json!({})),
            ("tools", json!({"listChanged": true})),
            ("prompts", json!({"listChanged": true})),
            ("resources", json!({"subscribe": true})),
        ] {
            capabilities[name] = more;
        }
        if let Ok(capabilities) = serde_json::from_value(capabilities) {
            info.capabilities = capabilities;
        }
        info
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::all().into_iter().find(|tool| tool.name == name)
    }

    async fn list_tools(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut list = self.own.list_tools(request, context).await?;
        list.tools.extend(tools::all());
        Ok(list)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let name = request.name.clone();
        if let Some(result) = content::of_tool(&name) {
            return Ok(result.into());
        }
        if let Some(outcome) = self.rounds.call(&request, &context) {
            return outcome;
        }
        let arguments = Value::Object(request.arguments.clone().unwrap_or_default());
        let level = self.level.lock().map(|level| level.clone()).unwrap_or_default();
        if let Some(outcome) = asking::call(&name, &arguments, &level, &context).await {
            return outcome.map(Into::into);
        }
        if let Some(result) = changes::call(&name).await {
            return Ok(result.into());
        }
        self.own.call_tool(request, context).await
    }

    async fn list_prompts(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let mut list = self.own.list_prompts(request, context).await?;
        list.prompts.extend(prompts::all());
        Ok(list)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        if let Some(prompt) = prompts::get(&request) {
            return prompt;
        }
        self.own.get_prompt(request, context).await
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        self.own.complete(request, context).await
    }

    async fn list_resources(
        &self,
        request: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let mut list = self.own.list_resources(request, context).await?;
        list.resources.extend(resources::all());
        Ok(list)
    }

    async fn list_resource_templates(
        &self,
        _request: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(vec![resources::template()]))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        if let Some(result) = resources::read(&request.uri) {
            return Ok(result.into());
        }
        self.own.read_resource(request, context).await
    }

    async fn subscribe(
        &self,
        _request: SubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn unsubscribe(
        &self,
        _request: UnsubscribeRequestParams,
        _context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    #[expect(deprecated, reason = "the older era still has it, and the suite tries it")]
    async fn set_level(
        &self,
        request: rmcp::model::SetLevelRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        // The newer era names the level in each request.
        if is_modern(&context) {
            return Err(ErrorData::method_not_found::<SetLevelRequestMethod>());
        }
        if let (Ok(mut level), Some(wanted)) = (self.level.lock(), json!(request.level).as_str()) {
            wanted.clone_into(&mut level);
        }
        Ok(())
    }

    fn accepted_subscription_filter(&self, requested: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(requested.clone())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        changes::listen(context).await;
        Ok(())
    }
}
