//! The whole reference of the command-line tool: every help page as a snapshot, and every example of it executed.
#![cfg(unix)]

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use codegen_sandbox::{Api, KAPSO_API_KEY, KAPSO_PHONE_NUMBER_ID, Sandbox};
use codegen_tests::cli::{Cli, Run, finish};
use codegen_tests::person;
use serde_json::Value;
use tempfile::TempDir;

/// What each example begins with.
const PROGRAM: &str = "refacil-pay-cli ";

/// A logged-in user in a working folder, the API, and the service that sends messages.
struct Scene {
    sandbox: Sandbox,
    kapso: Sandbox,
    cli: Cli,
    folder: TempDir,
}

impl Scene {
    fn new() -> Self {
        let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
        let cli = Cli::new(&sandbox);
        cli.log_in();
        let kapso = Sandbox::start(Api::Kapso).expect("the sandbox starts");
        Self { sandbox, kapso, cli, folder: tempfile::tempdir().expect("a folder") }
    }

    /// The token of the session.
    fn token(&self) -> String {
        let path = self.cli.home().join(".config/refacil-pay-cli/credentials.json");
        let kept: Value = serde_json::from_slice(&fs::read(path).expect("a session")).expect("JSON");
        kept["sessions"][0]["token"].as_str().expect("a token").to_owned()
    }

    fn shell(&self, line: &str) -> Run {
        let mut command = self.cli.shell(line, self.folder.path());
        command
            .env("REFACIL_PAY_CLI_WHATSAPP_URL", self.kapso.url())
            .env("REFACIL_PAY_CLI_KAPSO_API_KEY", KAPSO_API_KEY)
            .env("REFACIL_PAY_CLI_KAPSO_PHONE_NUMBER_ID", KAPSO_PHONE_NUMBER_ID);
        finish(self.cli.with_login(&mut command))
    }
}

impl Scene {
    /// Does what comes before an example of a command.
    fn prepare(&self, of_command: &[String], words: &str) {
        let done = |line: &str| {
            let run = self.shell(line);
            assert_eq!(run.code, 0, "{line}: {run:?}");
        };
        for (_, before) in BEFORE.iter().filter(|(start, _)| words.starts_with(start)) {
            done(&format!("{PROGRAM}{before}"));
        }
        for (asks, maker, flag) in AFTER {
            let Some((_, value)) = words.split_once(asks) else { continue };
            let value = value.split(' ').next().unwrap_or_default();
            let made = examples(&help(&self.cli, &[(*maker).to_owned()]));
            done(&format!("{} {flag} {value}", made.first().expect("an example")));
        }
        if words.contains("@request.json") {
            let made = of_command.iter().find(|line| line.contains("> request.json"));
            done(made.expect("an example that makes the file"));
        }
        let written = |name: &str, text: &str| {
            fs::write(self.folder.path().join(name), text).expect("the folder can be written");
        };
        written("token.txt", &self.token());
        written("kapso-key.txt", "sandbox-kapso-key\n");
    }
}

/// Every command that can be run, by its words.
fn commands(cli: &Cli) -> Vec<Vec<String>> {
    let map = cli.run(&["commands", "--json"]).json();
    let entries = map["commands"].as_array().expect("a list").iter();
    let words = |entry: &Value| {
        let words = entry["words"].as_array().expect("words").iter();
        words.map(|word| word.as_str().expect("a word").to_owned()).collect()
    };
    entries.map(words).collect()
}

fn help(cli: &Cli, words: &[String]) -> String {
    let words: Vec<&str> = words.iter().map(String::as_str).chain(["--help"]).collect();
    let run = finish(cli.command(&words).env("COLUMNS", "100"));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{words:?}");
    run.stdout
}

/// The page of the program and those of its commands, each group before what it holds.
fn pages(cli: &Cli, commands: &[Vec<String>]) -> String {
    let mut seen: Vec<&[String]> = vec![&[]];
    for words in commands {
        for end in 1..=words.len() {
            let page = words.get(..end).expect("a part");
            if !seen.contains(&page) {
                seen.push(page);
            }
        }
    }
    let mut shared: Vec<(String, String)> = Vec::new();
    let page = |words: &[String]| {
        let name = format!("{PROGRAM}{}", words.join(" ")).trim_end().to_owned();
        let text = once(&help(cli, words), &name, &mut shared);
        format!("{name}\n{}\n{}", "=".repeat(name.len()), text.trim_end())
    };
    seen.into_iter().map(page).collect::<Vec<_>>().join("\n\n\n")
}

/// The page with the flags of every command shown once: where they are the same again, the page that has them is named.
fn once(page: &str, name: &str, shared: &mut Vec<(String, String)>) -> String {
    const HEADING: &str = "Global options:\n";
    let Some((before, block)) = page.split_once(HEADING) else { return page.to_owned() };
    let indented = block.split_inclusive('\n').take_while(|line| line.starts_with([' ', '\n']));
    let (block, after) = block.split_at(indented.map(str::len).sum());
    match shared.iter().find(|(_, known)| known == block) {
        Some((first, _)) => format!("{before}{HEADING}  [as of {first}]\n\n{after}"),
        None => {
            shared.push((name.to_owned(), block.to_owned()));
            page.to_owned()
        }
    }
}

#[test]
fn every_help_page() {
    let cli = Cli::at("http://127.0.0.1:9");
    insta::assert_snapshot!("reference", pages(&cli, &commands(&cli)));
}

