//! Who may call a request: auth as Postman inherits it, and credentials that stand in headers and queries.
//!
//! A value found in the file is never copied: what is sent is always configured by the user.

use serde_json::Value;

use super::codes;
use super::credential_names::{computed_scheme, is_credential, is_scheme, looks_like_secret};
use super::variables::{Variables, setting_name, uses, whole};
use crate::model::{Auth, AuthScheme, Credential, Diagnostic, Place, Placement, Setting, Severity};
use crate::postman::{self, Entry, Request};

/// Settings and diagnostics that come up while credentials are read.
#[derive(Debug)]
pub struct Credentials<'a> {
    file: &'a str,
    variables: &'a Variables,
    settings: Vec<Setting>,
    diagnostics: Vec<Diagnostic>,
}

/// What one request sends as credentials.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The model's view.
    pub auth: Auth,
    /// Headers that are credentials and so no parameters.
    pub headers: Vec<String>,
    /// Query parameters that are credentials.
    pub query: Vec<String>,
}

impl<'a> Credentials<'a> {
    /// Nothing found yet.
    #[must_use]
    pub fn new(file: &'a str, variables: &'a Variables) -> Self {
        Self { file, variables, settings: Vec::new(), diagnostics: Vec::new() }
    }

    /// Settings in order of first use, and what was odd.
    #[must_use]
    pub fn finish(self) -> (Vec<Setting>, Vec<Diagnostic>) {
        (self.settings, self.diagnostics)
    }

    /// Credentials of one request; `inherited` is the auth of its nearest folder or of the collection.
    pub fn of(&mut self, request: &Request, inherited: Option<&postman::Auth>) -> Found {
        let stated = request.auth.as_ref().or(inherited).filter(|auth| !is_noauth(&auth.kind));
        let mut found = Found::default();
        let mut schemes = Vec::new();
        match stated.map(|auth| self.stated(request, auth)) {
            Some(Ok(scheme)) => schemes.extend(scheme),
            Some(Err(scheme)) => {
                found.auth = Auth::Unsupported { scheme };
                return found;
            }
            None => {}
        }
        for header in enabled(&request.headers) {
            if header.key.eq_ignore_ascii_case("authorization") {
                found.headers.push(header.key.clone());
                if let Some(scheme) = computed_scheme(value(header)).filter(|_| schemes.is_empty()) {
                    self.unsupported(request, scheme);
                    found.auth = Auth::Unsupported { scheme: scheme.to_owned() };
                    return found;
                }
                if schemes.is_empty() {
                    schemes.push(self.authorization(request, header));
                }
            } else if is_credential(&header.key) {
                found.headers.push(header.key.clone());
                schemes.push(self.own_header(request, header));
            }
        }
        for entry in enabled(&request.url.query).filter(|entry| is_credential(&entry.key)) {
            found.query.push(entry.key.clone());
            let place = format!("query.{}", entry.key);
            let setting = self.setting(request, value(entry), &entry.key, &place, Secrecy::Secret);
            schemes.push(configured(Placement::Query { name: entry.key.clone() }, &setting));
        }
        schemes.dedup_by(|a, b| a.placement == b.placement);
        if !schemes.is_empty() {
            found.auth = Auth::Schemes { schemes };
        }
        found
    }

    /// A scheme of Postman's auth tab; `Err` names one that generated tools cannot perform.
    fn stated(&mut self, request: &Request, auth: &postman::Auth) -> Result<Option<AuthScheme>, String> {
        let kind = auth.kind.to_ascii_lowercase();
        Ok(match kind.as_str() {
            "bearer" => {
                let token = self.secret(request, auth, "token", "access_token");
                Some(configured(Placement::Bearer, &token))
            }
            "oauth2" => {
                let token = self.secret(request, auth, "accessToken", "access_token");
                let in_query = param(auth, "addTokenTo").as_deref() == Some("queryParams");
                let query = Placement::Query { name: "access_token".into() };
                Some(configured(if in_query { query } else { Placement::Bearer }, &token))
            }
            "basic" => {
                let user = param(auth, "username").unwrap_or_default();
                let user = self.setting(request, &user, "basic_username", "auth.username", Secrecy::Shown);
                let password = self.secret(request, auth, "password", "basic_password");
                Some(AuthScheme {
                    placement: Placement::Basic,
                    credential: Credential::Basic { user, password },
                })
            }
            "apikey" => self.api_key(request, auth)?,
            _ => {
                self.unsupported(request, &auth.kind);
                return Err(auth.kind.clone());
            }
        })
    }

