//! The skill that comes with Pay's tool: small, right to the last command line, and a guest in other people's folders.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bpe_openai::o200k_base;
use codegen_sandbox::{Api, KAPSO_API_KEY, KAPSO_PHONE_NUMBER_ID, Sandbox};
use codegen_tests::agent::{Act, Agent, acts, page, skill};
use codegen_tests::cli::Cli;
use codegen_tests::person;
use codegen_tests::products::Product;
use serde_json::{Value, json};

/// An agent reads this each time; the other pages when it needs them.
const MOST_TOKENS: usize = 2_000;
const MOST_TOKENS_OF_A_PAGE: usize = 1_800;

/// What a merchant says; nothing of it stands in the texts.
fn said() -> Value {
    json!({
        "amount": 73_500,
        "reference1": "cart-8841",
        "webhookUrl": "https://tienda.example.org/avisos",
        "userMetadata.identifier": "client-77",
        "userMetadata.urlCommerce": "https://tienda.example.org",
        "paymentMethod.id": 117,
        "paymentMethod.typePerson": "0",
        "paymentMethod.documentType": "CE",
        "paymentMethod.documentNumber": "998877",
        "paymentMethod.name": "María Niño",
        "paymentMethod.cellphone": "3157654321",
        "paymentMethod.address": "Carrera 7 # 71-21",
        "paymentMethod.email": "maria@tienda.example.org",
        "data.banks[].bankName": "BANCO DAVIVIENDA",
        "withdrawMethod.key": "@MARIA2026",
        "command": "cash-in-payment-method",
        "phone": "+573209876543",
    })
}

/// Every page by its path.
fn pages() -> Vec<(String, String)> {
    let root = skill();
    let mut paths = vec!["SKILL.md".to_owned()];
    let references = fs::read_dir(root.join("references")).expect("references").flatten();
    paths.extend(references.map(|entry| format!("references/{}", entry.file_name().to_string_lossy())));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), page(&path))).collect()
}

/// Follows a page to its end while a customer pays whatever is there to be paid.
fn follow(cli: &Cli, sandbox: &Sandbox, said: &Value, path: &str) -> Vec<String> {
    person::beside_a_customer(sandbox, || {
        let kapso = Sandbox::start(Api::Kapso).expect("a stand-in");
        let mut agent = Agent::new(cli, said)
            .with("REFACIL_PAY_CLI_WHATSAPP_URL", kapso.url())
            .with("REFACIL_PAY_CLI_KAPSO_API_KEY", KAPSO_API_KEY);
        agent.run(&format!("refacil-pay-cli config set-kapso --phone-number-id {KAPSO_PHONE_NUMBER_ID}"));
        agent.follow(&page(path), |_, _| true);
        assert!(agent.done.len() > 1, "{path} has no command line");
        agent.failures()
    })
}

#[test]
fn the_skill_is_small() {
    for (path, text) in pages() {
        let most = if path == "SKILL.md" { MOST_TOKENS } else { MOST_TOKENS_OF_A_PAGE };
        let tokens = o200k_base().count(text.as_str());
        println!("{path:<40} {tokens:>5} tokens (at most {most})");
        assert!(tokens < most, "{path}: {tokens} tokens, fewer than {most} are wanted");
    }
}

#[test]
fn the_front_matter_names_the_skill_and_its_version() {
    let text = page("SKILL.md");
    let front =
        text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).expect("front matter").0;
    let front: Value = serde_saphyr::from_str(front).expect("YAML");
    assert_eq!(front["name"], Product::PayCli.name());
    let version = Cli::at("http://127.0.0.1:9").run(&["--version", "--json"]).json()["version"].clone();
    assert_eq!(front["metadata"]["version"], version);
    let description = front["description"].as_str().expect("a text");
    assert!(description.len() <= 1024 && description.contains("Nequi") && description.contains("cobrar"));
}

