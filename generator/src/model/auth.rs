use serde::Serialize;

/// How a request proves who sends it, after inheritance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Auth {
    /// Nothing is sent (`noauth`, or nothing anywhere).
    #[default]
    None,
    /// The session token of [`Login`].
    Session {
        /// Where it goes.
        placement: Placement,
    },
    /// Values that the user configures.
    Settings {
        /// All of them are sent.
        schemes: Vec<AuthScheme>,
    },
    /// A scheme that the generated tools cannot perform; calling it says so.
    Unsupported {
        /// Postman's name of it.
        scheme: String,
    },
}

/// One configured credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuthScheme {
    /// Where it goes.
    pub placement: Placement,
    /// [`Setting::name`]; for `Basic` the user's name.
    pub setting: String,
    /// Only for `Basic`: the setting of the password.
    pub password_setting: Option<String>,
}

/// Where a credential is put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "in", rename_all = "kebab-case")]
pub enum Placement {
    /// `Authorization: Bearer <value>`.
    Bearer,
    /// `Authorization: Basic <user:password>`.
    Basic,
    /// `Authorization: <scheme> <value>`, with another word than the two above.
    Authorization {
        /// The word.
        scheme: String,
    },
    /// A header of its own.
    Header {
        /// Its name.
        name: String,
    },
    /// A query parameter.
    Query {
        /// Its name.
        name: String,
    },
}

/// The operation that gives a session token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Login {
    /// [`super::Operation::id`].
    pub operation: String,
    /// What the user supplies.
    pub fields: Vec<LoginField>,
    /// Dotted path of the token in the answer.
    pub token: String,
    /// Documented life in seconds.
    pub lifetime_seconds: u64,
    /// Answers that mean "log in again" (401; 403 where the API says so).
    pub renew_on: Vec<u16>,
}

/// One field of the login body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoginField {
    /// Dotted path in the body.
    pub field: String,
    /// Environment variable (published MCP name, prefixed for a CLI).
    pub variable: String,
    /// Hidden while typed.
    pub secret: bool,
}

/// A value that the user configures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Environment variable without prefix: `API_TOKEN`.
    pub name: String,
    /// The collection's variable that it stands for.
    pub variable: String,
    /// What it is, for help and README.
    pub about: String,
    /// Never shown.
    pub secret: bool,
}

/// A value fetched anew for a call: a transaction token, say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Operation that produces it.
    pub operation: String,
    /// Dotted path in its answer.
    pub token: String,
    /// Header of the call that takes it.
    pub header: String,
}
