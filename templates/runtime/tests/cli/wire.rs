//! What is told of the wire, and what keeps it safe.

use serde_json::Value;

use crate::process::{Machine, PASSWORD, PAY_OUT, Ran, SESSION, TRANSACTION, answer, api};
use crate::support::{Reply, Server};

#[test]
fn verbose_tells_every_request_without_its_secrets() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let ran = machine.run(&[&PAY_OUT[..PAY_OUT.len() - 1], &["--verbose"]].concat());
    assert_eq!(ran.code, 0, "{ran:?}");
    for text in
        ["> POST http://", "/payouts", "> authorization: Bearer <login>", "< HTTP 200 after ", " bytes"]
    {
        assert!(ran.stderr.contains(text), "{text} in {}", ran.stderr);
    }
    for secret in [PASSWORD, SESSION, TRANSACTION] {
        assert!(!ran.stderr.contains(secret) && !ran.stdout.contains(secret), "{ran:?}");
    }
}

#[test]
fn verbose_for_a_program_is_json_line_by_line() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let lines = |ran: &Ran| -> Vec<Value> {
        ran.stderr.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect()
    };
    let ran = machine.run(&[PAY_OUT, &["-v"]].concat());
    ran.data();
    let events: Vec<_> = lines(&ran).iter().map(|line| line["event"].clone()).collect();
    assert_eq!(events, ["request", "answer", "request", "answer"]);
    for secret in [PASSWORD, SESSION, TRANSACTION] {
        assert!(!ran.stderr.contains(secret), "{ran:?}");
    }
    let refusing = Server::start(|request| match request.target.as_str() {
        "/payouts" => Reply::json(409, r#"{"statusCode":409,"message":"Duplicado"}"#),
        _ => answer(request),
    });
    let ran = Machine::new(&refusing.url()).with_login().run(&[PAY_OUT, &["-v"]].concat());
    assert_eq!(lines(&ran).last().expect("the error")["exit_code"], 8, "{ran:?}");
}

#[test]
fn a_time_limit_holds_for_the_answer() {
    let server = Server::start(|request| match request.target.as_str() {
        "/payouts" | "/payouts/r" => Reply::Hang,
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login();
    let read = machine.run(&["payouts", "status", "--reference", "r", "--timeout", "1s", "--json"]).error();
    assert_eq!((&read["exit_code"], &read["code"]), (&6.into(), &"timeout".into()));
    assert_eq!(read["message"], "no answer within 1 seconds");
    // What has left may have been done.
    let ran = machine.run(&[PAY_OUT, &["--timeout", "1s"]].concat());
    assert_eq!(ran.error()["exit_code"], 10);
    let plan = machine.run(&[PAY_OUT, &["--dry-run", "--timeout", "2m"]].concat()).data();
    assert_eq!(plan["timeout_ms"], 120_000);
    assert_eq!(machine.run(&[PAY_OUT, &["--timeout", "0"]].concat()).error()["exit_code"], 3);
    assert!(machine.run(&["pay-out", "--help"]).stdout.contains("such as 20s or 2m; else 2s"));
    let generic = machine.run(&["get", "/payouts/r", "--timeout", "1s", "--json"]).error();
    assert_eq!(generic["code"], "timeout");
}

#[test]
fn a_message_fits_the_terminal_and_a_command_stays_whole() {
    let server = Server::start(|request| match request.target.as_str() {
        "/payouts" => Reply::Close,
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login().with("COLUMNS", "40");
    let ran = machine.run(&PAY_OUT[..PAY_OUT.len() - 1]);
    let (command, rest): (Vec<&str>, _) = ran.stderr.lines().partition(|line| line.starts_with("find out:"));
    assert_eq!(command, ["find out: shop payouts status --reference 'r 1'"]);
    assert!(rest.iter().all(|line| line.chars().count() <= 40), "{ran:?}");
}

#[test]
fn checks_of_certificates_stay_on() {
    let server = api();
    for (name, value) in [
        ("NODE_TLS_REJECT_UNAUTHORIZED", "0"),
        ("CURL_INSECURE", "1"),
        ("PYTHONHTTPSVERIFY", "0"),
        ("SHOP_INSECURE", "true"),
    ] {
        let machine = Machine::new(&server.url()).with_login().with(name, value);
        let error = machine.run(PAY_OUT).error();
        assert_eq!((&error["exit_code"], &error["code"]), (&7.into(), &"insecure-tls".into()), "{name}");
        assert!(error["message"].as_str().is_some_and(|text| text.contains(name)), "{error}");
        assert_eq!(machine.run(&["login", "--json"]).error()["code"], "insecure-tls");
    }
    let machine = Machine::new(&server.url()).with_login().with("NODE_TLS_REJECT_UNAUTHORIZED", "1");
    for flag in ["--insecure", "-k"] {
        let error = machine.run(&[PAY_OUT, &[flag]].concat()).error();
        assert_eq!(error["exit_code"], 3);
        assert!(error["message"].as_str().is_some_and(|text| text.contains("SSL_CERT_FILE")), "{error}");
    }
    assert!(server.received().is_empty());
    machine.run(&["payouts", "search", "--json"]).data();
}
