//! Runs the command-line tool in a home of its own.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use codegen_sandbox::{
    COLLECTOR_SECRET_ID, COLLECTOR_TOKEN, COMMERCE_SECRET, COMMERCE_USER, HASH_KEY, PAY_PASSWORD, PAY_USER,
    Sandbox,
};
use serde_json::Value;
use tempfile::TempDir;

use crate::products::Product;

/// The tool with a fresh home and an address.
pub struct Cli {
    product: Product,
    home: TempDir,
    url: String,
}

/// What came of a run.
#[derive(Debug)]
pub struct Run {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Cli {
    /// Pay's tool, talking to this sandbox.
    ///
    /// # Panics
    /// There is no temporary folder.
    #[must_use]
    pub fn new(sandbox: &Sandbox) -> Self {
        Self::at(sandbox.url())
    }

    /// Pay's tool, talking to that address.
    ///
    /// # Panics
    /// There is no temporary folder.
    #[must_use]
    pub fn at(url: &str) -> Self {
        Self::of(Product::PayCli, url)
    }

    /// A tool that talks to that address.
    ///
    /// # Panics
    /// There is no temporary folder.
    #[must_use]
    pub fn of(product: Product, url: &str) -> Self {
        Self { product, home: tempfile::tempdir().expect("a temporary folder"), url: url.to_owned() }
    }

    /// Its home.
    #[must_use]
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The command, ready to run or to change; without a terminal, without credentials in variables.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.product.binary());
        command
            .args(arguments)
            .env_clear()
            .env(self.variable("HOME"), self.home.path())
            .env(self.variable("BASE_URL"), &self.url)
            // The tester's own keychain is nobody's to write to.
            .env(self.variable("KEYRING"), "file")
            // Nobody outside is asked for the address of the machine that tests.
            .env(self.variable("PUBLIC_IP"), "203.0.113.7")
            .env("NO_COLOR", "1")
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null());
        command
    }

    /// A command line as a person would paste it into a shell that finds the tool, in that folder; without credentials
    /// in variables.
    ///
    /// # Panics
    /// The tool stands in no folder.
    #[must_use]
    pub fn shell(&self, line: &str, folder: &Path) -> Command {
        let tool = self.command(&[]);
        let programs = Path::new(tool.get_program()).parent().expect("a folder");
        let mut command = Command::new("/bin/sh");
        command.args(["-c", line]).current_dir(folder).env_clear().stdin(Stdio::null());
        command.envs(tool.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("PATH", format!("{}:/usr/bin:/bin", programs.display())).env("BROWSER", "true");
        command
    }

    /// Runs a command without credentials in variables.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Run {
        finish(&mut self.command(arguments))
    }

    /// Runs a command that could log in by itself.
    #[must_use]
    pub fn run_with_login(&self, arguments: &[&str]) -> Run {
        finish(self.with_login(&mut self.command(arguments)))
    }

    /// Adds the sandbox's user and password, and the collector's token where the tool takes one.
    pub fn with_login<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match self.product {
            Product::CommerceCli => command
                .env(self.variable("USERNAME"), COMMERCE_USER)
                .env(self.variable("SECRET_KEY"), COMMERCE_SECRET)
                .env(self.variable("API_TOKEN"), COLLECTOR_TOKEN)
                .env(self.variable("SECRET_ID"), COLLECTOR_SECRET_ID),
            _ => command
                .env(self.variable("USERNAME"), PAY_USER)
                .env(self.variable("PASSWORD"), PAY_PASSWORD)
                .env(self.variable("HASH_KEY"), HASH_KEY),
        }
    }

    /// The name of one of the tool's variables.
    fn variable(&self, name: &str) -> String {
        format!("{}_{name}", self.product.name().to_uppercase().replace('-', "_"))
    }

    /// Starts a command that could log in by itself, and interrupts it when its request has arrived.
    ///
    /// # Panics
    /// The request does not arrive within twenty seconds, or nothing can be interrupted here.
    #[must_use]
    pub fn interrupt(&self, arguments: &[&str], sandbox: &Sandbox, path: &str) -> Run {
        let mut command = self.command(arguments);
        let child = self.with_login(&mut command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.expect("the tool starts");
        let deadline = Instant::now() + Duration::from_secs(20);
        while sandbox.requests().iter().all(|request| request.path != path) {
            assert!(Instant::now() < deadline, "the request never arrived");
            thread::sleep(Duration::from_millis(20));
        }
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(killed.is_ok_and(|status| status.success()), "kill runs");
        Run::from(child.wait_with_output().expect("it ends"))
    }

    /// Logs in with the sandbox's user.
    ///
    /// # Panics
    /// The login fails.
    pub fn log_in(&self) {
        let run = self.run_with_login(&["login"]);
        assert_eq!(run.code, 0, "login: {}", run.stderr);
    }
}

/// Runs a command to its end.
///
/// # Panics
/// It cannot be started.
#[must_use]
pub fn finish(command: &mut Command) -> Run {
    Run::from(command.output().expect("the tool starts"))
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Run {
    /// Standard output as JSON.
    ///
    /// # Panics
    /// It is not JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Standard error as JSON.
    ///
    /// # Panics
    /// It is not JSON.
    #[must_use]
    pub fn error(&self) -> Value {
        serde_json::from_str(&self.stderr).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}
