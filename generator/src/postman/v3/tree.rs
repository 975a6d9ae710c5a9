//! Files of a collection as a tree: which one describes what is decided by its path.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::yaml;
use crate::postman::SourceFile;
use crate::postman::fields::text;
use crate::postman::reporter::Reporter;

/// Folders below folders; what lies deeper counts to the last.
const DEEPEST: usize = 48;
/// Where Postman keeps what is not a request.
const RESOURCES: &str = ".resources";

/// What a file is.
#[derive(Debug, PartialEq, Eq)]
enum Role<'a> {
    /// Describes the folder of this path.
    Definition(&'a str),
    /// A request in the folder of this path.
    Request(&'a str, &'a str),
    /// A saved answer; the folder that it lies in tells whose.
    Example(&'a str),
}

/// The file belongs to a collection.
pub(in crate::postman) fn is_part(file: &SourceFile) -> bool {
    role(file).is_some()
}

fn role(file: &SourceFile) -> Option<Role<'_>> {
    let path = file.path.as_str();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"))?;
    if stem.ends_with(".example") {
        return Some(Role::Example(folder));
    }
    let described = if folder == RESOURCES { Some("") } else { folder.strip_suffix("/.resources") };
    match described {
        Some(described) if stem == "definition" => return Some(Role::Definition(described)),
        None if ["collection", "folder", "definition"].contains(&stem) => {
            return Some(Role::Definition(folder));
        }
        _ => {}
    }
    if folder.split('/').any(|part| part == RESOURCES) {
        return None;
    }
    let request = stem.strip_suffix(".request").or_else(|| states_request(file).then_some(stem))?;
    Some(Role::Request(folder, request))
}

/// A file of any name that says it is a request.
fn states_request(file: &SourceFile) -> bool {
    let text = file.bytes.as_ref().map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let stated = text.lines().find_map(|line| line.trim_start_matches('\u{feff}').strip_prefix("$kind:"));
    stated.is_some_and(|kind| kind.trim().trim_matches(['"', '\'']).ends_with("-request"))
}

/// A folder with what it holds.
#[derive(Default)]
pub(super) struct Folder {
    /// What it says of itself; may be empty.
    pub(super) definition: Map<String, Value>,
    requests: Vec<Single>,
    folders: BTreeMap<String, Folder>,
}

/// A request's file with its saved answers.
pub(super) struct Single {
    pub(super) path: String,
    /// Name of the file without its endings.
    pub(super) name: String,
    pub(super) object: Result<Map<String, Value>, String>,
    pub(super) examples: Vec<Map<String, Value>>,
}

/// What a folder holds.
pub(super) enum Node {
    Folder(String, Box<Folder>),
    Request(Single),
}

impl Folder {
    /// Puts the files in their places.
    pub(super) fn of(files: &[SourceFile], reporter: &mut Reporter) -> Self {
        let mut root = Self::default();
        let mut sorted: Vec<&SourceFile> = files.iter().collect();
        sorted.sort_by(|one, other| one.path.cmp(&other.path));
        let mut examples: HashMap<&str, Vec<Map<String, Value>>> = HashMap::new();
        for file in &sorted {
            if let Some(Role::Example(folder)) = role(file)
                && let Some(object) = read_or_report(file, reporter)
            {
                examples.entry(folder).or_default().push(named(object, &file.path));
            }
        }
        for saved in examples.values_mut() {
            saved.sort_by(|one, other| order(one).total_cmp(&order(other)));
        }
        for file in sorted {
            match role(file) {
                Some(Role::Definition(folder)) => {
                    if let Some(object) = read_or_report(file, reporter) {
                        root.descend(folder).definition.extend(object);
                    }
                }
                Some(Role::Request(folder, name)) => {
                    let object = read(file, reporter);
                    let saved = object.as_ref().ok().map(|object| examples_folder(object, folder, name));
                    let saved = saved.and_then(|saved| examples.remove(saved.as_str())).unwrap_or_default();
                    let single =
                        Single { path: file.path.clone(), name: name.to_owned(), object, examples: saved };
                    root.descend(folder).requests.push(single);
                }
                None if file.bytes.is_err() => drop(read_or_report(file, reporter)),
                Some(Role::Example(_)) | None => {}
            }
        }
        root
    }

    fn descend(&mut self, path: &str) -> &mut Self {
        let parts = path.split('/').filter(|part| !part.is_empty()).take(DEEPEST);
        parts.fold(self, |folder, part| folder.folders.entry(part.to_owned()).or_default())
    }

    /// By `order`, then by path; what states no order comes last.
    pub(super) fn into_nodes(self) -> Vec<Node> {
        let requests = self.requests.into_iter().map(|single| {
            let order = single.object.as_ref().map_or(f64::INFINITY, order);
            (order, single.path.clone(), Node::Request(single))
        });
        let folders = |(name, folder): (String, Self)| {
            (
                order(&folder.definition),
                folder.any_path().unwrap_or_default(),
                Node::Folder(name, Box::new(folder)),
            )
        };
        let mut nodes: Vec<(f64, String, Node)> =
            self.folders.into_iter().map(folders).chain(requests).collect();
        nodes.sort_by(|one, other| one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
        nodes.into_iter().map(|(_, _, node)| node).collect()
    }

    /// Path of a file inside, which sorts among files as the folder does.
    fn any_path(&self) -> Option<String> {
        let own = self.requests.first().map(|single| single.path.clone());
        own.or_else(|| self.folders.values().find_map(|folder| folder.any_path()))
    }
}

fn read(file: &SourceFile, reporter: &mut Reporter) -> Result<Map<String, Value>, String> {
    match &file.bytes {
        Ok(bytes) => yaml::read(bytes, reporter),
        Err(problem) => Err((*problem).to_owned()),
    }
}

fn read_or_report(file: &SourceFile, reporter: &mut Reporter) -> Option<Map<String, Value>> {
    match read(file, reporter) {
        Ok(object) => Some(object),
        Err(problem) => {
            let message = format!("{problem}; it is ignored");
            reporter.warn(
                "unreadable-part",
                &file.path,
                message,
                "correct the file, or take it out of the folder",
            );
            None
        }
    }
}

/// An example without a name has that of its file.
fn named(mut object: Map<String, Value>, path: &str) -> Map<String, Value> {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split(".example.").next().unwrap_or(file);
    object.entry("name").or_insert_with(|| stem.into());
    object
}

/// The folder of a request's saved answers: as stated, else where Postman puts it.
fn examples_folder(object: &Map<String, Value>, folder: &str, name: &str) -> String {
    let stated = object
        .get("examples")
        .and_then(Value::as_str)
        .map(|path| path.trim_start_matches("./").trim_end_matches('/').to_owned());
    let below = stated.unwrap_or_else(|| format!("{RESOURCES}/{name}.resources/examples"));
    if folder.is_empty() { below } else { format!("{folder}/{below}") }
}

fn order(object: &Map<String, Value>) -> f64 {
    let stated = text(object.get("order")).and_then(|order| order.trim().parse::<f64>().ok());
    stated.filter(|order| !order.is_nan()).unwrap_or(f64::INFINITY)
}
