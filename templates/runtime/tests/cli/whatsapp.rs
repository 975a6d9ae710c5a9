//! Messages over WhatsApp: what is said, to whom, and what a refusal means.

use codegen_sandbox::{
    Api, Fault, FaultKind, KAPSO_API_KEY, KAPSO_PHONE_NUMBER_ID, KAPSO_SILENT_NUMBER, KAPSO_STRANGER, Sandbox,
};
use serde_json::{Value, json};

use crate::desktop::Desktop;
use crate::process::{Machine, Ran};
use crate::secrets::files;
use crate::support::Server;
use crate::terminal::Terminal;

const URL: &str = "https://pay.example.com/7";
const ANA: &str = "+573001234567";

/// Kapso, and a machine that knows its number.
pub struct Desk {
    pub kapso: Sandbox,
    pub machine: Machine,
}

impl Desk {
    /// Nothing is stored yet.
    pub fn bare() -> Self {
        let kapso = Sandbox::start(Api::Kapso).expect("a sandbox");
        let machine = Machine::new("http://127.0.0.1:9").with("SHOP_WHATSAPP_URL", kapso.url());
        Self { kapso, machine }
    }

    pub fn new() -> Self {
        let desk = Self::bare();
        desk.store(&["--phone-number-id", KAPSO_PHONE_NUMBER_ID]);
        desk
    }

    fn store(&self, more: &[&str]) -> Value {
        let words = [&["config", "set-kapso", "--json"], more].concat();
        let mut command = self.machine.command(&words);
        let ran = Ran::from(command.env("SHOP_KAPSO_API_KEY", KAPSO_API_KEY).output().expect("runs"));
        ran.data()
    }

    fn send(&self, more: &[&str]) -> Ran {
        self.machine.run(&[&["whatsapp", "send"], more].concat())
    }

    /// What arrived at people.
    fn texts(&self) -> Vec<String> {
        let state = self.kapso.state();
        let messages = state["messages"].as_array().expect("a list").iter();
        messages.map(|message| message["body"].as_str().expect("a text").to_owned()).collect()
    }
}

#[test]
fn the_sender_is_stored_shown_changed_in_part_and_forgotten() {
    let desk = Desk::bare();
    let shown = || desk.machine.run(&["config", "get-kapso", "--json"]).data();
    let nobody =
        json!({"kapsoEnabled": false, "phoneNumberId": null, "defaultPhone": null, "merchantName": null});
    assert_eq!(shown(), nobody);
    let first = desk.machine.run(&["config", "set-kapso", "--merchant-name", "Ana", "--json"]).error();
    assert_eq!((&first["exit_code"], &first["param"]), (&json!(3), &json!("--api-key")));
    desk.store(&["--phone-number-id", KAPSO_PHONE_NUMBER_ID, "--merchant-name", "Ana Store"]);
    // No key this time, and no yes: nothing is replaced.
    let second = desk.machine.run(&["config", "set-kapso", "--default-phone", "+57 300 123 4567", "--json"]);
    let expected = json!({
        "kapsoEnabled": true,
        "phoneNumberId": KAPSO_PHONE_NUMBER_ID,
        "defaultPhone": ANA,
        "merchantName": "Ana Store",
    });
    assert_eq!(second.data(), expected);
    assert_eq!(shown(), expected);
    let other = ["config", "set-kapso", "--phone-number-id", "647015955159999", "--json"];
    assert_eq!(desk.machine.run(&other).error()["code"], "confirmation-needed");
    assert_eq!(
        desk.machine.run(&[&other[..], &["--yes"]].concat()).data()["phoneNumberId"],
        "647015955159999"
    );
    let wrong = ["config", "set-kapso", "--phone-number-id", "+573001", "--default-phone", "300", "--json"];
    assert_eq!(desk.machine.run(&wrong).error()["problems"].as_array().map(Vec::len), Some(2));
    assert_eq!(desk.machine.run(&["config", "clear-kapso", "--json"]).data()["cleared"], true);
    assert_eq!(shown(), nobody);
}

