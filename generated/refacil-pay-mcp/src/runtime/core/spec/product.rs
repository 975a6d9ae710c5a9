//! Where one program differs from the usual.

/// Where one program differs from the usual, as one that takes the place of another does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Product {
    /// Form of the output where nobody chooses one, as `--output` calls it; people get tables and cards.
    pub output: Option<&'static str>,
    /// The audit log, below the user's home folder.
    pub audit_log: Option<&'static str>,
    /// The other program of this API that keeps the sessions of both.
    pub keeper: Option<Keeper>,
    /// Whom to ask for [`super::Provider::PublicIp`]: an https address that answers with nothing but the caller's.
    pub public_ip_url: Option<&'static str>,
}

/// A program under whose name sessions are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keeper {
    /// Its name.
    pub app: &'static str,
    /// Prefix of its environment variables, without the trailing underscore.
    pub env_prefix: &'static str,
}

impl Product {
    /// In nothing.
    pub const USUAL: Self = Self { output: None, audit_log: None, keeper: None, public_ip_url: None };
}