    fn api_key(&mut self, request: &Request, auth: &postman::Auth) -> Result<Option<AuthScheme>, String> {
        let name = self.variables.resolve(&param(auth, "key").unwrap_or_default()).trim().to_owned();
        if name.is_empty() || uses(&name).next().is_some() {
            self.unsupported(request, "apikey without a name");
            return Err(auth.kind.clone());
        }
        let setting = self.secret(request, auth, "value", &name);
        let placement = match param(auth, "in").as_deref() {
            Some("query") => Placement::Query { name },
            _ => Placement::Header { name },
        };
        Ok(Some(configured(placement, &setting)))
    }

    /// `Authorization: Bearer {{token}}` and whatever else people write there.
    fn authorization(&mut self, request: &Request, header: &Entry) -> AuthScheme {
        let text = value(header).trim();
        let (placement, token, fallback) = match text.split_once(' ') {
            Some((word, token)) if word.eq_ignore_ascii_case("bearer") => {
                (Placement::Bearer, token, "access_token".to_owned())
            }
            Some((word, token)) if is_scheme(word) => {
                (Placement::Authorization { scheme: word.to_owned() }, token, format!("{word}_credentials"))
            }
            _ => (Placement::Header { name: "Authorization".into() }, text, "authorization".to_owned()),
        };
        let setting = self.setting(request, token, &fallback, "header.Authorization", Secrecy::Secret);
        configured(placement, &setting)
    }

    fn own_header(&mut self, request: &Request, header: &Entry) -> AuthScheme {
        let place = format!("header.{}", header.key);
        let setting = self.setting(request, value(header), &header.key, &place, Secrecy::Secret);
        let placement = Placement::Header { name: header.key.clone() };
        configured(placement, &setting)
    }

    fn secret(&mut self, request: &Request, auth: &postman::Auth, key: &str, fallback: &str) -> String {
        let value = param(auth, key).unwrap_or_default();
        self.setting(request, &value, fallback, &format!("auth.{key}"), Secrecy::Secret)
    }

    /// The setting that stands for a written value; its name comes from the variable, else from the place.
    fn setting(
        &mut self,
        request: &Request,
        written: &str,
        fallback: &str,
        field: &str,
        secrecy: Secrecy,
    ) -> String {
        let variable = whole(written);
        let name = setting_name(variable.unwrap_or(fallback));
        if let Some(variable) = variable {
            let first = !self.settings.iter().any(|setting| setting.variable == variable);
            if first && !self.variables.declares(variable) {
                self.diagnostics.push(codes::undeclared_variable(self.file, &request.path, variable));
            }
        } else if secrecy == Secrecy::Secret && looks_like_secret(written) {
            self.diagnostics.push(self.found_secret(request, field, &name));
        }
        if !self.settings.iter().any(|setting| setting.name == name) {
            let variable = variable.unwrap_or_default().to_owned();
            let secret = secrecy == Secrecy::Secret;
            self.settings.push(Setting { name: name.clone(), variable, about: String::new(), secret });
        }
        name
    }

    fn found_secret(&self, request: &Request, field: &str, setting: &str) -> Diagnostic {
        Diagnostic {
            severity: Severity::Warning,
            code: "secret-literal".into(),
            place: self.place(request, field),
            message: "the file holds what looks like a real credential; it is copied nowhere".into(),
            help: format!("revoke it and put a variable in its place; the tool takes it from {setting}"),
        }
    }

    fn unsupported(&mut self, request: &Request, scheme: &str) {
        self.diagnostics.push(Diagnostic {
            severity: Severity::Warning,
            code: "unsupported-auth".into(),
            place: self.place(request, "auth"),
            message: format!("the auth scheme `{scheme}` cannot be performed by generated tools"),
            help: "the operation is generated and says so when it is called; an overlay can set `auth`"
                .into(),
        });
    }

    fn place(&self, request: &Request, field: &str) -> Place {
        Place { file: self.file.to_owned(), request: request.path.clone(), field: field.to_owned() }
    }
}

/// Whether a configured value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Secrecy {
    Secret,
    Shown,
}

fn configured(placement: Placement, setting: &str) -> AuthScheme {
    AuthScheme { placement, credential: Credential::setting(setting) }
}

fn is_noauth(kind: &str) -> bool {
    kind.is_empty() || kind.eq_ignore_ascii_case("noauth")
}

fn enabled(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    entries.iter().filter(|entry| !entry.disabled && !entry.key.is_empty())
}

fn value(entry: &Entry) -> &str {
    entry.value.as_deref().unwrap_or_default()
}

