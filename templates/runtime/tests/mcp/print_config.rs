//! What a client's configuration needs.

use serde_json::Value;

use crate::client::{bare, run};

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_login_stands_in_for_every_password() {
    let output = run(&mut bare(), &["print-config", "cursor"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let file: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(file["mcpServers"]["shop"], serde_json::json!({"command": "shop"}));
    let told = stderr(&output);
    assert!(told.contains("shop login --store-credentials") && told.contains("--with-credentials"), "{told}");
}

#[test]
fn a_snippet_names_what_is_required_and_holds_no_value_of_the_environment() {
    let output = run(
        bare().env("SHOP_PASSWORD", "canary-password"),
        &["print-config", "cursor", "--with-credentials"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let file: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let entry = &file["mcpServers"]["shop"];
    assert_eq!(entry["command"], "shop");
    assert_eq!(entry["env"]["SHOP_USERNAME"], "<SHOP_USERNAME>");
    assert_eq!(entry["env"]["SHOP_PASSWORD"], "<SHOP_PASSWORD>");
    assert!(entry["env"].get("SHOP_PARTNER_KEY").is_none(), "optional: {file}");
    assert!(stderr(&output).contains(".cursor/mcp.json"), "{}", stderr(&output));
}

#[test]
fn a_snippet_can_name_the_program_itself_or_a_running_server() {
    let file = |arguments: &[&str]| -> Value {
        let output = run(&mut bare(), arguments);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
    };
    let own = file(&["print-config", "cursor", "--absolute"]);
    let command = own["mcpServers"]["shop"]["command"].as_str().expect("a path").to_owned();
    assert!(std::path::Path::new(&command).is_file(), "{command}");
    let local = file(&["print-config", "vscode", "--http"]);
    assert_eq!(local["servers"]["shop"]["url"], "http://127.0.0.1:3009/mcp");
    let remote = file(&["print-config", "cursor", "--url", "https://mcp.shop.example/mcp"]);
    assert_eq!(remote["mcpServers"]["shop"]["url"], "https://mcp.shop.example/mcp");
    assert_eq!(remote["mcpServers"]["shop"]["headers"]["Authorization"], "Bearer <SHOP_MCP_TOKEN>");
}

#[test]
fn a_token_that_would_travel_in_the_open_is_warned_of() {
    let warns = |url: &str| {
        let output = run(&mut bare(), &["print-config", "cursor", "--url", url]);
        assert_eq!(output.status.code(), Some(0), "{url}");
        stderr(&output).contains("the address is not encrypted")
    };
    assert!(warns("http://mcp.shop.example/mcp") && warns("http://10.0.0.7:3009/mcp"));
    for url in ["https://mcp.shop.example/mcp", "http://127.0.0.1:3009/mcp", "http://localhost:3009/mcp"] {
        assert!(!warns(url), "{url}");
    }
}

#[test]
fn the_list_names_every_client_and_a_mistyped_one_is_helped() {
    let listed = run(&mut bare(), &["print-config", "--list"]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.lines().count() > 10, "{listed}");
    for line in listed.lines() {
        let paths: Vec<&str> = line.rsplit('\t').next().expect("paths").split(", ").collect();
        assert!(paths.iter().all(|path| paths.iter().filter(|other| other == &path).count() == 1), "{line}");
        let name = line.split('\t').next().expect("a name");
        assert_eq!(run(&mut bare(), &["print-config", name]).status.code(), Some(0), "{name}");
    }
    let output = run(&mut bare(), &["print-config", "cursr"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("did you mean cursor?"), "{}", stderr(&output));
    for (wrong, told) in [
        (&["print-config"][..], "the name of a client is missing"),
        (&["print-config", "cursor", "--port"], "\"--port\" cannot be used here"),
        (&["print-config", "cursor", "--url"], "--url needs a value"),
        (&["print-config", "cursor", "--url", "--absolute"], "--url needs a value"),
        (&["print-config", "cursor", "--url", "ftp://x"], "--url=ftp://x cannot be used"),
        (
            &["print-config", "cursor", "--url", "https://user:word@x.example/mcp"],
            "without user and password",
        ),
        (&["print-config", "claude-desktop", "--http"], "cannot name a server"),
    ] {
        let output = run(&mut bare(), wrong);
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert_eq!(output.status.code(), Some(3), "{wrong:?}");
        assert!(output.stdout.is_empty(), "{wrong:?}");
        assert!(!stderr(&output).contains("word@"), "{}", stderr(&output));
    }
}
