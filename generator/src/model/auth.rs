use serde::Serialize;

/// How a request proves who sends it, after inheritance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Auth {
    /// Nothing is sent (`noauth`, or nothing anywhere).
    #[default]
    None,
    /// Credentials, each in its own place.
    Schemes {
        /// All of them are sent.
        schemes: Vec<AuthScheme>,
    },
    /// A scheme that the generated tools cannot perform; calling it says so.
    Unsupported {
        /// Postman's name of it.
        scheme: String,
    },
}

/// One credential of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuthScheme {
    /// Where it goes.
    pub placement: Placement,
    /// What it is.
    pub credential: Credential,
}

/// Where the value of a credential comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Credential {
    /// The session token, of a [`Login`] or of an [`super::OAuth`] server.
    Session,
    /// A value that the user configures.
    Setting {
        /// [`Setting::name`].
        name: String,
    },
    /// User and password (RFC 7617), configured.
    Basic {
        /// [`Setting::name`] of the user's name.
        user: String,
        /// [`Setting::name`] of the password; `None` where a key stands in the user's place and nothing behind it.
        #[serde(skip_serializing_if = "Option::is_none")]
        password: Option<String>,
    },
}

impl Auth {
    /// The session token alone, in this place.
    #[must_use]
    pub fn session(placement: Placement) -> Self {
        Self::Schemes { schemes: vec![AuthScheme { placement, credential: Credential::Session }] }
    }

    /// What is sent; nothing where a scheme cannot be performed.
    #[must_use]
    pub fn schemes(&self) -> &[AuthScheme] {
        match self {
            Self::Schemes { schemes } => schemes,
            Self::None | Self::Unsupported { .. } => &[],
        }
    }

    /// The session token is sent.
    #[must_use]
    pub fn carries_session(&self) -> bool {
        self.schemes().iter().any(|scheme| scheme.credential == Credential::Session)
    }

    /// Names of the settings that are sent, in order.
    pub fn settings(&self) -> impl Iterator<Item = &str> {
        self.schemes().iter().flat_map(|scheme| scheme.credential.settings())
    }
}

impl Credential {
    /// A configured value.
    #[must_use]
    pub fn setting(name: &str) -> Self {
        Self::Setting { name: name.to_owned() }
    }

    /// Names of the settings that it needs.
    pub fn settings(&self) -> impl Iterator<Item = &str> {
        let (first, second) = match self {
            Self::Session => (None, None),
            Self::Setting { name } => (Some(name), None),
            Self::Basic { user, password } => (Some(user), password.as_ref()),
        };
        first.into_iter().chain(second).map(String::as_str)
    }

    /// Gives a setting another name.
    pub fn rename(&mut self, old: &str, new: &str) {
        let names = match self {
            Self::Session => [None, None],
            Self::Setting { name } => [Some(name), None],
            Self::Basic { user, password } => [Some(user), password.as_mut()],
        };
        for name in names.into_iter().flatten().filter(|name| *name == old) {
            new.clone_into(name);
        }
    }
}

impl Placement {
    /// The header that it fills.
    #[must_use]
    pub fn header(&self) -> Option<&str> {
        match self {
            Self::Bearer | Self::Basic | Self::Authorization { .. } => Some("Authorization"),
            Self::Header { name } => Some(name),
            Self::Query { .. } => None,
        }
    }
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
    /// Origin of its host, where that is not the API's own and a person named it.
    pub host: Option<String>,
    /// What the user supplies.
    pub fields: Vec<LoginField>,
    /// Dotted path of the token in the answer.
    pub token: String,
    /// Documented life in seconds.
    pub lifetime_seconds: u64,
    /// Answers that mean "log in again" (401; 403 where the API says so).
    pub renew_on: Vec<u16>,
}

impl Login {
    /// Life of a token when nothing states it. Short: a token that dies unnoticed costs a refused call, one that is
    /// renewed early costs a login.
    pub const LIFETIME_SECONDS: u64 = 900;

    /// Answers that mean "log in again" when nothing states them.
    pub const RENEW_ON: &[u16] = &[401];
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
    /// The address of a host that requests go to.
    pub address: bool,
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
