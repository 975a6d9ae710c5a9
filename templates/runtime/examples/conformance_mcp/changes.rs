//! Streams of clients that want to know when a list changes, and the tools that change one.

use std::sync::{Mutex, PoisonError};

use rmcp::model::{CallToolResult, ContentBlock};
use rmcp::service::{SubscriptionContext, SubscriptionSink};

static STREAMS: Mutex<Vec<SubscriptionSink>> = Mutex::new(Vec::new());

/// Keeps the stream open until its client ends it.
pub async fn listen(context: SubscriptionContext) {
    streams().push(context.sink().clone());
    context.cancelled().await;
    streams().retain(|stream| stream.id() != context.sink().id());
}

/// What the tool of that name does.
pub async fn call(name: &str) -> Option<CallToolResult> {
    let open: Vec<SubscriptionSink> = streams().clone();
    for stream in open {
        // Who did not ask for this list is not told.
        let told = match name {
            "test_trigger_tool_change" => stream.notify_tool_list_changed().await,
            "test_trigger_prompt_change" => stream.notify_prompt_list_changed().await,
            _ => return None,
        };
        drop(told);
    }
    let known = matches!(name, "test_trigger_tool_change" | "test_trigger_prompt_change");
    known.then(|| CallToolResult::success(vec![ContentBlock::text("changed")]))
}

fn streams() -> std::sync::MutexGuard<'static, Vec<SubscriptionSink>> {
    STREAMS.lock().unwrap_or_else(PoisonError::into_inner)
}
