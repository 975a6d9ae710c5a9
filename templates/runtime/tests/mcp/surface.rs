//! What a client is shown: small lists, three surfaces, and no more than the operator offers.

use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::{Person, Running, bare, call, command, connect, content, run, text};

async fn tools(client: &Running) -> Vec<(String, Value)> {
    let tools = client.list_all_tools().await.expect("a list");
    tools.into_iter().map(|tool| (tool.name.to_string(), json!(tool))).collect()
}

async fn names(client: &Running) -> Vec<String> {
    tools(client).await.into_iter().map(|(name, _)| name).collect()
}

fn with(api: &FakeApi, arguments: &[&str]) -> std::process::Command {
    let mut command = command(api, &[("SHOP_PARTNER_KEY", "key")]);
    command.args(arguments);
    command
}

#[tokio::test]
async fn every_surface_shows_short_texts_and_portable_schemas() {
    let api = FakeApi::usual();
    for surface in ["operations", "routes", "search"] {
        let client = connect(with(&api, &["--surface", surface]), Person::Absent).await;
        for (name, tool) in tools(&client).await {
            let description = tool["description"].as_str().unwrap_or_default();
            assert!((1..=400).contains(&description.chars().count()), "{name}: {description}");
            let schema = tool["inputSchema"].to_string();
            for word in ["$ref", "\"null\"", "oneOf", "allOf", "\"default\"", "\"example\""] {
                assert!(!schema.contains(word), "{name}: {word} in {schema}");
            }
            // Inside it stands for a value of unknown type, never at the root.
            assert_eq!(tool["inputSchema"].get("anyOf"), None, "{name}");
        }
    }
}

#[tokio::test]
async fn required_arguments_are_always_listed() {
    let api = FakeApi::usual();
    let client = connect(with(&api, &[]), Person::Absent).await;
    let all = tools(&client).await;
    let schema =
        |name: &str| all.iter().find(|(known, _)| known == name).expect("the tool").1["inputSchema"].clone();
    assert_eq!(schema("pay_out")["required"], json!(["amount", "reference", "recipient"]));
    assert_eq!(schema("payout_status")["required"], json!(["reference"]));
    assert_eq!(schema("pay_out")["properties"]["recipient"]["required"], json!(["key"]));
}

#[tokio::test]
async fn the_search_surface_finds_explains_and_runs_by_class() {
    let api = FakeApi::usual();
    let client = connect(with(&api, &["--surface=search"]), Person::SaysYes).await;
    let found = text(&call(&client, "search_operations", json!({"query": "status of a payout"})).await);
    assert!(found.starts_with("status (read-only)"), "{found}");
    let found = text(&call(&client, "search_operations", json!({"query": "Nequi"})).await);
    assert!(found.starts_with("charge (safe-mutation)"), "{found}");
    let read =
        call(&client, "read_operation", json!({"operation": "status", "arguments": {"reference": "r-1"}}))
            .await;
    assert_eq!(content(&read)["answer"]["data"]["state"], "paid");
    let payout = json!({"amount": 5, "reference": "r-1", "recipient": {"key": "k"}});
    for runner in ["read_operation", "write_operation"] {
        let refused = call(&client, runner, json!({"operation": "pay-out", "arguments": payout})).await;
        assert_eq!(content(&refused)["exit_code"], 3, "{runner}");
        assert!(content(&refused)["message"].as_str().is_some_and(|text| text.contains("money_operation")));
    }
    assert!(api.at("/payouts").is_empty(), "a payout is neither a read nor a harmless write");
    call(&client, "money_operation", json!({"operation": "pay-out", "arguments": payout})).await;
    assert_eq!(api.at("/payouts").len(), 1);
    assert_eq!(client.service().questions.lock().expect("questions").len(), 1, "a person was asked");
}

#[tokio::test]
async fn read_only_wins_over_all() {
    let api = FakeApi::usual();
    for surface in ["operations", "routes", "search"] {
        let arguments = ["--tools", "pay_out,payout_status", "--read-only", "--surface", surface];
        let client = connect(with(&api, &arguments), Person::SaysYes).await;
        for (name, tool) in tools(&client).await {
            assert_eq!(tool["annotations"]["readOnlyHint"], true, "{surface}: {name}");
        }
        let payout = json!({"amount": 5, "reference": "r-1", "recipient": {"key": "k"}});
        for (tool, arguments) in [
            ("pay_out", payout.clone()),
            ("old_pay_out", payout.clone()),
            ("money_operation", json!({"operation": "pay-out", "arguments": payout})),
        ] {
            let mut params = rmcp::model::CallToolRequestParams::new(tool.to_owned());
            params.arguments = arguments.as_object().cloned();
            if let Ok(result) = client.call_tool(params).await {
                assert_eq!(result.is_error, Some(true), "{surface}: {tool}");
            }
        }
    }
    assert!(api.all().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn only_what_was_chosen_is_listed() {
    let api = FakeApi::usual();
    let listed = |arguments: &'static [&'static str]| {
        let command = with(&api, arguments);
        async move { names(&connect(command, Person::Absent).await).await }
    };
    assert_eq!(
        listed(&["--tools", "payout_status", "--tools=old_pay_out"]).await,
        ["pay_out", "payout_status", "describe_operation"]
    );
    let without = listed(&["--toolset", "shop", "--exclude-tools", "charge,log_in"]).await;
    assert!(
        without.contains(&"pay_out".to_owned()) && !without.contains(&"charge".to_owned()),
        "{without:?}"
    );
}

#[test]
fn a_choice_that_does_not_exist_stops_the_start_with_a_suggestion() {
    for (arguments, meant) in [
        (&["--surface", "serach"][..], "search"),
        (&["--tools", "pay_uot"], "pay_out"),
        (&["--toolset", "shopp"], "shop"),
        (&["--exclude-tools=stauts"], "status"),
        (&["--surface"], "--help"),
        (&["--read-only=yes"], "--help"),
    ] {
        let mut command = bare();
        command.envs([
            ("SHOP_BASE_URL", "http://127.0.0.1:9"),
            ("SHOP_USERNAME", "u"),
            ("SHOP_PASSWORD", "p"),
        ]);
        let output = run(&mut command, arguments);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(meant), "{arguments:?}: {said}");
    }
}
