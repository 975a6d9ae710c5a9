//! The way through a collection, depth first: it counts requests, knows where it stands and what is inherited.
//! Formats 1 and 3 are put into the shape of format 2 one item at a time and go the same way.

use serde_json::{Map, Value};

use super::{auth, request, scripts};
use crate::postman::collection::{Folder, Item, Variable};
use crate::postman::fields::{self, description, list, text};
use crate::postman::reporter::Reporter;

/// Depth first through the folders; who calls bounds the depth.
pub(in crate::postman) struct Walk<'a> {
    pub(in crate::postman) reporter: &'a mut Reporter,
    pub(super) requests: usize,
    /// Variables of folders, switched-on ones, in file order.
    pub(super) folder_variables: Vec<Variable>,
    /// Whether bodies of methods that have none are kept, for the collection and each folder on the way.
    keeps_body: Vec<bool>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(root: &Value, reporter: &'a mut Reporter) -> Self {
        let keeps_body = vec![behavior(root.get("protocolProfileBehavior")).unwrap_or_default()];
        Self { reporter, requests: 0, folder_variables: Vec::new(), keeps_body }
    }

    /// Items of an `item` field.
    pub(super) fn items(&mut self, value: Option<&Value>) -> Vec<Item> {
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
        match object.get("item") {
            Some(items @ (Value::Array(_) | Value::Object(_))) => {
                Some(self.folder(object, |walk| walk.items(Some(items))))
            }
            _ if object.contains_key("request") => self.request(object),
            _ => {
                self.reporter.enter(&name(object));
                self.reporter.warn(
                    "item-without-request",
                    "",
                    "the item is neither a folder nor a request; it is left out",
                    "delete it in Postman, or give it a request",
                );
                self.reporter.leave();
                None
            }
        }
    }

    /// A folder; `fill` reads what it holds.
    pub(in crate::postman) fn folder(
        &mut self,
        object: &Map<String, Value>,
        fill: impl FnOnce(&mut Self) -> Vec<Item>,
    ) -> Item {
        let name = name(object);
        self.reporter.enter(&name);
        if object.get("request").is_some_and(|request| !request.is_null()) {
            self.reporter.warn(
                "folder-with-request",
                "request",
                "the folder also holds a request of its own, which Postman ignores",
                "move the request into the folder as an item",
            );
        }
        let declared = fields::variables(object.get("variable"));
        self.folder_variables
            .extend(declared.into_iter().filter(|(_, enabled)| *enabled).map(|(variable, _)| variable));
        let keeps_body = self.keeps_body(object);
        self.keeps_body.push(keeps_body);
        let folder = Folder {
            name,
            description: description(object.get("description")),
            auth: auth::read(object.get("auth"), self.reporter),
            scripts: scripts(object.get("event"), self.reporter),
            items: fill(self),
        };
        self.keeps_body.pop();
        self.reporter.leave();
        Item::Folder(folder)
    }

    /// A request; `None` after a diagnostic that says why.
    pub(in crate::postman) fn request(&mut self, object: &Map<String, Value>) -> Option<Item> {
        let index = self.requests;
        self.requests += 1;
        let name = name(object);
        self.reporter.enter(&name);
        let keeps_body = self.keeps_body(object);
        let read = request::read(object, name, index, self.reporter);
        let read = read.map(|read| request::pruned(read, keeps_body, self.reporter));
        self.reporter.leave();
        read.map(|read| Item::Request(Box::new(read)))
    }

    /// A request that cannot be read at all: it counts, and the diagnostic says why it is left out.
    pub(in crate::postman) fn unreadable(&mut self, name: &str, code: &str, message: &str, help: &str) {
        self.requests += 1;
        self.reporter.enter(name);
        self.reporter.warn(code, "", format!("{message}; no operation is made of it"), help);
        self.reporter.leave();
    }

    fn keeps_body(&self, object: &Map<String, Value>) -> bool {
        let inherited = self.keeps_body.last().copied().unwrap_or_default();
        behavior(object.get("protocolProfileBehavior")).unwrap_or(inherited)
    }
}

/// `disableBodyPruning`, where it is stated.
fn behavior(value: Option<&Value>) -> Option<bool> {
    match value?.get("disableBodyPruning")? {
        Value::Null => None,
        stated => Some(fields::flag(Some(stated))),
    }
}

fn name(object: &Map<String, Value>) -> String {
    let own = text(object.get("name"));
    own.or_else(|| object.get("request").and_then(|request| text(request.get("name")))).unwrap_or_default()
}

fn is_item(object: &Map<String, Value>) -> bool {
    ["request", "item", "name", "id"].iter().any(|key| object.contains_key(*key))
}
