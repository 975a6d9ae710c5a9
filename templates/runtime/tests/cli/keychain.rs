//! Sessions in the keychain of the system: a real Secret Service, a locked one, a silent one, none.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use codegen_sandbox::{PAY_PASSWORD, PAY_USER};
use serde_json::json;

use crate::agent::{arrived, log_in, sandbox};
use crate::desktop::{Desktop, on};
use crate::process::{Machine, PASSWORD, PAY_OUT, Ran, SESSION, api};
use crate::secrets::files;
use crate::terminal::Terminal;

const STATUS: &[&str] = &["payouts", "status", "--reference", "r", "--json"];

/// The files below a home that hold this text.
fn holding(machine: &Machine, secret: &str) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| String::from_utf8_lossy(&fs::read(path).expect("read")).contains(secret);
    files(machine.home.path()).into_iter().filter(holds).collect()
}

fn source(machine: &Machine) -> String {
    let me = machine.run(&["whoami", "--json"]).data();
    format!("{} {} {}", me["authenticated"], me["tokenSource"], me["keychainAvailable"])
}

#[test]
fn a_session_lies_in_the_keychain_and_in_no_file() {
    let Some(desktop) = Desktop::with_keychain() else { return };
    let server = api();
    let machine = desktop.machine(Machine::new(&server.url()).with_login());
    let ran = machine.run(&["login", "--json"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert_eq!(source(&machine), r#"true "keychain" true"#);
    let slots = desktop.slots("shop");
    assert_eq!(slots.len(), 1, "the probe left nothing: {slots:?}");
    assert!(slots[0].starts_with(&format!("sandbox {}", server.url())), "{slots:?}");
    assert_eq!(desktop.secret("shop", &slots[0])["token"], SESSION);
    assert_eq!(machine.run(STATUS).code, 0);
    machine.run(PAY_OUT).data();
    assert_eq!(holding(&machine, SESSION), Vec::<PathBuf>::new());
    assert!(machine.run(&["doctor", "--json"]).stdout.contains("the Secret Service keeps secrets"));

    machine.run(&["profile", "rename", "default", "till", "--json"]).data();
    let machine = machine.with("SHOP_PROFILE", "till");
    assert_eq!(source(&machine), r#"true "keychain" true"#);
    assert_eq!(machine.run(&["logout", "--json"]).data()["logged_out"], true);
    assert!(desktop.slots("shop").is_empty());
    machine.run(&["login", "--json"]).data();
    machine.run(&["reset", "--yes", "--json"]).data();
    assert!(desktop.slots("shop").is_empty());
    assert_eq!(server.calls().iter().filter(|call| *call == "POST /auth/login").count(), 2);
}

#[test]
fn a_session_moves_with_the_users_wish() {
    let Some(desktop) = Desktop::with_keychain() else { return };
    let server = api();
    let machine = Machine::new(&server.url()).with_login();
    machine.run(&["login", "--json"]).data();
    let machine = desktop.machine(machine);
    assert_eq!(source(&machine), r#"true "file" true"#);
    machine.run(&["login", "--json"]).data();
    assert_eq!(source(&machine), r#"true "keychain" true"#);
    assert!(holding(&machine, SESSION).is_empty());
    let machine = machine.with("SHOP_KEYRING", "file");
    let ran = machine.run(&["whoami", "--json"]);
    assert!(ran.stderr.contains("SHOP_KEYRING=file leaves alone"), "{ran:?}");
    assert_eq!(ran.data()["authenticated"], false);
    let ran = machine.run(&["login", "--json"]);
    assert!(ran.code == 0 && ran.stderr.contains("stays in the keychain"), "{ran:?}");
    assert_eq!(source(&machine), r#"true "file" false"#);
    let odd = machine.with("SHOP_KEYRING", "cloud").run(&["whoami", "--json"]).error();
    assert_eq!((&odd["exit_code"], &odd["code"]), (&3.into(), &"unknown-keyring".into()));
}

#[test]
fn a_password_that_is_kept_lies_in_the_keychain_too() {
    let Some(desktop) = Desktop::with_keychain() else { return };
    let sandbox = sandbox();
    let machine = desktop.machine(Machine::cloud(sandbox.url()).with("TEST_API", "bank"));
    let mut terminal = Terminal::start(&machine, "cloud login --console --store-credentials --env sandbox");
    terminal.answer("username: ", &format!("{PAY_USER}\n"));
    terminal.answer_unseen("password: ", &format!("{PAY_PASSWORD}\n"));
    let (code, seen) = terminal.end();
    assert!(code == 0 && !seen.contains(PAY_PASSWORD), "{seen}");
    assert!(holding(&machine, PAY_PASSWORD).is_empty());
    let slots = desktop.slots("cloud");
    assert_eq!(desktop.secret("cloud", &slots[0])["login"]["password"], PAY_PASSWORD);
    sandbox.advance_clock(Duration::from_secs(2 * 60 * 60));
    machine.run(&["merchant", "--json"]).data();
    assert_eq!((arrived(&sandbox, "/auth/login"), desktop.slots("cloud")), (2, slots));
}

#[test]
fn what_another_program_keeps_is_told_of_and_stays() {
    let Some(desktop) = Desktop::with_keychain() else { return };
    let server = api();
    let machine = desktop.machine(Machine::new(&server.url()).with_login());
    let (path, theirs) = (machine.credentials(), r#"["their", "tokens"]"#);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(&path, theirs).expect("written");
    desktop.store(&["service", "shop", "account", "their-account"], "their-secret");
    machine.run(&["login", "--json"]).data();
    let report = machine.run(&["doctor"]).stdout;
    for told in
        ["credentials.json are another program's", "the keychain has 1 entry of another", "shop login makes"]
    {
        assert!(report.contains(told), "{told} in {report}");
    }
    machine.run(&["reset", "--yes", "--json"]).data();
    assert_eq!(fs::read_to_string(&path).expect("theirs"), theirs);
    assert_eq!(desktop.lookup(&["service", "shop", "account", "their-account"]), "their-secret");
    let me = machine.run(&["whoami"]);
    assert!(me.stderr.contains("shop login") && me.stderr.contains("another program's"), "{me:?}");
}

#[test]
fn many_processes_lose_nothing() {
    let Some(desktop) = Desktop::with_keychain() else { return };
    let server = api();
    let machine = desktop.machine(Machine::new(&server.url()).with_login());
    let profiles: Vec<String> = (0..64).map(|number| format!("p{}", number % 4)).collect();
    let login =
        |profile: &String| machine.command(&["login", "--profile", profile, "--json"]).spawn().expect("runs");
    for child in profiles.iter().map(login).collect::<Vec<_>>() {
        let ran = Ran::from(child.wait_with_output().expect("ends"));
        assert_eq!(ran.code, 0, "{ran:?}");
    }
    let sessions = machine.run(&["profile", "list", "--json"]).data();
    let kept =
        sessions.as_array().into_iter().flatten().filter(|profile| profile["sessions"] == json!(["sandbox"]));
    assert_eq!(kept.count(), 4);
    for profile in &profiles[..4] {
        assert_eq!(machine.run(&[STATUS, &["--profile", profile]].concat()).code, 0);
    }
}

#[test]
fn a_session_in_the_keychain_is_renewed_once() {
    let Some(desktop) = Desktop::with_keychain() else { return };
    let sandbox = sandbox();
    let machine = desktop.machine(Machine::cloud(sandbox.url()));
    log_in(&machine).data();
    sandbox.advance_clock(Duration::from_secs(15 * 60));
    let run = |_| machine.command(&["merchant", "--json"]).spawn().expect("runs");
    for child in (0..8).map(run).collect::<Vec<_>>() {
        Ran::from(child.wait_with_output().expect("ends")).data();
    }
    assert_eq!(arrived(&sandbox, "/oauth/token"), 2, "one for the code, one for the refresh token");
    assert_eq!(source(&machine), r#"true "keychain" true"#);
    assert_eq!(machine.run(&["logout", "--json"]).data()["revoked"], true);
}

#[test]
fn without_a_service_the_file_is_used_and_said_once() {
    let Some(desktop) = Desktop::start() else { return };
    let server = api();
    let machine = desktop.machine(Machine::new(&server.url()).with_login());
    let ran = machine.run(&["login", "--json"]);
    let notice: serde_json::Value = serde_json::from_str(&ran.stderr).expect("one notice");
    let notice = notice["warning"].as_str().expect("a text");
    assert!(notice.contains("credentials.json") && notice.contains("SHOP_KEYRING=file"), "{notice}");
    assert_eq!(source(&machine), r#"true "file" false"#);
    let again = machine.run(&["login", "--json"]);
    assert_eq!((again.code, again.stderr.as_str()), (0, ""));
    let report = machine.run(&["doctor", "--json"]).data();
    assert_eq!(report["healthy"], true, "{report}");

    let before = server.received().len();
    let machine = machine.with("SHOP_KEYRING", "os");
    assert_eq!(machine.run(STATUS).code, 0, "what the file has is used");
    let error = machine.run(&["login", "--json"]).error();
    assert_eq!((&error["exit_code"], &error["code"]), (&2.into(), &"keychain-unusable".into()));
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("unset SHOP_KEYRING")), "{error}");
    assert_eq!(server.received().len(), before + 1, "no password left");
}

#[test]
fn a_locked_keychain_is_said_and_keeps_nobody_from_logging_in() {
    let Some(mut desktop) = Desktop::with_keychain() else { return };
    let server = api();
    let machine = desktop.machine(Machine::new(&server.url()));
    let machine = machine.with_login();
    machine.run(&["login", "--json"]).data();
    desktop.lock();
    let ran = machine.run(&["whoami", "--json"]);
    assert!(ran.stderr.contains("out of reach"), "{ran:?}");
    assert_eq!(ran.data()["authenticated"], false);
    let ran = machine.run(&["login", "--json"]);
    assert!(ran.code == 0 && ran.stderr.contains("credentials.json"), "{ran:?}");
    assert_eq!(source(&machine), r#"true "file" false"#);
    assert!(!machine.run(&["doctor", "--json"]).stdout.contains(PASSWORD));
}

/// A bus that takes every connection and never says a word.
fn silent_bus() -> (tempfile::TempDir, UnixListener, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bus");
    let listener = UnixListener::bind(&path).expect("a socket");
    (folder, listener, format!("unix:path={}", path.display()))
}

#[test]
fn silence_is_not_waited_for() {
    let server = api();
    let (_folder, _listener, address) = silent_bus();
    let machine = on(Machine::new(&server.url()).with_login(), &address);
    let begun = Instant::now();
    let ran = machine.run(&["login", "--json"]);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(ran.code == 0 && ran.stderr.contains("did not answer within 10 seconds"), "{ran:?}");
    assert!(machine.credentials().exists());
    assert_eq!(machine.run(STATUS).code, 0);
}

#[test]
fn a_service_that_keeps_its_name_and_never_answers_is_not_waited_for() {
    let Some(desktop) = Desktop::with_keychain() else { return };
    let server = api();
    let machine = desktop.machine(Machine::new(&server.url()).with_login());
    desktop.freeze();
    let begun = Instant::now();
    let ran = machine.run(&["login", "--json"]);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(ran.code == 0 && ran.stderr.contains("the session is kept in"), "{ran:?}");
    assert_eq!(machine.run(STATUS).code, 0, "the session is in the file");
}

#[test]
fn what_needs_no_token_touches_no_keychain() {
    let server = api();
    let (_folder, listener, address) = silent_bus();
    listener.set_nonblocking(true).expect("set");
    let machine = on(Machine::new(&server.url()).with_login(), &address);
    for arguments in [
        &["--version"][..],
        &["--help"],
        &["profile", "list"],
        &["commands", "--json"],
        &["doctor", "--dry-run"],
        &["config", "get-environment"],
        &["reset", "--dry-run"],
        &["logout", "--dry-run"],
        STATUS,
        PAY_OUT,
    ] {
        let ran = machine.run(arguments);
        assert_eq!(ran.code, 0, "{ran:?}");
        assert!(listener.accept().is_err(), "{arguments:?} spoke to the bus");
    }
    let machine =
        machine.with("SHOP_COMPLETE", "bash").with("_CLAP_COMPLETE_INDEX", "2").with("_CLAP_IFS", " ");
    let completed = machine.run(&["--", "shop", "--profile", ""]);
    assert_eq!(completed.stdout, "default", "{completed:?}");
    assert!(listener.accept().is_err(), "completion spoke to the bus");
}
