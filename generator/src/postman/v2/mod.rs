//! Collection format 2.0 and 2.1. The two differ in how auth parameters are written; both are taken under either.

mod auth;
mod body;
mod request;

use serde_json::{Map, Value};

use super::collection::{Collection, Folder, Item, Script, ScriptEvent, Variable};
use super::fields::{self, description, flag, list, text};
use super::reporter::Reporter;

/// Reads a whole collection.
pub(super) fn collection(root: &Value, reporter: &mut Reporter) -> Collection {
    let info = root.get("info").unwrap_or(&Value::Null);
    let name = text(info.get("name")).or_else(|| text(root.get("name"))).unwrap_or_default();
    let about = info.get("description").or_else(|| root.get("description"));
    let variables = variables(root.get("variable"), reporter);
    let auth = auth::read(root.get("auth"), reporter);
    let scripts = scripts(root.get("event"), reporter);
    let mut walk = Walk { reporter, requests: 0 };
    let items = walk.items(root.get("item"));
    let requests = walk.requests;
    if name.trim().is_empty() {
        reporter.note("unnamed-collection", "info.name", "the collection has no name", "name it in Postman");
    }
    if requests == 0 {
        reporter.warn("no-requests", "item", "the collection holds no request", "");
    }
    Collection { name, description: description(about), variables, auth, scripts, items, requests }
}

/// Depth first through the folders; serde_json's own limit bounds the depth.
struct Walk<'a> {
    reporter: &'a mut Reporter,
    requests: usize,
}

impl Walk<'_> {
    fn items(&mut self, value: Option<&Value>) -> Vec<Item> {
        let elements: Vec<&Value> = match value {
            // One item instead of a list, or a map of items.
            Some(Value::Object(object)) if !is_item(object) => object.values().collect(),
            other => list(other),
        };
        elements.into_iter().filter_map(|element| self.item(element)).collect()
    }

    fn item(&mut self, value: &Value) -> Option<Item> {
        let Value::Object(object) = value else {
            self.reporter.odd("item", "an object");
            return None;
        };
        let name = text(object.get("name"));
        let name = name.or_else(|| object.get("request").and_then(|request| text(request.get("name"))));
        let name = name.unwrap_or_default();
        self.reporter.enter(&name);
        let item = match object.get("item") {
            Some(Value::Array(_) | Value::Object(_)) => Some(Item::Folder(self.folder(object, name))),
            _ if object.contains_key("request") => self.request(object, name).map(Item::Request),
            _ => {
                self.reporter.warn(
                    "item-without-request",
                    "",
                    "the item is neither a folder nor a request; it is left out",
                    "delete it in Postman, or give it a request",
                );
                None
            }
        };
        self.reporter.leave();
        item
    }

    fn folder(&mut self, object: &Map<String, Value>, name: String) -> Folder {
        if object.get("request").is_some_and(|request| !request.is_null()) {
            self.reporter.warn(
                "folder-with-request",
                "request",
                "the folder also holds a request of its own, which Postman ignores",
                "move the request into the folder as an item",
            );
        }
        Folder {
            name,
            description: description(object.get("description")),
            auth: auth::read(object.get("auth"), self.reporter),
            scripts: scripts(object.get("event"), self.reporter),
            items: self.items(object.get("item")),
        }
    }

    fn request(
        &mut self,
        object: &Map<String, Value>,
        name: String,
    ) -> Option<Box<super::collection::Request>> {
        let index = self.requests;
        self.requests += 1;
        request::read(object, name, index, self.reporter).map(Box::new)
    }
}

fn is_item(object: &Map<String, Value>) -> bool {
    ["request", "item", "name", "id"].iter().any(|key| object.contains_key(*key))
}

/// Variables that are switched on; the last of a name wins, as in Postman.
fn variables(value: Option<&Value>, reporter: &mut Reporter) -> Vec<Variable> {
    let mut kept: Vec<Variable> = Vec::new();
    let mut positions = std::collections::HashMap::new();
    for (variable, enabled) in fields::variables(value) {
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
