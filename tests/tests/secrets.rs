//! Rules K1 and K2 through the real binary: secrets show nowhere, and go nowhere else.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::thread;
use std::time::Duration;

use codegen_sandbox::{Api, Fault, FaultKind, PAY_PASSWORD, Sandbox};
use codegen_tests::cli::{Cli, finish};
use serde_json::json;

fn pay() -> Sandbox {
    Sandbox::start(Api::Pay).expect("the sandbox starts")
}

const LINK: &[&str] = &[
    "cash-in-link-create",
    "--amount",
    "50000",
    "--reference1",
    "order-1",
    "--webhook-url",
    "https://store.example.com/notices",
    "--user-metadata",
    r#"{"identifier":"store-1","ip":"127.0.0.1","urlCommerce":"https://store.example.com"}"#,
];

/// The spellings under which a secret could slip out.
fn spellings(secret: &str) -> Vec<String> {
    let url: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let escaped = json!(secret).to_string();
    vec![secret.to_owned(), escaped.trim_matches('"').to_owned(), url, base64(secret)]
}

/// RFC 4648, without padding and the last group: a prefix is enough to find it inside longer text.
fn base64(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let whole = text.as_bytes().chunks_exact(3);
    whole
        .flat_map(|group| {
            let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
            [18, 12, 6, 0].map(|shift| char::from(ALPHABET[(bits >> shift & 63) as usize]))
        })
        .collect()
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let text = String::from_utf8_lossy(&fs::read(&path).expect("readable")).into_owned();
            found.push((path.display().to_string(), text));
        }
    }
    found
}

#[test]
fn a_secret_shows_in_no_output_and_no_file_but_the_credentials() {
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    let mut outputs = Vec::new();
    let mut run = |arguments: &[&str]| {
        let run = cli.run_with_login(arguments);
        outputs.push((arguments.join(" "), format!("{}{}", run.stdout, run.stderr)));
    };
    for json in [&[][..], &["--json"][..]] {
        let with = |arguments: &[&'static str]| [arguments, json].concat();
        run(&with(&["login"]));
        run(&with(&["whoami"]));
        run(&with(&["trx-token-link"]));
        run(&with(LINK));
        run(&with(&[LINK, &["--dry-run"]].concat()));
        run(&with(&["payment-status", "--reference", "unknown"]));
        let echo =
            FaultKind::Status { code: 500, body: format!("cannot use {PAY_PASSWORD}"), headers: Vec::new() };
        sandbox.fault(Fault::once("POST", "/payment/features", echo));
        run(&with(&["payment-features", "--id", "117"]));
        sandbox.fault(Fault::once("POST", "/cash-in/*", FaultKind::DropAfter));
        run(&with(LINK));
        run(&with(&["logout"]));
    }

    let mut secrets = BTreeSet::from([PAY_PASSWORD.to_owned()]);
    for request in sandbox.requests() {
        let carried =
            ["authorization", "x-transaction-token"].map(|name| request.header(name).map(str::to_owned));
        secrets.extend(
            carried.into_iter().flatten().map(|value| value.trim_start_matches("Bearer ").to_owned()),
        );
    }
    assert!(secrets.len() > 4, "the calls carried tokens: {}", secrets.len());
    for secret in &secrets {
        for spelling in spellings(secret) {
            for (command, output) in &outputs {
                assert!(!output.contains(&spelling), "`{command}` shows {spelling}");
            }
            for (path, text) in files(cli.home()) {
                assert!(
                    path.ends_with("credentials.json") || !text.contains(&spelling),
                    "{path} holds {spelling}"
                );
            }
        }
    }
}

#[test]
fn a_token_is_shown_only_when_asked_for() {
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    let hidden = cli.run_with_login(&["trx-token-link", "--json"]);
    let revealed = cli.run_with_login(&["trx-token-link", "--json", "--reveal"]);
    assert_eq!((hidden.code, revealed.code), (0, 0), "{hidden:?} {revealed:?}");
    assert_eq!(hidden.json().pointer("/data/token"), Some(&json!("***")));
    assert_eq!(
        revealed.json().pointer("/data/token").and_then(|token| token.as_str()).map(str::len),
        Some(36)
    );
}

#[cfg(unix)]
#[test]
fn the_credentials_file_is_private_and_refused_when_others_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    cli.log_in();
    let path = cli.home().join(".config/refacil-pay-cli/credentials.json");
    assert_eq!(fs::metadata(&path).expect("the file").permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("changed");
    let run = cli.run(&["balance", "--json"]);
    assert_ne!(run.code, 0);
    assert!(run.stderr.contains("credentials.json"), "{run:?}");
}

#[test]
fn a_host_that_the_collection_does_not_name_gets_nothing() {
    let cli = Cli::at("https://pay-api.refacil.co.evil.example");
    let run = cli.run_with_login(&["balance", "--json"]);
    assert_eq!((run.code, &run.error()["code"]), (7, &json!("unknown-host")));
}

#[test]
fn a_token_is_not_sent_to_another_address() {
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    cli.log_in();
    let other = pay();
    let mut command = cli.command(&["balance", "--json"]);
    let run = finish(command.env("REFACIL_PAY_CLI_BASE_URL", other.url()));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(other.requests().is_empty());
}

#[test]
fn a_redirect_leads_no_credential_away() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    listener.set_nonblocking(true).expect("set");
    let sandbox = pay();
    let cli = Cli::new(&sandbox);
    for (method, path, command) in [
        ("POST", "/auth/login", &["login"][..]),
        ("POST", "/trx-token/generate", LINK),
        ("POST", "/cash-in/*", LINK),
        ("POST", "/payment/status", &["payment-status", "--reference", "r"]),
        ("GET", "/user-webhooks", &["user-webhooks-get"]),
    ] {
        for code in [301, 302, 303, 307, 308] {
            let headers =
                vec![("location".to_owned(), format!("http://{address}{}", path.trim_end_matches('*')))];
            sandbox.fault(Fault::once(
                method,
                path,
                FaultKind::Status { code, body: String::new(), headers },
            ));
            let run = cli.run_with_login(command);
            assert_ne!(run.code, 0, "{method} {path} {code}: {run:?}");
        }
    }
    thread::sleep(Duration::from_millis(50));
    if let Ok((mut stream, _)) = listener.accept() {
        let mut heard = [0; 512];
        let size = stream.read(&mut heard).unwrap_or_default();
        panic!("the other host heard {:?}", String::from_utf8_lossy(&heard[..size]));
    }
}
