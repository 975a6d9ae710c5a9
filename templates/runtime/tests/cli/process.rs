//! The example program as a process, in a home of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Received, Reply, Server};

/// Values that must never be seen where they do not belong.
pub const PASSWORD: &str = "Canary-Pa55word/+\"x";
pub const SESSION: &str = "canary.session.token-0123456789";
pub const TRANSACTION: &str = "canary.transaction.token-0123456789";

/// A user's machine.
pub struct Machine {
    pub home: TempDir,
    app: &'static str,
    variables: Vec<(String, String)>,
}

impl Machine {
    /// A machine whose program talks to this address.
    pub fn new(url: &str) -> Self {
        Self::of("shop", url)
    }

    /// The same with the program of the API behind an authorization server.
    pub fn cloud(url: &str) -> Self {
        Self::of("cloud", url).with("BROWSER", "true")
    }

    /// A machine with that program.
    pub fn of(app: &'static str, url: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let prefix = app.to_uppercase();
        let variables = vec![
            (format!("{prefix}_HOME"), home.path().display().to_string()),
            (format!("{prefix}_BASE_URL"), url.to_owned()),
            // The tester's own keychain is nobody's to write to.
            (format!("{prefix}_KEYRING"), "file".to_owned()),
            ("NO_COLOR".to_owned(), "1".to_owned()),
            ("PATH".to_owned(), path_with_program()),
        ];
        Self { home, app, variables }
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a login in variables.
    pub fn with_login(self) -> Self {
        self.with("SHOP_USERNAME", "canary-user").with("SHOP_PASSWORD", PASSWORD)
    }

    pub fn forget(&mut self, name: &str) {
        self.variables.retain(|(known, _)| known != name);
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program(self.app));
        command.args(arguments);
        self.prepare(&mut command);
        command
    }

    /// The server of the same API.
    pub fn server(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program(&format!("{}_mcp", self.app)));
        command.args(arguments);
        self.prepare(&mut command);
        command.env("HOME", self.home.path());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().expect("runs"))
    }

    /// A command line as a person would paste it.
    pub fn shell(&self, line: &str) -> Ran {
        let mut command = Command::new("sh");
        command.args(["-c", line]);
        self.prepare(&mut command);
        Ran::from(command.output().expect("runs"))
    }

    /// A command line at a terminal of its own.
    #[cfg(target_os = "linux")]
    pub fn script(&self, line: &str) -> Command {
        let mut command = Command::new("script");
        command.args(["-qec", line, "/dev/null"]);
        self.prepare(&mut command);
        command.env("TERM", "xterm").env("SHELL", "/bin/sh");
        command
    }

    fn prepare(&self, command: &mut Command) {
        command.env_clear().envs(self.variables.iter().cloned()).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
    }

    pub fn credentials(&self) -> PathBuf {
        self.home.path().join(format!(".config/{}/credentials.json", self.app))
    }

    /// The entries of the audit log.
    pub fn audit(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.home.path().join(format!(".{}/audit.log", self.app)))
            .unwrap_or_default();
        text.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
    }
}

/// What a process said.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    #[track_caller]
    pub fn data(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The error object; stdout is empty then.
    #[track_caller]
    pub fn error(&self) -> Value {
        assert_eq!(self.stdout, "", "{self:?}");
        let error: Value =
            serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        assert_eq!(error["exit_code"], self.code, "{self:?}");
        error
    }
}

/// The API as it should be.
pub fn answer(request: &Received) -> Reply {
    match request.target.as_str() {
        "/auth/login" => {
            Reply::json(200, &format!(r#"{{"statusCode":"00","data":{{"token":"{SESSION}"}}}}"#))
        }
        "/tokens" => {
            Reply::json(200, &format!(r#"{{"statusCode":"00","data":{{"token":"{TRANSACTION}"}}}}"#))
        }
        "/partner/report" => {
            Reply::json(200, r#"{"statusCode":"00","data":[{"pin":"4711-0815","name":"x"}]}"#)
        }
        _ => Reply::json(200, r#"{"statusCode":"00","message":"ok","data":{"status":2,"amount":50000.10}}"#),
    }
}

pub fn api() -> Server {
    Server::start(answer)
}

/// A dangerous command, confirmed.
pub const PAY_OUT: &[&str] = &[
    "pay-out",
    "--amount",
    "50000.10",
    "--reference",
    "r 1",
    "--recipient",
    r#"{"key":"3001112233"}"#,
    "--yes",
    "--json",
];

/// Cargo builds examples beside the tests.
fn program(app: &str) -> PathBuf {
    let program = folder().join(format!("{app}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "run cargo build --examples first: {} is missing", program.display());
    program
}

fn folder() -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    test.ancestors().nth(2).unwrap_or(Path::new(".")).join("examples")
}

fn path_with_program() -> String {
    format!("{}:/usr/bin:/bin", folder().display())
}
