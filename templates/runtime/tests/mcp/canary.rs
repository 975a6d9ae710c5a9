//! Rule K1: whatever happens, a secret stands in nothing that a server says, logs or writes, and in no list of processes.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::{command, hello};
use crate::http::payout;
use crate::spellings::found;
use crate::support::{Received, Reply};

const PASSWORD: &str = "k1-canary-pa55word/+\"ñ x";
const SESSION: &str = "k1-canary-session.0123456789";
const TRANSACTION: &str = "k1-canary-transaction.0123456789";
const KEY: &str = "k1-canary-partner-key-0123456789";
const SECRETS: [&str; 4] = [PASSWORD, SESSION, TRANSACTION, KEY];

/// An API that tells everybody what it was told.
fn telling(arrived: &Received) -> Option<Reply> {
    let token = |token: &str| {
        Reply::json(200, &json!({"statusCode": "00", "data": {"token": token, "expiresIn": 60}}).to_string())
    };
    let told = Value::from(format!("no: {:?} {} {PASSWORD}", arrived.headers, arrived.body)).to_string();
    let message = format!(r#"{{"statusCode":"09","message":{told}}}"#);
    Some(match arrived.target.as_str() {
        "/auth/login" => token(SESSION),
        "/tokens" => token(TRANSACTION),
        "/payouts" if arrived.body.contains("lost") => Reply::Close,
        "/payouts/refused" => Reply::json(400, &message),
        "/payouts/odd" => {
            Reply::with(500, &[("x-request-id", KEY), ("set-cookie", SESSION)], told.as_bytes())
        }
        "/partner/report" => {
            Reply::json(200, &format!(r#"{{"statusCode":"00","data":[{{"pin":"1234","name":{told}}}]}}"#))
        }
        _ => Reply::json(200, &format!(r#"{{"statusCode":"00","data":{{"note":{told}}}}}"#)),
    })
}

/// A server that is spoken to line by line.
struct Spoken {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
    said: String,
    asked: u32,
}

impl Spoken {
    fn ask(&mut self, method: &str, params: &Value) {
        self.asked += 1;
        let message = json!({"jsonrpc": "2.0", "id": self.asked, "method": method, "params": params});
        let input = self.child.stdin.as_mut().expect("its input");
        writeln!(input, "{message}").expect("written");
        self.output.read_line(&mut self.said).expect("an answer");
    }

    fn call(&mut self, tool: &str, arguments: &Value) {
        self.ask("tools/call", &json!({"name": tool, "arguments": arguments}));
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn no_secret_slips_out_whatever_happens() {
    let api = FakeApi::start(telling);
    let home = tempfile::tempdir().expect("a folder");
    let mut command = command(&api, &[("SHOP_ALLOW_DANGEROUS", "pay-out"), ("SHOP_LOG_LEVEL", "debug")]);
    command.env("HOME", home.path()).env("SHOP_PASSWORD", PASSWORD).env("SHOP_PARTNER_KEY", KEY);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the server starts");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    let mut errors = child.stderr.take().expect("its log");
    let log = std::thread::spawn(move || {
        let mut text = String::new();
        errors.read_to_string(&mut text).map(|_| text)
    });
    let mut server = Spoken { child, output, said: String::new(), asked: 0 };
    server.ask("initialize", &hello(json!({}))["params"]);
    server.call("log_in", &json!({}));
    server.call("pay_token", &json!({}));
    server.call("partner_report", &json!({}));
    for reference in ["good", "refused", "odd"] {
        server.call("payout_status", &json!({"reference": reference}));
    }
    for reference in ["paid", "lost", "lost"] {
        let mut arguments = payout();
        arguments["reference"] = json!(reference);
        server.call("pay_out", &arguments);
    }
    server.call("log_in", &json!({"password": "mine"}));
    server.ask("resources/read", &json!({"uri": "results://shop/recent"}));
    let line = fs::read(format!("/proc/{}/cmdline", server.child.id())).expect("its command line");
    drop(server.child.stdin.take());
    assert!(server.child.wait().expect("its end").success());
    let log = log.join().expect("it read").expect("its log");
    let sent: String = api.all().iter().map(|one| format!("{:?}{}", one.headers, one.body)).collect();
    for secret in [SESSION, TRANSACTION, KEY, "k1-canary-pa55word"] {
        assert!(sent.contains(secret), "{secret} was used");
    }
    assert!(server.said.contains("outcome-unknown") && log.contains("failed"), "{} {log}", server.said);
    for text in [&server.said, &log, &String::from_utf8_lossy(&line).into_owned()] {
        assert_eq!(found(text, &SECRETS), None, "{text}");
    }
    let written = files(home.path());
    assert!(written.iter().any(|path| path.ends_with("audit.log")), "{written:?}");
    for path in written {
        let text = String::from_utf8_lossy(&fs::read(&path).expect("read")).into_owned();
        assert_eq!(found(&text, &SECRETS), None, "{}: {text}", path.display());
    }
}
