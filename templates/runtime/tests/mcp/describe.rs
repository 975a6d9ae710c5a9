//! What the list leaves out is all reachable, through the describing tool and through resources.

use rmcp::model::{ReadResourceRequestParams, ResourceContents};
use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::{Person, Running, call, command, connect, content, text};
use crate::reach;

/// All that the tool says of an operation, section by section and page by page.
async fn described(client: &Running, operation: &str) -> String {
    let mut all = text(&call(client, "describe_operation", json!({"operation": operation})).await);
    for section in ["arguments", "rules", "errors", "answer", "examples", "text"] {
        for page in 1..100 {
            let asked = json!({"operation": operation, "section": section, "page": page});
            let said = call(client, "describe_operation", asked).await;
            if said.is_error == Some(true) {
                break;
            }
            let said = text(&said);
            assert!(said.len() <= 4_100, "{operation} {section}: {} bytes", said.len());
            all.push_str(&said);
        }
    }
    all
}

#[tokio::test]
async fn every_documented_field_and_error_is_told() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    for operation in crate::shop::API.operations() {
        let docs: Value = serde_json::from_str(operation.docs).expect("documentation");
        let said = reach::plain(&described(&client, operation.id).await);
        let uri = format!("docs://shop/operation/{}", operation.id);
        let read = client.read_resource(ReadResourceRequestParams::new(uri)).await.expect("a page");
        let page: String = read
            .contents
            .iter()
            .map(|part| match part {
                ResourceContents::TextResourceContents { text, .. } => text.clone(),
                _ => String::new(),
            })
            .collect();
        for fact in reach::facts(&docs) {
            assert!(said.contains(&fact), "{}: {fact} is not described in {said}", operation.id);
            assert!(reach::plain(&page).contains(&fact), "{}: {fact} is not on its page", operation.id);
        }
    }
}

#[tokio::test]
async fn a_login_takes_nothing_and_shows_what_the_server_fills_in() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    let asked = json!({"operation": "login", "section": "arguments"});
    let told = text(&call(&client, "describe_operation", asked).await);
    assert!(told.contains("The tool takes no arguments") && told.contains("`password`"), "{told}");
    assert!(!told.contains("required"), "{told}");
}

#[tokio::test]
async fn questions_that_cannot_be_answered_are_explained() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    for (asked, said) in [
        (json!({"operation": "pay_uot"}), "pay_out is"),
        (json!({}), "is required"),
        (json!({"operation": "pay_out", "section": "poems"}), "must be one of arguments"),
        (json!({"operation": "pay_out", "page": 0}), "whole number"),
        (json!({"operation": "pay_out", "page": 99}), "pages"),
        (json!({"operation": "pay_out", "depth": 1}), "not an argument"),
    ] {
        let result = call(&client, "describe_operation", asked.clone()).await;
        assert_eq!(content(&result)["exit_code"], 3, "{asked}");
        assert!(text(&result).contains(said), "{asked}: {}", text(&result));
    }
}
