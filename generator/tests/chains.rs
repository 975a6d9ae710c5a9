//! Chains of whole collections: producers, consumers, logins and single-use tokens, without a word of an overlay.

use std::path::Path;

use postman_codegen::flow::{Input, Timings, load};
use postman_codegen::lower::{self, Source};
use postman_codegen::model::{Api, Chain, Nature, Use};
use postman_codegen::postman;
use serde_json::{Value, json};

fn bare(name: &str) -> Api {
    let file = format!("../collections/{name}.postman_collection.json");
    let input = Input::bare(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
    load(&input, &mut Timings::default()).unwrap_or_else(|error| panic!("{error:?}")).api
}

fn api_of(collection: &Value) -> Api {
    let read = postman::parse(collection.to_string().as_bytes(), "shop.json").expect("a sound fixture");
    lower::lower(read, Source { name: "shop".into(), file: "shop.json".into() })
}

fn request(name: &str, call: &str, headers: Value, body: Value, scripts: &[(&str, &str)]) -> Value {
    let (method, url) = call.split_once(' ').expect("a method and a URL");
    let events: Vec<Value> = scripts
        .iter()
        .map(|(listen, script)| json!({"listen": listen, "script": {"exec": script.lines().collect::<Vec<_>>()}}))
        .collect();
    let header: Vec<Value> = headers
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect();
    let mut request = json!({"method": method, "url": url, "header": header});
    if !body.is_null() {
        request["body"] =
            json!({"mode": "raw", "raw": body.to_string(), "options": {"raw": {"language": "json"}}});
    }
    json!({"name": name, "event": events, "request": request})
}

fn collection(items: Vec<Value>) -> Value {
    json!({"info": {"name": "Shop"}, "item": items})
}

/// `producer variable <- path: consumers`, by index.
fn lines(api: &Api) -> Vec<String> {
    let line = |chain: &Chain| {
        format!("{} {} <- {}: {:?}", chain.producer_index, chain.variable, chain.json_path, chain.consumers)
    };
    api.chains.iter().map(line).collect()
}

fn codes(api: &Api) -> Vec<&str> {
    api.diagnostics
        .iter()
        .map(|found| found.code.as_str())
        .filter(|code| code.contains("script") || code.contains("token"))
        .collect()
}

/// Pay and Commerce chains found without a word in the overlays.
#[test]
fn pay_needs_no_overlay_for_its_tokens() {
    let api = bare("pay");
    let login = api.login.as_ref().expect("the login is found");
    assert_eq!(
        (login.operation.as_str(), login.token.as_str(), login.lifetime_seconds),
        ("auth-login", "data.token", 7200)
    );
    let fields: Vec<_> = login.fields.iter().map(|field| (field.field.as_str(), field.secret)).collect();
    assert_eq!(fields, [("username", false), ("password", true)]);
    let steps: Vec<String> = api
        .operations
        .iter()
        .flat_map(|one| {
            one.steps
                .iter()
                .map(move |step| format!("{} {} {} {}", one.route, step.operation, step.token, step.header))
        })
        .collect();
    assert_eq!(
        steps,
        [
            "/cash-in/generate/payment-link/token transactional-token-payment-link data.token x-transaction-token",
            "/cash-in/generate/payment-method/token transactional-token-payment-method data.token x-transaction-token",
            "/cash-out/generate/withdraw-method/token transactional-token-withdraw data.token x-transaction-token",
        ]
    );
    let tokens = api.operations.iter().filter(|one| one.nature == Nature::Token);
    assert!(tokens.clone().all(|one| one.route == "/trx-token/generate"));
    assert_eq!(tokens.count(), 5);
    assert_eq!(lines(&api).len(), 9, "{:#?}", lines(&api));
    assert_eq!(api.chains[0].consumers.len(), 16);
}

#[test]
fn commerce_needs_no_overlay_for_its_tokens() {
    let api = bare("commerce");
    let login = api.login.as_ref().expect("the login is found");
    assert_eq!((login.token.as_str(), login.lifetime_seconds), ("data.token", 7200));
    let fields: Vec<_> = login.fields.iter().map(|field| (field.field.as_str(), field.secret)).collect();
    assert_eq!(fields, [("username", false), ("secretKey", true)]);
    assert!(api.operations.iter().all(|one| one.steps.is_empty()));
    let feeds = |variable: &str| api.chains.iter().filter(|chain| chain.variable == variable).count();
    assert_eq!((feeds("tokenLogin"), feeds("hashEchoData") > 5), (1, true));
}

#[test]
fn a_login_without_documentation_asks_for_what_the_collection_writes() {
    let fields = |body: Value| {
        let script = &[("test", "pm.environment.set('token', pm.response.json().token)")];
        let login = request("Login", "POST https://api.example.com/login", json!({}), body, script);
        let headers = json!({"Authorization": "Bearer {{token}}"});
        let order = request("Orders", "GET https://api.example.com/orders", headers, Value::Null, &[]);
        let login = api_of(&collection(vec![login, order])).login.expect("a login");
        let told = login.fields.into_iter().map(|field| (field.field, field.secret));
        told.collect::<Vec<_>>()
    };
    let field = |name: &str, secret: bool| (name.to_owned(), secret);
    let pair = |name: &str, password: &str| vec![field(name, false), field(password, true)];
    assert_eq!(fields(json!({"usuario": "{{u}}", "clave": "{{c}}"})), pair("usuario", "clave"));
    let switches = json!({"email": "", "password": "x", "remember": true, "otp_channel": ""});
    assert_eq!(fields(switches), pair("email", "password"));
    let inside = json!({"user": {"name": "me", "password": "x"}, "grant_type": "password"});
    assert_eq!(fields(inside), pair("user.name", "user.password"));
}

#[test]
fn every_place_of_a_request_counts() {
    let login = request(
        "Login",
        "POST https://api.example.com/login",
        json!({}),
        json!({"user": "{{user}}", "password": "{{password}}"}),
        &[(
            "test",
            "const j = pm.response.json();\n['id', 'token', 'sign'].forEach(k => pm.environment.set(k, j[k]));",
        )],
    );
    let order = request(
        "Order",
        "POST https://api.example.com/users/{{id}}/orders?by={{id}}",
        json!({"Authorization": "Bearer {{token}}"}),
        json!({"items": [{"owner": "{{id}}"}], "note": "for {{id}}"}),
        &[("prerequest", "pm.request.headers.add({key: 'X-Sign', value: pm.environment.get('sign')})")],
    );
    let api = api_of(&collection(vec![login, order]));
    assert_eq!(lines(&api), ["0 id <- id: [1]", "0 token <- token: [1]", "0 sign <- sign: [1]"]);
    let places: Vec<&Use> = api.chains[0].uses.iter().map(|one| &one.place).collect();
    let body = |path: &str| Use::Body(path.into());
    assert_eq!(places, [&Use::Url, &Use::Query("by".into()), &body("items[].owner"), &body("note")]);
    let signed: Vec<&Use> = api.chains[2].uses.iter().map(|one| &one.place).collect();
    assert_eq!(signed, [&Use::Header("X-Sign".into()), &Use::Script]);
    assert_eq!(api.login.as_ref().map(|login| login.token.as_str()), Some("token"));
}

#[test]
fn a_request_that_a_script_sends_is_found_by_its_address() {
    let script = "pm.sendRequest({url: pm.variables.get('base') + '/token?x=1', method: 'POST'}, \
                  (e, r) => pm.environment.set('token', r.json().access_token));\n\
                  pm.sendRequest('https://elsewhere.example/t', (e, r) => pm.environment.set('other', r.json().t));";
    let token = request("Token", "POST {{base}}/token", json!({}), Value::Null, &[]);
    let list = request(
        "List",
        "GET {{base}}/items",
        json!({"Authorization": "Bearer {{token}}"}),
        Value::Null,
        &[("prerequest", script)],
    );
    let mut file = collection(vec![token, list]);
    file["variable"] = json!([{"key": "base", "value": "https://api.example.com"}]);
    let api = api_of(&file);
    assert_eq!(lines(&api), ["0 token <- access_token: [1]"]);
    assert_eq!(codes(&api), ["script-request"]);
}

#[test]
fn a_script_of_a_folder_feeds_from_the_answers_that_have_the_value() {
    let answer = |mut request: Value, body: Value| {
        request["response"] = json!([{"name": "ok", "code": 200, "body": body.to_string(), "_postman_previewlanguage": "json"}]);
        request
    };
    let create = answer(
        request("Create", "POST https://api.example.com/carts", json!({}), json!({"a": 1}), &[]),
        json!({"cart": {"id": "7"}}),
    );
    let list = answer(
        request("List", "GET https://api.example.com/carts", json!({}), Value::Null, &[]),
        json!({"carts": []}),
    );
    let show = request("Show", "GET https://api.example.com/carts/{{cart}}", json!({}), Value::Null, &[]);
    let script = "const j = pm.response.json(); if (j.cart) pm.environment.set('cart', j.cart.id)";
    let folder = json!({
        "name": "Carts", "item": [create, list, show],
        "event": [{"listen": "test", "script": {"exec": script}}, {"listen": "prerequest", "script": {"exec": "if (a {"}}]
    });
    let api = api_of(&collection(vec![folder]));
    assert_eq!(lines(&api), ["0 cart <- cart.id: [2]"]);
    assert_eq!(codes(&api), ["script-unreadable"]);
}

#[test]
fn who_stores_what_it_uses_itself() {
    let page = request(
        "Page",
        "GET https://api.example.com/items?after={{cursor}}",
        json!({}),
        Value::Null,
        &[("test", "pm.environment.set('cursor', pm.response.json().next)")],
    );
    let refresh = request(
        "Refresh",
        "POST https://api.example.com/session/refresh",
        json!({}),
        json!({"refresh_token": "{{refresh}}"}),
        &[(
            "test",
            "const j = pm.response.json(); pm.environment.set('token', j.token); pm.environment.set('refresh', j.refresh)",
        )],
    );
    let mut file = collection(vec![page, refresh]);
    file["auth"] = json!({"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}"}]});
    let api = api_of(&file);
    assert_eq!(lines(&api), ["0 cursor <- next: [0]", "1 token <- token: [0]", "1 refresh <- refresh: [1]"]);
    assert_eq!(api.login, None, "nobody can type a refresh token");
}

