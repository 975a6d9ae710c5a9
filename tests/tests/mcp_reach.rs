//! What the lists of tools leave out is all reachable: every documented field and error of every operation.

use std::fs;

use codegen_sandbox::{Api, Sandbox};
use codegen_tests::mcp::{Connection, Person, Server, call};
use codegen_tests::products::{Product, model};
use serde_json::{Value, json};

#[path = "../../templates/runtime/tests/mcp/reach.rs"]
mod reach;

/// All that the describing tool says of an operation, section by section and page by page.
async fn described(client: &Connection, operation: &str) -> String {
    let mut all = String::new();
    for section in ["arguments", "rules", "errors", "answer", "examples", "text"] {
        for page in 1..100 {
            let asked = json!({"operation": operation, "section": section, "page": page});
            let asked = asked.as_object().cloned().unwrap_or_default();
            let said = call(client, "describe_operation", asked).await;
            if said.is_error == Some(true) {
                break;
            }
            let texts = said.content.iter().filter_map(|block| block.as_text());
            all.extend(texts.map(|block| block.text.clone()));
        }
    }
    reach::plain(&all)
}

async fn everything_is_described(api: Api, product: Product, name: &str) {
    let sandbox = Sandbox::start(api).expect("the sandbox starts");
    let client = Server::new(product, &sandbox).stdio(Person::Absent, &[]).await;
    for operation in model(name).operations {
        let path = product.folder().join("src/api/docs").join(format!("{}.json", operation.id));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let docs: Value = serde_json::from_str(&text).expect("documentation");
        let said = described(&client, &operation.id).await;
        let missing: Vec<String> =
            reach::facts(&docs).into_iter().filter(|fact| !said.contains(fact.as_str())).collect();
        assert!(missing.is_empty(), "{}: {missing:#?}", operation.id);
    }
    assert!(sandbox.requests().is_empty(), "documentation needs no network");
}

#[tokio::test]
async fn every_field_and_error_of_pay_is_described() {
    everything_is_described(Api::Pay, Product::PayMcp, "pay").await;
}

#[tokio::test]
async fn every_field_and_error_of_commerce_is_described() {
    everything_is_described(Api::Commerce, Product::CommerceMcp, "commerce").await;
}
