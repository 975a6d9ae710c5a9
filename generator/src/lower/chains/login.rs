//! The request that logs in, found by what its script keeps and where others send it.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::lifetime;
use crate::lower::credential_names::is_credential;
use crate::lower::variables::{uses, whole};
use crate::lower::words::words;
use crate::model::{Auth, BodyKind, Chain, ChainSource, Kind, Location, Operation, Property, Schema, Use};

/// A login that the collection shows without anybody's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginFinding {
    /// Index of the request.
    pub index: usize,
    /// Its [`Operation::id`].
    pub operation: String,
    /// Variable in which the collection keeps the token.
    pub variable: String,
    /// Dotted path of the token in the answer.
    pub token: String,
    /// What its body needs from the user, in the order of the body; constants such as a grant type are none.
    pub fields: Vec<NeededField>,
    /// Documented life of the token.
    pub lifetime_seconds: Option<u64>,
}

/// A field of the login's body that the user supplies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededField {
    /// Dotted path in the body.
    pub field: String,
    /// Variable that the collection writes there.
    pub variable: Option<String>,
    /// Never shown.
    pub secret: bool,
}

/// Finds the one login: a request to the API's own host that takes a secret in its body, reads like a login, and
/// whose token at least half of the requests with credentials send. Of several, the best named, then the first.
#[must_use]
pub fn login(operations: &[Operation], chains: &[Chain]) -> Option<LoginFinding> {
    let by_index: HashMap<usize, (&Operation, u8)> = operations
        .iter()
        .filter_map(|operation| Some((operation.index, (operation, naming(operation)?))))
        .collect();
    let with_credentials = operations
        .iter()
        .filter(|one| {
            one.foreign_origin.is_none() && one.auth != Auth::None && !by_index.contains_key(&one.index)
        })
        .count();
    let mut best: Option<((usize, u8), LoginFinding)> = None;
    for chain in chains.iter().filter(|chain| is_reachable(chain)) {
        let Some((operation, named)) = by_index.get(&chain.producer_index) else { continue };
        let senders = senders(chain).len();
        let rank = (senders, *named);
        let enough = senders > 0 && senders * 2 >= with_credentials;
        if !enough || !can_log_in(operation) || best.as_ref().is_some_and(|(found, _)| *found >= rank) {
            continue;
        }
        let Some(fields) = fields(operation) else { continue };
        let found = LoginFinding {
            index: operation.index,
            operation: operation.id.clone(),
            variable: chain.variable.clone(),
            token: chain.json_path.clone(),
            fields,
            lifetime_seconds: lifetime(operation),
        };
        best = Some((rank, found));
    }
    best.map(|(_, found)| found)
}

/// The runtime looks a token up by names alone, in a JSON body.
pub(super) fn is_reachable(chain: &Chain) -> bool {
    chain.source == ChainSource::Body && !chain.json_path.is_empty() && !chain.json_path.contains('[')
}

fn can_log_in(operation: &Operation) -> bool {
    operation.foreign_origin.is_none() && operation.method != "GET" && !needs_another_token(operation)
}

/// A refresh or the exchange of a code (RFC 6749 sections 4.1.3 and 6): nobody can type what it takes.
fn needs_another_token(operation: &Operation) -> bool {
    let name = operation.path.last().map_or("", String::as_str);
    let refreshes = words(name).iter().chain(&words(&operation.route)).any(|word| {
        matches!(word.as_str(), "refresh" | "renew" | "renovar" | "refrescar" | "exchange" | "revoke")
    });
    let other_grant = grant(operation).is_some_and(|grant| {
        uses(grant).next().is_none() && !matches!(grant, "password" | "client_credentials" | "")
    });
    refreshes || other_grant
}

/// The grant that the request asks for, in its body or in its address.
fn grant(operation: &Operation) -> Option<&str> {
    const NAMES: &[&str] = &["grant_type", "grantType"];
    let example = operation.body.as_ref().and_then(|body| body.example.as_ref());
    let in_body = example.and_then(|example| NAMES.iter().find_map(|name| example.get(name)));
    let in_query = operation.params.iter().filter(|param| param.location == Location::Query);
    let mut in_query = in_query.filter(|param| NAMES.contains(&param.name.as_str()));
    in_body.or_else(|| in_query.find_map(|param| param.schema.example.as_ref())).and_then(Value::as_str)
}

/// Requests that send the variable as a credential.
pub(super) fn senders(chain: &Chain) -> BTreeSet<usize> {
    let as_credential = |place: &Use| match place {
        Use::Auth => true,
        Use::Header(name) => name.eq_ignore_ascii_case("authorization") || is_credential(name),
        Use::Query(name) => is_credential(name),
        Use::Url | Use::Body(_) | Use::Script => false,
    };
    let uses = chain.uses.iter().filter(|one| as_credential(&one.place) && one.index != chain.producer_index);
    uses.map(|one| one.index).collect()
}

/// Words that say plainly what the request is for, then those that may.
const LOGIN: &[&str] = &["login", "logon", "signin", "authenticate", "autenticar", "ingresar", "entrar"];
const MAYBE: &[&str] = &[
    "auth",
    "oauth",
    "oauth2",
    "token",
    "tokens",
    "session",
    "sessions",
    "authentication",
    "authorization",
    "autenticacion",
    "autenticacao",
    "sesion",
    "sessao",
    "jwt",
    "credentials",
    "accesstoken",
];
/// Words of requests that give a token on the way to something else.
const OTHER: &[&str] =
    &["register", "registro", "signup", "registration", "refresh", "renew", "logout", "user", "users"];

