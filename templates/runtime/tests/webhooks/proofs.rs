//! What only the API's own answer tells.

use codegen_runtime::runtime::core::spec::{SignEncoding, Signature, SignatureHash};
use codegen_runtime::runtime::extras::webhooks::proof::{Standing, compare};
use codegen_runtime::runtime::extras::webhooks::replays::Mark;
use codegen_runtime::runtime::extras::webhooks::verdict::says_paid;
use serde_json::{Value, json};

use crate::{notice, read};

const OF_THE_BODY: Signature = Signature::Body {
    hash: SignatureHash::Sha256,
    header: "x",
    pair: None,
    prefix: "",
    text: "{body}",
    time: None,
    encoding: SignEncoding::Hex,
};

fn standing(body: &str, answer: &Value) -> Standing {
    let notice = notice(OF_THE_BODY);
    compare(&notice.proof.expect("a proof"), &read(body), answer).0
}

#[test]
fn every_field_that_the_api_tells_must_agree() {
    let body = r#"{"id":"e1","status":"paid","amount":50000}"#;
    for (answer, expected) in [
        (json!({"data": {"status": "paid", "amount": 50000}}), Standing::Proven),
        (json!({"data": {"status": "paid", "amount": "50000.00"}}), Standing::Proven),
        (json!({"data": {"status": "pending", "amount": 50000}}), Standing::Contradicted),
        (json!({"data": {"status": "paid", "amount": 5000}}), Standing::Contradicted),
        (json!({"data": {"status": "paid"}}), Standing::Unproven),
        (json!({"data": {"status": null, "amount": 50000}}), Standing::Unproven),
        (json!("paid"), Standing::Unproven),
    ] {
        assert_eq!(standing(body, &answer), expected, "{answer}");
    }
    let answer: Value =
        serde_json::from_str(r#"{"data":{"status":"paid","amount":90071992547409931}}"#).expect("JSON");
    assert_eq!(standing(&body.replace("50000", "90071992547409930"), &answer), Standing::Contradicted);
}

#[test]
fn paid_is_said_by_the_documented_value_only() {
    let notice = notice(OF_THE_BODY);
    for (status, paid) in [("\"paid\"", true), ("\"PAID\"", false), ("true", false), ("null", false)] {
        assert_eq!(says_paid(&notice, &read(&format!(r#"{{"status":{status}}}"#))), paid, "{status}");
    }
}

#[test]
fn a_delivery_is_the_same_by_its_fields_and_its_environment() {
    let notice = notice(OF_THE_BODY);
    let of = |environment: &str, body: &str| Mark::of(&notice, environment, &read(body));
    let first = of("sandbox", r#"{"id":"e1","status":"paid"}"#);
    assert!(first.is_some() && first == of("sandbox", r#"{ "status":"paid","id":"e1","more":1 }"#));
    for (environment, body) in [
        ("prod", r#"{"id":"e1","status":"paid"}"#),
        ("sandbox", r#"{"id":"e2","status":"paid"}"#),
        ("sandbox", r#"{"id":"e1","status":"lost"}"#),
        ("sandbox", r#"{"id":"e1p","status":"aid"}"#),
    ] {
        assert_ne!(first, of(environment, body), "{environment} {body}");
    }
    assert_eq!(of("sandbox", r#"{"id":"e1"}"#), None);
}
