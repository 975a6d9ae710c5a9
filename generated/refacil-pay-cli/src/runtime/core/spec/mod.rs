//! What a generated crate says about its API: plain statics, written by the generator, read by everything here.
//!
//! Statics hold only what every call needs. Documentation is JSON text beside them, parsed when it is asked for.

mod automatic;
mod condition;
mod flow;
mod follow;
mod identity;
mod money;
mod notice;
mod oauth;
mod operation;
mod product;
mod schema;
mod skill;
mod whatsapp;

pub use automatic::{Automatic, Provider};
pub use condition::{Case, CaseField, Condition, Demand, Variants, When};
pub use flow::{Flow, FlowLookup, FlowStep};
pub use follow::{Feed, Follow, PageStep, Pages, Scan, Wait};
pub use identity::Identity;
pub use money::{Money, TimeZone};
pub use notice::{
    Notice, NoticeEvent, NoticeProof, NoticeStatus, SignEncoding, Signature, SignatureHash, TokenAlgorithm,
};
pub use oauth::{ClientAuthentication, Grant, OAuth, RedirectStyle};
pub use operation::{
    BodyKind, Class, Header, Location, Lookup, Nature, Operation, Origin, Param, Repeat, Source, TokenStep,
};
pub use product::{Keeper, Product};
pub use schema::{Field, Format, Kind, Schema};
pub use skill::{Skill, SkillFile};
pub use whatsapp::{Message, Whatsapp};

/// A whole API.
#[derive(Debug)]
pub struct Api {
    /// Short name: `pay`.
    pub name: &'static str,
    /// Name for people.
    pub title: &'static str,
    /// Crate and binary name.
    pub app: &'static str,
    /// One line about the program.
    pub about: &'static str,
    /// Prefix of its environment variables, without the trailing underscore; empty for a server whose published names have none.
    pub env_prefix: &'static str,
    /// Language of messages to the operator.
    pub language: Language,
    /// Where it came from.
    pub build: Build,
    /// Deployments.
    pub environments: &'static [Environment],
    /// Name of the environment used when nobody chooses one.
    pub default_environment: &'static str,
    /// Currency of amounts that name none.
    pub currency: Option<&'static str>,
    /// Whose midnight ends a day of money.
    pub time_zone: Option<TimeZone>,
    /// How answers are wrapped, when they are.
    pub envelope: Option<Envelope>,
    /// How a session token is obtained.
    pub login: Option<Login>,
    /// An OAuth 2 server that gives the session token, besides or instead of the login.
    pub oauth: Option<OAuth>,
    /// The call that tells whose token it is.
    pub identity: Option<Identity>,
    /// Where the program differs from the usual.
    pub product: Product,
    /// Calls that together reach a goal.
    pub flows: &'static [Flow],
    /// Calls that the user's own server receives; known to command-line tools only.
    pub notices: &'static [Notice],
    /// What agents are told about the program.
    pub skill: Option<Skill>,
    /// Messages to payers over WhatsApp.
    pub whatsapp: Option<Whatsapp>,
    /// Values that the user configures.
    pub settings: &'static [Setting],
    /// Operations by group, in collection order.
    pub groups: &'static [Group],
    /// Folders of which the collection says something, with operations or without.
    pub folders: &'static [Folder],
}

/// Language of generated texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// Its code (ISO 639-1), as HTML and HTTP name it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
        }
    }
}

/// Where a generated crate came from.
#[derive(Debug, Clone, Copy)]
pub struct Build {
    /// Version of the crate.
    pub version: &'static str,
    /// Version of the generator.
    pub generator: &'static str,
    /// Minimum Rust version.
    pub rust_version: &'static str,
    /// File name of the collection.
    pub collection: &'static str,
    /// SHA-256 of the collection, hex.
    pub collection_sha256: &'static str,
}

/// One deployment.
#[derive(Debug)]
pub struct Environment {
    /// `sandbox`, `prod`.
    pub name: &'static str,
    /// Scheme, host and optional base path, without a trailing slash.
    pub base_url: &'static str,
    /// Real money.
    pub production: bool,
    /// Page where an account is made.
    pub sign_up_url: Option<&'static str>,
}

/// How a success is told from a refusal inside a 2xx. Paths are dotted.
#[derive(Debug)]
pub struct Envelope {
    /// The status field.
    pub status: &'static str,
    /// Its value on success; an absent field counts as success.
    pub success: &'static str,
    /// The payload.
    pub data: Option<&'static str>,
    /// The text for people.
    pub message: Option<&'static str>,
    /// The error code.
    pub error_code: Option<&'static str>,
}

