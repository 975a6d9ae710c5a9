//! Rules M3, M8 and K5 over MCP: nothing is done twice by mistake, nothing beyond the policy, and no account is locked.

use std::fs;
use std::io::Write;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::api::{FakeApi, json as json_reply};
use crate::client::{Person, Running, call, command, connect, content, hello, run};
use crate::day;
use crate::support::Reply;

/// What two servers share.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn with(policy: &Value) -> Self {
        let place = Self::new();
        fs::write(place.policy(), policy.to_string()).expect("written");
        place
    }

    fn policy(&self) -> String {
        self.0.path().join("policy.json").display().to_string()
    }

    fn state(&self) -> String {
        self.0.path().join("state").display().to_string()
    }

    /// A server that keeps its state here, and asks nobody.
    async fn server(&self, api: &FakeApi) -> Running {
        let (policy, state) = (self.policy(), self.state());
        let mut more = vec![("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_STATE_PATH", state.as_str())];
        if fs::exists(&policy).expect("known") {
            more.push(("SHOP_POLICY", policy.as_str()));
        }
        connect(command(api, &more), Person::Absent).await
    }
}

/// A payout; parsed, because a literal of the language would lose digits.
fn payout(reference: &str, amount: &str) -> Value {
    let text = format!(r#"{{"amount": {amount}, "reference": "{reference}", "recipient": {{"key": "k"}}}}"#);
    serde_json::from_str(&text).expect("JSON")
}

/// What arrived, in cents.
fn arrived(api: &FakeApi) -> u64 {
    let sent = api.at("/payouts").into_iter();
    let amounts =
        sent.map(|sent| serde_json::from_str::<Value>(&sent.body).expect("JSON")["amount"].to_string());
    amounts.map(|amount| amount.replace('.', "").parse::<u64>().expect("cents")).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_64_calls_through_two_servers_no_peso_goes_over() {
    day::has_time_left();
    let api = FakeApi::usual();
    let place = Place::with(&json!({"rules": [{"per_day": "1000"}]}));
    let servers = [place.server(&api).await, place.server(&api).await].map(std::sync::Arc::new);
    let calls: Vec<_> = (0..64)
        .map(|number| {
            let server = std::sync::Arc::clone(&servers[number % 2]);
            tokio::spawn(
                async move { call(&server, "pay_out", payout(&format!("r {number}"), "33.34")).await },
            )
        })
        .collect();
    let (mut done, mut refused) = (0, 0);
    for one in calls {
        let result = one.await.expect("a call");
        match content(&result)["code"].as_str() {
            None => done += 1,
            Some("policy-per-day") => refused += 1,
            Some(other) => panic!("{other}: {result:?}"),
        }
    }
    assert_eq!((done, refused, arrived(&api)), (29, 35, 29 * 33_34));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stricter_policy_holds_at_once_and_a_broken_one_stops_the_start() {
    let api = FakeApi::usual();
    let place = Place::with(&json!({"rules": [{"per_call": "100"}]}));
    let server = place.server(&api).await;
    assert_eq!(call(&server, "pay_out", payout("a", "100")).await.is_error, Some(false));
    fs::write(place.policy(), json!({"rules": [{"per_call": "10"}]}).to_string()).expect("written");
    let refused = content(&call(&server, "pay_out", payout("b", "100")).await);
    assert_eq!(
        (&refused["code"], &refused["exit_code"], &refused["sent"]),
        (&json!("policy-per-call"), &json!(7), &json!("no"))
    );
    fs::write(place.policy(), json!({"rules": [{"per_cal": "10", "who": 5}]}).to_string()).expect("written");
    assert_eq!(content(&call(&server, "pay_out", payout("c", "1")).await)["code"], "policy-unusable");
    let stopped = run(&mut command(&api, &[("SHOP_POLICY", place.policy().as_str())]), &[]);
    let said = String::from_utf8_lossy(&stopped.stderr).into_owned();
    assert!(!stopped.status.success() && said.contains("per_cal") && said.contains("who"), "{said}");
    assert_eq!(arrived(&api), 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn state_that_cannot_be_written_refuses_dangerous_calls_only() {
    let api = FakeApi::usual();
    let place = Place::new();
    let server = place.server(&api).await;
    fs::write(place.state(), "no folder").expect("nothing is there yet");
    let refused = content(&call(&server, "pay_out", payout("a", "5")).await);
    assert_eq!((&refused["code"], &refused["sent"]), (&json!("ledger-unusable"), &json!("no")));
    assert!(api.at("/payouts").is_empty());
    assert_eq!(call(&server, "payout_status", json!({"reference": "r"})).await.is_error, Some(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_call_again_is_refused_until_the_caller_says_that_it_is_wanted() {
    let api = FakeApi::usual();
    let place = Place::new();
    let server = place.server(&api).await;
    let tools = server.list_all_tools().await.expect("tools");
    let takes = |name: &str| {
        let tool = tools.iter().find(|tool| tool.name == name).expect("a tool");
        tool.input_schema["properties"].get("repeat_call").is_some()
    };
    assert!(takes("pay_out") && !takes("charge") && !takes("payout_status"));
    let again = |wanted: Value| {
        let mut arguments = payout("r", "5");
        arguments["repeat_call"] = wanted;
        arguments
    };
    assert_eq!(call(&server, "pay_out", again(json!(false))).await.is_error, Some(false));
    let refused = content(&call(&server, "pay_out", payout("r", "5.0")).await);
    assert_eq!((&refused["code"], &refused["exit_code"]), (&json!("repeated-call"), &json!(8)));
    assert!(refused["hint"].as_str().expect("a hint").contains("repeat_call: true"), "{refused}");
    assert_eq!(refused["lookup"], json!({"tool": "payout_status", "arguments": {"reference": "r"}}));
    assert_eq!(content(&call(&server, "pay_out", again(json!("yes"))).await)["exit_code"], 3);
    assert_eq!(call(&server, "pay_out", again(json!(true))).await.is_error, Some(false));
    let bodies: Vec<_> = api.at("/payouts").into_iter().map(|sent| sent.body).collect();
    assert_eq!(bodies.len(), 2);
    assert!(!bodies.concat().contains("repeat"), "the argument is not the API's: {bodies:?}");
}

/// Kills the server in the middle of the call, as nothing else would.
fn killed_while_it_pays(api: &FakeApi, place: &Place) {
    let state = place.state();
    let more = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_STATE_PATH", state.as_str())];
    let mut server: Child = command(api, &more)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the server starts");
    let input = server.stdin.as_mut().expect("its input");
    for message in [
        hello(json!({})),
        json!({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "pay_out", "arguments": payout("r", "5")}}),
    ] {
        writeln!(input, "{message}").expect("written");
    }
    api.wait_for(3);
    server.kill().expect("killed");
    server.wait().expect("its end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_leaves_a_call_in_the_way_and_a_person_is_told_of_the_repeat() {
    day::has_time_left();
    // The API does it, and its first answer never comes.
    static SEEN: AtomicUsize = AtomicUsize::new(0);
    let api = FakeApi::start(|arrived| {
        let first = arrived.target == "/payouts" && SEEN.fetch_add(1, Ordering::SeqCst) == 0;
        first.then_some(Reply::Hang)
    });
    let place = Place::with(&json!({"rules": [{"per_day": "9"}]}));
    killed_while_it_pays(&api, &place);
    let server = place.server(&api).await;
    let refused = content(&call(&server, "pay_out", payout("r", "5")).await);
    assert_eq!(refused["code"], "repeated-call");
    assert!(
        refused["message"].as_str().is_some_and(|text| text.contains("its outcome is unknown")),
        "{refused}"
    );
    // It counts, too.
    assert_eq!(content(&call(&server, "pay_out", payout("s", "5")).await)["code"], "policy-per-day");
    assert_eq!(api.at("/payouts").len(), 1);
    let state = place.state();
    let client = connect(command(&api, &[("SHOP_STATE_PATH", state.as_str())]), Person::SaysYes).await;
    let mut again = payout("r", "5");
    again["repeat_call"] = json!(true);
    assert_eq!(call(&client, "pay_out", again).await.is_error, Some(false));
    let questions = client.service().questions.lock().expect("the questions").clone();
    assert!(
        questions[0].contains("this is a repeat: the same call was begun, outcome unknown, at "),
        "{questions:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_is_no_new_chance_for_a_refused_login() {
    let api = FakeApi::start(|arrived| {
        (arrived.target == "/auth/login").then(|| json_reply(401, &json!({"message": "wrong"})))
    });
    let place = Place::new();
    let status = json!({"reference": "r"});
    for _ in 0..4 {
        let server = place.server(&api).await;
        assert_eq!(content(&call(&server, "payout_status", status.clone()).await)["exit_code"], 2);
    }
    assert_eq!(api.at("/auth/login").len(), 2);
    let state = place.state();
    let other = [("SHOP_STATE_PATH", state.as_str()), ("SHOP_PASSWORD", "another")];
    let server = connect(command(&api, &other), Person::Absent).await;
    call(&server, "payout_status", status).await;
    assert_eq!(api.at("/auth/login").len(), 3, "another password is another login");
    let kept = fs::read_to_string(place.0.path().join("state/logins.json")).expect("text");
    assert!(!kept.contains("another") && !kept.contains("canary"), "{kept}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_does_not_tell_where_things_lie() {
    let api = FakeApi::usual();
    let place = Place::new();
    let client = place.server(&api).await;
    // A file where a folder should be.
    fs::write(place.state(), "").expect("written");
    let refused = content(&call(&client, "pay_out", payout("r-1", "5")).await);
    assert_eq!(refused["code"], "ledger-unusable");
    let text = refused.to_string();
    assert!(text.contains("SHOP_STATE_PATH/ledger.json"), "{text}");
    assert!(!text.contains(&place.state()), "{text}");
    assert!(api.at("/payouts").is_empty());
}
