//! Which request stands where: `order` and `folders_order` name ids, depth first, as Postman shows them.
//!
//! In each folder its folders come first (`folders_order`), then its requests (`order`). What no list names comes
//! after what is named: in its folder where it names one itself, else at the end. Nothing is lost, nothing comes twice.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::{request, shaped};
use crate::postman::collection::Item;
use crate::postman::fields::{list, text};
use crate::postman::v2::Walk;

/// Folders below folders; real collections go seven deep.
const DEEPEST: usize = 64;

/// The parts of a collection with what is still to be placed.
pub(super) struct Arrangement<'a> {
    root: &'a Map<String, Value>,
    requests: Parts<'a>,
    folders: Parts<'a>,
}

impl<'a> Arrangement<'a> {
    pub(super) fn of(root: &'a Map<String, Value>) -> Self {
        let requests = parts(root.get("requests"));
        let folders = parts(root.get("folders"));
        let holders = || std::iter::once(root).chain(folders.iter().filter_map(|folder| folder.as_object()));
        let named = |key| holders().flat_map(|holder| ids(holder, key)).collect::<HashSet<_>>();
        Self {
            root,
            requests: Parts::new(&requests, &["folder", "folderId"], &named("order")),
            folders: Parts::new(&folders, &["folder", "parent", "parentId"], &named("folders_order")),
        }
    }

    /// Everything, in its order.
    pub(super) fn items(mut self, walk: &mut Walk) -> Vec<Item> {
        let mut items = self.inside(self.root, None, 0, walk);
        // Folders that hold each other, or lie too deep, are reached from nowhere; requests that name a lost folder.
        while let Some(folder) = self.folders.take_any() {
            items.extend(self.folder(folder, 0, walk));
        }
        while let Some(lost) = self.requests.take_any() {
            items.extend(read(lost, walk));
        }
        items
    }

    fn inside(
        &mut self,
        holder: &Map<String, Value>,
        id: Option<&str>,
        depth: usize,
        walk: &mut Walk,
    ) -> Vec<Item> {
        let mut items = Vec::new();
        if depth < DEEPEST {
            for folder in self.folders.take(ids(holder, "folders_order"), id) {
                items.extend(self.folder(folder, depth + 1, walk));
            }
        }
        for single in self.requests.take(ids(holder, "order"), id) {
            items.extend(read(single, walk));
        }
        items
    }

    fn folder(&mut self, folder: &Value, depth: usize, walk: &mut Walk) -> Option<Item> {
        let Value::Object(object) = folder else {
            walk.reporter.odd("folders", "a list of objects");
            return None;
        };
        let id = text(object.get("id"));
        Some(
            walk.folder(&shaped(object), |walk| self.inside(object, id.as_deref().or(Some("")), depth, walk)),
        )
    }
}

fn read(single: &Value, walk: &mut Walk) -> Option<Item> {
    match single {
        Value::Object(object) => walk.request(&request::shaped(object)),
        _ => {
            let message = "the request is not an object";
            walk.unreadable("", "unreadable-request", message, "export the collection again from Postman");
            None
        }
    }
}

/// Elements of a list, or the values of a map by id.
fn parts(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Object(map)) if !map.contains_key("id") => map.values().collect(),
        other => list(other),
    }
}

fn ids(holder: &Map<String, Value>, key: &str) -> Vec<String> {
    list(holder.get(key)).into_iter().filter_map(|id| text(Some(id))).collect()
}

/// Requests or folders, each of which is taken once.
struct Parts<'a> {
    /// `None` once taken.
    all: Vec<Option<&'a Value>>,
    by_id: HashMap<String, usize>,
    /// What no list names, by the folder that it names itself; `None` is the root.
    unnamed: HashMap<Option<String>, Vec<usize>>,
    /// Where [`Self::take_any`] goes on.
    next: usize,
}

impl<'a> Parts<'a> {
    fn new(all: &[&'a Value], parents: &[&str], named: &HashSet<String>) -> Self {
        let mut by_id = HashMap::new();
        let mut unnamed: HashMap<Option<String>, Vec<usize>> = HashMap::new();
        for (at, part) in all.iter().enumerate() {
            let id = text(part.get("id"));
            let first = match &id {
                Some(id) if named.contains(id) => !by_id.contains_key(id),
                _ => false,
            };
            if let Some(id) = id.filter(|_| first) {
                by_id.insert(id, at);
            } else {
                let parent = parents.iter().find_map(|key| text(part.get(*key)));
                unnamed.entry(parent.filter(|parent| !parent.is_empty())).or_default().push(at);
            }
        }
        Self { all: all.iter().copied().map(Some).collect(), by_id, unnamed, next: 0 }
    }

    /// The parts of those ids, then those that name this folder; what was taken before is left out.
    fn take(&mut self, ids: Vec<String>, folder: Option<&str>) -> Vec<&'a Value> {
        let named = ids.iter().filter_map(|id| self.by_id.get(id).copied());
        let mut positions: Vec<usize> = named.collect();
        positions.extend(self.unnamed.remove(&folder.map(str::to_owned)).unwrap_or_default());
        positions.into_iter().filter_map(|at| self.all.get_mut(at)?.take()).collect()
    }

    fn take_any(&mut self) -> Option<&'a Value> {
        let rest = self.all.get_mut(self.next..)?;
        let step = rest.iter().position(Option::is_some)?;
        self.next += step + 1;
        rest.get_mut(step)?.take()
    }
}
