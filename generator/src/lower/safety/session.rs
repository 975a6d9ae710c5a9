//! Requests that log in or fetch a session token.

use super::path::{Literal, Path};
use super::phrase::Phrase;
use super::table::Tells;

/// How surely the path obtains a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Session {
    /// `/auth/login`, `/oauth/token`.
    Login,
    /// `/transaction-token/generate`: what the token is for does not happen here.
    Token,
}

/// Segments under which a `token` is a session's.
const AUTH: &[&str] = &[
    "auth",
    "authentication",
    "authorization",
    "autenticacion",
    "autenticacao",
    "connect",
    "identity",
    "jwt",
    "login",
    "oauth",
    "oauth2",
    "oidc",
    "openid",
    "protocol",
    "security",
    "session",
    "sso",
];

/// Verbs that make a token.
pub(super) const MAKES: &[&str] = &[
    "create", "exchange", "generar", "generate", "gerar", "get", "issue", "new", "obtain", "obtener",
    "obter", "refresh", "renew", "request",
];

/// What the path says of sessions.
pub(super) fn of_path(path: &Path) -> Option<Session> {
    let last = path.last()?;
    if makes_token(last, path.before_last()) {
        return Some(Session::Token);
    }
    let tokens = &last.phrase.tokens;
    // `login`, `login-api`, `users/login`.
    let logs_in =
        last.phrase.first().is_some_and(|hit| hit.is(Tells::Session)) && !ends_in_change(&last.phrase);
    let plain = tokens.iter().any(|token| is_token(token))
        && !last.phrase.hits.iter().any(|hit| hit.is(Tells::Controls));
    let under_auth = path.before_last().is_none_or(is_auth);
    let auth =
        last.phrase.tokens.len() == 1 && tokens.first().is_some_and(|token| token == "auth") && under_auth;
    let oauth = tokens.iter().any(|token| token.starts_with("oauth")) && plain;
    (logs_in && !last.after_parameter
        || plain && under_auth && tokens.len() <= 2 && !last.after_parameter
        || oauth
        || auth)
        .then_some(Session::Login)
}

/// `token/generate`, `generate/token`, `generate-token`, `refreshToken`.
fn makes_token(last: &Literal, before: Option<&Literal>) -> bool {
    let makes = |phrase: &Phrase| phrase.tokens.iter().all(|token| MAKES.contains(&token.as_str()));
    let is_tokens = |phrase: &Phrase| {
        let controls = phrase.hits.iter().any(|hit| hit.is(Tells::Controls));
        phrase.tokens.last().is_some_and(|token| is_token(token)) && !controls
    };
    let within = |phrase: &Phrase| {
        is_tokens(phrase) && phrase.tokens.first().is_some_and(|token| MAKES.contains(&token.as_str()))
    };
    let across = before.is_some_and(|before| {
        makes(&last.phrase) && is_tokens(&before.phrase) || is_tokens(&last.phrase) && makes(&before.phrase)
    });
    across || within(&last.phrase)
}

pub(super) fn is_token(token: &str) -> bool {
    matches!(token, "token" | "tokens" | "accesstoken" | "refreshtoken" | "jwt")
}

pub(super) fn is_auth(literal: &Literal) -> bool {
    literal.phrase.tokens.iter().any(|token| AUTH.contains(&token.as_str()))
}

fn ends_in_change(phrase: &Phrase) -> bool {
    phrase.last().is_some_and(|hit| hit.is(Tells::Deletes) || hit.is(Tells::Controls))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_are_told_from_credentials() {
        let table = [
            ("/auth/login", Some(Session::Login)),
            ("/auth/login-api", Some(Session::Login)),
            ("/oauth2/token", Some(Session::Login)),
            ("/token", Some(Session::Login)),
            ("/transaction-token/generate", Some(Session::Token)),
            ("/generate/token", Some(Session::Token)),
            ("/auth/refresh-token", Some(Session::Token)),
            ("/api-tokens", None),
            ("/users/{id}/tokens", None),
            ("/cash-out/generate/withdraw-method/token", None),
            ("/auth/password/reset", None),
            ("/orders", None),
        ];
        for (route, expected) in table {
            assert_eq!(of_path(&Path::new(route)), expected, "{route}");
        }
    }
}
