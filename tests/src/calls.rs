//! Arguments for a call of every operation, kept beside the fact sheets' names in `tests/fixtures/calls`.

use std::fs;

use serde_json::{Map, Value};

use crate::products::root;

/// Arguments by operation id, in the fixture's order.
///
/// # Panics
/// The fixture is missing or not an object of objects.
#[must_use]
pub fn of(api: &str) -> Vec<(String, Map<String, Value>)> {
    let path = root().join("tests/fixtures/calls").join(format!("{api}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let calls: Map<String, Value> = serde_json::from_str(&text).expect("the fixture is an object");
    calls
        .into_iter()
        .map(|(id, arguments)| match arguments {
            Value::Object(arguments) => (id, arguments),
            other => panic!("{id}: {other} is not an object"),
        })
        .collect()
}

/// The words of a payout through the Pay CLI that lacks nothing but a yes.
#[must_use]
pub const fn payout<'a>(amount: &'a str, reference: &'a str) -> [&'a str; 11] {
    [
        "cash-out-withdraw",
        "--amount",
        amount,
        "--reference1",
        reference,
        "--withdraw-method",
        r#"{"id":264,"key":"@ANA123"}"#,
        "--user-metadata",
        r#"{"identifier":"store-1","ip":"127.0.0.1","urlCommerce":"https://store.example.com"}"#,
        "--webhook-request",
        "https://store.example.com/payouts",
    ]
}
