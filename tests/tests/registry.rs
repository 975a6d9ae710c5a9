//! The entries for the registry of MCP servers, held against its rules.

use codegen_tests::products::{Product, model, sources};
use jsonschema::Validator;
use postman_codegen::model::TargetKind;
use postman_codegen::render::render;
use serde_json::{Value, json};

const SERVERS: [(&str, Product); 2] = [("pay", Product::PayMcp), ("commerce", Product::CommerceMcp)];

fn rules() -> Validator {
    let schema: Value = serde_json::from_str(include_str!("registry.schema.json")).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
}

fn faults(rules: &Validator, entry: &Value) -> Vec<String> {
    rules.iter_errors(entry).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

fn published(product: Product) -> Value {
    let text = std::fs::read_to_string(product.folder().join("server.json")).expect("there is one");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn both_entries_keep_the_rules() {
    let rules = rules();
    for (name, product) in SERVERS {
        assert_eq!(faults(&rules, &published(product)), [""; 0], "{name}");
    }
}

/// A publisher's own namespace and image, and texts that are too long for the registry.
#[test]
fn what_a_publisher_decides_keeps_them_too() {
    let rules = rules();
    for (name, _) in SERVERS {
        let mut api = model(name);
        api.title = "Título ".repeat(40);
        let mut target =
            api.targets.iter().find(|target| target.kind == TargetKind::Mcp).expect("a server").clone();
        target.registry = Some("io.github.somebody/pay".into());
        target.image = Some("ghcr.io/somebody/pay".into());
        target.about = "Una descripción larga. ".repeat(20);
        let files = render(&api, &target, &sources()).expect("it is rendered");
        let entry: Value = serde_json::from_slice(files.get("server.json").expect("an entry")).expect("JSON");
        assert_eq!(faults(&rules, &entry), [""; 0], "{name}");
        assert_eq!(entry["name"], "io.github.somebody/pay");
    }
}

#[test]
fn what_breaks_a_rule_is_found() {
    let rules = rules();
    for (path, wrong) in [
        ("/name", json!("without-a-namespace")),
        ("/description", json!("x".repeat(101))),
        ("/version", json!("^1.2")),
        ("/packages/0/identifier", json!("docker.io/somebody/pay")),
        ("/packages/0/identifier", json!("docker.io/somebody/pay:latest")),
        ("/packages/0/transport", json!({"type": "streamable-http"})),
        ("/packages/0/environmentVariables/0", json!({"value": "http"})),
        ("/packages/0/environmentVariables/1", json!({"name": "A", "required": true})),
        ("/packages/1/runtimeHint", Value::Null),
        ("/packages/1/runtimeArguments/0", json!({"type": "named", "value": "1"})),
        ("/packages/1/transport/headers/0/isSecret", json!("yes")),
    ] {
        let mut entry = published(Product::PayMcp);
        *entry.pointer_mut(path).unwrap_or_else(|| panic!("no {path}")) = wrong;
        assert!(!faults(&rules, &entry).is_empty(), "{path}");
    }
}
