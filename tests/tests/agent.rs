//! Whole tasks of an agent that knows nothing but the skill's own text: it finds the page by the goal, asks its person,
//! runs the lines in their order and does what their answers say. Amounts, numbers, banks and keys are none of the texts'.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;

use codegen_sandbox::{Api, HASH_KEY, KAPSO_API_KEY, KAPSO_PHONE_NUMBER_ID, Sandbox};
use codegen_tests::agent::{Act, Agent, acts};
use codegen_tests::cli::Cli;
use serde_json::{Value, json};

/// The machine of a merchant who has logged in and says where notices go.
struct Scene {
    sandbox: Sandbox,
    kapso: Sandbox,
    cli: Cli,
}

impl Scene {
    fn new() -> Self {
        let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
        let kapso = Sandbox::start(Api::Kapso).expect("a stand-in");
        let cli = Cli::new(&sandbox);
        cli.log_in();
        let stored =
            cli.run(&["config", "set-webhook-url", "--url", "https://panes.example.net/hook", "--yes"]);
        assert_eq!(stored.code, 0, "{stored:?}");
        sandbox.clear_requests();
        Self { sandbox, kapso, cli }
    }

    fn agent(&self, said: &Value) -> Agent<'_> {
        let mut agent = Agent::new(&self.cli, said)
            .with("REFACIL_PAY_CLI_WHATSAPP_URL", self.kapso.url())
            .with("REFACIL_PAY_CLI_KAPSO_API_KEY", KAPSO_API_KEY);
        agent.run(&format!("refacil-pay-cli config set-kapso --phone-number-id {KAPSO_PHONE_NUMBER_ID}"));
        agent
    }

    /// Calls of that path that have arrived.
    fn arrived(&self, path: &str) -> usize {
        self.sandbox.requests().iter().filter(|request| request.path == path).count()
    }

    /// A customer pays, or the bank settles.
    fn settle(&self, agent: &Agent<'_>) {
        let reference = agent.known("data.reference").and_then(Value::as_str).expect("a reference");
        self.sandbox.move_payment(reference, 2).expect("an open payment");
    }
}

const LINK: &str = "/cash-in/generate/payment-link/token";
const METHOD: &str = "/cash-in/generate/payment-method/token";
const PAYOUT: &str = "/cash-out/generate/withdraw-method/token";

/// The line that does it, behind a rehearsal; not what finds out afterwards, and not the last step.
fn is_done(before: &str) -> bool {
    !before.starts_with("Exit 10") && !is_status(before)
}

/// The last step: what became of it.
fn is_status(before: &str) -> bool {
    before.starts_with("To wait")
}

/// What was rehearsed is what the person said, and nothing was sent by it.
fn rehearsed(agent: &Agent<'_>) -> Value {
    let shown = agent.answer("--dry-run").json();
    assert_eq!(shown["dry_run"], true);
    shown["request"]["body"].clone()
}

#[test]
fn charges_by_link_and_sends_it_over_whatsapp() {
    let scene = Scene::new();
    let mut agent = scene.agent(&json!({
        "amount": 50_000,
        "reference1": "pan-0117",
        "userMetadata.identifier": "panaderia-4",
        "userMetadata.urlCommerce": "https://panes.example.net",
        "phone": "+573189990011",
    }));
    let page = agent.page_for("link");
    agent.follow(&page, |heading, before| heading.starts_with("1.") && before.starts_with("Rehearse"));
    assert_eq!(rehearsed(&agent)["amount"], 50_000);
    assert_eq!(scene.arrived(LINK), 0, "a rehearsal sends nothing");
    // The person agrees, gets the link, and wants it sent.
    agent.follow(&page, |heading, before| {
        heading.starts_with("1.") && is_done(before) && !before.starts_with("Rehearse")
    });
    assert_eq!(agent.failures(), Vec::<String>::new());
    assert_eq!(scene.arrived(LINK), 1);
    let url = agent.known("data.url").and_then(Value::as_str).expect("a link").to_owned();
    let messages = scene.kapso.state()["messages"].clone();
    let [message] = messages.as_array().expect("a list").as_slice() else { panic!("{messages}") };
    let body = message["body"].as_str().expect("a text");
    assert!(body.contains(&url) && body.contains("50000 COP"), "{body}");
    assert!(message.to_string().contains("573189990011"), "{message}");
    scene.settle(&agent);
    agent.follow(&page, |heading, _| heading.starts_with("2."));
    assert_eq!(agent.answer("payment-status").json()["data"]["status"], 2);
    assert_eq!(agent.failures(), Vec::<String>::new());
}

