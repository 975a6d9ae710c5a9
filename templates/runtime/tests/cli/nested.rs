//! Flags of fields, JSON and whole bodies are three ways to say one thing.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::help::flat;
use crate::process::{Machine, Ran};

/// A charge that lacks nothing.
const CHARGE: &[&str] = &["charge", "--amount", "5", "--payment-method.id", "248", "--dry-run", "--json"];

fn run(arguments: &[&str]) -> Ran {
    Machine::new("http://127.0.0.1:9").run(arguments)
}

fn sent(more: &[&str]) -> Value {
    run(&[CHARGE, more].concat()).data()["request"]["body"].clone()
}

/// What is told of a charge that is refused.
fn told(arguments: &[&str]) -> Vec<String> {
    let error = run(&[arguments, &["--json"]].concat()).error();
    assert_eq!((&error["exit_code"], &error["sent"]), (&json!(3), &json!("no")));
    let problems = error["problems"].as_array().expect("a list").clone();
    let text = |problem: &Value, key: &str| problem[key].as_str().unwrap_or_default().to_owned();
    problems
        .iter()
        .map(|problem| format!("{} {}", text(problem, "param"), text(problem, "message")))
        .collect()
}

#[test]
fn fields_of_objects_have_flags_at_any_depth() {
    let body = sent(&["--metadata.owner.name", "Ana", "--metadata.owner.age", "41", "--metadata.vip"]);
    assert_eq!(body["metadata"], json!({"owner": {"name": "Ana", "age": 41}, "vip": true}));
    let spelled = run(&[
        "charge",
        "--amount",
        "1.10",
        "--payment-method.id=117",
        "--payment-method.typePerson",
        "0",
        "--payment-method.document-type",
        "CC",
        "--payment-method.bankId",
        "007",
        "--dry-run",
        "--json",
    ]);
    assert!(spelled.stdout.contains(r#""amount":1.10"#), "{}", spelled.stdout);
    let method = &spelled.data()["request"]["body"]["paymentMethod"];
    assert_eq!(*method, json!({"id": 117, "typePerson": "0", "documentType": "CC", "bankId": "007"}));
}

#[test]
fn the_end_of_a_flag_is_enough_to_be_told_the_whole_of_it() {
    for (given, meant) in [
        ("--age", "did you mean --metadata.owner.age?"),
        ("--bankId=7", "did you mean --payment-method.bank-id?"),
        ("--owner.name", "did you mean --metadata.owner.name?"),
    ] {
        let error = run(&["charge", given, "--json"]).error();
        assert_eq!((&error["code"], &error["hint"]), (&json!("usage"), &json!(meant)), "{given}");
    }
    let text = run(&["charge", "--age", "1"]).stderr;
    assert!(text.contains("'--metadata.owner.age'"), "{text}");
}

#[test]
fn a_flag_overrides_the_object_and_the_object_overrides_the_body() {
    let whole = r#"{"note": "body", "tags": ["x"], "metadata": {"identifier": "body", "vip": true}}"#;
    let body = sent(&["--metadata.vip=false", "--body", whole, "--note", "flag"]);
    assert_eq!(body["metadata"], json!({"identifier": "body", "vip": false}));
    assert_eq!((&body["note"], &body["tags"]), (&json!("flag"), &json!(["x"])));
    let body =
        sent(&["--metadata.owner.name", "A", "--metadata", r#"{"owner": {"age": 3}}"#, "--body", whole]);
    assert_eq!(body["metadata"], json!({"owner": {"age": 3, "name": "A"}}));
}

#[test]
fn lists_booleans_and_null() {
    let body = sent(&["--tags", "a", "--tags", "b,c", "--tags", r#"["d"]"#, "--urgent"]);
    assert_eq!((&body["tags"], &body["urgent"]), (&json!(["a", "b,c", "d"]), &json!(true)));
    let body = sent(&["--urgent", "false", "--items", r#"{"sku":"1"}"#, "--items", r#"[{"sku":"2"}]"#]);
    assert_eq!((&body["urgent"], &body["items"]), (&json!(false), &json!([{"sku": "1"}, {"sku": "2"}])));
    let body = sent(&["--metadata.identifier", "null", "--note", "null"]);
    assert_eq!((&body["metadata"]["identifier"], &body["note"]), (&json!("null"), &Value::Null));
}

#[test]
fn variants_are_refused_by_their_flags_with_the_reason() {
    assert_eq!(
        told(&["charge", "--amount", "1", "--payment-method.id", "130", "--payment-method.bank-id", "7"]),
        [
            "--payment-method.bank-id must not be given when paymentMethod.id is 130 (Nequi): it belongs to 117 (PSE)",
            "--payment-method.cellphone is required when paymentMethod.id is 130 (Nequi)",
        ]
    );
    assert_eq!(
        told(&["charge", "--amount", "1", "--payment-method.id", "13"]),
        ["--payment-method.id must be one of 117 (PSE), 130 (Nequi), 248 (QR), 999"]
    );
    assert_eq!(told(&["charge", "--amount", "1"]), ["--payment-method is required"]);
}

#[test]
fn conflicts_and_unknown_names_are_told() {
    assert_eq!(
        told(&["charge", "--amount=1", "--payment-method.id=248", "--metadata=5", "--metadata.vip"]),
        [
            "--metadata.vip cannot be set: the value of --metadata is not an object",
            "--metadata must be an object, not a number",
        ]
    );
    let unknown = told(&["charge", "--body", r#"{"amout":1}"#, "--payment-method.id=248"]);
    assert!(
        unknown[0].starts_with("--body has no field \"amout\"")
            && unknown[0].ends_with("did you mean amount?")
    );
    assert_eq!(unknown[1..], ["--amount is required"]);
    assert_eq!(told(&["charge", "--body", "[1]"])[0], "--body must be a JSON object");
    assert_eq!(told(&["charge", "--body", "{"]).len(), 1, "a body that cannot be read lacks nothing");
    let error = run(&["charge", "--metadata.identifer", "x", "--json"]).error();
    assert_eq!(error["hint"], "did you mean --metadata.identifier?");
}

#[test]
fn help_explains_variants_and_its_first_example_works() {
    let help = run(&["charge", "--help"]).stdout;
    for part in [
        "Examples (with values that are only examples):\n  shop charge --amount 50000 ",
        "paymentMethod (required):\n",
        "metadata (optional):\n",
        "Variants, chosen by --payment-method.id:\n  117  PSE\n      Bank transfer.\n      required: ",
        "Rules:\n  expiresIn must be at least 1800 when paymentMethod.id is 117 (PSE)\n",
    ] {
        assert!(help.contains(part), "{part} in {help}");
    }
    for part in [
        "The method [required; whole number; one of 117, 130, 248, 999]",
        "[see the variants of --payment-method.id; one of 0 (natural), 1 (legal)]",
        "--metadata.extra <VALUE> Field extra",
        "How long it can be paid [whole number; unit seconds]",
        "the API assumes false",
    ] {
        assert!(flat(&help).contains(part), "{part} in {help}");
    }
    let (_, examples) = help.split_once("only examples):\n").expect("examples");
    let (example, _) = examples.split_once("\n  shop charge --skeleton").expect("more examples");
    let plan = Machine::new("http://127.0.0.1:9").shell(&format!("{example} --dry-run --json")).data();
    assert_eq!(plan["request"]["body"]["paymentMethod"]["bankId"], "1022");
    let dangerous = run(&["pay-out", "--help"]).stdout;
    assert!(dangerous.contains("\n  shop pay-out --body @request.json --dry-run\n"), "{dangerous}");
    assert!(dangerous.contains("recipient.id is always 264"), "{dangerous}");
}

/// Flags that give the fields of an object, one by one.
fn flags(prefix: &str, value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            map.iter().for_each(|(name, value)| flags(&format!("{prefix}.{name}"), value, out));
        }
        Value::Array(list) if !list.is_empty() => {
            // An element that looks like JSON or a file is given as JSON.
            let one = |element: &Value| json!([element]).to_string();
            out.extend(list.iter().map(|element| format!("{prefix}={}", one(element))));
        }
        Value::String(text) => out.push(format!("{prefix}={text}")),
        other => out.push(format!("{prefix}={other}")),
    }
}

fn metadata() -> impl Strategy<Value = Value> {
    let text = || "[a-zA-Z0-9 ñ@\\[{\"'=,.-]{0,12}";
    let optional = |value: BoxedStrategy<Value>| proptest::option::of(value);
    let owner = (text(), optional((-1000i64..1000).prop_map(Value::from).boxed())).prop_map(|(name, age)| {
        let mut owner = Map::from_iter([("name".to_owned(), Value::from(name))]);
        owner.extend(age.map(|age| ("age".to_owned(), age)));
        Value::Object(owner)
    });
    let labels = proptest::collection::vec(text().prop_map(Value::from), 1..4).prop_map(Value::from);
    let fields = (
        optional(text().prop_map(Value::from).boxed()),
        optional(any::<bool>().prop_map(Value::from).boxed()),
        optional(owner.boxed()),
        optional(labels.boxed()),
    );
    fields.prop_map(|(identifier, vip, owner, labels)| {
        let fields = [("identifier", identifier), ("vip", vip), ("owner", owner), ("labels", labels)];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn flags_json_and_body_give_the_same_arguments(metadata in metadata()) {
        let mut nested = Vec::new();
        flags("--metadata", &metadata, &mut nested);
        let nested: Vec<&str> = nested.iter().map(String::as_str).collect();
        let json = sent(&["--metadata", &metadata.to_string()]);
        prop_assert_eq!(&json["metadata"], &metadata);
        let whole = sent(&["--body", &json!({"metadata": metadata}).to_string()]);
        prop_assert_eq!(&whole["metadata"], &metadata);
        let flat = sent(&nested);
        prop_assert_eq!(&flat["metadata"], &metadata);
    }
}
