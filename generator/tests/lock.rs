//! A promise once given: an edited collection or overlay cannot weaken it silently.

use std::fs;

use postman_codegen::error::Error;
use postman_codegen::flow::{Input, Loaded, Timings, load};
use postman_codegen::lock::Bump;
use serde_json::{Value, json};

/// An API in a folder of its own, locked as it stands.
struct Api {
    folder: tempfile::TempDir,
    collection: Value,
    overlay: String,
}

const OVERLAY: &str = r#"
[[environment]]
name = "prod"
base_url = "https://api.example.com"
production = true

[login]
operation = "auth-login"
token = "data.token"
variable = "token"
fields = { user = { variable = "API_USER" }, password = { variable = "API_PASSWORD", secret = true } }

[[target]]
kind = "cli"
name = "example-cli"
version = "1.2.0"
about = "Example"

[operation.payouts-create]
id = "payout"
cli = ["payout"]
mcp = "create_payout"
aliases = ["payouts_v1"]
class = "dangerous"
reason = "Money leaves the account."
steps = [{ operation = "token-payout", token = "data.token", header = "x-step" }]

[operation.token-payout]
nature = "token"
"#;

fn collection() -> Value {
    let request = |method: &str, path: &str, body: Value| {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        json!({
            "method": method,
            "url": format!("{{{{baseUrl}}}}{path}"),
            "body": { "mode": "raw", "raw": text, "options": { "raw": { "language": "json" } } },
        })
    };
    let description = "Creates a payout.\n\n| Field | Type | Required | Description |\n|---|---|---|---|\n\
                       | `amount` | number | Yes | How much |\n\
                       | `reference` | string | Yes | Unique reference, max 36 characters |\n";
    let mut payout = request("POST", "/payouts", json!({"amount": 1, "reference": "a"}));
    payout["description"] = json!(description);
    json!({
        "info": { "name": "Example", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        "variable": [{ "key": "baseUrl", "value": "https://api.example.com" }, { "key": "token", "value": "" }],
        "auth": { "type": "bearer", "bearer": [{ "key": "token", "value": "{{token}}", "type": "string" }] },
        "item": [
            { "name": "Auth", "item": [{
                "name": "Login",
                "request": request("POST", "/auth/login", json!({"user": "{{u}}", "password": "{{p}}"})),
            }] },
            { "name": "Token", "item": [{ "name": "Payout", "request": request("POST", "/token/payout", Value::Null) }] },
            { "name": "Payouts", "item": [
                { "name": "Create", "request": payout },
                { "name": "List", "request": request("GET", "/payouts", Value::Null) },
            ] },
        ],
    })
}

impl Api {
    /// Locked as it stands.
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a sound fixture");
        let api = Self { folder, collection: collection(), overlay: OVERLAY.to_owned() };
        let loaded = api.load().expect("a sound fixture");
        loaded.sound().unwrap_or_else(|error| panic!("{error:?}"));
        api.keep(&loaded);
        api
    }

    fn load(&self) -> Result<Loaded, Error> {
        let folder = self.folder.path();
        fs::write(folder.join("example.postman_collection.json"), self.collection.to_string())
            .expect("a sound fixture");
        fs::write(folder.join("example.toml"), &self.overlay).expect("a sound fixture");
        let inputs = Input::all(folder).expect("a sound fixture");
        assert_eq!(inputs.len(), 1);
        load(&inputs[0], &mut Timings::default())
    }

    fn keep(&self, loaded: &Loaded) {
        fs::write(self.folder.path().join("example.lock"), loaded.lock_text().expect("a sound fixture"))
            .expect("a sound fixture");
    }

    fn request(&mut self, pointer: &str) -> &mut Value {
        self.collection.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}"))
    }

    fn replace(&mut self, old: &str, new: &str) {
        assert!(self.overlay.contains(old), "{old}");
        self.overlay = self.overlay.replace(old, new);
    }

    /// Codes that stop the run, with what they are about.
    fn stops(&self) -> Vec<String> {
        let problems = match self.load() {
            Ok(loaded) => match loaded.sound() {
                Ok(()) => Vec::new(),
                Err(Error::Problems(list)) => list,
                Err(error) => panic!("{error}"),
            },
            Err(Error::Problems(list)) => list,
            Err(error) => panic!("{error}"),
        };
        problems.iter().map(|found| format!("{} {}", found.code, found.place.field)).collect()
    }
}

