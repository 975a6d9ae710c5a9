//! Sessions: got, kept, shown, forgotten.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::process::{Machine, PASSWORD, SESSION, api};
use crate::support::{Reply, Server};

#[test]
fn a_login_waits_no_longer_than_it_is_told() {
    let server = Server::start(|_| Reply::Hang);
    let machine = Machine::new(&server.url()).with_login();
    let error = machine.run(&["login", "--timeout", "1s", "--json"]).error();
    assert!(error["message"].as_str().is_some_and(|text| text.contains("within 1s")), "{error}");
}

#[test]
fn a_login_is_kept_shown_and_forgotten() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let done = machine.run(&["login", "--json"]).data();
    assert_eq!(
        (&done["logged_in"], &done["env"], &done["profile"]),
        (&true.into(), &"sandbox".into(), &"default".into())
    );
    let sent: serde_json::Value = serde_json::from_str(&server.received()[0].body).expect("JSON");
    assert_eq!(sent["password"], PASSWORD);
    let mode = |path: &std::path::Path| fs::metadata(path).expect("it exists").permissions().mode() & 0o777;
    assert_eq!(mode(&machine.credentials()), 0o600);
    assert_eq!(mode(machine.credentials().parent().expect("a folder")), 0o700);
    let me = machine.run(&["whoami", "--json"]).data();
    assert_eq!((&me["authenticated"], &me["tokenSource"]), (&true.into(), &"file".into()));
    assert_eq!((&me["host"], &me["expires_at"]), (&server.url().into(), &done["expires_at"]));
    assert_eq!(machine.run(&["whoami", "--env", "prod", "--json"]).data()["authenticated"], false);
    assert_eq!(machine.run(&["whoami", "--profile", "other", "--json"]).data()["authenticated"], false);
    assert_eq!(machine.run(&["logout", "--dry-run", "--json"]).data()["logged_out"], false);
    assert_eq!(machine.run(&["logout", "--json"]).data()["logged_out"], true);
    assert_eq!(machine.run(&["whoami", "--json"]).data()["authenticated"], false);
    assert!(!fs::read_to_string(machine.credentials()).expect("text").contains(SESSION));
    assert_eq!(server.calls(), ["POST /auth/login"]);
}

#[test]
fn a_kept_session_serves_later_calls() {
    let server = api();
    let url = server.url();
    let machine = Machine::new(&url).with_login();
    machine.run(&["login", "--json"]).data();
    for _ in 0..2 {
        machine.run(&["payouts", "status", "--reference", "r", "--json"]).data();
    }
    assert_eq!(server.calls(), ["POST /auth/login", "GET /payouts/r", "GET /payouts/r"]);
    let bearer = format!("Bearer {SESSION}");
    assert_eq!(server.received()[1].header("authorization"), Some(bearer.as_str()));
}

#[test]
fn nobody_is_asked_without_a_terminal() {
    let server = api();
    let machine = Machine::new(&server.url());
    for arguments in [&["login", "--json"][..], &["payouts", "status", "--reference", "r", "--json"]] {
        let error = machine.run(arguments).error();
        assert_eq!((&error["exit_code"], &error["code"]), (&2.into(), &"not-logged-in".into()));
        let hint = error["hint"].as_str().unwrap_or_default();
        assert_eq!(hint, "log in: shop login (without a terminal set SHOP_USERNAME and SHOP_PASSWORD)");
    }
    let error = machine.run(&[
        "payouts",
        "status",
        "--reference",
        "r",
        "--json",
        "--env",
        "prod",
        "--profile",
        "till",
    ]);
    assert!(error.stderr.contains("shop login --env prod --profile till"), "{error:?}");
    // One of two variables is no login: some systems set a user's name themselves.
    assert_eq!(Machine::new(&server.url()).with("SHOP_USERNAME", "me").run(&["login"]).code, 2);
    assert!(server.received().is_empty());
}

#[test]
fn a_login_may_lie_in_files() {
    let server = api();
    let machine = Machine::new(&server.url()).with("SHOP_USERNAME", "me");
    let secret = machine.home.path().join("password");
    fs::write(&secret, format!("{PASSWORD}\n")).expect("written");
    let machine = machine.with("SHOP_PASSWORD_FILE", &secret.display().to_string());
    machine.run(&["login", "--json"]).data();
    assert!(server.received()[0].body.contains("Canary-Pa55word"));
}

#[test]
fn a_refused_login_is_a_matter_of_authentication() {
    let server = Server::start(|_| Reply::json(400, r#"{"statusCode":"12","message":"Usuario inválido"}"#));
    let error = Machine::new(&server.url()).with_login().run(&["login", "--json"]).error();
    assert_eq!((&error["exit_code"], &error["message"]), (&2.into(), &"Usuario inválido".into()));
    assert_eq!(server.received().len(), 1);
}

#[test]
fn an_exposed_or_broken_file_is_refused_and_stays() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    machine.run(&["login", "--json"]).data();
    let path = machine.credentials();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("changed");
    let status: &[&str] = &["payouts", "status", "--reference", "r", "--json"];
    for arguments in [status, &["whoami", "--json"], &["login", "--json"], &["logout", "--json"]] {
        let error = machine.run(arguments).error();
        assert_eq!(
            (&error["exit_code"], &error["code"]),
            (&7.into(), &"credentials-exposed".into()),
            "{arguments:?}"
        );
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("changed");
    for text in ["", "{\"default\":{\"tok", "{\"format\":2,\"sessions\":[]}"] {
        fs::write(&path, text).expect("written");
        for arguments in [status, &["whoami", "--json"], &["login", "--json"], &["logout", "--json"]] {
            let error = machine.run(arguments).error();
            assert_eq!(error["code"], "credentials-broken", "{arguments:?} {text}");
            assert!(error["message"].as_str().is_some_and(|message| message.contains("credentials.json")));
        }
        assert_eq!(fs::read_to_string(&path).expect("text"), text);
    }
    assert_eq!(server.calls(), ["POST /auth/login"], "no password leaves before the store is known to work");
}

#[test]
fn sessions_of_an_earlier_program_are_told_of_and_stay_as_they_are() {
    let server = api();
    let mut machine = Machine::new(&server.url());
    let (path, theirs) = (machine.credentials(), "{\"default\": {\"token\": \"theirs\"}}\n");
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(&path, theirs).expect("written");
    let status: &[&str] = &["payouts", "status", "--reference", "r", "--json"];
    let error = machine.run(status).error();
    let hint = error["hint"].as_str().unwrap_or_default();
    assert!(
        error["exit_code"] == 2 && hint.contains("shop login") && hint.contains("another program's"),
        "{error}"
    );
    machine = machine.with_login();
    machine.run(&["login", "--json"]).data();
    assert_eq!(machine.run(status).code, 0);
    machine.run(&["reset", "--yes", "--json"]).data();
    assert_eq!(fs::read_to_string(&path).expect("theirs"), theirs);
}

#[test]
fn parallel_logins_lose_nothing() {
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    let profiles: Vec<String> = (0..64).map(|at| format!("p{at}")).collect();
    let children: Vec<_> = profiles
        .iter()
        .map(|profile| machine.command(&["login", "--profile", profile]).spawn().expect("runs"))
        .collect();
    for child in children {
        assert!(child.wait_with_output().expect("ends").status.success());
    }
    let text = fs::read_to_string(machine.credentials()).expect("text");
    let kept: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(kept["sessions"].as_array().map(Vec::len), Some(64));
    for profile in profiles {
        assert!(text.contains(&format!("\"{profile}\"")));
    }
}
