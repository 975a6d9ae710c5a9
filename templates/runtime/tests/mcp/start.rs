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

#[cfg(unix)]
#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (policy, tokens) = (path("policy.json"), path("tokens.json"));
    std::fs::write(&policy, r#"{"rules": [{"per_cal": "1", "who": 1}]}"#).expect("written");
    std::fs::write(&tokens, r#"{"tokens": [{"name": "a", "token": "t", "rights": ["all"]}]}"#)
        .expect("written");
    let wrong = [
        ("SHOP_MCP_ENV", "nowhere"),
        ("SHOP_BASE_URL", "https://evil.example"),
        ("SHOP_AUTH_ENDPOINT", "/elsewhere"),
        ("SHOP_PARTNER_KEY", "canary-key"),
        ("SHOP_PARTNER_KEY_FILE", "/nowhere/key"),
        ("SHOP_TOKEN_CACHE_TTL", "soon"),
        ("SHOP_ALLOW_DANGEROUS", "nothing,pay-out,neither"),
        ("SHOP_APPROVAL_SECONDS", "0"),
        ("SHOP_POLICY", policy.as_str()),
        ("SHOP_MCP_TOOLSET", "nobodys"),
        ("SHOP_MCP_EXCLUDE_TOOLS", "pay_ot"),
        ("SHOP_MCP_READ_ONLY", "perhaps"),
        ("SHOP_LOG_LEVEL", "loud"),
        ("SHOP_LOG_FORMAT", "pretty"),
        ("SHOP_HOST", "0.0.0.0"),
        ("SHOP_PORT", "70000"),
        ("SHOP_RATE_LIMIT", "much"),
        ("SHOP_SESSIONS", "some"),
        ("SHOP_MCP_TOKEN", "guess"),
        ("SHOP_MCP_TOKEN_RIGHTS", "read,all,more"),
        ("SHOP_MCP_TOKENS_FILE", tokens.as_str()),
    ];
    let options = ["--http", "--surface", "--prot", "3000", "--names=other"];
    let output = run(bare().envs(wrong), &options);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(3), "{text}");
    for told in [
        "--surface needs a value",
        "\"--prot\" cannot be used here",
        "see shop --help",
        "SHOP_MCP_NAMES=other",
        "not set: SHOP_USERNAME, SHOP_PASSWORD",
        "SHOP_MCP_ENV=nowhere cannot be used: use one of sandbox",
        "SHOP_BASE_URL=https://evil.example",
        "SHOP_AUTH_ENDPOINT=/elsewhere",
        "SHOP_PARTNER_KEY and SHOP_PARTNER_KEY_FILE are both set",
        "SHOP_TOKEN_CACHE_TTL=soon",
        "SHOP_ALLOW_DANGEROUS=nothing",
        "SHOP_ALLOW_DANGEROUS=neither",
        "SHOP_APPROVAL_SECONDS=0",
        "per_cal",
        "who must be a list of texts",
        "SHOP_MCP_TOOLSET=nobodys",
        "SHOP_MCP_EXCLUDE_TOOLS=pay_ot cannot be used: did you mean pay_out?",
        "SHOP_MCP_READ_ONLY=perhaps",
        "SHOP_LOG_LEVEL=loud",
        "SHOP_LOG_FORMAT=pretty",
        "SHOP_PORT=70000",
        "SHOP_RATE_LIMIT=much",
        "SHOP_SESSIONS=some",
        "SHOP_MCP_TOKEN_RIGHTS=all,more",
        "tokens[0]: rights must be",
        "tokens that can be guessed",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    assert!(!text.contains("canary") && !text.contains("3000"), "{text}");
    assert!(!text.contains("must show a token"), "there are tokens: {text}");
}

#[test]
fn a_program_that_reads_the_log_gets_the_problems_as_data() {
    let wrong = [("SHOP_LOG_FORMAT", "json"), ("SHOP_TOKEN_CACHE_TTL", "soon"), ("SHOP_MCP_ENV", "nowhere")];
    let output = run(bare().envs(wrong), &[]);
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert_eq!(text.lines().count(), 1, "{text}");
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((&report["code"], &report["exit_code"]), (&"several-problems".into(), &2.into()));
    let problems = report["problems"].as_array().expect("a list");
    let of = |name: &str| problems.iter().find(|problem| problem["param"] == name).expect(name).clone();
    for name in ["SHOP_USERNAME", "SHOP_PASSWORD"] {
        assert_eq!(of(name)["message"], format!("{name} is not set"));
        assert!(of(name)["hint"].as_str().is_some_and(|hint| hint.contains("shop login")), "{text}");
    }
    for name in ["SHOP_TOKEN_CACHE_TTL", "SHOP_MCP_ENV"] {
        assert_eq!(of(name)["code"], "setting-unusable", "{text}");
    }
    assert_eq!(problems.len(), 4, "{text}");
}

#[test]
fn a_login_that_nobody_can_type_names_what_lacks() {
    let output = run(bare().env("SHOP_USERNAME", "somebody"), &["login", "--console"]);
    let text = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("SHOP_PASSWORD is not set"), "{text}");
    let text = stderr(&run(&mut bare(), &["login", "--console"]));
    assert!(text.contains("SHOP_USERNAME and SHOP_PASSWORD") && !text.contains("is not set"), "{text}");
    for option in ["--env", "--profile"] {
        let output = run(&mut bare(), &["login", option]);
        assert_eq!(output.status.code(), Some(3));
        assert!(stderr(&output).contains(&format!("{option} needs a value")), "{}", stderr(&output));
    }
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
