//! Collection format 3: a folder of YAML files, as Postman keeps collections in Git.

mod shape;
mod tree;
mod yaml;

use serde_json::{Map, Value};

use super::SourceFile;
use super::collection::{Collection, Item};
use super::fields::list;
use super::reporter::Reporter;
use super::v2::{self, Walk};
use tree::{Folder, Node, Single};

pub(super) use tree::is_part;
pub(super) use yaml::read as read_yaml;

/// Reads a collection from its files; `name` is the folder's, for a collection that states none.
pub(super) fn collection(files: &[SourceFile], name: &str, reporter: &mut Reporter) -> Collection {
    let root = Folder::of(files, reporter);
    let shape = Value::Object(shape::group(&root.definition, name));
    v2::collection_of(&shape, reporter, |walk| items(root, walk))
}

/// Reads a collection that stands in one document, as Postman's API gives it: `items` instead of files.
pub(super) fn document(root: &Map<String, Value>, reporter: &mut Reporter) -> Collection {
    let shape = Value::Object(shape::group(root, ""));
    v2::collection_of(&shape, reporter, |walk| nested(root, walk))
}

fn items(folder: Folder, walk: &mut Walk) -> Vec<Item> {
    let mut found = Vec::new();
    for node in folder.into_nodes() {
        match node {
            Node::Folder(name, folder) => {
                let shape = shape::group(&folder.definition, &name);
                found.push(walk.folder(&shape, |walk| items(*folder, walk)));
            }
            Node::Request(Single { name, object: Ok(object), examples, .. }) => {
                found.extend(request(&object, &name, &examples, walk));
            }
            Node::Request(Single { name, path, object: Err(problem), .. }) => {
                let message = format!("{path}: {problem}");
                walk.unreadable(
                    &name,
                    "unreadable-file",
                    &message,
                    "correct the file, or take it out of the folder",
                );
            }
        }
    }
    found
}

fn nested(group: &Map<String, Value>, walk: &mut Walk) -> Vec<Item> {
    let mut items = Vec::new();
    for element in list(group.get("items")) {
        let Value::Object(object) = element else {
            walk.reporter.odd("items", "a list of objects");
            continue;
        };
        if object.contains_key("items") || shape::kind(object) == Some("collection") {
            items.push(walk.folder(&shape::group(object, ""), |walk| nested(object, walk)));
        } else {
            items.extend(request(object, "", &[], walk));
        }
    }
    items
}

/// Kinds that go over plain HTTP.
const OVER_HTTP: &[&str] = &["http-request", "graphql-request"];

fn request(
    object: &Map<String, Value>,
    name: &str,
    examples: &[Map<String, Value>],
    walk: &mut Walk,
) -> Option<Item> {
    let shape = shape::request(object, name, examples);
    let kind = shape::kind(object).unwrap_or("http-request");
    if OVER_HTTP.contains(&kind) {
        return walk.request(&shape);
    }
    let name = shape.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let message = "the request is not made over HTTP (gRPC, WebSocket, MQTT and others are not supported)";
    walk.unreadable(
        &name,
        "unsupported-protocol",
        message,
        "nothing, or describe the call as an HTTP request",
    );
    None
}

#[cfg(test)]
mod tests;
