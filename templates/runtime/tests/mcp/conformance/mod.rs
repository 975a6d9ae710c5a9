//! The server before the conformance suite of the protocol's makers, and before their inspector.

mod inspector;
#[cfg(feature = "conformance")]
mod whole;

use std::process::{Command, Output};

use crate::api::FakeApi;
use crate::client::HttpServer;
use crate::tools;

/// Who gets a session of the protocol.
const SESSIONS: [&str; 3] = ["auto", "on", "off"];

/// The older line of the suite.
const STABLE: &str = "conformance-stable";
/// The newer line.
const NEXT: &str = "conformance-next";

/// Scenarios that a server without the suite's fixtures cannot pass, each group with its reason.
const OF_STABLE: &str = include_str!("stable.yml");
const OF_NEXT: &str = include_str!("next.yml");
/// What is missing besides where nobody gets a session.
const WITHOUT_SESSIONS: &str = "  - server-sse-polling\n  - server-sse-multiple-streams\n";

/// A program of npm, where it is installed.
fn program(package: &str, file: &str) -> Option<Command> {
    let script = tools::installed(&format!("node_modules/{package}/{file}"))?;
    let mut command = tools::node();
    // What it keeps for its user is not wanted here.
    command.arg(script).env("HOME", env!("CARGO_TARGET_TMPDIR")).env("NO_COLOR", "1");
    Some(command)
}

fn text(output: &Output) -> String {
    let both = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// Runs scenarios of a line of the suite: all but the exceptions pass, and no exception does.
fn passes(line: &str, server: &HttpServer, which: [&str; 2], exceptions: &str) {
    let Some(mut suite) = program(line, "dist/index.js") else { return };
    let list = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(list.path(), exceptions).expect("written");
    let url = format!("{}/mcp", server.url);
    suite.arg("server").args(which).args(["--url", &url, "--expected-failures"]).arg(list.path());
    let output = suite.output().expect("it runs");
    let text = text(&output);
    let summary = text.split("=== SUMMARY").nth(1).unwrap_or(&text);
    assert!(output.status.success(), "{line} {which:?}: {summary}");
}

/// The product itself.
fn product_passes(line: &str, exceptions: &str) {
    for sessions in SESSIONS {
        let api = FakeApi::usual();
        let server = HttpServer::start(&api, &[("SHOP_SESSIONS", sessions)]);
        let more = if sessions == "off" { WITHOUT_SESSIONS } else { "" };
        passes(line, &server, ["--suite", "all"], &format!("{exceptions}{more}"));
    }
}

#[test]
fn the_product_passes_all_of_the_stable_line_that_needs_no_fixture() {
    product_passes(STABLE, OF_STABLE);
}

#[test]
fn the_product_passes_all_of_the_next_line_that_needs_no_fixture() {
    product_passes(NEXT, OF_NEXT);
}
