//! One request to the authorization server.

use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use url::{Url, form_urlencoded};

use super::super::words::{Said, say};
use super::answer::{self, Refusal, Tokens};
use super::client::Client;
use super::endpoint;
use crate::runtime::core::answer::{Broken, Response};
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::request::{HeaderValue, Purpose, Request};
use crate::runtime::core::scrub;
use crate::runtime::core::spec::{BodyKind, Class, Nature, Operation};
use crate::runtime::core::target::Target;

/// A form that goes to an endpoint of the authorization server, and the secrets in it.
#[derive(Debug)]
pub struct Exchange {
    request: Request,
    secrets: Vec<SecretString>,
}

/// What drivers and records call it; the API itself has no such operation.
pub(super) static OPERATION: Operation = Operation {
    id: "oauth",
    command: &["login"],
    title: "OAuth",
    method: "POST",
    class: Class::SafeMutation,
    nature: Nature::Login,
    body: BodyKind::Urlencoded,
    secret_answers: &["access_token", "refresh_token", "id_token", "device_code"],
    ..Operation::EMPTY
};

impl Exchange {
    /// The client's own grant (RFC 6749, 4.4).
    ///
    /// # Errors
    /// The endpoint's address cannot be used.
    pub fn client_credentials(client: &Client, target: &Target) -> Result<Self, Failure> {
        let mut fields = vec![field("grant_type", "client_credentials")];
        fields.extend(scope(client));
        Self::token(client, target, fields, Vec::new())
    }

    /// A new token for an old one's refresh token (RFC 6749, section 6).
    ///
    /// # Errors
    /// The endpoint's address cannot be used.
    pub fn refresh(client: &Client, target: &Target, refresh_token: &SecretString) -> Result<Self, Failure> {
        let mut fields = vec![field("grant_type", "refresh_token")];
        fields.push(field("refresh_token", refresh_token.expose_secret()));
        Self::token(client, target, fields, vec![refresh_token.clone()])
    }

    /// A request to the token endpoint.
    pub(super) fn token(
        client: &Client,
        target: &Target,
        mut fields: Vec<(String, String)>,
        secrets: Vec<SecretString>,
    ) -> Result<Self, Failure> {
        extend_with_extra(client, &mut fields);
        Ok(Self::new(client, endpoint::resolve(client.oauth().token_url, target)?, fields, secrets))
    }

    /// A request to any endpoint, with what proves the client.
    pub(super) fn new(
        client: &Client,
        url: Url,
        mut fields: Vec<(String, String)>,
        mut secrets: Vec<SecretString>,
    ) -> Self {
        let api = client.api();
        let proof = client.prove(&mut fields);
        secrets.extend(client.secret().cloned());
        let mut headers = vec![
            ("accept".to_owned(), HeaderValue::Plain("application/json".into())),
            ("user-agent".to_owned(), HeaderValue::Plain(format!("{}/{}", api.app, api.build.version))),
            ("content-type".to_owned(), HeaderValue::Plain("application/x-www-form-urlencoded".into())),
        ];
        headers.extend(proof.map(|proof| ("authorization".to_owned(), proof)));
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request {
            purpose: Purpose::Login,
            operation: &OPERATION,
            method: OPERATION.method,
            url,
            headers,
            body: Some(body.into_bytes()),
            timeout: Duration::from_millis(OPERATION.timeout_ms),
        };
        Self { request, secrets }
    }

    /// The request to send.
    #[must_use]
    pub const fn request(&self) -> &Request {
        &self.request
    }

    /// Reads the tokens of an answer.
    ///
    /// # Errors
    /// The server refused, failed, or answered something else.
    pub fn read(&self, report: &Result<Response, Broken>, now: Timestamp) -> Result<Tokens, Refusal> {
        self.judged(report)
            .and_then(|response| answer::tokens(response, now))
            .map_err(|refusal| self.clean(refusal))
    }

    /// The server did it; what it says beyond that is of no interest.
    ///
    /// # Errors
    /// The server refused or failed.
    pub fn acknowledged(&self, report: &Result<Response, Broken>) -> Result<(), Failure> {
        self.judged(report).map(drop).map_err(|refusal| refusal.failure)
    }

    /// The answer, if it is a success.
    pub(super) fn judged<'a>(&self, report: &'a Result<Response, Broken>) -> Result<&'a Response, Refusal> {
        answer::judge(&self.request, report).map_err(|refusal| self.clean(refusal))
    }

    /// A server may repeat what it was sent.
    fn clean(&self, refusal: Refusal) -> Refusal {
        let secrets: Vec<&str> = self.secrets.iter().map(ExposeSecret::expose_secret).collect();
        let scrub = |text: &str| scrub::without(text, secrets.iter().copied());
        let failure = refusal.failure.with(|details| {
            details.message = details.message.changed(&scrub);
            details.request_id = details.request_id.as_deref().map(&scrub);
        });
        Refusal { failure, ..refusal }
    }
}

/// A field of the form.
pub(super) fn field(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

pub(super) fn scope(client: &Client) -> Option<(String, String)> {
    let scopes = client.oauth().scopes;
    (!scopes.is_empty()).then(|| ("scope".to_owned(), scopes.join(" ")))
}

/// Fields that the description adds; it cannot replace one of the protocol's.
pub(super) fn extend_with_extra(client: &Client, fields: &mut Vec<(String, String)>) {
    let reserved = ["client_id", "client_secret", "redirect_uri", "state", "code_challenge", "code_verifier"];
    for (name, value) in client.oauth().extra {
        if !reserved.contains(name) && fields.iter().all(|(known, _)| known != name) {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
}

/// This API has no authorization server, or not that endpoint.
pub(super) fn no_endpoint(what: &'static str) -> Failure {
    Failure::new(Exit::Invalid, "no-such-login", say("this API has no {}", &[&Said::from(what)]))
}
