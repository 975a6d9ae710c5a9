//! The second factor: a dangerous call waits for the operator, whatever the client says.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::api::FakeApi;
use crate::client::{Person, call, command, connect, content, run};
use crate::http::payout;
use crate::support::PATIENCE;

fn settings<'a>(state: &'a str, seconds: &'a str) -> [(&'a str, &'a str); 2] {
    [("SHOP_STATE_PATH", state), ("SHOP_APPROVAL_SECONDS", seconds)]
}

/// What `approve` prints and how it ends.
fn approve(api: &FakeApi, state: &Path, words: &[&str]) -> (Option<i32>, String) {
    let state = state.display().to_string();
    let arguments = [&["approve"], words].concat();
    let output = run(&mut command(api, &settings(&state, "5")), &arguments);
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_once_the_operator_says_so() {
    let api = FakeApi::usual();
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().display().to_string();
    let client = connect(command(&api, &settings(&state, "60")), Person::SaysYes).await;
    let operator = async {
        let deadline = Instant::now() + PATIENCE;
        loop {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let (_, list) = approve(&api, folder.path(), &[]);
            if list.contains("amount: 5") {
                break list;
            }
            assert!(Instant::now() < deadline, "{list}");
        }
    };
    let paid = async { content(&call(&client, "pay_out", payout()).await) };
    let (paid, ()) = tokio::join!(paid, async {
        let list = operator.await;
        let id = list.split_whitespace().next().expect("an id");
        assert!(api.at("/payouts").is_empty());
        assert_eq!(approve(&api, folder.path(), &["zzzzzzzz", "--yes"]).0, Some(4));
        // Without a terminal nobody says yes by accident.
        assert_eq!(approve(&api, folder.path(), &[id]).0, Some(7));
        assert_eq!(approve(&api, folder.path(), &[id, "--yes"]).0, Some(0));
    });
    assert_eq!(paid["answer"]["data"]["id"], 7, "{paid}");
    assert!(approve(&api, folder.path(), &[]).1.contains("nothing waits"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_operators_word_nothing_is_sent_though_the_client_says_yes_to_everything() {
    let api = FakeApi::usual();
    let folder = tempfile::tempdir().expect("a folder");
    let state = folder.path().display().to_string();
    let more = [settings(&state, "1").as_slice(), &[("SHOP_ALLOW_DANGEROUS", "pay-out")]].concat();
    let client = connect(command(&api, &more), Person::SaysYes).await;
    let refused: Value = content(&call(&client, "pay_out", payout()).await);
    assert_eq!(refused["code"], "not-approved", "{refused}");
    assert_eq!(refused["exit_code"], 7);
    assert!(api.at("/payouts").is_empty());
}
