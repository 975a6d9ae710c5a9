use serde::Serialize;
use serde_json::Value;

use super::{Auth, Automatic, Condition, Follow, Money, Safety, Schema, Step, Variants};

/// One request of the collection, as a thing to do.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Operation {
    /// Position in the file, counting every request from 0.
    pub index: usize,
    /// Stable id, kebab-case.
    pub id: String,
    /// Folder names and request name.
    pub path: Vec<String>,
    /// Upper-case token.
    pub method: String,
    /// URL as written, variables unresolved, path parameters as `{name}`.
    pub url: String,
    /// Origin of a third-party host, when the URL does not start at the API's base.
    pub foreign_origin: Option<String>,
    /// [`super::Setting::name`] of that host's address, where the file does not say it.
    pub host_setting: Option<String>,
    /// Path below the base URL: `/user-webhooks/{id}/status`.
    pub route: String,
    /// Command words: group and command, or the command alone.
    pub cli: Vec<String>,
    /// Tool name, `[a-zA-Z0-9_-]{1,40}`.
    pub mcp: String,
    /// Names under which a published version offered it.
    pub aliases: Vec<String>,
    /// A few words for people.
    pub title: String,
    /// One or two plain sentences for lists; safe to show to a model.
    pub summary: String,
    /// Markdown of the request, untouched.
    pub description: String,
    /// What it is besides a plain call.
    pub nature: Nature,
    /// Path, query and header parameters.
    pub params: Vec<Param>,
    /// What is sent as body.
    pub body: Option<Body>,
    /// What comes back.
    pub response: Response,
    /// Documented refusals.
    pub errors: Vec<DocumentedError>,
    /// Headers with a constant value.
    pub headers: Vec<FixedHeader>,
    /// Who may call it.
    pub auth: Auth,
    /// Values fetched for each call.
    pub steps: Vec<Step>,
    /// Class with its reasons.
    pub safety: Safety,
    /// Longest wait for an answer, milliseconds.
    pub timeout_ms: u64,
    /// How the API recognises a repeat.
    pub repeat: Repeat,
    /// Which operation tells afterwards what happened.
    pub lookup: Option<Lookup>,
    /// What it moves and to whom, where a person stated it.
    pub money: Money,
    /// Alternatives chosen by the value of a field.
    pub variants: Vec<Variants>,
    /// Rules between fields.
    pub conditions: Vec<Condition>,
    /// Fields that a tool fills in where nobody gives them.
    pub automatic: Vec<Automatic>,
    /// Flags that are spelled otherwise than their parameters and top-level fields: by the name on the wire.
    #[serde(skip)]
    pub flags: Vec<(String, String)>,
    /// Dotted paths of the answer that are secret.
    pub secret_answers: Vec<String>,
    /// What can be done with its answer.
    pub follow: Follow,
}

/// What an operation is besides a plain call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// Sent to the API.
    #[default]
    Call,
    /// Gives the session token.
    Login,
    /// Gives a token for one later call.
    Token,
    /// Received by the user's own server; never sent to the API.
    Callback,
}

/// Where a parameter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Location {
    /// Part of the path.
    Path,
    /// After the question mark.
    Query,
    /// A header.
    Header,
}

/// A parameter outside the body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Param {
    /// Where it goes.
    pub location: Location,
    /// Name on the wire.
    pub name: String,
    /// Type and limits.
    pub schema: Schema,
    /// Must be given.
    pub required: bool,
    /// A constant that the tool sends and nobody gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Value>,
}

/// A request body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Body {
    /// Encoding.
    pub kind: BodyKind,
    /// Shape; an object for JSON objects and forms.
    pub schema: Schema,
    /// Example of the collection, for documents only: never sent.
    pub example: Option<Value>,
    /// `Content-Type` of a raw body.
    pub content_type: Option<String>,
}

/// How a body is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BodyKind {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Urlencoded,
    /// `multipart/form-data`.
    Multipart,
    /// GraphQL query with variables.
    Graphql,
    /// Text as given.
    Raw,
    /// A file.
    Binary,
}

/// What an operation answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Response {
    /// Lenient shape of a success.
    pub schema: Option<Schema>,
    /// Saved examples, successes first.
    pub examples: Vec<Example>,
}

/// A saved answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// Name in the collection.
    pub name: String,
    /// HTTP status, where stated.
    pub status: Option<u16>,
    /// JSON body, or a string.
    pub body: Value,
}

/// A refusal that the collection documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentedError {
    /// HTTP status, where stated.
    pub status: Option<u16>,
    /// The API's code, where it has one.
    pub code: Option<String>,
    /// Text of the API, verbatim.
    pub message: String,
    /// What it means and what to do, where documented.
    pub meaning: String,
}

/// A header whose value never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FixedHeader {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
}

/// How a repeat is recognised by the API.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Repeat {
    /// It is not.
    #[default]
    None,
    /// An idempotency key in this header.
    Header {
        /// Header name.
        name: String,
    },
    /// A field whose value may occur once.
    Reference {
        /// Dotted path in the body.
        field: String,
    },
}

/// Where to look for the outcome of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lookup {
    /// Operation to call.
    pub operation: String,
    /// Its argument.
    pub argument: String,
    /// Field of the request that feeds the argument; empty when only the answer knows it.
    pub field: String,
}
