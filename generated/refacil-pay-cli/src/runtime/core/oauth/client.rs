//! The client: who this tool is to the authorization server.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::failure::Failure;
use crate::runtime::core::request::HeaderValue;
use crate::runtime::core::spec::{Api, ClientAuthentication, Grant, OAuth};

/// The client as it is configured.
#[derive(Debug)]
pub struct Client {
    api: &'static Api,
    oauth: &'static OAuth,
    identifier: Option<String>,
    secret: Option<SecretString>,
}

impl Client {
    /// The client of this API; none where it has no authorization server.
    #[must_use]
    pub fn new(api: &'static Api, credentials: &Credentials) -> Option<Self> {
        let oauth = api.oauth.as_ref()?;
        let setting = |name: Option<&str>| name.and_then(|name| credentials.settings.get(name));
        let own = setting(oauth.client_id_setting).map(|value| value.expose_secret().to_owned());
        Some(Self {
            api,
            oauth,
            identifier: own.or_else(|| oauth.client_id.map(str::to_owned)),
            secret: setting(oauth.client_secret_setting).cloned(),
        })
    }

    /// The authorization server.
    #[must_use]
    pub const fn oauth(&self) -> &'static OAuth {
        self.oauth
    }

    pub(super) const fn api(&self) -> &'static Api {
        self.api
    }

    pub(super) fn identifier(&self) -> Option<&str> {
        self.identifier.as_deref()
    }

    /// The secret, to be removed from texts.
    pub(super) const fn secret(&self) -> Option<&SecretString> {
        self.secret.as_ref()
    }

    /// It can get a token without a person: both of its values are there. One of them alone may stand in the environment
    /// for something else.
    #[must_use]
    pub fn speaks_for_itself(&self) -> bool {
        let complete = self.secret.is_some() || self.oauth.client_secret_setting.is_none();
        self.oauth.grants.contains(&Grant::ClientCredentials) && self.identifier.is_some() && complete
    }

    /// Every value that the server needs to know this client is there.
    ///
    /// # Errors
    /// The identifier must be configured and is not; the failure names its variable.
    pub fn check(&self, credentials: &Credentials) -> Result<(), Failure> {
        match (self.identifier(), self.oauth.client_id_setting) {
            (None, Some(name)) => credentials.setting(self.api, name).map(drop),
            _ => Ok(()),
        }
    }

    /// Adds what proves the client: a header, or fields of the body.
    pub(super) fn prove(&self, fields: &mut Vec<(String, String)>) -> Option<HeaderValue> {
        let identifier = self.identifier.as_deref()?;
        match (&self.secret, self.oauth.client_authentication) {
            (Some(secret), ClientAuthentication::Basic) => {
                // RFC 6749, 2.3.1: both parts are encoded as in a form before they are joined.
                let encode =
                    |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let pair = format!("{}:{}", encode(identifier), encode(secret.expose_secret()));
                let shown = "Basic <client>".to_owned();
                return Some(HeaderValue::Secret(format!("Basic {}", STANDARD.encode(pair)).into(), shown));
            }
            (Some(secret), ClientAuthentication::Body) => {
                fields.push(("client_id".into(), identifier.into()));
                fields.push(("client_secret".into(), secret.expose_secret().into()));
            }
            // A public client names itself and proves nothing.
            (None, _) => fields.push(("client_id".into(), identifier.into())),
        }
        None
    }
}
