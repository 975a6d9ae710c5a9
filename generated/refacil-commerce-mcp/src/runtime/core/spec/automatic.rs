//! Fields that the tool can fill in.

/// A field that the tool fills in where the caller leaves it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Automatic {
    /// Dotted path, from the argument on.
    pub path: &'static str,
    /// Where its value comes from.
    pub from: Provider,
}

/// Where a value comes from that nobody gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// The address by which the world sees this machine.
    PublicIp,
    /// The address for notices that the user stored; without one the field stays out.
    WebhookUrl,
    /// Made for this call, and never twice.
    Reference,
}

impl Provider {
    /// Its name everywhere: `public-ip`, `webhook-url`, `reference`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PublicIp => "public-ip",
            Self::WebhookUrl => "webhook-url",
            Self::Reference => "reference",
        }
    }

    /// What it gives, in a few words.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::PublicIp => "the public address of this machine",
            Self::WebhookUrl => "the stored webhook URL, where there is one",
            Self::Reference => "a reference made for the call",
        }
    }

    /// Where a value that is there came from, for people.
    #[must_use]
    pub const fn source(self) -> &'static str {
        match self {
            Self::WebhookUrl => "the stored webhook URL",
            Self::PublicIp | Self::Reference => self.about(),
        }
    }
}
