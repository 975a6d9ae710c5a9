//! A call that is looked at before it is sent, and where it may go.

use codegen_runtime::runtime::core::failure::Exit;
use codegen_runtime::runtime::core::plan;
use codegen_runtime::runtime::core::target::Target;
use serde_json::{Map, json};

use crate::shop::API;
use crate::{call, payout, session};

#[test]
fn a_missing_setting_shows_before_anything_is_sent() {
    let call = call("partner-report", Map::new()).expect("acceptable");
    assert!(plan::plan(&call).is_ok(), "a dry run names the variable instead");
    let failure = call.check_settings().expect_err("refused");
    assert_eq!((failure.exit, failure.to_string().as_str()), (Exit::Auth, "SHOP_PARTNER_KEY is not set"));
}

#[test]
fn a_plan_names_sources_and_holds_no_secret() {
    let mut call = call("pay-out", payout()).expect("acceptable");
    call.signed_in(session(3_600));
    let plan = plan::plan(&call).expect("built");
    assert_eq!(
        plan,
        json!({
            "dry_run": true,
            "operation": "pay-out",
            "class": "dangerous",
            "environment": "sandbox",
            "fetched_first": [
                {"header": "authorization", "from": "the session"},
                {"header": "x-transaction-token", "from": "pay-token"},
            ],
            "request": {
                "method": "POST",
                "url": "https://sandbox.shop.example/payouts",
                "headers": {
                    "accept": "application/json",
                    "user-agent": "shop/1.2.3",
                    "authorization": "Bearer <login>",
                    "x-transaction-token": "<pay-token>",
                    "content-type": "application/json",
                },
                "body": {"amount": 20000, "reference": "r-1", "recipient": {"key": "@ANA", "id": 264}},
            },
            "timeout_ms": 2000,
        })
    );
}

#[test]
fn credentials_go_to_declared_hosts_and_this_machine_only() {
    let sandbox = API.environment("sandbox").expect("declared");
    for (address, accepted) in [
        ("https://sandbox.shop.example/v2", true),
        ("http://127.0.0.1:9", true),
        ("http://[::1]:9", true),
        ("https://evil.example", false),
        ("https://shop.example.evil.example", false),
        ("http://shop.example", false),
        ("https://user:pass@shop.example", false),
        ("http://127.0.0.1.evil.example", false),
        ("file:///etc/passwd", false),
    ] {
        assert_eq!(Target::new(&API, sandbox, Some(address)).is_ok(), accepted, "{address}");
    }
}

#[test]
fn an_address_of_another_environment_is_refused() {
    let environment = |name| API.environment(name).expect("declared");
    let failure =
        Target::new(&API, environment("sandbox"), Some("https://shop.example")).expect_err("refused");
    assert_eq!((failure.exit, failure.code.as_str()), (Exit::Refused, "wrong-environment"));
    assert!(Target::new(&API, environment("prod"), Some("https://shop.example/")).is_ok());
    assert!(Target::new(&API, environment("prod"), Some("https://sandbox.shop.example")).is_err());
}
