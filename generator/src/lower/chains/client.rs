//! The request by which a program gets a token of its own, its identifier and secret in HTTP Basic, as RFC 6749 advises
//! (sections 2.3.1 and 4.4.2). The collection writes it out, rather than filling in Postman's auth tab.

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::login::{is_reachable, reads_like_login, senders};
use crate::lower::variables::uses;
use crate::model::{Auth, BodyKind, Chain, Credential, Location, Operation};

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
    let query = query(operation)?;
    let mut fields = form(operation)?;
    let in_query = query.iter().find(|(name, _)| *name == "grant_type").map(|(_, value)| (*value).into());
    let grant = fields.remove("grant_type").or(in_query);
    if grant.as_ref().and_then(Value::as_str) != Some("client_credentials") {
        return None;
    }
    let scopes = fields.remove("scope").and_then(|scope| scope.as_str().map(scopes)).unwrap_or_default();
    Some(ClientFinding {
        index: operation.index,
        variable: variable.to_owned(),
        client: (user.clone(), password.clone()),
        token_url: address(&operation.route, &query),
        scopes,
        extra: constants(&fields)?,
    })
}

/// The fields of its body, which it need not have.
fn form(operation: &Operation) -> Option<Map<String, Value>> {
    let Some(body) = &operation.body else { return Some(Map::new()) };
    let fields = body.example.as_ref().filter(|_| body.kind == BodyKind::Urlencoded)?;
    fields.as_object().cloned()
}

/// What stands in its address, which goes along; `None` where that is more than a grant asks with.
fn query(operation: &Operation) -> Option<Vec<(&str, &str)>> {
    let params = operation.params.iter().filter(|param| param.location == Location::Query);
    let constants = params.map(|param| {
        let value = param.schema.example.as_ref()?.as_str()?;
        let known = matches!(param.name.as_str(), "audience" | "grant_type" | "resource" | "scope");
        (known && uses(value).next().is_none()).then_some((param.name.as_str(), value))
    });
    constants.collect()
}

fn address(route: &str, query: &[(&str, &str)]) -> String {
    if query.is_empty() {
        return route.to_owned();
    }
    // Postman leaves what is written with percent signs as it is.
    let written: Vec<_> = query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let written = written.join("&");
    let pairs = form_urlencoded::parse(written.as_bytes());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{route}?{query}")
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
