//! The server before the conformance suite of the protocol's makers, and before their inspector.

use std::path::Path;
use std::process::{Command, Output};

use crate::api::FakeApi;
use crate::client::HttpServer;
use crate::tools;

const INSPECTOR: &str = "clients/launcher/build/index.js";

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

/// All scenarios but those that only a fixture of the suite can pass; without sessions there is one scenario less.
fn conforms(package: &str, exceptions: &str, sessions: &str) {
    let Some(mut suite) = program(package, "dist/index.js") else { return };
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[("SHOP_SESSIONS", sessions)]);
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mcp/conformance").join(exceptions);
    let mut list = std::fs::read_to_string(list).expect("the exceptions");
    if sessions == "off" {
        list.push_str("  - server-sse-multiple-streams\n");
    }
    let exceptions = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(exceptions.path(), list).expect("written");
    let url = format!("{}/mcp", server.url);
    suite.args(["server", "--suite", "all", "--url", &url, "--expected-failures"]).arg(exceptions.path());
    let output = suite.output().expect("it runs");
    let text = text(&output);
    let summary = text.split("=== SUMMARY").nth(1).unwrap_or(&text);
    assert!(output.status.success(), "{summary}");
}

#[test]
fn the_stable_suite_is_passed_with_sessions() {
    conforms("conformance-stable", "stable.yml", "auto");
}

#[test]
fn the_stable_suite_is_passed_without_sessions() {
    conforms("conformance-stable", "stable.yml", "off");
}

#[test]
fn the_next_suite_is_passed_with_sessions() {
    conforms("conformance-next", "next.yml", "auto");
}

#[test]
fn the_next_suite_is_passed_without_sessions() {
    conforms("conformance-next", "next.yml", "off");
}

#[test]
fn the_inspector_finds_no_error_in_any_era() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let url = format!("{}/mcp", server.url);
    for era in ["modern", "legacy", "auto"] {
        let Some(mut inspector) = program("@modelcontextprotocol/inspector", INSPECTOR) else { return };
        inspector.args(["--cli", &url, "--transport", "http", "--strict", "--protocol-era", era]);
        let output = inspector.args(["--method", "tools/list"]).output().expect("it runs");
        let text = text(&output);
        assert!(output.status.success() && text.contains("\"pay_out\""), "{era}: {text}");
    }
}
