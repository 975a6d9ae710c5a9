//! Tokens from an authorization server, turned by hand: no network.

mod cloud;

use std::collections::BTreeMap;

use codegen_runtime::runtime::core::answer::{Broken, BrokenKind, Response};
use codegen_runtime::runtime::core::credentials::Credentials;
use codegen_runtime::runtime::core::failure::{Exit, Failure, Sent};
use codegen_runtime::runtime::core::oauth::{
    Authorization, Callback, Client, DeviceLogin, Poll, revocations,
};
use codegen_runtime::runtime::core::renewal::{Progress, Refresh, Renewal, variables};
use codegen_runtime::runtime::core::request::Request;
use codegen_runtime::runtime::core::session::{Method, Session};
use codegen_runtime::runtime::core::spec::Api;
use codegen_runtime::runtime::core::target::Target;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::{ProptestConfig, any, proptest};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use cloud::{API, BANK, MACHINE};

fn target(api: &'static Api) -> Target {
    Target::new(api, api.environment("sandbox").expect("declared"), None).expect("valid")
}

fn configured(api: &'static Api, values: &[(&str, &str)]) -> Credentials {
    let read =
        |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
    Credentials::read(api, &read).expect("readable")
}

const CLIENT: &[(&str, &str)] = &[("CLOUD_CLIENT_ID", "me & co"), ("CLOUD_CLIENT_SECRET", "s3cret:/+")];

fn answered(status: u16, body: &Value) -> Result<Response, Broken> {
    Ok(Response { status, headers: Vec::new(), body: body.to_string().into_bytes() })
}

fn tokens(access: &str) -> Result<Response, Broken> {
    answered(200, &json!({"access_token": access, "token_type": "Bearer", "expires_in": 600}))
}

fn next(renewal: &Renewal) -> Request {
    match renewal.advance() {
        Progress::Send(request) => *request,
        Progress::Done(outcome) => panic!("it ended: {outcome:?}"),
    }
}

fn end(renewal: &Renewal) -> Result<Session, Failure> {
    match renewal.advance() {
        Progress::Done(outcome) => *outcome,
        Progress::Send(request) => panic!("it sends {request:?}"),
    }
}

fn form(request: &Request) -> BTreeMap<String, String> {
    let body = request.body.clone().expect("a body");
    url::form_urlencoded::parse(&body).into_owned().collect()
}

fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.expose())
}

fn personal(refresh: Option<&str>) -> Session {
    let refresh_token = refresh.map(SecretString::from);
    let session = Session::new("old".into(), Timestamp::UNIX_EPOCH, target(&API).origin(), Method::Browser);
    Session { refresh_token, account: Some("Ana".into()), ..session }
}

/// Now, as lives are counted: in whole seconds.
fn this_second() -> Timestamp {
    Timestamp::from_second(Timestamp::now().as_second()).expect("in range")
}

#[test]
fn the_client_speaks_for_itself_in_a_header_with_both_parts_encoded() {
    let credentials = configured(&API, CLIENT);
    let mut renewal = Renewal::new(&API, &target(&API), &credentials, None).expect("prepared");
    let request = next(&renewal);
    assert_eq!(request.url.as_str(), "https://sandbox.cloud.example/oauth/token");
    assert_eq!(
        (request.method, header(&request, "content-type")),
        ("POST", Some("application/x-www-form-urlencoded"))
    );
    // base64 of "me+%26+co:s3cret%3A%2F%2B"
    assert_eq!(header(&request, "authorization"), Some("Basic bWUrJTI2K2NvOnMzY3JldCUzQSUyRiUyQg=="));
    let fields = form(&request);
    assert_eq!(fields["grant_type"], "client_credentials");
    assert_eq!((fields["scope"].as_str(), fields.len()), ("payments reports", 3));
    assert_eq!(fields["audience"], "https://api.cloud.example");
    let now = this_second();
    renewal.report(&tokens("t-1"), now);
    let session = end(&renewal).expect("a session");
    assert_eq!((session.token.expose_secret(), session.method), ("t-1", Method::Client));
    assert_eq!(session.expires_at, now.checked_add(SignedDuration::from_secs(600)).expect("in range"));
    assert_eq!(session.origin, "https://sandbox.cloud.example");
}

