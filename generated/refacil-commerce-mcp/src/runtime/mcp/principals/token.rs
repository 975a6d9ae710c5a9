//! The tokens of HTTP clients, and who shows which.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::{HeaderMap, header};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::runtime::core::credentials::Credentials;
use crate::runtime::core::hex;

use super::rights::Rights;

/// Names the account of the API on whose behalf a caller acts.
const SECRET_ID: &str = "x-secret-id";
/// Brings a session of the API that the caller got elsewhere.
const OWN_SESSION: &str = "x-api-authorization";

/// The account of the server's own credentials; no text in a header is empty here.
pub(super) const OWN: &str = "";

/// One token, known by its digest only.
#[derive(Debug, Clone)]
pub(in crate::runtime::mcp) struct Token {
    /// How logs and the audit name whoever shows it.
    pub(in crate::runtime::mcp) name: String,
    /// SHA-256 of the token.
    pub(in crate::runtime::mcp) digest: [u8; 32],
    /// What it may do.
    pub(in crate::runtime::mcp) rights: Rights,
    /// The accounts that it may choose with `X-Secret-ID`.
    pub(in crate::runtime::mcp) secret_ids: BTreeSet<String>,
    /// It may bring sessions of the API with `X-API-Authorization`.
    pub(in crate::runtime::mcp) own_session: bool,
    /// A stranger might guess it.
    pub(in crate::runtime::mcp) guessable: bool,
}

/// All tokens of a server, and the accounts that they choose among.
#[derive(Debug, Default)]
pub(in crate::runtime::mcp) struct Tokens {
    /// The tokens.
    pub(in crate::runtime::mcp) all: Vec<Token>,
    /// Credentials by the value of `X-Secret-ID`; `None` stands for the server's own.
    pub(in crate::runtime::mcp) accounts: BTreeMap<String, Option<Credentials>>,
}

/// Who sent a request, as its headers prove.
#[derive(Debug)]
pub(in crate::runtime::mcp) struct Identity {
    /// The name of the principal.
    pub(in crate::runtime::mcp) name: String,
    /// The client behind it, whichever session of the API it brings: as many as there are tokens and accounts.
    pub(in crate::runtime::mcp) client: String,
    /// What it may do.
    pub(in crate::runtime::mcp) rights: Rights,
    /// It showed a token of this server.
    pub(in crate::runtime::mcp) shows_token: bool,
    /// Whose credentials it uses.
    pub(in crate::runtime::mcp) account: String,
    /// Credentials other than the server's own.
    pub(in crate::runtime::mcp) credentials: Option<Credentials>,
    /// The session that the caller brought.
    pub(in crate::runtime::mcp) session: Option<SecretString>,
}

/// Why headers prove nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::runtime::mcp) enum Denied {
    /// They show no token.
    Missing,
    /// They show one that is not known.
    Unknown,
    /// The token may not choose that account.
    Account,
    /// The token may not bring sessions.
    Session,
}

/// The digest by which a token is known.
pub(in crate::runtime::mcp) fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl Tokens {
    /// Who sent these headers. Where no token is configured, everybody who can connect is the same caller.
    ///
    /// # Errors
    /// They show no good token, or ask for what the token may not have.
    pub(in crate::runtime::mcp) fn identify(&self, headers: &HeaderMap) -> Result<Identity, Denied> {
        let token = if self.all.is_empty() { None } else { Some(self.shown(headers)?) };
        let mut identity = Identity {
            name: token.map_or("http", |token| &token.name).to_owned(),
            client: String::new(),
            rights: token.map_or_else(Rights::usual, |token| token.rights.clone()),
            shows_token: token.is_some(),
            account: OWN.to_owned(),
            credentials: None,
            session: None,
        };
        if headers.contains_key(SECRET_ID) {
            let chosen = text(headers, SECRET_ID);
            let id = chosen.filter(|id| token.is_some_and(|token| token.secret_ids.contains(*id)));
            let id = id.ok_or(Denied::Account)?;
            let account = self.accounts.get(id).ok_or(Denied::Account)?;
            identity.name = format!("{}/{id}", identity.name);
            if account.is_some() {
                id.clone_into(&mut identity.account);
            }
            identity.credentials.clone_from(account);
        }
        identity.client.clone_from(&identity.name);
        if headers.contains_key(OWN_SESSION) {
            let session = text(headers, OWN_SESSION).and_then(bearer).filter(|session| !session.is_empty());
            let may = token.is_some_and(|token| token.own_session);
            let session = session.filter(|_| may).ok_or(Denied::Session)?;
            let mark = hex::encode(digest(session).iter().take(8));
            identity.name = format!("{}+{mark}", identity.name);
            identity.session = Some(session.into());
        }
        Ok(identity)
    }

    /// The one known token that the headers show: nobody is two callers. Digests are compared, each of them, in
    /// constant time.
    fn shown(&self, headers: &HeaderMap) -> Result<&Token, Denied> {
        let all = |name: &str| headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        let by_bearer = all(header::AUTHORIZATION.as_str()).filter_map(bearer);
        let given: Vec<_> = by_bearer.chain(all("x-mcp-token")).map(digest).collect();
        if given.is_empty() {
            return Err(Denied::Missing);
        }
        let mut found = Vec::new();
        for token in &self.all {
            // No `any`, which would stop at the first that is equal.
            let equal = given.iter().fold(0, |equal, given| equal | token.digest.ct_eq(given).unwrap_u8());
            if equal == 1 {
                found.push(token);
            }
        }
        match found.as_slice() {
            [one] => Ok(one),
            _ => Err(Denied::Unknown),
        }
    }
}

