//! Login in a browser, up to the page that it ends with.

use std::net::TcpStream;

use crate::agent::{Waiting, arrived, decide, get, log_in, post, sandbox, shows_no_token};
use crate::process::Machine;

const MERCHANT: &[&str] = &["merchant", "--json"];

#[test]
fn a_person_agrees_and_the_session_serves_calls() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url());
    let waiting = Waiting::start(&machine, &["login", "--json"]);
    let (port, back) = (waiting.port(), decide(&waiting.page, "approve"));
    let here = format!("http://127.0.0.1:{port}");
    assert_eq!(get(&format!("{here}/favicon.ico")).status, 404);
    assert_eq!(get(&format!("{here}/callback?code=x&state=wrong")).status, 400);
    assert_eq!(post(back.as_str(), &[]).status, 405);
    let _silent = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    let page = get(back.as_str());
    assert!(page.status == 200 && page.body.contains("data-result=\"success\""), "{page:?}");
    for header in ["default-src 'none'", "no-referrer", "no-store"] {
        assert!(page.headers.contains(header), "{header} in {}", page.headers);
    }
    let ran = waiting.end();
    shows_no_token(&machine, &ran);
    let done = ran.data();
    assert_eq!((&done["logged_in"], &done["method"]), (&true.into(), &"browser".into()));
    assert!(done["account"].as_str().is_some_and(|account| !account.is_empty()), "{done}");
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "the listener is closed");
    assert_eq!(arrived(&sandbox, "/oauth/token"), 1);

    let me = machine.run(&["whoami", "--json"]).data();
    assert_eq!((&me["authenticated"], &me["tokenSource"]), (&true.into(), &"file".into()));
    assert_eq!((&me["method"], &me["renewable"]), (&"browser".into(), &true.into()));
    assert_eq!((&me["expires_at"], &me["account"]), (&done["expires_at"], &done["account"]));
    machine.run(MERCHANT).data();
    assert_eq!(arrived(&sandbox, "/oauth/token"), 1);
}

#[test]
fn the_server_that_builds_the_address_itself_is_told_a_port_only() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url()).with("TEST_API", "bank");
    log_in(&machine).data();
    machine.run(MERCHANT).data();
    assert!(sandbox.requests().iter().all(|request| !request.text().contains("redirect_uri")));
}

#[test]
fn a_no_and_a_broken_exchange_keep_nothing_and_say_so_in_the_browser() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url());
    let waiting = Waiting::start(&machine, &["login", "--json"]);
    assert!(get(decide(&waiting.page, "deny").as_str()).body.contains("data-result=\"denied\""));
    let error = waiting.end().error();
    assert_eq!((&error["exit_code"], &error["code"]), (&2.into(), &"access_denied".into()));
    assert_eq!(arrived(&sandbox, "/oauth/token"), 0);

    let waiting = Waiting::start(&machine, &["login", "--json"]);
    let back = decide(&waiting.page, "approve");
    // Somebody was faster with the code, or it took too long.
    sandbox.advance_clock(std::time::Duration::from_secs(61));
    assert!(get(back.as_str()).body.contains("data-result=\"failed\""));
    let error = waiting.end().error();
    assert_eq!((&error["exit_code"], &error["code"]), (&2.into(), &"invalid_grant".into()));
    assert!(!machine.credentials().exists());
}

#[test]
fn an_interrupted_login_ends_at_once_and_keeps_nothing() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url());
    let waiting = Waiting::start(&machine, &["login", "--json"]);
    waiting.interrupt();
    assert_eq!(waiting.end().code, 130);
    assert!(!machine.credentials().exists());
}

#[test]
fn the_browser_of_the_variable_gets_the_page() {
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url());
    let seen = machine.home.path().join("seen");
    let script = machine.home.path().join("browser");
    std::fs::write(&script, format!("#!/bin/sh\necho \"$@\" > {}\n", seen.display())).expect("written");
    let machine = machine.with("BROWSER", &format!("/no/such/browser:sh {} --new %s", script.display()));
    let waiting = Waiting::start(&machine, &["login", "--json"]);
    get(decide(&waiting.page, "approve").as_str());
    let page = waiting.page.to_string();
    waiting.end().data();
    assert_eq!(std::fs::read_to_string(seen).expect("it ran").trim(), format!("--new {page}"));
}
