use std::collections::HashMap;

use serde::Serialize;

use super::{
    Chain, Diagnostic, Flow, Identity, Login, Notice, OAuth, Operation, Setting, Skill, Translation, Whatsapp,
};

/// Everything known of one API after lowering and overlay.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Api {
    /// Short name, also the stem of its files in `collections/`.
    pub name: String,
    /// Name for people, from the collection or the overlay.
    pub title: String,
    /// Markdown of the collection.
    pub description: String,
    /// `en` or `es`: the language of generated documents.
    pub language: String,
    /// Where the API lives; the first is the default unless the overlay says otherwise.
    pub environments: Vec<Environment>,
    /// Name of the environment used when nobody chooses one.
    pub default_environment: String,
    /// Currency of amounts that name none.
    pub currency: Option<String>,
    /// Whose midnight ends a day of money: a name of the IANA time zone database.
    pub time_zone: Option<String>,
    /// How the API wraps its answers, when it does.
    pub envelope: Option<Envelope>,
    /// How a session token is obtained.
    pub login: Option<Login>,
    /// An OAuth 2 server that gives the session token, besides or instead of [`Self::login`].
    pub oauth: Option<OAuth>,
    /// The call that tells whose token it is.
    pub identity: Option<Identity>,
    /// Calls that together reach a goal, from the overlay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<Flow>,
    /// Calls that the user's own server receives, from the overlay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// What agents are told about a command-line tool, from the overlay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skill: Option<Skill>,
    /// What is said to payers over WhatsApp, from the overlay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whatsapp: Option<Whatsapp>,
    /// What targets of another language say instead, from the overlay.
    #[serde(skip)]
    pub translations: Vec<Translation>,
    /// The configured value that the session token stands in for, as the collection has it.
    #[serde(skip)]
    pub session: Option<Setting>,
    /// Whom a tool asks for the address by which the world sees it: https, and nothing but the address in the answer.
    pub public_ip_url: Option<String>,
    /// Values that a user must or may configure (unresolved `{{variables}}`, API keys).
    pub settings: Vec<Setting>,
    /// Folders, in collection order, parents before children.
    pub groups: Vec<Group>,
    /// One per request, in collection order.
    pub operations: Vec<Operation>,
    /// Values that one request produces and others need.
    pub chains: Vec<Chain>,
    /// Crates to render, from the overlay.
    pub targets: Vec<Target>,
    /// How many requests the file holds, those that became no operation included.
    pub requests: usize,
    /// Digest of the collection file, hex SHA-256.
    pub source_sha256: String,
    /// File name of the collection, without folders.
    pub source_file: String,
    /// All that was found odd, in file order.
    pub diagnostics: Vec<Diagnostic>,
}

impl Api {
    /// Somebody logs in: with credentials, or over OAuth 2.
    pub const fn has_sessions(&self) -> bool {
        self.login.is_some() || self.oauth.is_some()
    }

    /// Gives the operations these ids, in their order, and what refers to them too.
    pub fn rename_operations(&mut self, ids: Vec<String>) {
        let old = self.operations.iter().map(|operation| operation.id.clone());
        let names: HashMap<String, String> = old.zip(ids.iter().cloned()).collect();
        for (operation, id) in self.operations.iter_mut().zip(ids) {
            operation.id = id;
            let steps = operation.steps.iter_mut().map(|step| &mut step.operation);
            let lookup = operation.lookup.iter_mut().map(|lookup| &mut lookup.operation);
            let feeds = operation.follow.feeds.iter_mut().map(|feed| &mut feed.operation);
            for reference in steps.chain(lookup).chain(feeds) {
                follow(&names, reference);
            }
        }
        if let Some(login) = &mut self.login {
            follow(&names, &mut login.operation);
        }
    }
}

fn follow(names: &HashMap<String, String>, reference: &mut String) {
    if let Some(name) = names.get(reference.as_str()) {
        reference.clone_from(name);
    }
}

/// One deployment of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// `sandbox`, `prod`: what a user types after `--env`.
    pub name: String,
    /// Scheme, host and optional base path, without a trailing slash.
    pub base_url: String,
    /// Real money: confirmations are stricter here.
    pub production: bool,
    /// Page where an account is made.
    pub sign_up_url: Option<String>,
}

/// How a successful answer is told from a refused one inside a 2xx.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Envelope {
    /// Dotted path of the status field, such as `statusCode`.
    pub status: String,
    /// Value that means success; an absent field counts as success.
    pub success: String,
    /// Dotted path of the payload.
    pub data: Option<String>,
    /// Dotted path of the text for people.
    pub message: Option<String>,
    /// Dotted path of the error code, where errors carry one.
    pub error_code: Option<String>,
}

/// A folder of the collection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Group {
    /// Folder names from the root.
    pub path: Vec<String>,
    /// Markdown of the folder.
    pub description: String,
}

/// A crate to render.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Target {
    /// Command-line tool or MCP server.
    pub kind: TargetKind,
    /// Crate and binary name.
    pub name: String,
    /// Version of the generated crate (semver).
    pub version: String,
    /// Prefix of the environment variables (`ACME_PAY` style), without the trailing underscore.
    pub env_prefix: String,
    /// `en` or `es`; overrides the API's language.
    pub language: String,
    /// One line for `--help`, the manifest and README.
    pub about: String,
    /// Form of a command-line tool's output where nobody chooses one, as `--output` calls it.
    pub output: Option<String>,
    /// Where a command-line tool keeps its audit log, below the user's home folder.
    pub audit_log: Option<String>,
    /// Name of a server in the registry of MCP servers, such as `com.example/shop-mcp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<String>,
    /// Image of a server without its tag, such as `ghcr.io/example/shop-mcp`, where it is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

impl Target {
    /// The target that an API gets where nobody has decided anything.
    #[must_use]
    pub fn undecided(api: &Api, kind: TargetKind, name: &str) -> Self {
        let (about, env_prefix) = match kind {
            TargetKind::Cli => {
                (format!("{} on the command line", api.title), name.to_ascii_uppercase().replace('-', "_"))
            }
            TargetKind::Mcp => (format!("{} as an MCP server", api.title), String::new()),
        };
        Self {
            kind,
            name: name.to_owned(),
            version: "0.1.0".into(),
            env_prefix,
            language: api.language.clone(),
            about,
            output: None,
            audit_log: None,
            registry: None,
            image: None,
        }
    }
}

/// What a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// Command-line tool.
    Cli,
    /// MCP server.
    Mcp,
}