#[test]
fn the_client_proves_itself_in_the_body_at_the_host_of_the_description_only() {
    let credentials = configured(&MACHINE, CLIENT);
    let here = Target::new(&MACHINE, &MACHINE.environments[0], Some("http://127.0.0.1:9")).expect("local");
    let request = next(&Renewal::new(&MACHINE, &here, &credentials, None).expect("prepared"));
    assert_eq!(request.url.as_str(), "https://login.example/token");
    let fields = form(&request);
    assert_eq!((fields["client_id"].as_str(), fields["client_secret"].as_str()), ("me & co", "s3cret:/+"));
    assert_eq!(header(&request, "authorization"), None);
    assert_eq!(variables(&MACHINE), ["CLOUD_CLIENT_ID", "CLOUD_CLIENT_SECRET"]);
}

#[test]
fn half_a_client_is_none() {
    for values in [&CLIENT[..1], &[]] {
        let credentials = configured(&MACHINE, values);
        let renewal = Renewal::new(&MACHINE, &target(&MACHINE), &credentials, None).expect("prepared");
        assert!(renewal.is_hopeless());
        assert_eq!(end(&renewal).expect_err("nothing to try").exit, Exit::Auth);
    }
}

#[test]
fn a_refresh_token_is_replaced_kept_or_forgotten() {
    let credentials = Credentials::default();
    let refreshed = |answer: &Result<Response, Broken>| {
        let stale = personal(Some("refresh-1"));
        let mut renewal = Renewal::new(&API, &target(&API), &credentials, Some(&stale)).expect("prepared");
        let fields = form(&next(&renewal));
        assert_eq!(
            (fields["grant_type"].as_str(), fields["refresh_token"].as_str()),
            ("refresh_token", "refresh-1")
        );
        assert_eq!(fields["client_id"], "sandbox-cli");
        renewal.report(answer, Timestamp::now());
        (end(&renewal), renewal.refresh())
    };
    let refresh_of =
        |session: &Session| session.refresh_token.as_ref().map(|token| token.expose_secret().to_owned());
    let rotated = json!({"access_token": "t", "token_type": "bearer", "refresh_token": "r-2"});
    let (session, _) = refreshed(&answered(200, &rotated));
    let session = session.expect("a session");
    assert_eq!((refresh_of(&session), session.method), (Some("r-2".into()), Method::Browser));
    assert_eq!((session.account.as_deref(), session.stated_expiry()), (Some("Ana"), None));
    assert_eq!(refresh_of(&refreshed(&tokens("t")).0.expect("a session")), Some("refresh-1".into()));

    let (refused, refresh) = refreshed(&answered(
        400,
        &json!({"error": "invalid_grant", "error_description": "refresh-1 is dead"}),
    ));
    let refused = refused.expect_err("a refusal");
    assert_eq!((refused.exit, refresh), (Exit::Auth, Refresh::Refused));
    assert!(!refused.message.english().contains("refresh-1"), "{}", refused.message.english());
    let lost = Err(Broken { kind: BrokenKind::Reset, sent: Sent::Unknown, message: "gone".into() });
    for answer in [lost, answered(503, &json!({})), answered(302, &json!({})), answered(429, &json!({}))] {
        let (outcome, refresh) = refreshed(&answer);
        assert!(outcome.is_err() && refresh == Refresh::Untried, "a failure does not cost the refresh token");
    }
}

#[test]
fn no_client_speaks_in_the_place_of_a_person() {
    let credentials = configured(&API, CLIENT);
    let renewal = Renewal::new(&API, &target(&API), &credentials, Some(&personal(None))).expect("prepared");
    assert!(renewal.is_hopeless());
    let client = Session { method: Method::Client, ..personal(None) };
    let renewal = Renewal::new(&API, &target(&API), &credentials, Some(&client)).expect("prepared");
    assert_eq!(form(&next(&renewal))["grant_type"], "client_credentials");
    let elsewhere = Session { origin: "https://evil.example".into(), ..personal(Some("r")) };
    let renewal = Renewal::new(&MACHINE, &target(&MACHINE), &Credentials::default(), Some(&elsewhere));
    assert!(renewal.expect("prepared").is_hopeless(), "a refresh token of another origin stays here");
}

