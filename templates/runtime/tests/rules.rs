//! Variants and conditions refuse what the API would refuse, with the reason, and nothing else.

mod shop;

use codegen_runtime::runtime::core::spec::{Kind, Location, Operation, Param, Schema};
use codegen_runtime::runtime::core::validate;
use serde_json::{Value, json};

/// All problems of a charge, as they are told.
fn problems(arguments: Value) -> Vec<String> {
    let operation = shop::API.operation("charge").expect("is there");
    let map = arguments.as_object().expect("an object");
    validate::check(operation, map).iter().map(ToString::to_string).collect()
}

fn charge(method: Value, more: Value) -> Vec<String> {
    let mut arguments = json!({"amount": 5, "paymentMethod": method});
    let more = more.as_object().expect("an object").clone();
    arguments.as_object_mut().expect("an object").extend(more);
    problems(arguments)
}

#[test]
fn a_case_demands_its_fields_and_refuses_those_of_others() {
    let good = json!({"id": 117, "typePerson": "0", "documentType": "CC", "bankId": "1"});
    assert_eq!(charge(good, json!({"expiresIn": 1800})), Vec::<String>::new());
    assert_eq!(
        charge(json!({"id": 117, "typePerson": "0", "cellphone": "1"}), json!({})),
        [
            "paymentMethod.documentType is required when paymentMethod.id is 117 (PSE)",
            "paymentMethod.bankId is required when paymentMethod.id is 117 (PSE)",
            "paymentMethod.cellphone must not be given when paymentMethod.id is 117 (PSE): it belongs to 130 (Nequi), 248 (QR)",
        ]
    );
    assert_eq!(charge(json!({"id": 248}), json!({})), Vec::<String>::new());
}

#[test]
fn limits_of_a_field_are_those_of_its_case() {
    assert_eq!(charge(json!({"id": 248, "cellphone": "12"}), json!({})), Vec::<String>::new());
    assert_eq!(
        charge(json!({"id": 130, "cellphone": "12"}), json!({})),
        ["paymentMethod.cellphone must match the pattern ^3[0-9]{9}$ when paymentMethod.id is 130 (Nequi)"]
    );
}

#[test]
fn an_unknown_value_names_the_choices_and_a_known_one_without_a_case_demands_nothing() {
    assert_eq!(
        charge(json!({"id": 118, "bankId": "1"}), json!({})),
        ["paymentMethod.id must be one of 117 (PSE), 130 (Nequi), 248 (QR), 999"]
    );
    assert_eq!(charge(json!({"id": 999, "bankId": "1"}), json!({})), Vec::<String>::new());
}

#[test]
fn an_absent_or_mistyped_deciding_field_is_one_problem_of_its_own() {
    assert_eq!(charge(json!({"bankId": "1"}), json!({"expiresIn": 1})), ["paymentMethod.id is required"]);
    assert_eq!(
        charge(json!({"id": "130", "cellphone": "3001112233"}), json!({})),
        ["paymentMethod.id must be a whole number, not a text"]
    );
}

#[test]
fn conditions_give_their_reason() {
    let method = json!({"id": 117, "typePerson": "1", "documentType": "CC", "bankId": "1"});
    assert_eq!(
        charge(method.clone(), json!({"expiresIn": 1799})),
        [
            "expiresIn must be at least 1800 when paymentMethod.id is 117 (PSE)",
            r#"paymentMethod.documentType must be "NIT" when paymentMethod.typePerson is "1" (legal)"#,
        ]
    );
}

#[test]
fn limits_hold_digit_by_digit() {
    let told = |amount: &str| {
        let arguments = format!(r#"{{"amount": {amount}, "paymentMethod": {{"id": 248}}}}"#);
        problems(serde_json::from_str(&arguments).expect("is JSON"))
    };
    // As floating point this is 1.
    assert_eq!(told("0.99999999999999999999"), ["amount must be at least 1"]);
    assert_eq!(told("1.00000000000000000001"), Vec::<String>::new());
    let fraction = charge(json!({"id": 248}), json!({"expiresIn": 1.5}));
    assert_eq!(fraction, ["expiresIn must be a whole number, not one with a fraction"]);
}

#[test]
fn everything_wrong_is_told_at_once() {
    let told = problems(json!({
        "amount": "x", "amout": 1, "currency": "COPP", "urgent": "no",
        "metadata": {"identifer": "a", "strange": 1, "owner": {}},
        "paymentMethod": {"id": 130, "bankId": "1"},
    }));
    assert_eq!(
        told,
        [
            "amount must be a number, not a text",
            r#"currency must be one of "COP", "USD"; did you mean COP?"#,
            "metadata.owner.name is required",
            "metadata.identifer is not a field of this object; did you mean identifier?",
            "urgent must be true or false, not a text",
            "amout is not an argument of this operation; it takes amount, currency, expiresIn, paymentMethod, metadata, \
             items, tags, urgent, note, cardPin; did you mean amount?",
            "paymentMethod.bankId must not be given when paymentMethod.id is 130 (Nequi): it belongs to 117 (PSE)",
            "paymentMethod.cellphone is required when paymentMethod.id is 130 (Nequi)",
        ]
    );
}

#[test]
fn a_field_that_poses_as_another_is_refused_beside_it() {
    let posing = |name: &str| {
        let mut metadata = json!({"identifier": "a", "strange": 1});
        metadata[name] = "b".into();
        charge(json!({"id": 248}), json!({"metadata": metadata}))
    };
    // The second has a Cyrillic letter in front.
    for name in ["Identifier", "\u{456}dentifier", "IDENTIFIER"] {
        let message = format!("metadata.{name} is not a field of this object; did you mean identifier?");
        assert_eq!(posing(name), [message]);
    }
    assert_eq!(posing("identifiers"), Vec::<String>::new());
}

#[test]
fn a_placeholder_of_the_documentation_is_no_value() {
    static TEXT: Schema = Schema { kind: Kind::String, ..Schema::ANY };
    const fn param(name: &'static str, location: Location, schema: &'static Schema) -> Param {
        Param { name, argument: name, flag: name, location, required: false, fixed: None, schema }
    }
    static SEND: Operation = Operation {
        id: "send",
        path: "/senders/{from}",
        params: &[
            param("from", Location::Path, &TEXT),
            param("to", Location::Body, &Schema::ANY),
            param("text", Location::Body, &TEXT),
        ],
        docs: r#"{"request": {"to": ["{{customer}}"], "text": "Hello {{name}}"}}"#,
        ..Operation::EMPTY
    };
    let problems = |arguments: Value| -> Vec<String> {
        let map = arguments.as_object().expect("an object");
        validate::check(&SEND, map).iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        problems(json!({"from": "{{sender}}", "to": ["ana", "{{customer}}"], "text": "{{name}}"})),
        [
            "from is a placeholder of the documentation, not a value",
            "to[1] is a placeholder of the documentation, not a value",
        ],
    );
    assert_eq!(problems(json!({"from": "a", "to": "Hello {{name}}", "text": "{{1}}"})), Vec::<String>::new());
}
