//! The request by which a program gets a token of its own, its identifier and secret in HTTP Basic, as RFC 6749 advises
//! (sections 2.3.1 and 4.4.2). The collection writes it out, rather than filling in Postman's auth tab.

use serde_json::{Map, Value};

use super::login::{is_reachable, reads_like_login, senders};
use crate::lower::variables::uses;
use crate::model::{Auth, BodyKind, Chain, Credential, Operation};

/// A client-credentials grant that the collection shows as a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientFinding {
    /// Index of the request.
    pub index: usize,
    /// Variable in which the collection keeps the token.
    pub variable: String,
    /// Settings of the client's identifier and secret.
    pub client: (String, String),
    /// Its path, below the API's own address.
    pub token_url: String,
    /// Scopes that it asks for.
    pub scopes: Vec<String>,
    /// Further fields that say what the token is for.
    pub extra: Vec<(String, String)>,
}

/// Finds the request whose token most others send; the first of equals.
#[must_use]
pub fn client(operations: &[Operation], chains: &[Chain]) -> Option<ClientFinding> {
    let found = chains.iter().filter(|chain| is_reachable(chain) && chain.json_path == "access_token");
    let found = found.filter_map(|chain| {
        let operation = operations.iter().find(|one| one.index == chain.producer_index)?;
        let sent = senders(chain).len();
        Some((sent, read(operation, &chain.variable)?)).filter(|_| sent > 0)
    });
    found.rev().max_by_key(|(sent, _)| *sent).map(|(_, found)| found)
}

fn read(operation: &Operation, variable: &str) -> Option<ClientFinding> {
    let own = operation.foreign_origin.is_none() && operation.host_setting.is_none();
    if !own || operation.route.contains('{') || operation.method != "POST" || !reads_like_login(operation) {
        return None;
    }
    let Auth::Schemes { schemes } = &operation.auth else { return None };
    let [scheme] = schemes.as_slice() else { return None };
    let Credential::Basic { user, password: Some(password) } = &scheme.credential else { return None };
    let body = operation.body.as_ref().filter(|body| body.kind == BodyKind::Urlencoded)?;
    let mut fields = body.example.as_ref().and_then(Value::as_object)?.clone();
    if fields.remove("grant_type").as_ref().and_then(Value::as_str) != Some("client_credentials") {
        return None;
    }
    let scopes = fields.remove("scope").and_then(|scope| scope.as_str().map(scopes)).unwrap_or_default();
    Some(ClientFinding {
        index: operation.index,
        variable: variable.to_owned(),
        client: (user.clone(), password.clone()),
        token_url: operation.route.clone(),
        scopes,
        extra: constants(&fields)?,
    })
}

fn scopes(text: &str) -> Vec<String> {
    text.split_whitespace().filter(|scope| uses(scope).next().is_none()).map(str::to_owned).collect()
}

/// `None` where somebody has to fill in more than the grant knows of.
fn constants(fields: &Map<String, Value>) -> Option<Vec<(String, String)>> {
    let constant = |(name, value): (&String, &Value)| {
        let value = value.as_str().filter(|text| !text.is_empty() && uses(text).next().is_none())?;
        matches!(name.as_str(), "audience" | "resource").then(|| (name.clone(), value.to_owned()))
    };
    fields.iter().map(constant).collect()
}
