//! Taking tokens back (RFC 7009).

use secrecy::{ExposeSecret, SecretString};

use super::client::Client;
use super::endpoint;
use super::exchange::{Exchange, field};
use crate::runtime::core::failure::Failure;
use crate::runtime::core::session::Session;
use crate::runtime::core::target::Target;

/// The requests that take a session back: first what could make new tokens. None where the server cannot do it.
///
/// # Errors
/// The endpoint's address cannot be used.
pub fn revocations(client: &Client, target: &Target, session: &Session) -> Result<Vec<Exchange>, Failure> {
    let Some(revoke) = client.oauth().revoke_url else { return Ok(Vec::new()) };
    let url = endpoint::resolve(revoke, target)?;
    let refresh = session.refresh_token.iter().map(|token| ("refresh_token", token));
    let both: Vec<(&str, &SecretString)> = refresh.chain([("access_token", &session.token)]).collect();
    let revocation = |(hint, token): (&str, &SecretString)| {
        let mut fields = vec![field("token", token.expose_secret())];
        fields.push(field("token_type_hint", hint));
        Exchange::new(client, url.clone(), fields, vec![token.clone()])
    };
    Ok(both.into_iter().map(revocation).collect())
}