#[test]
fn charges_by_pse_with_the_bank_that_the_payer_names() {
    let scene = Scene::new();
    let mut agent = scene.agent(&json!({
        "amount": 128_900,
        "reference1": "pan-0118",
        "userMetadata.identifier": "panaderia-4",
        "userMetadata.urlCommerce": "https://panes.example.net",
        "paymentMethod.id": 117,
        "paymentMethod.typePerson": "1",
        "paymentMethod.documentType": "NIT",
        "paymentMethod.documentNumber": "901777333",
        "paymentMethod.name": "Molinos O'Higgins $(id) \"S.A.S.\"",
        "paymentMethod.cellphone": "3016667788",
        "paymentMethod.address": "Calle 85 # 11-53",
        "paymentMethod.email": "pagos@molinos.example.net",
        "data.banks[].bankName": "BANCO DE BOGOTA",
    }));
    let page = agent.page_for("pse");
    // The first step is for other methods, as it says itself; the charge of a link may stay unsent by message.
    agent.follow(&page, |heading, before| {
        heading.starts_with("2.")
            && is_done(before)
            && !before.contains("WhatsApp")
            && !before.contains("Kapso")
    });
    assert_eq!(agent.failures(), Vec::<String>::new());
    assert_eq!(rehearsed(&agent)["paymentMethod"]["bankId"], "1001");
    let sent = scene.sandbox.requests().into_iter().find(|request| request.path == METHOD).expect("a charge");
    let sent: Value = serde_json::from_slice(&sent.body).expect("JSON");
    assert_eq!(sent["paymentMethod"]["name"], "Molinos O'Higgins $(id) \"S.A.S.\"");
    assert_eq!((&sent["amount"], &sent["paymentMethod"]["bankId"]), (&json!(128_900), &json!("1001")));
    scene.settle(&agent);
    agent.follow(&page, |heading, _| heading.starts_with("3."));
    assert_eq!(agent.answer("payment-status").json()["data"]["status"], 2);
    assert_eq!(agent.failures(), Vec::<String>::new());
}

