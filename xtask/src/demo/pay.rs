//! Charging a customer and paying out, with the generated command-line tool.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use miette::{IntoDiagnostic, Result, miette};
use serde_json::Value;

use super::children::Sandbox;
use super::heading;
use crate::workspace::{Workspace, shown};

/// The tool with its variables.
struct Tool {
    binary: PathBuf,
    variables: Vec<(&'static str, String)>,
}

pub fn show(workspace: &Workspace) -> Result<()> {
    heading("A payment link, with the command-line tool");
    let sandbox = Sandbox::start(workspace, "pay")?;
    let home = tempfile::tempdir().into_diagnostic()?;
    let tool = Tool {
        binary: workspace.generated_target().join("debug").join("refacil-pay-cli"),
        variables: vec![
            ("REFACIL_PAY_CLI_HOME", home.path().to_string_lossy().into_owned()),
            ("REFACIL_PAY_CLI_KEYRING", "file".to_owned()),
            ("REFACIL_PAY_CLI_BASE_URL", sandbox.url().to_owned()),
            ("REFACIL_PAY_CLI_USERNAME", "merchant@example.com".to_owned()),
            ("REFACIL_PAY_CLI_PASSWORD", "sandbox-password".to_owned()),
        ],
    };
    for (name, value) in &tool.variables {
        println!("$ export {name}={value}");
    }
    tool.run(&["login"], 0)?;
    let merchant = r#"{"identifier":"store-1","ip":"127.0.0.1","urlCommerce":"https://store.example.com"}"#;
    let create = [
        "cash-in-link-create",
        "--amount",
        "50000",
        "--reference1",
        "order-1001",
        "--user-metadata",
        merchant,
        "--webhook-url",
        "https://store.example.com/notices",
        "--json",
    ];
    let link = tool.json(&create)?;
    println!("the link: {}", text(&link, "/data/url")?);
    tool.run(&["payment-status", "--reference", text(&link, "/data/reference")?], 0)?;

    heading("A payout: refused without a yes, then confirmed");
    balance(&tool)?;
    let withdraw = [
        "cash-out-withdraw",
        "--amount",
        "20000",
        "--reference1",
        "payout-1",
        "--withdraw-method",
        r#"{"id":264,"key":"@ANA123"}"#,
        "--user-metadata",
        merchant,
        "--webhook-request",
        "https://store.example.com/payouts",
    ];
    tool.run(&withdraw, 7)?;
    balance(&tool)?;
    let confirmed: Vec<&str> = withdraw.iter().copied().chain(["--yes"]).collect();
    tool.run(&confirmed, 0)?;
    balance(&tool)
}

fn balance(tool: &Tool) -> Result<()> {
    tool.run(&["balance"], 0)
}

fn text<'a>(value: &'a Value, pointer: &str) -> Result<&'a str> {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .ok_or_else(|| miette!("the answer has no {pointer}: {value}"))
}

impl Tool {
    /// Runs a command that must end with that code, and prints both.
    fn run(&self, arguments: &[&str], code: i32) -> Result<()> {
        self.output(arguments, code).map(drop)
    }

    fn json(&self, arguments: &[&str]) -> Result<Value> {
        serde_json::from_slice(&self.output(arguments, 0)?.stdout).into_diagnostic()
    }

    fn output(&self, arguments: &[&str], code: i32) -> Result<Output> {
        let mut command = Command::new("refacil-pay-cli");
        command.args(arguments);
        let line = shown(&command);
        println!("$ {line}");
        let output = Command::new(&self.binary)
            .args(arguments)
            .envs(self.variables.iter().map(|(name, value)| (*name, value)))
            .stdin(Stdio::null())
            .output()
            .into_diagnostic()?;
        print!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        match output.status.code() {
            Some(0) if code == 0 => Ok(output),
            Some(found) if found == code => {
                println!("(exit code {found})");
                Ok(output)
            }
            found => Err(miette!("{line}: exit code {code} was expected, not {found:?}")),
        }
    }
}
