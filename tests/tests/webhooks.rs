//! Notices of Pay, received by its command-line tool: signed by the sandbox, proven by its answer.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use codegen_sandbox::{Api, Delivery, Outcome, Sandbox};
use codegen_tests::cli::Cli;
use serde_json::{Value, json};

/// A link for a charge, but for where its notice goes.
const LINK: &[&str] = &[
    "cash-in-link-create",
    "--amount",
    "73500",
    "--user-metadata",
    r#"{"identifier":"store-9","ip":"127.0.0.1","urlCommerce":"https://store.example.com"}"#,
    "--json",
];

/// A command that goes on while the test does something.
struct Running {
    child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Running {
    fn start(cli: &Cli, command: &mut Command) -> Self {
        let command = cli.with_login(command).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the tool starts");
        let stdout = lines(child.stdout.take().expect("piped"));
        let stderr = lines(child.stderr.take().expect("piped"));
        Self { child, stdout, stderr }
    }

    /// A receiver and its address.
    fn listen(cli: &Cli, flags: &[&str]) -> (Self, String) {
        let arguments = [&["webhook", "listen", "--json"], flags].concat();
        let running = Self::start(cli, &mut cli.command(&arguments));
        let first = running.stderr.recv_timeout(Duration::from_secs(30)).expect("an event");
        let event: Value = serde_json::from_str(&first).expect("JSON");
        (running, event["url"].as_str().expect("an address").to_owned())
    }

    #[track_caller]
    fn record(&self) -> Value {
        let line = self.stdout.recv_timeout(Duration::from_secs(40)).expect("a line");
        serde_json::from_str(&line).expect("JSON")
    }

    fn end(mut self) -> Option<i32> {
        self.child.wait().expect("it ends").code()
    }

    fn stop(self) -> Option<i32> {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()));
        self.end()
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            drop(sender.send(line));
        }
    });
    receiver
}

/// Makes a link whose notice goes there; its reference.
fn link(cli: &Cli, url: &str) -> String {
    let run = cli.run_with_login(&[LINK, &["--webhook-url", url]].concat());
    run.json()["data"]["reference"].as_str().expect("a reference").to_owned()
}

fn pay(sandbox: &Sandbox, reference: &str, status: u64) -> Delivery {
    sandbox.move_payment(reference, status).expect("it moves")
}

/// Delivers a notice as a sender would.
fn post(url: &str, body: &str) -> u16 {
    let (host, path) = url.trim_start_matches("http://").split_once('/').expect("a path");
    let mut stream = TcpStream::connect(host).expect("connected");
    let length = body.len();
    let request = format!("POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}

#[test]
fn a_charge_that_is_paid_is_proven_and_a_replay_is_refused() {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    let (running, url) = Running::listen(&cli, &[]);
    let reference = link(&cli, &url);
    let delivery = pay(&sandbox, &reference, 2);
    assert_eq!(delivery.outcome, Outcome::Answered(202));
    let record = running.record();
    assert_eq!((&record["paid"], &record["reference"]), (&json!(true), &json!(reference)), "{record}");
    assert_eq!(record["covered"], json!(["referenceId", "resourceId", "amount", "updatedAt"]));
    assert!(record["open"].as_array().is_some_and(|open| open.contains(&json!("status"))));
    assert_eq!(post(&url, &delivery.payload.to_string()), 409);
    assert_eq!(running.stop(), Some(0));
}

#[test]
fn a_state_changed_on_the_way_is_never_paid() {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    let (running, url) = Running::listen(&cli, &[]);
    // The sender of the sandbox goes elsewhere; a thief delivers what it said, with another state.
    let reference = link(&cli, "https://store.example.com/in");
    let mut notice = pay(&sandbox, &reference, 9).payload;
    notice["status"] = json!(2);
    assert_eq!(post(&url, &notice.to_string()), 202);
    let record = running.record();
    assert_eq!((&record["standing"], &record["paid"]), (&json!("contradicted"), &json!(false)), "{record}");
    notice["amount"] = json!(1);
    assert_eq!(post(&url, &notice.to_string()), 401, "a signed field was changed");
    assert_eq!(running.stop(), Some(0));
}

#[test]
fn every_documented_notice_can_be_tried_out() {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    let (running, url) = Running::listen(&cli, &[]);
    let events = cli.run_with_login(&["webhook", "trigger", "--json"]).json();
    let events: Vec<String> = events
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|event| event["event"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(events.len(), 9, "{events:?}");
    for event in &events {
        let done = cli.run_with_login(&["webhook", "trigger", event, "--to", &url, "--json"]).json();
        assert_eq!(done["status"], 202, "{event}: {done}");
        assert_eq!(done["payload"].get("withdraw").is_some(), event.starts_with("withdrawal"), "{event}");
        // Signed it is, but the sandbox knows no such payment.
        let record = running.record();
        assert_eq!((&record["signature"], &record["paid"]), (&json!("signed"), &json!(false)), "{record}");
    }
    assert_eq!(running.stop(), Some(0));
}

#[test]
fn a_link_tells_its_payment_through_a_tunnel() {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    let program = cli.home().join("cloudflared");
    let script = "#!/bin/sh\necho \"$*\" > \"$0.arguments\"\n\
                  echo 'INF |  https://quiet-hill-example.trycloudflare.com  |' >&2\nexec sleep 600\n";
    fs::write(&program, script).expect("written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("set");
    let mut command = cli.command(&[LINK, &["--webhook-local"]].concat());
    let running = Running::start(&cli, command.env("CLOUDFLARED_BIN", &program));
    let made = running.record();
    let reference = made["data"]["reference"].as_str().expect("a reference");
    let delivery = pay(&sandbox, reference, 2);
    let public = delivery.url.expect("an address");
    let path = public.strip_prefix("https://quiet-hill-example.trycloudflare.com/").expect("the tunnel's");
    let arguments = fs::read_to_string(cli.home().join("cloudflared.arguments")).expect("it ran");
    let behind = arguments.trim().rsplit(' ').next().expect("an address").to_owned();
    assert_eq!(post(&format!("{behind}/{path}"), &delivery.payload.to_string()), 202);
    let record = running.record();
    assert_eq!((&record["paid"], &record["reference"]), (&json!(true), &json!(reference)), "{record}");
    assert_eq!(running.end(), Some(0));
}
