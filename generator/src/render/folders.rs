//! Operations by the folder that holds them, as pages list them.

use std::collections::BTreeMap;

use crate::model::{Api, Operation};

/// The operations of one folder under its title.
pub type Folder<'a> = (&'a str, Vec<&'a Operation>);

/// The folders of these operations, in collection order. What lies in no folder stands under the title of the API.
pub fn folders<'a>(api: &'a Api, operations: impl IntoIterator<Item = &'a Operation>) -> Vec<Folder<'a>> {
    let mut folders: Vec<Folder<'a>> = Vec::new();
    let mut places: BTreeMap<&[String], usize> = BTreeMap::new();
    for operation in operations {
        let path = operation.path.split_last().map_or(&[][..], |(_, folder)| folder);
        let at = *places.entry(path).or_insert_with(|| {
            folders.push((path.last().map_or(api.title.as_str(), String::as_str), Vec::new()));
            folders.len() - 1
        });
        if let Some((_, held)) = folders.get_mut(at) {
            held.push(operation);
        }
    }
    folders
}
