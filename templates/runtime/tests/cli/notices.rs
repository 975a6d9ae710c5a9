//! Notices for tests, and the programs that receive them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use ring::hmac;
use serde_json::Value;

use crate::process::{Machine, Ran};
use crate::support::{PATIENCE, Received, Reply, Server};

pub const KEY: &str = "canary-notice-key-0123";

/// A signed notice.
pub fn notice(id: &str, reference: &str, status: &str) -> String {
    written(id, reference, status, "50000.10", "2026-11-21 10:11:12")
}

pub fn written(id: &str, reference: &str, status: &str, amount: &str, at: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, KEY.as_bytes());
    let tag = hmac::sign(&key, format!("{id}-{amount}-{at}-{KEY}").as_bytes());
    let sign: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let reference = Value::from(reference);
    format!(
        r#"{{"id":"{id}","reference":{reference},"status":{status},"amount":{amount},"at":"{at}","sign":"{sign}"}}"#
    )
}

/// An API that says this of every payout, and makes transfers.
pub fn api_that_says(status: u32) -> Server {
    Server::start(move |request| says(request, status))
}

pub fn says(request: &Received, status: u32) -> Reply {
    match request.target.as_str() {
        "/auth/login" => crate::process::answer(request),
        "/transfers" => Reply::json(200, r#"{"statusCode":"00","data":{"reference":"T-1","status":1}}"#),
        _ => Reply::json(200, &format!(r#"{{"statusCode":"00","data":{{"status":{status}}}}}"#)),
    }
}

pub fn machine(url: &str) -> Machine {
    Machine::new(url).with_login().with("SHOP_NOTICE_KEY", KEY)
}

/// Sends a body; the status of the answer, 0 without one.
pub fn post(port: u16, path: &str, body: &str) -> u16 {
    raw(port, &format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
}

pub fn raw(port: u16, request: &str) -> u16 {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    stream.set_read_timeout(Some(PATIENCE)).expect("set");
    // A receiver that has heard enough may hang up.
    drop(stream.write_all(request.as_bytes()));
    let mut answer = String::new();
    drop(stream.read_to_string(&mut answer));
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

/// A program that goes on while the test does something.
pub struct Running {
    pub child: Child,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Running {
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        let stdout = lines(child.stdout.take().expect("piped"));
        let stderr = lines(child.stderr.take().expect("piped"));
        Self { child, stdout, stderr }
    }

    /// `webhook listen` with these flags, and its port.
    pub fn listen(machine: &Machine, flags: &[&str]) -> (Self, u16) {
        let running = Self::start(machine.command(&[&["webhook", "listen", "--json"], flags].concat()));
        let url = running.event("listening")["url"].as_str().expect("a URL").to_owned();
        let port = url.rsplit(':').next().expect("a port").trim_end_matches('/').parse().expect("a port");
        (running, port)
    }

    /// The next line of stdout as JSON.
    #[track_caller]
    pub fn record(&self) -> Value {
        let line = self.stdout.recv_timeout(PATIENCE).expect("a line on stdout");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    /// Nothing is said on stdout for a while.
    pub fn is_silent(&self) -> bool {
        self.stdout.recv_timeout(Duration::from_millis(700)).is_err()
    }

    /// The next event of that name on stderr.
    #[track_caller]
    pub fn event(&self, name: &str) -> Value {
        let until = Instant::now() + PATIENCE;
        while let Ok(line) = self.stderr.recv_timeout(until.saturating_duration_since(Instant::now())) {
            let value: Value = serde_json::from_str(&line).unwrap_or_default();
            if value["event"] == name {
                return value;
            }
        }
        panic!("no event {name}");
    }

    /// Waits for a line on stderr that holds this.
    #[track_caller]
    pub fn told(&self, part: &str) {
        let until = Instant::now() + PATIENCE;
        while let Ok(line) = self.stderr.recv_timeout(until.saturating_duration_since(Instant::now())) {
            if line.contains(part) {
                return;
            }
        }
        panic!("nobody was told: {part}");
    }

    pub fn signal(&self, name: &str) {
        let killed = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()));
    }

    /// Its exit code, and what else it said.
    pub fn end(mut self) -> Ran {
        let until = Instant::now() + PATIENCE;
        let status = loop {
            match self.child.try_wait().expect("known") {
                Some(status) => break status,
                None if Instant::now() > until => {
                    self.child.kill().expect("killed");
                    panic!("it does not end");
                }
                None => thread::sleep(Duration::from_millis(20)),
            }
        };
        let rest = |lines: &Receiver<String>| {
            let mut all = Vec::new();
            while let Ok(line) = lines.recv_timeout(Duration::from_secs(2)) {
                all.push(line);
            }
            all.join("\n")
        };
        Ran { code: status.code().unwrap_or(-1), stdout: rest(&self.stdout), stderr: rest(&self.stderr) }
    }

    pub fn stop(self) -> Ran {
        self.signal("-INT");
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
