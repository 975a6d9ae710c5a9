//! An agent that has nothing but a skill's own text: it reads a page, asks its person, and runs the command lines as they
//! stand, in order.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Stdio};

use serde_json::{Map, Value};
use tempfile::TempDir;

use crate::cli::{Cli, Run, finish};
use crate::products::Product;

/// The folder of the skill that comes with Pay's tool.
#[must_use]
pub fn skill() -> PathBuf {
    Product::PayCli.folder().join("skills").join(Product::PayCli.name())
}

/// A page of it.
///
/// # Panics
/// There is no such page.
#[must_use]
pub fn page(path: &str) -> String {
    fs::read_to_string(skill().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Something on a page that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A heading: what follows belongs to it.
    Heading(String),
    /// A body to be written to the file that the commands name.
    Body(String),
    /// A command line, with what introduces it.
    Line {
        /// The last words before it.
        before: String,
        /// The line.
        line: String,
    },
    /// Other words.
    Words(String),
}

/// What a page says, in order.
#[must_use]
pub fn acts(page: &str) -> Vec<Act> {
    let mut acts = Vec::new();
    let mut before = String::new();
    let mut fence: Option<(String, Vec<&str>)> = None;
    for line in page.lines() {
        let text = line.trim();
        match (&mut fence, text.strip_prefix("```")) {
            (None, Some(kind)) => fence = Some((kind.to_owned(), Vec::new())),
            (Some((kind, lines)), Some(_)) => {
                if kind == "json" {
                    acts.push(Act::Body(lines.join("\n")));
                } else {
                    let line = |line: &&str| Act::Line { before: before.clone(), line: (*line).to_owned() };
                    acts.extend(lines.iter().map(line));
                }
                fence = None;
            }
            (Some((_, lines)), None) => lines.push(text),
            (None, None) if text.starts_with('#') => {
                acts.push(Act::Heading(text.trim_start_matches('#').trim().to_owned()));
            }
            (None, None) if text.is_empty() => {}
            (None, None) => {
                let tool = format!("{} ", Product::PayCli.name());
                let inline = text.split('`').skip(1).step_by(2).filter(|code| code.starts_with(&tool));
                let line = |code: &str| Act::Line { before: text.to_owned(), line: code.to_owned() };
                acts.extend(inline.map(line));
                text.clone_into(&mut before);
                acts.push(Act::Words(text.to_owned()));
            }
        }
    }
    acts
}

/// An agent at work.
pub struct Agent<'a> {
    cli: &'a Cli,
    folder: TempDir,
    /// What it knows: what its person said and what answers told, by the mark that stands for it.
    known: BTreeMap<String, Value>,
    /// Fields that the chosen row of a table demands.
    chosen: Vec<String>,
    variables: Vec<(String, String)>,
    /// Every command line with what came of it.
    pub done: Vec<(String, Run)>,
}

impl<'a> Agent<'a> {
    /// An agent whose person has said this.
    ///
    /// # Panics
    /// There is no temporary folder.
    #[must_use]
    pub fn new(cli: &'a Cli, said: &Value) -> Self {
        let known = said.as_object().into_iter().flatten();
        Self {
            cli,
            folder: tempfile::tempdir().expect("a folder"),
            known: known.map(|(mark, value)| (mark.clone(), value.clone())).collect(),
            chosen: Vec::new(),
            variables: Vec::new(),
            done: Vec::new(),
        }
    }

    /// The same on a machine with that variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Its person says something more, or something else.
    pub fn hear(&mut self, mark: &str, value: impl Into<Value>) {
        self.known.insert(mark.to_owned(), value.into());
    }

    /// The page to which the table of goals leads for these words.
    ///
    /// # Panics
    /// No goal, or more than one, has the words.
    #[must_use]
    pub fn page_for(&self, goal: &str) -> String {
        let text = page("SKILL.md");
        let rows = text.lines().filter(|line| line.starts_with("| ") && line.contains("](references/"));
        let fits: Vec<&str> = rows.filter(|row| row.to_lowercase().contains(goal)).collect();
        let [row] = fits.as_slice() else { panic!("{goal}: {fits:?}") };
        let path = row.split_once("](").and_then(|(_, rest)| rest.split_once(')')).expect("a link").0;
        page(path)
    }

    /// What it knows by that mark.
    #[must_use]
    pub fn known(&self, mark: &str) -> Option<&Value> {
        self.known.get(mark)
    }

    /// Follows a page; `wanted` decides which lines it runs, by their heading and what introduces them.
    ///
    /// # Panics
    /// A mark stands for nothing that it knows, or a body is not JSON.
    pub fn follow(&mut self, page: &str, wanted: impl Fn(&str, &str) -> bool) {
        let mut heading = String::new();
        for act in acts(page) {
            match act {
                Act::Heading(text) => heading = text,
                Act::Words(text) => self.read(&text),
                Act::Body(body) => self.write(&body),
                Act::Line { before, line } if wanted(&heading, &before) => self.run(&line),
                Act::Line { .. } => {}
            }
        }
    }

