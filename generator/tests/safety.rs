//! Labelled requests, from real collections and of our own: the engine agrees with the people who read them.
//!
//! What it gets right here it was taught to: the headers of the `blind_*` files hold what it got right unseen.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;

use postman_codegen::lower::safety::{Subject, classify, is_login};
use postman_codegen::model::Class;
use serde::Deserialize;

/// A file of labelled requests.
#[derive(Deserialize)]
struct Labelled {
    because: Vec<Because>,
}

/// Requests of one class for one reason.
#[derive(Deserialize)]
struct Because {
    class: Class,
    why: String,
    requests: Vec<Request>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    method: String,
    route: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    name: String,
    /// Folders from the root, parted by ` / `.
    #[serde(default)]
    folder: String,
    #[serde(default)]
    description: String,
    soap_action: Option<String>,
    body: Option<String>,
    graphql: Option<String>,
}

/// What the engine made of the labels.
#[derive(Default)]
struct Outcome {
    total: usize,
    /// How often each labelled class became which.
    table: BTreeMap<(Class, Class), usize>,
    wrong: Vec<String>,
}

/// Every file of labels.
fn labelled() -> Result<Vec<Because>, Box<dyn Error>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/safety");
    let mut labels = Vec::new();
    for file in fs::read_dir(folder)? {
        labels.extend(toml::from_str::<Labelled>(&fs::read_to_string(file?.path())?)?.because);
    }
    Ok(labels)
}

impl Request {
    fn folders(&self) -> Vec<String> {
        self.folder.split(" / ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn subject<'a>(&'a self, folders: &'a [String]) -> Subject<'a> {
        Subject {
            method: &self.method,
            route: &self.route,
            query: self.query.split('&').filter_map(|pair| pair.split_once('=')).collect(),
            name: &self.name,
            folders,
            description: &self.description,
            soap_action: self.soap_action.as_deref(),
            method_override: None,
            body: self.body.as_deref().map(Cow::Borrowed),
            graphql: self.graphql.as_deref(),
        }
    }
}

fn judge(because: &Because, request: &Request, outcome: &mut Outcome) {
    let safety = classify(&request.subject(&request.folders()));
    outcome.total += 1;
    *outcome.table.entry((because.class, safety.class)).or_default() += 1;
    if safety.class != because.class {
        let reasons: Vec<String> = safety.evidence.iter().map(ToString::to_string).collect();
        let milder = if safety.class < because.class { "TOO MILD " } else { "" };
        outcome.wrong.push(format!(
            "{milder}{} instead of {} ({}): {} {} {:?}: {}",
            safety.class,
            because.class,
            because.why,
            request.method,
            request.route,
            request.name,
            reasons.join("; ")
        ));
    }
}

fn confusion(outcome: &Outcome) -> String {
    let classes = [Class::ReadOnly, Class::SafeMutation, Class::Dangerous];
    let row = |label: Class| {
        let of = |judged| outcome.table.get(&(label, judged)).copied().unwrap_or_default();
        let [read, safe, grave] = classes.map(of);
        format!("{:<17}  {read:>9}  {safe:>13}  {grave:>9}\n", label.to_string())
    };
    format!("labelled \\ judged  read-only  safe-mutation  dangerous\n{}", classes.map(row).concat())
}

#[test]
fn the_engine_agrees_with_the_labels() -> Result<(), Box<dyn Error>> {
    let mut outcome = Outcome::default();
    for because in labelled()? {
        for request in &because.requests {
            judge(&because, request, &mut outcome);
        }
    }
    let table = confusion(&outcome);
    let wrong = outcome.wrong.join("\n");
    println!("{table}{} of {} wrong\n{wrong}", outcome.wrong.len(), outcome.total);
    assert!(outcome.total >= 250, "{} requests are too few", outcome.total);
    let lax: usize = [Class::ReadOnly, Class::SafeMutation]
        .iter()
        .filter_map(|judged| outcome.table.get(&(Class::Dangerous, *judged)))
        .sum();
    assert_eq!(lax, 0, "a dangerous request in a milder class\n{table}{wrong}");
    let right = outcome.total - outcome.wrong.len();
    assert!(right * 100 >= outcome.total * 97, "{right} of {} right\n{table}{wrong}", outcome.total);
    Ok(())
}

#[test]
fn logins_are_told_from_everything_else() -> Result<(), Box<dyn Error>> {
    const LOGS_IN: &str = "It logs in or renews a session";
    let mut wrong = Vec::new();
    for because in labelled()? {
        for request in &because.requests {
            let expected = because.why == LOGS_IN;
            if is_login(&request.subject(&request.folders())) != expected {
                wrong.push(format!(
                    "{} {} {:?} is login: {expected}",
                    request.method, request.route, request.name
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
