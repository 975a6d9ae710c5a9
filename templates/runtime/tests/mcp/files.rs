//! A file comes as its content; a path is nothing that a caller may name.

use serde_json::json;

use crate::api::{FakeApi, json as json_reply};
use crate::client::{Person, call, command, connect};

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
    for wrong in [json!({"path": "/etc/passwd"}), json!({"content": "cHJvb2Y=", "path": "/etc/passwd"})] {
        let result = call(&client, "add_evidence", json!({"dispute": "7", "document": wrong})).await;
        assert_eq!(result.is_error, Some(true), "{result:?}");
    }
    assert_eq!(api.at("/disputes/7/evidence").len(), 1);
}
