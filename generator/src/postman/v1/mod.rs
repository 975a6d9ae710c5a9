//! Collection format 1: a flat list of requests, and folders that order them by id.

mod arrangement;
mod request;

use serde_json::{Map, Value, json};

use super::collection::Collection;
use super::reporter::Reporter;
use super::v2;
use arrangement::Arrangement;

/// Reads a whole collection.
pub(super) fn collection(root: &Map<String, Value>, reporter: &mut Reporter) -> Collection {
    let field = |key: &str| root.get(key).cloned().unwrap_or_default();
    let mut shape = Value::Object(shaped(root));
    shape["info"] = json!({"name": field("name"), "description": field("description")});
    v2::collection_of(&shape, reporter, |walk| Arrangement::of(root).items(walk))
}

/// What a collection or a folder says of itself, as format 2 writes it.
fn shaped(object: &Map<String, Value>) -> Map<String, Value> {
    let mut shape = Map::new();
    for (from, to) in [
        ("name", "name"),
        ("description", "description"),
        ("auth", "auth"),
        ("protocolProfileBehavior", "protocolProfileBehavior"),
    ] {
        shape.extend(object.get(from).map(|value| (to.to_owned(), value.clone())));
    }
    let variables = object.get("variables").or_else(|| object.get("variable"));
    shape.extend(variables.map(|value| ("variable".to_owned(), value.clone())));
    shape.insert("event".into(), Value::Array(request::events(object)));
    shape
}

#[cfg(test)]
mod tests;
