use serde::Serialize;

/// The call that tells whose token it is, which proves a token that a user brings along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Id of a read that takes no arguments.
    pub operation: String,
    /// Dotted path of the account's name or id in its answer.
    pub account: Option<String>,
    /// Dotted path of the environment in its answer.
    pub environment: Option<String>,
    /// What stands there, and the name of the environment that it means.
    pub environments: Vec<(String, String)>,
}
