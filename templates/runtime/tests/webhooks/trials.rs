//! Notices for a trial are accepted like real ones.

use codegen_runtime::runtime::core::docs::OperationDocs;
use codegen_runtime::runtime::core::spec::{
    Notice, NoticeEvent, SignEncoding, Signature, SignatureHash, TokenAlgorithm,
};
use codegen_runtime::runtime::extras::webhooks::signature::{self, Signed};
use codegen_runtime::runtime::extras::webhooks::trial::{self, Missing};
use serde_json::json;

use crate::{NOW, key, notice, read};

const EVENT: NoticeEvent = NoticeEvent {
    name: "paid",
    about: "",
    example: None,
    without: &["error"],
    set: &[("status", "\"paid\"")],
};

fn docs() -> OperationDocs {
    serde_json::from_value(json!({"examples": [
        {"name": "one", "body": {"id": "old", "status": "lost", "error": {"code": 1}, "inner": {"number": 5}}},
    ]}))
    .expect("docs")
}

fn fields() -> Notice {
    let signature = Signature::Fields {
        hash: SignatureHash::Sha256,
        fields: &["id", "inner.number"],
        joiner: "|",
        key_last: true,
        sign: "sign",
        encoding: SignEncoding::Base64,
    };
    Notice { fresh: &["id", "inner.number"], ..notice(signature) }
}

#[test]
fn an_event_is_the_example_with_what_it_tells() {
    let given = [("inner.note".to_owned(), json!("x"))];
    let payload = trial::payload(&fields(), &EVENT, &docs(), &given, &mut || 7).expect("a payload");
    let expected =
        json!({"id": "100000007", "status": "paid", "inner": {"number": 100_000_007, "note": "x"}});
    assert_eq!(serde_json::Value::Object(payload), expected);
    let nothing = trial::payload(&fields(), &EVENT, &OperationDocs::default(), &[], &mut || 7);
    assert_eq!(nothing, Err(Missing::Example));
    let bad = trial::payload(&fields(), &EVENT, &docs(), &[("id.x".into(), json!(1))], &mut || 7);
    assert_eq!(bad, Err(Missing::Place("id.x".into())));
}

#[test]
fn what_is_signed_for_a_trial_is_accepted() {
    let body = |encoding| Signature::Body {
        hash: SignatureHash::Sha512,
        header: "x-sign",
        pair: None,
        prefix: "v1,",
        text: "{x-time}.{x-id}.{body}",
        time: Some("x-time"),
        encoding,
    };
    for notice in [fields(), notice(body(SignEncoding::Hex)), notice(body(SignEncoding::Base64))] {
        let payload = trial::payload(&notice, &EVENT, &docs(), &[], &mut || 7).expect("a payload");
        let trial = trial::signed(&notice, &key("k"), payload, NOW).expect("signed");
        let payload = read(&trial.body);
        let signed = Signed { headers: &trial.headers, payload: &payload };
        assert_eq!(signature::check(&notice, &key("k"), signed, NOW), Ok(()));
        assert!(signature::check(&notice, &key("other"), signed, NOW).is_err());
    }
    let token =
        Signature::Token { algorithm: TokenAlgorithm::Rs256, header: "a", prefix: "", body_digest: None };
    let payload = json!({"id": "1"}).as_object().cloned().expect("an object");
    assert_eq!(trial::signed(&notice(token), &key("k"), payload, NOW), Err(Missing::PrivateKey));
}