/// Rule K2: neither a login nor a step crosses to another host.
#[test]
fn nothing_is_fetched_from_or_given_to_strangers() {
    let keep = "pm.environment.set('token', pm.response.json().token)";
    let once = "pm.environment.set('ticket', pm.response.json().ticket)";
    let pay = |url: &str| {
        let headers = json!({"Authorization": "Bearer {{token}}", "X-Ticket": "{{ticket}}"});
        request("Pay", url, headers, json!({"amount": 1}), &[])
    };
    let login = |url: &str| {
        request("Login", url, json!({}), json!({"user": "{{u}}", "password": "{{p}}"}), &[("test", keep)])
    };
    let ticket = |url: &str| request("One-time ticket", url, json!({}), Value::Null, &[("test", once)]);
    let own = "https://api.example.com";
    let strange = "https://stranger.example";
    let file = |login_at: &str, ticket_at: &str, third_at: &str| {
        collection(vec![
            login(&format!("POST {login_at}/login")),
            ticket(&format!("POST {ticket_at}/ticket")),
            pay(&format!("POST {own}/pay")),
            pay(&format!("POST {own}/pay/again")),
            pay(&format!("POST {third_at}/pay")),
        ])
    };
    let steps = |api: &Api| api.operations.iter().map(|one| one.steps.len()).collect::<Vec<_>>();

    let sound = api_of(&file(own, own, own));
    assert_eq!(steps(&sound), [0, 0, 1, 1, 1]);
    assert!(sound.login.is_some());
    let consumer = api_of(&file(own, own, strange));
    assert_eq!(steps(&consumer), [0, 0, 1, 1, 0]);
    let producer = api_of(&file(strange, strange, own));
    assert_eq!(steps(&producer), [0, 0, 0, 0, 0]);
    assert_eq!(producer.login, None);
}

