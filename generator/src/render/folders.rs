//! Operations by the folder that holds them.

use std::collections::BTreeMap;

use crate::model::{Api, Operation};

/// The folders of these operations by their paths; a folder stands where its first operation does. What lies in none has
/// the empty path.
pub fn folders<'a>(
    operations: impl IntoIterator<Item = &'a Operation>,
) -> Vec<(&'a [String], Vec<&'a Operation>)> {
    let mut folders: Vec<(&[String], Vec<&Operation>)> = Vec::new();
    let mut places: BTreeMap<&[String], usize> = BTreeMap::new();
    for operation in operations {
        let path = operation.path.split_last().map_or(&[][..], |(_, folder)| folder);
        let at = *places.entry(path).or_insert(folders.len());
        match folders.get_mut(at) {
            Some((_, held)) => held.push(operation),
            None => folders.push((path, vec![operation])),
        }
    }
    folders
}

/// What pages call a folder: its own name, and the API's where there is none.
pub fn title<'a>(api: &'a Api, folder: &'a [String]) -> &'a str {
    folder.last().map_or(&api.title, String::as_str)
}
