//! Real MCP clients of the generated servers, over both transports.

use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use codegen_sandbox::{
    COLLECTOR_SECRET_ID, COLLECTOR_TOKEN, COMMERCE_SECRET, COMMERCE_USER, PAY_PASSWORD, PAY_USER, Sandbox,
};
use rmcp::model::{
    CallToolRequestParams, CallToolResult, ClientCapabilities, ClientConfig, ElicitRequestParams,
    ElicitResult, ElicitationAction, Implementation,
};
use rmcp::service::{RequestContext, RunningService};
use rmcp::transport::streamable_http_client::StreamableHttpClientTransportConfig;
use rmcp::transport::{StreamableHttpClientTransport, TokioChildProcess};
use rmcp::{ClientHandler, ErrorData, RoleClient, ServiceExt};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::products::Product;

#[path = "../../templates/runtime/tests/support/listening.rs"]
mod listening;

/// What the person at the client does when a dangerous tool asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// The client cannot ask anybody.
    Absent,
    /// Confirms.
    SaysYes,
    /// Declines.
    SaysNo,
}

/// A client with a person, who remembers the questions.
#[derive(Debug, Clone)]
pub struct Client {
    person: Person,
    /// What was asked.
    pub questions: Arc<Mutex<Vec<String>>>,
}

impl Client {
    /// A client with that person.
    #[must_use]
    pub fn new(person: Person) -> Self {
        Self { person, questions: Arc::default() }
    }
}

impl ClientHandler for Client {
    fn get_info(&self) -> ClientConfig {
        let capabilities = match self.person {
            Person::Absent => ClientCapabilities::default(),
            Person::SaysYes | Person::SaysNo => ClientCapabilities::builder().enable_elicitation().build(),
        };
        ClientConfig::new(capabilities, Implementation::new("contract-tests", "1"))
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        if let ElicitRequestParams::FormElicitationParams { message, .. } = request {
            self.questions.lock().unwrap_or_else(PoisonError::into_inner).push(message);
        }
        Ok(match self.person {
            Person::SaysYes => {
                ElicitResult::new(ElicitationAction::Accept).with_content(json!({"confirm": true}))
            }
            Person::SaysNo | Person::Absent => ElicitResult::new(ElicitationAction::Decline),
        })
    }
}

/// A connected client.
pub type Connection = RunningService<RoleClient, Client>;

/// A server's command with the sandbox's credentials, and its own folder for what it writes.
pub struct Server {
    product: Product,
    url: String,
    home: TempDir,
}

impl Server {
    /// The server that talks to this sandbox.
    ///
    /// # Panics
    /// There is no temporary folder.
    #[must_use]
    pub fn new(product: Product, sandbox: &Sandbox) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        Self { product, url: sandbox.url().to_owned(), home }
    }

    /// The command, with all published variables set.
    #[must_use]
    pub fn command(&self) -> Command {
        let mut command = Command::new(self.product.binary());
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("AUDIT_PATH", self.home.path().join("audit.log"))
            .env("BASE_URL", &self.url)
            .env("RUST_BACKTRACE", "0")
            .stderr(Stdio::null());
        match self.product {
            Product::PayMcp => command.env("USERNAME", PAY_USER).env("PASSWORD", PAY_PASSWORD),
            _ => command
                .env("USERNAME", COMMERCE_USER)
                .env("SECRET_KEY", COMMERCE_SECRET)
                .env("API_TOKEN", COLLECTOR_TOKEN)
                .env("SECRET_ID", COLLECTOR_SECRET_ID),
        };
        command
    }

    /// Connects over standard input and output.
    ///
    /// # Panics
    /// The server does not answer.
    pub async fn stdio(&self, person: Person, more: &[(&str, &str)]) -> Connection {
        let mut command = self.command();
        command.envs(more.iter().copied());
        let (transport, _) = TokioChildProcess::builder(tokio::process::Command::from(command))
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        Client::new(person).serve(transport).await.expect("the server answers")
    }

    /// Starts it as an HTTP server on a free loopback port.
    ///
    /// # Panics
    /// It ends before it listens.
    #[must_use]
    pub fn http(&self, more: &[(&str, &str)]) -> HttpServer {
        let mut command = self.command();
        command.arg("--http").env("PORT", "0").envs(more.iter().copied());
        let mut child =
            command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the server starts");
        let address = listening::address(child.stderr.take().expect("its log"));
        let token = more.iter().find(|(name, _)| *name == "MCP_TOKEN").map(|(_, token)| (*token).to_owned());
        HttpServer { child, url: format!("http://{address}"), token }
    }
}

/// A server that listens until this is dropped.
pub struct HttpServer {
    child: Child,
    url: String,
    token: Option<String>,
}

impl HttpServer {
    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Connects a client to `/mcp`.
    ///
    /// # Panics
    /// The server does not answer.
    pub async fn connect(&self, person: Person) -> Connection {
        let mut config = StreamableHttpClientTransportConfig::with_uri(format!("{}/mcp", self.url));
        config.auth_header = self.token.clone();
        let transport = StreamableHttpClientTransport::from_config(config);
        Client::new(person).serve(transport).await.expect("the server answers")
    }
}

impl Drop for HttpServer {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}

/// Calls a tool.
///
/// # Panics
/// The server answers with a protocol error.
pub async fn call(client: &Connection, tool: &str, arguments: Map<String, Value>) -> CallToolResult {
    let mut params = CallToolRequestParams::new(tool.to_owned());
    params.arguments = Some(arguments);
    client.call_tool(params).await.expect("an answer")
}

/// The structured content of a result.
///
/// # Panics
/// There is none.
#[must_use]
pub fn content(result: &CallToolResult) -> Value {
    result.structured_content.clone().unwrap_or_else(|| panic!("no structured content: {result:?}"))
}
