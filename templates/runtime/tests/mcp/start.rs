//! How the server starts, and why it does not.

use serde_json::Value;

use crate::api::FakeApi;
use crate::client::{bare, command, run};

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn all_missing_variables_are_named_at_once() {
    let output = run(&mut bare(), &[]);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(text.contains("SHOP_USERNAME, SHOP_PASSWORD"), "{text}");
    assert!(text.contains("_FILE"), "{text}");
    assert!(output.stdout.is_empty());
    // A system may set the user's name by itself.
    let text = stderr(&run(bare().env("SHOP_USERNAME", "somebody"), &[]));
    assert!(text.contains("not set: SHOP_PASSWORD"), "{text}");
}

#[test]
fn version_and_help_need_no_configuration() {
    let output = run(&mut bare(), &["--version", "--json"]);
    let version: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(version["name"], "shop");
    assert_eq!(version["collection"], "shop.postman_collection.json");
    let help = run(&mut bare(), &["--help"]);
    let help = String::from_utf8_lossy(&help.stdout);
    for name in ["SHOP_PASSWORD", "SHOP_PARTNER_KEY", "SHOP_ALLOW_DANGEROUS", "SHOP_PORT", "--http"] {
        assert!(help.contains(name), "{name}: {help}");
    }
    assert_eq!(run(&mut bare(), &["--port"]).status.code(), Some(3));
}

#[test]
fn a_file_of_the_working_folder_sets_harmless_variables_only() {
    let api = FakeApi::usual();
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!(
        "SHOP_BASE_URL={}\nSHOP_USERNAME=u\nSHOP_PASSWORD='p#1'\nSHOP_ALLOW_DANGEROUS=nothing\nSHOP_TOKEN_CACHE_TTL=soon\n",
        api.url()
    );
    std::fs::write(folder.path().join(".env"), file).expect("written");
    let untrusted = run(bare().current_dir(folder.path()), &[]);
    assert_eq!(untrusted.status.code(), Some(2), "{}", stderr(&untrusted));
    assert!(stderr(&untrusted).contains("SHOP_ENV_FILE=.env reads all of it"), "{}", stderr(&untrusted));
    // What is harmless is taken, mistakes included; what is named is taken whole.
    let harmless = run(command(&api, &[]).current_dir(folder.path()), &[]);
    assert!(stderr(&harmless).contains("SHOP_TOKEN_CACHE_TTL=soon"), "{}", stderr(&harmless));
    let named = run(bare().current_dir(folder.path()).env("SHOP_ENV_FILE", ".env"), &[]);
    assert!(stderr(&named).contains("SHOP_TOKEN_CACHE_TTL=soon"), "{}", stderr(&named));
    let own = run(
        bare().current_dir(folder.path()).env("SHOP_ENV_FILE", ".env").env("SHOP_TOKEN_CACHE_TTL", "60"),
        &[],
    );
    assert!(stderr(&own).contains("SHOP_ALLOW_DANGEROUS=nothing"), "{}", stderr(&own));
    assert!(api.all().is_empty());
}

