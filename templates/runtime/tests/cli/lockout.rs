//! Rule K5: two refused logins stop further ones until the configuration changes.

use std::fs;

use serde_json::Value;

use crate::process::{Machine, PASSWORD, answer};
use crate::support::{Reply, Server};

const READ: &[&str] = &["payouts", "search", "--json"];

/// An API that knows one password.
fn knows(password: &'static str) -> Server {
    Server::start(move |request| {
        let known =
            serde_json::from_str::<Value>(&request.body).is_ok_and(|body| body["password"] == password);
        match request.target.as_str() {
            "/auth/login" if !known => Reply::json(401, r#"{"message":"wrong"}"#),
            _ => answer(request),
        }
    })
}

fn logins(server: &Server) -> usize {
    server.calls().iter().filter(|call| *call == "POST /auth/login").count()
}

#[test]
fn a_third_login_is_not_tried_until_the_configuration_changes() {
    let server = knows("right");
    let mut machine = Machine::new(&server.url()).with_login();
    for _ in 0..2 {
        assert_eq!(machine.run(READ).error()["exit_code"], 2);
    }
    // Neither by a command nor by a login that nobody watches.
    for command in [READ, &["login", "--json"]] {
        let error = machine.run(command).error();
        assert_eq!(
            (&error["exit_code"], &error["code"], &error["sent"]),
            (&2.into(), &"login-stopped".into(), &"no".into())
        );
        let hint = error["hint"].as_str().unwrap_or_default();
        assert!(hint.contains("SHOP_PASSWORD") && hint.contains(".shop/logins.json"), "{hint}");
    }
    assert_eq!(logins(&server), 2);
    let kept = fs::read_to_string(machine.home.path().join(".shop/logins.json")).expect("text");
    assert!(!kept.contains(PASSWORD) && !kept.contains("canary"), "{kept}");
    // Another environment is another account.
    assert_eq!(machine.run(&[READ, &["--env", "prod"]].concat()).error()["exit_code"], 2);
    assert_eq!(logins(&server), 3);
    machine.forget("SHOP_PASSWORD");
    let machine = machine.with("SHOP_PASSWORD", "right");
    assert_eq!(machine.run(READ).code, 0);
    assert_eq!(logins(&server), 4);
}

#[test]
fn of_many_processes_at_once_two_try_a_wrong_password() {
    let server = knows("right");
    let machine = Machine::new(&server.url()).with_login();
    let children: Vec<_> = (0..16).map(|_| machine.command(READ).spawn().expect("runs")).collect();
    for child in children {
        assert_eq!(child.wait_with_output().expect("ends").status.code(), Some(2));
    }
    assert_eq!(logins(&server), 2);
}

#[test]
fn a_server_that_does_not_answer_says_nothing_of_the_password() {
    let server = Server::start(|request| match request.target.as_str() {
        "/auth/login" => Reply::Close,
        _ => answer(request),
    });
    let machine = Machine::new(&server.url()).with_login();
    for _ in 0..4 {
        assert_ne!(machine.run(READ).error()["code"], "login-stopped");
    }
    assert!(logins(&server) >= 4);
}

#[test]
fn every_secret_is_taken_from_a_file_too() {
    let server = knows("right");
    let mut machine = Machine::new(&server.url());
    let secrets =
        [("SHOP_USERNAME", "canary-user"), ("SHOP_PASSWORD", "right"), ("SHOP_PARTNER_KEY", "canary-key")];
    for (name, value) in secrets {
        let path = machine.home.path().join(name);
        fs::write(&path, format!("{value}\n")).expect("written");
        machine = machine.with(&format!("{name}_FILE"), &path.display().to_string());
    }
    assert_eq!(machine.run(READ).code, 0);
    assert_eq!(machine.run(&["partner-report", "--json"]).code, 0);
    let received = server.received();
    assert!(received.iter().any(|sent| sent.header("x-partner-key") == Some("canary-key")));
    let path = machine.home.path().join("token");
    fs::write(&path, "canary-token\n").expect("written");
    let machine = machine.with("SHOP_TOKEN_FILE", &path.display().to_string());
    assert_eq!(machine.run(&[READ, &["--env", "sandbox"]].concat()).code, 0);
    let received = server.received();
    assert!(received.iter().any(|sent| sent.header("authorization") == Some("Bearer canary-token")));
    // Both forms at once are a mistake.
    let error = machine.with("SHOP_PARTNER_KEY", "other").run(&["partner-report", "--json"]).error();
    assert_eq!(error["code"], "setting-twice");
}
