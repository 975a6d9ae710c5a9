//! Values that the tool fills in: seen before they are sent, kept where a payment may be repeated.

use serde_json::{Value, json};

use crate::process::{Machine, Ran, answer, api};
use crate::support::{Reply, Server};

const TRANSFER: &[&str] =
    &["transfer", "--amount", "5", "--to-account", "A-1", "--payer.name", "Ana", "--json"];
const ADDRESS: &str = "203.0.113.7";

fn machine(server: &Server) -> Machine {
    Machine::new(&server.url()).with_login().with("SHOP_PUBLIC_IP", ADDRESS)
}

fn transfer(machine: &Machine, flags: &[&str]) -> Ran {
    machine.run(&[TRANSFER, flags].concat())
}

/// The bodies of the transfers that came.
fn transfers(server: &Server) -> Vec<Value> {
    let came = server.received().into_iter().filter(|request| request.target == "/transfers");
    came.map(|request| serde_json::from_str(&request.body).expect("JSON")).collect()
}

#[test]
fn a_dry_run_shows_what_is_filled_in_and_asks_nobody() {
    let (server, service) = (api(), api());
    let machine = Machine::new(&server.url()).with_login().with("SHOP_PUBLIC_IP_URL", &service.url());
    let plan = transfer(&machine, &["--dry-run"]).data();
    let reference = plan["request"]["body"]["reference"].as_str().expect("a text").to_owned();
    assert_eq!(reference.len(), 20, "as long as the field takes");
    assert_eq!(plan["automatic"]["reference"], json!({"from": "reference", "value": reference}));
    assert_eq!(plan["automatic"]["payer.ip"], json!({"from": "public-ip", "value": null}));
    assert_eq!(plan["request"]["body"]["payer"], json!({"name": "Ana", "ip": "<public-ip>"}));
    assert!(plan["request"]["body"].get("notifyUrl").is_none(), "nothing is stored: {plan}");
    let curl = transfer(&machine, &["--dry-run=curl"]).data();
    assert_eq!(curl["automatic"]["payer.ip"]["from"], "public-ip");
    assert!(server.received().is_empty() && service.received().is_empty());
}

#[test]
fn what_is_given_is_not_filled_in() {
    let server = api();
    let given =
        ["--payer.ip", "198.51.100.1", "--reference", "mine", "--notify-url", "https://me.example", "--yes"];
    let ran = transfer(&Machine::new(&server.url()).with_login(), &given);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
    assert_eq!(transfers(&server)[0]["reference"], "mine");
}

#[test]
fn a_program_learns_what_was_filled_in_with_the_outcome() {
    let server = api();
    let ran = transfer(&machine(&server), &["--yes"]);
    ran.data();
    let told: Value = serde_json::from_str(&ran.stderr).expect("one object");
    let sent = &transfers(&server)[0];
    assert_eq!(told["automatic"]["payer.ip"], json!({"from": "public-ip", "value": ADDRESS}));
    assert_eq!(told["automatic"]["reference"]["value"], sent["reference"]);
    let person = machine(&server).run(&[&TRANSFER[..7], &["--yes", "--repeat"]].concat());
    assert!(
        person.stderr.contains("filled in: payer.ip = \"203.0.113.7\" (the public address"),
        "{person:?}"
    );
    assert!(person.stderr.contains("config set-webhook-url"), "{person:?}");
}

#[test]
fn the_public_address_is_asked_for_when_nothing_else_refuses() {
    let server = api();
    let service = Server::start(|_| Reply::with(200, &[], b"203.0.113.9\n"));
    let machine = Machine::new(&server.url()).with_login().with("SHOP_PUBLIC_IP_URL", &service.url());
    assert_eq!(transfer(&machine, &[]).error()["exit_code"], 7);
    assert!(service.received().is_empty(), "a call that is refused asks nobody");
    transfer(&machine, &["--yes"]).data();
    let asked = service.received();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].header("authorization").is_none() && asked[0].body.is_empty());
    assert_eq!(transfers(&server)[0]["payer"]["ip"], "203.0.113.9");
}

#[test]
fn an_address_that_is_not_known_names_the_flag() {
    let server = api();
    for reply in [
        Reply::with(200, &[], b"<html>"),
        Reply::with(503, &[], b""),
        Reply::Close,
        Reply::with(200, &[], b"10.0.0.1"),
    ] {
        let service = Server::start(move |_| reply.clone());
        let machine = Machine::new(&server.url()).with_login().with("SHOP_PUBLIC_IP_URL", &service.url());
        let error = transfer(&machine, &["--yes"]).error();
        assert_eq!((&error["exit_code"], &error["param"]), (&6.into(), &"--payer.ip".into()), "{error}");
        assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("SHOP_PUBLIC_IP")), "{error}");
    }
    for (name, value) in [("SHOP_PUBLIC_IP", "me"), ("SHOP_PUBLIC_IP_URL", "http://ip.example")] {
        let machine = Machine::new(&server.url()).with_login().with(name, value);
        assert_eq!(transfer(&machine, &["--yes"]).error()["param"], "--payer.ip");
    }
    assert!(server.received().is_empty());
}

