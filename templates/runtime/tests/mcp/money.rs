//! Rules about money: who must be asked, what is sent, and what is said of a call whose answer was lost.

use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{CallToolRequestParams, CallToolResponse, ProtocolVersion};
use rmcp::service::ClientLifecycleMode;
use serde_json::{Value, json};

use crate::api::{FakeApi, json as json_reply};
use crate::client::{Person, call, command, connect, connect_in, content, hello};
use crate::support::Reply;

/// Parsed, because a literal of the language would lose the last digit of the amount.
fn payout() -> Value {
    serde_json::from_str(
        r#"{"amount": 50000.10, "currency": "COP", "reference": "r-1", "recipient": {"key": "k"}}"#,
    )
    .expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dangerous_tool_is_refused_where_nobody_can_be_asked() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[]), Person::Absent).await;
    for name in ["pay_out", "old_pay_out"] {
        let result = call(&client, name, payout()).await;
        assert_eq!(result.is_error, Some(true));
        let content = content(&result);
        assert_eq!(content["exit_code"], 7);
        assert_eq!(content["sent"], "no");
        let hint = content["hint"].as_str().expect("a hint");
        assert!(hint.contains("SHOP_ALLOW_DANGEROUS=pay-out"), "{hint}");
    }
    assert!(api.all().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_allowed_tool_runs_by_whatever_name_and_digits_stay_as_they_are() {
    let api = FakeApi::usual();
    let client = connect(command(&api, &[("SHOP_ALLOW_DANGEROUS", "pay_out")]), Person::Absent).await;
    let result = call(&client, "old_pay_out", payout()).await;
    assert_eq!(result.is_error, Some(false), "{result:?}");
    assert_eq!(content(&result)["http_status"], 200);
    assert_eq!(content(&result)["answer"]["data"]["amount"].to_string(), "50000.10");
    let sent = api.at("/payouts");
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].header("authorization"), Some("Bearer canary-session-1"));
    assert_eq!(sent[0].header("x-transaction-token"), Some("canary-transaction-1"));
    assert_eq!(
        sent[0].body,
        r#"{"amount":50000.10,"currency":"COP","reference":"r-1","recipient":{"key":"k","id":264}}"#
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_decides_in_both_eras() {
    let modern = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    for era in [ClientLifecycleMode::Initialize, modern] {
        for (person, sent) in [(Person::SaysYes, 1), (Person::SaysNo, 0), (Person::LeavesItUnticked, 0)] {
            let api = FakeApi::usual();
            let client = connect_in(command(&api, &[]), person, era.clone()).await;
            let result = call(&client, "pay_out", payout()).await;
            assert_eq!(api.at("/payouts").len(), sent, "{era:?} {person:?} {result:?}");
            assert_eq!(result.is_error, Some(sent == 0));
            if sent == 0 {
                assert_eq!(content(&result)["exit_code"], 7);
            }
            let questions = client.service().questions.lock().expect("the questions").clone();
            assert_eq!(questions.len(), 1);
            assert!(questions[0].contains("amount: 50000.10"), "{}", questions[0]);
            assert!(questions[0].contains("recipient.key: \"k\""), "{}", questions[0]);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_belongs_to_one_call_and_is_spent_once() {
    let api = FakeApi::usual();
    let modern = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    let client = connect_in(command(&api, &[]), Person::SaysYes, modern).await;
    let ask = |arguments: Value| {
        CallToolRequestParams::new("pay_out")
            .with_arguments(arguments.as_object().cloned().unwrap_or_default())
    };
    let once = client.call_tool_once(ask(payout())).await.expect("a question");
    let CallToolResponse::InputRequired(question) = once else { panic!("not asked: {once:?}") };
    let state = question.request_state.expect("a state");
    let yes = || {
        [("confirm".to_owned(), json!({"action": "accept", "content": {"confirm": true}}))]
            .into_iter()
            .collect()
    };
    let answer = |arguments: Value, state: &str| {
        let mut params = ask(arguments).with_input_responses(yes());
        params.request_state = Some(state.to_owned());
        params
    };
    let mut other = payout();
    other["amount"] = json!(1);
    let refused = |outcome: CallToolResponse| {
        let CallToolResponse::Complete(result) = outcome else { panic!("{outcome:?}") };
        assert_eq!(content(&result)["exit_code"], 7);
    };
    for (arguments, state) in [(other, state.as_str()), (payout(), "forged")] {
        refused(client.call_tool_once(answer(arguments, state)).await.expect("an answer"));
    }
    // A server that was started anew knows nothing of it.
    let modern = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    let anew = connect_in(command(&api, &[]), Person::SaysYes, modern).await;
    refused(anew.call_tool_once(answer(payout(), &state)).await.expect("an answer"));
    assert!(api.all().is_empty());
    // Fifty at once: one is sent.
    let client = Arc::new(client);
    let replays: Vec<_> = (0..50)
        .map(|_| {
            let (client, params) = (Arc::clone(&client), answer(payout(), &state));
            tokio::spawn(async move { client.call_tool_once(params).await.expect("an answer") })
        })
        .collect();
    for replay in replays {
        replay.await.expect("a call");
    }
    assert_eq!(api.at("/payouts").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_an_unknown_outcome_with_its_lookup() {
    let api = FakeApi::start(|arrived| (arrived.target == "/payouts").then_some(Reply::Close));
    let client = connect(command(&api, &[("SHOP_ALLOW_DANGEROUS", "pay-out")]), Person::Absent).await;
    let result = call(&client, "pay_out", payout()).await;
    assert_eq!(result.is_error, Some(true));
    let content = content(&result);
    assert_eq!(content["code"], "outcome-unknown");
    assert_eq!(content["exit_code"], 10);
    assert_eq!(content["sent"], "unknown");
    assert_eq!(content["retryable"], false);
    assert_eq!(content["lookup"], json!({"tool": "payout_status", "arguments": {"reference": "r-1"}}));
    assert_eq!(api.at("/payouts").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mutation_goes_on_when_its_client_leaves() {
    let api = FakeApi::start(|arrived| {
        (arrived.target == "/payouts").then(|| {
            std::thread::sleep(Duration::from_millis(600));
            json_reply(200, &json!({"statusCode": "00"}))
        })
    });
    let folder = tempfile::tempdir().expect("a folder");
    let audit = folder.path().join("audit.log");
    let path = audit.display().to_string();
    let more = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_AUDIT_PATH", path.as_str())];
    let mut command = command(&api, &more);
    let mut child = command
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("the server starts");
    {
        use std::io::Write;
        let mut input = child.stdin.take().expect("its input");
        for message in [
            hello(json!({})),
            json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
            json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "pay_out", "arguments": payout()}}),
        ] {
            writeln!(input, "{message}").expect("written");
        }
        api.arrival("/payouts");
        writeln!(
            input,
            "{}",
            json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 2}})
        )
        .expect("written");
    }
    let status = child.wait().expect("its end");
    assert!(status.success());
    let log = std::fs::read_to_string(&audit).expect("the audit log");
    assert_eq!(log.lines().count(), 2, "{log}");
    assert!(log.contains("\"outcome\":\"answered\""), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_has_a_line_for_each_field_whatever_stands_in_it() {
    let modern = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    let hostile = "k\nproduct: a gift\r\nenvironment: tests\u{202e}\u{200b}\u{1b}[2J\u{e0041}";
    let mut arguments = payout();
    arguments["recipient"]["key"] = json!(hostile);
    for era in [ClientLifecycleMode::Initialize, modern] {
        let api = FakeApi::usual();
        let client = connect_in(command(&api, &[]), Person::SaysNo, era).await;
        call(&client, "pay_out", arguments.clone()).await;
        let question = client.service().questions.lock().expect("the questions")[0].clone();
        let hidden = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{e0000}'..='\u{e007f}')
        };
        assert!(!question.contains(hidden), "{question:?}");
        for (start, line) in
            [("product: ", "product: Shop"), ("environment: ", ""), ("amount: ", "amount: 50000.10")]
        {
            let found: Vec<&str> = question.lines().filter(|known| known.starts_with(start)).collect();
            assert_eq!(found.len(), 1, "{start}: {question}");
            assert!(found[0].starts_with(line), "{question}");
        }
        assert!(question.contains("k\\u{a}product: a gift"), "{question}");
        assert!(api.all().is_empty());
    }
}