#[test]
fn every_command_line_of_every_page_works() {
    let mut wrong = Vec::new();
    // What two people do, or what goes on in the background, has a test of its own.
    let alone = |path: &str| !path.contains("environment-headless") && !path.contains("notices");
    for (path, _) in pages().iter().filter(|(path, _)| alone(path)) {
        let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
        let cli = Cli::new(&sandbox);
        cli.log_in();
        for before in [
            &["config", "set-webhook-url", "--url", "https://tienda.example.org/antes", "--yes"][..],
            &["skills", "install", "--ide", "codex"],
        ] {
            let run = cli.run(before);
            assert_eq!(run.code, 0, "{run:?}");
        }
        let failures = follow(&cli, &sandbox, &said(), path);
        wrong.extend(failures.into_iter().map(|failure| format!("{path}: {failure}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_package_tells_agents_works() {
    let text = fs::read_to_string(Product::PayCli.folder().join("AGENTS.md")).expect("AGENTS.md");
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    cli.log_in();
    fs::create_dir(cli.home().join(".cursor")).expect("made");
    let mut agent = Agent::new(&cli, &json!({}));
    agent.follow(&text, |_, _| true);
    assert_eq!(agent.failures(), Vec::<String>::new());
    assert!(agent.done.len() >= 8 && text.contains("skills/refacil-pay-cli/SKILL.md"), "{text}");
}

#[test]
fn a_login_without_a_browser_goes_as_its_page_says() {
    let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
    let cli = Cli::new(&sandbox);
    let text = page("references/environment-headless.md");
    let mut agent = Agent::new(&cli, &json!({}));
    let is_first = |line: &str| line.contains("--device") && !line.contains("--redeem");
    let first = acts(&text).into_iter().find(|act| matches!(act, Act::Line { line, .. } if is_first(line)));
    assert!(first.is_some(), "{text}");
    // The person agrees between the first line and the others.
    agent.follow(&text, |_, before| before.starts_with("1."));
    person::decide(&sandbox, "approve");
    agent.follow(&text, |_, before| !before.starts_with("1."));
    assert_eq!(agent.failures(), Vec::<String>::new());
    assert_eq!(agent.answer("whoami").json()["authenticated"], true);
}

/// What `--ide` calls an agent, and what exists where it is used.
const AGENTS: &[(&str, &str)] = &[
    ("claude-code", ".claude"),
    ("cursor", ".cursor"),
    ("opencode", ".config/opencode"),
    ("codex", ".codex"),
    ("antigravity", ".gemini/antigravity"),
    ("agents", ".agents"),
];

/// Every file with its bytes, and every folder.
fn tree(folder: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let mut tree = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            tree.extend(self::tree(&path));
            tree.insert(path.display().to_string(), None);
        } else {
            tree.insert(path.display().to_string(), Some(fs::read(path).expect("readable")));
        }
    }
    tree
}

#[test]
fn the_real_tool_installs_for_every_agent_and_leaves_no_trace() {
    let cli = Cli::at("http://127.0.0.1:9");
    for (_, sign) in AGENTS {
        let folder = cli.home().join(sign);
        fs::create_dir_all(&folder).expect("made");
        fs::write(folder.join("settings.json"), "{ \"theirs\":1 }\r\n").expect("written");
        fs::create_dir_all(folder.join("skills/mine")).expect("made");
        fs::write(folder.join("skills/mine/SKILL.md"), "mine").expect("written");
    }
    let before = tree(cli.home());
    let done = cli.run(&["skills", "install", "--json"]).json();
    let agents: Vec<&str> = done["places"]
        .as_array()
        .expect("places")
        .iter()
        .flat_map(|place| place["agents"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    assert!(AGENTS.iter().all(|(agent, _)| agents.contains(agent)), "{agents:?}");
    for place in done["places"].as_array().expect("places") {
        let folder = Path::new(place["folder"].as_str().expect("a path"));
        for (path, text) in pages() {
            assert_eq!(fs::read_to_string(folder.join(&path)).expect("installed"), text, "{path}");
        }
    }
    assert_eq!(cli.run(&["skills", "update"]).code, 0);
    assert_eq!(cli.run(&["skills", "uninstall"]).code, 0);
    assert_eq!(tree(cli.home()), before);
}