fn authorization(api: &'static Api) -> (Authorization, Client) {
    let client = Client::new(api, &Credentials::default()).expect("a server");
    (Authorization::new(&client, &target(api), 4711).expect("prepared"), client)
}

fn query(authorization: &Authorization) -> BTreeMap<String, String> {
    authorization.url().query_pairs().into_owned().collect()
}

#[test]
fn both_styles_of_redirect_ask_for_a_code_with_pkce() {
    let (standard, client) = authorization(&API);
    let asked = query(&standard);
    let fixed = ["response_type", "client_id", "redirect_uri", "scope", "code_challenge_method", "audience"];
    let values: Vec<_> = fixed.iter().map(|name| asked[*name].as_str()).collect();
    let callback = "http://127.0.0.1:4711/callback";
    let expected = ["code", "sandbox-cli", callback, "payments reports", "S256", "https://api.cloud.example"];
    assert_eq!(values, expected);
    assert_eq!((asked["state"].len(), asked["code_challenge"].len()), (43, 43));
    let exchange = standard.exchange(&client, &target(&API), &"c-1".into()).expect("prepared");
    let fields = form(exchange.request());
    assert_eq!((fields["code"].as_str(), fields["redirect_uri"].as_str()), ("c-1", callback));
    assert_eq!(fields["code_verifier"].len(), 43);
    assert_ne!(fields["code_verifier"], asked["code_challenge"]);

    let (own, client) = authorization(&BANK);
    let asked = query(&own);
    assert_eq!(asked["callback_port"], "4711");
    assert!(!asked.contains_key("redirect_uri") && !asked.contains_key("client_id"));
    let exchange = own.exchange(&client, &target(&BANK), &"c-1".into()).expect("prepared");
    assert!(!form(exchange.request()).contains_key("redirect_uri"));
    assert_ne!(query(&own)["state"], query(&standard)["state"]);
}