/// The login.
#[derive(Debug)]
pub struct Login {
    /// Its operation's id.
    pub operation: &'static str,
    /// What the user supplies.
    pub fields: &'static [LoginField],
    /// Dotted path of the token in the answer.
    pub token: &'static str,
    /// Documented life in seconds.
    pub lifetime_seconds: u64,
    /// Statuses that one login and one repeat may cure.
    pub renew_on: &'static [u16],
}

/// One field of the login body.
#[derive(Debug)]
pub struct LoginField {
    /// Name in the body.
    pub field: &'static str,
    /// Environment variable without the application's prefix.
    pub variable: &'static str,
    /// Hidden while typed.
    pub secret: bool,
}

/// A configured value.
#[derive(Debug)]
pub struct Setting {
    /// Environment variable without the application's prefix.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Never shown.
    pub secret: bool,
    /// The address of a host that requests go to.
    pub address: bool,
}

/// What a collection says of one of its folders.
#[derive(Debug)]
pub struct Folder {
    /// Slug of its path; the name of its group, where it holds operations.
    pub name: &'static str,
    /// Its own name.
    pub title: &'static str,
    /// Markdown.
    pub text: &'static str,
}

/// Operations of one folder.
#[derive(Debug)]
pub struct Group {
    /// Slug of the folder path; unique.
    pub name: &'static str,
    /// Folder's own name.
    pub title: &'static str,
    /// The operations.
    pub operations: &'static [Operation],
}

impl Api {
    /// No name, no environment and no operation: the base of an API written by hand.
    pub const EMPTY: Self = Self {
        name: "",
        title: "",
        app: "",
        about: "",
        env_prefix: "",
        language: Language::English,
        build: Build { version: "", generator: "", rust_version: "", collection: "", collection_sha256: "" },
        environments: &[],
        default_environment: "",
        currency: None,
        time_zone: None,
        envelope: None,
        login: None,
        oauth: None,
        identity: None,
        product: Product::USUAL,
        flows: &[],
        notices: &[],
        skill: None,
        whatsapp: None,
        settings: &[],
        groups: &[],
        folders: &[],
    };

    /// All operations, in order.
    pub fn operations(&self) -> impl Iterator<Item = &'static Operation> + use<> {
        self.groups.iter().flat_map(|group| group.operations.iter())
    }

    /// The operation of that id.
    #[must_use]
    pub fn operation(&self, id: &str) -> Option<&'static Operation> {
        self.operations().find(|operation| operation.id == id)
    }

    /// The environment of that name.
    #[must_use]
    pub fn environment(&self, name: &str) -> Option<&'static Environment> {
        self.environments.iter().find(|environment| environment.name == name)
    }

    /// Some operation carries a session token, however it is obtained.
    #[must_use]
    pub const fn has_sessions(&self) -> bool {
        self.login.is_some() || self.oauth.is_some()
    }

    /// A session that the API refuses with this status is renewed once, and the call repeated.
    #[must_use]
    pub fn renews_on(&self, status: u16) -> bool {
        let listed = self.login.as_ref().is_some_and(|login| login.renew_on.contains(&status));
        listed || (self.oauth.is_some() && status == 401)
    }

    /// The program under whose name sessions are kept on a machine: all programs of the API share them.
    #[must_use]
    pub fn session_keeper(&self) -> &'static str {
        self.product.keeper.map_or(self.app, |keeper| keeper.app)
    }

    /// Name of a variable about the kept sessions, the same for all programs that share them. A program whose variables
    /// have no prefix has one here, made of its name: it shares its environment with others.
    #[must_use]
    pub fn session_variable(&self, name: &str) -> String {
        let prefix = self.product.keeper.map_or(self.env_prefix, |keeper| keeper.env_prefix);
        if prefix.is_empty() {
            let app = self.session_keeper().to_uppercase().replace('-', "_");
            return format!("{app}_{name}");
        }
        format!("{prefix}_{name}")
    }

    /// Name of an environment variable of this program: `ACME_PAY_TOKEN` style.
    #[must_use]
    pub fn variable(&self, name: &str) -> String {
        if self.env_prefix.is_empty() { name.to_owned() } else { format!("{}_{name}", self.env_prefix) }
    }
}
