//! The server of the same API shares the sessions: what one program keeps, the other uses.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use codegen_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::agent::{Waiting, agree, arrived, log_in, sandbox, shows_no_token};
use crate::desktop::Desktop;
use crate::listening;
use crate::process::{Machine, PASSWORD, Ran, SESSION, api};
use crate::terminal::Terminal;

const WHOAMI: &[&str] = &["whoami", "--json"];
const MERCHANT: &[&str] = &["merchant", "--json"];
/// The sandbox's access tokens have ended after this time.
const AGE: Duration = Duration::from_secs(15 * 60);

fn ran(command: &mut Command) -> Ran {
    Ran::from(command.output().expect("runs"))
}

fn is_logged_in(ran: &Ran) -> bool {
    ran.data()["authenticated"] == true
}

/// A server that a client speaks to.
struct Serving {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    next: u64,
}

impl Serving {
    fn start(machine: &Machine) -> Self {
        let mut child =
            machine.server(&[]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("runs");
        let stdin = child.stdin.take().expect("a pipe");
        let stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut serving = Self { child, stdin, stdout, next: 0 };
        let who = json!({"name": "test", "version": "1"});
        let wanted = json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": who});
        serving.ask("initialize", wanted);
        serving.answer();
        serving.say(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        serving
    }

    fn say(&mut self, message: &Value) {
        writeln!(self.stdin, "{message}").expect("written");
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.next += 1;
        let id = self.next;
        self.say(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
    }

    /// The answer to the last question.
    fn answer(&mut self) -> Value {
        loop {
            let mut line = String::new();
            assert!(self.stdout.read_line(&mut line).expect("a line") > 0, "the server is gone");
            let message: Value = serde_json::from_str(&line).expect("nothing but the protocol");
            if message["id"] == self.next {
                return message["result"].clone();
            }
        }
    }

    fn begin(&mut self, tool: &str) {
        self.ask("tools/call", json!({"name": tool, "arguments": {}}));
    }

    fn call(&mut self, tool: &str) -> Value {
        self.begin(tool);
        self.answer()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[track_caller]
fn succeeds(result: &Value) {
    assert!(result.is_object() && result["isError"] != true, "{result}");
}

fn machine(sandbox: &Sandbox) -> Machine {
    Machine::cloud(sandbox.url())
}

#[test]
fn a_login_with_one_program_is_a_login_with_both() {
    let sandbox = sandbox();
    let machine = machine(&sandbox);
    let stopped = ran(&mut machine.server(&[]));
    assert_eq!(stopped.code, 2, "{stopped:?}");
    assert!(
        stopped.stderr.contains("log in once") && stopped.stderr.contains(": cloud login"),
        "{stopped:?}"
    );

    let done = agree(Waiting::of(&mut machine.server(&["login", "--json"])));
    shows_no_token(&machine, &done);
    assert_eq!(done.data()["method"], "browser");
    assert!(is_logged_in(&machine.run(WHOAMI)));
    machine.run(MERCHANT).data();
    let said = Serving::start(&machine).call("merchant");
    succeeds(&said);
    shows_no_token(&machine, &Ran { code: 0, stdout: said.to_string(), stderr: String::new() });
    assert_eq!(machine.run(&["logout", "--json"]).data()["logged_out"], true);
    assert!(!is_logged_in(&ran(&mut machine.server(WHOAMI))));

    log_in(&machine).data();
    assert!(is_logged_in(&ran(&mut machine.server(WHOAMI))));
    assert_eq!(ran(&mut machine.server(&["logout", "--json"])).data()["logged_out"], true);
    assert!(!is_logged_in(&machine.run(WHOAMI)));
}

#[test]
fn programs_that_renew_at_once_show_one_refresh_token_once() {
    let sandbox = sandbox();
    let machine = machine(&sandbox);
    log_in(&machine).data();
    let mut servers = [Serving::start(&machine), Serving::start(&machine)];
    servers.iter_mut().for_each(|server| succeeds(&server.call("merchant")));
    for renewals in 1..3 {
        sandbox.advance_clock(AGE);
        let tool = machine.command(MERCHANT).spawn().expect("runs");
        servers.iter_mut().for_each(|server| server.begin("merchant"));
        servers.iter_mut().for_each(|server| succeeds(&server.answer()));
        Ran::from(tool.wait_with_output().expect("ends")).data();
        assert_eq!(arrived(&sandbox, "/oauth/token"), 1 + renewals, "one for the code, one each time");
    }
}

#[test]
fn a_session_that_ended_for_good_names_the_login_and_the_next_one_is_found() {
    let sandbox = sandbox();
    let machine = machine(&sandbox);
    log_in(&machine).data();
    let mut server = Serving::start(&machine);
    succeeds(&server.call("merchant"));
    sandbox.reset().expect("reset");
    for code in ["invalid_grant", "not-logged-in", "not-logged-in"] {
        let said = server.call("merchant")["structuredContent"].clone();
        assert_eq!((&said["exit_code"], &said["code"]), (&2.into(), &code.into()), "{said}");
        assert!(
            said["hint"].as_str().is_some_and(|hint| hint.contains("log in again: cloud login")),
            "{said}"
        );
    }
    log_in(&machine).data();
    succeeds(&server.call("merchant"));
    machine.run(&["logout", "--json"]).data();
    assert_eq!(server.call("merchant")["structuredContent"]["code"], "not-logged-in");
}

#[test]
fn profiles_and_environments_stay_apart() {
    let sandbox = sandbox();
    let machine = machine(&sandbox);
    agree(Waiting::of(&mut machine.server(&["login", "--json", "--profile=till"]))).data();
    assert!(!is_logged_in(&machine.run(WHOAMI)));
    assert!(is_logged_in(&machine.run(&["whoami", "--profile", "till", "--json"])));
    assert_eq!(ran(&mut machine.server(&[])).code, 2);
    succeeds(&Serving::start(&machine.with("CLOUD_MCP_PROFILE", "till")).call("merchant"));
}

#[test]
fn a_command_about_the_account_takes_what_it_knows_only() {
    let machine = Machine::cloud("http://127.0.0.1:9");
    for words in [
        &["login", "--password", "x"][..],
        &["login", "--redeem"],
        &["login", "--browser", "--device"],
        &["login", "--env"],
        &["login", "--env", "nowhere"],
        &["login", "--profile", "../x"],
        &["whoami", "--all"],
        &["logout", "--device"],
    ] {
        let ran = ran(&mut machine.server(words));
        assert_eq!((ran.code, ran.stdout.as_str()), (3, ""), "{words:?}: {ran:?}");
    }
}

#[test]
fn a_password_is_typed_unseen_and_kept_for_renewals_where_that_is_wanted() {
    let server = api();
    let machine = Machine::new(&server.url());
    let home = machine.home.path().display().to_string();
    let machine = machine.with("HOME", &home);
    let mut terminal = Terminal::start(&machine, "shop_mcp login --store-credentials");
    terminal.answer("username: ", "canary-user\n");
    terminal.answer_unseen("password: ", &format!("{PASSWORD}\n"));
    let (code, seen) = terminal.end();
    assert_eq!(code, 0, "{seen}");
    assert!(!seen.contains(PASSWORD) && !seen.contains(SESSION), "{seen}");
    assert!(is_logged_in(&machine.run(WHOAMI)));
    assert_eq!(server.calls(), ["POST /auth/login"]);
}

#[test]
fn a_server_takes_its_session_from_the_keychain() {
    let Some(desktop) = Desktop::with_keychain() else { return };
    let sandbox = sandbox();
    let machine = desktop.machine(machine(&sandbox));
    agree(Waiting::of(&mut machine.server(&["login", "--json"]))).data();
    assert_eq!(desktop.slots("cloud").len(), 1);
    assert_eq!(machine.run(WHOAMI).data()["tokenSource"], "keychain");
    let mut server = Serving::start(&machine);
    succeeds(&server.call("merchant"));
    sandbox.advance_clock(AGE);
    succeeds(&server.call("merchant"));
    machine.run(MERCHANT).data();
    assert_eq!(arrived(&sandbox, "/oauth/token"), 2, "the renewed session was put back");
}

#[test]
fn a_value_that_nobody_filled_in_reaches_no_login() {
    let server = api();
    let machine = Machine::new(&server.url());
    let machine = machine.with("SHOP_USERNAME", "canary-user").with("SHOP_PASSWORD", "<SHOP_PASSWORD>");
    let stopped = ran(&mut machine.server(&[]));
    assert_eq!(stopped.code, 2, "{stopped:?}");
    assert!(stopped.stderr.contains("SHOP_PASSWORD: the value is a placeholder"), "{stopped:?}");
    let error = machine.run(&["payouts", "status", "--reference", "r", "--json"]).error();
    let hint = error["hint"].as_str().expect("a hint");
    assert!(hint.contains("SHOP_PASSWORD holds a placeholder, which counts as not set"), "{hint}");
    assert_eq!(server.calls(), [""; 0]);
}

/// A server over HTTP, and what it says to whom.
struct Listening {
    child: Child,
    url: String,
}

impl Listening {
    fn start(machine: &Machine, tokens: &Value) -> Self {
        let path = machine.home.path().join("tokens.json");
        std::fs::write(&path, tokens.to_string()).expect("written");
        let mut command = machine.server(&["--http"]);
        command.env("CLOUD_PORT", "0").env("CLOUD_MCP_TOKENS_FILE", path);
        let mut child = command.stdout(Stdio::null()).spawn().expect("runs");
        let address = listening::address(child.stderr.take().expect("its log"));
        Self { child, url: format!("http://{address}/mcp") }
    }

    /// Calls the tool with these headers.
    fn call(&self, headers: &[(&str, &str)]) -> Value {
        let params = json!({"name": "merchant", "arguments": {}});
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}).to_string();
        let mut request = ureq::post(&self.url)
            .header("content-type", "application/json")
            .header("accept", "application/json, text/event-stream")
            .header("mcp-protocol-version", "2025-06-18");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let text = request.send(&body).expect("an answer").body_mut().read_to_string().expect("text");
        serde_json::from_str::<Value>(&text).expect("JSON")["result"].clone()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn over_http_an_account_of_its_own_never_uses_the_operators_session() {
    const TOKEN: &str = "a0000000000000000000000000000001";
    let sandbox = sandbox();
    let machine = machine(&sandbox);
    log_in(&machine).data();
    let own = json!({"CLIENT_SECRET": "a secret that the sandbox does not know"});
    let tokens = json!({
        "tokens": [{"name": "ana", "token": TOKEN, "rights": ["read"], "secret_ids": ["north"]}],
        "accounts": {"north": own},
    });
    let server = Listening::start(&machine, &tokens);
    let (operator, north) =
        (&[("x-mcp-token", TOKEN)][..], &[("x-mcp-token", TOKEN), ("x-secret-id", "north")]);
    succeeds(&server.call(operator));
    assert_eq!(arrived(&sandbox, "/oauth/token"), 1, "the operator's session was there");
    server.call(north);
    assert_eq!(arrived(&sandbox, "/oauth/token"), 2, "the account tries its own");
    machine.run(&["logout", "--json"]).data();
    assert_eq!(server.call(operator)["structuredContent"]["code"], "not-logged-in");
    assert_ne!(server.call(north)["structuredContent"]["code"], "not-logged-in");
}

#[test]
fn an_interrupted_question_leaves_a_terminal_that_echoes() {
    let server = api();
    let machine = Machine::new(&server.url());
    let home = machine.home.path().display().to_string();
    let machine = machine.with("HOME", &home);
    let mut terminal =
        Terminal::start(&machine, "trap : INT; shop_mcp login --env sandbox; echo code $?; stty -a");
    terminal.answer("username: ", "ana\n");
    terminal.answer_unseen("password: ", "\u{3}");
    let (_, seen) = terminal.end();
    assert!(seen.contains("code 130") && seen.contains(" echo "), "{seen}");
    assert_eq!(server.calls(), [""; 0]);
}
