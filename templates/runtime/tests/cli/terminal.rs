//! Questions, in a pseudo-terminal that `script` makes.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::process::{Machine, PASSWORD, api};
use crate::support::eventually;

const PAY_OUT: &str = r#"shop pay-out --amount 5 --reference r --recipient '{"key":"k"}'"#;

/// A program at a terminal.
pub struct Terminal {
    child: Child,
    seen: String,
}

impl Terminal {
    pub fn start(machine: &Machine, line: &str) -> Self {
        let mut command: Command = machine.script(line);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("script runs");
        Self { child, seen: String::new() }
    }

    /// Waits until that is shown, and gives all that was shown so far.
    pub fn wait(&mut self, text: &str) -> &str {
        // What was seen before is no answer to what is awaited now.
        let from = self.seen.len();
        let mut byte = [0];
        while self.seen.len() == from || !self.seen.ends_with(text) {
            let read = self.child.stdout.as_mut().expect("a pipe").read(&mut byte).expect("reads");
            assert!(read > 0, "{text:?} was not shown: {}", self.seen);
            self.seen.push(char::from(byte[0]));
        }
        &self.seen
    }

    /// Waits for a question, and answers it.
    pub fn answer(&mut self, question: &str, keys: &str) {
        self.wait(question);
        self.child.stdin.as_mut().expect("a pipe").write_all(keys.as_bytes()).expect("writes");
    }

    /// The same where nothing is shown of what is typed. The question stands before the terminal's echo is off, and what is
    /// typed between the two is thrown away.
    pub fn answer_unseen(&mut self, question: &str, keys: &str) {
        self.wait(question);
        let device = self.device();
        eventually(format!("{question} is typed unseen"), || {
            let settings = Command::new("stty").arg("-aF").arg(&device).output().expect("stty runs");
            String::from_utf8_lossy(&settings.stdout).split_whitespace().any(|word| word == "-echo")
        });
        self.child.stdin.as_mut().expect("a pipe").write_all(keys.as_bytes()).expect("writes");
    }

    /// The pseudo-terminal, which is the standard input of what `script` runs.
    fn device(&self) -> PathBuf {
        let script = self.child.id();
        let children =
            fs::read_to_string(format!("/proc/{script}/task/{script}/children")).expect("a process");
        let shell = children.split_whitespace().next().expect("a shell");
        fs::read_link(format!("/proc/{shell}/fd/0")).expect("a terminal")
    }

    /// The exit code, and all that was seen.
    pub fn end(mut self) -> (i32, String) {
        let mut rest = Vec::new();
        self.child.stdout.take().expect("a pipe").read_to_end(&mut rest).expect("reads");
        let status = self.child.wait().expect("ends");
        (status.code().unwrap_or(-1), self.seen + &String::from_utf8_lossy(&rest))
    }
}

#[test]
fn a_dangerous_command_asks_and_no_is_the_default() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    for keys in ["\n", "n\n", "si\n", "\u{4}", "\u{3}"] {
        let mut terminal = Terminal::start(&machine, PAY_OUT);
        terminal.answer("[y/N] ", keys);
        let (code, seen) = terminal.end();
        assert_eq!(code, if keys < "\u{5}" { 130 } else { 7 }, "{seen}");
        for line in
            ["Pay out (dangerous)", "amount         5", "recipient.key  \"k\"", "environment    sandbox"]
        {
            assert!(seen.contains(line), "{line} in {seen}");
        }
    }
    assert!(server.received().is_empty() && machine.audit().is_empty());
    let mut terminal = Terminal::start(&machine, PAY_OUT);
    terminal.answer("[y/N] ", "y\n");
    assert_eq!(terminal.end().0, 0);
    assert_eq!(server.calls(), ["POST /auth/login", "POST /tokens", "POST /payouts"]);
}

