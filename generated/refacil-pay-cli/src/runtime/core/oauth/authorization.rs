//! Authorization code with PKCE (RFC 6749, 4.1; RFC 7636): a person agrees in a browser, which brings a code to a
//! listener on this machine (RFC 8252).

use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use super::super::words::{Said, say};
use super::answer::is_sendable;
use super::client::Client;
use super::endpoint;
use super::exchange::{self, Exchange, field, no_endpoint, scope};
use super::random;
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::spec::RedirectStyle;
use crate::runtime::core::target::Target;
use crate::runtime::core::text::visible_capped;

/// The path that the browser comes back to.
pub const CALLBACK_PATH: &str = "/callback";

/// One attempt; its verifier never leaves this machine but in the exchange of the code.
#[derive(Debug)]
pub struct Authorization {
    url: Url,
    state: SecretString,
    verifier: SecretString,
    redirect_uri: Option<String>,
}

/// What a request to the listener is.
#[derive(Debug)]
pub enum Callback {
    /// The person agreed: a code to exchange.
    Agreed(SecretString),
    /// The authorization server or the person said no.
    Refused(Failure),
    /// It does not belong to this attempt.
    Foreign,
}

impl Authorization {
    /// An attempt whose browser comes back to that port of 127.0.0.1.
    ///
    /// # Errors
    /// The API has no page to agree on, its address cannot be used, or there are no random numbers.
    pub fn new(client: &Client, target: &Target, port: u16) -> Result<Self, Failure> {
        let oauth = client.oauth();
        let page = oauth.authorize_url.ok_or_else(|| no_endpoint("login in a browser"))?;
        let mut url = endpoint::resolve(page, target)?;
        let (state, verifier) = (random::secret()?, random::secret()?);
        let mut fields = vec![field("response_type", "code")];
        if let Some(identifier) = client.identifier() {
            fields.push(field("client_id", identifier));
        }
        let redirect_uri = match oauth.redirect {
            RedirectStyle::RedirectUri => {
                let uri = format!("http://127.0.0.1:{port}{CALLBACK_PATH}");
                fields.push(field("redirect_uri", &uri));
                Some(uri)
            }
            RedirectStyle::CallbackPort => {
                fields.push(field("callback_port", &port.to_string()));
                None
            }
        };
        fields.extend(scope(client));
        fields.push(field("state", &state));
        fields.push(field("code_challenge", &random::challenge(&verifier)));
        fields.push(field("code_challenge_method", "S256"));
        exchange::extend_with_extra(client, &mut fields);
        url.query_pairs_mut().extend_pairs(fields);
        url.set_fragment(None);
        Ok(Self { url, state: state.into(), verifier: verifier.into(), redirect_uri })
    }

    /// The page that a person opens.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// Reads the query of a request to [`CALLBACK_PATH`]. The state is looked at before anything else.
    #[must_use]
    pub fn callback(&self, query: &str) -> Callback {
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
        // RFC 6749, 3.1: a parameter must not stand there twice.
        let one = |wanted: &str| {
            let mut found = pairs.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_ref());
            match (found.next(), found.next()) {
                (Some(value), None) => Ok(Some(value)),
                (None, _) => Ok(None),
                (Some(_), Some(_)) => Err(()),
            }
        };
        let Ok(Some(state)) = one("state") else { return Callback::Foreign };
        if !random::same_secret(self.state.expose_secret(), state) {
            return Callback::Foreign;
        }
        let (Ok(issuer), Ok(error), Ok(said), Ok(code)) =
            (one("iss"), one("error"), one("error_description"), one("code"))
        else {
            return Callback::Refused(bad_callback("it holds a parameter twice"));
        };
        if issuer.is_some_and(|issuer| !self.is_issuer(issuer)) {
            return Callback::Refused(bad_callback("it comes from another authorization server"));
        }
        match (error, code) {
            (Some(error), _) => Callback::Refused(refused(error, said)),
            (None, Some(code)) if !code.is_empty() && is_sendable(code) => Callback::Agreed(code.into()),
            (None, _) => Callback::Refused(bad_callback("it holds no code")),
        }
    }

    /// RFC 9207. The description names no issuer, so that its origin must be that of the page.
    fn is_issuer(&self, issuer: &str) -> bool {
        Url::parse(issuer).is_ok_and(|issuer| issuer.origin() == self.url.origin())
    }

    /// The request that turns the code into tokens.
    ///
    /// # Errors
    /// The token endpoint's address cannot be used.
    pub fn exchange(
        &self,
        client: &Client,
        target: &Target,
        code: &SecretString,
    ) -> Result<Exchange, Failure> {
        let mut fields = vec![field("grant_type", "authorization_code")];
        fields.push(field("code", code.expose_secret()));
        fields.push(field("code_verifier", self.verifier.expose_secret()));
        if let Some(uri) = &self.redirect_uri {
            fields.push(field("redirect_uri", uri));
        }
        Exchange::token(client, target, fields, vec![code.clone(), self.verifier.clone()])
    }
}

fn bad_callback(why: &'static str) -> Failure {
    Failure::new(
        Exit::Auth,
        "bad-callback",
        say("the answer to the login cannot be used: {}", &[&Said::from(why)]),
    )
    .hint("log in again")
}

fn refused(error: &str, said: Option<&str>) -> Failure {
    let (code, message) = match error {
        "access_denied" => ("access_denied", Said::from("the login was denied")),
        "temporarily_unavailable" | "server_error" => {
            ("server-error", "the authorization server cannot answer now".into())
        }
        other => (
            "oauth-error",
            say("the authorization server refused the login: {}", &[&visible_capped(other, 64)]),
        ),
    };
    let message = match said.map(str::trim).filter(|said| !said.is_empty()) {
        Some(said) => say("{} ({})", &[&message, &visible_capped(said, 300)]),
        None => message,
    };
    Failure::new(Exit::Auth, code, message).hint("log in again")
}
