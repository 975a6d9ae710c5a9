//! Real clients: each lists the tools, reads, and pays after its person said yes.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::HttpServer;
use crate::http::{TOKEN, WITH_MONEY};
use crate::tools;

/// Runs the script and checks what it tells.
fn pays(mut program: Command, script: &str, mode: &str) {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &WITH_MONEY);
    let url = format!("{}/mcp", server.url);
    let mut child = program
        .args(["-", &url, TOKEN, mode])
        .current_dir(tools::folder())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    child.stdin.take().expect("its input").write_all(script.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("its end");
    let error = String::from_utf8_lossy(&output.stderr);
    let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{mode}: {error}"));
    assert!(
        told["tools"].as_array().is_some_and(|tools| tools.contains(&json!("pay_out"))),
        "{mode}: {told}"
    );
    assert_eq!(told["status"]["answer"]["data"]["state"], "paid", "{mode}: {told}");
    assert_eq!(told["paid"]["answer"]["data"]["id"], 7, "{mode}: {told}");
    let question = told["questions"][0].as_str().expect("a question");
    assert!(question.contains("product: Shop") && question.contains("amount: 5"), "{mode}: {question}");
    assert_eq!(api.at("/payouts").len(), 1);
    assert!(!error.contains("failed"), "{mode}: {error}");
}

fn javascript() -> Command {
    let mut node = tools::node();
    node.arg("--input-type=module");
    node
}

#[test]
fn the_first_line_of_the_typescript_sdk() {
    if tools::installed("node_modules/@modelcontextprotocol/sdk").is_some() {
        pays(javascript(), include_str!("typescript-1.mjs"), "legacy");
    }
}

#[test]
fn the_second_line_of_the_typescript_sdk_in_both_eras() {
    if tools::installed("node_modules/@modelcontextprotocol/client").is_some() {
        for mode in ["legacy", "auto"] {
            pays(javascript(), include_str!("typescript-2.mjs"), mode);
        }
    }
}

#[test]
fn the_python_sdk_in_both_eras() {
    let Some(python) = tools::installed("bin/python-with-mcp") else { return };
    for mode in ["legacy", "auto"] {
        pays(Command::new(&python), include_str!("python.py"), mode);
    }
}
