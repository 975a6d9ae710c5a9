//! Where the session token comes from, as the collection alone tells it.

use postman_codegen::lower::{Source, lower};
use postman_codegen::model::{Api, Auth, ClientAuthentication, Credential, Grant, Nature, Placement};
use postman_codegen::overlay::{Overlay, apply};
use postman_codegen::{check::check, error::Error, postman};
use serde_json::{Value, json};

fn api_of(collection: &Value) -> Api {
    let read = postman::parse(collection.to_string().as_bytes(), "shop.json").expect("a collection");
    lower(read, Source { name: "shop".into(), file: "shop.json".into() })
}

fn request(name: &str, auth: &Value) -> Value {
    let url = format!("https://api.example.com/{name}");
    json!({ "name": name, "request": { "method": "GET", "url": url, "auth": auth } })
}

fn oauth(token_url: &str, more: &Value) -> Value {
    let mut params = vec![
        json!({"key": "grant_type", "value": "client_credentials"}),
        json!({"key": "accessTokenUrl", "value": token_url}),
        json!({"key": "clientSecret", "value": "canary-5up3rs3cret"}),
        json!({"key": "accessToken", "value": "canary-9f8e7d6c5b4a"}),
    ];
    params.extend(more.as_array().into_iter().flatten().cloned());
    json!({"type": "oauth2", "oauth2": params})
}

fn collection(items: &[Value]) -> Value {
    json!({ "info": { "name": "Shop" }, "item": items })
}

fn codes(api: &Api) -> Vec<&str> {
    api.diagnostics.iter().map(|found| found.code.as_str()).collect()
}

fn settings(api: &Api) -> Vec<&str> {
    api.settings.iter().map(|setting| setting.name.as_str()).collect()
}