#[test]
fn pays_out_what_the_person_has_confirmed_and_nothing_else() {
    let scene = Scene::new();
    let mut agent = scene.agent(&json!({
        "amount": 31_250,
        "reference1": "nomina-52",
        "withdrawMethod.key": "@PANADERA77",
        "userMetadata.identifier": "panaderia-4",
        "userMetadata.urlCommerce": "https://panes.example.net",
    }));
    let page = agent.page_for("sends money");
    assert!(page.contains("(dangerous)") && page.contains("wait for a clear yes"), "{page}");
    let rehearse = |heading: &str, before: &str| {
        heading.starts_with("1.") || heading.starts_with("2.") && before.starts_with("Rehearse")
    };
    agent.follow(&page, rehearse);
    let before = agent.answer("refacil-pay-cli balance").json()["data"]["dispersionExchange"].as_i64();
    let shown = rehearsed(&agent);
    assert_eq!((&shown["amount"], &shown["withdrawMethod"]["key"]), (&json!(31_250), &json!("@PANADERA77")));
    assert_eq!(scene.arrived(PAYOUT), 0);
    let pay = |heading: &str, before: &str| heading.starts_with("2.") && before.starts_with("Show");
    // What the person said yes to is not what the file has: nothing leaves.
    let line = page.lines().find(|line| line.contains("--expect")).expect("a line");
    agent.hear("amount", 31_000);
    agent.run(line);
    assert_eq!((agent.answer("--expect").code, scene.arrived(PAYOUT)), (7, 0));
    agent.done.clear();
    agent.hear("amount", 31_250);
    agent.follow(&page, pay);
    assert_eq!(agent.failures(), Vec::<String>::new());
    assert_eq!(scene.arrived(PAYOUT), 1);
    // The same once more, as an agent does that forgot: refused, with what finds out.
    agent.run(line);
    let again = agent.answer("--expect");
    assert_eq!((again.code, scene.arrived(PAYOUT)), (8, 1));
    assert!(
        again.stderr.contains("payment-customer-reference-status --customer-reference nomina-52"),
        "{again:?}"
    );
    agent.done.clear();
    scene.settle(&agent);
    agent.follow(&page, |heading, before| {
        heading.starts_with("1.") || heading.starts_with("3.") || before.starts_with("Exit 10")
    });
    assert_eq!(agent.failures(), Vec::<String>::new());
    assert_eq!(agent.answer("payment-customer-reference-status").json()["data"]["exists"], true);
    let after = agent.answer("refacil-pay-cli balance").json()["data"]["dispersionExchange"].as_i64();
    assert_eq!(after.zip(before).map(|(after, before)| before - after), Some(31_250));
}

#[test]
fn receives_a_notice_and_calls_paid_only_what_is_proven() {
    let scene = Scene::new();
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let mut agent = scene
        .agent(&json!({
            "amount": 64_300,
            "reference1": "pan-0119",
            "userMetadata.identifier": "panaderia-4",
            "userMetadata.urlCommerce": "https://panes.example.net",
            "phone": "+573189990011",
            "port": port,
        }))
        .with("REFACIL_PAY_CLI_HASH_KEY", HASH_KEY);
    let notices = agent.page_for("notice");
    let lines: Vec<String> = acts(&notices)
        .into_iter()
        .filter_map(|act| if let Act::Line { line, .. } = act { Some(line) } else { None })
        .collect();
    let [verify, listen, list] = lines.as_slice() else { panic!("{lines:?}") };
    let mut receiver = agent.start(listen);
    let mut heard = BufReader::new(receiver.stderr.take().expect("piped")).lines();
    let address = heard.next().expect("a line").expect("text");
    assert!(address.contains(&format!("http://127.0.0.1:{port}/")), "{address}");
    // The charge of another page, with the receiver's address for its notices.
    let link = agent.page_for("link");
    let stored = ["config", "set-webhook-url", "--yes", "--url", &format!("http://127.0.0.1:{port}/")];
    assert_eq!(scene.cli.run(&stored).code, 0);
    agent.follow(&link, |heading, before| heading.starts_with("1.") && before.starts_with("Say"));
    assert_eq!(agent.failures(), Vec::<String>::new());
    let reference = agent.known("data.reference").and_then(Value::as_str).expect("a reference").to_owned();
    let delivery = scene.sandbox.move_payment(&reference, 2).expect("it is paid");
    let output = receiver.wait_with_output().expect("it ends");
    let record: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(output.status.code(), Some(0), "{record}");
    assert_eq!((&record["paid"], &record["reference"]), (&json!(true), &json!(reference)), "{record}");
    agent.run(list);
    assert!(agent.answer("webhook list").stdout.contains(&reference));
    // The same notice from somebody's hand, then one that promises more.
    agent.save("notice.json", &delivery.payload.to_string());
    agent.run(verify);
    assert_eq!(agent.answer("webhook verify").json()["paid"], true);
    let mut forged = delivery.payload.clone();
    forged["amount"] = json!(9_999_999);
    agent.save("notice.json", &forged.to_string());
    agent.run(verify);
    assert_eq!(agent.answer("webhook verify").code, 7);
}
