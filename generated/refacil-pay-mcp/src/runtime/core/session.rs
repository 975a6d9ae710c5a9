//! A session token with its life.

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

/// A token that stands for whoever logged in.
#[derive(Debug, Clone)]
pub struct Session {
    /// The token.
    pub token: SecretString,
    /// When it dies; [`Timestamp::MAX`] where nobody said.
    pub expires_at: Timestamp,
    /// The only origin that may see it.
    pub origin: String,
    /// Gets the next token from the authorization server, and is shown to nobody else.
    pub refresh_token: Option<SecretString>,
    /// How it was obtained.
    pub method: Method,
    /// Whose it is, where the API told.
    pub account: Option<String>,
}

/// How a session was obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// The API's own login.
    Login,
    /// A person agreed in a browser on this machine.
    Browser,
    /// A person agreed on another device.
    Device,
    /// The client spoke for itself.
    Client,
    /// The token itself was given.
    Token,
}

/// All methods, for reading a name back.
const METHODS: [Method; 5] = [Method::Login, Method::Browser, Method::Device, Method::Client, Method::Token];

impl Method {
    /// Its name in outputs and files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Browser => "browser",
            Self::Device => "device",
            Self::Client => "client-credentials",
            Self::Token => "token",
        }
    }

    /// The method of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        METHODS.into_iter().find(|method| method.name() == name)
    }

    /// A person agreed to it: no client may speak in that person's place.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Browser | Self::Device)
    }
}

/// Renewed this long before it dies, so that it does not die on its way.
const MARGIN: SignedDuration = SignedDuration::from_secs(30);

impl Session {
    /// A session that cannot be refreshed and whose account nobody named.
    #[must_use]
    pub const fn new(token: SecretString, expires_at: Timestamp, origin: String, method: Method) -> Self {
        Self { token, expires_at, origin, refresh_token: None, method, account: None }
    }

    /// Good for a call to this origin now.
    #[must_use]
    pub fn is_good(&self, origin: &str, now: Timestamp) -> bool {
        self.origin == origin && now.checked_add(MARGIN).is_ok_and(|soon| soon < self.expires_at)
    }

    /// When it dies, where somebody said so.
    #[must_use]
    pub fn stated_expiry(&self) -> Option<Timestamp> {
        (self.expires_at < Timestamp::MAX).then_some(self.expires_at)
    }
}

/// The moment that many seconds from now, in whole seconds; one beyond the calendar counts as never stated.
#[must_use]
pub fn expiry(now: Timestamp, seconds: u64) -> Timestamp {
    let life = i64::try_from(seconds).map(SignedDuration::from_secs).ok();
    let end = life.and_then(|life| now.checked_add(life).ok());
    end.and_then(|end| Timestamp::from_second(end.as_second()).ok()).unwrap_or(Timestamp::MAX)
}
