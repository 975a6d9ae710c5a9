//! The file of tokens: who may connect, with what rights, as which accounts of the API.
//!
//! ```json
//! {
//!   "tokens": [
//!     {"name": "till-1", "sha256": "<hex>", "rights": ["read", "write", "money"], "secret_ids": ["north"]},
//!     {"name": "reports", "token": "<token>", "rights": ["read"], "own_session": false}
//!   ],
//!   "accounts": {"north": {"USERNAME": "...", "PASSWORD_FILE": "/run/secrets/north"}, "main": {}}
//! }
//! ```
//!
//! An account names the variables of the API's credentials; an empty one stands for the server's own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use crate::runtime::core::credentials::{self, Credentials};
use crate::runtime::core::failure::{Exit, Failure};
use crate::runtime::core::hex;
use crate::runtime::core::renewal;
use crate::runtime::core::spec::Api;

use super::rights::{Right, Rights};
use super::strength;
use super::token::{Token, Tokens, digest};
use crate::runtime::core::words::{Said, reason, say};
use crate::runtime::mcp::environment::Lookup;
use crate::runtime::mcp::problems::Problems;
use crate::runtime::mcp::{config, variables};

/// The name of whoever shows the single token.
const SINGLE: &str = "mcp-token";

/// Reads the single token and the file of tokens. What cannot be used of them is among the problems.
pub(in crate::runtime::mcp) fn read(
    api: &Api,
    lookup: Lookup<'_>,
    problems: &mut Problems,
) -> Option<Tokens> {
    let mut reader = Reader { api, problems: Vec::new(), tokens: Tokens::default() };
    let single = reader.single(lookup, problems);
    if let Some(path) = variables::MCP_TOKENS_FILE.read(api, lookup) {
        match load(Path::new(&path)) {
            Ok(document) => reader.document(&document),
            Err(problem) => reader.problems.push(problem),
        }
        reader.check_names();
        if !reader.problems.is_empty() {
            problems.add(unusable(api, &path, &reader.problems));
        }
    }
    let is_whole = single.is_some() && reader.problems.is_empty();
    // Of those that are there, others may be told what is wrong with them; that there is none would not be true.
    (is_whole || !reader.tokens.all.is_empty()).then_some(reader.tokens)
}

fn load(path: &Path) -> Result<Map<String, Value>, Said> {
    check_owner(path)?;
    let text = fs::read_to_string(path).map_err(|error| reason(&error))?;
    match serde_json::from_str(&text) {
        Ok(Value::Object(document)) => Ok(document),
        Ok(_) => Err("it must be a JSON object".into()),
        // The text near the fault may be a secret.
        Err(error) => Err(say("line {} is no JSON", &[&error.line()])),
    }
}

/// Whoever can write it can give rights.
#[cfg(unix)]
fn check_owner(path: &Path) -> Result<(), Said> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_err(|error| reason(&error))?.permissions().mode();
    if mode & 0o022 == 0 { Ok(()) } else { Err("others may write it: chmod go-w".into()) }
}

#[cfg(not(unix))]
fn check_owner(_: &Path) -> Result<(), Said> {
    Ok(())
}

fn unusable(api: &Api, path: &str, problems: &[Said]) -> Failure {
    let name = variables::MCP_TOKENS_FILE.full_name(api);
    let message = say("{}={} cannot be used", &[&name, &path]);
    Failure::new(Exit::Invalid, "tokens-unusable", message)
        .hint(Said::List(problems.to_vec(), "\n"))
        .param(name)
}

struct Reader<'a> {
    api: &'a Api,
    problems: Vec<Said>,
    tokens: Tokens,
}

