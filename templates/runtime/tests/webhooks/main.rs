//! What is known of a notice: signatures made by other implementations (Python's hmac, OpenSSL), bodies that two readers
//! could understand differently, and what only the API's own answer proves.

mod bodies;
mod proofs;
mod signatures;
mod tokens;
mod trials;

use std::collections::BTreeMap;

use codegen_runtime::runtime::core::spec::{Notice, NoticeProof, NoticeStatus, Signature};
use codegen_runtime::runtime::extras::webhooks::payload::Payload;
use codegen_runtime::runtime::extras::webhooks::signature::{self, Fault, Key, Signed};

/// A time at which the vectors hold.
const NOW: i64 = 1_700_000_000;
/// The body that most of them sign.
const BODY: &str = r#"{"id":"e1","status":"paid"}"#;

/// A value made by another implementation.
fn vector(name: &str) -> String {
    let all: BTreeMap<String, String> =
        serde_json::from_str(include_str!("vectors.json")).expect("the vectors");
    all[name].clone()
}

fn notice(signature: Signature) -> Notice {
    Notice {
        operation: "notice",
        title: "Shop",
        key: "NOTICE_KEY",
        key_about: "key of notices",
        signature,
        delivery: &["id", "status"],
        reference: "id",
        created: None,
        status: NoticeStatus { field: "status", paid: &["\"paid\""] },
        proof: Some(NoticeProof {
            operation: "status",
            argument: "reference",
            agrees: &[("status", "data.status"), ("amount", "data.amount")],
        }),
        fresh: &[],
        events: &[],
    }
}

fn read(body: &str) -> Payload {
    Payload::read(body.as_bytes()).expect("a payload")
}

fn key(text: &str) -> Key {
    Key::new(text.into())
}

fn headers(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn check(notice: &Notice, secret: &str, sent: &[(&str, &str)], body: &str, now: i64) -> Result<(), Fault> {
    let (headers, payload) = (headers(sent), read(body));
    signature::check(notice, &key(secret), Signed { headers: &headers, payload: &payload }, now)
}
