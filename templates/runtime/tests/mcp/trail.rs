//! Rule K7: what changes something leaves a chain of entries, and what can leave none is not sent.

use std::fs;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::api::FakeApi;
use crate::client::{Person, call, command, connect, content};
use crate::http::payout;

#[tokio::test(flavor = "multi_thread")]
async fn entries_of_two_servers_are_one_chain() {
    let api = FakeApi::usual();
    let folder = tempfile::tempdir().expect("a folder");
    let audit = folder.path().join("audit.log");
    let path = audit.display().to_string();
    let more = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_AUDIT_PATH", path.as_str())];
    let servers = [
        connect(command(&api, &more), Person::Absent).await,
        connect(command(&api, &more), Person::Absent).await,
    ];
    for nth in 0..4 {
        let mut arguments = payout();
        arguments["reference"] = json!(format!("r-{nth}"));
        let result = call(&servers[nth % 2], "pay_out", arguments).await;
        assert_eq!(result.is_error, Some(false), "{result:?}");
    }
    let log = fs::read_to_string(&audit).expect("the audit log");
    let mut before = String::new();
    for (at, line) in log.lines().enumerate() {
        let entry: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!((&entry["seq"], &entry["prev"]), (&json!(at + 1), &json!(before)), "{log}");
        before = Sha256::digest(line).iter().map(|byte| format!("{byte:02x}")).collect();
    }
    assert_eq!(log.lines().count(), 8, "{log}");
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_no_entry_is_not_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let (link, target) = (folder.path().join("link.log"), folder.path().join("target.log"));
    fs::write(&target, "mine\n").expect("written");
    std::os::unix::fs::symlink(&target, &link).expect("linked");
    let closed = target.join("audit.log");
    for path in ["/dev/full".to_owned(), link.display().to_string(), closed.display().to_string()] {
        let api = FakeApi::usual();
        let more = [("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_AUDIT_PATH", path.as_str())];
        let client = connect(command(&api, &more), Person::Absent).await;
        let refused = call(&client, "pay_out", payout()).await;
        assert_eq!((refused.is_error, &content(&refused)["sent"]), (Some(true), &json!("no")), "{path}");
        assert!(api.at("/payouts").is_empty(), "{path}");
        let read = call(&client, "payout_status", json!({"reference": "r"})).await;
        assert_eq!(read.is_error, Some(false), "{path}: {read:?}");
    }
    assert_eq!(fs::read_to_string(&target).expect("text"), "mine\n");
}
