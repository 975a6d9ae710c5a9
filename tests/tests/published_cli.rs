//! What the published command-line tool of Pay had, replayed from `tests/fixtures/published_cli.toml`: the same effect, or
//! a deviation with its reason.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;

use codegen_sandbox::{Api, Sandbox};
use codegen_tests::cli::{Cli, Run, finish};
use codegen_tests::person;
use codegen_tests::products::{Product, readme, root};
use codegen_tests::proofs;
use tempfile::TempDir;
use toml::{Table, Value};

const KEYS: &[&str] = &[
    "section",
    "published",
    "later",
    "deviation",
    "proofs",
    "readme",
    "login",
    "existing",
    "before",
    "person",
    "env",
    "run",
    "code",
    "sends",
    "stdout",
    "lacks",
    "stderr",
    "files",
    "then",
    "then_stdout",
    "then_lacks",
];

/// No more may differ on purpose.
const MOST_DEVIATIONS: usize = 10;

/// Files of a merchant who follows the published guide.
const FILES: &[(&str, &str)] = &[
    ("meta.json", r#"{"identifier":"store-1","ip":"127.0.0.1","urlCommerce":"https://store.example.com"}"#),
    (
        "bom.json",
        "\u{feff}{\"identifier\":\"store-1\",\"ip\":\"127.0.0.1\",\"urlCommerce\":\"https://store.example.com\"}",
    ),
    ("method.json", r#"{"id":130,"cellphone":"3001234567"}"#),
    ("withdraw.json", r#"{"id":264,"key":"@ANA123"}"#),
];

/// One row of the table.
struct Row(Table);

impl Row {
    fn all() -> Vec<Self> {
        let path = root().join("tests/fixtures/published_cli.toml");
        let table: Table = fs::read_to_string(path).expect("the table").parse().expect("TOML");
        let rows = table["row"].as_array().expect("rows").iter();
        let rows: Vec<_> = rows.map(|row| Self(row.as_table().expect("a row").clone())).collect();
        for row in &rows {
            let unknown: Vec<_> = row.0.keys().filter(|key| !KEYS.contains(&key.as_str())).collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", row.name());
        }
        rows
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Value::as_str)
    }

    fn name(&self) -> String {
        format!("{} {}", self.0["section"], self.text("published").unwrap_or("nothing"))
    }

    fn texts(&self, key: &str) -> Vec<&str> {
        self.0.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Paths with texts.
    fn pairs(&self, key: &str) -> Vec<(&str, &str)> {
        let pairs = self.0.get(key).and_then(Value::as_array).into_iter().flatten();
        pairs.filter_map(|pair| Some((pair.get(0)?.as_str()?, pair.get(1)?.as_str()?))).collect()
    }
}

/// The machine of a user of the published tool.
struct Scene {
    sandbox: Sandbox,
    /// Sends messages.
    kapso: Sandbox,
    cli: Cli,
    folder: TempDir,
    variables: BTreeMap<String, String>,
}

impl Scene {
    fn of(row: &Row) -> Self {
        let sandbox = Sandbox::start(Api::Pay).expect("the sandbox starts");
        let kapso = Sandbox::start(Api::Kapso).expect("the sandbox starts");
        let cli = Cli::new(&sandbox);
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in FILES {
            fs::write(folder.path().join(name), text).expect("a file");
        }
        for (path, text) in row.pairs("existing") {
            let path = cli.home().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let env = row.0.get("env").and_then(Value::as_table).into_iter().flatten();
        let variables = env.map(|(name, value)| (name.clone(), value.as_str().expect("a text").to_owned()));
        let mut variables: BTreeMap<String, String> = variables.collect();
        variables.insert("REFACIL_PAY_CLI_WHATSAPP_URL".to_owned(), kapso.url().to_owned());
        Self { sandbox, kapso, cli, folder, variables }
    }

    /// With user and password in variables, or without.
    fn run(&self, line: &str, credentials: bool) -> Run {
        let mut command = self.cli.shell(&format!("{} {line}", Product::PayCli.name()), self.folder.path());
        if credentials {
            self.cli.with_login(&mut command);
        }
        finish(command.envs(&self.variables))
    }

    /// The calls themselves.
    fn sent(&self) -> Vec<String> {
        let requests = self.sandbox.requests().into_iter().chain(self.kapso.requests());
        requests.map(|request| format!("{} {}", request.method, request.path)).collect()
    }
}

/// What a row promises and does not keep.
fn problems(row: &Row) -> Vec<String> {
    let scene = Scene::of(row);
    let foreign = row.0.contains_key("existing");
    if row.0.get("login").and_then(Value::as_bool).unwrap_or(true) {
        scene.cli.log_in();
    }
    for line in row.texts("before") {
        let run = scene.run(line, true);
        assert_eq!(run.code, 0, "{}: {line}: {run:?}", row.name());
    }
    if let Some(decision) = row.text("person") {
        person::decide(&scene.sandbox, decision);
    }
    scene.sandbox.clear_requests();
    scene.kapso.clear_requests();
    let line = row.text("run").expect("a command line");
    let run = scene.run(line, !foreign);
    let mut problems = Vec::new();
    let code = row.0.get("code").and_then(Value::as_integer).unwrap_or(0);
    if i64::from(run.code) != code {
        problems.push(format!("ends with {}, not {code}", run.code));
    }
    let sent = scene.sent();
    let steps = ["/auth/login", "/trx-token/generate"];
    let calls: Vec<&str> = sent
        .iter()
        .map(String::as_str)
        .filter(|call| row.texts("sends").contains(call) || !steps.iter().any(|step| call.ends_with(step)))
        .filter(|call| !call.contains(" /oauth/"))
        .collect();
    if row.0.contains_key("sends") && calls != row.texts("sends") {
        problems.push(format!("sends {calls:?}"));
    }
    if line.contains("--dry-run") && !sent.is_empty() {
        problems.push(format!("a dry run sends {sent:?}"));
    }
    problems.extend(missing("stdout", &run.stdout, &row.texts("stdout")));
    problems.extend(missing("stderr", &run.stderr, &row.texts("stderr")));
    problems.extend(present(&run.stdout, &row.texts("lacks")));
    for (path, text) in row.pairs("files") {
        let found = fs::read_to_string(scene.cli.home().join(path)).unwrap_or_default();
        problems.extend(missing(path, &found, &[text]));
        if path.ends_with("credentials.json") && found.contains(text) {
            problems.extend(open_to_others(&scene.cli.home().join(path)).filter(|_| !foreign));
        }
    }
    if let Some(line) = row.text("then") {
        let after = scene.run(line, true);
        problems.extend(missing(line, &after.stdout, &row.texts("then_stdout")));
        problems.extend(present(&after.stdout, &row.texts("then_lacks")));
    }
    if !problems.is_empty() {
        problems.push(format!("{run:?}"));
    }
    problems
}

fn missing(place: &str, text: &str, wanted: &[&str]) -> Vec<String> {
    let missing = wanted.iter().filter(|wanted| !text.contains(**wanted));
    missing.map(|wanted| format!("{place} does not hold {wanted:?}: {text}")).collect()
}

fn present(text: &str, unwanted: &[&str]) -> Vec<String> {
    let present = unwanted.iter().filter(|unwanted| text.contains(**unwanted));
    present.map(|unwanted| format!("stdout holds {unwanted:?}: {text}")).collect()
}

fn open_to_others(path: &std::path::Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).expect("the file is there").permissions().mode() & 0o777;
    (mode != 0o600).then(|| format!("{} has mode {mode:o}", path.display()))
}

#[test]
fn what_was_published_works_as_before() {
    let rows = Row::all();
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|row| row.text("run").is_some()) {
        let problems = problems(row);
        if !problems.is_empty() {
            wrong.push(format!("{}\n  {}", row.name(), problems.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_differs_says_why_and_what_comes_later_says_when() {
    let rows = Row::all();
    let deviations: Vec<_> = rows.iter().filter_map(|row| row.text("deviation")).collect();
    assert!(deviations.len() <= MOST_DEVIATIONS, "{} deviations", deviations.len());
    assert!(deviations.iter().all(|reason| reason.len() > 40), "each one has a reason");
    for row in &rows {
        let now = ["run", "proofs", "readme"].iter().any(|key| row.0.contains_key(*key));
        assert!(now != row.text("later").is_some(), "{}", row.name());
    }
    let later: Vec<String> =
        rows.iter().filter_map(|row| Some(format!("{} ({})", row.name(), row.text("later")?))).collect();
    insta::assert_snapshot!(
        "published_and_not_built_yet",
        format!("{} rows\n{}", later.len(), later.join("\n"))
    );
}

/// What no single command line shows is proved by tests of their own: they are there, and they run.
#[test]
fn proofs_that_are_named_are_run() {
    let rows = Row::all();
    let wrong: Vec<String> = rows
        .iter()
        .flat_map(|row| {
            let proofs = row.texts("proofs").into_iter();
            proofs.filter_map(proofs::fault).map(|fault| format!("{}: {fault}", row.name()))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Who looks for what is gone finds in README what took its place.
#[test]
fn what_took_the_place_of_something_stands_in_readme() {
    let readme = readme("en");
    let plain = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    for row in Row::all() {
        let words = row.text("readme").unwrap_or_default();
        assert!(plain.contains(words), "{}: README does not say {words:?}", row.name());
    }
}

/// Each section of what was published has its rows.
#[test]
fn no_section_is_left_out() {
    let mut count: BTreeMap<i64, usize> = BTreeMap::new();
    for row in Row::all() {
        *count.entry(row.0["section"].as_integer().expect("a number")).or_default() += 1;
    }
    let least = [
        (1, 25),
        (2, 6),
        (3, 10),
        (4, 6),
        (5, 8),
        (6, 6),
        (7, 4),
        (8, 2),
        (9, 5),
        (10, 4),
        (11, 10),
        (12, 12),
    ];
    for (section, least) in least {
        assert!(count.get(&section).is_some_and(|rows| *rows >= least), "section {section}: {count:?}");
    }
}
