//! Lines of standard input that are no messages, as the process answers them.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::api::FakeApi;
use crate::client::command;

/// A server whose client writes whatever it likes.
struct Raw {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Raw {
    /// A server that has been greeted.
    fn greeted(api: &FakeApi) -> Self {
        let mut child = command(api, &[])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let (input, output) = (child.stdin.take(), child.stdout.take().expect("its output"));
        let mut server = Self { child, input, output: BufReader::new(output) };
        let hello = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}});
        server
            .write(&json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": hello}).to_string());
        assert_eq!(server.read()["result"]["protocolVersion"], "2025-06-18");
        server.write(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string());
        server
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.input.as_mut().expect("its input").write_all(bytes).expect("written");
    }

    fn write(&mut self, line: &str) {
        self.bytes(format!("{line}\n").as_bytes());
    }

    fn read(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// The next answer is that to a ping: whatever came before was not answered.
    fn goes_on(&mut self) {
        self.write(r#"{"jsonrpc":"2.0","id":"alive","method":"ping"}"#);
        assert_eq!(self.read(), json!({"jsonrpc": "2.0", "id": "alive", "result": {}}));
    }

    /// The most bytes of memory that it had.
    #[cfg(target_os = "linux")]
    fn memory(&self) -> usize {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("its status");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the peak");
        peak.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") * 1024
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn a_line_that_is_no_message_is_answered_and_the_next_one_served() {
    let api = FakeApi::usual();
    let mut server = Raw::greeted(&api);
    for (line, code, id) in [
        (b"{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\"".as_slice(), -32700, Value::Null),
        (b"hello", -32700, Value::Null),
        (b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"p\xffng\"}", -32700, Value::Null),
        (b"\"ping\"", -32600, Value::Null),
        (b"{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":[]}", -32600, json!(7)),
        (
            b"{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/call\",\"params\":{\"name\":5}}",
            -32602,
            json!(8),
        ),
    ] {
        server.bytes(&[line, b"\n"].concat());
        let answer = server.read();
        assert_eq!((&answer["error"]["code"], answer.get("id")), (&json!(code), Some(&id)), "{answer}");
        server.goes_on();
    }
    // Blank lines, a notification that nobody knows, and what is itself an answer.
    for quiet in [
        "",
        "\r",
        r#"{"jsonrpc":"2.0","method":"notifications/unheard","params":{}}"#,
        r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}"#,
        r#"{"jsonrpc":"2.0","id":99,"result":{}}"#,
    ] {
        server.write(quiet);
        server.goes_on();
    }
    server.bytes("\u{feff}".as_bytes());
    server.goes_on();
    drop(server.input.take());
    assert_eq!(server.child.wait().expect("its end").code(), Some(0));
    assert!(api.all().is_empty());
}

#[test]
fn several_messages_in_one_line_are_refused_and_none_of_them_runs() {
    let api = FakeApi::usual();
    let mut server = Raw::greeted(&api);
    let call = json!({"name": "payout_status", "arguments": {"reference": "r"}});
    let batch = json!([{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}]);
    server.write(&batch.to_string());
    let answer = server.read();
    assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(-32600), &Value::Null));
    assert!(answer["error"]["message"].to_string().contains("send each message by itself"), "{answer}");
    server.goes_on();
    assert!(api.all().is_empty());
}

#[cfg(unix)]
#[test]
fn a_client_that_reads_nothing_does_not_keep_the_server() {
    let api = FakeApi::usual();
    let mut server = Raw::greeted(&api);
    // As much as its pipe takes; the answers are more than theirs does.
    server.bytes(&b"nonsense\n".repeat(6_000));
    std::thread::sleep(std::time::Duration::from_secs(1));
    let pid = server.child.id().to_string();
    std::process::Command::new("kill").arg(pid).status().expect("a signal");
    assert_eq!(server.child.wait().expect("its end").code(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_without_an_end_takes_a_bounded_part_of_the_memory() {
    const PIECE: usize = 1024 * 1024;
    let api = FakeApi::usual();
    let mut server = Raw::greeted(&api);
    let before = server.memory();
    server.bytes(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"");
    let piece = vec![b'x'; PIECE];
    for _ in 0..128 {
        server.bytes(&piece);
    }
    server.bytes(b"\"}}\n");
    let answer = server.read();
    assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(-32600), &Value::Null), "{answer}");
    assert!(answer["error"]["message"].to_string().contains("too large"), "{answer}");
    server.goes_on();
    let more = server.memory() - before;
    assert!(more < 64 * PIECE, "{more} bytes for a line of {}", 128 * PIECE);
}