/// Whether name and route speak of a login or a token.
pub(super) fn reads_like_login(operation: &Operation) -> bool {
    naming(operation).is_some()
}

fn naming(operation: &Operation) -> Option<u8> {
    let name = operation.path.last().map_or("", String::as_str);
    let mut said = words(name);
    said.extend(operation.route.split('/').filter(|segment| !segment.starts_with('{')).flat_map(words));
    let has = |list: &[&str]| said.iter().any(|word| list.contains(&word.as_str()));
    let pair = |first: &str, second: &str| said.windows(2).any(|pair| pair == [first, second]);
    let login = has(LOGIN) || pair("log", "in") || pair("sign", "in") || pair("iniciar", "sesion");
    match (login, has(MAYBE), has(OTHER)) {
        (true, _, false) => Some(4),
        (true, _, true) => Some(3),
        (false, true, false) => Some(2),
        (false, true, true) => Some(1),
        (false, false, _) => None,
    }
}

/// What the body needs from the user; `None` when no secret is among it, or the body is none that has fields.
///
/// Most collections do not say what a login requires: then it is what they write there, but for switches.
fn fields(operation: &Operation) -> Option<Vec<NeededField>> {
    let body = operation.body.as_ref()?;
    if !matches!(body.kind, BodyKind::Json | BodyKind::Urlencoded | BodyKind::Multipart) {
        return None;
    }
    let list = |needed: &Needed<'_>| {
        let mut list = Vec::new();
        gather(&body.schema, body.example.as_ref(), "", needed, &mut list);
        list
    };
    let has_secret = |list: &[NeededField]| list.iter().any(|field| field.secret);
    let required = list(&|property, _| property.required);
    let list = if required.is_empty() {
        list(&|property, written| is_secret(property) || is_written(property, written))
    } else if has_secret(&required) {
        required
    } else {
        list(&|property, _| property.required || property.schema.secret)
    };
    has_secret(&list).then_some(list)
}

/// Whether a field is needed, by what the collection writes there.
type Needed<'a> = dyn Fn(&Property, Option<&Value>) -> bool + 'a;

fn gather(
    schema: &Schema,
    example: Option<&Value>,
    parent: &str,
    needed: &Needed<'_>,
    list: &mut Vec<NeededField>,
) {
    for property in &schema.properties {
        let path =
            if parent.is_empty() { property.name.clone() } else { format!("{parent}.{}", property.name) };
        let written = example.and_then(|example| example.get(&property.name));
        if !property.schema.properties.is_empty() {
            gather(&property.schema, written, &path, needed, list);
        } else if property.fixed.is_none() && property.schema.kind != Kind::Array && needed(property, written)
        {
            let variable = written.and_then(Value::as_str).and_then(whole);
            let secret = is_secret(property);
            list.push(NeededField { field: path, variable: variable.map(str::to_owned), secret });
        }
    }
}

/// Words in the names of fields that say who logs in, whatever the collection writes there.
///
/// `ORDINARY` of `safety::things` shares some of them, but holds the nouns of paths.
const WHO: &[&str] = &[
    "user",
    "username",
    "usuario",
    "login",
    "email",
    "mail",
    "correo",
    "account",
    "cuenta",
    "conta",
    "client",
    "cliente",
    "id",
    "identifier",
    "phone",
    "document",
    "documento",
    "merchant",
    "tenant",
    "company",
    "cpf",
];

/// The collection fills it in, or it says who logs in.
fn is_written(property: &Property, written: Option<&Value>) -> bool {
    let text = written.and_then(Value::as_str).unwrap_or_default();
    let switch = property.schema.kind == Kind::Boolean && whole(text).is_none();
    let who = words(&property.name).iter().any(|word| WHO.contains(&word.as_str()));
    !switch && (who || !text.trim().is_empty())
}

/// The schema marks passwords; a login's keys and PINs are secret as well.
fn is_secret(property: &Property) -> bool {
    let words = words(&property.name);
    let last = words.last().map_or("", String::as_str);
    property.schema.secret || matches!(last, "key" | "pin" | "pass" | "secret")
}

/// What the request's text says, else the number that its saved answer gives.
fn lifetime(operation: &Operation) -> Option<u64> {
    let mut text = operation.description.clone();
    if let Some(schema) = &operation.response.schema {
        crate::dotted::visit(schema, "", &mut |_, property| {
            text.push('\n');
            text.push_str(&property.schema.description);
        });
    }
    lifetime::stated(&text).or_else(|| {
        operation
            .response
            .examples
            .iter()
            .find_map(|example| expires_in(&example.body, 0))
            .filter(|seconds| *seconds >= 60)
    })
}

/// `expires_in` of RFC 6749 section 5.1, wherever it stands in the answer.
fn expires_in(answer: &Value, depth: usize) -> Option<u64> {
    let Value::Object(fields) = answer else { return None };
    let named = fields.iter().find(|(name, _)| matches!(words(name).concat().as_str(), "expiresin"));
    let seconds = |value: &Value| value.as_u64().or_else(|| value.as_str()?.trim().parse().ok());
    named.and_then(|(_, value)| seconds(value)).or_else(|| {
        (depth < 3).then(|| fields.values().find_map(|inner| expires_in(inner, depth + 1))).flatten()
    })
}
