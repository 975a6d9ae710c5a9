//! Requests that give the caller a session, for those who look for token chains.

use super::graphql::Nature;
use super::judge::Case;
use super::path::{Literal, Path};
use super::phrase::{Hit, Phrase};
use super::session::{MAKES, is_auth, is_token, of_path};
use super::table::Tells;
use super::{Family, Subject, fields, method};

/// Words that make a token one for a single later call, or for something else than a session.
const OTHER_TOKENS: &[&str] = &[
    "card",
    "csrf",
    "device",
    "fcm",
    "link",
    "payment",
    "push",
    "transaccional",
    "transacional",
    "transaction",
    "transactional",
    "trx",
    "withdraw",
    "xsrf",
];

/// Fields that prove who asks.
const PROOFS: &[&str] = &[
    "apikey",
    "apisecret",
    "assertion",
    "clave",
    "clientsecret",
    "contrasena",
    "granttype",
    "otp",
    "passphrase",
    "passwd",
    "password",
    "pin",
    "pwd",
    "refreshtoken",
    "secret",
    "secretkey",
    "senha",
    "userpassword",
];

/// Whether a request gives the caller a session: it logs in, or renews what a login gave.
pub(super) fn logs_in(subject: &Subject<'_>) -> bool {
    let case = Case::new(subject, method(subject.method).0);
    let by_grant = subject.query.iter().any(|(key, _)| *key == "grant_type")
        || case.fields.iter().any(|field| field == "granttype");
    if !matches!(case.family, Family::Posts | Family::Reads) && subject.method != "PUT" || ends_session(&case)
    {
        return false;
    }
    if case.graphql.is_some() || !case.actions.is_empty() {
        return case.graphql != Some(Nature::Reads)
            && case.actions.iter().any(|action| asks_session(&action.phrase));
    }
    let by_path = path_logs_in(&case.path);
    if case.family == Family::Reads {
        return by_grant || by_path && case.path.last().is_some_and(|last| begins_session(&last.phrase));
    }
    let proof = fields::first_of(&case.fields, PROOFS).is_some();
    by_path || by_grant || case.name.first().is_some_and(|name| name_logs_in(name, &case.path, proof))
}

fn path_logs_in(path: &Path) -> bool {
    let Some(last) = path.last() else { return false };
    // `link/token/create`: what the token is for stands one further.
    let makes = last.phrase.tokens.iter().all(|token| MAKES.contains(&token.as_str()));
    let other = path.literals.iter().rev().take(if makes { 3 } else { 2 }).any(other_token);
    // `POST /tokens` may as well make a token of a card.
    let several = last.phrase.tokens.last().is_some_and(|token| token == "tokens");
    let under_auth = path.before_last().is_some_and(is_auth);
    let renews = last.phrase.tokens == ["refresh"] && under_auth;
    let alone =
        path.literals.len() == 1 && matches!(last.phrase.tokens.concat().as_str(), "session" | "sessions");
    let ends_so = last.phrase.last().is_some_and(|hit| hit.is(Tells::Session)) && !last.after_parameter;
    let found = of_path(path).is_some() && (!several || under_auth);
    !other && (found || renews || alone || ends_so && !begins_differently(&last.phrase))
}

/// `confirm-login`, `create-token`: something else is done first.
fn begins_differently(phrase: &Phrase) -> bool {
    phrase.first().is_some_and(|hit| !hit.is(Tells::Session) && hit.verbs().next().is_some())
}

/// `Login with Google`; `Obtain token pair` where path or body are about sessions too.
fn name_logs_in(name: &Phrase, path: &Path, proof: bool) -> bool {
    let begins = name.first().is_some_and(|hit| hit.is(Tells::Session));
    let by_path = path
        .last()
        .is_some_and(|last| is_auth(last) || last.phrase.tokens.iter().any(|token| is_token(token)));
    let controls = name.hits.iter().any(|hit| hit.is(Tells::Controls));
    let several =
        path.last().is_some_and(|last| last.phrase.tokens.last().is_some_and(|token| token == "tokens"));
    begins || asks_session(name) && !controls && (proof || by_path && !several)
}

/// `logout`, `token/revoke`, `introspect`, `change-password`.
fn ends_session(case: &Case<'_>) -> bool {
    let last = case.path.last().into_iter().map(|literal| &literal.phrase);
    let mut phrases = last.chain(&case.name).chain(case.actions.iter().map(|action| &action.phrase));
    phrases.any(|phrase| {
        let first = phrase.first().filter(|hit| !hit.is(Tells::Session));
        let ends = |hit: &Hit| hit.is(Tells::Deletes) || hit.is(Tells::Undone) && hit.is(Tells::Mild);
        let only_asks = |hit: &Hit| {
            matches!(hit.text.as_str(), "introspect" | "introspection" | "validate" | "verify" | "check")
        };
        first.is_some_and(|hit| ends(hit) || only_asks(hit))
    })
}

/// `login`, `authenticate`, `get access token`, `tokenAuth`.
fn asks_session(phrase: &Phrase) -> bool {
    let token = phrase.tokens.iter().any(|token| is_token(token));
    let other = phrase.tokens.iter().any(|token| OTHER_TOKENS.contains(&token.as_str()));
    let makes = phrase.tokens.iter().any(|token| MAKES.contains(&token.as_str()) || token == "auth");
    phrase.hits.iter().any(|hit| hit.is(Tells::Session)) && !other || token && makes && !other
}

/// `login`, `getToken`; not `tokens/{id}`.
fn begins_session(phrase: &Phrase) -> bool {
    let one_token = phrase.tokens.last().is_some_and(|token| is_token(token) && token != "tokens");
    phrase.first().is_some_and(|hit| hit.is(Tells::Session)) || one_token
}

fn other_token(literal: &Literal) -> bool {
    literal.phrase.tokens.iter().any(|token| OTHER_TOKENS.contains(&token.as_str()))
}