#[test]
fn a_server_of_the_auth_tab_gives_the_session() {
    let body = json!([{"key": "client_authentication", "value": "body"}, {"key": "scope", "value": "read"}]);
    let more = json!([{"key": "client_authentication", "value": "body"}, {"key": "scope", "value": "write"}]);
    let own = "https://api.example.com/oauth/token";
    let api = api_of(&collection(&[
        request("a", &oauth(own, &body)),
        request("b", &oauth(own, &more)),
        request("c", &json!({"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}]})),
    ]));
    let server = api.oauth.as_ref().expect("a server");
    assert_eq!(server.token_url, "/oauth/token");
    assert_eq!((server.grants.as_slice(), server.scopes.len()), (&[Grant::ClientCredentials][..], 2));
    assert_eq!(server.client_authentication, ClientAuthentication::Body);
    assert_eq!(server.client_id, None, "each user has a client of their own");
    assert_eq!(api.operations[0].auth, Auth::session(Placement::Bearer));
    assert!(!api.operations[2].auth.carries_session());
    // `TOKEN` is the session's own variable.
    assert_eq!(settings(&api), ["API_TOKEN", "CLIENT_ID", "CLIENT_SECRET"]);
    assert!(codes(&api).contains(&"secret-literal") && !codes(&api).contains(&"token-host"));
    assert!(!serde_json::to_string(&api).expect("is JSON").contains("canary"));
    assert_eq!(check(&api), []);
}

#[test]
fn a_request_by_which_a_client_gets_a_token_is_a_server() {
    let asks = |more: Value| {
        let form = [("grant_type", "client_credentials"), ("scope", "a {{b}} c"), ("audience", "shop")];
        let form: Vec<_> = form.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
        let basic = [("username", "{{client}}"), ("password", "{{clientKey}}")];
        let basic: Vec<_> = basic.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
        let mut request = json!({
            "method": "POST", "url": "https://api.example.com/oauth2/token",
            "auth": {"type": "basic", "basic": basic}, "body": {"mode": "urlencoded", "urlencoded": form},
        });
        request.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
        let script = "pm.environment.set('bearer', pm.response.json().access_token);";
        let event = json!([{"listen": "test", "script": {"exec": [script]}}]);
        json!({"name": "Get a token", "event": event, "request": request})
    };
    let bearer = json!({"type": "bearer", "bearer": [{"key": "token", "value": "{{bearer}}"}]});
    let api = api_of(&collection(&[asks(json!({})), request("a", &bearer)]));
    let server = api.oauth.as_ref().expect("a server");
    assert_eq!(
        (server.token_url.as_str(), server.client_authentication),
        ("/oauth2/token", ClientAuthentication::Basic)
    );
    assert_eq!(server.scopes, ["a", "c"]);
    assert_eq!(server.extra, [("audience".to_owned(), "shop".to_owned())]);
    assert_eq!(api.operations[0].nature, Nature::Login);
    assert_eq!(api.operations[1].auth, Auth::session(Placement::Bearer));
    assert_eq!(settings(&api), ["CLIENT", "CLIENT_KEY"]);
    let address = "https://api.example.com/oauth2/token?grant_type=client_credentials&resource=a%20b";
    let by_address =
        api_of(&collection(&[asks(json!({"url": address, "body": null})), request("a", &bearer)]));
    let server = by_address.oauth.as_ref().expect("a server");
    assert_eq!(server.token_url, "/oauth2/token?grant_type=client_credentials&resource=a+b");
    let unknown =
        json!({"url": "https://api.example.com/oauth2/token?grant_type=client_credentials&account={{id}}"});
    let elsewhere = json!({"url": "https://login.example.org/oauth2/token"});
    let refreshes = json!({"body": {"mode": "urlencoded", "urlencoded": [{"key": "grant_type", "value": "refresh_token"}]}});
    for other in
        [elsewhere, unknown, refreshes, json!({"auth": null}), json!({"body": {"mode": "raw", "raw": "{}"}})]
    {
        let api = api_of(&collection(&[asks(other.clone()), request("a", &bearer), request("b", &bearer)]));
        assert_eq!((api.oauth.is_none(), settings(&api).contains(&"BEARER")), (true, true), "{other}");
    }
}

#[test]
fn a_login_sends_the_constants_of_its_address() {
    let asks = |grant: &str| {
        let form = [("client_id", "{{client}}"), ("client_secret", "{{secret}}")];
        let form: Vec<_> = form.iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
        let script = "postman.setEnvironmentVariable('bearer', JSON.parse(responseBody).access_token);";
        let request = json!({
            "method": "POST", "url": format!("https://api.example.com/token?grant_type={grant}&scope=a%20b&trace=1"),
            "body": {"mode": "urlencoded", "urlencoded": form},
        });
        let event = json!([{"listen": "test", "script": {"exec": [script]}}]);
        json!({"name": "Get a token", "event": event, "request": request})
    };
    let bearer = json!({"type": "bearer", "bearer": [{"key": "token", "value": "{{bearer}}"}]});
    let api = api_of(&collection(&[asks("client_credentials"), request("a", &bearer)]));
    assert!(api.login.is_some());
    let fixed: Vec<_> =
        api.operations[0].params.iter().map(|param| (param.name.as_str(), param.fixed.clone())).collect();
    let constants = [("grant_type", Some(json!("client_credentials"))), ("scope", Some(json!("a b")))];
    assert_eq!(fixed, [constants.as_slice(), &[("trace", None)]].concat());
    let other = api_of(&collection(&[asks("refresh_token"), request("a", &bearer)]));
    assert!(other.login.is_none(), "nobody can type a refresh token");
}

#[test]
fn a_token_host_of_its_own_is_named_and_a_second_server_stays_configured() {
    let first = oauth("https://login.example.com/token", &json!([]));
    let second = oauth("https://other.example.com/token", &json!([]));
    let api = api_of(&collection(&[request("a", &second), request("b", &first), request("c", &first)]));
    assert_eq!(
        api.oauth.as_ref().map(|server| server.token_url.as_str()),
        Some("https://login.example.com/token")
    );
    let host = api.diagnostics.iter().find(|found| found.code == "token-host").expect("a warning");
    assert!(host.message.contains("https://login.example.com"), "{}", host.message);
    let other = api.diagnostics.iter().find(|found| found.code == "oauth-token").expect("a note");
    assert_eq!(other.place.request, ["a"]);
    assert_eq!(api.operations[0].auth.schemes()[0].credential, Credential::setting("ACCESS_TOKEN"));
    assert!(api.operations[1].auth.carries_session());
}

#[test]
fn a_scheme_is_reported_once_where_it_is_stated() {
    let inherits = |name: &str| request(name, &Value::Null);
    let mut api = collection(&[json!({
        "name": "Signed", "auth": {"type": "hawk"}, "item": [inherits("a"), inherits("b")],
    })]);
    api["item"].as_array_mut().expect("a list").push(request("c", &json!({"type": "passkey"})));
    let api = api_of(&api);
    assert_eq!(codes(&api), ["unknown-auth-type", "unsupported-auth"]);
    assert_eq!(api.diagnostics[1].place.request, ["Signed"]);
    let unsupported = |at: usize| matches!(&api.operations[at].auth, Auth::Unsupported { .. });
    assert!(unsupported(0) && unsupported(1) && unsupported(2));
}

#[test]
fn a_key_and_a_written_header_are_sent_together() {
    let mut with_key =
        request("a", &json!({"type": "apikey", "apikey": {"key": "app-id", "value": "{{app}}"}}));
    with_key["request"]["header"] = json!([
        {"key": "Authorization", "value": "Bearer {{session}}"}, {"key": "App-Id", "value": "7"},
    ]);
    let signed = json!({"type": "jwt", "jwt": [{"key": "secret", "value": "canary-5up3rs3cret"}]});
    let api = api_of(&collection(&[with_key, request("b", &signed)]));
    let places: Vec<_> = api.operations[0].auth.schemes().iter().map(|scheme| &scheme.placement).collect();
    assert_eq!(places, [&Placement::Header { name: "app-id".into() }, &Placement::Bearer]);
    assert!(api.operations[0].params.is_empty(), "{:?}", api.operations[0].params);
    assert_eq!(api.operations[1].auth.schemes()[0].credential, Credential::setting("JWT_TOKEN"));
    assert!(codes(&api).contains(&"token-not-signed"));
}

#[test]
fn an_overlay_describes_a_server_and_all_its_mistakes_are_told_at_once() {
    let shop = collection(&[request("a", &oauth("https://login.example.com/token", &json!([])))]);
    let with = |text: &str| {
        let overlay = Overlay::parse(text, "shop.toml")?;
        apply(api_of(&shop), &overlay)
    };
    let api = with(
        "[oauth]\ngrants = ['device-code', 'client-credentials']\ntoken_url = '/token'\ndevice_url = '/device'\n\
         client_id_setting = 'SHOP_ID'\nclient_secret_setting = 'SHOP_SECRET'\nextra = { audience = 'shop' }\n\
         redirect = 'callback-port'\n",
    )
    .expect("it fits");
    assert_eq!(api.oauth.as_ref().map(|server| server.token_url.as_str()), Some("/token"));
    assert_eq!(settings(&api), ["SHOP_ID", "SHOP_SECRET"]);
    assert!(!codes(&api).contains(&"token-host") && api.operations[0].auth.carries_session());

    let Err(Error::Problems(found)) = with(
        "[oauth]\ngrants = ['implicit', 'authorization-code']\ntoken_url = 'http://login.example.com/token'\n\
         client_id = 'a'\nclient_id_setting = 'B'\nextra = { scope = 'x' }\nclientsecret = 'x'\n",
    ) else {
        panic!("it is wrong")
    };
    let lines: Vec<_> = found.iter().map(|one| format!("{}: {}", one.place.field, one.message)).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn an_overlay_names_the_read_that_proves_a_token_and_the_code_for_waiting() {
    let mut pay = request("pay", &oauth("/token", &json!([])));
    pay["request"]["method"] = "POST".into();
    let shop = collection(&[request("me", &oauth("/token", &json!([]))), pay]);
    let with = |text: &str| apply(api_of(&shop), &Overlay::parse(text, "shop.toml")?);
    let server = "[oauth]\ngrants = ['device-code']\ntoken_url = '/token'\ndevice_url = '/device'\nclient_id = 'shop'\n";
    let api = with(&format!(
        "{server}pending_exit = 2\n[[environment]]\nname = 'live'\nbase_url = 'https://api.example.com'\n\
         [identity]\noperation = 'me'\naccount = 'data.id'\nenvironment = 'data.mode'\n\
         environments = {{ production = 'live' }}\n"
    ))
    .expect("it fits");
    assert_eq!(api.oauth.as_ref().and_then(|server| server.pending_exit), Some(2));
    let identity = api.identity.as_ref().expect("a call");
    assert_eq!((identity.operation.as_str(), identity.account.as_deref()), ("me", Some("data.id")));
    assert_eq!(identity.environments, [("production".to_owned(), "live".to_owned())]);

    let problems = |text: &str| match with(text) {
        Err(Error::Problems(found)) => found.into_iter().map(|one| one.message).collect::<Vec<_>>(),
        other => panic!("it is wrong: {other:?}"),
    };
    for code in [0, 1, 130, 300] {
        let found = problems(&format!("{server}pending_exit = {code}\n"));
        assert_eq!(found, [format!("{code} is no exit code for waiting")]);
    }
    let changes =
        problems("[identity]\noperation = 'pay'\nenvironment = 'e'\nenvironments = { a = 'nowhere' }\n");
    assert_eq!(
        changes,
        [
            "`pay` changes something, so that it cannot just prove a token",
            "there is no environment `nowhere`"
        ]
    );
    assert_eq!(problems("[identity]\noperation = 'mee'\n"), ["there is no operation `mee`"]);
}
