//! Programs that the demo starts, and ends.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use miette::{IntoDiagnostic, Result, miette};

use crate::workspace::Workspace;

/// A stand-in API in a process of its own; it ends when this is dropped.
pub struct Sandbox {
    child: Child,
    url: String,
}

impl Sandbox {
    /// Starts the stand-in of that API on a free loopback port.
    ///
    /// # Errors
    /// It does not start.
    pub fn start(workspace: &Workspace, api: &str) -> Result<Self> {
        let program = workspace.root().join("target").join("debug").join("codegen-sandbox");
        println!("$ target/debug/codegen-sandbox {api} &");
        let mut child = Command::new(program)
            .args([api, "--until-stdin-closes"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .into_diagnostic()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line).into_diagnostic()?;
        }
        print!("{line}");
        let url = line.trim().rsplit(' ').next().filter(|url| url.starts_with("http://127.0.0.1:"));
        match url.map(str::to_owned) {
            Some(url) => Ok(Self { child, url }),
            None => {
                child.kill().into_diagnostic()?;
                Err(miette!("the stand-in of {api} did not start"))
            }
        }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Closing its standard input ends it; a kill is for the case that it does not listen.
        drop(self.child.stdin.take());
        if self.child.kill().is_ok() {
            drop(self.child.wait());
        }
    }
}