/// The command lines below `Examples`, each as one line.
fn examples(page: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let block = page.lines().skip_while(|line| !line.starts_with("Examples")).skip(1);
    let mut goes_on = false;
    for line in block.take_while(|line| line.starts_with("  ")) {
        let text = line.trim();
        let (part, more) = text.strip_suffix('\\').map_or((text, false), |part| (part.trim_end(), true));
        match lines.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.push(' ');
                last.push_str(part);
            }
            None => lines.push(part.to_owned()),
        }
        goes_on = more;
    }
    lines
}

/// Examples that end otherwise than well, as documented, in a world in which nothing has happened yet.
const OTHER_ENDS: &[(&str, i32)] = &[
    // Nobody has made what they ask for.
    ("payment-status ", 4),
    ("user-webhooks-id-status ", 4),
    ("patch /user-webhooks/", 4),
    // The API has no such route.
    ("put /things/1", 4),
    ("delete /things/1", 4),
    // No notice came, and none is waited for.
    ("webhook show ", 4),
    ("webhook replay ", 4),
    ("webhook wait ", 4),
    // Nobody has agreed yet: the code that is published for it.
    ("login --device --redeem", 2),
    // It asks, and nobody is there to answer.
    ("init", 7),
];

/// What a person has done before, by the beginning of the example.
const BEFORE: &[(&str, &str)] = &[
    ("profile ", "profile set env=sandbox --profile work"),
    ("login --device --redeem", "login --device"),
    (
        "webhook verify",
        "webhook trigger approved --to http://127.0.0.1:9/ --dry-run --jq .request.body > body.json",
    ),
    ("skills ", "skills install --ide claude-code"),
];

/// Examples that look at what the example of another command makes, when it is made under that reference.
const AFTER: &[(&str, &str, &str)] =
    &[("payment-customer-reference-status --customer-reference ", "cash-in-link-create", "--reference1")];

#[test]
fn every_command_has_an_example_and_every_example_works() {
    let cli = Cli::at("http://127.0.0.1:9");
    let mut wrong = Vec::new();
    for words in commands(&cli) {
        let lines = examples(&help(&cli, &words));
        if lines.is_empty() {
            wrong.push(format!("{}: no example", words.join(" ")));
        }
        for line in &lines {
            // Help shows what moves money as a dry run.
            let real = line.replace(" --dry-run", " --yes");
            wrong.extend(try_out(&lines, line).err());
            if real != *line {
                wrong.extend(try_out(&lines, &real).err());
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Help shows one body to fill in besides that of the example; each variant has one.
#[test]
fn every_variant_has_a_body_that_is_taken() {
    let scene = Scene::new();
    let contract = scene.cli.run(&["schema", "cash-in-payment-method", "--json"]).json();
    let id = &contract["input"]["properties"]["paymentMethod"]["properties"]["id"];
    let values = id["oneOf"].as_array().expect("values").iter();
    let values: Vec<i64> = values.filter_map(|value| value["const"].as_i64()).collect();
    assert_eq!(values.len(), 10, "{id}");
    for value in values {
        let command = format!("{PROGRAM}cash-in-payment-method");
        let line = format!(
            "{command} --skeleton --payment-method.id {value} > body.json && {command} --body @body.json --dry-run --json"
        );
        let plan = scene.shell(&line);
        assert_eq!(plan.code, 0, "{value}: {plan:?}");
        assert_eq!(plan.json()["request"]["body"]["paymentMethod"]["id"], value);
    }
}

/// Runs one of the examples of a command, in a world of its own.
fn try_out(of_command: &[String], line: &str) -> Result<(), String> {
    let scene = Scene::new();
    let words = line.strip_prefix(PROGRAM).ok_or_else(|| format!("{line} is another program"))?;
    scene.prepare(of_command, words);
    let receiver = Receiver::start();
    let line = line.replace("127.0.0.1:8080", &receiver.address).replace("--timeout 10m", "--timeout 20s");
    let run = person::beside_a_customer(&scene.sandbox, || scene.shell(&line));
    let other = OTHER_ENDS.iter().find(|(start, _)| words.starts_with(start)).map(|(_, code)| *code);
    let offline = [" --dry-run", " --skeleton"].iter().any(|flag| line.contains(flag));
    let code = other.filter(|_| !offline).unwrap_or(0);
    if run.code != code {
        return Err(format!("{line}\n  ends with {}, not {code}: {}", run.code, run.stderr.trim()));
    }
    // A file that is made is a file that is taken.
    let takes = |other: &&String| line.contains("> request.json") && other.contains("@request.json");
    let Some(taken) = of_command.iter().find(takes) else { return Ok(()) };
    let run = scene.shell(&taken.replace(" --dry-run", " --yes"));
    if run.code == other.unwrap_or(0) {
        Ok(())
    } else {
        Err(format!("{line}\n  makes what is not taken: {}", run.stderr.trim()))
    }
}

/// A merchant's own server, for one notice.
struct Receiver {
    address: String,
}

impl Receiver {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        // It ends with the test: most examples deliver nothing.
        thread::spawn(move || {
            if let Ok((stream, _)) = listener.accept() {
                take(stream).expect("a notice");
            }
        });
        Self { address }
    }
}

/// Reads a request to its end, and answers that all is well.
fn take(stream: TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length])?;
    reader.get_mut().write_all(b"HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n")
}