#[test]
fn log_lines_are_data_where_that_is_wanted_and_as_many_as_wanted() {
    let api = FakeApi::usual();
    let lines = |more: &[(&str, &str)]| {
        let output = run(&mut command(&api, more), &[]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        stderr(&output).lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = lines(&[("SHOP_LOG_FORMAT", "json")]);
    assert!(!all.is_empty());
    for line in &all {
        let entry: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        assert!(entry["level"].is_string() && entry["timestamp"].is_string(), "{line}");
    }
    let few = lines(&[("SHOP_LOG_FORMAT", "json"), ("SHOP_LOG_LEVEL", "error")]);
    assert!(few.len() < all.len(), "{few:?}");
    assert_eq!(run(&mut command(&api, &[("SHOP_LOG_LEVEL", "loud")]), &[]).status.code(), Some(3));
}

#[test]
fn credentials_go_nowhere_else() {
    let api = FakeApi::usual();
    let start = |name: &str, value: &str| run(command(&api, &[]).env(name, value), &[]);
    let elsewhere = start("SHOP_BASE_URL", "https://evil.example");
    assert_eq!(elsewhere.status.code(), Some(7), "{}", stderr(&elsewhere));
    assert!(stderr(&elsewhere).contains("https://sandbox.shop.example"), "{}", stderr(&elsewhere));
    let route = start("SHOP_AUTH_ENDPOINT", "/elsewhere");
    assert_eq!(route.status.code(), Some(3), "{}", stderr(&route));
    assert!(stderr(&route).contains("/auth/login"));
    assert_eq!(start("SHOP_AUTH_ENDPOINT", "/auth/login").status.code(), Some(0));
    assert_eq!(start("SHOP_TOKEN_CACHE_TTL", "soon").status.code(), Some(3));
    for name in ["*", "pay_outs"] {
        assert_eq!(start("SHOP_ALLOW_DANGEROUS", name).status.code(), Some(3));
    }
    assert!(api.all().is_empty());
}

#[test]
fn an_open_server_needs_a_real_token() {
    let api = FakeApi::usual();
    let start = |token: &str| {
        let more = [("SHOP_HOST", "0.0.0.0"), ("SHOP_MCP_TOKEN", token), ("SHOP_PORT", "0")];
        run(&mut command(&api, &more), &["--http"])
    };
    assert_eq!(start("").status.code(), Some(2));
    for token in [
        "short",
        "c0ffee00c0ffee00c0ffee00",
        "mcp-secret-token-shop",
        "your-secret-token-here-1".trim_end_matches("-here-1"),
    ] {
        let output = start(token);
        assert_eq!(output.status.code(), Some(3), "{token}: {}", stderr(&output));
        assert!(!stderr(&output).contains(token) || token == "short", "{}", stderr(&output));
    }
}

#[test]
fn a_taken_port_is_named() {
    let api = FakeApi::usual();
    let url = api.url();
    let port = url.rsplit(':').next().expect("a port");
    let output = run(&mut command(&api, &[("SHOP_PORT", port)]), &["--http"]);
    assert_eq!(output.status.code(), Some(6));
    assert!(stderr(&output).contains(&format!("SHOP_PORT={port}")), "{}", stderr(&output));
}

#[test]
fn the_log_tells_what_is_missing_and_no_secret() {
    let api = FakeApi::usual();
    let output = run(&mut command(&api, &[]), &[]);
    assert_eq!(output.status.code(), Some(0));
    let text = stderr(&output);
    assert!(text.contains("partner_report is not offered: set SHOP_PARTNER_KEY"), "{text}");
    assert!(text.contains("SHOP_ALLOW_DANGEROUS"), "{text}");
    assert!(!text.contains("canary"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_file_of_tokens_tells_all_of_its_problems_at_once() {
    use std::os::unix::fs::PermissionsExt;
    let api = FakeApi::usual();
    let file = tempfile::NamedTempFile::new().expect("a file");
    let path = file.path().display().to_string();
    let start = |text: &str| {
        std::fs::write(file.path(), text).expect("written");
        stderr(&run(&mut command(&api, &[("SHOP_MCP_TOKENS_FILE", &path), ("SHOP_PORT", "0")]), &["--http"]))
    };
    let text = start(
        r#"{"tokens": [
            {"name": "a b", "token": "canary-token", "rights": ["read"]},
            {"name": "ana", "sha256": "12", "rights": ["read"]},
            {"name": "ben", "token": "t-1", "rights": ["all"], "secret_ids": ["nowhere"], "admin": true},
            {"name": "ben", "token": "canary-token", "rights": ["read"]}],
          "accounts": {"north": {"USERNAME": "n", "BASE_URL": "https://evil.example"}}, "more": 1}"#,
    );
    for problem in [
        "\"more\" is not known",
        "accounts.north: SHOP_BASE_URL is no variable of the credentials",
        "accounts.north: SHOP_PASSWORD is missing",
        "tokens[0]: name must be",
        "tokens[1]: needs token, or sha256",
        "tokens[2]: \"admin\" is not known",
        "tokens[2]: rights must be",
        "tokens[2]: secret_ids: there is no account \"nowhere\"",
        "the name \"ben\" is taken",
        "the token of \"ben\" is also another's",
    ] {
        assert!(text.contains(problem), "{problem} in {text}");
    }
    assert!(!text.contains("canary"), "{text}");
    let text = start("{\"tokens\": [\"canary");
    assert!(text.contains("line 1 is no JSON") && !text.contains("canary"), "{text}");
    let writable = std::fs::Permissions::from_mode(0o666);
    std::fs::set_permissions(file.path(), writable).expect("permissions");
    let text = start("{}");
    assert!(text.contains("others may write it"), "{text}");
}
