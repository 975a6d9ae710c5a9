//! An OAuth 2 configuration of Postman's auth tab -> [`OAuth`].
//!
//! Written before 2.1 it is an object without a grant type; the addresses then tell which grant is meant.

use serde_json::Value;
use url::Url;

use super::stated::param;
use crate::lower::base::Base;
use crate::lower::chains::ClientFinding;
use crate::lower::credential_names::looks_like_secret;
use crate::lower::variables::{Variables, setting_name, uses, whole};
use crate::model::{ClientAuthentication, Grant, OAuth, RedirectStyle};
use crate::origin::is_open;
use crate::postman::Auth;

/// A server that could give tokens, with the settings that its client needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) oauth: OAuth,
    /// Setting and variable of the client's identifier; the variable is empty where a literal stood.
    pub(super) client_id: (String, String),
    /// The same of the client's secret, where the server may want one.
    pub(super) client_secret: Option<(String, String)>,
}

impl Read {
    /// The server that such a request asks.
    pub(super) fn of_request(found: ClientFinding) -> Self {
        // What their variables are is known since the request's own credentials were read.
        let known = |setting: String| (setting, String::new());
        let (id, secret) = found.client;
        let oauth = OAuth {
            grants: vec![Grant::ClientCredentials],
            token_url: found.token_url,
            authorize_url: None,
            device_url: None,
            revoke_url: None,
            client_id: None,
            client_id_setting: Some(id.clone()),
            client_secret_setting: Some(secret.clone()),
            client_authentication: ClientAuthentication::Basic,
            scopes: found.scopes,
            extra: found.extra,
            redirect: RedirectStyle::RedirectUri,
            pending_exit: None,
        };
        Self { oauth, client_id: known(id), client_secret: Some(known(secret)) }
    }
}

/// Fields that the grant itself sends.
const OWN_FIELDS: &[&str] = &[
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "device_code",
    "grant_type",
    "password",
    "redirect_uri",
    "refresh_token",
    "response_type",
    "scope",
    "state",
    "username",
];

/// A grant's own field, which nobody else may set.
pub(crate) fn is_grant_field(name: &str) -> bool {
    OWN_FIELDS.contains(&name)
}

/// `Err` says why no token can be asked for.
pub(super) fn read(auth: &Auth, variables: &Variables, base: &Base) -> Result<Read, String> {
    let address = |key| address(&param(auth, key).unwrap_or_default(), variables, base);
    let stated = variables.resolve(&param(auth, "grant_type").unwrap_or_default());
    let (token_url, authorize_url) = (address("accessTokenUrl"), address("authUrl"));
    let with_code = |token: Result<String, String>| -> Result<_, String> {
        let page = authorize_url.clone().map_err(|why| format!("the address of the login page {why}"))?;
        Ok((Grant::AuthorizationCode, token.map_err(no_token)?, Some(page)))
    };
    let (grant, token_url, authorize_url) = match stated.as_str() {
        "client_credentials" => (Grant::ClientCredentials, token_url.map_err(no_token)?, None),
        "authorization_code" | "authorization_code_with_pkce" => with_code(token_url)?,
        "" if authorize_url.is_ok() => with_code(token_url)?,
        "" => (Grant::ClientCredentials, token_url.map_err(no_token)?, None),
        "implicit" => return Err("the implicit grant puts tokens into addresses, and is withdrawn".into()),
        "password_credentials" => {
            return Err("the password grant hands the user's password to the tool, and is withdrawn".into());
        }
        _ => return Err("its grant is not known".into()),
    };
    let client_id = named(auth, "clientId", "client_id");
    let public = stated == "authorization_code_with_pkce"
        && param(auth, "clientSecret").is_none_or(|text| text.is_empty());
    let client_secret = (!public).then(|| named(auth, "clientSecret", "client_secret"));
    let oauth = OAuth {
        grants: vec![grant],
        token_url,
        authorize_url,
        device_url: None,
        revoke_url: None,
        client_id: None,
        client_id_setting: Some(client_id.0.clone()),
        client_secret_setting: client_secret.as_ref().map(|(name, _)| name.clone()),
        client_authentication: match param(auth, "client_authentication").as_deref() {
            Some("body") => ClientAuthentication::Body,
            _ => ClientAuthentication::Basic,
        },
        scopes: scopes(auth, variables),
        extra: extra(auth, variables),
        redirect: RedirectStyle::RedirectUri,
        pending_exit: None,
    };
    Ok(Read { oauth, client_id, client_secret })
}

