//! Memory: ten times the calls take no more of it. `cargo bench -p codegen-runtime --bench load` does the same with 10,000
//! calls and the optimised server.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, ChildStdout, Stdio};
use std::time::Duration;

use rmcp::service::ClientLifecycleMode;
use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::{HttpServer, Person, call, command, hello};
use crate::http::{WITH_MONEY, connect, request, web};
use crate::in_session::{self, asked};

const FEW: usize = 200;
const MANY: usize = 2_000;

/// Resident kilobytes of that process, once what ends by itself has ended.
pub fn resident(pid: u32) -> f64 {
    std::thread::sleep(Duration::from_millis(300));
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[track_caller]
fn assert_level(few: f64, many: f64) {
    assert!(many <= few * 1.1, "{few} kB after {FEW} calls, {many} after {MANY}");
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_without_sessions_leave_nothing_behind() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let client = web();
    let read = async |calls: usize| {
        for nth in 0..calls {
            // Some are refused.
            let arguments = if nth % 5 == 0 { json!({"amount": 1}) } else { json!({"reference": "r"}) };
            let message = client
                .post(format!("{}/mcp", server.url))
                .header("content-type", "application/json")
                .header("accept", "application/json, text/event-stream")
                .body(request("payout_status", &arguments));
            message.send().await.expect("an answer").bytes().await.expect("a body");
        }
        resident(server.pid())
    };
    assert_level(read(FEW).await, read(MANY - FEW).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_that_the_library_hands_on_in_a_session_leave_nothing_behind() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let client = connect(&server, None, Person::SaysYes, ClientLifecycleMode::Initialize).await;
    let read = async |calls: usize| {
        for _ in 0..calls {
            call(&client, "payout_status", json!({"reference": "r"})).await;
        }
        resident(server.pid())
    };
    assert_level(read(FEW).await, read(MANY - FEW).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_of_every_kind_in_kept_sessions_leave_nothing_behind() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &WITH_MONEY);
    let mut clients = Vec::new();
    for _ in 0..5 {
        clients.push(in_session::Client::arrive(&server, "2025-11-25").await);
    }
    let kinds = [
        json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}),
        json!({"jsonrpc": "2.0", "id": 1, "method": "resources/list"}),
        asked(&json!(1), "payout_status", &json!({"amount": 1})),
        asked(&json!(1), "no_such_tool", &json!({})),
        asked(&json!(1), "describe_operation", &json!({"operation": "pay_out"})),
        asked(&json!(1), "pay_out", &json!({})),
        asked(&json!(1), "payout_status", &json!({"reference": "r"})),
    ];
    let ask = async |requests: usize| {
        for (client, kind) in clients.iter().cycle().zip(kinds.iter().cycle()).take(requests) {
            client.post(kind).await.bytes().await.expect("a body");
        }
        resident(server.pid())
    };
    assert_level(ask(FEW).await, ask(MANY - FEW).await);
}

/// A message, and the line that answers it.
fn ask(input: &mut ChildStdin, output: &mut BufReader<ChildStdout>, message: &Value) {
    writeln!(input, "{message}").expect("written");
    let mut line = String::new();
    output.read_line(&mut line).expect("a line");
    assert!(line.contains("\"result\""), "{line}");
}

#[test]
fn calls_over_standard_input_leave_nothing_behind() {
    let api = FakeApi::usual();
    let mut command = command(&api, &[]);
    let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = pipes.spawn().expect("the server starts");
    let mut input = server.stdin.take().expect("its input");
    let mut output = BufReader::new(server.stdout.take().expect("its output"));
    ask(&mut input, &mut output, &hello(json!({})));
    let read: Value =
        serde_json::from_str(&request("payout_status", &json!({"reference": "r"}))).expect("JSON");
    let mut read = |calls: usize| {
        (0..calls).for_each(|_| ask(&mut input, &mut output, &read));
        resident(server.id())
    };
    let (few, many) = (read(FEW), read(MANY - FEW));
    drop(input);
    assert!(server.wait().expect("its end").success());
    assert_level(few, many);
}