/// The value of a header that stands there once.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    value.to_str().ok()
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens() -> Tokens {
        let token = |name: &str, token: &str, ids: &[&str], own_session| Token {
            name: name.to_owned(),
            digest: digest(token),
            rights: Rights::usual(),
            secret_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            own_session,
            guessable: false,
        };
        let accounts =
            BTreeMap::from([("north".to_owned(), Some(Credentials::default())), ("south".to_owned(), None)]);
        Tokens {
            all: vec![token("ana", "t-ana", &["north"], false), token("ben", "t-ben", &[], true)],
            accounts,
        }
    }

    fn identify(headers: &[(&'static str, &'static str)]) -> Result<Identity, Denied> {
        let headers = headers.iter().map(|(name, value)| {
            let name = axum::http::HeaderName::from_static(name);
            (name, axum::http::HeaderValue::from_bytes(value.as_bytes()).expect("a value"))
        });
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value);
        }
        tokens().identify(&map)
    }

    #[test]
    fn headers_prove_who_sent_them_and_no_more() {
        let name = |headers: &[(&'static str, &'static str)]| identify(headers).map(|who| who.name);
        assert_eq!(name(&[("authorization", "Bearer t-ana")]).as_deref(), Ok("ana"));
        assert_eq!(name(&[("x-mcp-token", "t-ben")]).as_deref(), Ok("ben"));
        assert_eq!(
            name(&[("authorization", "bearer t-ana"), ("x-secret-id", "north")]).as_deref(),
            Ok("ana/north")
        );
        assert_eq!(name(&[]), Err(Denied::Missing));
        assert_eq!(name(&[("authorization", "Basic t-ana")]), Err(Denied::Missing));
        for wrong in ["Bearer t-an", "Bearer t-anaa", "Bearer "] {
            assert_eq!(name(&[("authorization", wrong)]), Err(Denied::Unknown), "{wrong}");
        }
        let twice =
            |second: &'static str| name(&[("authorization", "Bearer t-ana"), ("authorization", second)]);
        assert_eq!(
            (twice("Bearer t-ana").as_deref(), twice("Bearer t-ben")),
            (Ok("ana"), Err(Denied::Unknown))
        );
        assert_eq!(
            name(&[("authorization", "Bearer t-ana"), ("x-mcp-token", "t-ben")]),
            Err(Denied::Unknown)
        );
        assert_eq!(
            name(&[("authorization", "Bearer of-a-proxy"), ("x-mcp-token", "t-ben")]).as_deref(),
            Ok("ben")
        );
        for ids in [["north", "north"], ["north", "south"]] {
            let chosen = ids.map(|id| ("x-secret-id", id));
            let shown = [("x-mcp-token", "t-ana"), chosen[0], chosen[1]];
            assert_eq!(name(&shown), Err(Denied::Account), "{ids:?}");
        }
        for (token, id) in
            [("t-ana", "nörth"), ("t-ana", "south"), ("t-ana", "nowhere"), ("t-ben", "north"), ("t-ana", "")]
        {
            assert_eq!(
                name(&[("x-mcp-token", token), ("x-secret-id", id)]),
                Err(Denied::Account),
                "{token} {id}"
            );
        }
        assert_eq!(
            name(&[("x-mcp-token", "t-ana"), ("x-api-authorization", "Bearer s")]),
            Err(Denied::Session)
        );
        let one =
            name(&[("x-mcp-token", "t-ben"), ("x-api-authorization", "Bearer s")]).expect("its session");
        let two =
            name(&[("x-mcp-token", "t-ben"), ("x-api-authorization", "Bearer r")]).expect("its session");
        assert!(one.starts_with("ben+") && one != two, "{one} {two}");
        let client = |session| {
            identify(&[("x-mcp-token", "t-ben"), ("x-api-authorization", session)]).map(|who| who.client)
        };
        assert_eq!((client("Bearer s"), client("Bearer r")), (Ok("ben".into()), Ok("ben".into())));
    }
}