/// A value that needs arguments, changes something or merely looks like a number of somebody is never fetched unasked.
#[test]
fn only_harmless_single_use_tokens_are_steps() {
    let store =
        |variable: &str, path: &str| format!("pm.environment.set('{variable}', pm.response.json().{path})");
    let table = [
        ("Create user", json!({"name": "a"}), "id", "X-User"),
        ("Send one-time password", json!({"phone": "1"}), "token", "X-Otp"),
        ("Buy a single use card", Value::Null, "number", "X-Card"),
        ("List sessions", Value::Null, "token", "X-Session"),
    ];
    for (name, body, path, header) in table {
        let script = store("kept", path);
        let producer =
            request(name, "POST https://api.example.com/things", json!({}), body, &[("test", &script)]);
        let consumer =
            request("Use", "GET https://api.example.com/use", json!({header: "{{kept}}"}), Value::Null, &[]);
        let api = api_of(&collection(vec![producer, consumer]));
        assert_eq!(lines(&api).len(), 1, "{name}");
        assert!(api.operations[1].steps.is_empty(), "{name}");
        assert_eq!(api.operations[0].nature, Nature::Call, "{name}");
    }
}

#[test]
fn a_script_that_signs_requests_is_told_once() {
    let signs = "pm.environment.set('sig', CryptoJS.HmacSHA256(pm.request.url, secret).toString());";
    let codes_of = |script: &str| {
        let ask = |name| {
            request(name, "GET https://shop.example/a", json!({}), Value::Null, &[("prerequest", script)])
        };
        let api = api_of(&collection(vec![ask("One"), ask("Two")]));
        codes(&api).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(codes_of(signs), ["script-signature"]);
    assert!(codes_of(&format!("// {signs}")).is_empty());
    assert!(codes_of("pm.environment.set('hash', CryptoJS.SHA256('a').toString());").is_empty());
}
