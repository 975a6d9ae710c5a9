//! Generated programs as their users start them. Nothing of this reaches a network.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use postman_codegen::model::{Api, Nature};
use serde_json::Value;

/// Nothing that is asked of a program here takes long.
const LIMIT: Duration = Duration::from_secs(20);

/// Exit codes that a dry run without arguments may end with: shown, a setting missing, an argument missing.
const ANSWERS: &[i32] = &[0, 2, 3];

/// Refusals that a request itself earns: an address that cannot be used, an auth scheme that no tool performs.
const EARNED: &[&str] =
    &["\"code\":\"bad-address\"", "\"code\":\"plain-http\"", "\"code\":\"unsupported-auth\""];

/// The command-line tool shows its help, and the help and a dry run of each operation.
pub fn command_line(program: &Path, api: &Api) -> Result<(), String> {
    expect(program, &["--help"], &[0])?;
    expect(program, &["--version", "--json"], &[0])?;
    for operation in api.operations.iter().filter(|operation| operation.nature != Nature::Login) {
        let words: Vec<&str> = operation.cli.iter().map(String::as_str).collect();
        expect(program, &[words.as_slice(), &["--help"]].concat(), &[0])?;
        expect(program, &[words.as_slice(), &["--dry-run", "--json"]].concat(), ANSWERS)?;
    }
    Ok(())
}

fn expect(program: &Path, arguments: &[&str], codes: &[i32]) -> Result<(), String> {
    let shown = || arguments.join(" ");
    let child = command(program).args(arguments).spawn().map_err(|error| error.to_string())?;
    let output = finish(child, &[]).map_err(|error| format!("{}: {error}", shown()))?;
    match output.status.code() {
        Some(code) if codes.contains(&code) => Ok(()),
        code => {
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            if EARNED.iter().any(|refusal| text.contains(refusal)) {
                return Ok(());
            }
            Err(format!("`{}` ends with {code:?}:\n{text}", shown()))
        }
    }
}

/// The server greets a client, and lists a tool for each operation that is one.
pub fn server(program: &Path, api: &Api) -> Result<(), String> {
    let mut command = command(program);
    for field in api.login.iter().flat_map(|login| &login.fields) {
        command.env(&field.variable, "corpus");
    }
    for setting in &api.settings {
        command.env(&setting.name, "corpus");
    }
    if api.environments.first().is_none_or(|environment| environment.base_url.is_empty()) {
        command.env("BASE_URL", "https://api.example.com");
    }
    let child = command.spawn().map_err(|error| error.to_string())?;
    let output = finish(child, CONVERSATION.as_bytes())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let answers = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let list = answers.into_iter().find(|answer| answer.get("id").and_then(Value::as_u64) == Some(2));
    let tools = list.as_ref().and_then(|answer| answer.pointer("/result/tools")).and_then(Value::as_array);
    match tools {
        Some(tools) if !tools.is_empty() || api.operations.is_empty() => Ok(()),
        _ => Err(format!("it lists no tools:\n{text}\n{}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// What a client says to list the tools.
const CONVERSATION: &str = concat!(
    r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","#,
    r#""capabilities":{},"clientInfo":{"name":"corpus","version":"0"}}}"#,
    "\n",
    r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
    "\n",
    r#"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#,
    "\n",
);

/// A program without a terminal, and with a home of its own.
fn command(program: &Path) -> Command {
    let home = std::env::temp_dir();
    let mut command = Command::new(program);
    command.env_clear().env("HOME", &home).env("XDG_STATE_HOME", &home).env("NO_COLOR", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Feeds the program, and waits for its end; one that does not end is ended.
fn finish(mut child: Child, input: &[u8]) -> Result<Output, String> {
    let mut stdin = child.stdin.take();
    let reading = [
        child.stdout.take().map(|stream| thread::spawn(move || drain(stream))),
        child.stderr.take().map(|stream| thread::spawn(move || drain(stream))),
    ];
    if let Some(stdin) = &mut stdin {
        // A program that needs no input may be gone already.
        stdin.write_all(input).ok();
    }
    let patience = if input.is_empty() { Duration::ZERO } else { Duration::from_millis(500) };
    thread::sleep(patience);
    drop(stdin);
    let started = Instant::now();
    let status = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break status,
            None if started.elapsed() > LIMIT => {
                child.kill().ok();
                child.wait().ok();
                return Err(format!("does not end within {} s", LIMIT.as_secs()));
            }
            None => thread::sleep(Duration::from_millis(2)),
        }
    };
    let [stdout, stderr] =
        reading.map(|reader| reader.and_then(|reader| reader.join().ok()).unwrap_or_default());
    Ok(Output { status, stdout, stderr })
}

fn drain(mut stream: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok();
    bytes
}