const PAYOUT: &str = "/item/2/item/0";

#[test]
fn the_same_input_changes_nothing() {
    let api = Api::new();
    let loaded = api.load().expect("a sound fixture");
    assert!(loaded.comparison.changes.is_empty(), "{:?}", loaded.comparison);
    assert_eq!(
        loaded.lock_text().expect("a sound fixture"),
        fs::read_to_string(api.folder.path().join("example.lock")).expect("a sound fixture")
    );
}

#[test]
fn a_renamed_and_moved_request_keeps_its_names() {
    let mut api = Api::new();
    api.request(PAYOUT)["name"] = json!("Send money");
    let moved = api.request("/item/2/item").as_array_mut().expect("a sound fixture").remove(0);
    api.request("/item").as_array_mut().expect("a sound fixture").insert(0, moved);
    assert_eq!(api.stops(), Vec::<String>::new());
    let loaded = api.load().expect("a sound fixture");
    assert_eq!(loaded.api.operations[0].id, "payout");
    assert_eq!(loaded.api.operations[0].mcp, "create_payout");
}

#[test]
fn a_milder_class_stops_the_run_until_it_is_allowed_by_name() {
    let mut api = Api::new();
    api.replace(
        "class = \"dangerous\"\nreason = \"Money leaves the account.\"",
        "class = \"safe-mutation\"\nreason = \"Nothing moves.\"",
    );
    assert_eq!(api.stops(), ["lock-class payout"]);

    api.overlay
        .push_str("[[allow]]\nchange = \"class\"\nsubject = \"payout\"\nreason = \"It books only.\"\n");
    assert_eq!(api.stops(), Vec::<String>::new());
    api.keep(&api.load().expect("a sound fixture"));
    assert_eq!(api.stops(), Vec::<String>::new(), "what was allowed may stay in the overlay");

    api.replace("class = \"safe-mutation\"", "class = \"read-only\"");
    assert_eq!(api.stops(), ["lock-class payout"], "a further change needs a further reason");
}

#[test]
fn an_allowance_without_a_change_is_an_error() {
    let mut api = Api::new();
    api.overlay.push_str("[[allow]]\nchange = \"class\"\nsubject = \"payout\"\nreason = \"Just in case.\"\n");
    assert_eq!(api.stops(), ["overlay-unused allow[0]"]);
}

#[test]
fn credentials_go_nowhere_new() {
    let mut api = Api::new();
    api.replace("https://api.example.com", "https://api.example.org");
    assert_eq!(api.stops(), ["lock-host https://api.example.org"]);

    let mut api = Api::new();
    *api.request("/item/0/item/0/request/url") = json!("{{baseUrl}}/v2/login");
    assert_eq!(api.stops(), ["lock-login login"]);

    let mut api = Api::new();
    *api.request("/item/1/item/0/request/url") = json!("{{baseUrl}}/token/other");
    assert_eq!(api.stops(), ["lock-chain payout"]);

    let mut api = Api::new();
    api.request("/item/2/item/1/request")["auth"] = json!({ "type": "noauth" });
    assert_eq!(api.stops(), ["lock-auth payouts-list"]);
}

#[test]
fn the_authorization_server_is_pinned_with_its_hosts() {
    let server = "[oauth]\ngrants = [\"authorization-code\"]\ntoken_url = \"https://login.example.com/token\"\n\
                  authorize_url = \"/authorize\"\nclient_id = \"example\"\n";
    let mut api = Api::new();
    api.overlay.push_str(server);
    assert_eq!(api.stops(), ["lock-host https://login.example.com"], "a host that never saw a credential");
    let allow =
        "[[allow]]\nchange = \"host\"\nsubject = \"https://login.example.com\"\nreason = \"Our login.\"\n";
    api.overlay.push_str(allow);
    assert_eq!(api.stops(), Vec::<String>::new());
    api.keep(&api.load().expect("a sound fixture"));
    api.replace("/authorize\"", "/consent\"");
    assert_eq!(api.stops(), ["lock-oauth oauth"]);
    api.replace("/consent\"", "/authorize\"");
    api.replace("login.example.com/token", "login.example.net/token");
    assert_eq!(api.stops(), ["lock-host https://login.example.net", "lock-oauth oauth"]);
}

