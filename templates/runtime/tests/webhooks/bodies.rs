//! Bodies that two readers could understand differently.

use codegen_runtime::runtime::extras::webhooks::payload::{MAX_BYTES, Payload, Unreadable};
use proptest::prelude::*;
use serde_json::Value;

use crate::read;

#[test]
fn a_body_is_one_object_in_utf8_without_a_field_twice() {
    let of = |body: &[u8]| Payload::read(body).map(drop);
    assert_eq!(of(b"{\"a\":1,\"b\":{\"a\":2}}"), Ok(()));
    for twice in
        [r#"{"a":1,"a":2}"#, r#"{"a":1,"\u0061":2}"#, r#"{"x":[{"a":1,"a":1}]}"#, r#"{"x":{"a":{},"a":[]}}"#]
    {
        assert_eq!(of(twice.as_bytes()), Err(Unreadable::Twice("a".into())), "{twice}");
    }
    assert_eq!(of(b"{\"a\":\"\xff\"}"), Err(Unreadable::NoText));
    assert_eq!(of(b"\xef\xbb\xbf{}"), Err(Unreadable::NoObject));
    for other in ["", "[]", "1", "\"a\"", "{\"a\":}", "{}{}", "{\"a\":\"\\ud800\"}", "{a:1}", "{\"a\":1,}"] {
        assert_eq!(of(other.as_bytes()), Err(Unreadable::NoObject), "{other}");
    }
    let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    assert_eq!(of(deep.as_bytes()), Err(Unreadable::NoObject));
    assert_eq!(of(&vec![b' '; MAX_BYTES + 1]), Err(Unreadable::TooLarge));
}

#[test]
fn values_are_taken_as_they_were_written() {
    let payload = read(
        r#" { "n" : 1.50 , "big":90071992547409931234567, "e":1E+5,"t":"a\u0062\"}", "o":{"x":[1,{"y":-0.0}],"z":true},
             "null":null , "l":[ ] }"#,
    );
    for (path, written) in [
        ("n", Some("1.50")),
        ("big", Some("90071992547409931234567")),
        ("e", Some("1E+5")),
        ("t", Some("ab\"}")),
        ("o.z", Some("true")),
        ("o.x", None),
        ("null", None),
        ("l", None),
        ("o.nothing", None),
        ("n.x", None),
    ] {
        assert_eq!(payload.single(path).as_deref(), written, "{path}");
    }
    assert_eq!(payload.names(), ["n", "big", "e", "t", "o", "null", "l"]);
    // An object that a library uses for its own numbers is an object here.
    let odd = read(r#"{"amount":{"$serde_json::private::Number":"5"}}"#);
    assert_eq!(odd.single("amount"), None);
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        "[\"\\\\\\n,:{}\\[\\] ]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z\"\\\\ {}]{0,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        drop(Payload::read(&bytes));
    }

    /// What is taken as written is what a JSON parser takes, however it is laid out.
    #[test]
    fn the_same_values_as_a_parser(value in json()) {
        let whole = serde_json::json!({"v": value, "last": 1});
        for text in [whole.to_string(), format!("{whole:#}")] {
            let payload = read(&text);
            let raw = payload.raw("v").expect("there");
            prop_assert_eq!(serde_json::from_str::<Value>(raw).expect("JSON"), value.clone());
            prop_assert_eq!(payload.raw("last"), Some("1"));
        }
    }
}
