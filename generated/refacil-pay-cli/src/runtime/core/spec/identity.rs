//! The call that tells whose token it is.

/// An operation that proves a token: it succeeds, and its answer names the account and the environment.
#[derive(Debug)]
pub struct Identity {
    /// Operation to call, without arguments.
    pub operation: &'static str,
    /// Dotted path of the account's name or id in the answer.
    pub account: Option<&'static str>,
    /// Dotted path of the environment in the answer.
    pub environment: Option<&'static str>,
    /// What stands there, and the name of the environment that it means. Where it lists nothing, the name itself stands there.
    pub environments: &'static [(&'static str, &'static str)],
}
