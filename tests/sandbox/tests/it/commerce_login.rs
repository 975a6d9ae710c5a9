use codegen_sandbox::{Api, COMMERCE_BLOCKED_USER, COMMERCE_SECRET, COMMERCE_USER};
use serde_json::{Value, json};

use crate::support::{Answer, Shop};

fn login(shop: &Shop, user: &str, secret: &str) -> Answer {
    shop.post("/auth/login-api", &json!({"username": user, "secretKey": secret}))
}

#[test]
fn login_gives_a_bearer() {
    let shop = Shop::closed(Api::Commerce);
    let answer = login(&shop, COMMERCE_USER, COMMERCE_SECRET);
    assert_eq!((answer.status, answer.text("/data/tokenType")), (200, "Bearer"));
    assert!(!answer.text("/data/token").is_empty());
    assert_eq!(shop.sandbox.state()["logins"], 1);
}

#[test]
fn refusals_are_the_published_ones_and_the_first_only() {
    let cases: [(Value, &str, &str); 7] = [
        (json!({}), "validators.username.required", "El campo username es obligatorio."),
        (json!({"username": 1}), "validators.username.isString", "El campo username debe ser de tipo string"),
        (
            json!({"username": " "}),
            "validators.username.isNotEmpty",
            "El campo username no puede estar vacío.",
        ),
        (json!({"username": "x"}), "validators.secretKey.required", "El campo secretKey es obligatorio."),
        (
            json!({"username": "x", "secretKey": 1}),
            "validators.secretKey.isString",
            "El campo secretKey debe ser de tipo string",
        ),
        (
            json!({"username": "x", "secretKey": ""}),
            "validators.secretKey.isNotEmpty",
            "El campo secretKey no puede estar vacío.",
        ),
        (json!({"username": "x", "secretKey": "x"}), "auth.invalid", "Credenciales inválidas"),
    ];
    let shop = Shop::closed(Api::Commerce);
    for (body, code, message) in cases {
        let answer = shop.post("/auth/login-api", &body);
        assert_eq!((answer.status, answer.text("/errorCode"), answer.text("/message")), (400, code, message));
    }
    let saved = json!({"username": "x", "secretKey": "x", "saveSession": 1});
    let saved = shop.post("/auth/login-api", &saved);
    assert_eq!(saved.text("/message"), "The saveSession field must be of type boolean.");
    assert_eq!(saved.body.get("errorCode"), None);
}

#[test]
fn the_sixth_login_of_a_minute_is_refused() {
    let shop = Shop::closed(Api::Commerce);
    for turn in 0..5 {
        let user = format!("user{turn}");
        assert_eq!(login(&shop, &user, "x").status, 400);
    }
    let limited = login(&shop, COMMERCE_USER, COMMERCE_SECRET);
    assert_eq!(limited.status, 429);
    let wait = limited.headers["retry-after"].to_str().expect("text").parse::<u64>().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    shop.advance(wait);
    assert_eq!(login(&shop, COMMERCE_USER, COMMERCE_SECRET).status, 200);
}

#[test]
fn a_user_has_five_logins_in_five_minutes() {
    let shop = Shop::closed(Api::Commerce);
    for _ in 0..5 {
        assert_eq!(login(&shop, COMMERCE_USER, COMMERCE_SECRET).status, 200);
        shop.advance(30);
    }
    assert_eq!(login(&shop, COMMERCE_USER, COMMERCE_SECRET).status, 429);
    shop.advance(300);
    assert_eq!(login(&shop, COMMERCE_USER, COMMERCE_SECRET).status, 200);
}

#[test]
fn failures_lock_the_user_for_a_while() {
    let shop = Shop::closed(Api::Commerce);
    for _ in 0..3 {
        assert_eq!(login(&shop, COMMERCE_USER, "wrong").text("/errorCode"), "auth.invalid");
    }
    let locked = login(&shop, COMMERCE_USER, COMMERCE_SECRET);
    assert_eq!(locked.text("/errorCode"), "auth.invalid.TimeOuthLoginFaild");
    assert_eq!((locked.body["code"].as_i64(), locked.body["diferentTimes"].as_i64()), (Some(5002), Some(5)));
    shop.advance(301);
    assert_eq!(login(&shop, COMMERCE_USER, COMMERCE_SECRET).status, 200);
}

#[test]
fn a_blocked_user_stays_out() {
    let shop = Shop::closed(Api::Commerce);
    let answer = login(&shop, COMMERCE_BLOCKED_USER, COMMERCE_SECRET);
    assert_eq!((answer.status, answer.text("/errorCode")), (400, "user.blocked"));
    assert_eq!(answer.body["notify"], true);
}

#[test]
fn a_bearer_dies_after_two_hours_and_is_wanted_everywhere() {
    let mut shop = Shop::commerce();
    assert_eq!(shop.get("/product/list").status, 200);
    shop.advance(2 * 60 * 60);
    for _ in 0..2 {
        let late = shop.get("/product/list");
        assert_eq!((late.status, late.text("/errorCode")), (401, "error.auth.failed"));
        assert_eq!(late.text("/message"), "Error en la autenticación");
        assert_eq!(shop.post("/sells/sell", &json!({})).status, 401);
        assert_eq!(shop.post("/product/query", &json!({})).status, 401);
        assert_eq!(shop.get("/sells/sale/1").status, 401);
        shop.bearer = None;
    }
    let missing = shop.get("/product/nothing");
    assert_eq!((missing.status, missing.text("/message")), (404, "Not Found"));
}
