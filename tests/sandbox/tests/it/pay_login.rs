use codegen_sandbox::{Api, PAY_PASSWORD, PAY_USER};
use serde_json::json;

use crate::support::Shop;

#[test]
fn login_gives_a_token_and_refuses_the_rest() {
    let shop = Shop::closed(Api::Pay);
    let good = shop.post("/auth/login", &json!({"username": PAY_USER, "password": PAY_PASSWORD}));
    assert_eq!(
        (good.status, good.text("/statusCode"), good.text("/message")),
        (201, "00", "Operación exitosa.")
    );
    assert!(!good.text("/data/token").is_empty());

    let wrong = shop.post("/auth/login", &json!({"username": PAY_USER, "password": "x"}));
    assert_eq!((wrong.status, wrong.text("/error")), (401, "Unauthorized"));

    let bad = shop.post("/auth/login", &json!({"username": 1, "user": "x"}));
    assert_eq!((bad.status, bad.body["statusCode"].as_i64()), (400, Some(400)));
    assert_eq!(
        bad.messages(),
        [
            "username must be a string",
            "password should not be empty",
            "password must be a string",
            "property user should not exist"
        ]
    );
    assert_eq!(shop.sandbox.state()["logins"], 1);
}

#[test]
fn a_bearer_dies_after_two_hours() {
    let shop = Shop::pay();
    shop.advance(2 * 60 * 60 - 5);
    assert_eq!(shop.get("/user-webhooks").status, 200);
    shop.advance(10);
    let late = shop.get("/user-webhooks");
    assert_eq!((late.status, late.text("/message")), (401, "Unauthorized"));
}

#[test]
fn every_route_but_login_wants_the_bearer() {
    let shop = Shop::closed(Api::Pay);
    for path in ["/trx-token/generate", "/customer/getbalance", "/payment/status", "/payment/features"] {
        assert_eq!(shop.post(path, &json!({})).status, 401, "{path}");
    }
    assert_eq!(shop.get("/merchant/enrollment-data").status, 401);
}

#[test]
fn unknown_routes_and_methods_are_not_found() {
    let shop = Shop::pay();
    for path in ["/webhook/notify", "/merchant-key/create", "/merchant-key/cancel", "/nothing", "/"] {
        let answer = shop.post(path, &json!({"reference": "x"}));
        assert_eq!((answer.status, answer.text("/error")), (404, "Not Found"), "{path}");
    }
    assert_eq!(shop.get("/auth/login").status, 404);
    assert!(shop.sandbox.requests().iter().any(|request| request.path == "/webhook/notify"));
}

#[test]
fn a_body_that_is_no_json_is_refused() {
    let shop = Shop::pay();
    let url = format!("{}/payment/status", shop.sandbox.url());
    let send = |kind: &str, body: &'static str| {
        let bearer = shop.bearer.as_deref().expect("a bearer");
        let request = shop.http.post(&url).bearer_auth(bearer).header("content-type", kind).body(body);
        request.send().expect("an answer").status().as_u16()
    };
    assert_eq!(send("application/json", "{"), 400);
    assert_eq!(send("text/plain", r#"{"reference":"x"}"#), 400, "without its type the body is not read");
}

#[test]
fn bodies_above_five_megabytes_are_refused() {
    let shop = Shop::pay();
    let body = json!({"reference": "x".repeat(5 * 1024 * 1024)});
    assert_eq!(shop.post("/payment/status", &body).status, 413);
    assert!(shop.sandbox.requests().iter().all(|request| request.path != "/payment/status"));
}