    /// A row of a table that its person chose, or the place of a value that was looked up.
    fn read(&mut self, text: &str) {
        let codes: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
        if let Some(rest) = text.strip_prefix("| ") {
            let cells: Vec<&str> = rest.split(" | ").collect();
            let value = cells.first().map(|cell| cell.trim());
            let method = self.known.get("paymentMethod.id").map(Value::to_string);
            if value.is_some() && value == method.as_deref() {
                let needed = cells.get(2).copied().unwrap_or_default();
                self.chosen = needed.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            }
        } else if let (true, [place, name, ..]) = (text.starts_with("It is"), codes.as_slice()) {
            self.look_up(place, name);
        }
    }

    /// Takes the value of the entry that has the name which its person said.
    fn look_up(&mut self, place: &str, name: &str) {
        let Some((_, run)) = self.done.last() else { return };
        let Ok(answer) = serde_json::from_str::<Value>(&run.stdout) else { return };
        let (list, field) = place.split_once("[].").expect("a list");
        let wanted = self.known.get(name).cloned().unwrap_or_default();
        // On the way to a later step nothing is looked up again.
        let Some(entries) = at(&answer, list).and_then(Value::as_array) else { return };
        let named = |entry: &&Value| {
            entry.as_object().is_some_and(|entry| entry.values().any(|value| *value == wanted))
        };
        let found: Vec<&Value> = entries.iter().filter(named).collect();
        let [entry] = found.as_slice() else { panic!("{wanted} is not one of {entries:?}") };
        // The page says what the field is called; whoever reads sees that another one is the id.
        let id = entry.get(field).or_else(|| entry.get("id")).expect("an id").clone();
        self.known.insert(format!("paymentMethod.{field}"), id);
    }

    /// Writes the body, with the values in place of their marks and the fields of the chosen row.
    fn write(&mut self, body: &str) {
        let mut body: Value = serde_json::from_str(&self.filled(body, in_json)).expect("JSON");
        let chosen: Map<String, Value> = self
            .chosen
            .iter()
            .map(|name| (name.clone(), self.value(&format!("paymentMethod.{name}"))))
            .collect();
        if let Some(method) = body.get_mut("paymentMethod").and_then(Value::as_object_mut) {
            method.extend(chosen);
        }
        self.save("request.json", &body.to_string());
    }

    fn value(&self, mark: &str) -> Value {
        self.known.get(mark).cloned().unwrap_or_else(|| panic!("nobody said what <{mark}> is"))
    }

    /// The text with values in place of marks.
    fn filled(&self, text: &str, written: fn(&Value) -> String) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('<') {
            let (mark, behind) = after.split_once('>').expect("the end of a mark");
            filled.push_str(before);
            filled.push_str(&written(&self.value(mark)));
            rest = behind;
        }
        filled + rest
    }

    /// Runs a line as a shell reads it, and keeps what it answers in mind.
    ///
    /// # Panics
    /// A mark stands for nothing that it knows.
    pub fn run(&mut self, line: &str) {
        let line = self.filled(line, as_text);
        let mut command = self.cli.shell(&line, self.folder.path());
        let run = finish(self.cli.with_login(command.envs(self.variables.iter().map(|(a, b)| (a, b)))));
        if let Ok(answer) = serde_json::from_str::<Value>(&run.stdout) {
            learn(&mut self.known, "", &answer);
        }
        self.done.push((line, run));
    }

    /// Starts a line that goes on while other things happen.
    ///
    /// # Panics
    /// It does not start, or a mark stands for nothing that is known.
    #[must_use]
    pub fn start(&self, line: &str) -> Child {
        let line = self.filled(line, as_text);
        let mut command = self.cli.shell(&format!("exec {line}"), self.folder.path());
        self.cli.with_login(command.envs(self.variables.iter().map(|(a, b)| (a, b))));
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
    }

    /// Saves a file with its own tool.
    ///
    /// # Panics
    /// The folder cannot be written.
    pub fn save(&self, name: &str, content: &str) {
        fs::write(self.folder.path().join(name), content).expect("written");
    }

    /// What was run and did not end well.
    #[must_use]
    pub fn failures(&self) -> Vec<String> {
        let failed = self.done.iter().filter(|(_, run)| run.code != 0);
        failed.map(|(line, run)| format!("{line}\n  {run:?}")).collect()
    }

    /// The answer of the last line that begins so.
    ///
    /// # Panics
    /// There is no such line.
    #[must_use]
    pub fn answer(&self, command: &str) -> &Run {
        let found = self.done.iter().rev().find(|(line, _)| line.contains(command));
        found.map(|(_, run)| run).unwrap_or_else(|| panic!("{command} was not run"))
    }
}

/// A value in a command line.
fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value in JSON; the quotes of a text are there already.
fn in_json(value: &Value) -> String {
    let json = value.to_string();
    let inside = json.strip_prefix('"').and_then(|json| json.strip_suffix('"'));
    inside.map_or_else(|| json.clone(), str::to_owned)
}

fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |value, name| value.get(name))
}

/// Values of an answer by their dotted paths.
fn learn(known: &mut BTreeMap<String, Value>, above: &str, value: &Value) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        learn(known, &path, value);
        // What its person said is not changed by an answer.
        if path.starts_with("data.") && !value.is_object() {
            known.insert(path, value.clone());
        }
    }
}
