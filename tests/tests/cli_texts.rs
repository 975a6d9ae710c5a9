//! What people read: help and errors of the generated tool, as snapshots.

use codegen_sandbox::{Api, Sandbox};
use codegen_tests::cli::Cli;

fn cli() -> (Sandbox, Cli) {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    (sandbox, cli)
}

#[test]
fn help() {
    let (_sandbox, cli) = cli();
    insta::assert_snapshot!("help", cli.run(&["--help"]).stdout);
    insta::assert_snapshot!("help_of_a_payout", cli.run(&["cash-out-withdraw", "-h"]).stdout);
}

#[test]
fn errors() {
    let (_sandbox, cli) = cli();
    let merchant = r#"{"identifier":"store-1","ip":"not an address"}"#;
    let cases: &[(&str, &[&str])] = &[
        ("nobody is logged in", &["balance"]),
        ("an unknown command", &["balanse"]),
        ("an unknown flag", &["balance", "--amont", "1"]),
        (
            "several problems at once",
            &[
                "cash-out-withdraw",
                "--amount",
                "a lot",
                "--reference1",
                "0123456789012345678901",
                "--user-metadata",
                merchant,
            ],
        ),
        ("a profile that is a path", &["payment-status", "--reference", "r", "--profile", "../x"]),
        ("an unknown environment", &["balance", "--env", "production"]),
    ];
    let told = cases.iter().map(|(name, arguments)| {
        let run = cli.run(arguments);
        format!("# {name} (exit code {})\n{}", run.code, run.stderr.trim_end())
    });
    insta::assert_snapshot!("errors", told.collect::<Vec<_>>().join("\n\n"));
}
