use codegen_sandbox::{Api, Error, Sandbox};
use reqwest::Method;
use serde_json::json;

use crate::support::{LINK, Shop, WITHDRAW, link, withdrawal};

#[test]
fn other_processes_have_the_same_controls() {
    let shop = Shop::pay();
    let created = shop.post_with_token(LINK, &link());
    let reference = created.text("/data/reference");

    let moved = shop.post(&format!("/_sandbox/payments/{reference}/status"), &json!({"status": 2}));
    assert_eq!((moved.status, moved.body["sent"].clone()), (200, json!(false)));
    assert_eq!(
        shop.post(&format!("/_sandbox/payments/{reference}/status"), &json!({"status": 2})).status,
        409
    );
    assert_eq!(shop.post("/_sandbox/payments/other/status", &json!({"status": 2})).status, 404);

    let state = shop.get("/_sandbox/state");
    assert_eq!(state.body["resources"][0]["status"], 2);
    assert_eq!(state.body, {
        let mut same = shop.sandbox.state();
        same["now"] = state.body["now"].clone();
        same
    });

    let fault = json!({"path": LINK, "kind": "status", "code": 500, "body": {"message": "x"}, "times": 1});
    assert_eq!(shop.post("/_sandbox/faults", &fault).status, 200);
    assert_eq!(shop.post_with_token(LINK, &link()).status, 500);
    for wrong in [json!({"path": "/", "kind": "explode"}), json!({"path": "/", "kind": "delay"}), json!({})] {
        assert_eq!(shop.post("/_sandbox/faults", &wrong).status, 400, "{wrong}");
    }

    assert_eq!(shop.post("/_sandbox/balance", &json!({"cop": 500})).status, 200);
    assert_eq!(shop.post_with_token(WITHDRAW, &withdrawal(501, "w1")).status, 400);

    assert_eq!(shop.post("/_sandbox/clock", &json!({"advance_ms": 7_200_000})).status, 200);
    assert_eq!(shop.get("/user-webhooks").status, 401);

    let requests = shop.get("/_sandbox/requests");
    let paths: Vec<_> =
        requests.body.as_array().expect("a list").iter().map(|one| one["path"].clone()).collect();
    assert_eq!(paths.last(), Some(&json!("/user-webhooks")));
    assert!(paths.iter().all(|path| !path.as_str().expect("a path").starts_with("/_sandbox")));
    assert_eq!(shop.send(Method::DELETE, "/_sandbox/requests", &[], None).status, 200);
    assert_eq!(shop.sandbox.requests(), []);

    assert_eq!(shop.post("/_sandbox/reset", &json!({})).status, 200);
    let fresh = shop.sandbox.state();
    assert_eq!((fresh["balance"].as_i64(), fresh["logins"].as_i64()), (Some(1_000_000), Some(0)));
    assert_eq!(shop.get("/_sandbox/nothing").status, 404);
}

#[test]
fn commerce_has_no_payments_to_move() {
    let shop = Shop::closed(Api::Commerce);
    assert_eq!(shop.post("/_sandbox/payments/x/status", &json!({"status": 2})).status, 400);
}

#[test]
fn what_arrives_is_recorded_in_full() {
    let shop = Shop::pay();
    shop.sandbox.clear_requests();
    shop.send(Method::POST, "/payment/status?a=%20b", &[("X-Trace", "1")], Some(&json!({"reference": "r"})));
    let requests = shop.sandbox.requests();
    let request = &requests[0];
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/payment/status"));
    assert_eq!((request.query.as_deref(), request.header("x-trace")), (Some("a=%20b"), Some("1")));
    assert_eq!((request.json(), requests.len()), (Some(json!({"reference": "r"})), 1));
}

#[test]
fn a_taken_port_is_an_error() {
    let shop = Shop::closed(Api::Pay);
    let port = shop.sandbox.url().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let second = Sandbox::start_on(Api::Pay, port);
    assert!(matches!(second, Err(Error::Listen { port: taken, .. }) if taken == port), "{second:?}");
}

#[test]
fn tests_may_share_a_sandbox_between_threads() {
    const fn shared<T: Send + Sync>() {}
    shared::<Sandbox>();
}
