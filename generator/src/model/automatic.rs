use serde::Serialize;

/// A field that a generated tool fills in where its caller leaves it out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Automatic {
    /// The name on the wire of a parameter, or the dotted path of a field of the body.
    pub field: String,
    /// Where its value comes from.
    pub from: Provider,
}

/// Where a value comes from that nobody gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// The address by which the world sees the caller's machine.
    PublicIp,
    /// The address for notices that the user stored.
    WebhookUrl,
    /// Made for each call.
    Reference,
}
