//! Tools that speak to the client while they run: log lines, progress, questions.

use std::time::Duration;

use rmcp::RoleServer;
use rmcp::model::{
    CallToolResult, ClientCapabilities, ContentBlock, ErrorData, ServerNotification, ServerRequest,
};
use rmcp::service::RequestContext;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::is_modern;

type Outcome = Result<CallToolResult, ErrorData>;

/// Levels of the log, the least first.
const LEVELS: &[&str] = &["debug", "info", "notice", "warning", "error", "critical", "alert", "emergency"];
const PAUSE: Duration = Duration::from_millis(50);

/// What the tool of that name does.
pub async fn call(
    name: &str,
    arguments: &Value,
    level: &str,
    context: &RequestContext<RoleServer>,
) -> Option<Outcome> {
    Some(match name {
        "test_tool_with_logging" | "test_logging_tool" => log(level, context).await,
        "test_tool_with_progress" => progress(context).await,
        "test_reconnection" => {
            sleep(PAUSE).await;
            said("Reconnection test completed")
        }
        "test_missing_capability" => needs_sampling(context),
        "test_sampling" => sample(arguments, context).await,
        "test_elicitation" => {
            let properties = json!({
                "username": {"type": "string", "description": "User's response"},
                "email": {"type": "string", "description": "User's email address"},
            });
            let schema =
                json!({"type": "object", "properties": properties, "required": ["username", "email"]});
            elicit(&arguments["message"], &schema, "User response", context).await
        }
        "test_elicitation_sep1034_defaults" => {
            elicit(&json!("Values with defaults"), &defaults(), "Elicitation completed", context).await
        }
        "test_elicitation_sep1330_enums" => {
            elicit(&json!("Choices of every kind"), &choices(), "Elicitation completed", context).await
        }
        _ => return None,
    })
}

fn said(text: impl Into<String>) -> Outcome {
    Ok(CallToolResult::success(vec![ContentBlock::text(text)]))
}

fn failed(text: impl Into<String>) -> Outcome {
    Ok(CallToolResult::error(vec![ContentBlock::text(text)]))
}

/// In the older era a client sets the level once, in the newer one each request names it, else nothing is sent.
async fn log(level: &str, context: &RequestContext<RoleServer>) -> Outcome {
    let named = context.meta.log_level().map(|level| json!(level));
    let level = match &named {
        Some(level) => level.as_str(),
        None if is_modern(context) => None,
        None => Some(level),
    };
    let rank = |level: &str| LEVELS.iter().position(|known| *known == level);
    let wanted = level.is_some_and(|level| rank(level) <= rank("info"));
    for line in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
        if wanted {
            let params = json!({"level": "info", "logger": "conformance", "data": line});
            notify("notifications/message", &params, context).await;
        }
        sleep(PAUSE).await;
    }
    said("Logging test completed")
}

async fn progress(context: &RequestContext<RoleServer>) -> Outcome {
    let token = context.meta.get_progress_token().map(|token| json!(token));
    for done in [0, 50, 100] {
        if let Some(token) = &token {
            let params = json!({"progressToken": token, "progress": done, "total": 100});
            notify("notifications/progress", &params, context).await;
        }
        sleep(PAUSE).await;
    }
    said("Progress test completed")
}

fn needs_sampling(context: &RequestContext<RoleServer>) -> Outcome {
    if context.client_capabilities().is_some_and(|capabilities| capabilities.sampling.is_some()) {
        return said("The client can be asked to sample");
    }
    let mut needed = ClientCapabilities::default();
    needed.sampling = Some(Default::default());
    Err(ErrorData::missing_required_client_capability(needed))
}

async fn sample(arguments: &Value, context: &RequestContext<RoleServer>) -> Outcome {
    let content = json!({"type": "text", "text": arguments["prompt"]});
    let params = json!({"messages": [{"role": "user", "content": content}], "maxTokens": 100});
    match ask("sampling/createMessage", &params, context).await {
        Ok(answer) => said(format!("LLM response: {}", answer["content"])),
        Err(error) => failed(format!("Sampling failed: {error}")),
    }
}

async fn elicit(
    message: &Value,
    schema: &Value,
    label: &str,
    context: &RequestContext<RoleServer>,
) -> Outcome {
    let params = json!({"message": message, "requestedSchema": schema});
    match ask("elicitation/create", &params, context).await {
        Ok(answer) => said(format!("{label}: action={}, content={}", answer["action"], answer["content"])),
        Err(error) => failed(format!("Elicitation failed: {error}")),
    }
}

async fn ask(method: &str, params: &Value, context: &RequestContext<RoleServer>) -> Result<Value, String> {
    // Without a session the server knows nothing of the client, and its answer could not come back.
    let can = context.client_capabilities().unwrap_or_default();
    if can.sampling.is_none() && can.elicitation.is_none() {
        return Err("the client cannot be asked".into());
    }
    let request: ServerRequest = serde_json::from_value(json!({"method": method, "params": params}))
        .map_err(|error| error.to_string())?;
    let answer = context.peer.send_request(request).await.map_err(|error| error.to_string())?;
    Ok(json!(answer))
}

async fn notify(method: &str, params: &Value, context: &RequestContext<RoleServer>) {
    let message = json!({"method": method, "params": params});
    if let Ok(message) = serde_json::from_value::<ServerNotification>(message) {
        // A client that went away wants no more.
        context.peer.send_notification(message).await.ok();
    }
}

fn defaults() -> Value {
    json!({
        "type": "object",
        "properties": {
            "name": {"type": "string", "default": "John Doe"},
            "age": {"type": "integer", "default": 30},
            "score": {"type": "number", "default": 95.5},
            "status": {"type": "string", "enum": ["active", "inactive", "pending"], "default": "active"},
            "verified": {"type": "boolean", "default": true},
        },
    })
}

fn choices() -> Value {
    let titled = json!([
        {"const": "value1", "title": "First"},
        {"const": "value2", "title": "Second"},
        {"const": "value3", "title": "Third"},
    ]);
    let plain = json!(["option1", "option2", "option3"]);
    json!({
        "type": "object",
        "properties": {
            "untitledSingle": {"type": "string", "enum": plain},
            "titledSingle": {"type": "string", "oneOf": titled},
            "legacyEnum": {
                "type": "string",
                "enum": ["opt1", "opt2", "opt3"],
                "enumNames": ["Option One", "Option Two", "Option Three"],
            },
            "untitledMulti": {"type": "array", "items": {"type": "string", "enum": plain}},
            "titledMulti": {"type": "array", "items": {"anyOf": titled}},
        },
    })
}
