//! A file comes and goes as its content; a path is nothing that a caller may name.

use serde_json::json;

use crate::api::{FakeApi, json as json_reply};
use crate::client::{Person, call, command, connect};
use crate::support::Reply;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_content_never_a_path() {
    let api = FakeApi::start(|arrived| {
        let upload = arrived.target == "/disputes/7/evidence";
        upload.then(|| json_reply(200, &json!({"statusCode": "00", "data": {}})))
    });
    let client = connect(command(&api, &[]), Person::Absent).await;
    let tools = client.list_all_tools().await.expect("tools");
    let tool = tools.iter().find(|tool| tool.name == "add_evidence").expect("the tool");
    let document = &tool.input_schema["properties"]["document"];
    assert_eq!(document["required"], json!(["content"]), "{document}");
    let file = json!({"content": "cHJvb2Y=", "filename": "proof.txt", "content_type": "text/plain"});
    let result = call(&client, "add_evidence", json!({"dispute": "7", "document": file})).await;
    assert_eq!(result.is_error, Some(false), "{result:?}");
    let sent = api.at("/disputes/7/evidence");
    assert!(sent[0].body.contains("filename=\"proof.txt\"\r\ncontent-type: text/plain\r\n\r\nproof\r\n"));
    let with_path = json!({"content": "cHJvb2Y=", "path": "/etc/passwd"});
    for wrong in [json!("/etc/passwd"), json!({"path": "/etc/passwd"}), with_path] {
        let result = call(&client, "add_evidence", json!({"dispute": "7", "document": wrong})).await;
        assert_eq!(result.is_error, Some(true), "{result:?}");
    }
    assert_eq!(api.at("/disputes/7/evidence").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_the_api_comes_as_its_content_or_not_at_all() {
    let pdf = b"%PDF-1.4\r\n\x00\xff";
    let large = [0xff; 100_000];
    let api = FakeApi::start(move |arrived| {
        let name = ("content-disposition", "attachment; filename=\"../report.pdf\"");
        let body = match arrived.target.as_str() {
            "/payouts/small" => &pdf[..],
            "/payouts/large" => &large[..],
            _ => return None,
        };
        Some(Reply::with(200, &[("content-type", "application/pdf"), name], body))
    });
    let client = connect(command(&api, &[]), Person::Absent).await;
    let answer = async |id: &str| {
        let result = call(&client, "payout_status", json!({"reference": id})).await;
        assert_eq!(result.is_error, Some(false), "{result:?}");
        result.structured_content.expect("structured")
    };
    let small = answer("small").await;
    let file =
        json!({"filename": "report.pdf", "content_type": "application/pdf", "content": "JVBERi0xLjQNCgD/"});
    assert_eq!(small["answer"], file);
    let large = answer("large").await;
    assert_eq!(large["answer"], json!({"filename": "report.pdf", "content_type": "application/pdf"}));
    assert!(large["cut"][0].as_str().is_some_and(|note| note.contains("100000 bytes")), "{large}");
}
