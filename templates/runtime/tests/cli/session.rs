//! Sessions of an authorization server: renewed, given, configured, taken back.

use std::fs;
use std::time::Duration;

use codegen_sandbox::{OAUTH_SERVICE_ID, OAUTH_SERVICE_SECRET};

use crate::agent::{arrived, log_in, sandbox, service_token, shows_no_token, with_input};
use crate::process::Machine;

const MERCHANT: &[&str] = &["merchant", "--json"];
/// The sandbox's access tokens have ended after this time; the programs' own clock does not move.
const AGE: Duration = Duration::from_secs(15 * 60);

#[test]
fn sixteen_processes_renew_once() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url());
    log_in(&machine).data();
    sandbox.advance_clock(AGE);
    let children: Vec<_> = (0..16).map(|_| machine.command(MERCHANT).spawn().expect("runs")).collect();
    for child in children {
        let ran = crate::process::Ran::from(child.wait_with_output().expect("ends"));
        shows_no_token(&machine, &ran);
        ran.data();
    }
    assert_eq!(arrived(&sandbox, "/oauth/token"), 2, "one for the code, one for the refresh token");
    sandbox.advance_clock(AGE);
    machine.run(MERCHANT).data();
    assert_eq!(arrived(&sandbox, "/oauth/token"), 3, "the new refresh token was kept");
}

#[test]
fn a_refused_refresh_token_is_never_shown_again() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url());
    log_in(&machine).data();
    sandbox.reset().expect("reset");
    let error = machine.run(MERCHANT).error();
    assert_eq!((&error["exit_code"], &error["code"]), (&2.into(), &"invalid_grant".into()));
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("cloud login")), "{error}");
    assert_eq!(arrived(&sandbox, "/oauth/token"), 1);
    let error = machine.run(MERCHANT).error();
    assert_eq!((&error["exit_code"], &error["code"]), (&2.into(), &"not-logged-in".into()));
    assert_eq!(arrived(&sandbox, "/oauth/token"), 1);
    assert_eq!(machine.run(&["whoami", "--json"]).data()["authenticated"], false);
}

#[test]
fn a_configured_client_needs_no_login_and_leaves_nothing() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url())
        .with("CLOUD_CLIENT_ID", OAUTH_SERVICE_ID)
        .with("CLOUD_CLIENT_SECRET", OAUTH_SERVICE_SECRET);
    let ran = machine.run(MERCHANT);
    assert!(!ran.stdout.contains(OAUTH_SERVICE_SECRET) && !ran.stderr.contains(OAUTH_SERVICE_SECRET));
    ran.data();
    assert!(!machine.credentials().exists());
    let machine = machine.with("CLOUD_CLIENT_SECRET", "wrong-secret-canary");
    let ran = machine.run(MERCHANT);
    assert!(!ran.stderr.contains("canary"), "{ran:?}");
    assert_eq!((ran.code, ran.error()["code"].as_str()), (2, Some("invalid_client")));
}

#[test]
fn a_token_on_standard_input_is_proven_before_it_is_kept() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url());
    let token = service_token(&sandbox);
    let login = ["login", "--stdin", "--env", "sandbox", "--json"];
    let unsaid = with_input(&machine, &["login", "--stdin", "--json"], &token).error();
    assert_eq!((&unsaid["exit_code"], &unsaid["code"]), (&3.into(), &"token-without-environment".into()));
    for (input, exit) in [("", 3), ("two words", 3), ("made-up-token-0123456789", 2)] {
        let ran = with_input(&machine, &login, input);
        assert!(input.is_empty() || !ran.stderr.contains(input), "{ran:?}");
        assert_eq!(ran.error()["exit_code"], exit, "{input}");
    }
    assert!(!machine.credentials().exists());
    let ran = with_input(&machine, &login, &format!("{token}\r\n"));
    shows_no_token(&machine, &ran);
    let done = ran.data();
    assert_eq!((&done["method"], &done["expires_at"]), (&"token".into(), &serde_json::Value::Null));
    machine.run(MERCHANT).data();
    // The same profile in the other environment belongs to the same account.
    let kept = fs::read_to_string(machine.credentials()).expect("text");
    let account = done["account"].as_str().expect("an account");
    fs::write(machine.credentials(), kept.replace(account, "Somebody else")).expect("written");
    let other = with_input(&machine, &login, &token).error();
    assert_eq!((&other["exit_code"], &other["code"]), (&2.into(), &"wrong-account".into()));
    with_input(&machine, &["login", "--stdin", "--env", "sandbox", "--profile", "b", "--json"], &token)
        .data();
}

