//! A collection as data, whatever version it was exported in. Nothing is interpreted yet.

use serde_json::Value;

/// A whole collection.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Collection {
    /// `info.name`.
    pub name: String,
    /// Markdown of `info.description`.
    pub description: String,
    /// Collection variables, disabled ones left out, the last of a name wins.
    pub variables: Vec<Variable>,
    /// Auth that requests inherit.
    pub auth: Option<Auth>,
    /// Scripts that run around every request.
    pub scripts: Vec<Script>,
    /// Folders and requests in order.
    pub items: Vec<Item>,
    /// How many requests the file holds, unreadable ones included.
    pub requests: usize,
}

/// A folder or a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A folder.
    Folder(Folder),
    /// A request.
    Request(Box<Request>),
}

impl Item {
    /// The requests of these items and of all folders among them, in the file's order.
    #[must_use]
    pub fn requests(items: &[Self]) -> Vec<&Request> {
        items
            .iter()
            .flat_map(|item| match item {
                Self::Folder(folder) => Self::requests(&folder.items),
                Self::Request(request) => vec![request.as_ref()],
            })
            .collect()
    }
}

/// A folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Folder {
    /// Name; may be empty.
    pub name: String,
    /// Markdown.
    pub description: String,
    /// Auth that its requests inherit; `None` inherits from above.
    pub auth: Option<Auth>,
    /// Scripts that run around its requests.
    pub scripts: Vec<Script>,
    /// What it holds.
    pub items: Vec<Item>,
}

/// A request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// Position in the file, counting every request from 0.
    pub index: usize,
    /// Folder names and request name.
    pub path: Vec<String>,
    /// Name; may be empty.
    pub name: String,
    /// Markdown of the request, or of its item.
    pub description: String,
    /// Upper-case token; `GET` when absent.
    pub method: String,
    /// Where it goes.
    pub url: Url,
    /// Headers in order, disabled ones marked.
    pub headers: Vec<Entry>,
    /// What is sent. A body of GET, HEAD, COPY, PURGE or UNLOCK stands here only where the file switches Postman's
    /// pruning off (`disableBodyPruning`, on the request, a folder or the collection).
    pub body: Body,
    /// Own auth; `None` inherits.
    pub auth: Option<Auth>,
    /// Its scripts.
    pub scripts: Vec<Script>,
    /// Saved answers.
    pub responses: Vec<SavedResponse>,
}

/// A URL taken apart; variables stay as `{{name}}`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Url {
    /// As written, or put together from the parts.
    pub raw: String,
    /// `https`, `{{protocol}}`, or empty.
    pub protocol: String,
    /// Host with port, or `{{baseUrl}}`; may be empty.
    pub host: String,
    /// Path segments without slashes, `:id` and `{{id}}` as written.
    pub path: Vec<String>,
    /// Query parameters, disabled ones marked.
    pub query: Vec<Entry>,
    /// Path variables that the file describes.
    pub variables: Vec<Variable>,
}

/// A header, query parameter or form field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Name.
    pub key: String,
    /// Value as written; `None` for `null`, which differs from empty in a query.
    pub value: Option<String>,
    /// Markdown.
    pub description: String,
    /// Switched off in Postman: an optional parameter.
    pub disabled: bool,
    /// Form fields only: a file.
    pub file: bool,
    /// Form fields only: media type of the part; empty when nothing says.
    pub content_type: String,
}

/// A variable of a collection or a path.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Variable {
    /// Name.
    pub key: String,
    /// Value of any type.
    pub value: Value,
    /// Markdown.
    pub description: String,
    /// `type: secret`.
    pub secret: bool,
}

/// A body as written.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Body {
    /// None.
    #[default]
    None,
    /// Text with the language that the file or a header states.
    Raw {
        /// The text.
        text: String,
        /// `json`, `xml`, `text`, ...; empty when nothing says.
        language: String,
    },
    /// `application/x-www-form-urlencoded`.
    Urlencoded(Vec<Entry>),
    /// `multipart/form-data`.
    Formdata(Vec<Entry>),
    /// A file.
    File,
    /// GraphQL.
    Graphql {
        /// Query text.
        query: String,
        /// Variables as JSON text; may be empty.
        variables: String,
        /// Chosen operation; may be empty.
        operation_name: String,
    },
}

/// Auth as written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Auth {
    /// `bearer`, `apikey`, `noauth`, ... as written.
    pub kind: String,
    /// Its parameters, from either notation.
    pub params: Vec<(String, Value)>,
}

/// A script.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Script {
    /// When it runs.
    pub event: ScriptEvent,
    /// JavaScript.
    pub source: String,
}

/// When a script runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ScriptEvent {
    /// Before the request.
    Prerequest,
    /// After the answer.
    #[default]
    Test,
}

/// A saved answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SavedResponse {
    /// Name.
    pub name: String,
    /// HTTP status, where stated.
    pub status: Option<u16>,
    /// Text as saved; may be empty.
    pub body: String,
}
