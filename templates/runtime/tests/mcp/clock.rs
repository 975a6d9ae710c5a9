//! Clocks that jump, forwards and back: sessions, confirmations and the days of a policy. The clock of the server's process is
//! set by libfaketime; without it these tests are left out.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::PathBuf;

use rmcp::model::{CallToolRequestParams, CallToolResponse, ProtocolVersion};
use rmcp::service::ClientLifecycleMode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::api::{FakeApi, SESSION, json as json_reply};
use crate::client::{Person, call, command, connect, connect_in, content};
use crate::day;

/// The wall clock of a process; what measures spans goes on as always.
struct Clock {
    library: PathBuf,
    folder: TempDir,
}

impl Clock {
    fn at_hand() -> Option<Self> {
        let found = fs::read_dir("/usr/lib").ok()?.flatten().find_map(|folder| {
            let library = folder.path().join("faketime/libfaketimeMT.so.1");
            library.exists().then_some(library)
        });
        let Some(library) = found else {
            eprintln!("skipped: libfaketime is not installed (.ci/run installs it)");
            return None;
        };
        let clock = Self { library, folder: tempfile::tempdir().expect("a folder") };
        clock.set("+0");
        Some(clock)
    }

    fn file(&self) -> String {
        self.folder.path().join("clock").display().to_string()
    }

    fn state(&self) -> String {
        self.folder.path().join("state").display().to_string()
    }

    /// Sets it that far from the true time, as in `+3h` or `-2d`.
    fn set(&self, offset: &str) {
        // Never seen half written.
        let next = self.folder.path().join("next");
        fs::write(&next, format!("{offset}\n")).expect("written");
        fs::rename(next, self.file()).expect("the new time");
    }

    fn command(&self, api: &FakeApi, more: &[(&str, &str)]) -> std::process::Command {
        let mut command = command(api, more);
        command
            .env("LD_PRELOAD", &self.library)
            .env("FAKETIME_TIMESTAMP_FILE", self.file())
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .env("SHOP_STATE_PATH", self.state());
        command
    }
}

fn status() -> Value {
    json!({"reference": "r"})
}

fn payout(reference: &str, amount: u32) -> Value {
    json!({"amount": amount, "reference": reference, "recipient": {"key": "k"}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_renewed_when_its_time_is_over_and_cured_when_only_the_api_knows() {
    let Some(clock) = Clock::at_hand() else { return };
    let api = FakeApi::start(|arrived| {
        let ended = arrived.header("authorization") == Some(&format!("Bearer {SESSION}-2"));
        (ended && arrived.target == "/payouts/late").then(|| json_reply(401, &json!({"message": "expired"})))
    });
    let client = connect(clock.command(&api, &[]), Person::Absent).await;
    let logins = async |offset: &str, reference: &str| {
        clock.set(offset);
        let result = call(&client, "payout_status", json!({"reference": reference})).await;
        assert_eq!(result.is_error, Some(false), "{offset}: {result:?}");
        api.at("/auth/login").len()
    };
    assert_eq!(logins("+0", "r").await, 1);
    assert_eq!(logins("+1h", "r").await, 1, "two hours are its life");
    assert_eq!(logins("+3h", "r").await, 2, "renewed before anything is sent");
    assert_eq!(api.at("/payouts/r").len(), 3, "nothing was refused on the way");
    // Set back, the server takes the session for young; the API's own clock went on.
    assert_eq!(logins("-30d", "late").await, 3);
    assert_eq!(api.at("/payouts/late").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_neither_ends_nor_lives_longer_by_the_wall_clock() {
    let Some(clock) = Clock::at_hand() else { return };
    let api = FakeApi::usual();
    let modern = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    let client = connect_in(clock.command(&api, &[]), Person::SaysYes, modern).await;
    for (nth, jump) in ["+1d", "-1d"].into_iter().enumerate() {
        clock.set("+0");
        let arguments = payout(&format!("c-{nth}"), 5);
        let ask = || {
            CallToolRequestParams::new("pay_out")
                .with_arguments(arguments.as_object().cloned().unwrap_or_default())
        };
        let asked = client.call_tool_once(ask()).await.expect("a question");
        let CallToolResponse::InputRequired(question) = asked else { panic!("not asked: {asked:?}") };
        clock.set(jump);
        let answer = || {
            let yes = json!({"action": "accept", "content": {"confirm": true}});
            let mut params = ask().with_input_responses([("confirm".to_owned(), yes)].into_iter().collect());
            params.request_state = question.request_state.clone();
            params
        };
        let done = client.call_tool_once(answer()).await.expect("an answer");
        assert!(
            matches!(&done, CallToolResponse::Complete(result) if result.is_error == Some(false)),
            "{done:?}"
        );
        // It is spent, whatever the clock says.
        clock.set("+0");
        client.call_tool_once(answer()).await.expect("an answer");
        assert_eq!(api.at("/payouts").len(), nth + 1, "{jump}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_back_frees_nothing_and_a_new_day_does() {
    let Some(clock) = Clock::at_hand() else { return };
    day::has_time_left();
    let api = FakeApi::usual();
    let policy = clock.folder.path().join("policy.json");
    fs::write(&policy, json!({"rules": [{"per_day": "1000"}]}).to_string()).expect("written");
    let policy = policy.display().to_string();
    let more = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_POLICY", policy.as_str())];
    let client = connect(clock.command(&api, &more), Person::Absent).await;
    let pays = async |offset: &str, reference: &str, amount: u32| {
        clock.set(offset);
        let result = call(&client, "pay_out", payout(reference, amount)).await;
        content(&result)["code"].as_str().map(str::to_owned)
    };
    let over = Some("policy-per-day".to_owned());
    let repeated = Some("repeated-call".to_owned());
    assert_eq!(pays("+0", "a", 900).await, None);
    assert_eq!(pays("-2d", "b", 200).await, over, "yesterday has nothing left either");
    assert_eq!(pays("-2d", "a", 900).await, repeated, "nor is it another call");
    assert_eq!(pays("+2d", "b", 200).await, None, "a new day");
    assert_eq!(pays("+0", "c", 900).await, over, "and back: the later day is the one that counts");
    assert_eq!(pays("+2d", "c", 800).await, None);
    assert_eq!(api.at("/payouts").len(), 3);
    // Reads are none of its business.
    clock.set("-30d");
    assert_eq!(call(&client, "payout_status", status()).await.is_error, Some(false));
}