#[test]
fn a_token_in_a_variable_serves_one_named_environment_and_is_not_renewed() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url()).with("CLOUD_TOKEN", &service_token(&sandbox));
    let unsaid = machine.run(MERCHANT).error();
    assert_eq!((&unsaid["exit_code"], &unsaid["code"]), (&3.into(), &"token-without-environment".into()));
    let machine = machine.with("CLOUD_ENV", "sandbox");
    machine.run(MERCHANT).data();
    let me = machine.run(&["whoami", "--json"]).data();
    assert_eq!((&me["authenticated"], &me["tokenSource"]), (&true.into(), &"variable".into()));
    sandbox.advance_clock(AGE);
    let ended = machine.run(MERCHANT).error();
    assert_eq!((&ended["exit_code"], &ended["code"]), (&2.into(), &"token-refused".into()));
    assert!(!machine.credentials().exists());
    assert_eq!(arrived(&sandbox, "/oauth/token"), 1);
}

#[test]
fn logging_out_takes_the_tokens_back() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url());
    log_in(&machine).data();
    assert_eq!(machine.run(&["logout", "--dry-run", "--json"]).data()["logged_out"], false);
    assert_eq!(sandbox.state()["oauth"]["access_tokens"], 1);
    let ran = machine.run(&["logout", "--json"]);
    let done = ran.data();
    assert_eq!((&done["logged_out"], &done["revoked"]), (&true.into(), &true.into()));
    assert_eq!(sandbox.state()["oauth"]["access_tokens"], 0);
    assert_eq!(machine.run(&["logout", "--json"]).data()["logged_out"], false);

    let token = service_token(&sandbox);
    for profile in ["a", "b"] {
        let login = ["login", "--stdin", "--env", "sandbox", "--profile", profile, "--json"];
        with_input(&machine, &login, &token).data();
    }
    let done = machine.run(&["logout", "--all", "--json"]).data();
    assert_eq!(done["sessions"].as_array().map(Vec::len), Some(2));
    assert_eq!(machine.run(&["whoami", "--profile", "a", "--json"]).data()["authenticated"], false);
}

#[test]
fn a_server_that_is_gone_keeps_nobody_from_logging_out() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url());
    log_in(&machine).data();
    drop(sandbox);
    let ran = machine.run(&["logout", "--json"]);
    assert!(ran.stderr.contains("warning"), "{ran:?}");
    assert_eq!(ran.data()["revoked"], false);
    assert_eq!(machine.run(&["whoami", "--json"]).data()["authenticated"], false);
}

#[test]
fn the_page_for_new_accounts_is_shown_where_there_is_one() {
    let machine = Machine::cloud("http://127.0.0.1:9");
    let shown = machine.run(&["register", "--json"]).data();
    assert_eq!(
        (&shown["url"], &shown["opened"]),
        (&"https://sandbox.cloud.example/join".into(), &false.into())
    );
    let machine = Machine::cloud("http://127.0.0.1:9");
    assert_eq!(machine.run(&["register", "--env", "prod", "--json"]).error()["code"], "no-sign-up-page");
}

#[cfg(target_os = "linux")]
mod at_a_terminal {
    use codegen_sandbox::{PAY_PASSWORD, PAY_USER};

    use super::*;
    use crate::terminal::Terminal;

    #[test]
    fn a_kept_password_renews_the_session() {
        let sandbox = sandbox();
        let machine = Machine::cloud(sandbox.url()).with("TEST_API", "bank");
        let mut terminal = Terminal::start(&machine, "cloud login --store-credentials --env sandbox");
        terminal.answer("username: ", &format!("{PAY_USER}\n"));
        terminal.answer_unseen("password: ", &format!("{PAY_PASSWORD}\n"));
        let (code, seen) = terminal.end();
        assert_eq!(code, 0, "{seen}");
        sandbox.advance_clock(Duration::from_secs(2 * 60 * 60));
        let ran = machine.run(MERCHANT);
        assert!(!ran.stdout.contains(PAY_PASSWORD) && !ran.stderr.contains(PAY_PASSWORD), "{ran:?}");
        ran.data();
        assert_eq!(arrived(&sandbox, "/auth/login"), 2);
        machine.run(&["logout", "--json"]).data();
        assert!(!fs::read_to_string(machine.credentials()).expect("text").contains(PAY_PASSWORD));
    }

    #[test]
    fn who_has_no_account_is_shown_where_to_make_one() {
        let sandbox = sandbox();
        let machine = Machine::cloud(sandbox.url());
        let mut terminal = Terminal::start(&machine, "cloud login");
        terminal.answer("Environment (sandbox, prod) [sandbox]: ", "\n");
        terminal.answer("Do you have an account at Cloud (sandbox)? [Y/n] ", "n\n");
        let (code, seen) = terminal.end();
        assert!(code == 0 && seen.contains("https://sandbox.cloud.example/join"), "{seen}");
        assert!(sandbox.requests().is_empty());
    }
}
