//! What an overlay says, checked in itself but not yet against an API.

use serde_json::Value;

use super::identity::IdentityRule;
use super::login::LoginRule;
use super::oauth::OAuthRule;
use crate::model::{
    AuthScheme, Automatic, Class, Envelope, Environment, Flow, Lookup, Money, Nature, Notice, Pages, Place,
    Repeat, Scan, Skill, Step, Target, Translation, Wait, Whatsapp,
};

/// A whole overlay.
#[derive(Debug, Default)]
pub struct Overlay {
    pub(super) file: String,
    pub(super) name: Option<String>,
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) environments: Vec<Environment>,
    pub(super) default_environment: Option<(String, Place)>,
    pub(super) currency: Option<String>,
    pub(super) time_zone: Option<String>,
    pub(super) envelope: Option<Envelope>,
    pub(super) login: Option<LoginRule>,
    pub(super) oauth: Option<OAuthRule>,
    pub(super) identity: Option<IdentityRule>,
    pub(super) public_ip_url: Option<String>,
    pub(super) public_ip_at: Place,
    pub(super) flows: Vec<Flow>,
    pub(super) notices: Vec<Notice>,
    pub(super) skill: Option<Skill>,
    pub(super) whatsapp: Option<Whatsapp>,
    pub(super) translations: Vec<Translation>,
    pub(super) targets: Vec<Target>,
    pub(super) settings: Vec<SettingRule>,
    pub(super) ignored_variables: Vec<(String, Place)>,
    pub(super) operations: Vec<OperationRule>,
    pub(super) accepted: Vec<Accept>,
    pub(super) allowed: Vec<Allow>,
}

impl Overlay {
    /// Changes against the lock that a person has allowed.
    #[must_use]
    pub fn allowed(&self) -> &[Allow] {
        &self.allowed
    }
}

/// What a person says of a variable that users configure.
#[derive(Debug)]
pub(super) struct SettingRule {
    pub(super) variable: String,
    pub(super) name: Option<String>,
    pub(super) about: Option<String>,
    pub(super) secret: Option<bool>,
    pub(super) at: Place,
}

/// What a person says of one operation.
#[derive(Debug, Default)]
pub(super) struct OperationRule {
    /// The id that the operation has without overlay.
    pub(super) key: String,
    pub(super) at: Place,
    pub(super) id: Option<String>,
    pub(super) cli: Option<Vec<String>>,
    pub(super) mcp: Option<String>,
    pub(super) aliases: Vec<String>,
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) class: Option<(Class, String)>,
    pub(super) nature: Option<Nature>,
    pub(super) steps: Vec<Step>,
    pub(super) auth: Option<AuthRule>,
    pub(super) timeout_ms: Option<u64>,
    pub(super) repeat: Option<Repeat>,
    pub(super) lookup: Option<Lookup>,
    pub(super) money: Money,
    pub(super) fixed: Vec<(String, Value)>,
    pub(super) free: Vec<String>,
    pub(super) secret_answers: Vec<String>,
    pub(super) wait: Option<Wait>,
    pub(super) pages: Option<Pages>,
    pub(super) scan: Option<Scan>,
    pub(super) answers: Vec<AnswerRule>,
    pub(super) automatic: Vec<Automatic>,
    /// Flags by the name on the wire.
    pub(super) flags: Vec<(String, String)>,
}

/// What a field of the answer means.
#[derive(Debug)]
pub(super) struct AnswerRule {
    /// Dotted path.
    pub(super) field: String,
    pub(super) unit: Option<String>,
    /// Meaning of values, by their JSON text.
    pub(super) labels: Vec<(String, String)>,
    pub(super) at: Place,
}

/// Credentials of one operation, by hand.
#[derive(Debug)]
pub(super) enum AuthRule {
    /// Nothing is sent.
    None,
    /// The session token alone, where the collection puts its credential.
    Session,
    /// Exactly these.
    Schemes(Vec<AuthScheme>),
}

/// A diagnostic that a person has judged.
#[derive(Debug)]
pub(super) struct Accept {
    pub(super) code: String,
    /// Part of the place or of the message; empty = everywhere.
    pub(super) within: String,
    pub(super) reason: String,
    pub(super) at: Place,
}

/// A change against the lock that a person has allowed.
#[derive(Debug, Clone)]
pub struct Allow {
    /// What changes: one of [`crate::lock::CHANGES`].
    pub change: String,
    /// Id of the operation, a host, or `login`: whatever the change report names.
    pub subject: String,
    /// Why it is right.
    pub reason: String,
    /// Where the overlay says so.
    pub at: Place,
}
