//! Both servers before the programs of the protocol's makers: the inspector reads every list as the strictest model does,
//! and the conformance suites play every scenario that needs no fixture of theirs.

use std::process::Command;

use codegen_sandbox::{Api, Sandbox};
use codegen_tests::mcp::{HttpServer, Server};
use codegen_tests::outsiders::{said, script};
use codegen_tests::products::Product;
use serde_json::Value;
use tempfile::TempDir;

const PAY: (Api, Product) = (Api::Pay, Product::PayMcp);
const COMMERCE: (Api, Product) = (Api::Commerce, Product::CommerceMcp);

const ERAS: [&str; 3] = ["modern", "legacy", "auto"];
/// What an operator can choose to list, with a tool that then stands there.
const LISTS: [(&[(&str, &str)], &str); 4] = [
    (&[("MCP_SURFACE", "operations")], "describe_operation"),
    (&[("MCP_SURFACE", "routes")], "describe_operation"),
    (&[("MCP_SURFACE", "search")], "money_operation"),
    (&[("MCP_NAMES", "published")], "describe_operation"),
];

/// The inspector, with a home of its own: what it keeps for its user is not wanted here.
fn inspector(home: &TempDir) -> Option<Command> {
    let mut inspector = script("@modelcontextprotocol/inspector/clients/launcher/build/index.js")?;
    inspector.env("HOME", home.path()).args(["--cli", "--strict", "--method", "tools/list"]);
    Some(inspector)
}

/// The list, and nothing besides: a warning would be a line that is no JSON.
fn lists(mut inspector: Command, tool: &str, what: &str) {
    let text = said(&inspector.output().expect("it runs"));
    let list: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{what}: {text}"));
    let tools = list["tools"].as_array().unwrap_or_else(|| panic!("{what}: {text}"));
    assert!(tools.iter().any(|known| known["name"] == tool), "{what}: {text}");
}

fn inspected_over_http((api, product): (Api, Product)) {
    let sandbox = Sandbox::start(api).expect("the sandbox starts");
    let home = tempfile::tempdir().expect("a folder");
    for (settings, tool) in LISTS {
        let http = Server::new(product, &sandbox).http(settings);
        for era in ERAS {
            let Some(mut inspector) = inspector(&home) else { return };
            inspector.args(["--transport", "http", "--protocol-era", era]);
            inspector.arg(format!("{}/mcp", http.url()));
            lists(inspector, tool, &format!("{} {settings:?} {era}", product.name()));
        }
    }
    assert!(sandbox.requests().is_empty(), "a list needs no network");
}

fn inspected_over_stdio((api, product): (Api, Product)) {
    let sandbox = Sandbox::start(api).expect("the sandbox starts");
    let home = tempfile::tempdir().expect("a folder");
    for (settings, tool) in LISTS {
        let server = Server::new(product, &sandbox);
        for era in ERAS {
            let Some(mut inspector) = inspector(&home) else { return };
            let mut command = server.command();
            // What the server itself logs goes the same way as a warning.
            command.envs(settings.iter().copied()).env("LOG_LEVEL", "error");
            for (name, value) in command.get_envs() {
                let value = value.unwrap_or_default();
                inspector.arg("-e").arg(format!("{}={}", name.display(), value.display()));
            }
            inspector.args(["--transport", "stdio", "--protocol-era", era]);
            inspector.arg(command.get_program());
            lists(inspector, tool, &format!("{} {settings:?} {era}", product.name()));
        }
    }
    assert!(sandbox.requests().is_empty(), "a list needs no network");
}

#[test]
fn the_inspector_warns_of_nothing_that_pay_lists_over_http() {
    inspected_over_http(PAY);
}

#[test]
fn the_inspector_warns_of_nothing_that_commerce_lists_over_http() {
    inspected_over_http(COMMERCE);
}

#[test]
fn the_inspector_warns_of_nothing_that_pay_lists_over_stdio() {
    inspected_over_stdio(PAY);
}

#[test]
fn the_inspector_warns_of_nothing_that_commerce_lists_over_stdio() {
    inspected_over_stdio(COMMERCE);
}

/// Both lines of the suite, with the scenarios that call fixtures, each group with its reason.
const LINES: [(&str, &str); 2] = [
    ("conformance-stable", include_str!("../../templates/runtime/tests/mcp/conformance/stable.yml")),
    ("conformance-next", include_str!("../../templates/runtime/tests/mcp/conformance/next.yml")),
];
/// Who gets a session of the protocol, and what is missing besides.
const SESSIONS: [(&str, &str); 3] =
    [("auto", ""), ("on", ""), ("off", "  - server-sse-polling\n  - server-sse-multiple-streams\n")];

/// All scenarios but the exceptions pass, and no exception does.
fn passes(line: &str, server: &HttpServer, exceptions: &str) {
    let Some(mut suite) = script(&format!("{line}/dist/index.js")) else { return };
    let home = tempfile::tempdir().expect("a folder");
    let list = home.path().join("exceptions.yml");
    std::fs::write(&list, exceptions).expect("written");
    suite.env("HOME", home.path()).current_dir(home.path()).args(["server", "--suite", "all", "--url"]);
    suite.arg(format!("{}/mcp", server.url())).arg("--expected-failures").arg(&list);
    let output = suite.output().expect("it runs");
    let text = said(&output);
    let summary = text.split("=== SUMMARY").nth(1).unwrap_or(&text);
    assert!(output.status.success(), "{line}: {summary}");
}

fn conforms((api, product): (Api, Product)) {
    let sandbox = Sandbox::start(api).expect("the sandbox starts");
    for (line, exceptions) in LINES {
        for (sessions, more) in SESSIONS {
            let http = Server::new(product, &sandbox).http(&[("SESSIONS", sessions)]);
            passes(line, &http, &format!("{exceptions}{more}"));
        }
    }
}

#[test]
fn pay_passes_every_scenario_that_needs_no_fixture() {
    conforms(PAY);
}

#[test]
fn commerce_passes_every_scenario_that_needs_no_fixture() {
    conforms(COMMERCE);
}
