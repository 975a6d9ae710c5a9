//! Flows as prompts: steps in their order, what is given stands in, and values are completed.

use rmcp::model::{ArgumentInfo, CompleteRequestParams, GetPromptRequestParams, Reference};
use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::{Person, Running, command, connect};

async fn prompt(client: &Running, arguments: Value) -> Result<String, String> {
    let mut params = GetPromptRequestParams::new("send-money");
    params.arguments = arguments.as_object().cloned();
    let prompt = client.get_prompt(params).await.map_err(|error| error.to_string())?;
    Ok(json!(prompt.messages)[0]["content"]["text"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_flow_is_told_step_by_step() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    let listed = client.list_all_prompts().await.expect("prompts");
    let names: Vec<_> = listed[0].arguments.iter().flatten().map(|argument| argument.name.as_str()).collect();
    assert_eq!((listed[0].name.as_str(), names), ("send-money", vec!["amount", "currency", "key"]));
    let about: Vec<_> =
        listed[0].arguments.iter().flatten().filter_map(|argument| argument.description.as_deref()).collect();
    assert_eq!((about[0], about[2]), ("in COP", "recipient.key"), "documented, or else where it goes");
    let text = prompt(&client, json!({"amount": "50\u{202e}"})).await.expect("a prompt");
    for part in [
        "1. Call pay_out.",
        "amount: \"50\\u{202e}\" (given by me)",
        "currency: ask me",
        "reference: look it up with search_payouts, in data[].reference",
        "show me amount, recipient.key and wait for my yes",
        "note: \"by an agent\"",
        "2. Call payout_status.",
        "reference: data.reference of an earlier step, unchanged",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    for wrong in [json!({"amuont": "1"}), json!({"amount": 1}), json!({"amount": "x".repeat(501)})] {
        assert!(prompt(&client, wrong.clone()).await.is_err(), "{wrong}");
    }
    let instructions = client.peer_info().and_then(|info| info.instructions.clone()).unwrap_or_default();
    assert!(instructions.contains("send-money: pay_out, then payout_status."), "{instructions}");
    assert!(instructions.contains("payout_status tells what became of it"), "{instructions}");
}

#[tokio::test]
async fn values_are_completed() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    for (argument, typed, found) in
        [("currency", "", vec!["COP", "USD"]), ("currency", "us", vec!["USD"]), ("amount", "1", vec![])]
    {
        let argument: ArgumentInfo =
            serde_json::from_value(json!({"name": argument, "value": typed})).expect("an argument");
        let params = CompleteRequestParams::new(Reference::for_prompt("send-money"), argument);
        let completion = client.complete(params).await.expect("an answer").completion;
        assert_eq!(completion.values, found, "{typed}");
    }
}

#[tokio::test]
async fn a_flow_that_cannot_be_walked_is_not_offered() {
    let api = FakeApi::usual();
    let mut command = command(&api, &[]);
    command.arg("--read-only");
    let client = connect(command, Person::Absent).await;
    assert!(client.list_all_prompts().await.expect("prompts").is_empty());
}
