//! Collection format 2.0 and 2.1. The two differ in how auth parameters are written; both are taken under either.

mod auth;
mod body;
mod request;
mod walk;

use std::collections::{HashMap, HashSet};

use serde_json::Value;

pub(super) use walk::Walk;

use super::collection::{Collection, Item, Script, ScriptEvent, Variable};
use super::fields::{self, description, flag, list, text};
use super::reporter::Reporter;

/// Reads a whole collection.
pub(super) fn collection(root: &Value, reporter: &mut Reporter) -> Collection {
    collection_of(root, reporter, |walk| walk.items(root.get("item")))
}

/// Reads what a collection says of itself; `fill` reads what it holds.
pub(super) fn collection_of(
    root: &Value,
    reporter: &mut Reporter,
    fill: impl FnOnce(&mut Walk) -> Vec<Item>,
) -> Collection {
    let info = root.get("info").unwrap_or(&Value::Null);
    let name = text(info.get("name")).or_else(|| text(root.get("name"))).unwrap_or_default();
    let about = info.get("description").or_else(|| root.get("description"));
    // Format 2.0 wrote `variables` for a while.
    let declared = ["variables", "variable"].into_iter().flat_map(|key| fields::variables(root.get(key)));
    let mut variables = variables(declared, reporter);
    let auth = auth::read(root.get("auth"), reporter);
    let scripts = scripts(root.get("event"), reporter);
    let mut walk = Walk::new(root, reporter);
    let items = fill(&mut walk);
    let Walk { requests, folder_variables, .. } = walk;
    declare(folder_variables, &mut variables, reporter);
    if name.trim().is_empty() {
        reporter.note("unnamed-collection", "info.name", "the collection has no name", "name it in Postman");
    }
    if requests == 0 {
        reporter.warn("no-requests", "item", "the collection holds no request", "");
    }
    Collection { name, description: description(about), variables, auth, scripts, items, requests }
}

/// Variables of folders: Postman shows them and resolves none of them. What the collection does not declare itself
/// is declared here, with its value where the folders agree on one.
fn declare(folders: Vec<Variable>, variables: &mut Vec<Variable>, reporter: &mut Reporter) {
    let own: HashSet<String> = variables.iter().map(|variable| variable.key.clone()).collect();
    let mut added: HashMap<String, usize> = HashMap::new();
    for variable in folders {
        if own.contains(&variable.key) {
            continue;
        }
        match added.get(&variable.key).and_then(|&position| variables.get_mut(position)) {
            None => {
                reporter.note(
                    "folder-variable",
                    "variable",
                    format!("variable `{}` is declared by a folder only", variable.key),
                    "declare it at the collection, where Postman looks",
                );
                added.insert(variable.key.clone(), variables.len());
                variables.push(variable);
            }
            Some(first) if first.value != variable.value => first.value = Value::Null,
            Some(_) => {}
        }
    }
}

/// Variables that are switched on; the last of a name wins, as in Postman.
fn variables(declared: impl Iterator<Item = (Variable, bool)>, reporter: &mut Reporter) -> Vec<Variable> {
    let mut kept: Vec<Variable> = Vec::new();
    let mut positions = HashMap::new();
    for (variable, enabled) in declared {
        if !enabled {
            continue;
        }
        match positions.get(&variable.key) {
            None => {
                positions.insert(variable.key.clone(), kept.len());
                kept.push(variable);
            }
            Some(&position) => {
                reporter.note(
                    "duplicate-variable",
                    "variable",
                    format!("variable `{}` is declared more than once; the last one counts", variable.key),
                    "delete the others in Postman",
                );
                if let Some(slot) = kept.get_mut(position) {
                    *slot = variable;
                }
            }
        }
    }
    kept
}

/// Scripts that are switched on and hold code.
fn scripts(value: Option<&Value>, reporter: &mut Reporter) -> Vec<Script> {
    let mut scripts = Vec::new();
    for event in list(value) {
        if flag(event.get("disabled")) {
            continue;
        }
        let listen = match event.get("listen").and_then(Value::as_str) {
            Some("prerequest") => ScriptEvent::Prerequest,
            Some("test") => ScriptEvent::Test,
            Some(_) => {
                reporter.odd("event.listen", "`prerequest` or `test`");
                continue;
            }
            None => continue,
        };
        let source = match event.get("script") {
            Some(Value::Object(script)) => lines(script.get("exec")),
            other => lines(other),
        };
        if !source.trim().is_empty() {
            scripts.push(Script { event: listen, source });
        }
    }
    scripts
}

fn lines(value: Option<&Value>) -> String {
    match value {
        Some(Value::Array(lines)) => {
            lines.iter().map(|line| line.as_str().unwrap_or_default()).collect::<Vec<_>>().join("\n")
        }
        Some(Value::String(source)) => source.clone(),
        _ => String::new(),
    }
}
