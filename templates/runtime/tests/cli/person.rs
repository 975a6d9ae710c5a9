//! Login by a person in a real browser.

use std::io::Read;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use codegen_sandbox::{PAY_PASSWORD, PAY_USER, Sandbox};

use crate::agent::{Waiting, arrived, sandbox, shows_no_token};
use crate::chromium::Chromium;
use crate::process::{Machine, Ran};
use crate::scanner::scan;
use crate::support::PATIENCE;

fn login(machine: &Machine) -> Waiting {
    Waiting::start(machine, &["login", "--json"])
}

fn answer(browser: &mut Chromium, password: &str, button: &str) {
    browser.fill("username", PAY_USER);
    browser.fill("password", password);
    browser.click(button);
}

/// The session of the machine opens the API.
fn serves(machine: &Machine) -> Ran {
    machine.run(&["merchant", "--json"])
}

fn start() -> Option<(Chromium, Sandbox, Machine)> {
    let browser = Chromium::start()?;
    let sandbox = sandbox();
    let machine = Machine::cloud(sandbox.url());
    Some((browser, sandbox, machine))
}

#[test]
fn a_person_agrees_in_a_real_browser_at_the_second_try() {
    let Some((mut browser, sandbox, machine)) = start() else { return };
    let waiting = login(&machine);
    browser.open(waiting.page.as_str());
    answer(&mut browser, "wrong", "approve");
    assert!(!browser.text("error").is_empty());
    answer(&mut browser, PAY_PASSWORD, "approve");
    assert_eq!(browser.result(), "success");
    assert!(browser.text("result").contains("go back to the terminal"), "{}", browser.page());
    browser.picture("login-success");
    let ran = waiting.end();
    shows_no_token(&machine, &ran);
    assert_eq!(ran.data()["logged_in"], true);
    serves(&machine).data();
    assert_eq!(arrived(&sandbox, "/oauth/token"), 1);
}

#[test]
fn a_person_says_no_in_a_real_browser() {
    let Some((mut browser, sandbox, machine)) = start() else { return };
    let waiting = login(&machine);
    browser.open(waiting.page.as_str());
    browser.click("deny");
    assert_eq!(browser.result(), "denied");
    browser.picture("login-denied");
    let error = waiting.end().error();
    assert_eq!((&error["exit_code"], &error["code"]), (&2.into(), &"access_denied".into()));
    assert!(!machine.credentials().exists() && arrived(&sandbox, "/oauth/token") == 0);
}

/// A page of a stranger sends the browser to the listener with a code of its own.
#[test]
fn a_forged_return_is_refused_and_the_true_one_still_counts() {
    let Some((mut browser, sandbox, machine)) = start() else { return };
    let waiting = login(&machine);
    for forged in ["code=stolen&state=forged", "code=stolen", "error=access_denied&state=forged"] {
        browser.open(&format!("http://127.0.0.1:{}/callback?{forged}", waiting.port()));
        assert_eq!(browser.page().trim(), "There is nothing here.", "{forged}");
    }
    browser.picture("login-forged");
    assert!(!machine.credentials().exists() && arrived(&sandbox, "/oauth/token") == 0);
    browser.open(waiting.page.as_str());
    answer(&mut browser, PAY_PASSWORD, "approve");
    assert_eq!(browser.result(), "success");
    waiting.end().data();
    serves(&machine).data();
}

/// A telephone reads the code from the terminal, and its browser goes where that leads.
#[cfg(target_os = "linux")]
#[test]
fn a_code_on_the_terminal_leads_another_device_to_the_login() {
    let Some((mut browser, sandbox, machine)) = start() else { return };
    if scan("").is_none() {
        return;
    }
    let mut login =
        machine.script("cloud login --device").stdin(Stdio::piped()).spawn().expect("script runs");
    let shown = Arc::new(Mutex::new(String::new()));
    let (terminal, seen) = (login.stdout.take().expect("a pipe"), Arc::clone(&shown));
    let reader = std::thread::spawn(move || watch(terminal, &seen));
    let deadline = Instant::now() + PATIENCE;
    let link = loop {
        let so_far = shown.lock().expect("whole").clone();
        match scan(&so_far) {
            Some(link) if !link.is_empty() => break link,
            _ => assert!(Instant::now() < deadline, "no code: {so_far}"),
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    assert!(link.starts_with(sandbox.url()), "{link}");
    browser.open(&link);
    answer(&mut browser, PAY_PASSWORD, "approve");
    assert_eq!(browser.result(), "approved");
    assert_eq!(login.wait().expect("ends").code(), Some(0));
    reader.join().expect("read");
    serves(&machine).data();
}

/// Reads what the terminal shows, as it comes.
fn watch(mut terminal: impl Read, shown: &Mutex<String>) {
    let (mut all, mut piece) = (Vec::new(), [0; 4096]);
    while let Ok(read @ 1..) = terminal.read(&mut piece) {
        all.extend_from_slice(&piece[..read]);
        *shown.lock().expect("whole") = String::from_utf8_lossy(&all).into_owned();
    }
}