fn param(auth: &postman::Auth, key: &str) -> Option<String> {
    let value = auth.params.iter().find(|(name, _)| name == key).map(|(_, value)| value)?;
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::postman::Variable;
    use serde_json::json;

    fn auth(kind: &str, params: Value) -> postman::Auth {
        let params = params.as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
        postman::Auth { kind: kind.into(), params }
    }

    fn entry(key: &str, value: &str) -> Entry {
        Entry { key: key.into(), value: Some(value.into()), ..Entry::default() }
    }

    fn read(request: &Request, inherited: Option<&postman::Auth>) -> (Found, Vec<Setting>, Vec<Diagnostic>) {
        let declared = [Variable { key: "token".into(), ..Variable::default() }];
        let variables = Variables::new(&declared);
        let mut credentials = Credentials::new("a.json", &variables);
        let found = credentials.of(request, inherited);
        let (settings, diagnostics) = credentials.finish();
        (found, settings, diagnostics)
    }

    fn schemes(found: &Found) -> Vec<String> {
        match &found.auth {
            Auth::Schemes { schemes } => {
                let name = |scheme: &AuthScheme| scheme.credential.settings().next().map(str::to_owned);
                let line = |scheme: &AuthScheme| {
                    format!("{:?} {}", scheme.placement, name(scheme).unwrap_or_default())
                };
                schemes.iter().map(line).collect()
            }
            other => vec![format!("{other:?}")],
        }
    }

    #[test]
    fn absent_inherits_and_noauth_stops() {
        let above = auth("bearer", json!({"token": "{{token}}"}));
        let (found, settings, diagnostics) = read(&Request::default(), Some(&above));
        assert_eq!(schemes(&found), ["Bearer TOKEN"]);
        assert!(settings[0].secret && settings[0].variable == "token" && diagnostics.is_empty());

        let closed = Request { auth: Some(auth("noauth", json!({}))), ..Request::default() };
        assert_eq!(read(&closed, Some(&above)).0.auth, Auth::None);
    }

    #[test]
    fn a_header_counts_as_bearer_and_keys_beside_it_as_credentials() {
        let headers = vec![
            entry("authorization", "Bearer {{partnerToken}}"),
            entry("x-client-secret", "{{clientSecret}}"),
        ];
        let request = Request { headers, ..Request::default() };
        let (found, _, diagnostics) = read(&request, None);
        assert_eq!(
            schemes(&found),
            ["Bearer PARTNER_TOKEN", "Header { name: \"x-client-secret\" } CLIENT_SECRET"]
        );
        assert_eq!(found.headers, ["authorization", "x-client-secret"]);
        let undeclared: Vec<_> = diagnostics.iter().filter_map(codes::undeclared).collect();
        assert_eq!(undeclared, ["partnerToken", "clientSecret"]);
    }

    #[test]
    fn a_written_secret_is_reported_by_place_and_never_copied() {
        let request = Request {
            auth: Some(auth("apikey", json!({"key": "X-Key", "value": "sk_live_51H8xyz"}))),
            ..Request::default()
        };
        let (found, settings, diagnostics) = read(&request, None);
        assert_eq!(schemes(&found), ["Header { name: \"X-Key\" } X_KEY"]);
        assert_eq!(diagnostics[0].place.field, "auth.value");
        assert!(!format!("{settings:?}{diagnostics:?}").contains("51H8"));
    }

    #[test]
    fn basic_oauth_and_the_rest() {
        let with = |kind: &str, params| Request { auth: Some(auth(kind, params)), ..Request::default() };
        let (found, settings, _) = read(&with("basic", json!({"username": "{{u}}", "password": ""})), None);
        assert_eq!(schemes(&found), ["Basic U"]);
        assert!(!settings[0].secret && settings[1].secret && settings[1].name == "BASIC_PASSWORD");
        let (found, ..) = read(&with("oauth2", json!({"addTokenTo": "queryParams"})), None);
        assert_eq!(schemes(&found), ["Query { name: \"access_token\" } ACCESS_TOKEN"]);
        let (found, _, diagnostics) = read(&with("hawk", json!({})), None);
        assert_eq!(found.auth, Auth::Unsupported { scheme: "hawk".into() });
        assert_eq!(diagnostics[0].code, "unsupported-auth");
    }

    #[test]
    fn the_authorization_header_in_other_spellings() {
        let with = |value: &str| {
            let request = Request { headers: vec![entry("Authorization", value)], ..Request::default() };
            schemes(&read(&request, None).0).join(" + ")
        };
        assert_eq!(with("Token {{token}}"), "Authorization { scheme: \"Token\" } TOKEN");
        assert_eq!(with("bearer {{token}}"), "Bearer TOKEN");
        assert_eq!(with("{{token}}"), "Header { name: \"Authorization\" } TOKEN");
        assert_eq!(with("Basic dXNlcjpwYXNz"), "Authorization { scheme: \"Basic\" } BASIC_CREDENTIALS");
        assert_eq!(with("Digest username=\"a\""), "Unsupported { scheme: \"digest\" }");
    }
}