#[test]
fn only_the_answer_to_this_very_attempt_is_taken() {
    let (attempt, _) = authorization(&API);
    let state = query(&attempt)["state"].clone();
    let says = |rest: &str| attempt.callback(&format!("state={state}{rest}"));
    assert!(matches!(says("&code=abc"), Callback::Agreed(code) if code.expose_secret() == "abc"));
    assert!(matches!(says("&code=abc&iss=https%3A%2F%2Fsandbox.cloud.example"), Callback::Agreed(_)));
    for foreign in
        ["", "code=abc", "state=&code=abc", "state=wrong&code=abc", "state=wrong&error=access_denied"]
    {
        assert!(matches!(attempt.callback(foreign), Callback::Foreign), "{foreign}");
    }
    assert!(matches!(says(&format!("&state={state}&code=abc")), Callback::Foreign));
    for bad in
        ["", "&code=", "&code=a&code=b", "&code=%0a", "&code=abc&iss=https://evil.example", "&code=abc&iss=x"]
    {
        assert!(matches!(says(bad), Callback::Refused(failure) if failure.code == "bad-callback"), "{bad}");
    }
    match says("&error=access_denied&error_description=no%1b%5b31m") {
        Callback::Refused(failure) => {
            assert_eq!((failure.code.as_str(), failure.exit), ("access_denied", Exit::Auth));
            assert!(failure.message.english().ends_with(r"(no\u{1b}[31m)"), "{}", failure.message.english());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_device_code_is_asked_about_until_it_is_decided() {
    let client = Client::new(&API, &Credentials::default()).expect("a server");
    let login = DeviceLogin::new(&client, &target(&API)).expect("prepared");
    assert_eq!(login.request().url.path(), "/oauth/device_authorization");
    let now = this_second();
    let body = json!({"device_code": "d-1", "user_code": "ABCD-1234", "expires_in": 300, "interval": 2,
        "verification_uri": "https://sandbox.cloud.example/device",
        "verification_uri_complete": "javascript:alert(1)"});
    let mut code = login.read(&answered(200, &body), now).expect("a code");
    assert_eq!((code.user_code.as_str(), code.interval.as_secs()), ("ABCD-1234", 2));
    assert_eq!(code.verification_uri_complete, None, "only a page is opened");
    let question = code.question(&client, &target(&API)).expect("prepared");
    assert_eq!(form(question.request())["grant_type"], "urn:ietf:params:oauth:grant-type:device_code");
    let error = |code: &str| answered(400, &json!({"error": code}));
    assert!(matches!(code.read(&question, &error("authorization_pending"), now), Poll::Pending));
    assert_eq!(code.interval.as_secs(), 2);
    assert!(matches!(code.read(&question, &error("slow_down"), now), Poll::Pending));
    assert_eq!(code.interval.as_secs(), 7);
    assert!(matches!(code.read(&question, &answered(502, &json!({})), now), Poll::Pending));
    assert_eq!(code.interval.as_secs(), 14);
    assert!(matches!(code.read(&question, &error("access_denied"), now), Poll::Ended(_)));
    assert!(matches!(code.read(&question, &error("expired_token"), now), Poll::Ended(_)));
    assert!(matches!(code.read(&question, &error("invalid_client"), now), Poll::Failed(_)));
    assert!(matches!(code.read(&question, &tokens("t"), now), Poll::Agreed(_)));
    assert!(
        !code.is_dead(now)
            && code.is_dead(now.checked_add(SignedDuration::from_secs(300)).expect("in range"))
    );
    for (field, value) in [
        ("device_code", json!("")),
        ("user_code", json!(null)),
        ("verification_uri", json!("http://evil.example/device")),
        ("expires_in", json!(null)),
        ("interval", json!("soon")),
    ] {
        let mut bad = body.clone();
        bad[field] = value;
        assert_eq!(login.read(&answered(200, &bad), now).expect_err(field).code, "bad-token-answer");
    }
}

#[test]
fn what_could_make_new_tokens_is_taken_back_first() {
    let client = Client::new(&API, &Credentials::default()).expect("a server");
    let both = revocations(&client, &target(&API), &personal(Some("r"))).expect("prepared");
    let hints: Vec<_> =
        both.iter().map(|exchange| form(exchange.request())["token_type_hint"].clone()).collect();
    assert_eq!(hints, ["refresh_token", "access_token"]);
    let machine = Client::new(&MACHINE, &Credentials::default()).expect("a server");
    assert!(revocations(&machine, &target(&MACHINE), &personal(Some("r"))).expect("prepared").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever a server or a stranger at the listener says, it is an answer or a refusal, and never a panic.
    #[test]
    fn no_answer_and_no_callback_breaks_anything(status in 100u16..600, body in any::<Vec<u8>>(), text in ".{0,200}") {
        let credentials = configured(&API, CLIENT);
        let mut renewal = Renewal::new(&API, &target(&API), &credentials, None).expect("prepared");
        renewal.report(&Ok(Response { status, headers: Vec::new(), body: body.clone() }), Timestamp::now());
        assert!(end(&renewal).is_err());
        let (attempt, client) = authorization(&API);
        assert!(matches!(attempt.callback(&text), Callback::Foreign));
        let login = DeviceLogin::new(&client, &target(&API)).expect("prepared");
        assert!(login.read(&Ok(Response { status, headers: Vec::new(), body }), Timestamp::now()).is_err());
    }

    /// A life is kept to the second whether it comes as a number or as text.
    #[test]
    fn every_life_is_understood(seconds in 0u32..4_000_000_000, quoted: bool) {
        let now = this_second();
        let life = if quoted { json!(seconds.to_string()) } else { json!(seconds) };
        let credentials = configured(&API, CLIENT);
        let mut renewal = Renewal::new(&API, &target(&API), &credentials, None).expect("prepared");
        renewal.report(&answered(200, &json!({"access_token": "t", "token_type": "bearer", "expires_in": life})), now);
        let session = end(&renewal).expect("a session");
        assert_eq!(session.expires_at, now.checked_add(SignedDuration::from_secs(i64::from(seconds))).expect("in range"));
    }
}