/// Rule M5: what is asked stands on its own lines, whatever the values are.
#[test]
fn a_hostile_recipient_writes_no_line_of_the_question() {
    let server = api();
    let hostile = "k\n  amount         1\u{202e}\u{1b}[2J\u{200b}\u{e0041}";
    let machine = Machine::new(&server.url()).with_login().with("KEY", hostile);
    let line = "shop pay-out --amount 5 --reference r --recipient.key \"$KEY\"";
    let mut terminal = Terminal::start(&machine, line);
    terminal.answer("[y/N] ", "n\n");
    let (code, seen) = terminal.end();
    assert_eq!(code, 7, "{seen}");
    assert_eq!(seen.lines().filter(|line| line.trim_start().starts_with("amount ")).count(), 1, "{seen}");
    for shown in [r"\u{a}", r"\u{202e}", r"\u{1b}", r"\u{200b}", r"\u{e0041}"] {
        assert!(seen.contains(shown), "{shown} in {seen}");
    }
    assert!(!seen.contains(['\u{202e}', '\u{200b}', '\u{e0041}']) && !seen.contains("\u{1b}[2J"), "{seen:?}");
    assert!(server.received().is_empty());
}

#[test]
fn real_money_asks_to_type_the_amount() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let line = format!("{PAY_OUT} --env prod");
    for keys in ["y\n", "\n", "50\n"] {
        let mut terminal = Terminal::start(&machine, &line);
        terminal.answer("Type the amount to send it: ", keys);
        let (code, seen) = terminal.end();
        assert_eq!(code, 7, "{keys:?}: {seen}");
    }
    assert!(server.received().is_empty() && machine.audit().is_empty());
    let mut terminal = Terminal::start(&machine, &line);
    terminal.answer("Type the amount to send it: ", "5.0\n");
    assert_eq!(terminal.end().0, 0);
    // What has no amount asks for the name of what it is done to.
    let mut terminal = Terminal::start(&machine, "shop delete /payouts/r-7 --env prod");
    terminal.answer("Type the name \"r-7\" to send it: ", "r-7\n");
    assert_eq!(terminal.end().0, 0);
    assert_eq!(server.calls().last().map(String::as_str), Some("DELETE /payouts/r-7"));
}

#[test]
fn a_login_asks_and_hides_the_password() {
    let server = api();
    let machine = Machine::new(&server.url());
    let mut terminal = Terminal::start(&machine, "shop login");
    terminal.answer("Environment (sandbox, prod) [sandbox]: ", "test\n");
    terminal.answer("Environment (sandbox, prod) [sandbox]: ", "\n");
    terminal.answer("username: ", "ana\n");
    terminal.answer_unseen("password: ", &format!("{PASSWORD}\n"));
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert!(seen.contains("ana") && !seen.contains("Canary"), "{seen}");
    let sent: serde_json::Value = serde_json::from_str(&server.received()[0].body).expect("JSON");
    assert_eq!(sent, serde_json::json!({"username": "ana", "password": PASSWORD}));
    assert_eq!(machine.run(&["whoami", "--json"]).data()["authenticated"], true);
}

#[test]
fn a_secret_of_a_call_is_typed_unseen() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let mut terminal =
        Terminal::start(&machine, "shop charge --amount 5 --payment-method.id 248 --note - --card-pin -");
    terminal.answer_unseen("card-pin: ", &format!("{PASSWORD}\n"));
    let (code, seen) = terminal.end();
    assert!(code == 0 && !seen.contains("Canary"), "{seen}");
    let sent: serde_json::Value = serde_json::from_str(&server.received()[1].body).expect("JSON");
    assert_eq!((&sent["note"], &sent["cardPin"]), (&"-".into(), &PASSWORD.into()));
}

#[test]
fn an_interrupted_prompt_leaves_a_terminal_that_echoes() {
    let server = api();
    let machine = Machine::new(&server.url());
    let mut terminal =
        Terminal::start(&machine, "trap : INT; shop login --env sandbox; echo code $?; stty -a");
    terminal.answer("username: ", "ana\n");
    terminal.answer_unseen("password: ", "\u{3}");
    let (_, seen) = terminal.end();
    assert!(seen.contains("code 130") && seen.contains(" echo "), "{seen}");
    assert!(server.received().is_empty());
}
