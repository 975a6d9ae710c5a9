//! A person with a browser, played by requests against the sandbox's pages.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use codegen_sandbox::{Api, PAY_PASSWORD, PAY_USER, Sandbox};
use serde_json::Value;
use ureq::Agent;
use url::Url;

use crate::process::{Machine, Ran};

pub fn sandbox() -> Sandbox {
    Sandbox::start(Api::Pay).expect("a sandbox")
}

/// What a page says.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub location: Option<Url>,
    pub headers: String,
    pub body: String,
}

fn agent() -> Agent {
    let config = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None);
    config.max_redirects_will_error(false).build().into()
}

fn page(answer: ureq::http::Response<ureq::Body>) -> Page {
    let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
    let location = location.and_then(|text| Url::parse(text).ok());
    let headers = format!("{:?}", answer.headers());
    let status = answer.status().as_u16();
    Page { status, location, headers, body: answer.into_body().read_to_string().expect("text") }
}

pub fn get(url: &str) -> Page {
    page(agent().get(url).call().expect("an answer"))
}

pub fn post(url: &str, form: &[(&str, &str)]) -> Page {
    page(agent().post(url).send_form(form.iter().copied()).expect("an answer"))
}

/// What the person decides on the page of a login.
pub fn decide(login: &Url, decision: &str) -> Url {
    let action = format!("{}{}", login.origin().ascii_serialization(), login.path());
    let request = login.query().expect("a query");
    let form =
        [("request", request), ("decision", decision), ("username", PAY_USER), ("password", PAY_PASSWORD)];
    post(&action, &form).location.expect("the browser is sent back")
}

/// What the person decides about a device's code.
pub fn decide_device(sandbox: &Sandbox, user_code: &str, decision: &str) {
    let form = [
        ("user_code", user_code),
        ("decision", decision),
        ("username", PAY_USER),
        ("password", PAY_PASSWORD),
    ];
    let page = post(&format!("{}/device", sandbox.url()), &form);
    assert!(page.body.contains("data-result"), "{}", page.body);
}

/// A login that waits for its browser.
pub struct Waiting {
    child: Child,
    stderr: BufReader<std::process::ChildStderr>,
    pub page: Url,
}

impl Waiting {
    /// Starts a login and reads which page it wants opened.
    pub fn start(machine: &Machine, arguments: &[&str]) -> Self {
        Self::of(&mut machine.command(arguments))
    }

    /// The same of any program.
    pub fn of(command: &mut std::process::Command) -> Self {
        let mut child = command.spawn().expect("runs");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut line = String::new();
        stderr.read_line(&mut line).expect("a line");
        let event: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(event["event"], "open-page");
        let page = event["url"].as_str().and_then(|url| Url::parse(url).ok()).expect("an address");
        Self { child, stderr, page }
    }

    /// Where the browser will come back.
    pub fn port(&self) -> u16 {
        let value = |name: &str| {
            self.page.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
        };
        let by_uri = value("redirect_uri").and_then(|uri| Url::parse(&uri).ok()).and_then(|uri| uri.port());
        by_uri.or_else(|| value("callback_port")?.parse().ok()).expect("a port")
    }

    pub fn interrupt(&self) {
        let pid = self.child.id().to_string();
        std::process::Command::new("kill").args(["-INT", &pid]).status().expect("a signal");
    }

    pub fn end(mut self) -> Ran {
        let mut stderr = String::new();
        self.stderr.read_to_string(&mut stderr).expect("text");
        let output = self.child.wait_with_output().expect("ends");
        Ran { stderr, ..Ran::from(output) }
    }
}

/// Logs in through the browser.
pub fn log_in(machine: &Machine) -> Ran {
    agree(Waiting::start(machine, &["login", "--json"]))
}

/// Does the person's part.
pub fn agree(waiting: Waiting) -> Ran {
    let back = decide(&waiting.page, "approve");
    let page = get(back.as_str());
    assert!(page.body.contains("data-result=\"success\""), "{page:?}");
    waiting.end()
}

/// Runs with that text on standard input.
pub fn with_input(machine: &Machine, arguments: &[&str], input: &str) -> Ran {
    use std::io::Write;
    let mut child = machine.command(arguments).stdin(Stdio::piped()).spawn().expect("runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    // A program that refuses at once reads nothing.
    stdin.write_all(input.as_bytes()).ok();
    drop(stdin);
    Ran::from(child.wait_with_output().expect("ends"))
}

/// A token of a server of the merchant's own.
pub fn service_token(sandbox: &Sandbox) -> String {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", codegen_sandbox::OAUTH_SERVICE_ID),
        ("client_secret", codegen_sandbox::OAUTH_SERVICE_SECRET),
    ];
    let body = post(&format!("{}/oauth/token", sandbox.url()), &form).body;
    let body: Value = serde_json::from_str(&body).expect("JSON");
    body["access_token"].as_str().expect("a token").to_owned()
}

/// What arrived at a path.
pub fn arrived(sandbox: &Sandbox, path: &str) -> usize {
    sandbox.requests().iter().filter(|request| request.path == path).count()
}

/// No token that is kept was shown.
#[track_caller]
pub fn shows_no_token(machine: &Machine, ran: &Ran) {
    let kept = std::fs::read_to_string(machine.credentials()).unwrap_or_default();
    let kept: Value = serde_json::from_str(&kept).unwrap_or_default();
    for session in kept["sessions"].as_array().into_iter().flatten() {
        for name in ["token", "refresh_token"] {
            let secret = session[name].as_str().unwrap_or("no such token");
            assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{name} in {ran:?}");
        }
    }
}
