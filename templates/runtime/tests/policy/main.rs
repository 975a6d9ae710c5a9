//! Rule M8 without a network: what a policy says, what it forbids, and how much a day holds.

mod files;
mod ledger;
mod rules;
#[path = "../shop/mod.rs"]
mod shop;
mod stakes;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use codegen_runtime::runtime::core::answer::Success;
use codegen_runtime::runtime::core::call::Call;
use codegen_runtime::runtime::core::credentials::Credentials;
use codegen_runtime::runtime::core::failure::{Exit, Failure, Sent};
use codegen_runtime::runtime::core::ledger::{Again, Entry, Ledger};
use codegen_runtime::runtime::core::policy::{Policy, Source};
use codegen_runtime::runtime::core::target::Target;
use jiff::Timestamp;
use serde_json::{Value, json};
use shop::API;
use tempfile::TempDir;

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn source(path: &Path) -> Source {
    Source::find(&API, path.to_owned(), &|_| None)
}

fn read(folder: &TempDir, policy: &Value) -> Result<Policy, Failure> {
    let path = folder.path().join("policy.json");
    fs::write(&path, policy.to_string()).expect("written");
    source(&path).read(&API)
}

/// A machine with that policy.
struct Machine {
    folder: TempDir,
    policy: Policy,
}

impl Machine {
    fn with(policy: &Value) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let policy = read(&folder, policy).expect("a policy");
        Self { folder, policy }
    }

    fn ledger(&self, who: &str) -> Ledger {
        let path: PathBuf = self.folder.path().join("ledger.json");
        Ledger::new(path, who.to_owned(), "--repeat", self.policy.clone())
    }

    fn begin(&self, call: &mut Call, now: &str) -> Result<Entry, Failure> {
        let entry = self.ledger("default").begin(&API, call, Again::Refused, at(now))?;
        Ok(entry.expect("a dangerous call is written down"))
    }

    fn end(&self, entry: &Entry, outcome: Result<Success, Failure>, now: &str) {
        self.ledger("default").end(entry, &outcome, at(now)).expect("written");
    }
}

/// A payout of its own.
fn payout(amount: &str, more: &Value) -> Call {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let number = COUNT.fetch_add(1, Ordering::SeqCst);
    let mut arguments = json!({"reference": format!("r {number}"), "recipient": {"key": "@ana"}});
    arguments["amount"] = serde_json::from_str(amount).expect("a number");
    for (name, value) in more.as_object().into_iter().flatten() {
        arguments[name] = value.clone();
    }
    call("pay-out", &arguments, "sandbox")
}

fn call(operation: &str, arguments: &Value, environment: &str) -> Call {
    let operation = API.operation(operation).expect("an operation");
    let target = Target::new(&API, API.environment(environment).expect("one"), None).expect("a target");
    let arguments = arguments.as_object().cloned().expect("an object");
    Call::new(&API, operation, target, arguments, Credentials::default()).expect("a call")
}

#[track_caller]
fn refused(outcome: Result<Entry, Failure>) -> String {
    let failure = outcome.expect_err("refused");
    assert_eq!((failure.exit, failure.sent), (Exit::Refused, Sent::No));
    failure.code.clone()
}

const NOON: &str = "2026-03-02T17:00:00Z";
