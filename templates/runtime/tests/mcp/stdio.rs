//! What the server offers, and how it takes arguments.

use serde_json::{Value, json};

use crate::api::{FakeApi, json as json_reply};
use crate::client::{Person, call, command, connect, content};

#[tokio::test(flavor = "multi_thread")]
async fn tools_are_listed_with_honest_annotations_and_closed_schemas() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    let tools = client.list_all_tools().await.expect("tools");
    let names: Vec<_> = tools.iter().map(|tool| tool.name.as_ref()).collect();
    // The report needs a setting that is not there.
    assert_eq!(
        names,
        [
            "log_in",
            "pay_token",
            "pay_out",
            "charge",
            "payout_status",
            "search_payouts",
            "explain_notice",
            "add_evidence",
            "transfer",
            "list_events",
            "describe_operation"
        ]
    );
    let tool = |name: &str| tools.iter().find(|tool| tool.name == name).expect("the tool");
    let hints = |name: &str| {
        let hints = tool(name).annotations.clone().expect("annotations");
        (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint)
    };
    assert_eq!(hints("pay_out"), (Some(false), Some(true), None));
    assert_eq!(hints("payout_status"), (Some(true), Some(false), None));
    assert_eq!(
        Value::Object(tool("pay_out").input_schema.as_ref().clone()),
        json!({
            "type": "object",
            "properties": {
                "amount": {"type": "number", "description": "in COP", "minimum": 1},
                "currency": {"type": "string", "enum": ["COP", "USD"]},
                "reference": {"type": "string", "maxLength": 20},
                "recipient": {"type": "object", "properties": {"key": {"type": "string"}}, "required": ["key"]},
                "repeat_call": {"type": "boolean", "description": "only to do on purpose what was done or begun before"},
            },
            "required": ["amount", "reference", "recipient"],
            "additionalProperties": false,
        })
    );
    assert_eq!(tool("log_in").input_schema.get("properties"), Some(&json!({})));
    assert!(tool("pay_token").input_schema.get("properties") == Some(&json!({})), "constants are left out");
    assert!(api.all().is_empty(), "a start and a list use no network");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_with_variants_says_in_few_words_what_each_value_takes() {
    let api = FakeApi::usual();
    // A list of one tool has room for all that it says.
    let mut alone = command(&api, &[]);
    alone.args(["--tools", "charge"]);
    let client = connect(alone, Person::Absent).await;
    let tools = client.list_all_tools().await.expect("tools");
    let charge = tools.iter().find(|tool| tool.name == "charge").expect("the tool");
    let schema = Value::Object(charge.input_schema.as_ref().clone());
    let method = &schema["properties"]["paymentMethod"];
    assert_eq!(method["required"], json!(["id"]));
    assert_eq!(
        method["properties"]["id"]["description"],
        "The method: 117 PSE, 130 Nequi, 248 QR; decides which other fields are given"
    );
    assert_eq!(method["properties"]["cellphone"]["description"], "required for id 130; optional for id 248");
    let text = schema.to_string();
    assert!(!["oneOf", "allOf", "$ref", "null"].iter().any(|word| text.contains(word)), "{text}");
    let page =
        client.read_resource(rmcp::model::ReadResourceRequestParams::new("docs://shop/operation/charge"));
    let page = format!("{:?}", page.await.expect("a page"));
    for part in [
        "Chosen by `paymentMethod.id`:",
        "- 117 PSE: Bank transfer",
        "`paymentMethod.bankId` (string, required): Bank of the payer",
        "- expiresIn must be at least 1800 when paymentMethod.id is 117 (PSE)",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let refused =
        call(&client, "charge", json!({"amount": 1, "paymentMethod": {"id": 130, "bankId": "7"}})).await;
    let problems: Vec<_> = content(&refused)["problems"].as_array().expect("a list").clone();
    assert_eq!(
        problems,
        [
            json!({"param": "paymentMethod.bankId", "message":
                "must not be given when paymentMethod.id is 130 (Nequi): it belongs to 117 (PSE)"}),
            json!({"param": "paymentMethod.cellphone", "message":
                "is required when paymentMethod.id is 130 (Nequi)"}),
        ]
    );
    assert_eq!(
        content(&refused)["hint"],
        "describe_operation explains the arguments, with operation: charge"
    );
    assert!(api.all().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_arguments_are_refused_with_the_list() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    let result = call(&client, "payout_status", json!({"reference": "r", "_secretId": "x"})).await;
    let content = content(&result);
    assert_eq!(content["exit_code"], 3);
    assert!(content["message"].as_str().is_some_and(|text| text.contains("it takes reference")), "{content}");
    let login = call(&client, "log_in", json!({"password": "p"})).await;
    assert_eq!(crate::client::content(&login)["exit_code"], 3);
    assert!(api.all().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_is_explained_and_never_called() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    let result = call(&client, "explain_notice", json!({})).await;
    assert_eq!(result.is_error, Some(false));
    assert_eq!(content(&result)["operation"], "notice");
    assert_eq!(content(&result)["example"], json!({"reference": "r-0", "status": 2}));
    let away = call(&client, "explain_notice", json!({"to": "http://shop.example/hook"})).await;
    assert_eq!(content(&away)["exit_code"], 3);
    assert!(api.all().is_empty());
    let receiver = FakeApi::usual();
    let delivered = call(&client, "explain_notice", json!({"to": format!("{}/hook", receiver.url())})).await;
    assert_eq!(content(&delivered)["http_status"], 404);
    assert_eq!(receiver.calls(), ["POST /hook"]);
    assert_eq!(receiver.all()[0].body, r#"{"reference":"r-0","status":2}"#);
    assert!(api.all().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn documentation_is_read_as_resources() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    let resources = client.list_all_resources().await.expect("resources");
    assert_eq!(resources[0].uri, "docs://shop/overview");
    // Overview, errors, values and notices, both folders, a page for each operation, and recent results.
    assert_eq!(resources.len(), 18);
    assert_eq!(resources[17].uri, "results://shop/recent");
    let read = |uri: &str| client.read_resource(rmcp::model::ReadResourceRequestParams::new(uri));
    let page = format!("{:?}", read("docs://shop/operation/pay-out").await.expect("a page"));
    for part in ["Sends **money**.", "`amount` (number, at least 1, required): in COP", "duplicate"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(read("docs://shop/operation/nothing").await.is_err());
    let unknown = client.call_tool(rmcp::model::CallToolRequestParams::new("nothing")).await;
    assert!(unknown.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_delivered_in_production() {
    let api = FakeApi::usual();
    let mut command = command(&api, &[]);
    command.env("SHOP_BASE_URL", "https://shop.example");
    let client = connect(command, Person::Absent).await;
    let result = call(&client, "explain_notice", json!({"to": api.url()})).await;
    assert_eq!(content(&result)["exit_code"], 7);
    assert!(api.all().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tool_without_its_setting_says_which() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    let result = call(&client, "partner_report", json!({})).await;
    let content = content(&result);
    assert_eq!(content["code"], "setting-missing");
    assert!(content["hint"].as_str().is_some_and(|hint| hint.contains("SHOP_PARTNER_KEY_FILE")), "{content}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_answer_is_cut_with_a_notice() {
    let api = FakeApi::start(|request| {
        let rows: Vec<_> = (0..20_000).map(|id| json!({"id": id})).collect();
        (request.target == "/payouts").then(|| json_reply(200, &json!({"data": rows, "next": "2"})))
    });
    let client = connect(command(&api, &[]), Person::Absent).await;
    let result = call(&client, "search_payouts", json!({})).await;
    let content = content(&result);
    assert!(content.to_string().len() < 120_000);
    assert_eq!(content["answer"]["next"], "2");
    assert!(
        content["cut"][0].as_str().is_some_and(|note| note.contains("of 20000 elements")),
        "{}",
        content["cut"]
    );
}
