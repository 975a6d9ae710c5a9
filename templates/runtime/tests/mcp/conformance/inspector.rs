//! The inspector, which reads the list as strictly as the strictest model.

use serde_json::Value;

use super::{program, text};
use crate::api::FakeApi;
use crate::client::HttpServer;

const SCRIPT: &str = "clients/launcher/build/index.js";
const ERAS: [&str; 3] = ["modern", "legacy", "auto"];

/// What it says about the list of the server.
fn listed(server: &HttpServer, era: &str) -> Option<String> {
    let mut inspector = program("@modelcontextprotocol/inspector", SCRIPT)?;
    let url = format!("{}/mcp", server.url);
    inspector.args(["--cli", &url, "--transport", "http", "--strict", "--protocol-era", era]);
    let output = inspector.args(["--method", "tools/list"]).output().expect("it runs");
    let text = text(&output);
    assert!(output.status.success(), "{era}: {text}");
    Some(text)
}

#[test]
fn the_inspector_warns_of_nothing_in_any_era() {
    for (surface, tool) in [("operations", "pay_out"), ("routes", "pay_out"), ("search", "search_operations")]
    {
        let api = FakeApi::usual();
        let server = HttpServer::start(&api, &[("SHOP_MCP_SURFACE", surface)]);
        for era in ERAS {
            let Some(text) = listed(&server, era) else { return };
            assert!(text.contains(&format!("\"{tool}\"")), "{surface} {era}: {text}");
            // Nothing but the list is said.
            let list: Result<Value, _> = serde_json::from_str(&text);
            assert!(list.is_ok(), "{surface} {era}: {text}");
        }
    }
}