#[test]
fn a_login_elsewhere_needs_its_host_by_name_and_the_lock_needs_a_reason() {
    let mut api = Api::new();
    *api.request("/item/0/item/0/request/url") = json!("https://login.example.net/auth/login");
    let stops = api.stops();
    assert!(stops.iter().any(|stop| stop.starts_with("login-host")), "{stops:?}");
    api.replace("[login]\n", "[login]\nhost = \"https://login.example.net\"\n");
    let stops = api.stops();
    assert!(stops.contains(&"lock-host https://login.example.net".to_owned()), "{stops:?}");
    assert!(stops.contains(&"lock-login login".to_owned()), "{stops:?}");
    assert!(!stops.iter().any(|stop| stop.starts_with("login-host")), "{stops:?}");
}

#[test]
fn a_configured_secret_stays_secret() {
    let mut api = Api::new();
    api.replace("variable = \"API_PASSWORD\", secret = true", "variable = \"API_PASSWORD\"");
    assert_eq!(api.stops(), ["lock-secret API_PASSWORD"]);
}

#[test]
fn a_published_name_and_an_operation_do_not_vanish() {
    let mut api = Api::new();
    api.replace("cli = [\"payout\"]", "cli = [\"pay-out\"]");
    api.replace("aliases = [\"payouts_v1\"]\n", "");
    assert_eq!(api.stops(), ["lock-name payouts_v1", "lock-name payout"]);

    let mut api = Api::new();
    api.request("/item/2/item").as_array_mut().expect("a sound fixture").pop();
    assert_eq!(api.stops(), ["lock-removed payouts-list"]);
    api.overlay.push_str("[[allow]]\nchange = \"removed\"\nsubject = \"payouts-list\"\nreason = \"Gone.\"\n");
    assert_eq!(api.stops(), Vec::<String>::new());
    assert_eq!(api.load().expect("a sound fixture").comparison.bump, Bump::Major);
}

#[test]
fn a_secret_stays_secret() {
    let mut api = Api::new();
    let lock = api.folder.path().join("example.lock");
    let text = fs::read_to_string(&lock).expect("a sound fixture");
    let secret = text.replace(
        "\"body.reference\" = { type = \"string\",",
        "\"body.reference\" = { type = \"string\", secret = true,",
    );
    assert_ne!(text, secret, "{text}");
    fs::write(&lock, secret).expect("a sound fixture");
    assert_eq!(api.stops(), ["lock-secret payout body.reference"]);
    api.overlay.push_str(
        "[[allow]]\nchange = \"secret\"\nsubject = \"payout body.reference\"\nreason = \"It never was one.\"\n",
    );
    assert_eq!(api.stops(), Vec::<String>::new());
}

#[test]
fn a_breaking_change_of_the_wire_asks_for_a_version() {
    let mut api = Api::new();
    let description =
        api.request(PAYOUT)["request"]["description"].as_str().expect("a sound fixture").to_owned();
    api.request(PAYOUT)["request"]["description"] =
        json!(format!("{description}| `account` | string | Yes | Where to |\n").replace("max 36", "max 20"));
    assert_eq!(api.stops(), Vec::<String>::new(), "the API decides this, not the overlay");
    let comparison = api.load().expect("a sound fixture").comparison;
    let messages: Vec<_> = comparison.changes.iter().map(|change| change.message.as_str()).collect();
    assert_eq!(
        messages,
        ["`body.reference` has a narrower longest length: 20", "`body.account` is new and required"]
    );
    assert_eq!(comparison.demands[0].lowest, "2.0.0");
}
