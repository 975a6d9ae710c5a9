//! A server shares the sessions of its API's command-line tool.

use std::process::{Command, Stdio};

use codegen_sandbox::{Api, PAY_PASSWORD, Sandbox};
use codegen_tests::cli::{Cli, Run, finish};
use codegen_tests::products::Product;

/// Pay's server without any credentials, on the machine of that tool.
fn server(cli: &Cli, sandbox: &Sandbox, arguments: &[&str], more: &[(&str, &str)]) -> Run {
    let mut command = Command::new(Product::PayMcp.binary());
    command
        .args(arguments)
        .env_clear()
        .env("HOME", cli.home())
        .env("BASE_URL", sandbox.url())
        .env("REFACIL_PAY_CLI_HOME", cli.home())
        .env("REFACIL_PAY_CLI_KEYRING", "file")
        .envs(more.iter().copied())
        .stdin(Stdio::null());
    finish(&mut command)
}

#[test]
fn who_logged_in_with_one_product_is_logged_in_with_both() {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    let run = |arguments: &[&str]| server(&cli, &sandbox, arguments, &[]);
    let alone = run(&[]);
    assert_eq!(alone.code, 2, "{}", alone.stderr);
    assert!(alone.stderr.contains("refacil-pay-mcp login"), "{}", alone.stderr);
    cli.log_in();
    assert_eq!(run(&["whoami", "--json"]).json()["authenticated"], true);
    // Its standard input is at its end, so it serves nobody.
    let started = run(&[]);
    assert_eq!(started.code, 0, "{}", started.stderr);
    assert_eq!(run(&["logout", "--json"]).json()["logged_out"], true);
    assert_eq!(cli.run(&["whoami", "--json"]).json()["authenticated"], false);
}

#[test]
fn a_configuration_that_nobody_filled_in_reaches_no_login() {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    let pasted = [("USERNAME", "<USERNAME>"), ("PASSWORD", "<PASSWORD>")];
    let stopped = server(&cli, &sandbox, &[], &pasted);
    assert_eq!(stopped.code, 2, "{}", stopped.stderr);
    assert!(stopped.stderr.contains("USERNAME, PASSWORD: "), "{}", stopped.stderr);
    let typed = server(&cli, &sandbox, &["login", "--console"], &[("PASSWORD", PAY_PASSWORD)]);
    assert!(!typed.stderr.contains(PAY_PASSWORD) && typed.code == 2, "{}", typed.stderr);
    assert!(sandbox.requests().is_empty());
}
