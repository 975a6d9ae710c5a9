//! Clients that vanish in the middle of their calls, many at once and in any order, while others go on (rule M4).

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rmcp::service::ClientLifecycleMode;
use serde_json::{Value, json};

use crate::api::{FakeApi, json as json_reply};
use crate::client::{HttpServer, Person, call, content};
use crate::http::{TOKEN, WITH_MONEY, connect, post, request};
use crate::support::{PATIENCE, Reply};

const OF_EACH_KIND: u64 = 12;

/// Some reads hang, and payments take their time; how many of those have begun.
fn slow_api() -> (FakeApi, Arc<AtomicUsize>) {
    let begun = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&begun);
    let api = FakeApi::start(move |arrived| match (arrived.method.as_str(), arrived.target.as_str()) {
        ("GET", "/payouts/hang") => Some(Reply::Hang),
        ("POST", "/payouts") => {
            count.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(250));
            Some(json_reply(200, &json!({"statusCode": "00", "data": {"id": 7}})))
        }
        _ => None,
    });
    (api, begun)
}

fn server(api: &FakeApi, audit: &std::path::Path) -> HttpServer {
    let audit = audit.display().to_string();
    let own =
        [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_AUDIT_PATH", audit.as_str()), ("TEST_API", "patient")];
    HttpServer::start(api, &[WITH_MONEY.as_slice(), &own].concat())
}

fn payout(reference: &str) -> Value {
    json!({"amount": 5, "reference": reference, "recipient": {"key": "k"}})
}

/// The references of all payments that the API got.
fn paid(api: &FakeApi) -> Vec<String> {
    let reference = |body: &str| serde_json::from_str::<Value>(body).expect("JSON")["reference"].to_string();
    api.at("/payouts").iter().map(|sent| reference(&sent.body)).collect()
}

/// What the server remembers of the newest changes.
async fn recent(server: &HttpServer) -> String {
    let read = json!({"jsonrpc": "2.0", "id": 1, "method": "resources/read",
        "params": {"uri": "results://shop/recent"}});
    let page = post(server.url.clone(), read.to_string()).await;
    page["result"]["contents"][0]["text"].as_str().expect("text").to_owned()
}

async fn under_way(server: &HttpServer) -> bool {
    recent(server).await.contains("under-way")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_ends_and_whoever_stays_is_served() {
    let (api, begun) = slow_api();
    let folder = tempfile::tempdir().expect("a folder");
    let audit = folder.path().join("audit.log");
    let server = server(&api, &audit);
    post(server.url.clone(), request("payout_status", &json!({"reference": "r"}))).await;
    let mut vanishing = Vec::new();
    let mut staying = Vec::new();
    for nth in 0..OF_EACH_KIND {
        let url = server.url.clone();
        let stay = async move {
            for _ in 0..5 {
                let answer = post(url.clone(), request("payout_status", &json!({"reference": "r"}))).await;
                assert_eq!(answer["result"]["isError"], false, "{answer}");
            }
        };
        staying.push(tokio::spawn(stay));
        let hanging = request("payout_status", &json!({"reference": "hang"}));
        let paying = request("pay_out", &payout(&format!("v-{nth}")));
        for (message, after) in [(hanging, 40 + nth * 7 % 60), (paying, nth * 31 % 240)] {
            let (task, begun) = (tokio::spawn(post(server.url.clone(), message)), Arc::clone(&begun));
            vanishing.push(tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(after)).await;
                // Some vanish before anything was sent, the later ones after the first payment was.
                while after > 120 && begun.load(Ordering::SeqCst) == 0 {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                task.abort();
            }));
        }
    }
    for one in vanishing.into_iter().chain(staying) {
        one.await.expect("its end");
    }
    // Whatever was sent ends by itself.
    let deadline = Instant::now() + PATIENCE;
    while under_way(&server).await {
        assert!(Instant::now() < deadline, "{}", recent(&server).await);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let paid = paid(&api);
    assert!(!paid.is_empty());
    assert_eq!(paid.iter().collect::<BTreeSet<_>>().len(), paid.len(), "none is sent twice: {paid:?}");
    let log = std::fs::read_to_string(&audit).expect("the audit log");
    let ended = log.lines().filter(|line| line.contains("\"outcome\":\"answered\"")).count();
    assert_eq!(ended, paid.len(), "{log}");
    let recent = recent(&server).await;
    assert_eq!(recent.matches("\"state\":\"done\"").count(), paid.len(), "{recent}");
    assert!(!recent.contains("under-way"), "{recent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_whose_clients_vanish_leave_the_others_alone() {
    let (api, _) = slow_api();
    let folder = tempfile::tempdir().expect("a folder");
    let server = server(&api, &folder.path().join("audit.log"));
    let stays = connect(&server, Some(TOKEN), Person::SaysYes, ClientLifecycleMode::Initialize).await;
    for round in 0..3 {
        let mut gone = Vec::new();
        for nth in 0..4 {
            let client =
                connect(&server, Some(TOKEN), Person::SaysYes, ClientLifecycleMode::Initialize).await;
            let reference = format!("s-{round}-{nth}");
            gone.push(tokio::spawn(async move {
                // Dropped with its connection, in the middle of the call.
                let paying = call(&client, "pay_out", payout(&reference));
                drop(tokio::time::timeout(Duration::from_millis(60 + nth * 40), paying).await);
            }));
        }
        let result = call(&stays, "payout_status", json!({"reference": "r"})).await;
        assert_eq!(content(&result)["answer"]["data"]["state"], "paid", "{result:?}");
        for one in gone {
            one.await.expect("its end");
        }
    }
    let result = call(&stays, "pay_out", payout("last")).await;
    assert_eq!(content(&result)["answer"]["data"]["id"], 7, "{result:?}");
    let paid = paid(&api);
    assert_eq!(paid.iter().collect::<BTreeSet<_>>().len(), paid.len(), "none is sent twice: {paid:?}");
}
