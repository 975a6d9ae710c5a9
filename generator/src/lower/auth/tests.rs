use super::*;
use crate::postman::{Entry, Variable};
use serde_json::{Value, json};

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
    let base = Base::of(std::iter::empty(), &variables);
    let mut credentials = Credentials::new("a.json", &variables, &base);
    let stated = |auth| Stated { auth, at: Vec::new() };
    let found = credentials.of(request, request.auth.as_ref().or(inherited).map(stated));
    let Outcome { settings, diagnostics, .. } = credentials.finish();
    (found, settings, diagnostics)
}

fn schemes(found: &Found) -> Vec<String> {
    match &found.auth {
        Auth::Schemes { schemes } => {
            let name = |scheme: &AuthScheme| scheme.credential.settings().next().map(str::to_owned);
            let line =
                |scheme: &AuthScheme| format!("{:?} {}", scheme.placement, name(scheme).unwrap_or_default());
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
    let headers =
        vec![entry("authorization", "Bearer {{partnerToken}}"), entry("x-client-secret", "{{clientSecret}}")];
    let request = Request { headers, ..Request::default() };
    let (found, _, diagnostics) = read(&request, None);
    assert_eq!(
        schemes(&found),
        ["Bearer PARTNER_TOKEN", "Header { name: \"x-client-secret\" } CLIENT_SECRET"]
    );
    assert_eq!(found.headers, ["Authorization", "x-client-secret"]);
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
    let key = |password: &str| {
        read(&with("basic", json!({"username": "{{api_key}}", "password": password})), None).1
    };
    assert!(key("").len() == 1 && key("")[0].secret, "a key and nothing behind it");
    assert!(key("X").iter().all(|setting| setting.secret) && key("X").len() == 2);
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