fn no_token(why: String) -> String {
    format!("the address that gives tokens {why}")
}

/// The setting that stands for a value of the client, and the variable that the file keeps it in. A literal is never
/// taken over: what is public at one server is a secret at another, and each user has a client of their own.
fn named(auth: &Auth, key: &str, fallback: &str) -> (String, String) {
    let value = param(auth, key).unwrap_or_default();
    let variable = whole(&value).unwrap_or_default();
    (setting_name(if variable.is_empty() { fallback } else { variable }), variable.to_owned())
}

/// An address that a tool can use: below the API's base, or absolute and encrypted.
fn address(written: &str, variables: &Variables, base: &Base) -> Result<String, String> {
    let written = written.trim();
    if written.is_empty() {
        return Err("is not in the file".into());
    }
    if let Some(route) = base.below(written, variables) {
        return if is_plain(&route) { Ok(route) } else { Err("is not complete".into()) };
    }
    let text = variables.resolve(written);
    if let Some((_, _, name)) = uses(&text).next() {
        return Err(format!("depends on `{{{{{name}}}}}`, which has no value in the file"));
    }
    let text = if text.contains("://") { text } else { format!("https://{text}") };
    let Some(mut url) = Url::parse(&text).ok().filter(|_| is_plain(&text)) else {
        return Err("is no address".into());
    };
    let usable = matches!(url.scheme(), "http" | "https")
        && url.host_str().is_some_and(|host| host.contains('.') || host == "localhost")
        && url.username().is_empty()
        && url.password().is_none();
    if !usable {
        return Err("is no address".into());
    }
    if is_open(url.as_str()) {
        return Err("is not encrypted".into());
    }
    url.set_fragment(None);
    Ok(url.into())
}

/// No placeholder of a person, such as `{tenant}` or `<your domain>`.
fn is_plain(text: &str) -> bool {
    !text.contains(|c: char| {
        matches!(c, '{' | '}' | '<' | '>' | '[' | ']') || c.is_whitespace() || c.is_control()
    })
}

fn scopes(auth: &Auth, variables: &Variables) -> Vec<String> {
    let text = variables.resolve(&param(auth, "scope").unwrap_or_default());
    let mut scopes: Vec<String> = Vec::new();
    for scope in text.split([' ', ',', '\n', '\t']).map(str::trim) {
        if is_scope(scope) && !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    scopes
}

/// The characters of RFC 6749 section 3.3, without the braces of a variable that nothing fills.
fn is_scope(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\' | b'{' | b'}'))
}

/// `audience`, `resource` and the fields that people add; one without a plain value is left out.
fn extra(auth: &Auth, variables: &Variables) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &str| {
        let value = variables.resolve(value);
        let plain = uses(&value).next().is_none() && !value.is_empty() && !is_opaque(&value);
        let own = is_grant_field(name) || name.is_empty();
        if plain && !own && !found.iter().any(|(known, _)| known == name) {
            found.push((name.to_owned(), value));
        }
    };
    for name in ["audience", "resource"] {
        add(name, &param(auth, name).unwrap_or_default());
    }
    for list in ["tokenRequestParams", "authRequestParams"] {
        let entries = auth.params.iter().filter(|(name, _)| name == list);
        for entry in entries.filter_map(|(_, value)| value.as_array()).flatten() {
            let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default().trim();
            let sent =
                entry.get("enabled") != Some(&Value::Bool(false)) && text("send_as") != "request_header";
            if sent {
                add(text("key"), text("value"));
            }
        }
    }
    found
}