#[test]
fn the_key_comes_by_any_way_and_stands_in_one_private_file_only() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::bare();
    let line =
        format!("printf '%s\\n' {KAPSO_API_KEY} | shop config set-kapso --api-key - --phone-number-id 12345");
    let stored = desk.machine.shell(&line);
    assert_eq!(stored.code, 0, "{stored:?}");
    let flag = ["config", "set-kapso", "--api-key", KAPSO_API_KEY, "--yes"];
    let by_flag = desk.machine.run(&flag);
    assert!(by_flag.code == 0 && by_flag.stderr.contains("lists of processes"), "{by_flag:?}");
    for ran in
        [stored, by_flag, desk.machine.run(&["config", "get-kapso"]), desk.machine.run(&["doctor", "--json"])]
    {
        assert!(!ran.stdout.contains(KAPSO_API_KEY) && !ran.stderr.contains(KAPSO_API_KEY), "{ran:?}");
    }
    let files = files(desk.machine.home.path());
    let holds = |path: &&std::path::PathBuf| {
        std::fs::read_to_string(path).is_ok_and(|text| text.contains(KAPSO_API_KEY))
    };
    let holding: Vec<_> = files.iter().filter(holds).collect();
    assert!(matches!(holding.as_slice(), [only] if only.ends_with("whatsapp.json")), "{holding:?}");
    assert_eq!(std::fs::metadata(holding[0]).expect("a file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn the_key_lies_in_the_keychain_where_there_is_one() {
    let Some(desktop) = Desktop::with_keychain() else { return };
    let Desk { kapso, machine } = Desk::bare();
    let desk = Desk { kapso, machine: desktop.machine(machine) };
    desk.store(&["--phone-number-id", KAPSO_PHONE_NUMBER_ID]);
    let slots = desktop.slots("shop");
    assert!(matches!(slots.as_slice(), [only] if only.starts_with("kapso ")), "{slots:?}");
    assert_eq!(desktop.lookup(&["service", "shop", "username", &slots[0]]), KAPSO_API_KEY);
    for file in files(desk.machine.home.path()) {
        assert!(!std::fs::read_to_string(&file).unwrap_or_default().contains(KAPSO_API_KEY), "{file:?}");
    }
    assert!(!desk.machine.run(&["doctor", "--json"]).stdout.contains("another program"), "it is our own");
    assert_eq!(desk.send(&["--to", ANA, "--url", URL, "--yes"]).code, 0);
    let mut alone = desk.machine.command(&["whatsapp", "send", "--to", ANA, "--url", URL, "--yes"]);
    let alone = Ran::from(alone.env("SHOP_KEYRING", "file").output().expect("runs"));
    assert!(alone.stderr.contains("the key of Kapso is kept in the keychain"), "{alone:?}");
    assert_eq!(desk.machine.run(&["config", "clear-kapso"]).code, 0);
    assert!(desktop.slots("shop").is_empty());
}

#[test]
fn a_message_has_a_title_a_label_and_the_text_of_its_key() {
    let desk = Desk::new();
    desk.store(&["--merchant-name", "Ana Store", "--default-phone", ANA]);
    let sent = desk.send(&["--command-key", "charges.create", "--url", URL, "--amount", "50000", "--yes"]);
    assert_eq!((sent.code, sent.stdout.as_str()), (0, "sent to +573001234567\n"), "{sent:?}");
    assert!(sent.stderr.contains("24 hours"), "{sent:?}");
    desk.send(&["--command-key", "charges.create", "--url", URL]);
    desk.send(&["--url", URL]);
    desk.send(&["--message", "Thank you, Ana", "--command-key", "charges.create"]);
    let expected = [
        format!("Ana Store\nPayment link\n\nAna Store asks you for 50,000 COP. Pay here:\n{URL}"),
        format!("Ana Store\nPayment link\n\nAna Store sent you a link to pay:\n{URL}"),
        format!("Ana Store\n\nThis is your link to pay:\n{URL}"),
        "Ana Store\n\nThank you, Ana".to_owned(),
    ];
    assert_eq!(desk.texts(), expected);
    let said = desk.send(&["--url", URL, "--json"]);
    let data: Value = serde_json::from_str(&said.stdout).expect("JSON");
    assert_eq!(
        (&data["sent"], &data["to"], &data["status"]),
        (&json!(true), &json!(ANA), &json!("accepted"))
    );
    assert!(data["messageId"].as_str().is_some_and(|id| id.starts_with("wamid.")), "{data}");
    let request = desk.kapso.requests().pop().expect("a request");
    assert_eq!(request.path, format!("/{KAPSO_PHONE_NUMBER_ID}/messages"));
    assert_eq!(request.header("x-api-key"), Some(KAPSO_API_KEY));
}

#[test]
fn whoever_never_got_a_message_gets_none_without_a_yes() {
    let desk = Desk::new();
    let refused = desk.send(&["--to", ANA, "--url", URL, "--json"]).error();
    assert_eq!((&refused["exit_code"], &refused["sent"]), (&json!(7), &json!("no")));
    assert!(refused["message"].as_str().is_some_and(|text| text.contains(ANA)), "{refused}");
    let expected = ["--to", ANA, "--url", URL, "--yes", "--expect", "573001234568"];
    assert_eq!(desk.send(&expected).code, 7, "another number is expected");
    assert!(desk.kapso.requests().is_empty());
    assert_eq!(desk.send(&["--to", ANA, "--url", URL, "--yes"]).code, 0);
    assert_eq!(desk.send(&["--to", "+57 300 1234567", "--url", URL]).code, 0, "known in any spelling");
    assert_eq!(desk.send(&["--to", "+573001234568", "--url", URL]).code, 7);
    let kept =
        std::fs::read_to_string(desk.machine.home.path().join(".config/shop/whatsapp.json")).expect("a file");
    assert!(!kept.contains("573001234567"), "a copy of the file is no list of customers: {kept}");

    let mut terminal =
        Terminal::start(&desk.machine, &format!("shop whatsapp send --to +573001234569 --url {URL}"));
    terminal.answer("[y/N] ", "y\n");
    let (code, seen) = terminal.end();
    assert!(code == 0 && seen.contains("sent to +573001234569"), "{seen}");
    assert!(
        seen.contains("\"573001234569\"") && seen.contains(URL),
        "the question shows what is sent: {seen}"
    );
}

#[test]
fn everything_wrong_is_told_at_once_and_nothing_is_sent() {
    let desk = Desk::new();
    let bad = [
        "--to",
        "3001234567",
        "--command-key",
        "charge.create",
        "--url",
        "http://pay.example.com",
        "--yes",
        "--json",
    ];
    let error = desk.send(&bad).error();
    assert_eq!(error["exit_code"], 3);
    let problems = error["problems"].to_string();
    for words in ["country code", "did you mean charges.create?", "must be an https address"] {
        assert!(problems.contains(words), "{words}: {problems}");
    }
    let nothing = desk.send(&["--to", ANA, "--yes", "--json"]).error();
    assert!(nothing["message"].as_str().is_some_and(|text| text.contains("nothing to say")), "{nothing}");
    let hidden = desk.send(&["--to", ANA, "--message", "pay \u{202e}here", "--yes", "--json"]).error();
    assert_eq!(hidden["param"], "--message");
    assert!(desk.kapso.requests().is_empty());
}

#[test]
fn what_was_not_sent_ends_with_one_and_says_why() {
    let desk = Desk::new();
    let refused = |to: &str| desk.send(&["--to", &format!("+{to}"), "--url", URL, "--yes", "--json"]);
    let window = refused(KAPSO_STRANGER).error();
    assert_eq!((&window["exit_code"], &window["code"]), (&json!(1), &json!("131047")));
    assert!(window["hint"].as_str().is_some_and(|hint| hint.contains("24 hours")), "{window}");
    let silent = refused(KAPSO_SILENT_NUMBER);
    assert!(silent.code == 0 && silent.stderr.contains("24 hours"), "{silent:?}");
    let many = json!({"error": {"message": "(#130429) Rate limit hit", "code": 130_429}}).to_string();
    let limit =
        FaultKind::Status { code: 429, body: many, headers: vec![("retry-after".into(), "30".into())] };
    desk.kapso.fault(Fault::once("POST", "*", limit));
    let limited = refused("573001234567").error();
    assert_eq!((&limited["exit_code"], &limited["retryable"]), (&json!(1), &json!(true)));

    let with = |name: &str, value: &str| {
        let mut command =
            desk.machine.command(&["whatsapp", "send", "--to", ANA, "--url", URL, "--yes", "--json"]);
        Ran::from(command.env(name, value).output().expect("runs")).error()
    };
    let key = with("SHOP_KAPSO_API_KEY", "another");
    assert_eq!((&key["exit_code"], &key["http_status"]), (&json!(1), &json!(401)));
    assert!(key["hint"].as_str().is_some_and(|hint| hint.contains("set-kapso")), "{key}");
    let number = with("SHOP_KAPSO_PHONE_NUMBER_ID", "999999");
    assert_eq!((&number["exit_code"], &number["http_status"]), (&json!(1), &json!(404)));
    let hostile =
        json!({"error": {"message": "\u{1b}[2J\u{202e}gone", "code": "\u{1b}]0;x\u{7}"}}).to_string();
    desk.kapso.fault(Fault::once(
        "POST",
        "*",
        FaultKind::Status { code: 400, body: hostile, headers: Vec::new() },
    ));
    let shown = desk.send(&["--to", ANA, "--url", URL, "--yes"]);
    assert!(shown.code == 1 && !shown.stderr.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{shown:?}");
    let nobody = Desk::bare().send(&["--to", ANA, "--url", URL, "--yes", "--json"]).error();
    assert_eq!((&nobody["exit_code"], &nobody["code"]), (&json!(1), &json!("whatsapp-not-configured")));
}

#[test]
fn a_lost_answer_is_an_unknown_outcome_and_is_never_sent_again() {
    let desk = Desk::new();
    desk.kapso.fault(Fault::once("POST", "*", FaultKind::DropAfter));
    let lost = desk.send(&["--to", ANA, "--url", URL, "--yes", "--json"]).error();
    assert_eq!((&lost["exit_code"], &lost["sent"]), (&json!(10), &json!("unknown")));
    assert!(lost["hint"].as_str().is_some_and(|hint| hint.contains("ask the recipient")), "{lost}");
    assert_eq!(desk.kapso.requests().len(), 1);
    let again = desk.send(&["--to", ANA, "--url", URL, "--yes", "--json"]).error();
    assert_eq!((&again["exit_code"], &again["code"]), (&json!(8), &json!("repeated-call")));
    assert!(again["hint"].as_str().is_some_and(|hint| hint.contains("--repeat")), "{again}");
    assert_eq!(desk.kapso.requests().len(), 1, "nobody gets it twice by mistake");
    let other = desk.send(&["--to", ANA, "--message", "Another text", "--yes", "--json"]);
    assert_eq!(other.code, 0, "another message has nothing to do with it: {other:?}");
    let odd = FaultKind::Status { code: 200, body: "{}".into(), headers: Vec::new() };
    desk.kapso.fault(Fault::once("POST", "*", odd));
    let repeat = || desk.send(&["--to", ANA, "--url", URL, "--yes", "--repeat"]);
    let odd = repeat();
    assert!(odd.code == 10 && odd.stderr.contains("this is a repeat"), "no id is no proof: {odd:?}");
    let failed = FaultKind::Status { code: 500, body: "{}".into(), headers: Vec::new() };
    desk.kapso.fault(Fault::once("POST", "*", failed));
    assert_eq!(repeat().code, 10, "a server that failed may have acted before");
    assert_eq!(repeat().code, 0);
    assert_eq!(
        desk.send(&["--to", ANA, "--url", URL, "--yes"]).code,
        0,
        "what was sent may be sent once more"
    );
}

#[test]
fn a_dry_run_shows_the_message_and_sends_nothing() {
    let desk = Desk::bare();
    let line = ["--to", ANA, "--url", URL];
    let plan = desk.send(&[&line[..], &["--dry-run", "--json"]].concat()).data();
    assert_eq!(
        (&plan["class"], &plan["request"]["body"]["to"]),
        (&json!("safe-mutation"), &json!("573001234567"))
    );
    assert_eq!(plan["request"]["headers"]["x-api-key"], "<SHOP_KAPSO_API_KEY>");
    let url = plan["request"]["url"].as_str().expect("a URL");
    assert!(url.contains("SHOP_KAPSO_PHONE_NUMBER_ID"), "what nobody configured is named: {url}");
    desk.store(&["--phone-number-id", KAPSO_PHONE_NUMBER_ID]);
    for form in ["--dry-run", "--dry-run=curl"] {
        let ran = desk.send(&[&line[..], &[form]].concat());
        assert!(ran.code == 0 && ran.stdout.contains(KAPSO_PHONE_NUMBER_ID), "{ran:?}");
        assert!(!ran.stdout.contains(KAPSO_API_KEY), "{ran:?}");
    }
    assert!(desk.kapso.requests().is_empty() && desk.machine.audit().is_empty());
}

#[test]
fn the_audit_log_tells_of_it_without_number_and_words() {
    let desk = Desk::new();
    assert_eq!(desk.send(&["--to", ANA, "--message", "Dear Ana", "--yes"]).code, 0);
    let entries = desk.machine.audit();
    let kinds: Vec<_> = entries.iter().map(|entry| (&entry["entry"], &entry["operation"])).collect();
    let operation = json!("whatsapp-send");
    assert_eq!(kinds, [(&json!("before"), &operation), (&json!("after"), &operation)]);
    assert_eq!((&entries[0]["class"], &entries[1]["status"]), (&json!("safe-mutation"), &json!(200)));
    let text = serde_json::to_string(&entries).expect("JSON");
    assert!(
        !text.contains("573001234567") && !text.contains("Dear Ana") && !text.contains(KAPSO_API_KEY),
        "{text}"
    );
    assert!(desk.machine.run(&["audit", "list"]).stdout.contains("whatsapp send"));
    assert_eq!(desk.machine.run(&["audit", "verify"]).code, 0);
}

#[test]
fn the_key_goes_nowhere_else() {
    let desk = Desk::new();
    let foreign = Server::start(|_| panic!("nothing may come here"));
    let elsewhere = [
        foreign.url().replace("127.0.0.1", "kapso.example.net"),
        "https://shop.example".to_owned(),
        "https://kapso.example.evil.net/v1".to_owned(),
        "http://kapso.example/v1".to_owned(),
    ];
    for url in elsewhere {
        let mut command =
            desk.machine.command(&["whatsapp", "send", "--to", ANA, "--url", URL, "--yes", "--json"]);
        let ran = Ran::from(command.env("SHOP_WHATSAPP_URL", &url).output().expect("runs"));
        assert_eq!(ran.error()["exit_code"], 7, "{url}");
    }
    assert!(foreign.received().is_empty());
}

#[test]
fn profiles_have_their_own_senders() {
    let desk = Desk::new();
    assert_eq!(desk.send(&["--to", ANA, "--url", URL, "--yes"]).code, 0);
    let other = desk.send(&["--to", ANA, "--url", URL, "--yes", "--profile", "till", "--json"]).error();
    assert_eq!(other["code"], "whatsapp-not-configured");
    assert!(other["hint"].as_str().is_some_and(|hint| hint.contains("--profile till")), "{other}");
    desk.machine.run(&["reset", "--yes"]);
    assert_eq!(desk.send(&["--to", ANA, "--url", URL, "--yes"]).code, 1, "nothing is left");
}

#[test]
fn a_no_at_the_terminal_sends_nothing() {
    let desk = Desk::new();
    let mut terminal = Terminal::start(&desk.machine, &format!("shop whatsapp send --to {ANA} --url {URL}"));
    terminal.answer("[y/N] ", "n\n");
    assert_eq!(terminal.end().0, 7);
    assert!(desk.kapso.requests().is_empty());
}
