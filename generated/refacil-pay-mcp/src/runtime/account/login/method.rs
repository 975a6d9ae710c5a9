//! The ways to log in.

use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::oauth::Client;
use crate::runtime::core::spec::{Api, Grant};
use crate::runtime::core::words::say;

use super::super::browser;
use super::super::holder::Holder;
use super::super::terminal;

/// A way to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A person agrees in a browser on this machine.
    Browser,
    /// A person types user and password, or they are configured.
    Console,
    /// A person agrees on another device.
    Device,
    /// Asks once whether somebody agreed.
    Redeem,
    /// The token itself comes on standard input.
    Stdin,
    /// The client speaks for itself.
    Client,
}

/// What becomes of a password that is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Password {
    /// It is kept for renewals.
    Keep,
    /// It is forgotten.
    Forget,
}

impl Method {
    /// Somebody has to do something now.
    #[must_use]
    pub const fn needs_person(self) -> bool {
        matches!(self, Self::Browser | Self::Device)
    }

    /// The flag that asks for it.
    #[must_use]
    pub const fn flag(self) -> Option<&'static str> {
        match self {
            Self::Browser => Some("browser"),
            Self::Console => Some("console"),
            Self::Device => Some("device"),
            Self::Stdin => Some("stdin"),
            Self::Redeem | Self::Client => None,
        }
    }
}

/// The methods that the API has, the usual one first.
#[must_use]
pub fn offered(api: &Api) -> Vec<Method> {
    let mut methods = Vec::new();
    if let Some(oauth) = &api.oauth {
        methods.extend(oauth.grants.iter().map(|grant| match grant {
            Grant::AuthorizationCode => oauth.authorize_url.map(|_| Method::Browser),
            Grant::DeviceCode => oauth.device_url.map(|_| Method::Device),
            Grant::ClientCredentials => Some(Method::Client),
        }));
    }
    methods.push(api.login.as_ref().map(|_| Method::Console));
    methods.push(api.has_sessions().then_some(Method::Stdin));
    methods.into_iter().flatten().collect()
}

/// The words of the command that logs in so that the session lasts, where a person can log in. A login that only user and
/// password renew keeps both.
#[must_use]
pub fn words(api: &Api) -> Option<&'static [&'static str]> {
    match offered(api).first()? {
        Method::Browser | Method::Device => Some(&["login"]),
        Method::Console => Some(&["login", "--store-credentials"]),
        Method::Redeem | Method::Stdin | Method::Client => None,
    }
}

/// The method that was asked for, or the first that the API has. What is configured needs nobody and so comes first.
///
/// # Errors
/// The API has no login.
pub fn chosen(holder: &Holder, credentials: &Credentials, asked: Option<Method>) -> Result<Method, Failure> {
    if let Some(method) = asked {
        return Ok(method);
    }
    let offered = offered(holder.api);
    if holder.headless && offered.contains(&Method::Device) {
        return Ok(Method::Device);
    }
    if credentials.can_log_in() {
        return Ok(Method::Console);
    }
    let grants = holder.api.oauth.as_ref().map_or(&[][..], |oauth| oauth.grants);
    let client = Client::new(holder.api, credentials).is_some_and(|client| client.speaks_for_itself());
    if client && grants.first() == Some(&Grant::ClientCredentials) {
        return Ok(Method::Client);
    }
    // An agent hands the code on and goes on; whoever it speaks for may sit elsewhere. A job without terminal and browser
    // does the same, rather than wait for nobody.
    let elsewhere = terminal::agent().is_some() || !(terminal::stdin() || browser::may_be_here());
    let first = match offered.first() {
        Some(Method::Browser) if elsewhere && offered.contains(&Method::Device) => Some(&Method::Device),
        first => first,
    };
    first.copied().ok_or_else(|| {
        let title = holder.api.title;
        Failure::new(Exit::Invalid, "no-login", say("{} has no login", &[&title]))
    })
}
