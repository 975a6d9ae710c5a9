//! A crowd, or somebody who wants the server down: what they can fill is bounded, and others are served all the while.
#![cfg(target_os = "linux")]

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::{HttpServer, hello};
use crate::http::{request, web};
use crate::memory::resident;
use crate::principals::{ANA, BEN, post_by, tokens};
use crate::support::eventually;

/// As many as it takes to fill what is bounded, and then many more.
const FEW: usize = 400;
const MANY: usize = 1_600;

/// The first message of a client that gets a session.
fn opening() -> String {
    hello(json!({"elicitation": {}})).to_string()
}

fn read() -> String {
    request("payout_status", &json!({"reference": "r"}))
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_brought_sessions_and_guessed_accounts_fill_nothing() {
    let (api, file) = (FakeApi::usual(), tokens());
    let path = file.path().display().to_string();
    let server = HttpServer::start(&api, &[("SHOP_MCP_TOKENS_FILE", path.as_str())]);
    let crowd = web();
    let come = async |from: usize, to: usize| {
        for nth in from..to {
            let session = format!("Bearer session-of-somebody-{nth}");
            let brought = [("x-mcp-token", BEN), ("x-api-authorization", session.as_str())];
            // Each also opens a session of the protocol and leaves it open.
            assert_eq!(post_by(&crowd, &server, &brought, opening()).await.status(), 200);
            assert_eq!(post_by(&crowd, &server, &brought, read()).await.status(), 200);
            let account = format!("account-{nth}");
            let guessed = [("x-mcp-token", ANA), ("x-secret-id", account.as_str())];
            assert_eq!(post_by(&crowd, &server, &guessed, read()).await.status(), 403);
        }
        resident(server.pid())
    };
    let (few, many) = (come(0, FEW).await, come(FEW, MANY).await);
    assert!(many <= few * 1.15, "{few} kB after {FEW} callers, {many} after {MANY}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_changes_the_session_with_each_request_comes_no_more_often() {
    let (api, file) = (FakeApi::usual(), tokens());
    let path = file.path().display().to_string();
    let server =
        HttpServer::start(&api, &[("SHOP_MCP_TOKENS_FILE", path.as_str()), ("SHOP_RATE_LIMIT", "5")]);
    let (crowd, mut refused) = (web(), 0);
    for nth in 0..10 {
        let session = format!("Bearer session-of-somebody-{nth}");
        let brought = [("x-mcp-token", BEN), ("x-api-authorization", session.as_str())];
        refused += usize::from(post_by(&crowd, &server, &brought, read()).await.status() == 429);
    }
    assert!((4..=5).contains(&refused), "{refused}");
    assert_eq!(
        post_by(&crowd, &server, &[("x-mcp-token", ANA)], read()).await.status(),
        200,
        "another client"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_nobody_ends_are_so_many_and_whoever_comes_later_is_served_without() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let crowd = web();
    let come = async |callers: usize| {
        let mut sessions = 0;
        for _ in 0..callers {
            let answer = post_by(&crowd, &server, &[], opening()).await;
            sessions += usize::from(answer.headers().contains_key("mcp-session-id"));
        }
        sessions
    };
    assert_eq!(come(700).await, 512);
    let few = resident(server.pid());
    assert_eq!(come(1_400).await, 0);
    let many = resident(server.pid());
    assert!(many <= few * 1.1, "{few} kB, then {many}");
    let answer: Value = post_by(&crowd, &server, &[], read()).await.json().await.expect("JSON");
    assert_eq!(answer["result"]["isError"], false, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn large_bodies_that_never_end_are_bounded_together_and_small_ones_pass() {
    let api = FakeApi::usual();
    let server = HttpServer::start(&api, &[]);
    let before = resident(server.pid());
    let head = format!(
        "POST /mcp HTTP/1.1\r\nhost: 127.0.0.1:{}\r\ncontent-type: application/json\r\ncontent-length: 4000000\r\n\r\n",
        server.port
    );
    let part = vec![b' '; 3_900_000];
    let port = server.port;
    let slow = move || {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
        stream.set_write_timeout(Some(Duration::from_secs(2))).expect("a limit");
        stream.write_all(head.as_bytes()).expect("written");
        // Where there is no room, the server answers and closes before it has read all.
        stream.write_all(&part).ok();
        stream
    };
    let held = tokio::task::spawn_blocking(move || (0..40).map(|_| slow()).collect::<Vec<_>>()).await;
    let held = held.expect("no panic");
    let grown = resident(server.pid()) - before;
    // All of them would be 152 MiB.
    assert!(grown < 64.0 * 1024.0, "{grown} kB");
    let is_busy = |stream: &&TcpStream| {
        stream.set_nonblocking(true).expect("a stream that is not waited for");
        let mut answer = [0; 12];
        stream.peek(&mut answer).is_ok_and(|read| read == 12 && answer.ends_with(b"503"))
    };
    eventually("34 of 40 are told to come back", || held.iter().filter(is_busy).count() >= 34);
    assert_eq!(post_by(&web(), &server, &[], read()).await.status(), 200);
}
