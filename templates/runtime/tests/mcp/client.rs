//! Clients of the server under test, over both transports.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, ElicitRequestParams,
    ElicitResult, ElicitationAction, Implementation,
};
use rmcp::service::{ClientLifecycleMode, RequestContext, RunningService, serve_client_with_lifecycle};
use rmcp::transport::TokioChildProcess;
use rmcp::{ClientHandler, ErrorData, RoleClient};
use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::listening;

/// The password that must never be seen.
pub const PASSWORD: &str = "canary-password";

/// What the person at the client does when asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// The client cannot ask.
    Absent,
    SaysYes,
    SaysNo,
    /// Accepts the form without its tick.
    LeavesItUnticked,
}

/// A client with a person, who remembers the questions.
#[derive(Debug, Clone)]
pub struct TestClient {
    person: Person,
    pub questions: Arc<Mutex<Vec<String>>>,
}

impl TestClient {
    pub fn new(person: Person) -> Self {
        Self { person, questions: Arc::default() }
    }
}

impl ClientHandler for TestClient {
    fn get_info(&self) -> ClientConfig {
        let capabilities = match self.person {
            Person::Absent => ClientCapabilities::default(),
            _ => ClientCapabilities::builder().enable_elicitation().build(),
        };
        ClientConfig::new(capabilities, Implementation::new("test", "1"))
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        if let ElicitRequestParams::FormElicitationParams { message, .. } = request {
            self.questions.lock().expect("the questions").push(message);
        }
        let accept =
            |tick: bool| ElicitResult::new(ElicitationAction::Accept).with_content(json!({"confirm": tick}));
        Ok(match self.person {
            Person::SaysYes => accept(true),
            Person::LeavesItUnticked => accept(false),
            Person::SaysNo | Person::Absent => ElicitResult::new(ElicitationAction::Decline),
        })
    }
}

pub type Running = RunningService<RoleClient, TestClient>;

/// The server under test with a whole configuration and nothing of the machine's own.
pub fn command(api: &FakeApi, more: &[(&str, &str)]) -> Command {
    configured(bare(), api, more)
}

/// The same with the tools, resources and prompts that the conformance suite calls.
#[cfg(feature = "conformance")]
pub fn with_fixtures(api: &FakeApi, more: &[(&str, &str)]) -> Command {
    configured(program("conformance_mcp"), api, more)
}

fn configured(mut command: Command, api: &FakeApi, more: &[(&str, &str)]) -> Command {
    command
        .env("SHOP_BASE_URL", api.url())
        .env("SHOP_USERNAME", "person@shop.example")
        .env("SHOP_PASSWORD", PASSWORD)
        .envs(more.iter().copied());
    command
}

/// The server under test without any configuration.
pub fn bare() -> Command {
    program("shop_mcp")
}

/// The server over the API behind an authorization server, as its operator configures it.
pub fn cloud(api: &FakeApi, more: &[(&str, &str)]) -> Command {
    let mut command = program("cloud_mcp");
    command.env("CLOUD_BASE_URL", api.url()).envs(more.iter().copied());
    command
}

fn program(name: &str) -> Command {
    let mut command = Command::new(binary(name));
    command.env_clear().env("HOME", home());
    command
}

/// A home of its own: what one server writes down is nothing to another.
fn home() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::SeqCst);
    let home =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("home-{}-{number}", std::process::id()));
    // One of an earlier run may have had the same number.
    std::fs::remove_dir_all(&home).ok();
    std::fs::create_dir_all(&home).expect("made");
    home
}

fn binary(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("the test's path");
    let folder = test.parent().and_then(|deps| deps.parent()).expect("the target folder");
    let binary = folder.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        binary.exists(),
        "{} is missing: run `cargo test -p codegen-runtime`, which builds it",
        binary.display()
    );
    binary
}

/// Runs the server to its end.
pub fn run(command: &mut Command, arguments: &[&str]) -> Output {
    command.args(arguments).stdin(Stdio::null()).output().expect("the server starts")
}

pub async fn connect(command: Command, person: Person) -> Running {
    connect_in(command, person, ClientLifecycleMode::Initialize).await
}

pub async fn connect_in(command: Command, person: Person, era: ClientLifecycleMode) -> Running {
    let (transport, _) = TokioChildProcess::builder(tokio::process::Command::from(command))
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    serve_client_with_lifecycle(TestClient::new(person), transport, era).await.expect("the server answers")
}

pub async fn call(client: &Running, tool: &str, arguments: Value) -> CallToolResult {
    let mut params = CallToolRequestParams::new(tool.to_owned());
    params.arguments = arguments.as_object().cloned();
    client.call_tool(params).await.expect("an answer")
}

/// The first message of a client that can do this.
pub fn hello(capabilities: Value) -> Value {
    let client = json!({"name": "t", "version": "1"});
    let params = json!({"protocolVersion": "2025-06-18", "capabilities": capabilities, "clientInfo": client});
    json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params})
}

/// The text for those who read no structured content.
pub fn text(result: &CallToolResult) -> String {
    let texts = result.content.iter().filter_map(|block| block.as_text());
    texts.map(|block| block.text.clone()).collect::<Vec<_>>().join("\n")
}

/// The structured content.
pub fn content(result: &CallToolResult) -> Value {
    result.structured_content.clone().expect("structured content")
}

/// The server over HTTP, stopped when dropped.
pub struct HttpServer {
    child: Child,
    pub url: String,
    pub port: u16,
}

impl HttpServer {
    pub fn start(api: &FakeApi, more: &[(&str, &str)]) -> Self {
        Self::of(command(api, more))
    }

    pub fn of(mut command: Command) -> Self {
        command.arg("--http").env("SHOP_PORT", "0").stderr(Stdio::piped());
        let mut child = command.spawn().expect("the server starts");
        let address = listening::address(child.stderr.take().expect("its log"));
        let port = address.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        Self { child, url: format!("http://{address}"), port }
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks the server to end, and waits for it.
    #[cfg(unix)]
    pub fn terminate(&mut self) -> std::process::ExitStatus {
        let pid = self.child.id().to_string();
        Command::new("kill").arg(pid).status().expect("a signal");
        self.child.wait().expect("its end")
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
