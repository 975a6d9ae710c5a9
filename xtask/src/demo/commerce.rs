//! Listing, reading and a refused sale, with the generated MCP server over its standard input.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use miette::{IntoDiagnostic, Result, miette};
use serde_json::{Value, json};

use super::children::Sandbox;
use super::heading;
use crate::workspace::Workspace;

pub fn show(workspace: &Workspace) -> Result<()> {
    heading("The MCP server: tools with their class, a lookup, a sale that is refused");
    let sandbox = Sandbox::start(workspace, "commerce")?;
    let folder = tempfile::tempdir().into_diagnostic()?;
    let mut server = Server::start(workspace, sandbox.url(), folder.path())?;
    server.ask("initialize", json!({
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "demo", "version": "1"},
    }))?;
    server.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))?;
    let tools = server.ask("tools/list", json!({}))?;
    for tool in tools.pointer("/tools").and_then(Value::as_array).into_iter().flatten() {
        println!("  {:<14} {}", class(tool), tool["name"].as_str().unwrap_or_default());
    }
    let found =
        server.ask("tools/call", json!({"name": "search_products", "arguments": {"query": "enel"}}))?;
    println!("{}", serde_json::to_string_pretty(&found["structuredContent"]).into_diagnostic()?);
    let sale = json!({"name": "sell_netflix_pin", "arguments": {
        "amount": 20000, "data": {"cellphone": "3001234567", "email": "ana@example.com"},
    }});
    let refused = server.ask("tools/call", sale)?;
    println!("{}", serde_json::to_string_pretty(&refused).into_diagnostic()?);
    if refused["isError"] != json!(true) {
        return Err(miette!("the sale was not refused"));
    }
    Ok(())
}

fn class(tool: &Value) -> &'static str {
    match (&tool["annotations"]["readOnlyHint"], &tool["annotations"]["destructiveHint"]) {
        (Value::Bool(true), _) => "read-only",
        (_, Value::Bool(true)) => "dangerous",
        _ => "safe-mutation",
    }
}

/// A server that speaks JSON-RPC, one message a line.
struct Server {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    last_id: u64,
}

impl Server {
    fn start(workspace: &Workspace, url: &str, folder: &Path) -> Result<Self> {
        let audit = folder.join("audit.log").to_string_lossy().into_owned();
        let state = folder.join("state").to_string_lossy().into_owned();
        let variables = [
            ("BASE_URL", url),
            ("USERNAME", "merchant"),
            ("SECRET_KEY", "sandbox-secret"),
            ("AUDIT_PATH", audit.as_str()),
            ("STATE_PATH", state.as_str()),
        ];
        let shown: Vec<String> = variables.iter().map(|(name, value)| format!("{name}={value}")).collect();
        println!("$ {} refacil-commerce-mcp", shown.join(" "));
        let mut child = Command::new(workspace.generated_target().join("debug").join("refacil-commerce-mcp"))
            .envs(variables)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .into_diagnostic()?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(to), Some(from)) => Ok(Self { child, to, from: BufReader::new(from), last_id: 0 }),
            _ => Err(miette!("the server has no standard input or output")),
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        self.last_id += 1;
        self.say(&json!({"jsonrpc": "2.0", "id": self.last_id, "method": method, "params": params}))?;
        let mut line = String::new();
        while self.from.read_line(&mut line).into_diagnostic()? > 0 {
            let message: Value = serde_json::from_str(&line).into_diagnostic()?;
            if message["id"] == json!(self.last_id) {
                return match message.get("result") {
                    Some(result) => Ok(result.clone()),
                    None => Err(miette!("{method} failed: {}", message["error"])),
                };
            }
            line.clear();
        }
        Err(miette!("the server ended without an answer to {method}"))
    }

    fn say(&mut self, message: &Value) -> Result<()> {
        println!("→ {message}");
        writeln!(self.to, "{message}").into_diagnostic()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}