#[test]
fn the_same_transfer_is_known_again_whatever_its_reference() {
    let server = api();
    let machine = machine(&server);
    transfer(&machine, &["--yes"]).data();
    let error = transfer(&machine, &["--yes"]).error();
    let sent = transfers(&server);
    assert_eq!((sent.len(), &error["exit_code"]), (1, &8.into()), "{error}");
    let reference = sent[0]["reference"].as_str().expect("a text");
    assert!(error["lookup"]["command"].as_str().is_some_and(|line| line.contains(reference)), "{error}");
    // Who says the reference that was made says the same payment.
    assert_eq!(transfer(&machine, &["--yes", "--reference", reference]).error()["exit_code"], 8);
    transfer(&machine, &["--yes", "--repeat"]).data();
    assert_ne!(transfers(&server)[1]["reference"], reference, "another payment has another reference");
}

#[test]
fn a_repeat_after_an_unknown_outcome_keeps_the_reference() {
    let server = Server::start(|request| match request.target.as_str() {
        "/transfers" => Reply::Close,
        _ => answer(request),
    });
    let machine = machine(&server);
    let lost = transfer(&machine, &["--yes"]).error();
    assert_eq!(lost["exit_code"], 10);
    let reference = lost["automatic"]["reference"]["value"].clone();
    assert_eq!(lost["lookup"]["arguments"]["reference"], reference);
    let again = transfer(&machine, &["--yes", "--repeat"]).error();
    assert_eq!(again["automatic"]["reference"]["value"], reference, "{again}");
    let sent = transfers(&server);
    assert_eq!((sent.len(), &sent[0]), (2, &sent[1]));
}

#[test]
fn notices_go_where_somebody_stored_it_and_a_change_needs_a_yes() {
    let server = api();
    let machine = machine(&server);
    let config = |words: &[&str]| machine.run(&[&["config"], words, &["--json"]].concat());
    let set = |url: &'static str| ["set-webhook-url", "--url", url];
    assert_eq!(config(&["get-webhook-url"]).data()["webhook_url"], Value::Null);
    assert_eq!(config(&set("https://one.example/n")).error()["exit_code"], 7);
    for url in ["http://one.example", "https://u:canary@one.example", "one.example"] {
        let error = config(&["set-webhook-url", "--url", url, "--yes"]).error();
        assert_eq!((&error["exit_code"], &error["param"]), (&3.into(), &"--url".into()), "{error}");
    }
    assert_eq!(
        config(&[&set("https://one.example/n")[..], &["--yes"]].concat()).data()["before"],
        Value::Null
    );
    let second = config(&[&set("https://two.example/n")[..], &["--yes"]].concat()).data();
    assert_eq!(second["before"], "https://one.example/n");
    config(&set("https://two.example/n")).data();
    let other = config(&["get-webhook-url", "--env", "prod"]).data();
    assert_eq!((&other["webhook_url"], &other["env"]), (&Value::Null, &"prod".into()));
    assert_eq!(config(&["get-webhook-url", "--profile", "till"]).data()["webhook_url"], Value::Null);

    transfer(&machine, &["--yes"]).data();
    assert_eq!(transfers(&server)[0]["notifyUrl"], "https://two.example/n");
    assert_eq!(config(&["delete", "webhook-url", "--yes"]).data()["before"], "https://two.example/n");
    transfer(&machine, &["--yes", "--repeat"]).data();
    assert!(transfers(&server)[1].get("notifyUrl").is_none());
}

#[test]
fn help_and_contract_say_where_values_come_from() {
    let machine = Machine::new("http://127.0.0.1:9");
    let help = machine.run(&["transfer", "--help"]).stdout;
    let usage = help.lines().find(|line| line.contains("Usage")).expect("a usage line");
    assert!(usage.contains("--amount") && !usage.contains("--reference") && !usage.contains("ip"), "{usage}");
    assert_eq!(help.matches("the public address of this machine").count(), 1, "{help}");
    assert!(
        help.contains("Errors of the API:\n  401  Unauthorized: The bearer is missing or over.\n"),
        "{help}"
    );
    let example = help.split("Usage").next().expect("what stands in front");
    assert!(!example.contains("--payer.ip") && !example.contains("--reference "), "{example}");
    let input = machine.run(&["schema", "transfer", "--json"]).data()["input"].clone();
    assert_eq!(input["required"], json!(["amount", "to", "payer"]), "{input}");
    assert_eq!(input["properties"]["payer"]["required"], json!(["name"]));
    assert_eq!(input["properties"]["reference"]["x-automatic"], "reference");
    let skeleton = machine.run(&["transfer", "--skeleton"]).data();
    assert!(skeleton.get("reference").is_none() && skeleton["payer"].get("ip").is_none(), "{skeleton}");
}

#[test]
fn a_refusal_of_a_missing_address_names_the_ways_to_give_one() {
    let server = Server::start(|request| match request.target.as_str() {
        "/transfers" => {
            Reply::json(400, r#"{"statusCode":"22","message":["notifyUrl should not be empty"]}"#)
        }
        _ => answer(request),
    });
    let error = transfer(&machine(&server), &["--yes"]).error();
    assert_eq!((&error["exit_code"], &error["param"]), (&json!(3), &json!("--notify-url")));
    let ways = "add --notify-url URL, or store one for all calls: shop config set-webhook-url --url URL";
    assert_eq!(error["hint"], ways);
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_question_told_is_not_told_again() {
    let line = TRANSFER[..TRANSFER.len() - 1].join(" ");
    let server = api();
    let machine = machine(&server);
    let mut terminal = crate::terminal::Terminal::start(&machine, &format!("shop {line}"));
    terminal.answer("[y/N] ", "y\n");
    let (code, seen) = terminal.end();
    assert_eq!((code, seen.matches("filled in").count()), (0, 2), "{seen}");
    assert!(seen.contains("no address for notices goes along"), "{seen}");
}