impl Reader<'_> {
    /// Nothing where it cannot be read.
    fn single(&mut self, lookup: Lookup<'_>, problems: &mut Problems) -> Option<()> {
        use secrecy::ExposeSecret;
        let name = variables::MCP_TOKEN.full_name(self.api);
        let Some(token) = problems.take(credentials::read_secret(&name, lookup))? else { return Some(()) };
        let rights = problems.take(single_rights(self.api, lookup)).unwrap_or_default();
        let token = token.expose_secret();
        self.tokens.all.push(Token {
            name: SINGLE.to_owned(),
            digest: digest(token),
            rights,
            secret_ids: BTreeSet::new(),
            own_session: false,
            guessable: self.is_guessable(token),
        });
        Some(())
    }

    fn is_guessable(&self, token: &str) -> bool {
        let names = format!("{} {} {}", self.api.app, self.api.name, self.api.title);
        strength::is_guessable(&names, token)
    }

    fn document(&mut self, document: &Map<String, Value>) {
        self.known("", document, &["tokens", "accounts"]);
        match document.get("accounts") {
            None => {}
            Some(Value::Object(accounts)) => {
                for (id, account) in accounts {
                    self.account(id, account);
                }
            }
            Some(_) => self.problem("accounts", "must be an object"),
        }
        match document.get("tokens") {
            Some(Value::Array(list)) if !list.is_empty() => {
                for (at, token) in list.iter().enumerate() {
                    self.token(&format!("tokens[{at}]"), token);
                }
            }
            _ => self.problem("tokens", "must be a list of at least one token"),
        }
    }

    fn problem(&mut self, place: &str, what: impl Into<Said>) {
        self.problems.push(say("{}: {}", &[&place, &what.into()]));
    }

    fn known(&mut self, place: &str, map: &Map<String, Value>, known: &[&str]) {
        for name in map.keys().filter(|name| !known.contains(&name.as_str())) {
            let unknown = say("{} is not known", &[&format!("{name:?}")]);
            match place {
                "" => self.problems.push(unknown),
                place => self.problem(place, unknown),
            }
        }
    }

    fn account(&mut self, id: &str, account: &Value) {
        let place = format!("accounts.{id}");
        let Value::Object(account) = account else { return self.problem(&place, "must be an object") };
        let mut given = BTreeMap::new();
        for (name, value) in account {
            match value.as_str() {
                Some(value) => drop(given.insert(self.api.variable(name), value.to_owned())),
                None => self.problem(&place, say("{} must be a text", &[name])),
            }
        }
        let credentials = if given.is_empty() { None } else { self.credentials(&place, &given) };
        self.tokens.accounts.insert(id.to_owned(), credentials);
    }

    fn credentials(&mut self, place: &str, given: &BTreeMap<String, String>) -> Option<Credentials> {
        let wanted = renewal::variables(self.api);
        let settings = self.api.settings.iter().map(|setting| self.api.variable(setting.name));
        let all: BTreeSet<String> = wanted.iter().cloned().chain(settings).collect();
        for name in given.keys() {
            if !all.contains(name.strip_suffix("_FILE").unwrap_or(name)) && !all.contains(name) {
                self.problem(place, say("{} is no variable of the credentials", &[name]));
            }
        }
        for name in &wanted {
            if !given.contains_key(name) && !given.contains_key(&format!("{name}_FILE")) {
                self.problem(place, say("{} is missing", &[name]));
            }
        }
        let (credentials, unusable) = Credentials::read_all(self.api, &|name| given.get(name).cloned());
        for failure in &unusable {
            self.problem(place, failure.message.clone());
        }
        unusable.is_empty().then_some(credentials)
    }

    fn token(&mut self, place: &str, token: &Value) {
        let Value::Object(token) = token else { return self.problem(place, "must be an object") };
        self.known(place, token, &["name", "token", "sha256", "rights", "secret_ids", "own_session"]);
        let name = token.get("name").and_then(Value::as_str).unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.len() > 40 || !name.chars().all(plain) {
            self.problem(place, "name must be 1 to 40 letters, digits, dots, hyphens or underscores");
        }
        let secret = token.get("token").and_then(Value::as_str).filter(|token| !token.is_empty());
        let known = token.get("sha256").and_then(Value::as_str).map(parse_digest);
        let digest = match (secret, known) {
            (Some(token), None) => digest(token),
            (None, Some(Some(digest))) => digest,
            _ => return self.problem(place, "needs token, or sha256 with 64 hexadecimal digits"),
        };
        let rights = self.rights(place, token.get("rights"));
        let secret_ids = self.secret_ids(place, token.get("secret_ids"));
        let own_session = match token.get("own_session") {
            None => false,
            Some(Value::Bool(own)) => *own,
            Some(_) => return self.problem(place, "own_session must be true or false"),
        };
        let guessable = secret.is_some_and(|token| self.is_guessable(token));
        let name = name.to_owned();
        self.tokens.all.push(Token { name, digest, rights, secret_ids, own_session, guessable });
    }

    fn rights(&mut self, place: &str, rights: Option<&Value>) -> Rights {
        let list = rights.and_then(Value::as_array).filter(|list| !list.is_empty());
        let rights: Option<Rights> =
            list.and_then(|list| list.iter().map(|right| right.as_str().and_then(Right::named)).collect());
        rights.unwrap_or_else(|| {
            self.problem(place, "rights must be a list of read, write and money");
            Rights::default()
        })
    }

    fn secret_ids(&mut self, place: &str, ids: Option<&Value>) -> BTreeSet<String> {
        let Some(ids) = ids else { return BTreeSet::new() };
        let list: Option<BTreeSet<String>> =
            ids.as_array().and_then(|list| list.iter().map(|id| id.as_str().map(str::to_owned)).collect());
        let list = list.unwrap_or_else(|| {
            self.problem(place, "secret_ids must be a list of texts");
            BTreeSet::new()
        });
        for id in &list {
            if !self.tokens.accounts.contains_key(id) {
                self.problem(place, say("secret_ids: there is no account {}", &[&format!("{id:?}")]));
            }
        }
        list
    }

    /// Two of one name could not be told apart in the audit, two of one token not at all.
    fn check_names(&mut self) {
        let mut names = BTreeSet::from(["stdio".to_owned(), "http".to_owned()]);
        let mut digests = BTreeSet::new();
        for token in &self.tokens.all {
            if !names.insert(token.name.clone()) {
                self.problems.push(say("the name {} is taken", &[&format!("{:?}", token.name)]));
            }
            if !digests.insert(token.digest) {
                self.problems.push(say("the token of {} is also another's", &[&format!("{:?}", token.name)]));
            }
        }
    }
}

/// What the single token may do.
fn single_rights(api: &Api, lookup: Lookup<'_>) -> Result<Rights, Failure> {
    let Some(list) = variables::MCP_TOKEN_RIGHTS.read(api, lookup) else { return Ok(Rights::usual()) };
    let (known, unknown): (Vec<_>, Vec<_>) =
        list.split(',').map(str::trim).partition(|name| Right::named(name).is_some());
    if unknown.is_empty() {
        return Ok(known.into_iter().filter_map(Right::named).collect());
    }
    let why = "rights are read, write and money";
    Err(config::unusable(api, variables::MCP_TOKEN_RIGHTS, &unknown.join(","), why))
}

fn parse_digest(digits: &str) -> Option<[u8; 32]> {
    hex::decode(digits)?.try_into().ok()
}
