//! Schemes of Postman's auth tab.

use serde_json::Value;

use super::oauth;
use super::{Credentials, Secrecy, Stated, configured, report};
use crate::lower::credential_names::{is_scheme, names_key};
use crate::lower::text::{TITLE, clean, shorten};
use crate::lower::variables::{uses, whole};
use crate::model::{AuthScheme, Credential, Placement};
use crate::postman;

/// Schemes that compute a value for each request, or shake hands, and that no generated tool performs.
const COMPUTED: &[&str] = &["akamai", "asap", "awsv4", "digest", "edgegrid", "hawk", "ntlm", "oauth1"];

/// A scheme that can be performed.
pub(super) struct Performed {
    pub(super) scheme: AuthScheme,
    /// The OAuth 2 server that could give its token: position among [`Credentials::servers`].
    pub(super) server: Option<usize>,
}

impl Credentials<'_> {
    /// `Err` names a scheme that generated tools cannot perform.
    pub(super) fn stated(&mut self, stated: &Stated<'_>) -> Result<Performed, String> {
        let auth = stated.auth;
        let scheme = match auth.kind.to_ascii_lowercase().as_str() {
            "bearer" => configured(Placement::Bearer, &self.bearer(stated, "token")),
            "oauth2" => return Ok(self.oauth2(stated)),
            "basic" => self.basic(stated),
            "apikey" => self.api_key(stated)?,
            "jwt" => self.jwt(stated),
            kind => {
                self.diagnostics.push(if COMPUTED.contains(&kind) {
                    report::unsupported(self.place(&stated.at, "auth"), kind)
                } else {
                    report::unknown(self.place(&stated.at, "auth.type"), &shorten(&clean(kind), TITLE))
                });
                for (key, _) in auth.params.iter().filter(|(key, _)| is_secret_param(key)) {
                    let written = param(auth, key).unwrap_or_default();
                    self.report_literal(&stated.at, &written, &format!("auth.{key}"), "");
                }
                return Err(shorten(&clean(&auth.kind), TITLE));
            }
        };
        Ok(Performed { scheme, server: None })
    }

    /// The setting of a token. People write the scheme's word before it as well.
    fn bearer(&mut self, stated: &Stated<'_>, key: &str) -> String {
        let value = param(stated.auth, key).unwrap_or_default();
        let token = match value.split_once(' ') {
            Some((word, token)) if word.eq_ignore_ascii_case("bearer") => token,
            _ => &value,
        };
        self.setting(&stated.at, token, "access_token", &format!("auth.{key}"), Secrecy::Secret)
    }

    fn basic(&mut self, stated: &Stated<'_>) -> AuthScheme {
        let user = param(stated.auth, "username").unwrap_or_default();
        let password = param(stated.auth, "password").unwrap_or_default();
        // `{{api_key}}` and an empty password, or any: the key is what proves who calls.
        let is_key = whole(&user).is_some_and(names_key) && whole(&password).is_none();
        let secrecy = if is_key { Secrecy::Secret } else { Secrecy::Shown };
        let user = self.setting(&stated.at, &user, "basic_username", "auth.username", secrecy);
        let password = (!is_key || !password.is_empty())
            .then(|| self.setting(&stated.at, &password, "basic_password", "auth.password", Secrecy::Secret));
        AuthScheme { placement: Placement::Basic, credential: Credential::Basic { user, password } }
    }

    fn api_key(&mut self, stated: &Stated<'_>) -> Result<AuthScheme, String> {
        let auth = stated.auth;
        let name = self.variables.resolve(&param(auth, "key").unwrap_or_default()).trim().to_owned();
        if name.is_empty() || uses(&name).next().is_some() {
            let place = self.place(&stated.at, "auth");
            self.diagnostics.push(report::unsupported(place, "apikey without a name"));
            return Err(auth.kind.clone());
        }
        let value = param(auth, "value").unwrap_or_default();
        let setting = self.setting(&stated.at, &value, &name, "auth.value", Secrecy::Secret);
        let placement = match param(auth, "in").as_deref() {
            Some("query") => Placement::Query { name },
            _ if name.eq_ignore_ascii_case("authorization") => {
                Placement::Header { name: "Authorization".into() }
            }
            _ => Placement::Header { name },
        };
        Ok(configured(placement, &setting))
    }

    /// Postman signs a token from a key for each request. A tool that held the key could sign anything; it takes a
    /// finished token instead, as it takes any bearer token.
    fn jwt(&mut self, stated: &Stated<'_>) -> AuthScheme {
        let auth = stated.auth;
        for key in ["secret", "privateKey"] {
            let written = param(auth, key).unwrap_or_default();
            self.report_literal(&stated.at, &written, &format!("auth.{key}"), "JWT_TOKEN");
        }
        let setting = self.setting(&stated.at, "", "jwt_token", "auth.token", Secrecy::Secret);
        let place = self.place(&stated.at, "auth");
        self.diagnostics.push(report::signed_token(place, &setting));
        let placement = match param(auth, "addTokenTo").as_deref() {
            Some("query") => {
                let name = param(auth, "queryParamKey").filter(|name| !name.is_empty());
                Placement::Query { name: name.unwrap_or_else(|| "token".into()) }
            }
            _ => prefixed(param(auth, "headerPrefix")),
        };
        configured(placement, &setting)
    }

    fn oauth2(&mut self, stated: &Stated<'_>) -> Performed {
        let auth = stated.auth;
        let placement = match param(auth, "addTokenTo").as_deref() {
            Some("queryParams") => Placement::Query { name: "access_token".into() },
            _ => prefixed(param(auth, "headerPrefix")),
        };
        let setting = self.bearer(stated, "accessToken");
        for key in ["clientSecret", "password", "refreshToken"] {
            let written = param(auth, key).unwrap_or_default();
            self.report_literal(&stated.at, &written, &format!("auth.{key}"), "CLIENT_SECRET");
        }
        let server = match oauth::read(auth, self.variables, self.base) {
            Ok(found) => Some(self.server(found, &setting, &stated.at)),
            Err(why) => {
                let place = self.place(&stated.at, "auth");
                self.diagnostics.push(report::no_grant(place, &why, &setting));
                None
            }
        };
        Performed { scheme: configured(placement, &setting), server }
    }
}

/// A parameter of a scheme that is kept secret: `consumerSecret`, `authKey`, `password`.
fn is_secret_param(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["secret", "key", "password", "token"].iter().any(|word| key.ends_with(word))
}

/// The place of a token behind another word than `Bearer`; an empty word leaves the token alone in the header.
fn prefixed(word: Option<String>) -> Placement {
    match word.as_deref().map(str::trim) {
        Some("") => Placement::Header { name: "Authorization".into() },
        Some(word) if is_scheme(word) && !word.eq_ignore_ascii_case("bearer") => {
            Placement::Authorization { scheme: word.to_owned() }
        }
        _ => Placement::Bearer,
    }
}

/// One parameter of the auth tab as text; `None` when it is absent or `null`.
pub(super) fn param(auth: &postman::Auth, key: &str) -> Option<String> {
    match auth.params.iter().find(|(name, _)| name == key).map(|(_, value)| value)? {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}