/// Could be a key. An audience is an address or a name.
fn is_opaque(value: &str) -> bool {
    looks_like_secret(value) && !value.contains("://") && !value.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postman::{Url as Address, Variable};
    use serde_json::json;

    fn found(params: Value) -> Result<Read, String> {
        let params = params.as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
        let variable =
            |key: &str, value: &str| Variable { key: key.into(), value: value.into(), ..Variable::default() };
        let variables = Variables::new(&[
            variable("api", "https://api.example.com/v1"),
            variable("login", "https://login.example.com"),
        ]);
        let url = Address { host: "{{api}}".into(), ..Address::default() };
        read(&Auth { kind: "oauth2".into(), params }, &variables, &Base::of([url].iter(), &variables))
    }

    #[test]
    fn a_list_with_everything() {
        let read = found(json!({
            "grant_type": "client_credentials", "accessTokenUrl": "{{login}}/oauth/token",
            "clientId": "{{appId}}", "clientSecret": "hunter2", "scope": "read  write,read {{more}}",
            "client_authentication": "body", "audience": "https://api.example.com",
            "tokenRequestParams": [
                {"key": "resource", "value": "orders", "enabled": true, "send_as": "request_body"},
                {"key": "off", "value": "x", "enabled": false}, {"key": "client_secret", "value": "x"},
                {"key": "signature", "value": "f3a9c2d4e5b60718"}, {"key": "open", "value": "{{open}}"},
            ],
        }))
        .expect("a server");
        assert_eq!(read.oauth.token_url, "https://login.example.com/oauth/token");
        assert_eq!(read.oauth.grants, [Grant::ClientCredentials]);
        assert_eq!(read.oauth.client_authentication, ClientAuthentication::Body);
        assert_eq!(read.oauth.scopes, ["read", "write"]);
        let extra: Vec<_> = read.oauth.extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(extra, ["audience=https://api.example.com", "resource=orders"]);
        assert_eq!(read.client_id, ("APP_ID".into(), "appId".into()));
        assert_eq!(read.client_secret, Some(("CLIENT_SECRET".into(), String::new())));
        assert!(!format!("{read:?}").contains("hunter2"));
    }

    #[test]
    fn the_older_object_says_its_grant_by_its_addresses() {
        let code = found(
            json!({"authUrl": "{{api}}/authorize", "accessTokenUrl": "https://api.example.com/v1/token"}),
        );
        let code = code.expect("a server").oauth;
        assert_eq!(code.grants, [Grant::AuthorizationCode]);
        assert_eq!((code.token_url.as_str(), code.authorize_url.as_deref()), ("/token", Some("/authorize")));
        let client =
            found(json!({"accessTokenUrl": "https://api.example.com/oauth/token"})).expect("a server").oauth;
        assert_eq!(client.token_url, "https://api.example.com/oauth/token", "it is not below the base path");
        let public = json!({"grant_type": "authorization_code_with_pkce", "authUrl": "{{api}}/a", "accessTokenUrl": "{{api}}/t"});
        assert_eq!(found(public).expect("a server").oauth.client_secret_setting, None);
    }

    #[test]
    fn what_no_tool_can_use_says_why() {
        for (params, why) in [
            (json!({"grant_type": "implicit", "authUrl": "{{api}}/a"}), "the implicit grant"),
            (
                json!({"grant_type": "password_credentials", "accessTokenUrl": "{{api}}/t"}),
                "the password grant",
            ),
            (json!({"grant_type": "client_credentials"}), "the address that gives tokens is not in the file"),
            (json!({"authUrl": "{{api}}/a"}), "the address that gives tokens is not in the file"),
            (
                json!({"accessTokenUrl": "https://{{tenant}}.example.com/t"}),
                "the address that gives tokens depends on",
            ),
            (
                json!({"accessTokenUrl": "https://login.example.com/{tenant}/t"}),
                "the address that gives tokens is no",
            ),
            (
                json!({"accessTokenUrl": "https://u:p@login.example.com/t"}),
                "the address that gives tokens is no",
            ),
            (
                json!({"accessTokenUrl": "http://login.example.com/t"}),
                "the address that gives tokens is not encrypted",
            ),
            (json!({"accessTokenUrl": "javascript:alert(1)"}), "the address that gives tokens is no"),
            (json!({"accessTokenUrl": 7, "grant_type": ["x"]}), "its grant is not known"),
        ] {
            let message = found(params.clone()).expect_err("no server");
            assert!(message.starts_with(why), "{params}: {message}");
        }
    }
}
