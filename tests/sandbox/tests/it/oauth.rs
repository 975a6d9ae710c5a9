use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use codegen_sandbox::{
    Api, OAUTH_CLIENT_ID, OAUTH_SERVICE_ID, OAUTH_SERVICE_SECRET, PAY_PASSWORD, PAY_USER, Sandbox,
};
use reqwest::{blocking::Client, redirect::Policy};
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const STATE: &str = "af0ifjsldkj-af0ifjsldkj-af0ifjsldkj-af0ifjs";
const BACK: &str = "http://127.0.0.1:4711/callback";
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

struct Tool {
    sandbox: Sandbox,
    http: Client,
}

struct Answer {
    status: u16,
    body: String,
    location: Option<Url>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    fn text(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_else(|| panic!("{name} in {}", self.body)).to_owned()
    }

    /// A parameter that the browser brings back.
    fn brought(&self, name: &str) -> Option<String> {
        let url = self.location.as_ref().expect("a redirect");
        url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }
}

impl Tool {
    fn new() -> Self {
        codegen_sandbox::install_tls_provider();
        let http = Client::builder().no_proxy().redirect(Policy::none()).build().expect("a client");
        Self { sandbox: Sandbox::start(Api::Pay).expect("a sandbox"), http }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sandbox.url())
    }

    fn get(&self, path: &str, query: &[(&str, &str)]) -> Answer {
        let url = Url::parse_with_params(&self.url(path), query).expect("an address");
        read(self.http.get(url).send().expect("an answer"))
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request =
            self.http.post(self.url(path)).header("content-type", "application/x-www-form-urlencoded");
        read(request.body(body).send().expect("an answer"))
    }

    /// What the page is asked for, with changes.
    fn asked(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, String)> {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let usual = [
            ("response_type", "code"),
            ("client_id", OAUTH_CLIENT_ID),
            ("redirect_uri", BACK),
            ("state", STATE),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        let mut all: BTreeMap<&'static str, String> =
            usual.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        all.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    fn decide(&self, changes: &[(&'static str, &'static str)], decision: &str, password: &str) -> Answer {
        let asked = Self::asked(changes);
        let request = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
        let form = [
            ("request", request.as_str()),
            ("decision", decision),
            ("username", PAY_USER),
            ("password", password),
        ];
        self.post("/oauth/authorize", &form)
    }

    fn code(&self) -> String {
        self.decide(&[], "approve", PAY_PASSWORD).brought("code").expect("a code")
    }

    fn redeem(&self, code: &str, verifier: &str, redirect_uri: &str) -> Answer {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", OAUTH_CLIENT_ID),
            ("code", code),
            ("code_verifier", verifier),
            ("redirect_uri", redirect_uri),
        ];
        self.post("/oauth/token", &form)
    }

    fn refresh(&self, token: &str) -> Answer {
        self.post("/oauth/token", &[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    fn opens(&self, token: &str) -> bool {
        let request = self.http.get(self.url("/user-webhooks")).bearer_auth(token);
        request.send().expect("an answer").status().as_u16() == 200
    }

    fn advance(&self, seconds: u64) {
        self.sandbox.advance_clock(std::time::Duration::from_secs(seconds));
    }
}

fn read(response: reqwest::blocking::Response) -> Answer {
    let location = response.headers().get("location").and_then(|value| value.to_str().ok());
    let location = location.map(|text| Url::parse(text).expect("an address"));
    Answer { status: response.status().as_u16(), location, body: response.text().expect("text") }
}

#[test]
fn a_code_is_good_once_for_the_verifier_that_asked() {
    let tool = Tool::new();
    let asked = Tool::asked(&[]);
    let asked: Vec<_> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = tool.get("/oauth/authorize", &asked);
    assert!(page.status == 200 && page.body.contains("id=\"approve\""), "{}", page.body);
    let back = tool.decide(&[], "approve", PAY_PASSWORD);
    assert!(back.location.as_ref().is_some_and(|url| url.as_str().starts_with(BACK)));
    assert_eq!(
        (back.brought("state"), back.brought("iss")),
        (Some(STATE.into()), Some(tool.sandbox.url().into()))
    );
    let code = back.brought("code").expect("a code");
    let given = tool.redeem(&code, VERIFIER, BACK);
    assert_eq!((given.status, given.text("token_type").as_str()), (200, "Bearer"));
    assert_eq!(given.json()["expires_in"], 900);
    let access = given.text("access_token");
    assert!(tool.opens(&access) && !tool.opens("at.made-up"));
    assert_eq!(tool.redeem(&code, VERIFIER, BACK).text("error"), "invalid_grant");
    assert!(!tool.opens(&access), "a code that comes twice takes its token back");
    for (verifier, redirect_uri) in [("wrong", BACK), (VERIFIER, "http://127.0.0.1:1/callback")] {
        let code = tool.code();
        assert_eq!(tool.redeem(&code, verifier, redirect_uri).text("error"), "invalid_grant");
        assert_eq!(tool.redeem(&code, VERIFIER, BACK).text("error"), "invalid_grant", "it was used up");
    }
    let code = tool.code();
    tool.advance(60);
    assert_eq!(tool.redeem(&code, VERIFIER, BACK).text("error"), "invalid_grant");
}

#[test]
fn the_browser_is_sent_to_this_machine_only() {
    let tool = Tool::new();
    let by_port = tool.decide(
        &[("redirect_uri", ""), ("client_id", ""), ("callback_port", "5001")],
        "approve",
        PAY_PASSWORD,
    );
    assert_eq!(by_port.location.as_ref().and_then(Url::port), Some(5001));
    let code = by_port.brought("code").expect("a code");
    assert_eq!(tool.redeem(&code, VERIFIER, "").status, 200);
    for changes in [
        [("redirect_uri", "https://evil.example/callback")],
        [("redirect_uri", "http://localhost.evil.example/callback")],
        [("redirect_uri", "")],
        [("callback_port", "5001")],
        [("client_id", "stranger")],
        [("code_challenge_method", "plain")],
        [("code_challenge", "")],
        [("state", "short")],
        [("response_type", "token")],
    ] {
        let answer = tool.decide(&changes, "approve", PAY_PASSWORD);
        assert!(answer.status == 400 && answer.location.is_none(), "{changes:?}");
        assert!(answer.body.contains("id=\"error\""), "{}", answer.body);
    }
    for port in ["80", "0", "65536", "x"] {
        let asked = [("response_type", "code"), ("callback_port", port)];
        assert_eq!(tool.get("/oauth/authorize", &asked).status, 400, "{port}");
    }
}

#[test]
fn a_person_may_say_no_and_must_prove_a_yes() {
    let tool = Tool::new();
    let no = tool.decide(&[], "deny", "");
    assert_eq!((no.brought("error"), no.brought("code")), (Some("access_denied".into()), None));
    let wrong = tool.decide(&[], "approve", "wrong");
    assert!(wrong.status == 200 && wrong.location.is_none() && wrong.body.contains("Wrong user or password"));
}

#[test]
fn a_refresh_token_is_good_once_and_its_theft_ends_the_session() {
    let tool = Tool::new();
    let first = tool.redeem(&tool.code(), VERIFIER, BACK);
    tool.advance(15 * 60);
    assert!(!tool.opens(&first.text("access_token")), "a quarter of an hour");
    let second = tool.refresh(&first.text("refresh_token"));
    assert!(tool.opens(&second.text("access_token")));
    assert_ne!(first.text("refresh_token"), second.text("refresh_token"));
    assert_eq!(tool.refresh(&first.text("refresh_token")).text("error"), "invalid_grant");
    assert!(!tool.opens(&second.text("access_token")));
    assert_eq!(tool.refresh(&second.text("refresh_token")).text("error"), "invalid_grant");
}

#[test]
fn revoking_takes_the_whole_session() {
    let tool = Tool::new();
    let given = tool.redeem(&tool.code(), VERIFIER, BACK);
    assert_eq!(tool.post("/oauth/revoke", &[("token", "unknown")]).status, 200);
    assert_eq!(tool.post("/oauth/revoke", &[("token", &given.text("refresh_token"))]).status, 200);
    assert!(!tool.opens(&given.text("access_token")));
    assert_eq!(tool.refresh(&given.text("refresh_token")).status, 400);
    assert_eq!(tool.sandbox.state()["oauth"]["access_tokens"], 0);
}

#[test]
fn a_service_speaks_for_itself_by_header_or_body() {
    let tool = Tool::new();
    let body = [
        ("grant_type", "client_credentials"),
        ("client_id", OAUTH_SERVICE_ID),
        ("client_secret", OAUTH_SERVICE_SECRET),
    ];
    let given = tool.post("/oauth/token", &body);
    assert!(tool.opens(&given.text("access_token")) && given.json().get("refresh_token").is_none());
    let basic = |user: &str, secret: &str| {
        let request = tool.http.post(tool.url("/oauth/token")).basic_auth(user, Some(secret));
        read(request.body("grant_type=client_credentials").send().expect("an answer"))
    };
    assert_eq!(basic(OAUTH_SERVICE_ID, OAUTH_SERVICE_SECRET).status, 200);
    assert_eq!(basic(OAUTH_SERVICE_ID, "wrong").status, 401);
    assert_eq!(
        tool.post("/oauth/token", &[("grant_type", "client_credentials")]).text("error"),
        "unauthorized_client"
    );
    assert_eq!(
        tool.post("/oauth/token", &[("grant_type", "password")]).text("error"),
        "unsupported_grant_type"
    );
    assert_eq!(tool.post("/oauth/token", &[]).text("error"), "invalid_request");
}

#[test]
fn a_device_waits_slows_down_and_ends() {
    let tool = Tool::new();
    let start = || {
        let answer = tool.post("/oauth/device_authorization", &[("client_id", OAUTH_CLIENT_ID)]);
        (answer.text("device_code"), answer.text("user_code"))
    };
    let ask = |code: &str| {
        let form = [("grant_type", DEVICE), ("client_id", OAUTH_CLIENT_ID), ("device_code", code)];
        tool.post("/oauth/token", &form)
    };
    let decide = |user_code: &str, decision: &str| {
        let form = [
            ("user_code", user_code),
            ("decision", decision),
            ("username", PAY_USER),
            ("password", PAY_PASSWORD),
        ];
        tool.post("/device", &form)
    };
    let (code, user_code) = start();
    assert_eq!((user_code.len(), &user_code[4..5]), (9, "-"));
    assert_eq!(tool.sandbox.state()["oauth"]["devices"][0], user_code.as_str());
    assert!(tool.get("/device", &[("user_code", &user_code)]).body.contains(&user_code));
    assert_eq!(ask(&code).text("error"), "authorization_pending");
    assert_eq!(ask(&code).text("error"), "slow_down");
    tool.advance(3);
    assert_eq!(ask(&code).text("error"), "slow_down", "six seconds now");
    tool.advance(12);
    assert!(decide("ZZZZ-0000", "approve").body.contains("No such code"));
    assert!(decide(&user_code.to_lowercase(), "approve").body.contains("data-result=\"approved\""));
    assert!(tool.opens(&ask(&code).text("access_token")));
    assert_eq!(ask(&code).text("error"), "invalid_grant");

    let (code, user_code) = start();
    assert!(decide(&user_code, "deny").body.contains("data-result=\"denied\""));
    assert_eq!(ask(&code).text("error"), "access_denied");
    let (code, user_code) = start();
    tool.advance(300);
    assert!(decide(&user_code, "approve").body.contains("No such code"));
    assert_eq!(ask(&code).text("error"), "expired_token");
}
