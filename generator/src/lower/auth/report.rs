//! What is odd about credentials, in words. A value is never among them.

use crate::model::{Diagnostic, Place, Severity};

/// A type that Postman does not know, as the reader tells it: one place is reported once.
pub(super) fn unknown(place: Place, scheme: &str) -> Diagnostic {
    Diagnostic { code: "unknown-auth-type".into(), ..unsupported(place, scheme) }
}

/// A scheme that generated tools cannot perform.
pub(super) fn unsupported(place: Place, scheme: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        code: "unsupported-auth".into(),
        place,
        message: format!("the auth scheme `{scheme}` cannot be performed by generated tools"),
        help: "its operations are generated and say so when they are called; an overlay can set `auth`"
            .into(),
    }
}

/// A credential that somebody wrote into the file; `setting` is empty where no tool needs it.
pub(super) fn secret_literal(place: Place, setting: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        code: "secret-literal".into(),
        place,
        message: "the file holds what looks like a real credential; it is copied nowhere".into(),
        help: if setting.is_empty() {
            "revoke it and put a variable in its place".into()
        } else {
            format!("revoke it and put a variable in its place; the tool takes it from {setting}")
        },
    }
}

/// A token that Postman signs for each request.
pub(super) fn signed_token(place: Place, setting: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Note,
        code: "token-not-signed".into(),
        place,
        message: "Postman signs this JWT from a key; generated tools send a finished one".into(),
        help: format!("put a token that was signed elsewhere into {setting}"),
    }
}

/// An OAuth 2 configuration from which no token can be had.
pub(super) fn no_grant(place: Place, why: &str, setting: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Note,
        code: "oauth-token".into(),
        place,
        message: format!("no access token can be asked for: {why}"),
        help: format!("the tool takes one from {setting}; an overlay can describe the server in [oauth]"),
    }
}

/// An OAuth 2 configuration besides the one that gives the session.
pub(super) fn other_server(place: Place, setting: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Note,
        code: "oauth-token".into(),
        place,
        message: "another source already gives the session token, and a tool has one session".into(),
        help: format!("the tool takes the access token of these operations from {setting}"),
    }
}

/// Code of [`token_host`]; an overlay that names the server settles it.
pub(crate) const TOKEN_HOST: &str = "token-host";

/// The client's credentials go to a host that is not the API's.
pub(super) fn token_host(place: Place, host: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        code: TOKEN_HOST.into(),
        place,
        message: format!(
            "the client's credentials go to {host} for a token, which is not the API's own host"
        ),
        help: "if it is the API's authorization server, accept this with a reason, or name it in [oauth]"
            .into(),
    }
}

/// A login that would send a password to a host that is not the API's.
pub(super) fn foreign_login(place: Place, host: &str) -> Diagnostic {
    Diagnostic {
        severity: Severity::Note,
        code: "foreign-login".into(),
        place,
        message: format!("logs in at {host}, which is not the API's own host; it is not done automatically"),
        help: "name it in the overlay: [login] with `host`, or [oauth] with `token_url`".into(),
    }
}
